"""DaemonStatus: what the daemon says of itself to others, a line of JSON in the lock's file.

``status``, ``reload`` and a page that is served alone read it there: it needs no port, and is there
when the database can't be read. Without this module only the log would know what the daemon's
threads have met.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.store.lock import last_said
from monitor.troubles import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Reloaded:
    """How the configuration was last read."""

    at: datetime
    ok: bool
    lines: tuple[str, ...] = ()
    """What is different now; or every mistake, if the configuration from before stays in use."""
    earlier: Reloaded | None = None
    """If nothing was different: the last time that something was, since the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaemonStatus:
    """What a daemon says of itself."""

    at: datetime
    """When it said so; it does every few seconds."""
    started: datetime
    version: str
    watching: str
    """``watching 3 feeds for 2 rules, alerting desk``."""
    reloaded: Reloaded
    troubles: tuple[Trouble, ...] = field(default=())

    def to_json(self) -> str:
        """One line."""
        return json.dumps(
            {
                "at": self.at.isoformat(),
                "started": self.started.isoformat(),
                "version": self.version,
                "watching": self.watching,
                "reloaded": _plain(self.reloaded),
                "troubles": [
                    {
                        "name": each.name,
                        "what": each.what,
                        "cure": each.cure,
                        "since": each.since.isoformat(),
                    }
                    for each in self.troubles
                ],
            },
            ensure_ascii=False,
        )


def daemon_status_of(database: Path) -> DaemonStatus | None:
    """Return what the daemon that works on a database, or last did, said last.

    None: nothing, or a line that is half written; ``once`` says nothing.
    """
    try:
        told = json.loads(last_said(database))
        daemon = DaemonStatus(
            at=datetime.fromisoformat(told["at"]),
            started=datetime.fromisoformat(told["started"]),
            version=str(told["version"]),
            watching=str(told["watching"]),
            reloaded=_reloaded(told["reloaded"]),
        )
        return replace(daemon, troubles=tuple(map(_trouble, told["troubles"])))
    except (ValueError, KeyError, TypeError):
        return None


def _plain(reloaded: Reloaded) -> dict[str, object]:
    return {
        "at": reloaded.at.isoformat(),
        "ok": reloaded.ok,
        "lines": reloaded.lines,
        "earlier": _plain(reloaded.earlier) if reloaded.earlier else None,
    }


def _reloaded(told: dict[str, Any]) -> Reloaded:
    earlier = told.get("earlier")
    return Reloaded(
        at=datetime.fromisoformat(told["at"]),
        ok=bool(told["ok"]),
        lines=tuple(map(str, told["lines"])),
        earlier=_reloaded(earlier) if earlier else None,
    )


def _trouble(told: dict[str, str]) -> Trouble:
    since = datetime.fromisoformat(told["since"])
    return Trouble(told["name"], told["what"], told["cure"], since, since)
