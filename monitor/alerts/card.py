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
    """This program's page about the alert, or empty."""

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


def card_of(alert: Alert, timezone: ZoneInfo, *, page_url: str = "") -> Card:
    """Return what there is to say about the alert, with times in ``timezone``."""
    item = alert.item
    title = title_of(item, alert.hits, limit=MAX_TITLE)
    return Card(
        rule=clean(alert.rule, limit=MAX_NAME),
        title=title or (Piece("(untitled)"),),
        source=clean(item.source, limit=MAX_NAME),
        time=when(item.published or alert.created_at, timezone),
        passage=passage_of(item, alert.hits),
        why=why(alert.hits),
        canonical=clean(alert.canonical, limit=MAX_TITLE),
        link=safe_link(item.link),
        page_url=safe_link(page_url),
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


def _reason(hit: Hit) -> str:
    term, found = clean(hit.term, limit=MAX_NAME), clean(hit.found, limit=MAX_NAME)
    place = "" if hit.field in _TEXT_FIELDS else f" (in {hit.field})"
    if term.casefold() == found.casefold():
        return term + place
    return f"{term} → {found}{_HOW[hit.kind]}{place}"
