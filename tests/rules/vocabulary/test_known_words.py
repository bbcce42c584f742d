"""The words people use: counted once, kept small, cached on disk."""

from __future__ import annotations

import fcntl
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.vocabulary.vocabulary import Vocabulary
from monitor.rules.vocabulary.word_lists import SHARED, lists_for


def test_frequent_words_are_known_with_their_frequency(known):
    assert known.zipf("the", ["en"]) > 7
    assert 4 < known.zipf("apple", ["en"]) < 5.5
    assert known.zipf("nvidea", ["en"]) == 0
    assert known.knows("iraq", ["en"])
    assert known.knows("regierung", ["en", "de"])
    assert not known.knows("regierung", ["en"])


@pytest.mark.parametrize("lang", ["xx", "", "../etc", "é"])
def test_a_language_nobody_has_counted_has_no_words(known, lang):
    assert len(known.vocabulary(lang)) == 0


def test_folded_spellings_count_as_one_word():
    known = KnownWords.of({"de": {"Müller": 4.5, "Muller": 3.0, "don't": 5.0, "a1": 3.0}})
    assert known.zipf("muller", ["de"]) == pytest.approx(4.5, abs=0.02)
    assert len(known.vocabulary("de")) == 1


def test_a_list_is_built_once_and_read_afterwards(tmp_path, monkeypatch):
    built = KnownWords(tmp_path).vocabulary("ko")
    monkeypatch.setattr(subprocess, "run", None)
    again = KnownWords(tmp_path).vocabulary("ko")
    assert len(again) == len(built) > 1000


def test_lists_are_kept_beside_the_database_or_in_the_folder_that_the_environment_names(
    tmp_path, monkeypatch
):
    monkeypatch.delenv(SHARED)
    assert lists_for(tmp_path / "news.db") == tmp_path / ".news-monitor-words"
    monkeypatch.setenv(SHARED, "/var/cache/words")
    assert lists_for(tmp_path / "news.db") == Path("/var/cache/words")


def test_a_list_that_another_process_is_building_is_waited_for(tmp_path, monkeypatch):
    KnownWords(tmp_path).vocabulary("ko")
    (path,) = tmp_path.glob("*.bin")
    built = path.read_bytes()
    path.unlink()
    monkeypatch.setattr(subprocess, "run", None)
    with path.with_suffix(".lock").open("wb") as lock, ThreadPoolExecutor() as pool:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = pool.submit(KnownWords(tmp_path).vocabulary, "ko")
        path.write_bytes(built)
        fcntl.flock(lock, fcntl.LOCK_UN)
        assert len(waiting.result(30)) > 1000


def test_a_damaged_cache_is_built_anew(tmp_path):
    KnownWords(tmp_path).vocabulary("ko")
    (path,) = tmp_path.glob("*.bin")
    path.write_bytes(path.read_bytes()[:1000])
    assert len(KnownWords(tmp_path).vocabulary("ko")) > 1000
    assert Vocabulary.from_bytes(path.read_bytes())


def test_a_cache_that_cannot_be_written_is_merely_slow(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    assert len(KnownWords(tmp_path / "file").vocabulary("ko")) > 1000


def test_a_word_costs_nine_bytes():
    words = Vocabulary.of((f"word{chr(97 + i % 26)}{chr(97 + i // 26)}", 3.0) for i in range(600))
    assert len(words.to_bytes()) <= 9 * len(words) + 16
