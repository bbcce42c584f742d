"""How long things are kept, as people write it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.config import load_config
from monitor.config.tables.keep import Keep, parse_size
from monitor.errors import ConfigError


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "config.toml"
        path.write_text(text)
        return load_config(path, environ={}).keep

    return read


def test_items_are_kept_for_400_days_and_matches_for_good(read):
    assert read("") == Keep() == Keep(items=timedelta(days=400), matches=None, size=None)


def test_each_can_be_said(read):
    text = 'keep = "90d"\nkeep_matches = "52w"\nmax_size = "2GB"'
    assert read(text) == Keep(
        items=timedelta(days=90), matches=timedelta(weeks=52), size=2_000_000_000
    )
    assert read('archive_after = "60d"').archive == timedelta(days=60)
    assert read('archive_after = "never"').archive is None
    everything = 'keep = "all"\nkeep_matches = "all"\nmax_size = "all"'
    assert read(everything) == Keep(items=None, matches=None, size=None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('keep = "3d"', "at least 14 days"),
        ('keep_matches = "1h"', "at least 14 days"),
        ('keep = "a while"', "not a duration"),
        ('archive_after = "3d"', 'at least 14 days, or "never"'),
        ('archive_after = "30d"\nmax_size = "2GB"', "counts only one file"),
        ('max_size = "2"', "not a size"),
        ('max_size = "plenty"', "2GB"),
    ],
)
def test_mistakes_say_what_to_write(read, text, said):
    with pytest.raises(ConfigError, match=said):
        read(text)


@pytest.mark.parametrize(
    ("text", "size"), [("500MB", 500_000_000), ("2 gb", 2 * 10**9), ("1TB", 10**12)]
)
def test_sizes(text, size):
    assert parse_size(text) == size


def test_an_archive_that_little_would_come_to_is_warned_of(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text('keep = "30d"\narchive_after = "60d"')
    assert any(
        "moves only stories with matches" in str(each)
        for each in load_config(path, environ={}).warnings
    )
