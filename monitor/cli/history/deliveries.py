"""``deliveries``: what was sent, what is waiting, what was given up; trying again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.change import change
from monitor.cli.listing import Listing
from monitor.cli.options import ConfigOption, JsonOption, load
from monitor.errors import MonitorError
from monitor.human import plural
from monitor.printable import clean, clean_lines

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from monitor.store.outbox.edits import Edits
    from monitor.store.outbox.outbox_row import OutboxRow

app = typer.Typer(cls=Listing)


@app.callback(invoke_without_command=True)
def deliveries(
    context: typer.Context,
    dead: Annotated[bool, typer.Option("--dead", help="Only those given up.")] = False,
    pending: Annotated[bool, typer.Option("--pending", help="Only those waiting.")] = False,
    held: Annotated[
        bool, typer.Option("--held", help="Only those held for a digest or the end of quiet hours.")
    ] = False,
    withheld: Annotated[
        bool, typer.Option("--withheld", help="Only those withheld, by a silence, say.")
    ] = False,
    target: Annotated[str, typer.Option("--target", "-t", help="Only to this target.")] = "",
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000)] = 50,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List deliveries, newest first.

    Example: [bold]news-monitor deliveries --dead[/bold]
    """
    if context.invoked_subcommand:
        return
    from monitor.alerts.alert import DeliveryState
    from monitor.cli.history.known_names import check_target
    from monitor.cli.printing import output
    from monitor.store.database import reading
    from monitor.store.outbox import edits, outbox
    from monitor.store.reading import attempts

    asked = {
        DeliveryState.DEAD: dead,
        DeliveryState.PENDING: pending,
        DeliveryState.WITHHELD: withheld,
    }
    if sum(asked.values()) + held > 1:
        raise typer.BadParameter("give only one of --dead, --pending, --held and --withheld")
    state = next((state for state, given in asked.items() if given), None)
    loaded = load(config, secrets=False)
    with reading(loaded.database) as database:
        check_target(loaded, database, target)
        rows = outbox.newest(database, state=state, target=target or None, held=held, limit=limit)
        tried = attempts.counts(database, [row.id for row in rows])
        edited = edits.of_deliveries(database, [row.id for row in rows])
    now = datetime.now(UTC)
    if as_json:
        output.print_json([_plain(row, loaded.timezone, tried, edited) for row in rows])
        return
    out = output.console()
    if not rows:
        words = {"dead": dead, "held": held, "waiting": pending, "withheld": withheld}
        kind = "".join(f"{word} " for word, given in words.items() if given)
        out.print(f"No {kind}deliveries.")
        return
    out.print(
        output.table(
            ["ID", "Target", "State", "Tries", "Rule", "Item", "When"],
            [_cells(row, loaded.timezone, now, tried, edited.get(row.id)) for row in rows],
            right=["ID", "Tries"],
        )
    )
    if withheld:
        out.print("\nTo send one after all: news-monitor deliveries retry ID")
    if dead:
        out.print(
            "\nTo retry one: news-monitor deliveries retry ID; to retry all: news-monitor "
            "deliveries retry --dead"
        )


@app.command()
def show(
    delivery: Annotated[int, typer.Argument(help="Its ID, as the list shows it.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one delivery with every attempt at it.

    Example: [bold]news-monitor deliveries show 17[/bold]
    """
    from monitor.cli.printing import output
    from monitor.store.database import reading
    from monitor.store.outbox import edits, outbox
    from monitor.store.reading import attempts

    loaded = load(config, secrets=False)
    with reading(loaded.database) as database:
        row = _get(outbox.get(database, delivery), delivery)
        made = outbox.attempts(database, delivery)
        members = outbox.in_digest(database, delivery)
        tried = attempts.counts(database, [row.id, *(member.id for member in members)])
        edited = edits.of_deliveries(database, [row.id])
    zone = loaded.timezone
    if as_json:
        tries = [
            {
                "at": output.iso(attempt.at, zone),
                "result": attempt.result.value,
                "reason": attempt.reason,
                "seconds": attempt.seconds,
            }
            for attempt in made
        ]
        listed = [_plain(member, zone, tried, {}) for member in members]
        parts = {"members": listed} if members else {}
        output.print_json(_plain(row, zone, tried, edited) | {"attempts_made": tries} | parts)
        return
    out = output.console()
    state = _state(row, zone, datetime.now(UTC), edited.get(row.id))
    out.print(f"Delivery {row.id} to {row.delivery.target}: {state}", markup=False)
    out.print(f"{_by(row)}: {clean(row.rule)}", markup=False)
    kind = "Item" if row.alert else "Note" if row.note else "What"
    out.print(f"{kind}: {clean(row.title)}", markup=False)
    if row.title_now:
        out.print(f"Now reads: {clean(row.title_now)}", markup=False)
    if row.note:
        out.print(clean_lines(row.note.text), markup=False)
    out.print(f"Key:  {row.delivery.key}", markup=False)
    out.print(
        output.table(
            ["Attempt", "Result", "Took", "Reason"],
            [
                [
                    output.moment(attempt.at, zone),
                    attempt.result.value,
                    f"{attempt.seconds:.1f} s",
                    attempt.reason,
                ]
                for attempt in made
            ],
        )
        if made
        else _none_yet(row)
    )
    if members:
        out.print()
        out.print(
            output.table(
                ["ID", "Rule", "Item", "Found"],
                [
                    [
                        str(member.id),
                        member.rule,
                        _item(member),
                        output.moment(member.created_at, zone),
                    ]
                    for member in members
                ],
                right=["ID"],
            )
        )


@app.command()
def retry(
    delivery: Annotated[
        int | None, typer.Argument(help="Its ID, as the list shows it.", show_default=False)
    ] = None,
    dead: Annotated[bool, typer.Option("--dead", help="All that were given up.")] = False,
    target: Annotated[
        str, typer.Option("--target", "-t", help="With --dead: only those to this target.")
    ] = "",
    config: ConfigOption = None,
) -> None:
    """Retry dead deliveries, or send one that was withheld; the daemon does so within seconds.

    Example: [bold]news-monitor deliveries retry 17[/bold]

    Example: [bold]news-monitor deliveries retry --dead --target desk[/bold]
    """
    from monitor.actions import deliveries as actions
    from monitor.actions.targets import find

    if (delivery is None) != dead or (target and not dead):
        raise typer.BadParameter("give one ID, or --dead, with or without --target")
    loaded = load(config, secrets=False)
    targets, now = loaded.targets, datetime.now(UTC)
    if delivery is None:
        if target:
            find(loaded, target)
        count = change(
            loaded, lambda db: actions.retry_dead(db, targets=targets, only=target, now=now)
        )
        typer.echo(f"{plural(count, 'dead delivery', 'dead deliveries')} will be tried again.")
        return
    told = change(loaded, lambda db: actions.retry(db, delivery, targets=targets, now=now))
    typer.echo(f"Delivery {delivery} to {told} will be sent.")


def _get(row: OutboxRow | None, delivery: int) -> OutboxRow:
    if row is None:
        raise MonitorError(f"there is no delivery {delivery}; `news-monitor deliveries` lists them")
    return row


def _state(row: OutboxRow, zone: ZoneInfo, now: datetime, edited: Edits | None) -> str:
    """``held for the digest of Mon 08:00``, ``delivered, edited 3 times, last …``."""
    from monitor.alerts.alert import HoldReason
    from monitor.cli.printing.output import coming, moment

    delivery = row.delivery
    if row.withheld is not None:
        return clean(f"withheld: {row.withheld.in_words(lambda at: moment(at, zone))}")
    if row.digest_id is not None:
        return f"in {row.whole}"
    if delivery.hold is not None and delivery.next_attempt_at is not None:
        until = coming(delivery.next_attempt_at, now, zone)
        match delivery.hold:
            case HoldReason.DIGEST:
                return f"held for the digest of {until}"
            case HoldReason.QUIET:
                return f"held until {until}: quiet hours"
            case HoldReason.BREAKER:
                return f"held until {until}: hourly limit reached"
    if delivery.last_error and delivery.delivered_at is None:
        return f"{delivery.state.value}: {delivery.last_error}"
    if edited is not None:
        return clean(f"{delivery.state.value}, {edited.in_words(lambda at: moment(at, zone))}")
    return delivery.state.value


def _by(row: OutboxRow) -> str:
    return "Rules" if len(row.rules) > 1 else "Rule"


def _none_yet(row: OutboxRow) -> str:
    return "No attempt of its own." if row.digest_id is not None else "No attempt yet."


def _cells(
    row: OutboxRow, zone: ZoneInfo, now: datetime, tried: Mapping[int, int], edited: Edits | None
) -> list[str]:
    from monitor.cli.printing import output

    delivery = row.delivery
    when = delivery.delivered_at or delivery.next_attempt_at or row.created_at
    prefix = "next " if delivery.next_attempt_at and delivery.attempts else ""
    return [
        str(row.id),
        delivery.target,
        _state(row, zone, now, edited),
        str(tried.get(row.id, 0)),
        row.rule,
        _item(row),
        prefix + output.moment(when, zone),
    ]


def _item(row: OutboxRow) -> str:
    """What it says as it was sent, and how that reads now."""
    return f"{row.title} (now reads: {row.title_now})" if row.title_now else row.title


def _plain(
    row: OutboxRow, zone: ZoneInfo, tried: Mapping[int, int], edited: Mapping[int, Edits]
) -> dict[str, object]:
    from monitor.cli.history.match_state import plain_withheld
    from monitor.cli.printing import output

    edits = edited.get(row.id)
    return {
        "id": row.id,
        "key": row.delivery.key,
        "target": row.delivery.target,
        "state": row.delivery.state.value,
        "hold": row.delivery.hold.value if row.delivery.hold else None,
        "digest": row.digest_id,
        "attempts": tried.get(row.id, 0),
        "last_error": row.delivery.last_error,
        **plain_withheld(row.withheld, zone),
        "created_at": output.iso(row.created_at, zone),
        "next_attempt_at": output.iso(row.delivery.next_attempt_at, zone),
        "delivered_at": output.iso(row.delivery.delivered_at, zone),
        "edits": edits.count if edits else 0,
        "edited_at": output.iso(edits.edited_at, zone) if edits else None,
        "edit_error": edits.error if edits else "",
        "rule": row.rule,
        "rules": list(row.rules),
        "title": row.title,
        "title_now": row.title_now,
        "link": row.alert.item.link if row.alert else "",
        **({"text": row.note.text} if row.note else {}),
    }
