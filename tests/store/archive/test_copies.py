"""Backups have the archive too, and copy a month that is over only once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.errors import DatabaseUnavailable, StoreError
from monitor.store.archive import copies, months, reading
from monitor.store.database import Database
from monitor.store.history.match_list import MatchQuery
from monitor.store.upkeep.backup import backup, restore


@pytest.fixture
def archived(told, archive):
    told("Apple old")
    told("Apple later", days=60)
    told("Apple new", days=1)
    archive()


def titles(path):
    with Database(path) as database:
        return [row.item.title for row in reading.matches(database.read(), MatchQuery())]


@pytest.mark.usefixtures("archived")
def test_a_month_is_copied_once_and_again_when_it_changes(database, tmp_path, told, archive):
    into = tmp_path / "backups"
    assert copies.copy_months(database.path, into) == ["2024-12", "2024-11"]
    assert archive() == 0  # an hour later
    assert copies.copy_months(database.path, into) == []
    told("Apple more", days=61)
    told("Apple newer", days=1)
    archive()
    assert copies.copy_months(database.path, into) == ["2024-12"]
    assert sorted(path.name for path in (into / "news-archive").iterdir()) == [
        "2024-11.db", "2024-12.db",
    ]  # fmt: skip


@pytest.mark.usefixtures("archived")
def test_on_another_machine_a_backup_is_put_back_with_its_months(database, tmp_path, now):
    into = tmp_path / "backups"
    into.mkdir()
    backup(database.path, into / "copy.db")
    copies.copy_months(database.path, into)
    elsewhere = tmp_path / "elsewhere" / "news.db"
    elsewhere.parent.mkdir()
    restore(into / "copy.db", elsewhere, now=now)
    assert copies.put_back(into / "copy.db", elsewhere) == ["2024-12", "2024-11"]
    assert titles(elsewhere) == ["Apple new", "Apple later", "Apple old"]
    assert copies.put_back(into / "copy.db", elsewhere) == []


def test_an_older_backup_isnt_doubled_by_what_moved_since(database, told, archive, tmp_path, now):
    told("Apple old")
    told("Apple early", days=101)
    told("Apple new", days=1)
    backup(database.path, tmp_path / "copy.db")
    archive()
    path = database.path
    database.close()
    restore(tmp_path / "copy.db", path, now=now)
    assert titles(path) == ["Apple new", "Apple old", "Apple early"]
    from monitor.config.tables.keep import Keep
    from monitor.store.archive.moving import move

    with Database(path) as restored:
        assert move(restored, Keep(items=None, archive=timedelta(days=30)), now=now) == 2
    assert titles(path) == ["Apple new", "Apple old", "Apple early"]


@pytest.mark.usefixtures("archived")
def test_a_month_that_is_missing_or_damaged_fails_the_backup_by_name(database, tmp_path):
    month = months.months(database.read())[0]
    month.path.write_bytes(b"SQLite format 3\0" + b"junk" * 5_000)
    with pytest.raises(StoreError, match=r"2024-12\.db"):
        copies.copy_months(database.path, tmp_path / "backups")
    month.path.unlink()
    with pytest.raises(DatabaseUnavailable, match=r"2024-12\.db isn't there"):
        copies.copy_months(database.path, tmp_path / "backups")
