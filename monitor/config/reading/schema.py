"""Schema: the keys of config.toml, what each may hold, and what it is when left out.

One class for each kind of table; docs/configuration.md describes the same keys, and a test holds
the two together. Values are checked as far as they can be by themselves; what needs the rest of the
file, the disk or the environment is checked by ``config.tables``.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from monitor.alerts.planning.policy import Group, Priority
from monitor.config.reading.lines import Place
from monitor.config.reading.problems import Problems, suggest
from monitor.config.reading.values import (
    Age,
    Backfill,
    Expect,
    Format,
    FullTextWish,
    Gather,
    Grouping,
    Headers,
    Host,
    Interval,
    Label,
    Language,
    Languages,
    PerHour,
    QuietHours,
    Rank,
    Secrets,
    Sentence,
    Size,
    SourceCounts,
    Timetable,
    WishedMode,
    Words,
)
from monitor.durations import HOW_TO


class Table(BaseModel):
    """What all tables have in common: no unknown keys, no guessed types, no values in errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class AuthTable(Table):
    """``auth`` of a feed."""

    user: str | None = None
    """Needed everywhere but for a mailbox whose URL names it."""
    password: str = Field(repr=False)


class PickTable(Table):
    """``pick`` of a feed: CSS selectors."""

    item: str
    title: str = ""
    link: str = ""
    date: str = ""
    summary: str = ""


class MailboxTable(Table):
    """``mailbox`` of a feed."""

    mark_read: bool = False
    split: bool = True
    unencrypted: bool = False


class TargetTable(Table):
    """``[targets.NAME]``."""

    url: str = Field(repr=False)
    format: Format = "text"
    secret: Secrets = Field(default=[], repr=False)
    answers: bool | None = None
    buttons: bool = False
    app_token: str = Field(default="", repr=False)
    max_attempts: int = Field(default=36, ge=1, le=100)
    mode: WishedMode = None
    digest: Timetable = None
    quiet_hours: QuietHours = None
    max_per_hour: PerHour = None
    languages: Languages = []
    feeds: Words = []
    tags: Words = []
    enabled: bool = True


class FeedTable(Table):
    """``[[feeds]]``."""

    url: str
    name: Label = ""
    tags: Words = []
    lang: Language = ""
    interval: Interval | None = None
    backfill: Backfill = timedelta(0)
    full_text: FullTextWish = None
    headers: Headers = Field(default={}, repr=False)
    auth: AuthTable | None = None
    proxy: str = Field(default="", repr=False)
    pick: PickTable | None = None
    mailbox: MailboxTable | None = None
    enabled: bool = True


class SubscriptionTable(Table):
    """``[[subscriptions]]``."""

    url: str
    tags: Words = []
    every: Interval = timedelta(days=1)
    headers: Headers = Field(default={}, repr=False)
    auth: AuthTable | None = None
    proxy: str = Field(default="", repr=False)
    enabled: bool = True


class HealthTable(Table):
    """``[health]``."""

    targets: list[str] = []


class HeartbeatTable(Table):
    """``[heartbeat]``."""

    url: str = Field(repr=False)
    every: Interval = timedelta(minutes=5)
    enabled: bool = True


class JudgeTable(Table):
    """``[judge]``."""

    url: str
    model: str
    key: str = Field(default="", repr=False)
    per_minute: int = Field(default=20, ge=1, le=1_000)
    briefs: bool = False
    enabled: bool = True


class WebTable(Table):
    """``[web]``."""

    listen: str = "127.0.0.1:8321"
    token: str = Field(default="", repr=False)
    password: str = Field(default="", repr=False)
    read_tokens: list[str] = Field(default=[], repr=False)
    write_tokens: list[str] = Field(default=[], repr=False)
    url: str = ""
    answer_url: str = ""
    enabled: bool = True


class TlsTable(Table):
    """``[polling.tls]``: files, relative to the configuration's folder."""

    ca: str
    certificate: str
    key: str


class PollingTable(Table):
    """``[polling]``."""

    engine: str = "local"
    accept_plain_tcp: bool = False
    tls: TlsTable | None = None


class RuleTable(Table):
    """``[[rules]]``."""

    name: Label
    match: str
    about: Sentence = ""
    targets: list[str] | None = None
    aliases: dict[str, Words] = {}
    fuzzy: bool = True
    group: Grouping | None = None
    mode: WishedMode = None
    digest: Timetable = None
    quiet_hours: QuietHours = None
    urgent: bool = False
    max_per_hour: PerHour = None
    priority: Rank = Priority.NORMAL
    languages: Languages = []
    feeds: Words = []
    tags: Words = []
    again_after: Interval | None = None
    again_at: SourceCounts = []
    expect: Expect = None
    spike: bool | None = None
    enabled: bool = True


class RootTable(Table):
    """The file as a whole. The tables in it are checked one by one, each by its own class."""

    database: str = "news.db"
    timezone: str = ""
    gather: Gather = timedelta(seconds=3)
    keep: Age = timedelta(days=400)
    keep_matches: Age = None
    max_size: Size = None
    allow_private: list[Host] = []
    full_text: FullTextWish = None
    keep_full_text: bool = False
    full_text_per_hour: int = Field(default=60, ge=1, le=3_600)
    group: Grouping = Group.STORY
    answers: bool = False
    spike: bool = False
    watch_config: bool = True
    alias_pack: bool = True
    aliases: dict[str, Words] = {}
    targets: dict[str, Any] = Field(default={}, repr=False)
    health: Any = {}
    heartbeat: Any = Field(default=None, repr=False)
    judge: Any = Field(default=None, repr=False)
    web: Any = Field(default={}, repr=False)
    polling: Any = {}
    feeds: list[Any] = Field(default=[], repr=False)
    subscriptions: list[Any] = Field(default=[], repr=False)
    rules: list[Any] = []


TABLES: dict[str, type[Table]] = {
    "the top of the file": RootTable,
    "[targets.NAME]": TargetTable,
    "[health]": HealthTable,
    "[heartbeat]": HeartbeatTable,
    "[judge]": JudgeTable,
    "[[feeds]]": FeedTable,
    "[[subscriptions]]": SubscriptionTable,
    "[[rules]]": RuleTable,
    "[web]": WebTable,
    "[polling]": PollingTable,
    "tls": TlsTable,
    "auth": AuthTable,
    "pick": PickTable,
    "mailbox": MailboxTable,
}
"""Every kind of table by the name people know it under."""

AT_TOP = RootTable.model_fields.keys() - {
    *("aliases", "targets", "health", "judge", "web", "polling", "feeds", "subscriptions", "rules")
}
"""Keys that stand by themselves at the top of the file."""

_HOW_TO_WRITE: dict[tuple[int | str, ...], str] = {
    ("feeds",): "must be written [[feeds]], with double brackets, once for each feed",
    (
        "subscriptions",
    ): "must be written [[subscriptions]], with double brackets, once for each list",
    ("rules",): "must be written [[rules]], with double brackets, once for each rule",
    ("targets",): "must be written [targets.NAME], with a name of your choice",
}
_AS_TABLE: dict[type[Table], str] = {
    TargetTable: 'must be a table: write [targets.NAME], and below it url = "…"',
    FeedTable: 'must be a table: write [[feeds]], and below it url = "…"',
    HealthTable: 'must be a table: write [health], and below it targets = ["NAME"]',
    WebTable: 'must be a table: write [web], and below it listen = "127.0.0.1:8321"',
    PollingTable: 'must be a table: write [polling], and below it engine = "local"',
    SubscriptionTable: 'must be a table: write [[subscriptions]], and below it url = "…"',
    RuleTable: 'must be a table: write [[rules]], and below it name = "…" and match = "…"',
}
_TYPES = {
    "string_type": "must be text in quotes",
    "bool_type": "must be true or false, without quotes",
    "int_type": "must be a whole number, without quotes",
    "list_type": 'must be a list, such as ["one", "two"]',
    "dict_type": 'must be a table, such as { KEY = "value" }',
    "model_type": "must be a table of keys, not a single value",
    "time_delta_type": f"must be a duration; {HOW_TO}",
}
_TableT = TypeVar("_TableT", bound=Table)


def read_table(
    kind: type[_TableT], value: object, place: Place, problems: Problems
) -> _TableT | None:
    """Check one table, noting every mistake in it.

    Returns:
        The table; if it has mistakes, what is right of it with blanks for the rest, so that the
        rest can still be looked over; None if nothing of it can be used.
    """
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        mistakes = error.errors(include_url=False, include_input=False)
    for mistake in mistakes:
        at = tuple(part for part in mistake["loc"] if part != "[key]")
        problems.add((*place, *at), _in_words(mistake, kind))
    if not isinstance(value, dict):
        return None
    wrong = {mistake["loc"][0] for mistake in mistakes}
    rest = {key: held for key, held in value.items() if key not in wrong}
    blanks = {key: "" for key in wrong if key in kind.model_fields and _is_required(kind, str(key))}
    try:
        return kind.model_validate(rest | blanks)
    except ValidationError:
        return None


def _is_required(kind: type[Table], key: str) -> bool:
    return kind.model_fields[key].is_required()


def _in_words(mistake: ErrorDetails, kind: type[Table]) -> str:
    loc, sort, context = mistake["loc"], mistake["type"], mistake.get("ctx", {})
    match sort:
        case "extra_forbidden":
            return _unknown_key(str(loc[-1]), TABLES[str(loc[0])] if len(loc) > 1 else kind)
        case "missing":
            return "is missing"
        case "value_error":
            return str(context["error"])
        case "greater_than_equal":
            return f"must be at least {context['ge']}"
        case "less_than_equal":
            return f"must be at most {context['le']}"
    if kind is RootTable and loc in _HOW_TO_WRITE:
        return _HOW_TO_WRITE[loc]
    if not loc and kind in _AS_TABLE:
        return _AS_TABLE[kind]
    return _TYPES.get(sort, mistake["msg"])


def _unknown_key(key: str, kind: type[Table]) -> str:
    homes = [
        name
        for name, other in TABLES.items()
        if key in other.model_fields and other is not RootTable
    ]
    top = "the top of the file, above the first [table]"
    if key in AT_TOP and kind is not RootTable:
        homes.append(top)
    if homes == [top]:
        return f"belongs at {top}"
    if homes:
        return f"isn't a key of this table; it belongs to {' or '.join(homes)}"
    return "unknown key" + suggest(key, kind.model_fields)
