"""``stats``: rules and feeds in numbers."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, JsonOption, load

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from monitor.store.reading.stats import FeedStats, RuleStats
    from monitor.volume.spike import Spike

_BARS = " ▁▂▃▄▅▆▇█"
_DAYS_SHOWN = 30
_BAR_WIDTH = 20


def stats(
    since: Annotated[str, typer.Option("--since", help="From: 7d, yesterday, 2025-02-13.")] = "30d",
    until: Annotated[str, typer.Option("--until", help="To: as for --since.")] = "now",
    feeds: Annotated[int, typer.Option("--feeds", help="How many feeds to show.", min=0)] = 20,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show figures for each rule and feed, and who reports first.

    Example: [bold]news-monitor stats --since 7d[/bold]
    """
    from monitor.cli.printing import output
    from monitor.cli.when import parse_when
    from monitor.store.database import reading
    from monitor.store.judge import verdicts
    from monitor.store.reading import stats as store
    from monitor.store.volume import spikes

    loaded = load(config, secrets=False)
    now, zone = datetime.now(UTC), loaded.timezone
    begin, end = (parse_when(text, now=now, zone=zone) for text in (since, until))
    if begin >= end:
        raise typer.BadParameter("--since must be before --until")
    with reading(loaded.database) as database:
        of_rules = store.rule_stats(database, begin, end)
        of_feeds = store.feed_stats(database, begin, end)
        costs = verdicts.costs(database, since=begin, until=end)
        found = [
            (rule, spike) for rule, spike in spikes.since(database, begin) if spike.began_at < end
        ]
    if as_json:
        output.print_json(
            {
                "since": output.iso(begin, zone),
                "until": output.iso(end, zone),
                "rules": [_plain_rule(row, zone) for row in of_rules],
                "feeds": [_plain_feed(row) for row in of_feeds],
                "judge": dataclasses.asdict(costs),
                "spikes": [_plain_spike(rule, spike, zone) for rule, spike in found],
            }
        )
        return
    out = output.console()
    out.print(f"{output.moment(begin, zone)} to {output.moment(end, zone)} ({zone.key})\n")
    _show_rules(of_rules, zone)
    _show_spikes(found, zone)
    if costs:
        out.print(f"\nThe model: {costs.in_words}.")
    out.print()
    _show_feeds(of_feeds[:feeds], len(of_feeds))


def sparkline(counts: Sequence[int]) -> str:
    """A bar for each number, the highest full."""
    most = max(counts, default=0)
    return "".join(_BARS[-(-count * (len(_BARS) - 1) // most)] if most else " " for count in counts)


def bar(count: int, most: int) -> str:
    """A bar as long as the number is big."""
    return "█" * max(round(count / most * _BAR_WIDTH), 1) if count else ""


def _show_rules(rows: Sequence[RuleStats], zone: ZoneInfo) -> None:
    from monitor.cli.printing import output

    out = output.console()
    if not rows:
        out.print("No rule matched.")
        return
    out.print(
        output.table(
            [
                "Rule",
                "Matches",
                "Stories",
                "Alerts",
                "Good",
                "Corrected",
                "Last match",
                "Day by day",
            ],
            [
                [
                    row.rule,
                    str(row.matches),
                    str(row.stories),
                    str(row.alerts),
                    _good(row),
                    str(row.corrections),
                    output.moment(row.last_match, zone),
                    sparkline(row.per_day[-_DAYS_SHOWN:]),
                ]
                for row in rows
            ],
            right=["Matches", "Stories", "Alerts", "Good", "Corrected"],
        )
    )

    if any(row.corrections for row in rows):
        out.print("\nCorrected: matches that you sent as events of their own (alerts send).")


def _show_spikes(found: Sequence[tuple[str, Spike]], zone: ZoneInfo) -> None:
    from monitor.cli.printing import output
    from monitor.human import in_words

    if not found:
        return
    out = output.console()
    out.print()
    out.print(
        output.table(
            ["Spike", "Began", "Lasted", "Reports", "Usual", "Most in an hour"],
            [
                [
                    rule,
                    output.moment(spike.began_at, zone),
                    in_words(spike.ended_at - spike.began_at) if spike.ended_at else "goes on",
                    f"{spike.reports:,} in {spike.span}",
                    f"{spike.usual:.1f}",
                    f"{spike.top:,}",
                ]
                for rule, spike in reversed(found)
            ],
            right=["Usual", "Most in an hour"],
        )
    )


def _plain_spike(rule: str, spike: Spike, zone: ZoneInfo) -> dict[str, object]:
    from monitor.cli.printing import output

    return {
        "rule": rule,
        "began_at": output.iso(spike.began_at, zone),
        "found_at": output.iso(spike.found_at, zone),
        "ended_at": output.iso(spike.ended_at, zone) if spike.ended_at else None,
        "in": spike.span,
        "reports": spike.reports,
        "usual": spike.usual,
        "most_in_an_hour": spike.top,
        "settled": spike.is_settled,
    }


def _good(row: RuleStats) -> str:
    if row.precision is None:
        return "–"
    return f"{row.precision:.0%} of {row.good + row.bad}"


def _show_feeds(rows: Sequence[FeedStats], total: int) -> None:
    from monitor.cli.printing import output

    out = output.console()
    if not rows:
        return
    most = max(row.items for row in rows)
    out.print(
        output.table(
            ["Feed", "Items", "", "Matches", "First"],
            [
                [row.name, str(row.items), bar(row.items, most), str(row.matches), str(row.first)]
                for row in rows
            ],
            right=["Items", "Matches", "First"],
        )
    )
    more = f" {total - len(rows)} more feeds: --feeds {total}." if total > len(rows) else ""
    out.print(f"\nFirst: stories that several feeds reported and this one had first.{more}")


def _plain_rule(row: RuleStats, zone: ZoneInfo) -> dict[str, object]:
    from monitor.cli.printing import output

    return {
        "rule": row.rule,
        "matches": row.matches,
        "stories": row.stories,
        "alerts": row.alerts,
        "good": row.good,
        "bad": row.bad,
        "corrections": row.corrections,
        "precision": row.precision,
        "last_match": output.iso(row.last_match, zone),
        "per_day": list(row.per_day),
    }


def _plain_feed(row: FeedStats) -> dict[str, object]:
    return {
        "feed": row.url,
        "name": row.name,
        "items": row.items,
        "matches": row.matches,
        "first": row.first,
    }
