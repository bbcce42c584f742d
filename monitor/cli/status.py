"""``status``: whether the daemon is well, on one screen; scripts read the exit code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from monitor.cli.options import ConfigOption, JsonOption, find_config
from monitor.human import in_words, plural
from monitor.printable import clean_lines

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from monitor.config import Config
    from monitor.health.current import Health
    from monitor.health.facts import Outbox

EXIT_CODES = {"well": 0, "degraded": 1, "down": 3, "unknown": 4}
"""The last two are what the LSB has init scripts say of a program that isn't running, and of one
that they can't tell."""
_MB = 1_000_000


def status(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Show whether the daemon is well, and what is wrong if it isn't.

    Exits with 0 if all is well, with 1 if something is wrong, with 3 if no daemon is running, and
    with 4 if you may not look.

    Example: [bold]news-monitor status[/bold]
    """
    import os

    from monitor.cli.printing import output
    from monitor.config.load import load_what_is_right
    from monitor.health.current import health_outside

    loaded, mistakes = load_what_is_right(find_config(config), environ=os.environ)
    now = datetime.now(UTC)
    health = health_outside(loaded, now=now, mistakes=mistakes)
    if as_json:
        output.print_json(_plain(health, loaded))
    else:
        # Not by rich: addresses and paths stay whole, also on a narrow terminal.
        typer.echo("\n".join(clean_lines(line) for line in _lines(health, loaded, now)))
    if code := EXIT_CODES[health.verdict.state]:
        raise typer.Exit(code)


def _lines(health: Health, config: Config, now: datetime) -> Iterator[str]:
    from monitor.cli.printing.output import moment
    from monitor.health.facts import Outbox

    zone, daemon, facts = config.timezone, health.daemon, health.facts
    said = {
        "well": "well",
        "degraded": "something is wrong",
        "down": "not running",
        "unknown": "unknown",
    }
    version = f" {daemon.version}" if daemon else ""
    yield f"news-monitor{version}: {said[health.verdict.state]}"
    for reason in health.verdict.reasons:
        yield ""
        since = f" (since {moment(reason.since, zone)})" if reason.since else ""
        yield f"✗ {reason.what}{since}"
        if reason.cure:
            yield f"  {reason.cure}"
    yield ""
    if daemon:
        yield f"Daemon    {daemon.watching}"
        running = in_words(now - daemon.started)
        yield f"          for {running}, since {moment(daemon.started, zone)}"
        reloaded = daemon.reloaded
        how = "read" if reloaded.ok else "couldn't be read"
        yield f"Config    {config.path}, {how} {moment(reloaded.at, zone)}"
    if facts:
        late = "no poll is late" if not facts.overdue.total_seconds() >= 1 else ""
        late = late or f"the latest poll is {in_words(facts.overdue)} late"
        counts = [f"{plural(facts.ok, 'feed')} ok"]
        counts += [f"{facts.failing:,} failing"] if facts.failing else []
        counts += [f"{facts.unread:,} unread so far"] if facts.unread else []
        counts += [f"{facts.given_up:,} given up"] if facts.given_up else []
        yield f"Feeds     {', '.join(counts)}; last read {moment(facts.read_at, zone)}" + (
            f"; {late}" if daemon else ""
        )
        for number, name in enumerate((*config.targets, *sorted(config.paused_targets))):
            word = "Targets" if number == 0 else ""
            outbox = facts.targets.get(name)
            paused = "paused; " if name in config.paused_targets else ""
            how = _of_target(outbox, zone) if outbox and outbox != Outbox() else "nothing sent yet"
            yield f"{word:<10}{name}: {paused}{how}"
        yield (
            f"Database  {config.database}: {_size(facts.database_bytes + facts.log_bytes)}, "
            f"{_size(facts.free_bytes)} free"
        )
        if facts.archive:
            items = sum(month.items for month in facts.archive)
            yield (
                f"Archive   {plural(len(facts.archive), 'month')} since {facts.archive[-1].name}: "
                f"{plural(items, 'item')}, {_size(facts.archive_bytes)}"
            )


def _of_target(outbox: Outbox, zone: ZoneInfo) -> str:
    from monitor.cli.printing.output import moment

    parts = [
        f"{plural(outbox.pending, 'delivery', 'deliveries')} waiting since "
        f"{moment(outbox.oldest_at, zone)}"
        if outbox.pending
        else "nothing waits"
    ]
    parts += [f"the last try failed: {outbox.error}"] if outbox.pending and outbox.error else []
    parts += [f"{outbox.held:,} held"] if outbox.held else []
    parts += [f"{outbox.dead:,} given up"] if outbox.dead else []
    if outbox.delivered_at:
        parts.append(f"last delivered {moment(outbox.delivered_at, zone)}")
    return ", ".join(parts)


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 1000 * _MB else f"{count / _MB:,.1f} MB"


def _plain(health: Health, config: Config) -> dict[str, object]:
    from monitor.cli.printing.output import iso

    zone, daemon, facts = config.timezone, health.daemon, health.facts
    return {
        "state": health.verdict.state.value,
        "reasons": [
            {
                "name": each.name,
                "what": each.what,
                "cure": each.cure,
                "since": iso(each.since, zone),
            }
            for each in health.verdict.reasons
        ],
        "daemon": None
        if daemon is None
        else {
            "version": daemon.version,
            "started": iso(daemon.started, zone),
            "watching": daemon.watching,
            "config_read": iso(daemon.reloaded.at, zone),
            "config_ok": daemon.reloaded.ok,
        },
        "feeds": None
        if facts is None
        else {
            "ok": facts.ok,
            "failing": facts.failing,
            "unread": facts.unread,
            "given_up": facts.given_up,
            "late_seconds": round(facts.overdue.total_seconds()),
            "last_read": iso(facts.read_at, zone),
        },
        "targets": {}
        if facts is None
        else {
            name: {
                "pending": outbox.pending,
                "oldest": iso(outbox.oldest_at, zone),
                "held": outbox.held,
                "dead": outbox.dead,
                "last_delivered": iso(outbox.delivered_at, zone),
            }
            for name, outbox in facts.targets.items()
            if name in config.targets
        },
        "database": None
        if facts is None
        else {
            "bytes": facts.database_bytes,
            "log_bytes": facts.log_bytes,
            "free_bytes": facts.free_bytes,
            "archive_months": len(facts.archive),
            "archive_bytes": facts.archive_bytes,
        },
    }
