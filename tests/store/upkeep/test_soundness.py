"""A big database is looked through while it is in use; a small one when it is opened."""

from __future__ import annotations

import pytest

from monitor.errors import DatabaseCorrupt
from monitor.store import opening
from monitor.store.database import Database
from monitor.store.upkeep import soundness
from monitor.troubles import Troubles


@pytest.fixture
def damaged(tmp_path, record, database):
    """A database that SQLite opens, with a page that is no page."""
    record("Apple one", "Apple two")
    database.close()
    path = database.path
    body = bytearray(path.read_bytes())
    page = body.rindex(b"Apple two") // 4096 * 4096
    body[page : page + 8] = b"\x0d\xff\xff\xff\xff\xff\xff\xff"
    path.write_bytes(body)
    return path


def test_a_small_one_isnt_opened_if_it_is_damaged(damaged):
    with pytest.raises(DatabaseCorrupt):
        Database(damaged)


def test_a_big_one_is_opened_and_the_damage_found_and_said(damaged, monkeypatch):
    monkeypatch.setattr(opening, "BIG", 1)
    troubles = Troubles()
    with Database(damaged, troubles=troubles) as database:
        with pytest.raises(DatabaseCorrupt, match="is damaged"):
            soundness.look(database)
        (trouble,) = troubles.now()
        assert trouble.name == "damage"
        assert "restore a backup" in trouble.what


def test_a_sound_one_is_no_trouble(database, record, monkeypatch):
    record("Apple one")
    monkeypatch.setattr(opening, "BIG", 1)
    database.troubles.met("damage", "it was")
    soundness.look(database)
    assert database.troubles.now() == ()
    opening.examine(database.path, thoroughly=False)
    opening.examine(database.path, thoroughly=True)
