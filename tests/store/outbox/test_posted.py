"""Which delivery a message in a chat is."""

from __future__ import annotations

from monitor.alerts.post import Post
from monitor.store.outbox import edits, outbox
from monitor.store.outbox.posted import delivery_of


def test_of_two_bots_that_count_alike_in_one_chat_it_is_the_newer_ones(database, record):
    posts = []
    for bot, title in ((1, "Apple picks Alibaba in China"), (2, "Apple shuts a shop in China")):
        record(title)
        (row,) = outbox.newest(database.read(), limit=1)
        post = Post(recipient=f"7 by {bot}", place="7", id="3")
        database.write(lambda db, row=row, post=post: edits.keep(db, row.id, [post]))
        posts.append((row.id, post))

    found = delivery_of(database.read(), row.delivery.target, place="7", message="3")

    assert found == posts[1]
    assert posts[0][0] != posts[1][0]
