"""The news that the pictures of messages tell of: invented, and matched by the real matcher.

deal         a story's first event, in one outlet; grown: in three
review       what follows: "Earlier: …"
approved     an edit that changes the news: "Updated. Was: …"
a_digest     a night's events, of three rules
spike        far more reports than usual, with a chart
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from monitor.alerts.alert import Alert, Digest, HoldReason, Note, Report
from monitor.alerts.planning.match_decision import UPDATED, quoted
from monitor.item import Item, digest
from monitor.notices.rule_notes import spike_note
from monitor.rules import Matcher, parse_rule
from monitor.volume.drivers import Driver, Made
from monitor.volume.rhythm import Rhythm, Tally, Window
from monitor.volume.spike import Spike
from monitor.volume.uptime import hour_of

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
_ALIASES = {"AI": ("artificial intelligence", "人工智能"), "Apple": ("苹果",), "China": ("中国",)}
_RULES = {
    rule.name: rule
    for rule in (
        parse_rule("Apple + China + AI", name="Apple's AI in China", aliases=_ALIASES),
        parse_rule('"interest rates" + (ECB | Norges Bank)', name="Interest rates"),
        parse_rule("(harbour | port) + strike", name="Harbour strike"),
        parse_rule("storm + Vega", name="Storm Vega"),
    )
}
_MATCHER = Matcher([*_RULES.values()])


def _alert(
    minutes: int,
    outlet: str,
    title: str,
    summary: str = "",
    also: Mapping[str, str] = MappingProxyType({}),
    *,
    story: int = 7,
    event: int = 0,
) -> Alert:
    """An alert about a report of so many minutes after ``NOW``; others have it too, by titles."""
    item = Item(
        feed=f"https://{_host(outlet)}/feed",
        key=title,
        title=title,
        link=f"https://{_host(outlet)}/{story}/{event}",
        summary=summary,
        source=outlet,
        published=NOW + timedelta(minutes=minutes),
        lang="en" if title.isascii() else "zh",
    )
    (match,) = _MATCHER.match(item)
    moment = item.published or NOW
    return Alert(
        key=digest((match.rule, title)),
        id=4200 + event,
        rule=match.rule,
        canonical=_RULES[match.rule].canonical,
        story=story,
        event=event or minutes,
        item=item,
        item_id=910 + event,
        hits=match.hits,
        created_at=moment,
        coverage=tuple(
            Report(
                source=name,
                title=said,
                link=f"https://{_host(name)}/{story}/{event}",
                published_at=moment + timedelta(minutes=3 * number),
                item_id=910 + event + number,
                why=f"reports the same event as “{title}”, 97% sure"
                if number
                else "opens the story",
            )
            for number, (name, said) in enumerate({outlet: title, **also}.items())
        ),
        sources=1 + len(also),
    )


def _of(*outlets: str) -> dict[str, str]:
    """Outlets whose own titles no message shows."""
    return dict.fromkeys(outlets, "…")


def _host(outlet: str) -> str:
    names = {"海港日报": "haigang"}
    return f"{names.get(outlet, outlet.rsplit(maxsplit=1)[-1].lower())}.example"


_TSAI = (
    "Joe Tsai told a packed hall in Dubai that the iPhone maker had spoken to several firms before "
    "settling on his company. The partnership would bring artificial intelligence features to "
    "handsets sold in China, where regulators must approve every large language model."
)
_DEAL = "Apple turns to Alibaba for iPhone AI in China, chairman Tsai confirms"


GREW = {
    "Pacific Wire": "Alibaba to bring AI to Apple's phones in China",
    "海港日报": "苹果与阿里巴巴合作，为中国 iPhone 带来人工智能",
}
"""Who has it some minutes later, and how they say it."""


def deal(**also: str) -> Alert:
    """The story's first event, in so many outlets by now."""
    return _alert(0, "The Harbour Ledger", _DEAL, _TSAI, also, event=1)


def review() -> Alert:
    """What happens next in the story."""
    told = _alert(
        206,
        "Pacific Wire",
        "Beijing opens review of Apple's AI features for China",
        "The regulator gave no date. Until it is done, Apple may show its artificial intelligence "
        "to testers in China only.",
        event=2,
    )
    return replace(told, earlier=_DEAL)


def approved() -> Alert:
    """An edit that changes the news."""
    told = _alert(
        241,
        "Pacific Wire",
        "Beijing ends review of Apple's AI features for China: all approved",
        event=3,
    )
    before = review().item.title
    return replace(told, earlier=before, reason=f"{UPDATED}{quoted(before)}")


def a_digest() -> Digest:
    """What a night brought."""
    alerts = (
        replace(deal(**GREW, **_of("Dagens Handel", "Capital Daily")), event=11),
        _alert(-81, "海港日报", "传苹果在中国寻找人工智能伙伴", event=12),
        _alert(
            -230,
            "Capital Daily",
            "ECB holds interest rates and hints at a cut in April",
            "",
            _of("The Harbour Ledger", "Pacific Wire"),
            story=8,
        ),
        _alert(
            -271, "Pacific Wire", "Norges Bank in two minds about interest rates", story=9, event=13
        ),
        _alert(
            -457,
            "Dagens Handel",
            "Dock workers end strike at the northern harbour",
            "",
            _of("The Harbour Ledger"),
            story=10,
            event=14,
        ),
    )
    counts = Counter(alert.rule for alert in alerts)
    return Digest(
        key="digest",
        alerts=alerts,
        counts=tuple(counts.items()),
        reasons=(HoldReason.QUIET,),
        created_at=NOW + timedelta(minutes=16),
    )


def spike() -> Note:
    """Far more reports than usual, and what drives them."""
    found = NOW + timedelta(minutes=40)
    hours = (2, 5, 3, 4, 6, 5, 34, 27)
    usual = (2, 2, 3, 3, 4, 4, 4, 4)
    local = found.astimezone(ZONE)
    rhythm_of_day = tuple(
        float(usual[7 - (local.hour - hour)]) if 0 <= local.hour - hour < 8 else 2.0
        for hour in range(24)
    )
    return spike_note(
        "Storm Vega",
        "storm + Vega",
        Spike(
            began_at=found - timedelta(hours=1),
            found_at=found,
            window=Window.HOUR,
            reports=47,
            usual=4.0,
            top=47,
        ),
        rhythm=Rhythm(
            zone=ZONE,
            hours=(rhythm_of_day,) * 7,
            quarters=(rhythm_of_day,) * 7,
            bounds=dict.fromkeys(Window, 4.5),
            most={Window.QUARTER: 6, Window.HOUR: 14, Window.DAY: 90},
        ),
        made=Made(
            reports=47,
            events=(
                Driver(
                    story=21,
                    title="Storm Vega tears the roof off Cape Lorn's terminal",
                    link="https://ledger.example/21",
                    reports=31,
                    outlets=("The Harbour Ledger", "Pacific Wire", *map(str, range(29))),
                ),
                Driver(
                    story=22,
                    title="Ferries stay in port as storm Vega nears Norvik",
                    link="https://wire.example/22",
                    reports=16,
                    outlets=("Pacific Wire", "Capital Daily", *map(str, range(14))),
                ),
            ),
            outlets=(
                *((name, 2) for name in ("Pacific Wire", "The Harbour Ledger", "Capital Daily")),
                *((str(number), 1) for number in range(41)),
            ),
        ),
        hours={
            hour_of(found) - timedelta(hours=7 - ago): Tally(count, count)
            for ago, count in enumerate(hours)
        },
        now=found,
    )
