"""Which feed is meant: by its address, by its name, or by the title that lists show.

Without this module a feed that has no name of its own could be changed only by its whole address,
which no list shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import sqlite_utils

from monitor.actions.configuration import written
from monitor.config.load import load_what_is_right
from monitor.config.reading.problems import suggest
from monitor.errors import MonitorError, NoSuchError
from monitor.store.database import reading
from monitor.store.feeds import feeds
from monitor.store.feeds.feeds import FeedRow

_LISTED = 10
"""Candidates that are named."""


def find(db: sqlite_utils.Database, wanted: str) -> FeedRow:
    """Return the feed of this address, name or title, or else the only one with a part of it.

    Raises:
        NoSuchError: There is none.
        MonitorError: There are several; names them.
    """
    rows = feeds.all_feeds(db, inactive=True)
    part = wanted.casefold()
    found = _called(rows, wanted) or [
        row for row in rows if part in f"{row.url}\n{row.name}\n{row.state.title}".casefold()
    ]
    if not found:
        named = {each for row in rows for each in (row.name, row.state.title, row.url) if each}
        raise NoSuchError(
            f'there is no feed "{wanted}"{suggest(wanted, named)}; `news-monitor feeds` lists them'
        )
    # What isn't polled, as it was taken out of the configuration, stands in nobody's way.
    return _only([row for row in found if row.active] or found, wanted)


def written_as(path: Path, wanted: str) -> str:
    """Return what a configuration file itself calls a feed, whichever way it is called.

    Args:
        path: The file.
        wanted: Its address, its name, or the title that it gives itself, in any capitals.

    Returns:
        Its address; ``wanted`` as it is where nothing is known by it.

    Raises:
        MonitorError: Several are called so, or the file isn't where it stands.
    """
    there = written(path)
    named = {wanted.casefold()} & {
        str(called).casefold()
        for url, entry in there.feeds.items()
        for called in (url, entry.get("name", ""))
    }
    if named:
        return wanted
    config, _ = load_what_is_right(path, environ={})
    if not config.database.exists():
        return wanted
    with reading(config.database) as db:
        found = _called(feeds.all_feeds(db, inactive=True), wanted)
    if own := [row for row in found if row.url in there.feeds]:
        return _only(own, wanted).url
    if of_list := [row for row in found if row.active]:
        row = _only(of_list, wanted)
        raise MonitorError(
            f"{row.label} comes from a list of feeds, so {path} doesn't have it; to leave it out, "
            f'write there:\n\n[[feeds]]\nurl = "{row.url}"\nenabled = false'
        )
    return wanted


def _called(rows: Iterable[FeedRow], wanted: str) -> list[FeedRow]:
    """Those of that address, or else of that name, or else of that title."""
    names: tuple[Callable[[FeedRow], tuple[str, ...]], ...] = (
        lambda row: (row.url, row.address),
        lambda row: (row.name,),
        lambda row: (row.state.title,),
    )
    rows, folded = list(rows), wanted.casefold().strip()
    for of in names:
        if found := [row for row in rows if folded in map(str.casefold, of(row))]:
            return found
    return []


def _only(found: list[FeedRow], wanted: str) -> FeedRow:
    if len(found) == 1:
        return found[0]
    named = "\n  ".join(
        f"{row.url}" + (f"  ({row.label})" if row.label != row.url else "")
        for row in found[:_LISTED]
    )
    raise MonitorError(f"{wanted!r} fits {len(found)} feeds; say which by its address:\n  {named}")
