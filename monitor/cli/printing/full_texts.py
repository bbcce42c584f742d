"""What the command line says of the articles behind items: are they read, what came of it, why not.

Without this module nobody could tell an article that said nothing from one that was never read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.config.tables.feeds.full_text import INSTALL
from monitor.feeds.articles.article import ArticleState
from monitor.feeds.state.full_text import FullText
from monitor.human import few, plural
from monitor.printable import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.config import Config
    from monitor.store.writing.articles import ArticleRow

_WISHES = {
    FullText.NEVER: "articles aren't read",
    FullText.AUTO: "articles are read where one may decide",
    FullText.ALWAYS: "the article behind every new item is read",
}
_STATES = {
    ArticleState.WANTED: "still to be read",
    ArticleState.READ: "read",
    ArticleState.SHORT: "too short",
    ArticleState.WALL: "behind a wall",
    ArticleState.REPEATED: "the same text as another",
    ArticleState.REFUSED: "refused by robots.txt",
    ArticleState.FAILED: "failed",
    ArticleState.LATE: "too late",
}
_NAMED = 3


def of_full_texts(config: Config) -> str:
    """Whether articles are read, and how many at most, in words."""
    wishes = config.full_texts
    if not wishes.installed:
        return f"{_WISHES[FullText.NEVER]}; if you want them to be: {INSTALL}"
    told = _WISHES[wishes.wish]
    for wish in FullText:
        feeds = [feed.name or feed.url for feed in config.feeds if feed.full_text is wish]
        if feeds and wish is not wishes.wish:
            named = few(feeds[:_NAMED], more=len(feeds) - _NAMED)
            told += f'; full_text = "{wish}" for {named}'
    if wishes.wish is FullText.NEVER and all(
        feed.full_text is FullText.NEVER for feed in config.feeds
    ):
        return told
    kept = "their texts are kept" if wishes.keep else "only passages that matched are kept"
    return f"{told}; at most {plural(wishes.per_hour, 'article')} an hour from one host; {kept}"


def of_article(article: ArticleRow | None, *, known: int | None = None) -> str:
    """What became of the article behind an item; empty if nobody wanted to read it.

    ``known`` is how many characters of its text are kept, where that matters.
    """
    if article is None:
        return ""
    if article.state is ArticleState.WANTED:
        return "Its article is still to be read."
    if article.state is ArticleState.READ and known is not None:
        if known >= article.characters:
            return ""
        return (
            f"Its article was read when it came ({article.characters:,} characters), but its text "
            "isn't kept: it isn't looked at here."
        )
    if article.state is ArticleState.READ:
        return f"Its article was read ({article.characters:,} characters) and doesn't decide it."
    return f"Its article wasn't read: {clean(article.reason)}."


def plain_article(article: ArticleRow | None) -> dict[str, object] | None:
    """The same for JSON; None if nobody wanted to read it."""
    if article is None:
        return None
    return {
        "state": article.state.value,
        "characters": article.characters,
        "reason": article.reason,
    }


def of_round(came_to: Mapping[ArticleState, int], found: int) -> str:
    """What the articles of one round came to: how many in each state, and the matches in them."""
    well, left = came_to.get(ArticleState.READ, 0), came_to.get(ArticleState.WANTED, 0)
    matches = plural(found, "match", "matches") if found else "no further match"
    told = f"{plural(well, 'article')} read" + (f": {matches} in full texts" if well else "")
    others = sum(came_to.values()) - well - left
    parts = [f"{others:,} couldn't be (see: news-monitor matches --near)"] if others else []
    parts += [f"{left:,} still to be read, by the next round"] if left else []
    return "; ".join((told, *parts)) + "."


def in_numbers(came_to: Mapping[ArticleState, int]) -> str:
    """What the articles of a feed came to in a week, behind what is wanted; may be empty."""
    if not came_to:
        return ""
    wanted = plural(sum(came_to.values()), "article")
    parts = ", ".join(f"{count:,} {_STATES[state]}" for state, count in came_to.items())
    return f"; in 7 days {wanted} wanted: {parts}"
