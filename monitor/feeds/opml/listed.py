"""A list of feeds as it was read, or is to be written. Plain values."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.errors import MonitorError


class OpmlError(MonitorError):
    """A document can't be read as OPML; the message says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlFeed:
    """One feed of a list."""

    url: str
    title: str = ""
    tags: tuple[str, ...] = ()
    """The folders it stands in, from the outside in, then its categories."""
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opml:
    """What an OPML document holds: feeds, each URL once."""

    feeds: tuple[OpmlFeed, ...]
    title: str = ""
    skipped: tuple[str, ...] = ()
    """What couldn't be taken, each with its line and the reason, for the user."""
