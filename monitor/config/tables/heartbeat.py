"""The [heartbeat] table → Heartbeat: whom to tell, again and again, that all is well.

Without this module nobody would notice that the machine is gone on which everything else would be
noticed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from monitor.config.reading.file_context import FileContext
from monitor.config.reading.schema import HeartbeatTable
from monitor.config.reading.secrets import is_reference
from monitor.config.reading.table import read_table

PLACE = ("heartbeat",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """A dead man's switch."""

    url: str = field(repr=False)
    """Who has it can keep the switch from going off."""
    every: timedelta = timedelta(minutes=5)


def read_heartbeat(value: object, context: FileContext) -> Heartbeat | None:
    """Return what the table asks for; None if there is none, or nothing that can be used."""
    if value is None:
        return None
    table = read_table(HeartbeatTable, value, PLACE, context.problems)
    if table is None or not table.enabled:
        return None
    url = context.secret(table.url.strip(), (*PLACE, "url"), tell=False)
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web and not (is_reference(url) and not context.secrets):
        context.problems.add(
            (*PLACE, "url"), 'must be an address to ask for, such as "https://hc-ping.example/ID"'
        )
        return None
    return Heartbeat(url=url, every=table.every)
