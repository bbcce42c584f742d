"""The command ``news-monitor``: puts the groups together and turns errors into plain words.

Each command imports what it needs when it runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

import inspect
import sys
from logging import ERROR
from types import ModuleType
from typing import Annotated, cast

import typer

from monitor import __version__
from monitor.cli import cluster, doctor, install_service, manual, run, status, transfer, web
from monitor.cli.backtest import backtest
from monitor.cli.configuration import check, config, init
from monitor.cli.feeds import feeds
from monitor.cli.history import alerts, deliveries, matches, silence, stats, stories, vote, why
from monitor.cli.rules import match, rules
from monitor.cli.targets import targets
from monitor.errors import MonitorError
from monitor.garbage_collection import end_at_once
from monitor.journal import is_journal, with_priority
from monitor.standard_streams import open_closed_streams

app = typer.Typer(
    name="news-monitor",
    help=(
        "Watches news feeds for the subjects you name and tells you about each event once: "
        "what happened, who has it, and why it matched."
    ),
    epilog=(
        "First steps: 'news-monitor init' writes a config.toml to start from, "
        "'news-monitor check' reads it back to you, 'news-monitor run' watches."
    ),
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"news-monitor {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


app.command("init")(init.init)
app.command("run")(run.run)
app.command("once")(run.once)
app.command("reload")(run.reload)
app.command("status")(status.status)
app.command("doctor")(doctor.doctor)
app.command("web")(web.web)
app.command("check")(check.check)
app.command("matches")(matches.matches)
app.command("why")(why.why)
app.command("silence")(silence.silence)
app.command("match")(match.match)
app.command("backtest")(backtest.backtest)
app.command("vote")(vote.vote)
app.command("stories")(stories.stories)
app.command("stats")(stats.stats)
app.command("export")(transfer.export)
app.command("import")(transfer.import_)
app.command("backup")(transfer.backup)
app.command("restore")(transfer.restore)
app.command("install-service")(install_service.install_service)
app.command("man")(manual.man)
app.add_typer(feeds.app, name="feeds")
app.add_typer(rules.app, name="rules")
app.add_typer(alerts.app, name="alerts")
app.add_typer(deliveries.app, name="deliveries")
app.add_typer(targets.app, name="targets")
app.add_typer(config.app, name="config")
app.add_typer(cluster.app, name="cluster")


def _join_lines(group: typer.Typer) -> None:
    """Let the terminal, not the source, decide where the lines of a command's help end."""
    for command in group.registered_commands:
        paragraphs = (inspect.getdoc(command.callback) or "").split("\n\n")
        command.help = "\n\n".join(" ".join(each.split()) for each in paragraphs)
    for each in group.registered_groups:
        if each.typer_instance is not None:
            _join_lines(each.typer_instance)


_join_lines(app)


def main() -> None:
    """Run the command line; exit with 1 and a plain message on any error that a user can cause."""
    open_closed_streams()
    end_at_once()
    # If it is installed, sqlite-utils loads it (27 MB, half a second) for a type we never store.
    sys.modules.setdefault("pandas", cast("ModuleType", None))
    try:
        app()
    except MonitorError as error:
        said = f"news-monitor: {error}"
        # As a service, what keeps it from starting is found by `journalctl -p err`, too.
        typer.echo(with_priority(said, ERROR) if is_journal(sys.stderr) else said, err=True)
        sys.exit(1)
    except BrokenPipeError:  # `news-monitor matches | head`
        sys.stderr.close()
        sys.exit(0)
