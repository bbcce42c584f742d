"""Card: what a message about one alert says, in plain clean words, before any format. Pure.

Leaves to others: what it looks like (``slack``, ``mail``, ``plaintext``, ``console``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.alerts.alert import Alert
from monitor.alerts.clean import clean, safe_link
from monitor.alerts.passage import Piece, passage_of, title_of
from monitor.rules.rule import Hit, HitKind

MAX_TITLE = 300
MAX_NAME = 100
MAX_REASONS = 8
MAX_OUTLETS = 6
"""Other outlets that are named; the others are counted."""
MAX_OUTLET = 60

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TEXT_FIELDS = frozenset({"title", "summary", "content"})
_HOW = {
    HitKind.EXACT: "",
    HitKind.INFLECTED: " (another form)",
    HitKind.JOINED: " (joined or split)",
    HitKind.ALIAS: " (alias)",
    HitKind.PREFIX: "",
    HitKind.REGEX: "",
    HitKind.TYPO: " (typo)",
}


@dataclass(frozen=True, slots=True)
class Outlet:
    """One that has the story too."""

    name: str
    link: str
    """Its first report: http(s), or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The facts of one alert, each on one line and free of invisible characters.

    Not yet escaped for any format.
    """

    rule: str
    title: tuple[Piece, ...]
    source: str
    """May be empty."""
    time: str
    """When it was published, in the user's timezone."""
    passage: tuple[Piece, ...]
    """May be empty."""
    why: str
    """Each term with what was found for it."""
    canonical: str
    """The rule's text."""
    link: str
    """http(s), or empty."""
    page_url: str
    """This program's page about the story, or empty."""
    again: str = ""
    """Why it is told again, as a line of its own; empty the first time."""
    others: tuple[Outlet, ...] = ()
    """Other outlets that have the story, earliest first; at most ``MAX_OUTLETS``."""
    sources: int = 1
    """Outlets that have the story."""
    brief_time: str = ""
    """``time`` without year and zone, where there are many."""

    @property
    def headline(self) -> str:
        """The title without marks."""
        return text_of(self.title)

    @property
    def subject(self) -> str:
        """One line for a mailbox or a push message."""
        return f"[{self.rule}] {self.headline}"

    @property
    def byline(self) -> str:
        """Source and time."""
        return " · ".join(part for part in (self.source, self.time) if part)

    @property
    def brief(self) -> str:
        """The byline where there are many; with why it is told again."""
        return " · ".join(part for part in (self.again, self.source, self.brief_time) if part)

    @property
    def also(self) -> str:
        """Who else has the story: ``Also in Reuters, FT, 新浪 (7 sources)``; empty if nobody."""
        if not self.others:
            return ""
        names = [outlet.name for outlet in self.others]
        return f"Also in {', '.join(names)}{'…' * self.unnamed} {self.counted}"

    @property
    def unnamed(self) -> bool:
        """Whether more outlets have the story than are named."""
        return self.sources > len(self.others) + 1

    @property
    def counted(self) -> str:
        """``(7 sources)``."""
        return f"({self.sources:,} source{'s' * (self.sources != 1)})"


def card_of(alert: Alert, timezone: ZoneInfo, *, page_url: str = "") -> Card:
    """Return what there is to say about the alert, with times in ``timezone``.

    ``page_url`` is that of the page about its story.
    """
    item = alert.item
    title = title_of(item, alert.hits, limit=MAX_TITLE)
    source = clean(item.source or _own_name(alert), limit=MAX_NAME)
    others = _others(alert, source)
    return Card(
        rule=clean(alert.rule, limit=MAX_NAME),
        title=title or (Piece("(untitled)"),),
        source=source,
        time=when(item.published or alert.created_at, timezone),
        passage=passage_of(item, alert.hits),
        why=why(alert.hits),
        canonical=clean(alert.canonical, limit=MAX_TITLE),
        link=safe_link(item.link),
        page_url=safe_link(page_url),
        again=f"Again: {clean(alert.reason, limit=MAX_TITLE)}" if alert.reason.strip() else "",
        others=others,
        sources=max(alert.sources, len(others) + 1),
        brief_time=brief(item.published or alert.created_at, timezone),
    )


def text_of(pieces: Iterable[Piece]) -> str:
    """Return the pieces as one text, without marks."""
    return "".join(piece.text for piece in pieces)


def when(moment: datetime, timezone: ZoneInfo) -> str:
    """Return a moment as people say it: ``Thu 13 Feb 2025, 09:14 CET``.

    Always in English, whatever the locale; zones without an abbreviation show their offset.
    """
    local = moment.astimezone(timezone)
    zone = local.tzname() or ""
    if not zone.isalpha():
        offset = f"{local:%z}"
        zone = f"UTC{offset[:3]}:{offset[3:5]}"
    day, month = _DAYS[local.weekday()], _MONTHS[local.month - 1]
    return f"{day} {local.day} {month} {local.year}, {local:%H:%M} {zone}"


def brief(moment: datetime, timezone: ZoneInfo) -> str:
    """Return a moment in few letters: ``Thu 13 Feb, 09:14``."""
    local = moment.astimezone(timezone)
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}, {local:%H:%M}"


def why(hits: Iterable[Hit]) -> str:
    """Return in one line what was found for each term, the surest hit of each.

    ``Apple · China · AI → artificial intelligence (alias)``
    """
    best: dict[str, Hit] = {}
    for hit in hits:
        known = best.get(hit.term)
        if known is None or hit.score > known.score:
            best[hit.term] = hit
    reasons = [_reason(hit) for hit in best.values()]
    more = len(reasons) - MAX_REASONS
    return " · ".join(reasons[:MAX_REASONS]) + (f" · {more} more" if more > 0 else "")


def _own_name(alert: Alert) -> str:
    """Return what the story calls the outlet of an item that doesn't name it."""
    link = alert.item.link
    own = (report.source for report in alert.coverage if link and report.link == link)
    return next(own, "")


def _others(alert: Alert, source: str) -> tuple[Outlet, ...]:
    """Return the other outlets that have a name which can be shown, each once."""
    item, seen = alert.item, {source.casefold()}
    others: list[Outlet] = []
    for report in alert.coverage:
        name = clean(report.source, limit=MAX_OUTLET)
        own = report.link == item.link and report.title == item.title
        if own or not name or name.casefold() in seen:
            continue
        seen.add(name.casefold())
        others.append(Outlet(name, safe_link(report.link)))
    return tuple(others[:MAX_OUTLETS])


def _reason(hit: Hit) -> str:
    term, found = clean(hit.term, limit=MAX_NAME), clean(hit.found, limit=MAX_NAME)
    place = "" if hit.field in _TEXT_FIELDS else f" (in {hit.field})"
    if term.casefold() == found.casefold():
        return term + place
    return f"{term} → {found}{_HOW[hit.kind]}{place}"
