"""``--set KEY=VALUE`` and ``--unset KEY``: any key of a table of config.toml, by its name there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from typing import Annotated

import typer

SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help="A key of its table in config.toml (docs/configuration.md) and its value, such as "
        "urgent=true or quiet_hours=22:00-07:00. Repeat it for each.",
    ),
]
UnsetOption = Annotated[
    list[str] | None,
    typer.Option("--unset", help="A key to leave out again. Repeat it for each."),
]


def settings(given: Iterable[str] | None, unset: Iterable[str] | None = None) -> dict[str, object]:
    """Return what ``--set`` and ``--unset`` say, by key; None: the key goes.

    Raises:
        typer.BadParameter: One is no KEY=VALUE.
    """
    found: dict[str, object] = {}
    for each in given or ():
        key, equals, value = each.partition("=")
        if not equals or not key.strip():
            raise typer.BadParameter(f"write KEY=VALUE, not {each!r}", param_hint="--set")
        found[key.strip()] = _value(value.strip())
    return found | {key.strip(): None for key in unset or ()}


def _value(text: str) -> object:
    """A value as TOML has it; what isn't TOML, such as ``22:00-07:00``, is text."""
    try:
        value: object = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
    return value if isinstance(value, bool | int | str | list | dict) else text
