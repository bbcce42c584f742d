"""Feeds: asked again, added, taken out, imported."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.actions import feeds
from monitor.config import load_config
from monitor.errors import ConfigError, MonitorError, NoSuchError
from monitor.feeds.opml import OpmlFeed, write_opml
from monitor.store.feeds import feeds as store
from tests.feed_states import feed_state


def opml(*urls):
    outlines = "".join(f'<outline type="rss" text="T" xmlUrl="{url}"/>' for url in urls)
    return f'<opml version="2.0"><body>{outlines}</body></opml>'.encode()


def urls_of(path):
    return [feed.url for feed in load_config(path, environ={}, secrets=False).feeds]


def test_a_feed_that_was_switched_off_is_due_at_once(act, database, feed_id, now):
    off = feed_state(store.by_id(database.read(), feed_id).state, disabled=True, gone_count=3)
    database.write(lambda db: store.save_state(db, feed_id, off))
    later = now + timedelta(days=1)
    assert store.due(database.read(), now=later, limit=1) == []
    assert act(feeds.enable, feed_id, now=later) == "Wire"
    (row,) = store.due(database.read(), now=later, limit=1)
    assert (row.id, row.state.trouble.gone_count) == (feed_id, 0)
    assert row.state.schedule.next_poll_at == later


def test_one_that_waits_because_it_was_called_gone_once_is_due_at_once(act, database, feed_id, now):
    before = store.by_id(database.read(), feed_id).state
    gone = feed_state(before, gone_count=1, gone_since=now, next_poll_at=now + timedelta(hours=6))
    database.write(lambda db: store.save_state(db, feed_id, gone))
    assert act(feeds.enable, feed_id, now=now) == "Wire"
    (row,) = store.due(database.read(), now=now, limit=1)
    assert row.state.trouble.gone_count == 0


def test_one_that_is_not_switched_off_keeps_its_schedule(act, database, feed_id, now):
    before = store.by_id(database.read(), feed_id)
    with pytest.raises(MonitorError, match="Wire isn't switched off.*feeds poll Wire"):
        act(feeds.enable, feed_id, now=now + timedelta(days=1))
    assert store.by_id(database.read(), feed_id) == before


def test_what_is_not_there_is_not_enabled(act, now):
    with pytest.raises(NoSuchError, match="no feed 99"):
        act(feeds.enable, 99, now=now)


def test_a_feed_is_added_and_taken_out_again(config):
    feeds.add(config, "https://two.example/feed", name="Two", tags=["world"])
    assert urls_of(config) == ["https://one.example/feed", "https://two.example/feed"]
    feeds.remove(config, "two")
    assert urls_of(config) == ["https://one.example/feed"]
    assert config.read_text().startswith("# mine\n")


def test_of_a_list_only_what_is_new_is_added(config):
    given = ["https://one.example/feed", "https://two.example/feed"]
    done = feeds.import_opml(config, opml(*given))
    assert (done.added, done.known) == (1, 1)
    assert urls_of(config) == given
    assert feeds.import_opml(config, opml(*given)).added == 0


def test_a_feed_is_known_in_another_spelling(config):
    done = feeds.import_opml(
        config,
        opml("https://ONE.example:443/feed", "https://new.example/", "https://new.example"),
    )
    assert (done.added, done.known) == (1, 2)
    assert urls_of(config) == ["https://one.example/feed", "https://new.example/"]


def test_a_feed_that_is_switched_off_stays_so(config):
    before = config.read_text()
    assert feeds.import_opml(config, opml("https://off.example/feed")).known == 1
    assert config.read_text() == before


def test_what_cannot_be_taken_is_told(config):
    done = feeds.import_opml(config, opml("https://two.example/feed", "ftp://old.example/"))
    assert done.added == 1
    assert "ftp://old.example/" in done.skipped[0]


def test_all_of_a_list_or_nothing_is_added(config):
    before = config.read_text()
    with pytest.raises(MonitorError, match="was left as it is"):
        feeds.import_opml(config, opml("https://two.example/feed", "http://x.example:99999/"))
    assert config.read_text() == before


def test_into_a_broken_configuration_nothing_is_imported(config):
    config.write_text(config.read_text() + "nonsense = 1\n")
    with pytest.raises(ConfigError, match="nonsense"):
        feeds.import_opml(config, opml("https://two.example/feed"))


def test_what_is_exported_and_imported_is_the_same(config, tmp_path):
    mine = [
        OpmlFeed(url="https://a.example/?x=1&y=2", title='"A" & <B>', tags=("News", "AT&T", "x,y")),
        OpmlFeed(url="https://b.example/", lang="de"),
        OpmlFeed(url="https://c.example/", title="Ünï", tags=("a/b",)),
    ]
    feeds.import_opml(config, write_opml(mine, title="T").encode())
    found = load_config(config, environ={}, secrets=False).feeds[1:]
    assert {
        OpmlFeed(url=each.url, title=each.name, tags=each.tags, lang=each.lang) for each in found
    } == set(mine)


def test_several_feeds_are_added_at_once_or_none(config):
    new = [feeds.NewFeed("https://two.example/"), feeds.NewFeed("https://one.example/feed")]
    done = feeds.add_new(config, new)
    assert (done.added, done.known) == (("https://two.example/",), ("https://one.example/feed",))
    before = config.read_text()
    with pytest.raises(MonitorError):
        feeds.add_new(config, [feeds.NewFeed("https://three.example/"), feeds.NewFeed("ftp://x/")])
    assert config.read_text() == before


def test_a_feed_is_polled_now_whatever_its_schedule_says(act, database, feed_id, now):
    state = store.by_id(database.read(), feed_id).state
    later = feed_state(state, next_poll_at=now + timedelta(days=9))
    database.write(lambda db: store.save_state(db, feed_id, later))
    assert store.due(database.read(), now=now, limit=1) == []
    assert act(feeds.poll_now, feed_id, now=now) == "Wire"
    assert [row.id for row in store.due(database.read(), now=now, limit=1)] == [feed_id]


def test_one_that_is_gone_is_not_polled_but_it_says_what_to_do(act, database, feed_id, now):
    off = feed_state(store.by_id(database.read(), feed_id).state, disabled=True, gone_count=3)
    database.write(lambda db: store.save_state(db, feed_id, off))
    with pytest.raises(MonitorError, match="feeds enable"):
        act(feeds.poll_now, feed_id, now=now)


def test_a_feed_is_changed_paused_and_resumed(config):
    before = config.read_text()
    feeds.change(config, "one", {"tags": ["world"]})
    feeds.pause(config, "one")
    assert urls_of(config) == []
    feeds.resume(config, "https://one.example/feed")
    assert load_config(config, environ={}, secrets=False).feeds[0].tags == ("world",)
    feeds.change(config, "One", {"tags": None})
    assert config.read_text() == before
