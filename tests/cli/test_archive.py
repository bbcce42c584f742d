"""What moved into the archive is found, shown, backed up and exported; what is missing is said."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from monitor.config.tables.keep import Keep
from monitor.errors import MonitorError
from monitor.store.archive import moving
from monitor.store.database import Database


@pytest.fixture
def month(polled_once):
    """The month of the sample's stories, all of which but the newest have moved."""
    with Database(polled_once / "news.db") as database:
        (newest,) = database.read().execute("SELECT max(first_seen_at) FROM items").fetchone()
        database.write(
            lambda db: db.execute(
                "UPDATE deliveries SET state = 'delivered', next_attempt_at = NULL"
            )
        )
        later = datetime.fromisoformat(newest) + timedelta(days=90)
        assert moving.move(database, Keep(archive=timedelta(days=30)), now=later)
        return database.read().execute("SELECT month FROM archives").fetchone()[0]


def test_the_archive_is_read_like_the_rest_and_missed_by_name(cli, cli_json, month, home):
    old = [row for row in cli_json("matches") if row["archived"] == month]
    assert f"in the archive of {month}" in cli("matches")
    assert old[0]["story_title"] in cli("stories", old[0]["story"])
    with pytest.raises(MonitorError, match=f"is in the archive of {month}: it can be read, but"):
        cli("vote", old[0]["id"], "good")
    assert f"Archive   1 month since {month}: " in cli("status", code=3)
    assert "✓ archive: 1 month with " in cli("doctor", "--offline", code=1)

    (home / "copies").mkdir()
    assert f"1 month of the archive copied, too: {month}." in cli("backup", "copies/copy.db")
    assert (home / "copies" / "news-archive" / f"{month}.db").is_file()
    assert old[0]["title"] in cli("export", "--archived", month)
    with pytest.raises(MonitorError, match=f"1999-01 isn't in the archive; there are {month}"):
        cli("export", "--archived", "1999-01")

    (home / "news-archive" / f"{month}.db").unlink()
    assert f"news-archive/{month}.db of the archive is missing" in cli("status", code=3)
    assert "✗ archive: " in cli("doctor", "--offline", code=1)
    with pytest.raises(MonitorError, match=rf"{month}\.db isn't there"):
        cli("matches")
    assert "is now what" in cli("restore", "copies/copy.db")
    assert [row["id"] for row in cli_json("matches") if row["archived"]] == [
        row["id"] for row in old
    ]
