"""``web``: the page alone, beside a daemon or without one; it only reads."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, load

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.config.tables.web import Web


def web(
    listen: Annotated[
        str,
        typer.Option(
            "--listen", "-l", help="Where, such as 127.0.0.1:8400. Default: as \\[web] says."
        ),
    ] = "",
    config: ConfigOption = None,
) -> None:
    """Serve the page alone until stopped (Ctrl-C, SIGTERM).

    It is read-only: to vote, retry or silence, use the page of 'run', or 'vote',
    'deliveries retry' and 'silence'.

    Example: [bold]news-monitor web --listen 127.0.0.1:8400[/bold]
    """
    import logging

    from monitor.net.system_limits import limits_here, room_within
    from monitor.process.logs.logs import LogStyle, set_up_logs
    from monitor.process.stopping import StopSignal
    from monitor.rules.vocabulary.word_lists import lists_for
    from monitor.web.context import Desk
    from monitor.web.server import WebServer

    loaded = load(config, secrets=False)
    settings = _settings(loaded, listen)
    set_up_logs(LogStyle.LINE, loaded.timezone, level=logging.WARNING)
    stop = StopSignal()
    with stop.listening():
        words = lists_for(loaded.database)
        visitors = room_within(limits_here(), targets=0).visitors
        server = WebServer.start(Desk(loaded, settings, words=words), connections=visitors)
        typer.echo(f"page: {server.url} (read-only; Ctrl-C stops it)")
        try:
            stop.wait()
        finally:
            server.stop()


def _settings(config: Config, listen: str) -> Web:
    from dataclasses import replace

    from monitor.config.tables.web import USUAL, is_loopback, parse_listen, with_secrets

    settings = config.web or USUAL
    if listen:
        try:
            host, port = parse_listen(listen)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--listen") from None
        settings = replace(settings, host=host, port=port, public="")
    if settings.is_open and not is_loopback(settings.host):
        raise typer.BadParameter(
            f"others can reach {settings.host}, so the page must ask who they are; "
            "set password or token in [web]",
            param_hint="--listen",
        )
    return with_secrets(
        settings, environ=os.environ, directory=config.directory, source=str(config.path)
    )
