"""Everything that can keep the program from working is found, with what to do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from monitor.config import load_config
from monitor.errors import Problem
from monitor.health import checkup
from monitor.store.answer_key import answer_key, path_of
from monitor.store.database import Database
from monitor.store.feeds import feeds, subscriptions
from monitor.store.feeds.subscriptions import ListRow
from tests.feed_states import feed_state

NOW = datetime(2026, 11, 29, 8, 14, tzinfo=UTC)
CONFIG = """\
[targets.desk]
url = "file:secret"
[[feeds]]
url = "https://wire.example/feed"
[[feeds]]
url = "https://gone.example/feed"
[[rules]]
name = "A"
match = "apple"
"""


@pytest.fixture
def config(tmp_path):
    (tmp_path / "secret").write_text("json://127.0.0.1/a")
    (tmp_path / "secret").chmod(0o600)
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    return load_config(path, environ={"TZ": "UTC"})


def findings(config, **rest):
    found = checkup.examine_all(config, now=NOW, **({"resolve": lambda _: None} | rest))
    return {each.name: each for each in found}


def test_what_is_well_is_said_to_be(config):
    found = findings(config)
    assert [each.name for each in found.values() if not each.well] == ["daemon"]  # none is running
    assert found["configuration"].what.endswith("2 feeds, 1 rule")
    assert found["names"].what == "all 2 hosts of feeds can be found"


def test_what_is_not_well_comes_with_a_cure(config, tmp_path):
    (tmp_path / "secret").chmod(0o644)
    config.database.write_bytes(b"not a database" * 999)
    found = findings(config)
    assert found["secrets"].cure == f"chmod 600 {tmp_path / 'secret'}"
    assert "restore a backup" in found["database"].what
    assert not found["database"].well
    assert all(each.cure for each in found.values() if not each.well and each.name != "database")


def test_a_key_of_links_that_everybody_can_read_is_found(config):
    key = path_of(config.database)
    config.database.touch()
    answer_key(config.database)
    assert "secrets" not in findings(config)
    key.chmod(0o644)
    assert findings(config)["secrets"].cure == f"chmod 600 {key}"


def test_hosts_without_an_address_are_named(config):
    def resolve(host):
        if host == "gone.example":
            raise OSError("no such host")

    assert findings(config, resolve=resolve)["names"].what == "no address: gone.example"


def test_without_any_address_it_is_the_network(config):
    def resolve(host):
        raise OSError(host)

    assert "network" in findings(config, resolve=resolve)["names"].cure
    assert "names" not in findings(config, online=False)


@pytest.mark.parametrize(
    ("newest", "now", "well"),
    [
        (None, NOW, True),
        (NOW, NOW, True),
        (NOW + timedelta(minutes=59), NOW, True),
        (NOW + timedelta(minutes=61), NOW, False),
        (None, datetime(1970, 1, 1, tzinfo=UTC), False),
    ],
)
def test_a_clock_that_cannot_be_right_is_found(newest, now, well):
    assert checkup.of_clock(newest, now).well is well


def test_the_clock_is_held_against_the_last_item(config):
    with Database(config.database) as database:
        assert database.works
    assert findings(config)["clock"].well


def test_no_authority_means_no_https():
    assert not checkup.of_trust(0).well
    assert checkup.of_trust(140).well


def test_a_python_that_is_known_to_be_wrong_is_named():
    old = checkup.of_python((3, 11, 2))
    assert "misreads some regular expressions" in old.what
    assert old.well, "it does no harm here, and is what Debian 12 has"
    assert checkup.of_python((3, 13, 1)).what == "3.13.1"


def test_a_mistake_in_the_configuration_is_told_once_in_a_line(config):
    mistake = Problem("rules[0].match", "There is nothing after the ( here.\napple + (\n  ^", 9)
    found = list(checkup.examine_all(config, [mistake], now=NOW, resolve=lambda _: None))
    (told,) = (each for each in found if each.name == "configuration")
    assert told.what.endswith("line 9: rules[0].match: There is nothing after the ( here.")


def test_a_feed_that_fails_and_a_target_that_takes_nothing_are_named_at_once(config):
    with Database(config.database) as database:
        database.write(lambda db: feeds.sync(db, config.feeds, now=NOW))
        assert findings(config)["feeds"].what == "2 of 2 feeds unread so far"
        assert findings(config)["target desk"].what.endswith("news-monitor targets test desk")
        database.write(fail)
    found = findings(config)
    told = found["feeds"]
    assert told.what == "1 of 2 feeds can't be read: https://wire.example/feed: it answers 404"
    assert told.cure == "news-monitor feeds show https://wire.example/feed"
    assert found["target desk"].what == "the last try failed: it answers 500"
    assert not told.well
    assert not found["target desk"].well


def test_a_feed_that_may_have_lost_items_between_two_polls_is_named(config):
    """Each poll went well; what came and went between them nobody has seen."""

    def miss(db):
        feeds.sync(db, config.feeds, now=NOW)
        row = feeds.by_url(db, "https://wire.example/feed")
        gap_at = NOW - timedelta(hours=3)
        feeds.save_state(db, row.id, feed_state(row.state, possible_gap_at=gap_at))

    assert "gaps" not in findings(config)
    with Database(config.database) as database:
        database.write(miss)
    told = findings(config)["gaps"]
    assert not told.well
    assert told.what == (
        "https://wire.example/feed: items may have been missed 3 h ago: "
        "it changes faster than it is polled"
    )
    assert "news-monitor feeds change https://wire.example/feed" in told.cure


def fail(db):
    row = feeds.by_url(db, "https://wire.example/feed")
    trouble = replace(row.state.trouble, failures=1, error="it answers 404")
    feeds.save_state(db, row.id, replace(row.state, trouble=trouble))
    fail_delivery(db, state="pending")


def fail_delivery(db, *, state):
    db.execute(
        "INSERT INTO deliveries (key, target, state, last_error, created_at) "
        "VALUES ('k', 'desk', ?, 'it answers 500', '2026-11-29T08:13:00.000Z')",
        [state],
    )


def test_a_disk_without_room_is_found_before_the_first_start(config, monkeypatch):
    monkeypatch.setattr(checkup.shutil, "disk_usage", lambda _: SimpleNamespace(free=3 * 2**20))
    told = findings(config)["disk"]
    assert (told.well, told.what) == (False, "only 3 MiB are free where the database is")


def test_a_file_that_everybody_can_change_is_found(config):
    assert "files" not in findings(config)
    config.path.chmod(0o666)
    assert findings(config)["files"].cure == f"chmod o-w {config.path}"


def test_a_target_that_is_in_trouble_is_not_called_well_besides(config):
    with Database(config.database) as database:
        database.write(give_up)
    every = list(checkup.examine_all(config, now=NOW, online=False))
    (told,) = (each for each in every if each.name == "target desk")
    assert told.what == "1 delivery to desk was given up in the last day"


def give_up(db):
    fail_delivery(db, state="dead")


def test_a_list_of_feeds_that_cannot_be_read_is_named_with_when_it_was(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text('[[subscriptions]]\nurl = "https://team.example/list.opml"\n')
    config = load_config(path, environ={"TZ": "UTC"})
    url = config.subscriptions[0].url
    row = ListRow(url=url, next_at=NOW, fetched_at=NOW, error="it is gone")
    with Database(config.database) as database:
        database.write(lambda db: subscriptions.save(db, row))
    told = findings(config)["list of feeds list.opml"]
    assert (told.well, told.what) == (False, "it is gone, last read 2026-11-29 08:14")
    with Database(config.database) as database:
        database.write(lambda db: subscriptions.save(db, replace(row, error="")))
    assert "list of feeds list.opml" not in findings(config)
