"""The newest few backups are kept, and nothing else is touched."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from monitor.errors import StoreError
from monitor.store.database import Database, reading
from monitor.store.upkeep.rotation import rotate


@pytest.fixture
def nightly(database, tmp_path, now):
    """``nightly(nights)``: a backup on each of these nights, two kept; what the last one did."""

    def nightly(nights, pattern=tmp_path / "backups", of=database.path):
        for night in nights:
            done = rotate(of, pattern, keep=2, now=now + timedelta(days=night))
        return done

    return nightly


def names(folder):
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_the_newest_are_kept_under_their_dates(nightly, tmp_path, now, database):
    done = nightly(range(4))
    folder = tmp_path / "backups"
    expected = [
        f"{database.path.stem}-{now + timedelta(days=day):%Y-%m-%dT%H%M%SZ}.db" for day in (2, 3)
    ]
    assert names(folder) == expected
    assert (done.made, done.kept, len(done.removed)) == (folder / expected[1], 2, 1)
    with reading(done.made) as db:
        assert db["items"].exists()


def test_a_pattern_says_where_the_date_goes(nightly, tmp_path, now):
    nightly([0], tmp_path / "desk-{date}.backup")
    assert (tmp_path / f"desk-{now:%Y-%m-%dT%H%M%SZ}.backup").is_file()


def test_a_file_that_it_did_not_make_is_never_removed(nightly, tmp_path, now, database):
    folder = tmp_path / "backups"
    folder.mkdir()
    like_ours = folder / f"{database.path.stem}-{now - timedelta(days=9):%Y-%m-%dT%H%M%SZ}.db"
    like_ours.write_text("somebody's")
    nightly(range(4))
    assert like_ours.read_text() == "somebody's"
    assert len(names(folder)) == 3


def test_nor_one_that_somebody_has_changed_since(nightly, tmp_path):
    mine = nightly([0]).made
    mine.write_bytes(b"mine now")
    nightly(range(1, 5))
    assert mine.read_bytes() == b"mine now"


def test_nor_one_of_another_database_of_the_same_name(nightly, tmp_path, now):
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "store.db"
    with Database(other):
        pass
    theirs = nightly([0.5], of=other).made
    nightly(range(4))
    assert theirs.is_file()


def test_a_list_that_names_files_elsewhere_removes_none(nightly, tmp_path):
    nightly([0])
    (listing,) = (tmp_path / "backups").glob(".*.backups")
    precious = tmp_path / "precious"
    precious.write_text("precious")
    found = precious.stat()
    line = f'["../precious", {found.st_size}, {found.st_mtime_ns}]\nnonsense\n'
    listing.write_text(line + listing.read_text())
    nightly(range(1, 4))
    assert precious.exists()


def test_nothing_is_removed_unless_the_new_one_is_sound(nightly, tmp_path, database):
    nightly([0, 1])
    before = names(tmp_path / "backups")
    database.close()
    database.path.write_bytes(os.urandom(8192))
    with pytest.raises(StoreError):
        nightly([2])
    assert names(tmp_path / "backups") == before


def test_a_file_is_no_folder(nightly, tmp_path):
    (tmp_path / "note").touch()
    with pytest.raises(StoreError, match="is a file; name a folder"):
        nightly([0], tmp_path / "note")
