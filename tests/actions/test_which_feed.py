"""Which feed is meant."""

from __future__ import annotations

import pytest

from monitor.actions import feeds
from monitor.actions.which_feed import find, written_as
from monitor.config import load_config
from monitor.errors import MonitorError, NoSuchError
from monitor.feeds.state.feed import Feed
from monitor.store.database import Database
from monitor.store.feeds import feeds as store
from tests.feed_states import feed_state

ONE, OFF, TWIN, LISTED = (f"https://{name}.example/feed" for name in ("one", "off", "twin", "list"))


@pytest.fixture
def known(config, now):
    """What was polled before: two feeds that call themselves the same, a paused one, a list's."""
    with config.open("a") as file:
        file.write(f'[[feeds]]\nurl = "{TWIN}"\n')
    titles = {ONE: "The Wire", TWIN: "The Wire", OFF: "Off Beat", LISTED: "Of a list"}
    with Database(load_config(config, environ={}).database) as database:

        def fill(db):
            store.sync(db, [Feed(url=url, name="One" * (url == ONE)) for url in titles], now=now)
            for url, title in titles.items():
                row = store.by_url(db, url)
                store.save_state(db, row.id, feed_state(row.state, title=title), due_at=now)
            store.sync(db, [Feed(url=ONE, name="One"), Feed(url=TWIN), Feed(url=LISTED)], now=now)

        database.write(fill)
        yield database.read()


@pytest.mark.parametrize(
    ("wanted", "url"),
    [
        ("off beat", OFF),  # its title, in any capitals
        ("off.example/feed", OFF),  # its address as lists show it
        ("ONE", "ONE"),  # the file's own name for it
        (ONE, ONE),
        ("nobody knows it", "nobody knows it"),
    ],
)
def test_a_feed_of_the_file_is_known_by_its_title_too(known, config, wanted, url):
    assert written_as(config, wanted) == url


def test_two_of_one_title_are_named_with_their_addresses(known, config):
    before = config.read_text()
    for ask in (lambda: feeds.pause(config, "The Wire"), lambda: find(known, "the wire")):
        with pytest.raises(MonitorError, match=f"fits 2 feeds(?s:.*){ONE}  .One.(?s:.*){TWIN}"):
            ask()
    assert config.read_text() == before


def test_a_paused_feed_is_resumed_by_its_title(known, config):
    feeds.resume(config, "Off Beat")
    assert OFF in [feed.url for feed in load_config(config, environ={}).feeds]


def test_a_feed_of_a_list_is_left_out_by_lines_of_ones_own(known, config):
    with pytest.raises(MonitorError, match=f'comes from a list(?s:.*)url = "{LISTED}"'):
        feeds.pause(config, "Of a list")


def test_a_part_of_a_title_will_do_to_look_at_a_feed_but_not_to_change_one(known, config):
    assert find(known, "off be").url == OFF
    with pytest.raises(NoSuchError):
        feeds.pause(config, "off be")
    with pytest.raises(NoSuchError, match="feeds"):
        find(known, "nobody knows it")
