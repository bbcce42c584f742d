"""A database that is removed or replaced while it is in use."""

from __future__ import annotations

import shutil

import pytest

from monitor.errors import DatabaseUnavailable
from monitor.store.database import Database


@pytest.fixture
def path(tmp_path):
    return tmp_path / "news.db"


@pytest.fixture
def opened(path):
    with Database(path) as database:
        write(database)
        yield database


def write(database):
    story = "INSERT INTO stories (title, opened_at, last_item_at) VALUES ('', '', '')"
    database.write(lambda db: db.execute(story))


def test_nothing_is_written_to_a_file_that_was_removed(opened, path):
    path.unlink()
    with pytest.raises(DatabaseUnavailable, match="removed or moved away while it was in use"):
        write(opened)


def test_once_it_is_put_back_it_is_written_to_again(opened, path, tmp_path):
    path.rename(tmp_path / "away.db")
    with pytest.raises(DatabaseUnavailable):
        write(opened)
    (tmp_path / "away.db").rename(path)
    write(opened)


def test_nothing_is_written_where_another_file_has_its_place(opened, path, tmp_path):
    shutil.copy(path, tmp_path / "copy.db")
    (tmp_path / "copy.db").replace(path)
    with pytest.raises(DatabaseUnavailable, match="replaced .*restart news-monitor"):
        write(opened)


def test_the_log_of_what_is_not_in_it_yet_must_stay_too(opened, path):
    path.with_name("news.db-wal").unlink()
    with pytest.raises(DatabaseUnavailable, match="has a log that was removed"):
        write(opened)
