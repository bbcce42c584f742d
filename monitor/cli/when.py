"""Moments as options of commands give them; a mistake is reported as one of the command line."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import typer

from monitor.alerts.time_expressions import parse_past, parse_to_come


def parse_when(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Read a past moment as ``alerts.time_expressions.parse_past`` does.

    Raises:
        typer.BadParameter: The text is no moment; the message says what can be written instead.
    """
    try:
        return parse_past(text, now=now, zone=zone)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def parse_until(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Read a moment to come as ``alerts.time_expressions.parse_to_come`` does.

    Raises:
        typer.BadParameter: The text is no moment, or one that is past; the message says what can be
            written instead.
    """
    try:
        return parse_to_come(text, now=now, zone=zone)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
