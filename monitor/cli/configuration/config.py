"""``config``: what was changed in config.toml, and taking it back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from monitor.cli.listing import Listing
from monitor.cli.options import ConfigOption, JsonOption, find_config, takes_effect

app = typer.Typer(cls=Listing)


@app.callback(invoke_without_command=True)
def config(
    context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """List what was changed in the configuration, and take it back.

    Example: [bold]news-monitor config[/bold]
    """
    if not context.invoked_subcommand:
        history(config, as_json)


@app.command()
def history(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List the last ten changes that news-monitor has made to the configuration, newest first.

    Each state before a change is kept in config.history/, beside the file.

    Example: [bold]news-monitor config history[/bold]
    """
    from monitor.actions.configuration import versions
    from monitor.cli.printing import output

    path = find_config(config)
    found = versions(path)
    if as_json:
        output.print_json(
            [
                {"number": each.number, "at": each.at.isoformat(), "changes": list(each.changes)}
                for each in found
            ]
        )
        return
    out = output.console()
    if not found:
        out.print(f"news-monitor hasn't changed {path} yet.", markup=False)
        return
    now = datetime.now(UTC)
    rows = [
        [str(each.number), output.relative(each.at, now), "; ".join(each.changes)] for each in found
    ]
    out.print(output.table(["Number", "When", "What changed"], rows, right=["Number"]))


@app.command()
def undo(
    number: Annotated[
        int | None,
        typer.Argument(
            help="Go back to before this change, and undo all later ones. Default: the last one."
        ),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Take the last change of the configuration back, or several; this can be undone as well.

    Example: [bold]news-monitor config undo[/bold]
    """
    from monitor.actions import configuration

    done = configuration.undo(find_config(config), number)
    typer.echo(f"Undone: {'; '.join(done)}. {takes_effect(config)}")
    typer.echo(
        "To have it again: news-monitor config undo. To go further back: news-monitor config undo "
        "NUMBER, as `news-monitor config history` lists them."
    )
