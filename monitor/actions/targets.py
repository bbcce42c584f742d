"""Add targets to config.toml, change, pause and remove them; send a sample to one.

An address that holds a password or a token goes into a file of its own below ``secrets/``, which
its owner alone may read, and the configuration refers to that. Without this module a target could
only be set up in an editor, and tried by waiting for news.
"""

from __future__ import annotations

import contextlib
import os
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from shlex import quote

import sqlite_utils

from monitor.alerts.alert import SendFailed
from monitor.alerts.answers import Answers
from monitor.alerts.planning.policy import Target
from monitor.alerts.sending.send import check_target, open_sender
from monitor.alerts.wording.own_templates import FOLDER, load_wording
from monitor.alerts.wording.render import render
from monitor.alerts.wording.sample import sample_alert
from monitor.config import Config
from monitor.config.editing import edit
from monitor.config.load import load_what_is_right
from monitor.config.reading.problems import suggest
from monitor.config.reading.secrets import is_reference
from monitor.config.tables.targets import advice_on, holds_secret
from monitor.errors import MonitorError, NoSuchError, NotWritable, StoreError
from monitor.outbound.deliver import answers_for
from monitor.store.answer_key import answer_key
from monitor.store.by_hand import target_tests
from monitor.store.outbox import gone

__all__ = [
    "add",
    "advice_on",
    "ask_again",
    "change",
    "note_test",
    "pause",
    "remove",
    "resume",
    "send_test",
]
SECRETS = "secrets"
"""The folder beside the configuration for addresses that hold a secret."""
_BY = ("name",)


def add(path: Path, name: str, url: str, *, more: Mapping[str, object] | None = None) -> None:
    """Add a target to a configuration file, after the last one.

    Args:
        path: The file.
        name: What to call it.
        url: Where it sends: an Apprise URL, ``console:``, or a reference (``env:NAME``).
        more: Other keys of its table (docs/configuration.md), such as ``quiet_hours``.

    Raises:
        TargetError: the URL can't be used.
        MonitorError: one of that name is there already, or it can't be used; the file is as it was.
    """
    with _kept(path, name, url) as written:
        edit.add_target(path, name, {"url": written, **(more or {})})


def change(path: Path, name: str, values: Mapping[str, object]) -> None:
    """Change what a target in a configuration file says; every other line stays.

    Args:
        path: The file.
        name: The target's, in any capitals.
        values: The new values by key (docs/configuration.md); None takes a key out.

    Raises:
        TargetError: the URL can't be used.
        NoSuchError: there is no such target.
        MonitorError: it can't be used so; the file is as it was.
    """
    if "name" in values:
        raise MonitorError("a target keeps its name, for rules and the history go by it")
    with _kept(path, name, str(values.get("url") or "")) as written:
        new = {**values, "url": written} if values.get("url") else values
        edit.change(path, "targets", name, new, by=_BY)


def pause(path: Path, name: str) -> None:
    """Send nothing to a target, until it is resumed; raises as ``change`` does."""
    edit.change(path, "targets", name, {"enabled": False}, by=_BY)


def resume(path: Path, name: str) -> None:
    """Send to a paused target again; raises as ``change`` does."""
    edit.change(path, "targets", name, {"enabled": None}, by=_BY)


def ask_again(db: sqlite_utils.Database, name: str) -> bool:
    """Send again to a target that wanted no more (410).

    Args:
        db: In a transaction.
        name: The target's.

    Returns:
        False if it never said so.
    """
    return gone.forget(db, name)


def remove(path: Path, name: str) -> None:
    """Take a target out of a configuration file; its history stays.

    Args:
        path: The file.
        name: The target's, in any capitals.

    Raises:
        NoSuchError: there is none.
        MonitorError: a rule names it; the file is as it was.
    """
    edit.remove(path, "targets", name, by=_BY)


def find(config: Config, name: str) -> Target:
    """Return the target that is called so.

    Raises:
        NoSuchError: there is none, or it is paused; the message says which.
    """
    if (target := config.targets.get(name)) is not None:
        return target
    if name in config.paused_targets:
        raise NoSuchError(
            f"target {name!r} is paused; to have it back: news-monitor targets resume {quote(name)}"
        )
    known = [*config.targets, *sorted(config.paused_targets)]
    raise NoSuchError(f'there is no target "{name}"{suggest(name, known)}')


def send_test(config: Config, name: str, *, now: datetime) -> None:
    """Send a sample alert to a target; takes as long as its service does.

    Args:
        config: With its secrets.
        name: The target's.
        now: Aware.

    Raises:
        NoSuchError: there is no such target, or it is paused.
        MonitorError: it couldn't be sent; says why.
    """
    target = find(config, name)
    if target.lacks:
        raise MonitorError(f"{name}: {target.lacks}")
    send = open_sender(target, timezone=config.timezone)
    # Its own key each time: a service that drops repeated keys must not drop a second test.
    message = render(
        sample_alert(now),
        target.kind,
        key=f"test-{uuid.uuid4().hex}",
        timezone=config.timezone,
        wording=load_wording(config.directory / FOLDER),
        answers=_answers(target, config),
    )
    result = send(message)
    if isinstance(result, SendFailed):
        raise MonitorError(f"{name}: {result.reason}")


def _answers(target: Target, config: Config) -> Answers | None:
    """What makes the links of a sample; one can see where they lead."""
    try:
        return answers_for(target, config.web, key=lambda: answer_key(config.database))
    except StoreError:  # who tries a target needn't be who runs the daemon
        return None


def note_test(db: sqlite_utils.Database, name: str, *, now: datetime) -> None:
    """Keep that a target has taken a sample.

    Args:
        db: In a transaction.
        name: The target's.
        now: Aware.
    """
    target_tests.passed(db, name, now=now)


@contextmanager
def _kept(path: Path, name: str, url: str) -> Iterator[str]:
    """What to write for a URL: itself, or a reference to a file that it has been put into."""
    url = url.strip()
    if url and not is_reference(url):
        check_target(url)
    if not url or is_reference(url) or not holds_secret(url):
        yield url
        return
    file = _write_secret(path, name, url)
    try:
        yield f"file:{SECRETS}/{file.name}"
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def _group_of_service(path: Path, owner: os.stat_result) -> int | None:
    """The group that must read a secret which root writes into a service's configuration.

    None: whose configuration it is runs the daemon as well.
    """
    if os.geteuid() != 0 or owner.st_uid != 0:
        return None
    with contextlib.suppress(OSError, MonitorError):
        state = load_what_is_right(path, environ={})[0].database.parent.stat()
        return state.st_gid if state.st_uid != 0 else None
    return None


def _write_secret(path: Path, name: str, url: str) -> Path:
    # Paths in the configuration are relative to where it is found, not to where a link leads.
    owner, folder = path.stat(), path.absolute().parent / SECRETS
    group = _group_of_service(path, owner)
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "target"
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700)
            with contextlib.suppress(PermissionError):
                os.chown(folder, owner.st_uid, owner.st_gid)
        if group is not None and folder.stat().st_uid == 0:
            os.chown(folder, -1, group)
            folder.chmod(0o750)
        for number in count(1):
            # A new file each time: what is undone refers to the one before.
            file = folder / (f"{slug}-{number}" if number > 1 else slug)
            with contextlib.suppress(FileExistsError):
                descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                break
        with os.fdopen(descriptor, "w") as opened:
            opened.write(f"{url}\n")
            with contextlib.suppress(PermissionError):
                os.fchown(opened.fileno(), owner.st_uid, owner.st_gid)
            if group is not None:
                os.fchown(opened.fileno(), -1, group)
                os.fchmod(opened.fileno(), 0o640)
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        raise NotWritable(
            str(folder),
            error.strerror or "it can't be written",
            by_hand="put the address into an environment variable of the service and give "
            f'"env:{slug.replace("-", "_").upper()}_URL" instead of it',
        ) from error
    return file
