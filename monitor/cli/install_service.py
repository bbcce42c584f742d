"""``install-service``: what a systemd service takes, shown and then written."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.service.units import Places
    from monitor.service.write import Step

_UNSEEN = ("/home", "/root", "/run/user", "/tmp", "/var/tmp")  # noqa: S108 - none is written to
"""What ProtectHome and PrivateTmp hide from the service."""

_LONG = {"sample.rss", "sample.atom", "sample.json", "feeds.opml", "news-monitor.1"}
"""Named only: nobody reads them here."""


def install_service(
    context: typer.Context,
    user: Annotated[
        bool, typer.Option("--user", help="As a service of yours, not of the whole system.")
    ] = False,
    show: Annotated[
        bool, typer.Option("--print", help="Show every file, and write nothing.")
    ] = False,
    yes: Annotated[
        bool,
        typer.Option("--yes", "-y", help="Don't ask; files that somebody has edited are kept."),
    ] = False,
    root: Annotated[
        Path | None,
        typer.Option(
            help="Write below this folder instead of /: for a package or an image.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Install news-monitor as a systemd service, with a backup each night.

    Shows which files and folders it takes, asks, writes them, and says how to start it. A file that
    somebody has edited is overwritten only if you say so; config.toml and the secrets never are.

    Example: [bold]sudo /opt/news-monitor/bin/news-monitor install-service[/bold]
    """
    from monitor.cli.manual import manual
    from monitor.service.plan import plan, system_places, user_places
    from monitor.service.write import Fate, steps, write

    program = Path(sys.prefix) / "bin" / "news-monitor"
    places = user_places(program, Path.home()) if user else system_places(program)
    if not show and root is None:
        _refuse_what_cannot_run(places)
    page = manual(context)
    found = steps(plan(places, _config(places, root), manual=page), root)
    typer.echo("\n".join(_lines(found, whole=show)))
    if show:
        return
    chosen = [each for each in found if each.fate in {Fate.WRITE, Fate.UPDATE}]
    edited = [each for each in found if each.fate is Fate.EDITED]
    if chosen and not yes and not typer.confirm("\nWrite these?", default=True):
        raise typer.Exit(1)
    chosen += [each for each in edited if not yes and _overwrites(each)]
    for each in chosen:
        write(each)
    kept = [str(each.path) for each in edited if each not in chosen]
    if kept:
        typer.echo(f"\nKept, for somebody has edited it: {', '.join(kept)}")
    typer.echo("\n".join(_next(places)))


def _config(places: Places, root: Path | None) -> str | None:
    path = places.config if root is None else root / places.config.relative_to("/")
    try:
        return path.read_text("utf-8") if path.exists() else None
    except (OSError, UnicodeDecodeError) as error:
        raise MonitorError(f"{path} can't be read: {error}") from None


def _refuse_what_cannot_run(places: Places) -> None:
    if not places.program.is_file():
        raise MonitorError(
            f"{places.program} isn't there: install news-monitor into an environment of its own "
            "first (python3 -m venv /opt/news-monitor; /opt/news-monitor/bin/pip install …)"
        )
    if places.of_user:
        return
    hidden = next((each for each in _UNSEEN if places.program.is_relative_to(each)), "")
    if hidden:
        raise MonitorError(
            f"the service can't see {hidden}, where this news-monitor is installed; install it in "
            "/opt/news-monitor, or as a service of your own with --user"
        )
    if os.geteuid() != 0:
        raise MonitorError(
            "a service of the system is installed by root: sudo "
            f"{places.program} install-service; or as your own: news-monitor install-service --user"
        )


def _lines(found: Iterable[Step], *, whole: bool) -> Iterable[str]:
    for each in found:
        end = "/" if each.wanted.text is None else ""
        end = f" → {each.wanted.link}" if each.wanted.link else end
        yield f"{each.fate.value:<10} {each.wanted.mode:04o} {each.path}{end}"
        if whole and each.wanted.text is not None and each.path.name not in _LONG:
            yield from (f"    {line}".rstrip() for line in each.wanted.text.splitlines())


def _overwrites(step: Step) -> bool:
    import difflib

    now = step.path.read_text("utf-8").splitlines()
    new = (step.wanted.text or "").splitlines()
    typer.echo("")
    typer.echo("\n".join(difflib.unified_diff(now, new, str(step.path), "new", lineterm="", n=1)))
    return typer.confirm(f"Somebody has edited {step.path}. Overwrite it?", default=False)


def _next(places: Places) -> Iterable[str]:
    sudo, own = ("", " --user") if places.of_user else ("sudo ", "")
    yield ""
    yield f"Your configuration is {places.config}, secrets go into {places.environment}. Then:"
    yield f"  {sudo}systemctl{own} daemon-reload"
    yield f"  {sudo}systemctl{own} enable --now news-monitor.service news-monitor-backup.timer"
    yield f"  {sudo}systemctl{own} status news-monitor"
    if places.of_user:
        yield "  loginctl enable-linger    # so that it also runs while you aren't logged in"
