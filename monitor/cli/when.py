"""Moments as options give them (``alerts.moments``); a mistake is one of the command line."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import typer

from monitor.alerts.moments import parse_past, parse_to_come


def parse_when(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """``moments.parse_past``.

    Raises:
        typer.BadParameter: with what can be written instead.
    """
    try:
        return parse_past(text, now=now, zone=zone)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def parse_until(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """``moments.parse_to_come``.

    Raises:
        typer.BadParameter: with what can be written instead, or that it is past.
    """
    try:
        return parse_to_come(text, now=now, zone=zone)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
