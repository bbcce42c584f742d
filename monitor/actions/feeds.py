"""Add feeds, change, pause and remove them, import a list; have one polled now or again.

Most of it changes config.toml; polling now and enabling change the database, which a running daemon
heeds within a second. Without this module a list of feeds could only be
edited by hand, and a feed that its publisher once called gone would never be asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shlex import quote

import sqlite_utils

from monitor.actions.which_feed import written_as
from monitor.config import load_config
from monitor.config.editing import edit
from monitor.config.editing.edit import NewFeed
from monitor.errors import MonitorError, NoSuchError
from monitor.feeds.opml import read_opml
from monitor.feeds.state.feed import Feed, identity
from monitor.feeds.state.schedule import enabled
from monitor.store.feeds import feeds

__all__ = [
    "Added",
    "Imported",
    "NewFeed",
    "add",
    "add_new",
    "change",
    "enable",
    "import_opml",
    "pause",
    "poll_now",
    "remove",
    "resume",
]

_BY = ("url", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of several feeds."""

    added: tuple[str, ...]
    """The addresses of those that are new."""
    known: tuple[str, ...]
    """Of those that were there already, switched off ones among them; they stay as they were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a list of feeds."""

    added: int
    known: int
    """Feeds that were there already, switched off ones among them; they were left as they are."""
    skipped: tuple[str, ...]
    """What couldn't be taken, each with its line and the reason."""


def enable(db: sqlite_utils.Database, feed_id: int, *, now: datetime) -> str:
    """Ask a feed again, now, that is switched off or waits, as its publisher said it is gone.

    Args:
        db: In a transaction.
        feed_id: Which.
        now: Aware.

    Returns:
        What the feed is called.

    Raises:
        NoSuchError: there is no such feed.
        MonitorError: neither is the case.
    """
    row = feeds.by_id(db, feed_id)
    if row is None:
        raise NoSuchError(f"there is no feed {feed_id}; `news-monitor feeds` lists them")
    if not row.state.disabled and not row.state.trouble.gone_count:
        raise MonitorError(
            f"{row.label} isn't switched off; to have it polled now: "
            f"news-monitor feeds poll {quote(row.label)}"
        )
    feeds.save_state(db, row.id, enabled(row.state), due_at=now)
    return row.label


def poll_now(db: sqlite_utils.Database, feed_id: int, *, now: datetime) -> str:
    """Have a feed polled within a second, if a daemon runs, else at the next start.

    Args:
        db: In a transaction.
        feed_id: Which.
        now: Aware.

    Returns:
        What the feed is called.

    Raises:
        NoSuchError: there is no such feed.
        MonitorError: it is paused or no longer watched, or it is switched off, as its publisher
            said that it is gone.
    """
    row = feeds.by_id(db, feed_id)
    if row is None:
        raise NoSuchError(f"there is no feed {feed_id}; `news-monitor feeds` lists them")
    if not row.active:
        raise MonitorError(
            f"{row.label} isn't polled: it is paused, or no longer in the configuration"
        )
    if row.state.disabled:
        raise MonitorError(
            f"{row.label} is switched off, as its publisher says that it is gone; to ask again: "
            f"news-monitor feeds enable {quote(row.label)}"
        )
    feeds.poll_now(db, now=now, ids=[row.id])
    return row.label


def add(path: Path, url: str, *, name: str = "", tags: Sequence[str] = ()) -> None:
    """Add a feed to a configuration file, after the last one; its comments stay.

    Args:
        path: The file.
        url: The feed's, or a path relative to that file.
        name: What to call it; empty: as it calls itself.
        tags: What its items are tagged with.

    Raises:
        MonitorError: it is there already or can't be used; the file is as it was.
    """
    edit.add_feed(path, url, name=name, tags=tags)


def add_new(path: Path, new: Iterable[NewFeed]) -> Added:
    """Add those of several feeds that aren't there yet, all of them or none.

    A feed is known in any spelling of its address (``state.feed.identity``). One that is switched
    off stays so. Nothing is fetched.

    Args:
        path: The configuration file.
        new: The feeds; of two with one address the first counts.

    Raises:
        ConfigError: the configuration can't be used.
        MonitorError: a feed can't be used; the file is as it was.
    """
    config = load_config(path, environ={}, secrets=False)
    there = {identity(feed) for feed in config.feeds} | config.switched_off
    unknown: dict[str, NewFeed] = {}
    known = []
    for feed in new:
        key = _identity(feed.url)
        if key in there or key in unknown:
            known.append(feed.url)
        else:
            unknown[key] = feed
    if unknown:
        edit.add_feeds(path, unknown.values())
    return Added(added=tuple(feed.url for feed in unknown.values()), known=tuple(known))


def change(path: Path, wanted: str, values: Mapping[str, object]) -> None:
    """Change what a feed in a configuration file says; every other line stays.

    Args:
        path: The file.
        wanted: Its address, its name, or the title that lists show, in any capitals.
        values: The new values by key (docs/configuration.md), such as ``tags``; None takes a key
            out.

    Raises:
        NoSuchError: there is no such feed.
        MonitorError: several are called so, a list has it, or it can't be used so; the file is as
            it was.
    """
    edit.change(path, "feeds", written_as(path, wanted), values, by=_BY)


def pause(path: Path, wanted: str) -> None:
    """Poll a feed no longer, until it is resumed; no list brings it back. Raises as ``change``."""
    edit.change(path, "feeds", written_as(path, wanted), {"enabled": False}, by=_BY)


def resume(path: Path, wanted: str) -> None:
    """Poll a paused feed again; raises as ``change`` does."""
    edit.change(path, "feeds", written_as(path, wanted), {"enabled": None}, by=_BY)


def remove(path: Path, wanted: str) -> None:
    """Take a feed out of a configuration file; its history stays.

    Args:
        path: The file.
        wanted: Its address, its name, or the title that lists show, in any capitals.

    Raises:
        NoSuchError: there is no such feed.
        MonitorError: several are called so, or a list has it; the file is as it was.
    """
    edit.remove_feed(path, written_as(path, wanted))


def import_opml(path: Path, document: bytes) -> Imported:
    """Add the feeds of an OPML document to a configuration file, all that are new or none.

    A feed is known in any spelling of its address (``state.feed.identity``). One that is switched
    off stays so. Nothing is fetched.

    Args:
        path: The configuration file.
        document: The OPML.

    Raises:
        OpmlError: it is no OPML.
        ConfigError: the configuration can't be used.
        MonitorError: a feed can't be used; the file is as it was.
    """
    opml = read_opml(document)
    done = add_new(
        path, [NewFeed(feed.url, feed.title, feed.tags, feed.lang) for feed in opml.feeds]
    )
    return Imported(added=len(done.added), known=len(done.known), skipped=opml.skipped)


def _identity(url: str) -> str:
    try:
        return identity(Feed(url=url))
    except (ValueError, KeyError):  # no web address: adding it says so
        return url
