"""``alerts``: what people were told, how that went; sending what wasn't sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.change import change
from monitor.cli.listing import Listing
from monitor.cli.options import ConfigOption, JsonOption, load
from monitor.human import few, plural
from monitor.printable import clean

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from rich.console import Console
    from rich.text import Text

    from monitor.alerts.alert import Alert
    from monitor.config import Config
    from monitor.store.reading.alert_list import AlertRow, RowDelivery

app = typer.Typer(cls=Listing)
_NAMED = 3
_COUNTED = 10_000
"""Alerts beyond those shown that are counted."""


@app.callback(invoke_without_command=True)
def alerts(
    context: typer.Context,
    withheld: Annotated[
        bool, typer.Option("--withheld", help="Matches that were withheld, and why.")
    ] = False,
    grouped: Annotated[
        bool,
        typer.Option(
            "--grouped", help="Matches that weren't sent because another report of the event was."
        ),
    ] = False,
    reason: Annotated[
        str,
        typer.Option("--reason", help="Withheld for this reason: baseline, silenced, scope …"),
    ] = "",
    rule: Annotated[str, typer.Option("--rule", "-r", help="Only this rule's.")] = "",
    since: Annotated[
        str, typer.Option("--since", help="Only alerts since: 7d, yesterday, 2025-02-13.")
    ] = "",
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000)] = 50,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List alerts, newest first: the rules, the outlets, and the state of each delivery.

    For example:

    [bold]news-monitor alerts --since yesterday[/bold]

    [bold]news-monitor alerts --withheld --reason baseline[/bold]

    [bold]news-monitor alerts --grouped[/bold]
    """
    if context.invoked_subcommand:
        return
    from monitor.cli.history.unsent import show_unsent
    from monitor.cli.when import parse_when

    loaded = load(config, secrets=False)
    now = datetime.now(UTC)
    moment = parse_when(since, now=now, zone=loaded.timezone) if since else None
    if grouped and (withheld or reason):
        raise typer.BadParameter("give --grouped or --withheld")
    if grouped:
        show_unsent(loaded, "grouped", "", rule, moment, limit, as_json=as_json)
    elif withheld or reason:
        show_unsent(loaded, "withheld", reason, rule, moment, limit, as_json=as_json)
    else:
        _told(loaded, rule, moment, limit, now=now, as_json=as_json)


def _told(
    config: Config, rule: str, since: datetime | None, limit: int, *, now: datetime, as_json: bool
) -> None:
    from monitor.cli.history.known_names import check_rule
    from monitor.cli.printing import output
    from monitor.store.database import reading
    from monitor.store.reading import alert_list

    with reading(config.database) as database:
        check_rule(config, database, rule)
        query = alert_list.AlertQuery(rule=rule, since=since, limit=limit)
        rows = alert_list.newest(database, query)
        number = len(rows)
        if number == limit and not as_json:
            number = alert_list.count(database, query, at_most=limit + _COUNTED)
    if as_json:
        output.print_json([_plain(row, config.timezone) for row in rows])
        return
    out = output.console()
    if not rows:
        out.print("No such alerts." if rule or since else "No alerts.")
        return
    for row in rows:
        _show(out, row, config.timezone, now)
    shown = plural(number, "alert")
    if number > limit:
        many = "more than " if number == limit + _COUNTED else ""
        shown = f"The newest {limit:,} of {many}{shown}; --limit shows more"
    out.print(f"{shown}. Times: {config.timezone.key}.")


def _show(out: Console, row: AlertRow, zone: ZoneInfo, now: datetime) -> None:
    from rich.text import Text

    from monitor.alerts.wording.card import again
    from monitor.cli.printing.marks import marked_text

    alert = row.alert
    out.print(_head(alert.created_at, ", ".join(row.rules), zone))
    title = Text("  ")
    if row.sent_as:
        title += Text(clean(row.sent_as))
    else:
        title += marked_text(alert.item.title, alert.hits, "title")
    for reason in dict.fromkeys(filter(None, map(again, row.alerts))):
        title.append(f"  {clean(reason)}", style="yellow")
    out.print(title)
    if row.sent_as:
        out.print(Text(f"  now reads: {clean(alert.item.title)}", style="dim"))
    out.print(Text(f"  {clean(sources(alert))}  ·  story {alert.story}", style="dim"))
    for told in row.told:
        state, style = delivered(told, zone, now)
        if told.words and told.words != (row.sent_as or alert.item.title):
            state += f" as “{clean(told.words)}”"
        names = f" ({', '.join(told.rules)})" if len(told.rules) < len(row.rules) else ""
        out.print(Text.assemble(f"  {clean(told.target + names)} ", (state, style)))
    if not row.told:  # an earlier version took them out of the outbox
        out.print("  withheld: silenced", style="dim")
    out.print()


def _head(at: datetime, rule: str, zone: ZoneInfo) -> Text:
    from rich.text import Text

    from monitor.cli.printing import output

    return Text.assemble((output.moment(at, zone), "cyan"), "  ", (clean(rule), "bold"))


def sources(alert: Alert) -> str:
    """Who has the story: ``Reuters, FT, 新浪 and 4 more``."""
    names = [report.source for report in alert.coverage] or [alert.item.source]
    more = max(alert.sources, len(names)) - len(names[:_NAMED])
    return few(names[:_NAMED], more=more)


def delivered(told: RowDelivery, zone: ZoneInfo, now: datetime) -> tuple[str, str]:
    """What became of a delivery, in words; and the style to show it in."""
    from monitor.alerts.alert import DeliveryState
    from monitor.alerts.planning.reasons import HELD
    from monitor.cli.printing import output

    within = f"in digest {told.digest}, " if told.digest else ""
    error = clean(told.last_error)
    match told.state:
        case DeliveryState.DELIVERED:
            edited = told.edits.in_words(lambda at: output.moment(at, zone)) if told.edits else ""
            arrived = f"{within}delivered {output.moment(told.delivered_at, zone)}"
            return clean(f"{arrived}, {edited}" if edited else arrived), "green"
        case DeliveryState.DEAD:
            which = told.digest or told.delivery
            return f"{within}given up: {error}; news-monitor deliveries retry {which}", "red"
        case DeliveryState.WITHHELD if told.withheld:
            why = told.withheld.in_words(lambda at: output.moment(at, zone))
            return clean(f"withheld: {why}"), "yellow"
    when = output.moment(told.next_attempt_at, zone)
    if told.hold and not told.digest:
        return f"held until {when} ({HELD[told.hold]})", "yellow"
    if told.attempts:
        tries = plural(told.attempts, "try", "tries")
        next_ = output.relative(told.next_attempt_at, now)
        return f"{within}not delivered after {tries}, next {next_}: {error}", "yellow"
    return f"{within}waiting", "yellow"


@app.command()
def send(
    match: Annotated[int, typer.Argument(help="A match's ID, as 'matches --unsent' shows it.")],
    config: ConfigOption = None,
) -> None:
    """Send a match to its rule's targets now, whether it was never sent or has a new headline.

    A grouped match becomes an event of its own, and 'stats' counts the correction. The message
    names all rules that match the article. Quiet hours, limits and silences don't apply. The
    running daemon sends it within seconds; without one, the next 'run' or 'once' does.

    Example: [bold]news-monitor alerts send 17[/bold]
    """
    from monitor.actions.send_match import send_match
    from monitor.store.lock import is_held

    loaded = load(config, secrets=False)
    rules, now = {rule.name: rule for rule in loaded.rules}, datetime.now(UTC)
    asked = change(
        loaded,
        lambda db: send_match(db, match, rules=rules, policies=loaded.policies, now=now),
    )
    running = is_held(loaded.database)
    when = "now" if running else "by the next `news-monitor run` or `once` (no daemon is running)"
    typer.echo(f"Will be sent {when} to {', '.join(asked.targets)}: {clean(asked.title)}")
    if asked.not_same_as:
        typer.echo(f"  Now an event of its own, apart from: {clean(asked.not_same_as)}")


def _plain(row: AlertRow, zone: ZoneInfo) -> dict[str, object]:
    from monitor.cli.history.match_state import plain_withheld
    from monitor.cli.printing import output

    alert = row.alert
    return {
        "id": row.id,
        "key": alert.key,
        "created_at": output.iso(alert.created_at, zone),
        "rule": ", ".join(row.rules),
        "rules": list(row.rules),
        "priority": alert.priority.value,
        "again": alert.again,
        "reason": alert.reason,
        "earlier": alert.earlier,
        "story": alert.story,
        "event": alert.event,
        "title": alert.item.title,
        "sent_as": row.sent_as,
        "link": alert.item.link,
        "published_at": output.iso(alert.item.published, zone),
        "sources": alert.sources,
        "coverage": [
            {"source": report.source, "title": report.title, "link": report.link}
            for report in alert.coverage
        ],
        "deliveries": [
            {
                "id": told.delivery,
                "target": told.target,
                "rules": list(told.rules),
                "state": told.state.value,
                "digest": told.digest,
                "hold": told.hold.value if told.hold else "",
                "attempts": told.attempts,
                "next_attempt_at": output.iso(told.next_attempt_at, zone),
                "delivered_at": output.iso(told.delivered_at, zone),
                "last_error": told.last_error,
                **plain_withheld(told.withheld, zone),
                "sent_as": told.words,
                "edits": told.edits.count if told.edits else 0,
                "edited_at": output.iso(told.edits.edited_at, zone) if told.edits else None,
                "edit_error": told.edits.error if told.edits else "",
            }
            for told in row.told
        ],
    }
