"""NoteCard: what a note shows, whatever the target: its words, what it points at, its chart. Pure.

Without this module the bars of a chart would be reckoned anew for mail, Slack and plain text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from monitor.alerts.alert import Bar, Note
from monitor.printable import clean, safe_link

WIDTH: Final = 20
"""Characters of the longest bar: a phone shows it on one line."""
HEADING: Final = "Reports an hour (usual)"
_BLOCK: Final = "▇"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """An event that a note points at."""

    title: str
    link: str = ""
    """Of an article: http(s), or empty."""
    said: str = ""
    page: str = ""
    """Of this program's own page about the story; empty where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartBar:
    """A bar of a note's chart."""

    label: str
    count: int
    usual: int
    percent: int
    """How long it is, of the longest."""

    @property
    def text(self) -> str:
        """The bar in characters, such as ``14:00 ▇▇▇▇▇ 61 (4)``."""
        bar = _BLOCK * max(round(WIDTH * self.percent / 100), 1 if self.count else 0)
        return " ".join(filter(None, (self.label, bar, f"{self.count:,} ({self.usual:,})")))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCard:
    """A note, without control characters, each of its lines on one line."""

    title: str
    text: str
    pointers: tuple[Pointer, ...] = ()
    bars: tuple[ChartBar, ...] = ()

    @property
    def chart(self) -> str:
        """The chart in characters; empty: there is none."""
        return "\n".join((f"{HEADING}:", *(bar.text for bar in self.bars))) if self.bars else ""

    @property
    def heading(self) -> str:
        """What stands above the chart."""
        return HEADING

    def in_full(self, escape: Callable[[str], str] = str) -> str:
        """All but the title, as plain text; addresses stay as they are."""
        pointers = [
            "\n".join(filter(None, (escape(f"• {each.title}"), escape(each.said), each.link)))
            for each in self.pointers
        ]
        return "\n\n".join(filter(None, (escape(self.text), "\n".join(pointers), self.chart)))


def note_card(note: Note, *, page: str = "") -> NoteCard:
    """Return what a note shows.

    Args:
        note: The note; its words may be a feed's.
        page: Where this program's page begins, without a slash at its end; empty: there is none.
    """
    card = plain_card(note.title, note.text)
    pointers = tuple(
        Pointer(
            title=clean(each.title).strip(),
            link=safe_link(each.link),
            said=clean(each.said).strip(),
            page=f"{page}/story/{each.story}" if page and each.story is not None else "",
        )
        for each in note.links
    )
    return replace(card, pointers=pointers, bars=_bars(note.chart))


def plain_card(title: str, text: str) -> NoteCard:
    """Return a note of a title and lines of text."""
    return NoteCard(
        title=clean(title).strip(),
        text="\n".join(clean(line).strip() for line in text.splitlines()).strip(),
    )


def _bars(chart: tuple[Bar, ...]) -> tuple[ChartBar, ...]:
    longest = max((bar.count for bar in chart), default=0) or 1
    return tuple(
        ChartBar(
            label=clean(bar.label),
            count=bar.count,
            usual=round(bar.usual),
            percent=round(100 * bar.count / longest),
        )
        for bar in chart
    )
