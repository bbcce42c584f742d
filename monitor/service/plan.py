"""The plan: every file, folder and link that a service takes, with its text and mode.

Without this module a secret's file would be readable by all, or a folder missing at the start.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import MonitorError
from monitor.service.units import NAMES, Places, drop_in, marked, unit
from monitor.shipped import shipped

_REFERENCE = re.compile(r"(env|credential):([A-Za-z0-9_.-]+)")
_SEEDS = ("sample.rss", "sample.atom", "sample.json", "feeds.opml")
_NAME = "news-monitor"
_MANUAL = Path("man1", "news-monitor.1")
_ROFF_COMMENT = '.\\"'
_ENVIRONMENT = """\
# Secrets of news-monitor, one NAME=VALUE a line; config.toml calls them "env:NAME".
# Read at its start: `systemctl restart` after a change.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file, a folder or a link that a service takes."""

    path: Path
    mode: int
    text: str | None = None
    """None: a folder, or a link."""
    link: Path | None = None
    """For a symbolic link: where it leads."""
    yours: bool = False
    """Whether it is the user's from the first day, and never written again."""


def system_places(program: Path) -> Places:
    """Return where a service of the system has its things."""
    etc = Path("/etc/news-monitor")
    return Places(
        program=program,
        config=etc / "config.toml",
        environment=etc / "environment",
        credentials=etc / "credentials",
        state=Path("/var/lib/news-monitor"),
        units=Path("/etc/systemd/system"),
        manual=Path("/usr/local/share/man") / _MANUAL,
        command=Path("/usr/local/bin") / _NAME,
        of_user=False,
    )


def user_places(program: Path, home: Path) -> Places:
    """Return where a service of a user has its things."""
    folder = home / ".config" / "news-monitor"
    return Places(
        program=program,
        config=folder / "config.toml",
        environment=folder / "environment",
        credentials=folder / "credentials",
        state=home / ".local" / "state" / "news-monitor",
        units=home / ".config" / "systemd" / "user",
        manual=home / ".local" / "share" / "man" / _MANUAL,
        command=home / ".local" / "bin" / _NAME,
        of_user=True,
    )


def plan(places: Places, config: str | None, *, manual: str) -> list[Wanted]:
    """Return everything that is wanted, in the order in which it is written.

    Args:
        places: Where it goes.
        config: What the configuration says now; None: there is none yet.
        manual: The manual page, in roff.

    Raises:
        MonitorError: A path can't stand in a unit.
    """
    folder = places.config.parent
    found = [Wanted(path=folder, mode=0o700 if places.of_user else 0o755)]
    if places.of_user:  # the system's is made by systemd (StateDirectory)
        found += [
            Wanted(path=places.state, mode=0o700),
            Wanted(path=places.state / "backups", mode=0o700),
        ]
    if config is None:
        config = _first_config(places)
        found += [Wanted(path=places.config, mode=_mode(places), text=config, yours=True)]
        found += [Wanted(path=folder / "seeds", mode=0o755)]
        found += [
            Wanted(path=folder / "seeds" / name, mode=_mode(places), text=_text(name), yours=True)
            for name in _SEEDS
        ]
    names = dict.fromkeys(_references(config))
    environment = _ENVIRONMENT + "".join(f"#{name}=\n" for kind, name in names if kind == "env")
    found.append(Wanted(path=places.environment, mode=0o600, text=environment, yours=True))
    credentials = [name for kind, name in names if kind == "credential"]
    found.append(Wanted(path=places.units, mode=0o755))
    try:
        found += [
            Wanted(path=places.units / name, mode=0o644, text=marked(unit(text, places)))
            for name, text in ((name, _text(f"systemd/{name}")) for name in NAMES)
        ]
    except ValueError as error:
        raise MonitorError(
            f"{error} can't stand in a unit of systemd; use a path without blanks and quotes"
        ) from None
    page = marked(manual, comment=_ROFF_COMMENT)
    found.append(Wanted(path=places.manual.parent, mode=0o755))
    found.append(Wanted(path=places.manual, mode=0o644, text=page))
    # All messages and documents say `news-monitor status`, and so does whoever reads them.
    found.append(Wanted(path=places.command.parent, mode=0o755))
    found.append(Wanted(path=places.command, mode=0o777, link=places.program))
    if credentials:
        drop_ins = places.units / "news-monitor.service.d"
        found += [
            Wanted(path=places.credentials, mode=0o700),
            Wanted(path=drop_ins, mode=0o755),
            Wanted(
                path=drop_ins / "credentials.conf",
                mode=0o644,
                text=marked(drop_in(credentials, places)),
            ),
        ]
    return found


def _mode(places: Places) -> int:
    return 0o600 if places.of_user else 0o644


def _text(name: str) -> str:
    return shipped(name).read_text("utf-8")


def _first_config(places: Places) -> str:
    database = f'database = "{places.state / "news.db"}"'
    return re.sub(r'(?m)^database = "[^"]*"', lambda _: database, _text("config.toml"), count=1)


def _references(config: str) -> Iterator[tuple[str, str]]:
    """``("env", "SLACK_URL")`` for each secret that a configuration refers to."""

    def walk(value: object) -> Iterator[tuple[str, str]]:
        match value:
            case str():
                if found := _REFERENCE.fullmatch(value):
                    yield found[1], found[2]
            case dict():
                for each in value.values():
                    yield from walk(each)
            case list():
                for each in value:
                    yield from walk(each)

    try:
        return walk(tomllib.loads(config))
    except tomllib.TOMLDecodeError as error:
        raise MonitorError(
            f"the configuration isn't TOML: {error}; `news-monitor check` says more"
        ) from None
