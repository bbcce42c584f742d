"""What each search engine can be asked, how much at a time, and the address of its feed. Pure.

A table, ``ENGINES``. Operators and limits are those that the engines document, or, where they say
nothing, those that their users have found (``docs/feeds.md`` names the sources). Without this
module a query would be written in one engine's language and sent to another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from monitor.search_feeds.editions import Edition

TAG = "search"
"""What the feeds that are made here are tagged with."""

Address = Callable[[str, str, Edition], str]
"""(base, query, edition) → the address of the feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """One search engine whose results come as a feed."""

    key: str
    """What it is called on the command line."""
    name: str
    base: str
    """Where its feeds are, without the query."""
    address: Address
    max_terms: int
    """Words that it heeds in one query, those of phrases counted singly."""
    max_length: int
    """Characters of one query."""
    has_groups: bool = True
    """Whether alternatives can be asked for beside other words; else one clause is asked alone."""
    has_editions: bool = True
    """Whether each language is a search of its own."""
    shortest: int = 1
    """Letters that a word must have."""
    title: str = ""
    """How a word in the title is asked for, with ``{}``; empty: anywhere is asked instead."""
    site: str = ""
    minus: str = ""
    between: str = " "
    """What stands between clauses."""
    scripts: bool = True
    """Whether words in other scripts than Latin can be asked for."""
    quotes_han: bool = True
    """Whether phrases without spaces may stand in quotes."""
    remark: str = ""
    """What everybody should know of its results."""


def _google(base: str, query: str, edition: Edition) -> str:
    hl, ceid = edition.google
    # What is older than a few days isn't news, and would take the place of it: 100 are listed.
    parameters = {"q": f"{query} when:3d", "hl": hl, "gl": edition.country, "ceid": ceid}
    return f"{base}?{urlencode(parameters, safe=':')}"


def _bing(base: str, query: str, edition: Edition) -> str:
    newest = 'interval="8" sortbydate="1"'  # of the last seven days, the newest first
    parameters = {
        "q": query, "format": "rss", "setlang": edition.tag, "cc": edition.country, "qft": newest,
    }  # fmt: skip
    return f"{base}?{urlencode(parameters)}"


def _gdelt(base: str, query: str, edition: Edition) -> str:
    parameters = {
        "query": f"{query} sourcelang:{edition.gdelt}", "mode": "artlist", "format": "rss",
        "sort": "datedesc", "timespan": "3d", "maxrecords": "250",
    }  # fmt: skip
    return f"{base}?{urlencode(parameters, safe=':')}"


def _hacker_news(base: str, query: str, edition: Edition) -> str:
    del edition
    # The description counts points and comments, and would be an edit at every poll.
    return f"{base}?{urlencode({'q': query, 'count': '100', 'description': '0'})}"


def _reddit(base: str, query: str, edition: Edition) -> str:
    del edition
    return f"{base}?{urlencode({'q': query, 'sort': 'new', 'limit': '100'}, safe=':')}"


ENGINES: tuple[Engine, ...] = (
    Engine(
        key="google",
        name="Google News",
        base="https://news.google.com/rss/search",
        address=_google,
        max_terms=30,  # of 32, for when:3d and what Google may count otherwise
        max_length=1_500,
        title="intitle:{}",
        site="site:{}",
        minus="-{}",
    ),
    Engine(
        key="bing",
        name="Bing News",
        base="https://www.bing.com/news/search",
        address=_bing,
        max_terms=10,
        max_length=1_000,
        title="intitle:{}",
        site="site:{}",
        minus="-{}",
        quotes_han=False,
        remark="lists about a dozen results, so it may miss news between two polls",
    ),
    Engine(
        key="gdelt",
        name="GDELT",
        base="https://api.gdeltproject.org/api/v2/doc/doc",
        address=_gdelt,
        max_terms=60,
        max_length=210,  # of about 250, for the language
        shortest=3,
        site="domain:{}",
        minus="-{}",
        scripts=False,
        remark="searches the English translation of the articles of every language",
    ),
    Engine(
        key="hackernews",
        name="Hacker News",
        base="https://hnrss.org/newest",
        address=_hacker_news,
        max_terms=10,
        max_length=500,
        has_groups=False,
        has_editions=False,
        remark="searches headlines only",
    ),
    Engine(
        key="reddit",
        name="Reddit",
        base="https://www.reddit.com/search.rss",
        address=_reddit,
        max_terms=60,
        max_length=512,
        has_editions=False,
        title="title:{}",
        site="site:{}",
        minus="NOT {}",
        between=" AND ",
    ),
)


_BY_NAME = {
    **{each.key: each for each in ENGINES},
    **{"".join(filter(str.isalnum, each.name.casefold())): each for each in ENGINES},
    "hn": next(each for each in ENGINES if each.key == "hackernews"),
}


def engine_named(name: str) -> Engine | None:
    """Return the engine of that key or name, in any capitals; None: there is none."""
    return _BY_NAME.get("".join(filter(str.isalnum, name.casefold())))
