"""``run`` and ``once``: the daemon, and one round of it with a summary."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, JsonOption, find_config, load
from monitor.errors import MonitorError
from monitor.human import plural
from monitor.printable import clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from monitor.health.daemon_status import Reloaded
    from monitor.inbound.summary import PollSummary
    from monitor.process.round import Round
    from monitor.store.outbox.unsent import Unsent


NAMED = 3
"""Of what wasn't sent, so much is named."""

LogOption = Annotated[
    str,
    typer.Option(
        "--log",
        help="How to log: 'line' (readable), 'json', or 'auto' (lines on a terminal, else JSON).",
    ),
]


def run(
    config: ConfigOption = None,
    log: LogOption = "auto",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every poll.")] = False,
) -> None:
    """Watch the feeds and send alerts until stopped (Ctrl-C, SIGTERM).

    A change to the configuration is taken up while it runs; see 'reload'.

    Example: [bold]news-monitor run --config /etc/news-monitor/config.toml[/bold]
    """
    import logging
    import os

    # numpy would have its arrays in pages of 2 MB, of which few are ever full.
    os.environ.setdefault("NUMPY_MADVISE_HUGEPAGE", "0")

    from monitor.config import load_config
    from monitor.garbage_collection import share_pools
    from monitor.process.daemon import Daemon
    from monitor.process.logs.logs import LogStyle, set_up_logs

    share_pools()
    if log not in set(LogStyle):
        raise typer.BadParameter("write auto, line or json", param_hint="--log")
    loaded = load(config)
    set_up_logs(LogStyle(log), loaded.timezone, level=logging.DEBUG if verbose else logging.INFO)
    Daemon(loaded, read=lambda: load_config(loaded.path, environ=os.environ)).run()


def reload(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Have the running daemon read its configuration again, and show what changed.

    The daemon also does so by itself, seconds after a file has changed, unless the configuration
    says watch_config = false. Exits with 1 if there are mistakes: the daemon then goes on with the
    configuration that it has.

    Example: [bold]news-monitor reload[/bold]
    """
    import os

    from monitor.actions.reload import reload_daemon
    from monitor.cli.printing import output
    from monitor.config.load import load_what_is_right

    # Its mistakes, and its secrets, are the daemon's to tell.
    loaded, _ = load_what_is_right(find_config(config), environ=os.environ)
    done = reload_daemon(loaded)
    if as_json:
        output.print_json({"ok": done.ok, "lines": done.lines})
    elif done.lines and done.ok:
        typer.echo("\n".join(done.lines))
    elif done.ok:
        typer.echo(_nothing_new(done.earlier, loaded.timezone))
    else:
        typer.echo("the daemon goes on with the configuration from before:", err=True)
        typer.echo("\n".join(f"  {line}" for line in done.lines), err=True)
    if not done.ok:
        raise typer.Exit(1)


def _nothing_new(earlier: Reloaded | None, zone: ZoneInfo) -> str:
    """That nothing has changed since it was taken up, mostly by itself, a moment ago."""
    if earlier is None:
        return "nothing has changed since the daemon started"
    local = earlier.at.astimezone(zone)
    day = "" if local.date() == datetime.now(zone).date() else f"{local:%Y-%m-%d} "
    lines = "".join(f"\n  {line}" for line in earlier.lines)
    return f"nothing has changed since {day}{local:%H:%M:%S}, when this was taken up:{lines}"


def once(
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Poll every feed once, send what is due, print a summary, and exit.

    Use it in cron, or to see at once what a new feed brings. Ctrl-C or SIGTERM ends it within
    seconds; then it says what was skipped. Its exit code isn't 0 if it was ended, if something
    couldn't be written, or if a message wasn't sent.

    Example: [bold]news-monitor once --config config.toml[/bold]
    """
    import logging

    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

    from monitor.cli.printing import output
    from monitor.cli.printing.full_texts import of_round
    from monitor.process.daemon import Daemon
    from monitor.process.logs.logs import LogStyle, set_up_logs
    from monitor.store.database import reading
    from monitor.store.writing import articles

    loaded = load(config)
    set_up_logs(LogStyle.LINE, loaded.timezone, level=logging.WARNING)
    summaries: list[PollSummary] = []
    with output.progress(
        TextColumn("Polling"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[feed]}"),
    ) as progress:
        task = progress.add_task("polling", total=len(loaded.feeds) or None, feed="")

        def polled(summary: PollSummary) -> None:
            summaries.append(summary)
            progress.update(task, advance=1, feed=clean(summary.feed)[:50])

        def begun(feeds: int) -> None:
            progress.update(task, total=feeds)

        daemon = Daemon(loaded)
        began = datetime.now(UTC)
        done = daemon.once(polled, begun=begun)
    left = done.waiting
    with reading(loaded.database) as database:
        read, found = articles.brought(database, since=began)
    if as_json:
        output.print_json(
            {
                "feeds": [_plain(row) for row in summaries],
                "articles": {state.value: count for state, count in read.items()},
                "matches_in_full_texts": found,
                "undelivered": left.count,
                "given_up": sum(len(each.titles) for each in left.given_up),
                "held": {
                    target: {"count": count, "until": output.iso(until, loaded.timezone)}
                    for target, (count, until) in left.held.items()
                },
            }
        )
        _complain(done)
        return
    out = output.console()
    out.print(
        output.table(
            ["Feed", "Result", "Items", "New", "Edited", "Matches", "Alerts"],
            [_cells(row) for row in summaries],
            right=["Items", "New", "Edited", "Matches", "Alerts"],
        )
    )
    out.print(f"\n{_in_sum(summaries)}{_unsent(left.count)}.")
    if read:
        out.print(of_round(read, found))
    now = datetime.now(UTC)
    for target, (count, first) in left.held.items():
        until = output.coming(first, now, loaded.timezone)
        out.print(
            f"{plural(count, 'delivery', 'deliveries')} to {target} held until {until}; "
            "`run`, or `once` after that, sends them.",
            markup=False,
        )
    _complain(done)


def _in_sum(summaries: Sequence[PollSummary]) -> str:
    from monitor.inbound.summary import reasons_in_words

    new, matches = sum(row.new for row in summaries), sum(row.matches for row in summaries)
    edited, known = sum(row.edited for row in summaries), sum(row.known for row in summaries)
    grouped = sum(row.grouped for row in summaries)
    withheld = sum((Counter(row.withheld) for row in summaries), Counter[str]())
    failed = sum(bool(row.error) for row in summaries)
    told = plural(new, "new item") + (f", {edited:,} edited" if edited else "")
    told += f", {plural(matches, 'match', 'matches')}"
    if known:
        told += f", {known:,} of them matched before the edit (see: news-monitor matches --unsent)"
    if grouped:
        told += f", {grouped:,} of them grouped"
    if withheld:
        reasons = reasons_in_words(withheld)
        told += f", {withheld.total():,} withheld ({reasons}; see: news-monitor alerts --withheld)"
    if failed:
        told += f", {plural(failed, 'feed')} failed"
    return told


def _unsent(count: int) -> str:
    if not count:
        return ""
    unsent = plural(count, "delivery", "deliveries")
    return f", {unsent} still to be sent (see: news-monitor deliveries)"


def _complain(done: Round) -> None:
    """Don't let a round pass for a good one that was broken off, or couldn't write everything.

    Raises:
        MonitorError: That is so.
    """
    complaints = []
    if done.stopped:
        skipped = [
            f"{plural(done.unpolled, 'feed')} not polled" if done.unpolled else "",
            f"{plural(done.waiting.count, 'delivery', 'deliveries')} not made"
            if done.waiting.count
            else "",
        ]
        what = " and ".join(filter(None, skipped)) or "nothing was skipped but upkeep"
        complaints.append(f"stopped before the end: {what}. The next round or `run` goes on")
    if done.unrecorded:
        complaints.append(
            f"nothing that {plural(done.unrecorded, 'feed')} brought could be written; the lines "
            "above say why. Nothing is lost: the next round asks again"
        )
    if done.unknown:
        complaints.append(
            "it couldn't be written down that this was sent, so it is sent again: "
            + "; ".join(map(clean, done.unknown))
        )
    if not done.stopped:
        for left in done.waiting.unsent:
            reason = done.stuck.get(left.target) or "; ".join(left.reasons) or "not tried"
            complaints.append(f"{_not_sent(left)}: {_clause(reason)}. The next round tries again")
    for left in done.waiting.given_up:
        reason = "; ".join(left.reasons)
        complaints.append(
            f"{_not_sent(left)} and given up: {_clause(reason)}. Once that is mended, "
            f"'news-monitor deliveries retry --dead --target {left.target}' sends it"
        )
    if complaints:
        raise MonitorError("\n".join(complaints))


def _clause(reason: str) -> str:
    return clean(reason).rstrip(". ")


def _not_sent(left: Unsent) -> str:
    """Say how much wasn't sent where, and what the first of it is about."""
    named = [f"“{clean(title)[:80]}”" for title in left.titles[:NAMED] if title]
    more = len(left.titles) - len(named)
    if named and more:
        named.append(f"{more:,} more")
    what = f" ({', '.join(named)})" if named else ""
    count = plural(len(left.titles), "delivery", "deliveries")
    return f"not sent: {count} to {left.target}{what}"


def _cells(row: PollSummary) -> list[str]:
    return [
        row.feed,
        row.error or row.result.value,
        *(str(count) if count else "–" for count in (row.items, row.new, row.edited)),
        *(str(count) if count else "–" for count in (row.matches, row.alerts)),
    ]


def _plain(row: PollSummary) -> dict[str, object]:
    return {
        "feed": row.feed,
        "url": row.url,
        "result": row.result.value,
        "error": row.error,
        "items": row.items,
        "new": row.new,
        "edited": row.edited,
        "matches": row.matches,
        "known": row.known,
        "alerts": row.alerts,
        "grouped": row.grouped,
        "withheld": dict(row.withheld),
    }
