"""A backup can be made at any time, and put back."""

from __future__ import annotations

import sqlite3
import threading

import pytest

from monitor.errors import DatabaseInUse, StoreError
from monitor.store.database import Database, reading
from monitor.store.lock import InstanceLock
from monitor.store.upkeep.backup import backup, restore


def titles(path):
    with reading(path) as db:
        return [title for (title,) in db.execute("SELECT title FROM items ORDER BY id")]


def test_a_backup_is_made_while_others_write(database, record, tmp_path):
    record("Apple one")
    done = threading.Event()

    def write():
        while not done.is_set():
            database.write(lambda db: db.execute("UPDATE feeds SET failures = failures + 1"))

    thread = threading.Thread(target=write)
    thread.start()
    size = backup(database.path, tmp_path / "copy.db")
    done.set()
    thread.join()
    assert size == (tmp_path / "copy.db").stat().st_size > 0
    assert titles(tmp_path / "copy.db") == ["Apple one"]
    assert sorted(path.name for path in tmp_path.iterdir() if "copy" in path.name) == ["copy.db"]


def test_a_backup_is_as_readable_as_the_database(database, tmp_path):
    database.path.chmod(0o600)
    backup(database.path, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600


def test_no_file_is_overwritten(database, tmp_path):
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(StoreError, match="already exists"):
        backup(database.path, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


def test_a_backup_needs_a_database_and_a_folder(database, tmp_path):
    with pytest.raises(StoreError, match="no database"):
        backup(tmp_path / "none.db", tmp_path / "copy.db")
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(StoreError, match="can't be copied"):
        backup(database.path, tmp_path / "nowhere" / "copy.db")


def test_a_backup_is_put_back_and_the_old_database_kept(tmp_path, database, record, now):
    record("Apple one")
    backup(database.path, tmp_path / "copy.db")
    record("Apple two")
    database.close()
    kept = restore(tmp_path / "copy.db", database.path, now=now)
    assert titles(database.path) == ["Apple one"]
    assert titles(kept) == ["Apple one", "Apple two"]
    assert titles(tmp_path / "copy.db") == ["Apple one"]


def test_a_backup_is_put_where_there_was_none(tmp_path, database, record, now):
    record("Apple one")
    backup(database.path, tmp_path / "copy.db")
    assert restore(tmp_path / "copy.db", tmp_path / "new.db", now=now) is None
    assert titles(tmp_path / "new.db") == ["Apple one"]


def test_nothing_is_put_under_a_running_daemon(tmp_path, database, now):
    backup(database.path, tmp_path / "copy.db")
    with InstanceLock(database.path), pytest.raises(DatabaseInUse):
        restore(tmp_path / "copy.db", database.path, now=now)


def _newer(path):
    with sqlite3.connect(path) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "SELECT migration_set, 'm999_tomorrow', applied_at FROM _sqlite_migrations LIMIT 1"
        )
    db.close()


def _foreign(path):
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE things (id)")
    db.close()


def _damaged(path):
    content = bytearray(path.read_bytes())
    content[4096:20_000] = b"x" * (20_000 - 4096)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_newer, "newer"),
        (_foreign, "isn't a news-monitor database"),
        (_damaged, "damaged|no sound"),
        (lambda path: path.write_text("hello" * 1000), "isn't a sound"),
        (lambda path: path.unlink(), "no file"),
    ],
)
def test_what_is_no_sound_backup_isnt_put_back(tmp_path, database, record, now, spoil, said):
    record("Apple one")
    copy = tmp_path / "copy.db"
    backup(database.path, copy)
    spoil(copy)
    database.close()
    with pytest.raises(StoreError, match=said):
        restore(copy, database.path, now=now)
    with Database(database.path):
        assert titles(database.path) == ["Apple one"]
    assert not list(tmp_path.glob("*.before-*"))
