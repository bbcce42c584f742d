"""``targets``: the targets with what each was sent; ``targets test``: a sample alert to one."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.listing import Listing
from monitor.cli.options import ConfigOption, JsonOption, load
from monitor.cli.targets import target_edit
from monitor.cli.targets.preview import preview
from monitor.errors import StoreError
from monitor.printable import clean

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from monitor.alerts.planning.policy import Target
    from monitor.config import Config
    from monitor.store.reading.target_health import TargetHealth

app = typer.Typer(cls=Listing)
app.command()(preview)
app.command("add")(target_edit.add)
app.command("change")(target_edit.change)
app.command("pause")(target_edit.pause)
app.command("resume")(target_edit.resume)
app.command("remove")(target_edit.remove)


@app.callback(invoke_without_command=True)
def targets(
    context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """List the targets and what was sent to them.

    Example: [bold]news-monitor targets[/bold]
    """
    if context.invoked_subcommand:
        return
    from monitor.alerts.sending.send import can_edit, kind_of
    from monitor.cli.printing import output
    from monitor.store.database import reading
    from monitor.store.reading.target_health import TargetHealth, target_health

    loaded = load(config, secrets=False)
    found: dict[str, TargetHealth] = {}
    if loaded.database.exists():
        with reading(loaded.database) as database:
            found = target_health(database)
    names = (*loaded.targets, *sorted(loaded.paused_targets))
    health = {name: found.get(name, TargetHealth()) for name in names}
    rules = {
        name: [rule for rule, policy in loaded.policies.items() if name in policy.targets]
        for name in names
    }
    urls = {name: _url(target, loaded) for name, target in loaded.targets.items()}
    full = {name for name, target in loaded.targets.items() if target.kind == "webhook"}
    kinds = {
        name: kind_of(url, full=name in full).value if url else None for name, url in urls.items()
    }
    edits = {name: can_edit(url) if url else None for name, url in urls.items()}
    if as_json:
        output.print_json(
            [
                {
                    "name": name,
                    "kind": kinds.get(name),
                    "edits": edits.get(name),
                    "paused": name in loaded.paused_targets,
                    "rules": rules[name],
                    **_plain(health[name], loaded.timezone),
                }
                for name in names
            ]
        )
        return
    out = output.console()
    if not names:
        out.print("No targets. Add one: news-monitor targets add desk mailto://…", markup=False)
        return
    now = datetime.now(UTC)
    counts = ["Delivered", "Waiting", "Held", "Dead"]
    out.print(
        output.table(
            ["Target", "Kind", "Rules", *counts, "Last delivered", "Trouble"],
            [
                [
                    name,
                    _kind(kinds.get(name), edits=bool(edits.get(name)))
                    if name in kinds
                    else "paused",
                    ", ".join(rules[name]) or "none",
                    *_cells(health[name], now, loaded.timezone),
                ]
                for name in names
            ],
            right=counts,
        )
    )
    # Who takes Slack's format on a host of his own (slack+https://) has no bot at Slack.
    at_slack = [name for name in kinds if kinds[name] == "slack" and "+" not in urls[name][:6]]
    if any(edits[name] is False for name in at_slack):
        out.print(
            "A webhook can't edit what it has posted. With a bot token (slack://xoxb-…/#channel), "
            "Slack's messages grow with their events.",
            markup=False,
        )
    if paused := sorted(loaded.paused_targets):
        name = quote(clean(paused[0])) if len(paused) == 1 else "NAME"
        out.print(
            f"To send to a paused target again: news-monitor targets resume {name}",
            markup=False,
            soft_wrap=True,
        )


def _url(target: Target, config: Config) -> str:
    """Where it sends; empty if that is a secret which can't be read here."""
    from monitor.config.reading.secrets import resolve

    try:
        return resolve(target.url, environ=os.environ, directory=config.directory)
    except ValueError:
        return ""


def _kind(kind: str | None, *, edits: bool) -> str:
    """``slack, edits``; ``?`` where the address is a secret which can't be read here."""
    return f"{kind or '?'}{', edits' if edits else ''}"


def _cells(health: TargetHealth, now: datetime, zone: ZoneInfo) -> list[str]:
    from monitor.cli.printing import output

    held = str(health.held)
    if health.held_until:
        held += f" until {output.coming(health.held_until, now, zone)}"
    trouble = health.last_error or "–"
    if health.failed_at:
        trouble = f"{output.relative(health.failed_at, now)}: {trouble}"
    return [
        str(health.delivered),
        str(health.pending),
        held,
        str(health.dead),
        output.relative(health.delivered_at, now),
        trouble,
    ]


def _plain(health: TargetHealth, zone: ZoneInfo) -> dict[str, object]:
    from monitor.cli.printing.output import iso

    return {
        "delivered": health.delivered,
        "pending": health.pending,
        "held": health.held,
        "dead": health.dead,
        "last_delivered_at": iso(health.delivered_at, zone),
        "held_until": iso(health.held_until, zone),
        "last_error": health.last_error,
        "last_error_at": iso(health.failed_at, zone),
    }


@app.command("test")
def try_target(
    name: Annotated[str, typer.Argument(help="The target's name in the configuration.")],
    config: ConfigOption = None,
) -> None:
    """Send a sample alert to a target now, and show the result.

    Example: [bold]news-monitor targets test desk-slack[/bold]
    """
    from monitor.actions import targets as actions
    from monitor.cli.change import change

    loaded = load(config)
    actions.send_test(loaded, name, now=datetime.now(UTC))
    if loaded.database.exists():
        with suppress(StoreError):  # it was sent all the same
            change(loaded, lambda db: actions.note_test(db, name, now=datetime.now(UTC)))
    if loaded.targets[name].kind.value != "console":
        typer.echo(f"{name}: sent. It should be there now.")
