"""The key of links in alerts: made once, for its owner alone, and kept."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from monitor.errors import StoreError
from monitor.store.answer_key import answer_key, known_key, path_of


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "news.db"
    path.touch()
    return path


def test_it_is_made_on_first_use_and_survives(path):
    assert known_key(path) is None
    key = answer_key(path)
    assert len(key) == 32
    assert answer_key(path) == known_key(path) == key
    assert [each.name for each in path.parent.iterdir() if each != path] == ["news.db.key"]


def test_only_its_owner_may_read_it(path):
    answer_key(path)
    assert stat.S_IMODE(path_of(path).stat().st_mode) == 0o600


def test_two_that_need_it_at_once_get_the_same(path):
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(answer_key, [path] * 8))) == 1


def test_another_database_has_another(path, tmp_path):
    other = tmp_path / "other.db"
    other.touch()
    assert answer_key(path) != answer_key(other)


@pytest.mark.parametrize("content", [b"", b"abc", b"\xff\xfe", b"zz" * 40])
def test_what_is_no_key_is_said_with_the_cure(path, content):
    path_of(path).write_bytes(content)
    with pytest.raises(StoreError, match="isn't a key; delete it"):
        answer_key(path)
    assert known_key(path) is None


def test_without_a_database_there_is_none(tmp_path):
    with pytest.raises(StoreError, match="can't be used"):
        answer_key(tmp_path / "nowhere" / "news.db")
