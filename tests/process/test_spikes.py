"""A real process finds a spike and tells a real receiver of it, once, with what drives it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.rules import parse_rule
from monitor.store.database import Database
from monitor.store.volume import tallies
from monitor.store.writing import rules
from monitor.volume.rhythm import Tally
from monitor.volume.uptime import Uptime, hour_of
from tests.daemon_process import printed_by

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def document(count):
    items = "".join(
        f"<item><guid>{number}</guid><title>Quake shakes Norvik harbour</title>"
        f"<link>https://outlet{number}.example/quake</link>"
        f'<source url="https://outlet{number}.example/">Outlet {number}</source></item>'
        for number in range(count)
    )
    return f'<rss version="2.0"><channel><title>Search</title>{items}</channel></rss>'


@pytest.fixture
def config(feed_server, receiver, tmp_path):
    """A rule that has found two reports an hour for a month; its feed now has thirty at once."""
    feed = feed_server.publish("/feed.xml", document(30))
    path = tmp_path / "config.toml"
    path.write_text(
        'allow_private = ["127.0.0.1"]\nspike = true\ntimezone = "UTC"\nweb = { listen = "" }\n'
        f'[targets.desk]\nurl = "json://127.0.0.1:{receiver.port}/hook"\n'
        '[[rules]]\nname = "Norvik"\nmatch = "norvik"\n'
        f'[[feeds]]\nurl = "{feed}"\nbackfill = "all"\n'
    )
    path.chmod(0o600)
    now = datetime.now(UTC)
    hours = {hour_of(now) - number * HOUR: Tally(2, 1) for number in range(1, 24 * 40)}

    def write(db):
        rules.sync(db, [parse_rule("norvik", name="Norvik")], now=now - 50 * DAY)
        tallies.save(db, "Norvik", hours)
        tallies.keep_uptime(db, Uptime(began_at=now - 40 * DAY, last_at=now))

    with Database(tmp_path / "news.db") as database:
        database.write(write)
    return path


def test_thirty_reports_at_once_are_told_once(config, receiver):
    printed_by(config, "once")
    printed_by(config, "once")
    told = [post.body.decode() for post in receiver.posts if b"reports in" in post.body]
    assert len(told) == 1
    assert "30 reports in 10 minutes: Norvik" in told[0]
    assert "From 30 outlets." in told[0]
    assert "Quake shakes Norvik harbour" in told[0]
    assert "30 in 10 minutes" in printed_by(config, "stats")
