"""Card: what a message about one event says, in plain clean words, before any format. Pure.

Without this module Slack, e-mail, push messages and the console would each name other facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.alerts.alert import Alert, Bundle, Named, Report
from monitor.alerts.answers import Answer, AnswerLink, Answers
from monitor.alerts.planning.match_decision import ON_REQUEST, UPDATED, quoted
from monitor.alerts.why import MAX_NAME, why
from monitor.alerts.wording.passage import Piece, passage_of, title_of
from monitor.human import DAYS, MONTHS, few, plural
from monitor.printable import clean, safe_link

MAX_WRITTEN = 500
"""Characters of a brief, with who wrote it."""
MAX_TITLE = 300
MAX_OUTLETS = 6
"""Other outlets that are named; the others are counted."""
MAX_OUTLET = 60
MAX_RULES = 60
"""Characters of rules' names in a subject; the rest is counted."""
UNTITLED = "(untitled)"
_TO_A_RULE = (Answer.GOOD, Answer.BAD, Answer.MUTE_RULE)


@dataclass(frozen=True, slots=True)
class Outlet:
    """One that has the story too."""

    name: str
    link: str
    """Its first report: http(s), or empty."""
    item_id: int = 0
    """The report's number in the database, as ``Report.item_id``."""


@dataclass(frozen=True, slots=True)
class CardRule:
    """A rule that the event satisfied."""

    name: str
    why: str
    """Each term with what was found for it; where that is in another outlet's report, with its
    name."""
    canonical: str
    """The rule's text."""
    answers: tuple[AnswerLink, ...] = ()
    """What a reader can say to it: Good, Bad, Mute the rule for a day; mostly empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The facts of one event, each on one line and free of invisible characters.

    Not yet escaped for any format.
    """

    rules: tuple[CardRule, ...]
    """Those that the event satisfied, the most urgent first."""
    title: tuple[Piece, ...]
    source: str
    """May be empty."""
    time: str
    """When it was published, in the user's timezone."""
    passage: tuple[Piece, ...]
    """May be empty."""
    link: str
    """http(s), or empty."""
    page_url: str
    """This program's page about the story, or empty."""
    again: str = ""
    """Why it is told again, or what an edit changed, as a line of its own; mostly empty."""
    is_update: bool = False
    """Whether it is told because an edit changed it."""
    earlier: str = ""
    """What its story told before, as a line of its own; empty where it is the story's first."""
    written: str = ""
    """What a model wrote on it, and which: for digests; mostly empty."""
    others: tuple[Outlet, ...] = ()
    """Other outlets that have the story, earliest first; at most ``MAX_OUTLETS``."""
    sources: int = 1
    """Outlets that have the story."""
    brief_time: str = ""
    """``time`` without year and zone, where there are many."""
    named: tuple[Named, ...] = ()
    """What it says by a headline and, after that, by the name of its outlet."""
    story_answers: tuple[AnswerLink, ...] = ()
    """What a reader can say to the story, whatever rule found it: Mute the story."""
    choose: AnswerLink | None = None
    """One link that leads to all answers, for where more would be too long."""

    @property
    def rule(self) -> str:
        """The rule's name; of several, all of them: ``Apple's AI in China, Interest rates``."""
        return ", ".join(rule.name for rule in self.rules)

    @property
    def why(self) -> str:
        """Each term with what was found for it; of several rules, with their names."""
        if len(self.rules) == 1:
            return self.rules[0].why
        return "; ".join(f"{rule.name}: {rule.why}" for rule in self.rules)

    @property
    def canonical(self) -> str:
        """The rule's text; of several, all of them."""
        return "; ".join(rule.canonical for rule in self.rules)

    @property
    def answers(self) -> tuple[AnswerLink, ...]:
        """All that a reader can say: to one rule and its story; of several rules each has its own.

        ``Good``, ``Bad``, ``Mute the story``, ``Mute the rule for a day``; mostly empty.
        """
        if len(self.rules) > 1:
            return self.story_answers
        own = self.rules[0].answers
        return (*own[:2], *self.story_answers, *own[2:])

    @property
    def brief_answers(self) -> tuple[AnswerLink, ...]:
        """The same where there are many: to the first rule, and to the story."""
        return (*self.rules[0].answers[:2], *self.story_answers)

    @property
    def also_for(self) -> str:
        """The other rules, where it stands under the name of the first; empty if there are none."""
        names = [rule.name for rule in self.rules[1:]]
        return f"Also for {', '.join(names)}" if names else ""

    @property
    def headline(self) -> str:
        """The title without marks."""
        return text_of(self.title)

    @property
    def subject(self) -> str:
        """One line for a mailbox or a push message."""
        return f"[{self._named}] {'Updated: ' * self.is_update}{self.headline}"

    @property
    def _named(self) -> str:
        """The rules' names, as many as there is room for."""
        names = [rule.name for rule in self.rules]
        shown = names[:1]
        for name in names[1:]:
            if len(", ".join((*shown, name))) > MAX_RULES:
                break
            shown.append(name)
        return few(shown, more=len(names) - len(shown))

    @property
    def byline(self) -> str:
        """Source and time."""
        return " · ".join(part for part in (self.source, self.time) if part)

    @property
    def read(self) -> str:
        """What stands before the link to the article: ``Read at Reuters``."""
        return f"Read at {self.source}" if self.source else "Read"

    @property
    def brief(self) -> str:
        """The byline where there are many; with why it is told again, and for whom."""
        return self._brief(self.source)

    @property
    def brief_counted(self) -> str:
        """The same, with how many outlets have it: ``Reuters (7 outlets) · Thu 13 Feb, 09:14``."""
        counted = self.counted if self.sources > 1 else ""
        return self._brief(" ".join(filter(None, (self.source, counted))))

    def _brief(self, source: str) -> str:
        parts = (self.again, source, self.brief_time, self.also_for)
        return " · ".join(part for part in parts if part)

    @property
    def also(self) -> str:
        """Who else has the story: ``Also in Reuters, FT, 新浪 (7 outlets)``; empty if nobody."""
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
        """``(7 outlets)``."""
        return f"({plural(self.sources, 'outlet')})"


def card_of(
    content: Alert | Bundle,
    timezone: ZoneInfo,
    *,
    page_url: str = "",
    answers: Answers | None = None,
) -> Card:
    """Return what there is to say about the event, with times in ``timezone``.

    It is told of by the item of the most urgent alert. ``page_url`` is that of the page about its
    story; ``answers`` makes the links by which a reader answers.
    """
    alerts = content.alerts if isinstance(content, Bundle) else (content,)
    alert = alerts[0]
    item = alert.item
    hits = tuple(hit for each in alerts if _same_item(each, alert) for hit in each.hits)
    title = title_of(item, hits, limit=MAX_TITLE)
    source = outlet_of(alert)
    others = _others(alert, source)
    named = [
        Named(alert.item_id, item.title or UNTITLED),
        *(Named(each.item_id) for each in others),
    ]
    return Card(
        rules=_rules(alerts, answers),
        title=title or (Piece(UNTITLED),),
        source=source,
        time=when(item.published or alert.created_at, timezone),
        passage=passage_of(item, hits),
        link=safe_link(item.link),
        page_url=safe_link(page_url),
        again=next(filter(None, map(again, alerts)), ""),
        is_update=alert.reason.startswith(UPDATED),
        earlier=_earlier(alert),
        written=clean(alert.brief, limit=MAX_WRITTEN),
        others=others,
        sources=max(alert.sources, len(others) + 1),
        brief_time=brief(item.published or alert.created_at, timezone),
        named=tuple(each for each in named if each.item_id),
        story_answers=tuple(answers.of(alert, Answer.MUTE_STORY)) if answers else (),
        choose=next(answers.of(alert, Answer.CHOOSE)) if answers else None,
    )


def outlet_of(alert: Alert) -> str:
    """Return who published the alert's item, as its story calls it; may be empty."""
    return clean(alert.item.source or _own_name(alert), limit=MAX_NAME)


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
    day, month = DAYS[local.weekday()], MONTHS[local.month - 1]
    return f"{day} {local.day} {month} {local.year}, {local:%H:%M} {zone}"


def brief(moment: datetime, timezone: ZoneInfo) -> str:
    """Return a moment in few letters: ``Thu 13 Feb, 09:14``."""
    local = moment.astimezone(timezone)
    return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}, {local:%H:%M}"


def again(alert: Alert) -> str:
    """Return why an alert tells of its event again, or what an edit changed; mostly empty.

    ``Again: 10 outlets by now``, ``Updated. Was: “Blume will not resign”``, ``Sent on request``,
    ``Not judged: the model is unsure``
    """
    reason = clean(alert.reason, limit=2 * MAX_TITLE).strip()
    asked = "" if reason.startswith(ON_REQUEST) or not alert.asked else ON_REQUEST
    if alert.again and reason and not reason.startswith(ON_REQUEST):
        reason = f"Again: {reason}"
    unjudged = clean(alert.unjudged, limit=MAX_TITLE)
    said = "; ".join(filter(None, (reason, asked, unjudged and f"not judged: {unjudged}")))
    return said[:1].upper() + said[1:]


def _earlier(alert: Alert) -> str:
    """Return what the story told before, unless an edit changed just that."""
    title = clean(alert.earlier, limit=MAX_TITLE).strip()
    if not title or alert.reason == f"{UPDATED}{quoted(alert.earlier)}":
        return ""
    return f"Earlier: {title}"


def _rules(alerts: Sequence[Alert], answers: Answers | None) -> tuple[CardRule, ...]:
    """Return each rule once, by its first alert."""
    by_rule: dict[str, Alert] = {}
    for alert in alerts:
        by_rule.setdefault(alert.rule, alert)
    return tuple(
        CardRule(
            name=clean(alert.rule, limit=MAX_NAME),
            why=why(alert.hits) + _elsewhere(alert, alerts[0]),
            canonical=clean(alert.canonical, limit=MAX_TITLE),
            answers=tuple(answers.of(alert, *_TO_A_RULE)) if answers else (),
        )
        for alert in by_rule.values()
    )


def _elsewhere(alert: Alert, first: Alert) -> str:
    """Return in whose report a rule found its words, if not in the one that is shown."""
    name = clean(alert.item.source or _own_name(alert), limit=MAX_OUTLET)
    return "" if _same_item(alert, first) else f" (in {name or 'another report'})"


def _same_item(one: Alert, other: Alert) -> bool:
    return (one.item.feed, one.item.key) == (other.item.feed, other.item.key)


def _own_name(alert: Alert) -> str:
    """Return what the story calls the outlet of an item that doesn't name it."""
    link = alert.item.link
    own = (report.source for report in alert.coverage if link and report.link == link)
    return next(own, "")


def _others(alert: Alert, source: str) -> tuple[Outlet, ...]:
    """Return the other outlets that have a name which can be shown, each once."""
    seen = {source.casefold()}
    others: list[Outlet] = []
    for report in alert.coverage:
        name = clean(report.source, limit=MAX_OUTLET)
        if _is_own(report, alert) or not name or name.casefold() in seen:
            continue
        seen.add(name.casefold())
        others.append(Outlet(name, safe_link(report.link), report.item_id))
    return tuple(others[:MAX_OUTLETS])


def _is_own(report: Report, alert: Alert) -> bool:
    """Say whether a report of the event is the alert's own item."""
    if report.item_id and alert.item_id:
        return report.item_id == alert.item_id
    return report.link == alert.item.link and report.title == alert.item.title
