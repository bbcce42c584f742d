"""Values: what a single key of config.toml may hold, and what is made of it.

Types for ``schema``; each names a mistake in words that say what to write.
"""

from __future__ import annotations

import ipaddress
import re
from datetime import timedelta
from functools import partial
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator

from monitor.alerts.planning.policy import Digests, Group, Mode, Priority, Quiet
from monitor.config.tables import alert_options
from monitor.config.tables.keep import SHORTEST, parse_size
from monitor.durations import parse_duration
from monitor.feeds.state.full_text import FullText

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 §5.6.2, token
_HOST = re.compile(r"(?:[\w-]+(?:\.[\w-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?")
_LONGEST_NAME = 100
_LONGEST_SENTENCE = 500
LONGEST_GATHER = timedelta(minutes=1)


def _duration(value: object) -> object:
    return parse_duration(value) if isinstance(value, str) else value


def _interval(value: timedelta) -> timedelta:
    if value < timedelta(seconds=1):
        raise ValueError("must be at least a second")
    return value


def _backfill(value: object) -> object:
    words = {"all": None, "none": timedelta(0)}
    return words[value] if isinstance(value, str) and value in words else _duration(value)


def _gather(value: object) -> object:
    switched_off = type(value) is int and value == 0
    return timedelta(0) if switched_off or value == "0" else _duration(value)


def _brief(value: timedelta) -> timedelta:
    if value > LONGEST_GATHER:
        raise ValueError("must be at most a minute; 0 switches it off")
    return value


def _keep(value: object) -> object:
    return None if value == "all" else _duration(value)


def _not_too_short(value: timedelta | None) -> timedelta | None:
    if value is not None and value < SHORTEST:
        raise ValueError(f'must be at least {SHORTEST.days} days, or "all"')
    return value


def _archive_age(value: object) -> object:
    return None if value == "never" else _duration(value)


def _not_before_it_settles(value: timedelta | None) -> timedelta | None:
    if value is not None and value < SHORTEST:
        raise ValueError(f'must be at least {SHORTEST.days} days, or "never"')
    return value


def _size(value: object) -> object:
    if value == "all":
        return None
    return parse_size(value) if isinstance(value, str) else value


def _sentence(value: str) -> str:
    value = " ".join(value.split())
    if len(value) > _LONGEST_SENTENCE:
        raise ValueError(f"must have at most {_LONGEST_SENTENCE} characters")
    return value


def _label(value: str) -> str:
    value = value.strip()
    if len(value) > _LONGEST_NAME:
        raise ValueError(f"must have at most {_LONGEST_NAME} characters")
    if not value.isprintable():
        raise ValueError("must be one line of plain text")
    return value


def _word(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty")
    return _label(value)


def _host(value: str) -> str:
    host = value.strip().lower()
    bare = host.removeprefix("[").removesuffix("]")
    for read in (ipaddress.ip_address, partial(ipaddress.ip_network, strict=False)):
        try:
            return str(read(bare))
        except ValueError:
            continue
    if _HOST.fullmatch(host):
        return host
    raise ValueError(
        'must be a host, an address or a network, such as "intranet.example", "192.168.1.10" or '
        '"10.0.0.0/8"'
    )


def _headers(value: dict[str, str]) -> dict[str, str]:
    for name in value:
        if not _HEADER_NAME.fullmatch(name):
            raise ValueError(f'"{name}" isn\'t a header name, such as Authorization')
    return value


def _format(value: str) -> str:
    if value not in {"text", "full"}:
        raise ValueError('must be "text" (what people read) or "full" (all there is, as JSON)')
    return value


def _secrets(value: object) -> object:
    return [value] if isinstance(value, str) else value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Interval = Annotated[Duration, AfterValidator(_interval)]
Backfill = Annotated[timedelta | None, BeforeValidator(_backfill)]
Gather = Annotated[timedelta, BeforeValidator(_gather), AfterValidator(_brief)]
Age = Annotated[timedelta | None, BeforeValidator(_keep), AfterValidator(_not_too_short)]
ArchiveAge = Annotated[
    timedelta | None, BeforeValidator(_archive_age), AfterValidator(_not_before_it_settles)
]
Size = Annotated[int | None, BeforeValidator(_size)]
Label = Annotated[str, AfterValidator(_label)]
Sentence = Annotated[str, AfterValidator(_sentence)]
Language = Annotated[str, AfterValidator(alert_options.read_language)]
Host = Annotated[str, AfterValidator(_host)]
Headers = Annotated[dict[str, str], AfterValidator(_headers)]
Format = Annotated[str, AfterValidator(_format)]
Secrets = Annotated[list[str], BeforeValidator(_secrets), Field(max_length=4)]
Words = list[Annotated[str, AfterValidator(_word)]]

WishedMode = Annotated[Mode | None, PlainValidator(alert_options.read_mode)]
Grouping = Annotated[Group, PlainValidator(alert_options.read_group)]
Timetable = Annotated[Digests | None, PlainValidator(alert_options.read_digest)]
QuietHours = Annotated[Quiet | None, PlainValidator(alert_options.read_quiet)]
PerHour = Annotated[int | None, Field(ge=0, le=100_000)]
Languages = list[Annotated[str, AfterValidator(alert_options.read_spoken)]]
FullTextWish = Annotated[FullText | None, PlainValidator(alert_options.read_full_text)]
Rank = Annotated[Priority, PlainValidator(alert_options.read_priority)]
Expect = Annotated[timedelta | None, PlainValidator(alert_options.read_expect)]
SourceCounts = Annotated[list[int], AfterValidator(alert_options.read_source_counts)]
