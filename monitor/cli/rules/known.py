"""Where commands keep their lists of words, so that not each of them builds them anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.rules import KnownWords


def known_words(config: Config | None = None) -> KnownWords:
    """The words people use, kept beside the database if there is one, else in the user's cache."""
    from monitor.rules import KnownWords
    from monitor.rules.vocabulary.known_words import known_beside
    from monitor.rules.vocabulary.word_lists import shared_lists

    if config is not None and config.database.exists():
        return known_beside(config.database)
    return KnownWords(cache=shared_lists() or _user_cache())


def _user_cache() -> Path | None:
    """As the XDG Base Directory Specification has it; None for a user without a home."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    try:
        return (Path(given) if given.startswith("/") else Path.home() / ".cache") / "news-monitor"
    except RuntimeError:
        return None
