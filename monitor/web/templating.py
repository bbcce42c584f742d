"""Look: templates, and how times, numbers and hits are shown in them.

Everything that goes into a template is escaped; nothing is marked as safe but what ``charts`` has
drawn, and the places where an address may be broken. Feed text is cleaned as alerts clean it:
nothing invisible, no direction overrides.
"""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from monitor import __version__
from monitor.alerts.planning.reasons import HELD, why_withheld
from monitor.alerts.wording.passage import passage_of, title_of
from monitor.errors import RuleError
from monitor.human import DAYS, MONTHS, from_now, in_words, plural
from monitor.net.location import shown
from monitor.printable import clean, clean_lines, safe_link
from monitor.rules.rule import Hit, HitKind
from monitor.store.history.match_state import sentence

HERE = Path(__file__).parent
STATIC = {
    "style.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
TITLE = 300
"""Characters of a title that are shown."""

_HOW = {
    HitKind.EXACT: "as written",
    HitKind.INFLECTED: "another form",
    HitKind.JOINED: "joined or split",
    HitKind.ALIAS: "alias",
    HitKind.COMPOUND: "in a compound",
    HitKind.PREFIX: "prefix",
    HitKind.REGEX: "pattern",
    HitKind.TYPO: "typo",
}


_MEANS = {
    "lemma": "by the dictionary",
    "stem": "by its stem",
    "ending": "by its ending",
    "prefix": "behind a prefix",
}


class Look:
    """The templates, for one timezone.

    Args:
        zone: The time zone of every time that is shown.
        clock: Returns the time, aware; "yesterday" is reckoned from it.
    """

    def __init__(self, zone: ZoneInfo, clock: Callable[[], datetime]) -> None:
        self._zone, self._clock = zone, clock
        self.static = {name: (HERE / "static" / name).read_bytes() for name in STATIC}
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "when": self.when,
            "whence": self.whence,
            "edits": lambda edits: clean(edits.in_words(self.whence)),
            "clock": self.clock,
            "day": self.day,
            "full": self.full,
            "date": lambda moment: self.full(moment).partition(",")[0],
            "iso": lambda moment: moment.astimezone(self._zone).isoformat(timespec="seconds"),
            "ago": self.ago,
            "words": in_words,
            "clean": lambda text: clean(text, limit=TITLE),
            "whole": clean,
            "wraps": wraps,
            "said": said,
            "link": safe_link,
            "path": lambda text: quote(text, safe=""),
            "how": _how,
            "told": why_withheld,
            "fate": lambda fate: clean(sentence(fate, self.whence), limit=3 * TITLE),
            "held": HELD.__getitem__,
            "withheld": lambda why: clean(why.in_words(self.whence)),
            "feed": feed_label,
            "shell": shlex.quote,
            "percent": lambda share: f"{share:.0%}",
            "count": lambda number: f"{number:,}",
        }
        self._environment.globals |= {
            "plural": plural,
            "title_of": lambda item, hits=(): title_of(item, hits, limit=TITLE),
            "passage_of": passage_of,
            "caret": caret,
            "static": {name: self._static_url(name) for name in STATIC},
            "version": __version__,
        }

    def render(self, template: str, **values: Any) -> str:
        """Return the template, filled in."""
        return self._environment.get_template(template).render(values)

    def _static_url(self, name: str) -> str:
        digest = hashlib.sha256(self.static[name]).hexdigest()[:12]
        return f"/static/{name}?{digest}"

    def clock(self, moment: datetime) -> str:
        """``14:05``."""
        return f"{moment.astimezone(self._zone):%H:%M}"

    def day(self, moment: datetime) -> str:
        """``Today``, ``Yesterday``, ``Thu 13 Feb``, ``13 Feb 2024``."""
        local, now = moment.astimezone(self._zone), self._clock().astimezone(self._zone)
        days = (now.date() - local.date()).days
        if days in (0, 1):
            return ("Today", "Yesterday")[days]
        month = MONTHS[local.month - 1]
        if abs(days) > 300:
            return f"{local.day} {month} {local.year}"
        return f"{DAYS[local.weekday()]} {local.day} {month}"

    def short_day(self, moment: datetime | date) -> str:
        """``Thu 13``, of a day or a moment in the user's zone."""
        return f"{DAYS[moment.weekday()]} {moment.day}"

    def when(self, moment: datetime) -> str:
        """``14:05`` today, ``Yesterday 14:05``, ``Thu 13 Feb 14:05`` before and after."""
        day = self.day(moment)
        return self.clock(moment) if day == "Today" else f"{day} {self.clock(moment)}"

    def whence(self, moment: datetime) -> str:
        """As ``when``, within a sentence: ``yesterday 14:05``."""
        return self.when(moment).replace("Yesterday", "yesterday")

    def full(self, moment: datetime) -> str:
        """``Thu 13 Feb 2025, 09:14:05``."""
        local = moment.astimezone(self._zone)
        day = f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local.year}"
        return f"{day}, {local:%H:%M:%S}"

    def ago(self, moment: datetime) -> str:
        """``3 min ago``, ``in 2 h``, ``now``."""
        return from_now(moment, self._clock())


_BREAKS = re.compile(r"(?<=[/?&=])(?=[^/?&=])")


def wraps(text: str) -> Markup:
    """Return a text whose addresses are broken behind a slash, where a line has to be broken."""
    return Markup("<wbr>").join(_BREAKS.split(clean(text, limit=TITLE)))


def said(text: str) -> str:
    """An error's text as a sentence of its own, with its lines: some of them are to be copied."""
    is_word = text.partition(" ")[0].isalpha()  # and no name of a file
    return clean_lines(f"{text[:1].upper()}{text[1:]}" if is_word else text)


def caret(error: RuleError) -> str:
    """The line with the mistake, and a caret under it."""
    return "\n".join(str(error).split("\n")[1:3])


def feed_label(name: str) -> str:
    """Return a feed's name; if that is an address, without what may be secret in it."""
    return clean(shown(name) if "://" in name else name, limit=TITLE)


def _how(hit: Hit) -> str:
    """How a hit was found, in words: ``another form, by the dictionary``."""
    means = _MEANS.get(hit.means)
    return f"{_HOW[hit.kind]}, {means}" if means else _HOW[hit.kind]
