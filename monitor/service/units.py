"""Units: the shipped ones, for where the program and its configuration really are.

A user's own service manager may not do all that the system's may: what it would refuse is left out.
Without this module the units would only fit a program in /opt/news-monitor.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SHIPPED = {
    "program": "/opt/news-monitor/bin/news-monitor",
    "config": "/etc/news-monitor/config.toml",
    "environment": "/etc/news-monitor/environment",
    "credentials": "/etc/news-monitor/credentials",
    "state": "/var/lib/news-monitor",
}
"""How the shipped units call them."""
NAMES = ("news-monitor.service", "news-monitor-backup.service", "news-monitor-backup.timer")
_ONLY_OF_THE_SYSTEM = re.compile(
    r"(?:DynamicUser|User|StateDirectory|StateDirectoryMode|ProtectSystem|ProtectHome|ProtectClock"
    r"|ProtectControlGroups|ProtectHostname|ProtectKernel\w+|ProtectProc|ProcSubset|PrivateTmp"
    r"|PrivateDevices|PrivateMounts|PrivateUsers|PrivateNetwork|RemoveIPC|CapabilityBoundingSet"
    r"|AmbientCapabilities|IOSchedulingClass|Wants|After)="
)
_MARK = " Written by `news-monitor install-service`: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where things are, as the service sees them."""

    program: Path
    config: Path
    environment: Path
    """A file of NAME=VALUE lines."""
    credentials: Path
    """A folder with a file for each credential."""
    state: Path
    """The folder of the database."""
    units: Path
    """Where systemd looks for units."""
    manual: Path
    """The manual page."""
    command: Path
    """Where a shell finds the program: a link to it."""
    of_user: bool
    """Whether it is the user's own service manager."""


def unit(shipped: str, places: Places) -> str:
    """Return a shipped unit's text for these places."""
    text = shipped
    for name, path in SHIPPED.items():
        text = text.replace(path, _quoted(getattr(places, name)))
    if places.of_user:
        lines = [line for line in text.splitlines() if not _ONLY_OF_THE_SYSTEM.match(line)]
        text = "\n".join(lines).replace("multi-user.target", "default.target") + "\n"
        text = re.sub(r"\n# (It runs as an|In config|The same user)[^\n]*(\n#[^\n]*)*", "", text)
        text = re.sub(r"\n{3,}", "\n\n", text)
    return text


def drop_in(credentials: Iterable[str], places: Places) -> str:
    """Return a drop-in that hands the service these credentials; empty if there are none."""
    lines = []
    for name in credentials:
        lines += [f"LoadCredential={name}:{places.credentials / name}"]
        lines += [f"SetCredential={name}:\\x20"]
    if not lines:
        return ""
    head = [
        "# What config.toml calls credential:NAME. systemd reads the files; the service can't.",
        "# Where a file is gone the service gets a blank: it starts, and says what is missing.",
    ]
    return "\n".join([*head, "[Service]", *lines]) + "\n"


def marked(text: str, *, comment: str = "#") -> str:
    """Add a first line by which ``is_unedited`` knows it again; ``comment`` begins it."""
    return f"{comment}{_MARK}{_digest(text)}\n{text}"


def is_unedited(text: str) -> bool:
    """Whether a file holds what ``marked`` returned, of any version, and nobody has edited it."""
    first, _, rest = text.partition("\n")
    return first.endswith(f"{_MARK}{_digest(rest)}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _quoted(path: Path) -> str:
    """Return a path as units have it; a % stands for something there, so it is doubled.

    Raises:
        ValueError: It holds a blank, a quote or the like, which not every setting can take.
    """
    text = str(path)
    if not re.fullmatch(r"[\w/.+@%:,=~-]+", text):
        raise ValueError(text)
    return text.replace("%", "%%")
