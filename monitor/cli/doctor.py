"""``doctor``: looks at everything that can keep news-monitor from working."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, JsonOption, find_config
from monitor.printable import clean_lines

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.errors import Problem


def doctor(
    config: ConfigOption = None,
    as_json: JsonOption = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Don't look up the hosts of feeds or try the model.")
    ] = False,
) -> None:
    """Look at everything that can keep news-monitor from working, and say what to do about it.

    Looks at the configuration, the database, the clock, permissions, certificates, host names,
    feeds, targets, and the daemon. It changes nothing. Exits with 1 if anything isn't well.

    Example: [bold]news-monitor doctor[/bold]
    """
    import os
    from contextlib import suppress
    from dataclasses import replace

    from monitor.cli.printing import output
    from monitor.config.load import load_what_is_right
    from monitor.config.reading.secrets import resolve
    from monitor.health.checkup import examine_all

    findings = []
    loaded, mistakes = load_what_is_right(find_config(config), environ=os.environ)
    mistakes = (*mistakes, *_of_what_it_refers_to(loaded, mistakes))
    if loaded.judge is not None:
        with suppress(ValueError):  # which the checkup says
            key = resolve(loaded.judge.key, environ=os.environ, directory=loaded.directory)
            loaded = replace(loaded, judge=replace(loaded.judge, key=key))
    for finding in examine_all(loaded, mistakes, now=datetime.now(UTC), online=not offline):
        findings.append(finding)
        if as_json:
            continue
        typer.echo(clean_lines(f"{'✓' if finding.well else '✗'} {finding.name}: {finding.what}"))
        if finding.cure:
            typer.echo(clean_lines(f"    {finding.cure}"))
    if as_json:
        output.print_json(
            [
                {"name": each.name, "well": each.well, "what": each.what, "cure": each.cure}
                for each in findings
            ]
        )
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


def _of_what_it_refers_to(config: Config, mistakes: Sequence[Problem]) -> Iterator[Problem]:
    """Mistakes in templates and secrets, which keep a daemon from starting as well.

    A daemon that runs has its secrets, perhaps from where this user may not look.
    """
    import os

    from monitor.alerts.wording.own_templates import FOLDER, load_wording
    from monitor.config import load_config
    from monitor.errors import ConfigError
    from monitor.store.lock import is_held

    try:
        load_wording(config.directory / FOLDER)
    except ConfigError as error:
        yield from error.problems
    if not is_held(config.database):
        try:
            load_config(config.path, environ=os.environ, complete=True)
        except ConfigError as error:
            known = {str(each) for each in mistakes}
            yield from (each for each in error.problems if str(each) not in known)
