"""Options that several commands share, and finding the configuration."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.errors import ConfigError, Problem

if TYPE_CHECKING:
    from monitor.config import Config

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        help="The configuration file. Default: $NEWS_MONITOR_CONFIG, ./config.toml, "
        "~/.config/news-monitor/config.toml, /etc/news-monitor/config.toml, whichever is "
        "found first.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def find_config(given: Path | None) -> Path:
    """The configuration file to use.

    Raises:
        ConfigError: There is none; the message says where it was looked for.
    """
    if given is not None:
        return given
    places = []
    if named := os.environ.get("NEWS_MONITOR_CONFIG"):
        places.append(Path(named))
    places.append(Path("config.toml"))
    home = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    with suppress(RuntimeError):  # a user without a name, such as a container's, has no home
        places.append(Path(home).expanduser() / "news-monitor" / "config.toml")
    places.append(Path("/etc/news-monitor/config.toml"))
    for place in places:
        if place.is_file():
            return place
    looked = ", ".join(str(place) for place in places)
    raise ConfigError(
        "config.toml",
        (
            Problem(
                "",
                f"no configuration file was found (looked for {looked}); "
                "`news-monitor init` writes one, or name yours with --config",
            ),
        ),
    )


def load(given: Path | None, *, secrets: bool = True, complete: bool = False) -> Config:
    """Find and load the configuration.

    Args:
        given: The file that the user named, if any.
        secrets: False for a command that neither polls nor sends: it works where the service's
            secrets are out of reach.
        complete: Whether what it refers to and isn't there is a mistake like any other.

    Raises:
        ConfigError: There is no configuration, or it has mistakes.
    """
    from monitor.config import load_config

    return load_config(find_config(given), environ=os.environ, secrets=secrets, complete=complete)


def takes_effect(given: Path | None) -> str:
    """Say when a change of the configuration takes effect, which was just made.

    Args:
        given: The file that the user named, if any.
    """
    from monitor.actions.configuration import takes_effect as of_file

    return of_file(find_config(given))
