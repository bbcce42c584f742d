"""Lists of feeds in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.feeds.opml import OpmlFeed
from monitor.feeds.state.feed import Validators
from monitor.store.feeds.subscriptions import ListRow, all_lists, save


def test_a_list_comes_back_as_it_was_kept(database, now):
    row = ListRow(
        url="https://x.example/team.opml",
        next_at=now + timedelta(days=1),
        fetched_at=now,
        validators=Validators(etag='"1"', last_modified="then"),
        feeds=(OpmlFeed(url="https://a.example/", title="苹果", tags=("x", "y"), lang="zh"),),
    )
    database.write(lambda db: save(db, row))
    assert all_lists(database.read()) == {row.url: row}
    failed = replace(row, error="it answers 500", next_at=now)
    database.write(lambda db: save(db, failed))
    assert all_lists(database.read()) == {row.url: failed}
