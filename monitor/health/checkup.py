"""Checkup: everything around the program that can keep it from working, looked at one by one.

Each finding says what was found and, if it isn't well, what to do. Nothing is changed. Without this
module one would have to know what to look at before one could ask.
"""

from __future__ import annotations

import shutil
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.config import Config
from monitor.config.reading.secrets import is_reference
from monitor.errors import MonitorError, Problem
from monitor.health.current import health_outside
from monitor.health.fared import of_feeds, of_lists, of_targets
from monitor.health.finding import Finding
from monitor.health.interpreter import known_fault
from monitor.health.permissions import of_permissions
from monitor.health.verdict import LITTLE_SPACE, RELEASED
from monitor.human import few, plural
from monitor.item import Item
from monitor.judge.client import Ask, NoAnswerError, ask
from monitor.judge.model import Judge
from monitor.judge.question import body_of, question_of
from monitor.judge.verdict import UnreadableError, read_verdict
from monitor.net.location import host_of
from monitor.presence import is_missing, may_look
from monitor.store.archive.months import Month, months
from monitor.store.database import reading
from monitor.store.opening import examine
from monitor.store.timestamps import from_text_or_none

AHEAD = timedelta(hours=1)
"""An item that came so much later than now shows that the clock was set back."""
NAMED = 5
"""Hosts that are named of those that have no address."""

Resolve = Callable[[str], object]
"""Looks a host's name up; raises ``OSError`` if it has no address."""


def look_up(host: str) -> object:
    """Look a host's name up; raises ``OSError`` if it has no address."""
    return socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)


def examine_all(
    config: Config,
    mistakes: Sequence[Problem] = (),
    *,
    now: datetime,
    online: bool = True,
    resolve: Resolve = look_up,
) -> Iterator[Finding]:
    """Look at everything, one after the other.

    Args:
        config: The configuration, as far as it can be used.
        mistakes: What is wrong with it.
        now: Aware.
        online: Whether to look up the hosts of feeds, and to try the model.
        resolve: Looks a host's name up.
    """
    yield (configuration := of_configuration(config, mistakes))
    yield of_python(sys.version_info[:3])
    yield of_time_zones()
    database = list(of_database(config.database, now))
    yield from database
    if may_look(config.database):  # else that is all that can be told
        yield of_disk(config.database.parent)
        yield from of_permissions(config)
    yield of_trust(ssl.create_default_context().cert_store_stats()["x509_ca"])
    hosts = [host_of(feed.url) for feed in config.feeds if not feed.path]
    if online and hosts:
        yield of_names(hosts, resolve)
    if online and config.judge is not None:
        yield of_judge(config.judge)
    fared, daemon = list(of_what_was_done(config, now)), list(of_daemon(config, now))
    worse = {each.name for each in daemon}
    fared = [each for each in fared if not each.well or each.name not in worse]
    yield from fared
    told = {each.name for each in (configuration, *database, *fared) if not each.well}
    told |= {"disk", "clock"}  # which were looked at
    yield from (each for each in daemon if each.name not in told)


def of_configuration(config: Config, mistakes: Sequence[Problem] = ()) -> Finding:
    """Whether it can be used; perhaps it has warnings."""
    missing = [each for each in mistakes if each.missing]
    if missing and len(missing) == len(mistakes):
        return Finding(
            "configuration",
            False,
            f"{config.path}: {'; '.join(each.headline for each in missing)}",
            "put it back or take it out; a daemon does without it, and all else goes on",
        )
    if mistakes:
        return Finding(
            "configuration",
            False,
            f"{config.path}: {'; '.join(each.headline for each in mistakes)}",
            "mend it, news-monitor check shows more; a daemon that runs goes on with the "
            "configuration from before",
        )
    if config.warnings:
        count = plural(len(config.warnings), "warning")
        return Finding(
            "configuration", True, f"{config.path}: {count}; news-monitor check shows them"
        )
    feeds, rules = plural(len(config.feeds), "feed"), plural(len(config.rules), "rule")
    return Finding("configuration", True, f"{config.path}: {feeds}, {rules}")


def of_python(version: Sequence[int]) -> Finding:
    """Which interpreter it is; perhaps it has faults that we know of."""
    major, minor, micro = version
    said = ".".join(map(str, version))
    if fault := known_fault((major, minor, micro)):
        # Debian 12's own has it, and does no harm: to fail for it would hide what does.
        return Finding("Python", True, f"{said}: {fault}")
    return Finding("Python", True, said)


def of_time_zones() -> Finding:
    """Whether time zones are known."""
    try:
        ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        return Finding(
            "time zones", False, "no data about them", "install tzdata, by pip or the system"
        )
    return Finding("time zones", True, "known")


def of_database(path: Path, now: datetime) -> Iterator[Finding]:
    """Whether it can be read and isn't damaged; whether the clock agrees with what it holds."""
    if is_missing(path):
        yield Finding("database", True, f"{path}: made at the first start")
        yield of_clock(None, now)
        return
    try:
        examine(path, thoroughly=True)
        with reading(path) as db:
            (newest,) = db.execute("SELECT max(first_seen_at) FROM items").fetchone()
            archive = [month for month in months(db) if month.batch]
    except MonitorError as error:
        yield Finding("database", False, str(error))  # which says what to do
        return
    yield Finding("database", True, f"{path}: undamaged")
    if archive:
        yield of_archive(archive)
    yield of_clock(from_text_or_none(newest), now)


def of_archive(archive: Sequence[Month]) -> Finding:
    """Whether each month has its file, and this version can read it."""
    for month in archive:
        try:
            month.check()
            examine(month.path, thoroughly=False)
        except MonitorError as error:
            return Finding("archive", False, str(error))
    items = plural(sum(month.items for month in archive), "item")
    return Finding("archive", True, f"{plural(len(archive), 'month')} with {items}")


def of_clock(newest: datetime | None, now: datetime) -> Finding:
    """Whether the clock can be right.

    Args:
        newest: When the last item came; None: none ever did.
        now: What the clock says.
    """
    said = f"{now:%Y-%m-%d %H:%M} UTC"
    if now < RELEASED or (newest is not None and newest - now > AHEAD):
        than = "news-monitor is" if now < RELEASED else "the last item that came"
        return Finding(
            "clock", False, f"{said}, which is earlier than {than}", "set it: timedatectl"
        )
    return Finding("clock", True, said)


def of_disk(folder: Path) -> Finding:
    """Whether the database has room to grow."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding("disk", False, f"{folder}: {error.strerror}", "make it: mkdir -p")
    said = f"{free / 1e9:,.1f} GB" if free >= 1e9 else f"{free // 2**20:,} MiB"
    if free < LITTLE_SPACE:
        cure = "make room, or set max_size"
        return Finding("disk", False, f"only {said} are free where the database is", cure)
    return Finding("disk", True, f"{said} are free where the database is")


def of_what_was_done(config: Config, now: datetime) -> Iterator[Finding]:
    """How feeds, their lists and targets fared; nothing where no database can be read."""
    if is_missing(config.database):
        return
    try:
        with reading(config.database) as db:
            yield from of_feeds(db, now)
            yield from of_lists(db, config)
            yield from of_targets(db, config, now)
    except MonitorError:  # which ``of_database`` says
        return


def of_trust(authorities: int) -> Finding:
    """Whether certificates can be checked."""
    if authorities:
        return Finding("certificates", True, f"{authorities} authorities are trusted")
    return Finding(
        "certificates",
        False,
        "no authority is trusted, so no https address can be read",
        "install ca-certificates",
    )


def of_names(hosts: Sequence[str], resolve: Resolve) -> Finding:
    """Whether the hosts of feeds have addresses."""

    def has_address(host: str) -> bool:
        try:
            resolve(host)
        except (OSError, UnicodeError):
            return False
        return True

    wanted = sorted(set(hosts))
    with ThreadPoolExecutor(16) as pool:
        unknown = [
            host
            for host, found in zip(wanted, pool.map(has_address, wanted), strict=True)
            if not found
        ]
    if not unknown:
        return Finding("names", True, f"{_all_of(len(wanted))} of feeds can be found")
    if len(unknown) == len(wanted) > 1:
        return Finding(
            "names", False, "no host of any feed has an address", "is the network up? resolvectl"
        )
    return Finding(
        "names",
        False,
        f"no address: {few(unknown[:NAMED], more=len(unknown) - NAMED)}",
        "mistyped, or gone: news-monitor feeds shows which feeds",
    )


def _all_of(hosts: int) -> str:
    return f"all {hosts:,} hosts" if hosts > 1 else "the one host"


def of_judge(judge: Judge, put: Ask = ask) -> Finding:
    """Whether the user's model answers, in the form that is asked for."""
    name, cure = "model", "is it running? docs/judge.md; until then alerts go out unjudged"
    if is_reference(judge.key):
        return Finding(name, False, f"the key isn't there: {judge.key}", "set it for this user")
    item = Item(feed="", key="", title="The river is high after a week of rain")
    question = question_of("the weather", item)
    began = time.monotonic()
    try:
        read_verdict(put(judge, body_of(question, judge.model), "doctor"))
    except (NoAnswerError, UnreadableError) as error:
        return Finding(name, False, f"{judge.model}: {error}", cure)
    took = time.monotonic() - began
    return Finding(name, True, f"{judge.model} at {judge.host} answers, in {took:.1f} s")


def of_daemon(config: Config, now: datetime) -> Iterator[Finding]:
    """What ``status`` would say."""
    verdict = health_outside(config, now=now).verdict
    if verdict.is_well:
        yield Finding("daemon", True, "running, and well")
    for reason in verdict.reasons:
        yield Finding(reason.name, False, reason.what, reason.cure)
