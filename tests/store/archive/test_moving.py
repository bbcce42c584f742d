"""Old stories move whole into the file of their month, and are in one place whatever happens."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from datetime import timedelta

import pytest

from monitor.config.tables.keep import Keep
from monitor.errors import DatabaseUnavailable, DiskFull
from monitor.store.archive import months, moving, reading
from monitor.store.by_hand import silences
from monitor.store.database import Database
from monitor.store.database import reading as reading_file
from monitor.store.history.match_query import MatchQuery
from monitor.store.outbox import withholding
from monitor.store.outbox.withholding import Unwanted
from monitor.store.writing import tombstones

KEEP = Keep(items=None, archive=timedelta(days=30))
WHOLE = ("stories", "events", "items", "matches", "alerts", "deliveries")


def titles(database, **query):
    page = reading.matches(database.read(), MatchQuery(**query))
    return [row.item.title for row in page]


def test_an_old_story_moves_with_all_that_is_known_of_it(database, told, archive, counts):
    told("Apple old", targets=("desk", "mail"))
    told("Apple new", days=1)
    assert archive() == 1
    assert counts(*WHOLE) == [1, 1, 1, 1, 1, 1]
    (month,) = months.months(database.read())
    assert (month.name, month.items, month.batch) == ("2024-11", 1, 1)
    assert month.path == database.path.parent / "news-archive" / "2024-11.db"
    with reading_file(month.path) as file:
        assert counts(*WHOLE, of=file) == [1, 1, 1, 1, 1, 2]
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
        assert file.execute("SELECT url, active FROM feeds").fetchall() == [
            ("https://wire.example/feed", 0)
        ]
    assert database.read().execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("which", ["rule", "story"])
def test_by_whose_silence_a_target_wasnt_told_moves_with_it(database, told, archive, now, which):
    told("Apple old", targets=("desk", "mail"))
    told("Apple new", days=1)
    ((alert, rule, story),) = database.read().execute(
        "SELECT id, rule, story_id FROM alerts WHERE id = 1"
    )
    what = {"rule": rule} if which == "rule" else {"story": story}

    def keep_back(db):
        then = now - timedelta(days=99)
        silence = silences.add(db, **what, until=then, now=then, who="Ann in chat")
        withholding.withhold(db, [Unwanted(2, alert, silence)], "silenced")

    database.write(keep_back)
    (before,) = reading.matches(database.read(), MatchQuery(search="old"))
    assert archive() == 1
    (after,) = reading.matches(database.read(), MatchQuery(search="old"))
    assert after.archived
    assert after.fate == before.fate
    (at,) = [each for each in after.fate.targets if each.target == "mail"]
    assert at.withheld.silence.created_by == "Ann in chat"
    assert database.read().execute("PRAGMA foreign_key_check").fetchall() == []


def test_what_has_moved_is_never_new_again(database, told, archive, feed_id):
    told("Apple old")
    told("Apple new", days=1)
    archive()
    assert tombstones.among(database.read(), feed_id, ["key-1", "key-2"]) == {"key-1"}


def test_nothing_moves_unless_it_is_asked_for(database, told, archive):
    told("Apple old")
    told("Apple new", days=1)
    assert archive(Keep()) == 0
    assert not (database.path.parent / "news-archive").exists()


def test_what_is_still_to_be_sent_stays(database, record, told, archive, now):
    record("Apple old", published=now - timedelta(days=100), at=now - timedelta(days=100))
    told("Apple new", days=1)
    database.write(lambda db: db.execute("UPDATE deliveries SET state = 'pending' WHERE id = 1"))
    assert archive() == 0


def test_a_story_goes_where_it_was_last_added_to(database, told, archive):
    told("Apple one", days=100)
    told("Apple two", days=60)
    told("Apple three", days=1)
    database.write(lambda db: db.execute("UPDATE items SET story_id = 2 WHERE id = 1"))
    assert archive() == 2
    assert [each.name for each in months.months(database.read())] == ["2024-12"]


def test_the_last_number_of_a_table_is_never_given_twice(database, told, archive):
    told("Apple one", "Apple two")
    assert archive() == 1
    told("Apple three", days=1)
    assert archive() == 1
    assert titles(database) == ["Apple three", "Apple two", "Apple one"]


def test_an_alert_that_tells_of_another_story_waits_for_it(database, told, archive, counts):
    told("Apple one", "Apple two")
    told("Apple new", days=1)
    database.write(lambda db: db.execute("UPDATE matches SET alert_id = 1 WHERE id = 2"))
    assert archive() == 1
    (row,) = [row for row in reading.matches(database.read(), MatchQuery()) if row.item_id == 2]
    assert (row.alert_id, row.state.value) == (1, "grouped")
    assert archive() == 1
    assert counts("items") == [1]
    assert sorted(titles(database)) == ["Apple new", "Apple one", "Apple two"]


KILLED = """
import os, signal, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from monitor.config.tables.keep import Keep
from monitor.store.archive import moving
from monitor.store.database import Database
from monitor.store.upkeep import removing

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

removing.remove = die  # the copy is on disk, nothing is deleted yet
with Database(Path(sys.argv[1])) as database:
    moving.move(database, Keep(items=None, archive=timedelta(days=30)),
        now=datetime.fromisoformat(sys.argv[2]))
"""


@pytest.fixture
def killed_between(database, now):
    """Move, in a process that dies when the copy is made and nothing is deleted yet."""

    def kill():
        run = subprocess.run(
            [sys.executable, "-c", KILLED, str(database.path), now.isoformat()], check=False
        )
        assert run.returncode == -signal.SIGKILL

    return kill


def held(path):
    with sqlite3.connect(path) as file:
        return [title for (title,) in file.execute("SELECT title FROM items ORDER BY id")]


def test_killed_between_copy_and_deletion_nothing_is_lost_and_nothing_doubled(
    database, told, archive, killed_between, counts
):
    told("Apple one", "Apple two")
    told("Apple new", days=1)
    killed_between()
    (month,) = months.months(database.read())
    assert held(month.path) == ["Apple one", "Apple two"]  # in both files
    assert counts("items") == [3]
    assert titles(database) == ["Apple new", "Apple two", "Apple one"]
    assert [
        row.item.title for row in reading.matches(database.read(), MatchQuery(search="one"))
    ] == ["Apple one"]
    assert archive() == 2
    assert held(month.path) == ["Apple one", "Apple two"]
    assert counts("items") == [1]
    assert titles(database) == ["Apple new", "Apple two", "Apple one"]
    with reading_file(month.path) as file:
        assert file.execute(
            "SELECT count(*) FROM items_fts WHERE items_fts MATCH 'apple'"
        ).fetchone() == (2,)


def test_a_story_that_went_on_after_the_kill_is_taken_out_of_the_archive(
    database, told, archive, killed_between, now
):
    told("Apple one")
    told("Apple new", days=1)
    killed_between()
    database.write(
        lambda db: db.execute("UPDATE stories SET last_item_at = ? WHERE id = 1", [now.isoformat()])
    )
    assert archive() == 0
    (month,) = months.months(database.read())
    assert held(month.path) == []
    assert titles(database) == ["Apple new", "Apple one"]


def test_an_item_that_is_edited_while_it_is_read_stays(database, told, now):
    told("Apple old")
    told("Apple new", days=1)

    class Edited(Database):
        def write(self, write):
            if isinstance(write, moving.Step):
                super().write(lambda db: db.execute("UPDATE items SET revision = 'x' WHERE id = 1"))
            return super().write(write)

    with Edited(database.path) as edited:
        assert moving.move(edited, KEEP, now=now) == 0
    assert titles(database) == ["Apple new", "Apple old"]


def test_a_full_disk_leaves_everything_where_it_is(database, told, now, counts):
    told("Apple old", summary="Pears and plums. " * 10_000)
    told("Apple new", days=1)

    class Full(Database):
        def write(self, write):
            if isinstance(write, moving.Step):
                (pages,) = write.into.execute("PRAGMA page_count").fetchone()
                write.into.execute(f"PRAGMA max_page_count = {pages}")
            return super().write(write)

    with Full(database.path) as full, pytest.raises(DiskFull, match=r"news-archive/2024-11\.db"):
        moving.move(full, KEEP, now=now)
    assert counts("items", "forgotten") == [2, 0]
    assert titles(database) == ["Apple new", "Apple old"]
    assert moving.move(database, KEEP, now=now) == 1
    assert titles(database) == ["Apple new", "Apple old"]


def test_a_month_that_isnt_there_is_named_and_nothing_moves_into_a_new_one(database, told, archive):
    told("Apple old")
    told("Apple new", days=1)
    archive()
    told("Apple next", days=101)
    told("Apple newer", days=1)
    (month,) = months.months(database.read())
    aside = month.path.rename(month.path.with_suffix(".aside"))
    with pytest.raises(DatabaseUnavailable, match=r"2024-11.db isn't there: 1 item of 2024-11"):
        titles(database)
    assert titles(database, limit=1) == ["Apple newer"]  # which doesn't need it
    assert archive() == 0
    assert not month.path.exists()
    aside.rename(month.path)
    assert archive() == 1
    assert len(titles(database)) == 4


def test_a_month_goes_as_a_file_once_nothing_of_it_is_to_be_kept(database, told, archive, now):
    told("Apple old")
    told("Apple later", days=60)
    told("Apple new", days=1)
    archive()
    keep = Keep(items=timedelta(days=60), matches=timedelta(days=90), archive=KEEP.archive)
    assert moving.drop(database, Keep(items=timedelta(days=60)), now=now) == []
    later = now + timedelta(days=1)
    assert moving.drop(database, keep, now=later) == ["2024-11"]
    assert [path.name for path in (database.path.parent / "news-archive").glob("*.db")] == [
        "2024-12.db"
    ]
    assert titles(database) == ["Apple new", "Apple later"]


def test_a_month_of_an_older_version_is_brought_up_to_date_when_it_is_read(database, told, archive):
    told("Apple old")
    told("Apple new", days=1)
    archive()
    (month,) = months.months(database.read())
    with sqlite3.connect(month.path) as file:
        file.execute("DROP TABLE archives")
        file.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm020%'")
    assert titles(database) == ["Apple new", "Apple old"]
    with sqlite3.connect(month.path) as file:
        assert file.execute("SELECT count(*) FROM archives").fetchone() == (0,)
