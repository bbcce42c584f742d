"""A backtest's report on a terminal, for people; ``as_json`` prints it for programs.

Without this module a backtest's numbers would have to be read as JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from monitor.alerts.wording.passage import passage_of
from monitor.cli.printing import output
from monitor.cli.printing.marks import marked_text, pieces_text
from monitor.human import plural
from monitor.printable import clean
from monitor.rules.matching.document import TEXT_FIELDS

if TYPE_CHECKING:
    from monitor.backtest import Change, Day, Report, RuleReport, Sample
    from monitor.item import Item
    from monitor.rules import Hit
    from monitor.store.reading.backtest_items import PastItem

_WIDEST = 40
"""Blocks of the longest bar."""
_IDLE = 3
"""Days without an alert, one after another, that are put on one line."""


def show(out: Console, report: Report, zone: ZoneInfo) -> None:
    """Print a report; its days and times are in ``zone``."""
    if report.since is None or report.until is None:
        out.print("There are no items from that time.")
        return
    speed = f"in {report.seconds:.1f} s" if report.seconds >= 0.1 else ""
    items = plural(report.items, "item")
    out.print(f"{_span(report, zone)}: {items} checked {speed}".rstrip(), style="dim")
    if not report.complete:
        left = report.of - report.items
        out.print(f"Stopped: {left:,} of {plural(report.of, 'item')} not checked.", style="yellow")
    if report.unkept_texts:
        out.print(report.of_unkept_texts, style="dim")
    if len(report.rules) == 1:
        _one(out, report.rules[0], zone)
    else:
        _several(out, report.rules, zone)


def _span(report: Report, zone: ZoneInfo) -> str:
    assert report.since is not None
    assert report.until is not None
    first, last = report.since.astimezone(zone).date(), report.until.astimezone(zone).date()
    return f"{first}" if first == last else f"{first} to {last}"


def _one(out: Console, rule: RuleReport, zone: ZoneInfo) -> None:
    head = Text(clean(rule.canonical), style="bold")
    if rule.rule not in {rule.canonical, "test"}:
        head = Text(f"{clean(rule.rule)}  ", style="bold") + Text(clean(rule.canonical))
    out.print(head)
    out.print()
    _sums(out, rule)
    if rule.alerts:
        out.print("\nAlerts a day", style="bold")
        _bars(out, rule.days)
    if rule.matches and rule.received:
        _forecast(out, rule)
    if rule.sources:
        out.print("\nOutlets", style="bold")
        told = (f"{clean(name)} {count:,}" for name, count in rule.sources)
        out.print(Padding(Text(" · ".join(told)), (0, 0, 0, 2), expand=False))
    if rule.samples:
        out.print("\nNewest matches, one per story", style="bold")
        for sample in rule.samples:
            _sample(out, sample, zone)
    if rule.change:
        _change(out, rule.change, zone)


def _sums(out: Console, rule: RuleReport) -> None:
    stories = plural(rule.stories, "story", "stories")
    out.print(
        f"  {plural(rule.matches, 'match', 'matches')} in {stories}"
        if rule.matches
        else "  no match"
    )
    if not rule.matches:
        return
    at_once = rule.alerts - sum(rule.held.values())
    parts = [f"{at_once:,} at once"] if at_once or not rule.alerts else []
    parts += [f"{count:,} {_HELD[reason]}" for reason, count in rule.held.items()]
    days = len(rule.days)
    out.print(
        f"  {plural(rule.alerts, 'alert')}: {', '.join(parts)}  ({rule.alerts / days:.1f} a day)"
        if rule.alerts
        else "  no alert"
    )
    if rule.withheld:
        told = ", ".join(
            f"{count:,} {_WITHHELD.get(why, why)}" for why, count in rule.withheld.items()
        )
        out.print(f"  no alert of their own: {told}")
    if rule.spikes is not None:
        out.print(f"  {plural(rule.spikes, 'spike') if rule.spikes else 'no spike'} (spike = true)")
    for each in rule.received:
        digests = f"{plural(each.digests, 'digest')} of {plural(each.held, 'alert')}"
        messages = [f"{each.at_once:,} at once"] if each.at_once else []
        messages += [digests] if each.digests else []
        counted = plural(each.messages, "message")
        out.print(
            Text(
                f"  {clean(each.target)} would get {counted}"
                + (f": {', '.join(messages)}" if messages else "")
            )
        )


_HELD = {
    "digest": "in digests",
    "quiet": "held for quiet hours",
    "breaker": "held by the hourly limit",
}
_WITHHELD = {
    "grouped": "grouped with an earlier alert",
    "old": "too old when they were seen",
    "scope": "out of scope",
    "nobody": "without targets",
    "paused": "with paused targets only",
}


def _forecast(out: Console, rule: RuleReport) -> None:
    """Print what each grouping would have sent."""
    out.print("\nMessages each setting would send", style="bold")
    names = [each.target for each in rule.received]
    rows = [
        [
            f"{group.in_words}{' (current)' if group is rule.group else ''}",
            f'group = "{group.value}"',
            *(f"{each.messages:,}" for each in received),
        ]
        for group, received in rule.forecast.items()
    ]
    table = output.table(["", "", *names], rows, right=names)
    out.print(Padding(table, (0, 0, 0, 2), expand=False))


def _several(out: Console, rules: Sequence[RuleReport], zone: ZoneInfo) -> None:
    out.print()
    out.print(
        output.table(
            ["Rule", "Matches", "Stories", "Alerts", "Gained", "Lost", "Compared with"],
            [
                [
                    rule.rule,
                    f"{rule.matches:,}",
                    f"{rule.stories:,}",
                    f"{rule.alerts:,}",
                    f"{rule.change.gained:,}" if rule.change else "–",
                    f"{rule.change.lost:,}" if rule.change else "–",
                    rule.change.against.value if rule.change else "nothing yet",
                ]
                for rule in rules
            ],
            right=["Matches", "Stories", "Alerts", "Gained", "Lost"],
        )
    )
    if any(rule.alerts for rule in rules):
        out.print("\nAlerts a day, of all rules", style="bold")
        _bars(out, _together(rules))
    for rule in rules:
        if rule.change and (rule.change.gained or rule.change.lost):
            out.print()
            out.print(Text(clean(rule.rule), style="bold"))
            _change(out, rule.change, zone)


def _together(rules: Sequence[RuleReport]) -> list[Day]:
    from monitor.backtest import Day

    days: dict[date, Day] = {}
    for each in (day for rule in rules for day in rule.days):
        held = days.get(each.date, Day(date=each.date))
        days[each.date] = Day(
            date=each.date,
            matches=held.matches + each.matches,
            at_once=held.at_once + each.at_once,
            held=held.held + each.held,
        )
    return [days[day] for day in sorted(days)]


def _bars(out: Console, days: Sequence[Day]) -> None:
    most = max(day.alerts for day in days)
    width = max(10, min(_WIDEST, out.width - 40))
    scale = min(1.0, width / most)
    for idle, group in groupby(days, key=lambda day: day.alerts == 0):
        run = list(group)
        if idle and len(run) >= _IDLE:
            out.print(Text(f"  {len(run)} days without an alert", style="dim"))
            continue
        for day in run:
            at_once, held = (_blocks(day.at_once, scale), _blocks(day.held, scale))
            told = str(day.alerts) if day.alerts else ""
            if day.held and day.at_once:
                told += f", {day.held} of them held"
            elif day.held:
                told += " held"
            out.print(
                Text.assemble(
                    (f"  {day.date:%a} {day.date}  ", "cyan"),
                    ("█" * at_once, "green"),
                    ("▒" * held, "yellow"),
                    f" {told}" if told else "",
                )
            )


def _blocks(count: int, scale: float) -> int:
    """Return how many blocks long a bar is: at least one, if there is anything to show."""
    return max(1, round(count * scale)) if count else 0


def _sample(out: Console, sample: Sample, zone: ZoneInfo) -> None:
    out.print(
        Text("  ") + _seen(sample.past, zone) + Text(f"  {sample.fate_in_words}", style="dim")
    )
    _words(out, sample.past.item, sample.hits)


def _words(out: Console, item: Item, hits: Sequence[Hit]) -> None:
    """The title with its hits; and where it hasn't all of them, the passage that has."""
    out.print(Padding(marked_text(item.title, hits, "title"), (0, 0, 0, 4), expand=False))
    titled = {hit.term for hit in hits if hit.field == "title"}
    if any(hit.term not in titled for hit in hits if hit.field in TEXT_FIELDS[1:]):
        passage = pieces_text(passage_of(item, hits))
        out.print(Padding(passage, (0, 0, 0, 4), expand=False))


def _seen(past: PastItem, zone: ZoneInfo) -> Text:
    who = past.item.source or past.item.feed
    seen = output.moment(past.seen_at, zone)
    return Text.assemble((seen, "cyan"), (f"  {clean(who)}", "dim"))


def _change(out: Console, change: Change, zone: ZoneInfo) -> None:
    current = f" ({clean(change.canonical)})" if change.canonical else ""
    out.print(Text(f"\nCompared with {change.against.value}{current}", style="bold"))
    sums = f"  {change.kept:,} kept, {change.gained:,} gained, {change.lost:,} lost"
    if change.alerts is not None:
        sums += f"; it would have sent {plural(change.alerts, 'alert')}"
    out.print(sums)
    for mark, style, items, count in (
        ("+", "green", change.gained_items, change.gained),
        ("-", "red", change.lost_items, change.lost),
    ):
        for each in items:
            out.print(Text(f"  {mark} ", style=style) + _seen(each.past, zone))
            _words(out, each.past.item, each.hits)
            if each.why:
                out.print(Text(f"    now {clean(each.why)}", style="dim"))
        if count > len(items):
            out.print(
                Text(
                    f"  {mark} {count - len(items):,} more; --samples shows more of them",
                    style="dim",
                )
            )
