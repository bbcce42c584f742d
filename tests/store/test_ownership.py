"""What root makes beside the database of a service is the service's."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from monitor.errors import DatabaseUnavailable
from monitor.ownership import given_to_owner, made_folder, no_link
from monitor.store.database import Database
from monitor.store.lock import InstanceLock
from monitor.store.opening import open_writer
from monitor.store.upkeep.backup import backup, restore
from monitor.store.upkeep.rotation import rotate
from tests.forked_process import ran

NOW = datetime(2026, 11, 30, 3, 30, tzinfo=UTC)
SOMEBODY = 64_886

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files of others")


@pytest.fixture
def folder(tmp_path):
    """A folder that isn't root's."""
    folder = tmp_path / "state"
    folder.mkdir()
    os.chown(folder, SOMEBODY, SOMEBODY)
    return folder


def strangers(folder):
    return [path for path in folder.rglob("*") if path.lstat().st_uid != SOMEBODY]


def test_a_new_database_its_lock_and_its_backups(folder, tmp_path):
    path = folder / "news.db"
    with InstanceLock(path):
        open_writer(path, alone=True).close()  # itself: the suite's copies a file
    with InstanceLock(path), Database(path, alone=True) as database:
        database.write(lambda _: None)
        assert strangers(folder) == []
    rotate(path, folder / "backups", keep=2, now=NOW)
    assert strangers(folder) == []
    elsewhere = tmp_path / "copy.db"
    backup(path, elsewhere)
    assert elsewhere.stat().st_uid == 0
    assert restore(elsewhere, path, now=NOW)
    assert strangers(folder) == []


def test_what_is_restored_can_be_read_by_those_who_could_read_it_before(folder, tmp_path):
    path, copy = folder / "news.db", tmp_path / "copy.db"
    Database(path, alone=True).close()
    backup(path, copy)
    copy.chmod(0o644)
    path.chmod(0o600)
    restore(copy, path, now=NOW)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_round_by_root_leaves_nothing_that_the_service_cannot_write(folder):
    config = folder / "config.toml"
    config.write_text(
        'database = "news.db"\nanswers = true\nweb = { url = "http://a.example" }\n'
        '[targets.x]\nurl = "json://127.0.0.1:9/"\n[[feeds]]\nurl = "f.xml"\nbackfill = "all"\n'
        '[[rules]]\nname = "A"\nmatch = "apple"\n'
    )
    (folder / "f.xml").write_text(
        '<rss version="2.0"><channel><item><title>Apple</title></item></channel></rss>'
    )
    for path in folder.iterdir():
        os.chown(path, SOMEBODY, SOMEBODY)
    ran("once", "-c", config)
    ran("match", "apple", "--text", "an aple", "-c", config)
    assert (folder / "news.db").exists()
    assert strangers(folder) == []


def test_elsewhere_nothing_changes_hands(tmp_path):
    made_folder(tmp_path / "a" / "b")
    given_to_owner(tmp_path / "a", tmp_path / "not there")
    assert (tmp_path / "a" / "b").stat().st_uid == 0


def test_what_is_another_files_name_or_somebody_elses_is_not_given_away(folder, tmp_path):
    mine = tmp_path / "mine"
    mine.write_text("root's")
    (folder / "hard").hardlink_to(mine)
    (folder / "soft").symlink_to(mine)
    (folder / "theirs").write_text("")
    os.chown(folder / "theirs", SOMEBODY + 1, SOMEBODY + 1)
    given_to_owner(folder / "hard", folder / "soft", folder / "theirs")
    assert mine.stat().st_uid == 0
    assert (folder / "soft").lstat().st_uid == 0
    assert (folder / "theirs").stat().st_uid == SOMEBODY + 1


def test_root_is_led_astray_by_no_link(folder, tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("root's own")
    path, copy = folder / "news.db", tmp_path / "copy.db"
    open_writer(path, alone=True).close()
    backup(path, copy)
    (folder / "news.db.lock").symlink_to(victim)
    with pytest.raises(DatabaseUnavailable), InstanceLock(path):
        pass
    (folder / "news.db.lock").unlink()
    (folder / ".news.db.restoring").symlink_to(victim)
    restore(copy, path, now=NOW)
    (folder / "words").mkdir()
    (folder / "words" / "list.lock").symlink_to(victim)
    with pytest.raises(OSError, match="symbolic"):
        open(folder / "words" / "list.lock", "wb", opener=no_link)  # noqa: SIM115
    assert victim.read_text() == "root's own"
