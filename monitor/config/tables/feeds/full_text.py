"""full_text: which articles are read, as the user wishes and as far as that is installed."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.config.reading.lines import Place
from monitor.config.reading.problems import Problems
from monitor.feeds.articles.article import EXTRA, can_read_articles
from monitor.feeds.state.full_text import FullText

INSTALL = f"pip install 'news-monitor[{EXTRA}]'"
"""What to do for articles to be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FullTexts:
    """What is read beside the feeds, and what is kept of it."""

    wish: FullText = FullText.NEVER
    """For feeds that don't say it themselves."""
    keep: bool = False
    """Whether texts are kept whole, and found by searches."""
    per_hour: int = 60
    """How many articles one host is asked for in an hour."""
    installed: bool = True
    """Whether the libraries are there."""


def chosen(wish: FullText | None, place: Place, problems: Problems) -> FullText:
    """Return what a wish comes to: nothing is read without the libraries, which is said.

    Args:
        wish: What stands in the file; None: nothing, so articles are read if they can be.
        place: Where.
        problems: Takes the warning.
    """
    if can_read_articles():
        return FullText.AUTO if wish is None else wish
    if wish in {FullText.AUTO, FullText.ALWAYS}:
        problems.warn(
            place,
            f'"{wish}" has no effect: what reads articles isn\'t installed; {INSTALL}',
            kind=f"articles aren't read, as the extra for it isn't installed: {INSTALL}",
        )
    return FullText.NEVER
