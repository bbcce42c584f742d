"""``deliveries``: what was sent, what is waiting, what was given up; trying again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, JsonOption, load
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from monitor.store.outbox import OutboxRow

app = typer.Typer()


@app.callback(invoke_without_command=True)
def deliveries(
    context: typer.Context,
    dead: Annotated[bool, typer.Option("--dead", help="Only those given up.")] = False,
    pending: Annotated[bool, typer.Option("--pending", help="Only those waiting.")] = False,
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
    from monitor.cli import output
    from monitor.store import outbox
    from monitor.store.database import reading

    if dead and pending:
        raise typer.BadParameter("--dead and --pending exclude each other")
    state = DeliveryState.DEAD if dead else DeliveryState.PENDING if pending else None
    loaded = load(config, secrets=False)
    with reading(loaded.database) as database:
        rows = outbox.newest(database, state=state, target=target or None, limit=limit)
    if as_json:
        output.print_json([_plain(row, loaded.timezone) for row in rows])
        return
    out = output.console()
    if not rows:
        out.print("No dead deliveries." if dead else "No deliveries.")
        return
    out.print(
        output.table(
            ["ID", "Target", "State", "Tries", "Rule", "Item", "When"],
            [_cells(row, loaded.timezone) for row in rows],
            right=["ID", "Tries"],
        )
    )
    if dead:
        out.print("\nTo try one again: news-monitor deliveries retry ID")


@app.command()
def show(
    delivery: Annotated[int, typer.Argument(help="Its ID, as the list shows it.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one delivery with every attempt at it.

    Example: [bold]news-monitor deliveries show 17[/bold]
    """
    from monitor.cli import output
    from monitor.store import outbox
    from monitor.store.database import reading

    loaded = load(config, secrets=False)
    with reading(loaded.database) as database:
        row = _get(outbox.get(database, delivery), delivery)
        attempts = outbox.attempts(database, delivery)
    zone = loaded.timezone
    if as_json:
        tries = [
            {
                "at": output.iso(attempt.at, zone),
                "result": attempt.result,
                "reason": attempt.reason,
                "seconds": attempt.seconds,
            }
            for attempt in attempts
        ]
        output.print_json(_plain(row, zone) | {"attempts_made": tries})
        return
    out = output.console()
    out.print(
        f"Delivery {row.id} to {row.delivery.target}: {row.delivery.state.value}", markup=False
    )
    out.print(f"Rule: {output.printable(row.rule)}", markup=False)
    out.print(f"{'Item' if row.alert else 'Note'}: {output.printable(row.title)}", markup=False)
    if row.note:
        out.print(output.printable(row.note.text), markup=False)
    out.print(f"Key:  {row.delivery.key}", markup=False)
    out.print(
        output.table(
            ["Attempt", "Result", "Took", "Reason"],
            [
                [
                    output.moment(attempt.at, zone),
                    attempt.result,
                    f"{attempt.seconds:.1f} s",
                    attempt.reason,
                ]
                for attempt in attempts
            ],
        )
        if attempts
        else "No attempt yet."
    )


@app.command()
def retry(
    delivery: Annotated[int, typer.Argument(help="Its ID, as the list shows it.")],
    config: ConfigOption = None,
) -> None:
    """Try a dead delivery again; the running daemon takes it up within seconds.

    Example: [bold]news-monitor deliveries retry 17[/bold]
    """
    from monitor.alerts import delivery as machine
    from monitor.alerts.alert import DeliveryState
    from monitor.store import outbox
    from monitor.store.database import Database

    loaded = load(config, secrets=False)
    now = datetime.now(UTC)
    with Database(loaded.database) as database:
        row = _get(outbox.get(database.read(), delivery), delivery)
        if row.delivery.state is DeliveryState.DELIVERED:
            raise MonitorError(f"delivery {delivery} has been delivered; nothing to retry")
        if row.delivery.target not in loaded.targets:
            raise MonitorError(
                f"delivery {delivery} goes to the target {row.delivery.target!r}, which the "
                "configuration no longer has; add it first"
            )
        again = machine.retry(row.delivery, now)
        database.write(lambda db: outbox.save(db, row.id, again))
    typer.echo(f"Delivery {delivery} to {row.delivery.target} will be tried again.")


def _get(row: OutboxRow | None, delivery: int) -> OutboxRow:
    if row is None:
        raise MonitorError(f"there is no delivery {delivery}; `news-monitor deliveries` lists them")
    return row


def _cells(row: OutboxRow, zone: ZoneInfo) -> list[str]:
    from monitor.cli import output

    delivery = row.delivery
    state = delivery.state.value
    when = delivery.delivered_at or delivery.next_attempt_at or row.created_at
    if delivery.last_error and delivery.delivered_at is None:
        state = f"{state}: {delivery.last_error}"
    prefix = "next " if delivery.next_attempt_at and delivery.attempts else ""
    return [
        str(row.id),
        delivery.target,
        state,
        str(delivery.attempts),
        row.rule,
        row.title,
        prefix + output.moment(when, zone),
    ]


def _plain(row: OutboxRow, zone: ZoneInfo) -> dict[str, object]:
    from monitor.cli import output

    return {
        "id": row.id,
        "key": row.delivery.key,
        "target": row.delivery.target,
        "state": row.delivery.state.value,
        "attempts": row.delivery.attempts,
        "last_error": row.delivery.last_error,
        "created_at": output.iso(row.created_at, zone),
        "next_attempt_at": output.iso(row.delivery.next_attempt_at, zone),
        "delivered_at": output.iso(row.delivery.delivered_at, zone),
        "rule": row.rule,
        "title": row.title,
        "link": row.alert.item.link if row.alert else "",
        **({"text": row.note.text} if row.note else {}),
    }
