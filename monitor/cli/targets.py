"""``targets``: where alerts go, how that goes, and trying it out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from monitor.cli.options import ConfigOption, JsonOption, load
from monitor.errors import MonitorError

app = typer.Typer()


@app.callback(invoke_without_command=True)
def targets(
    context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """List the targets with what they have been sent.

    Example: [bold]news-monitor targets[/bold]
    """
    if context.invoked_subcommand:
        return
    from monitor.cli import output
    from monitor.store import outbox
    from monitor.store.database import reading

    loaded = load(config, secrets=False)
    counts: dict[str, dict[str, int]] = {}
    if loaded.database.exists():
        with reading(loaded.database) as database:
            counts = outbox.counts(database)
    states = ("delivered", "pending", "dead")
    rules = {
        name: [rule for rule, policy in loaded.policies.items() if name in policy.targets]
        for name in loaded.targets
    }
    if as_json:
        output.print_json(
            [
                {
                    "name": target.name,
                    "kind": target.kind.value,
                    "rules": rules[target.name],
                    **{state: counts.get(target.name, {}).get(state, 0) for state in states},
                }
                for target in loaded.targets.values()
            ]
        )
        return
    out = output.console()
    if not loaded.targets:
        out.print(
            "No targets. Add a [targets.NAME] table with a url to the configuration.", markup=False
        )
        return
    out.print(
        output.table(
            ["Target", "Kind", "Rules", "Delivered", "Waiting", "Dead"],
            [
                [
                    target.name,
                    target.kind.value,
                    ", ".join(rules[target.name]) or "none",
                    *(str(counts.get(target.name, {}).get(state, 0)) for state in states),
                ]
                for target in loaded.targets.values()
            ],
            right=["Delivered", "Waiting", "Dead"],
        )
    )


@app.command("test")
def try_target(
    name: Annotated[str, typer.Argument(help="The target's name in the configuration.")],
    config: ConfigOption = None,
) -> None:
    """Send a sample alert to a target now, and say how that went.

    Example: [bold]news-monitor targets test desk-slack[/bold]
    """
    import uuid

    from monitor.alerts.alert import SendFailed
    from monitor.alerts.render import render
    from monitor.alerts.sample import sample_alert
    from monitor.alerts.send import open_sender

    loaded = load(config)
    target = loaded.targets.get(name)
    if target is None:
        known = ", ".join(loaded.targets) or "none"
        raise MonitorError(f"there is no target {name!r}; the configuration has: {known}")
    send = open_sender(target, timezone=loaded.timezone)
    # Its own key each time: a service that drops repeated keys must not drop a second test.
    message = render(
        sample_alert(datetime.now(UTC)),
        target.kind,
        key=f"test-{uuid.uuid4().hex}",
        timezone=loaded.timezone,
    )
    result = send(message)
    if isinstance(result, SendFailed):
        raise MonitorError(f"{name}: {result.reason}")
    if target.kind.value != "console":
        typer.echo(f"{name}: sent. It should be there now.")
