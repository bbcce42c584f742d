"""Schema: the keys of config.toml, what each may hold, and what it is when left out.

One class for each kind of table; docs/configuration.md describes the same keys, and a test holds
the two together. Values are checked as far as they can be by themselves; what needs the rest of the
file, the disk or the environment is checked by ``config.tables``.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from monitor.alerts.planning.policy import Group, Priority
from monitor.config.reading.values import (
    Age,
    ArchiveAge,
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
    archive_after: ArchiveAge = None
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
    *("aliases", "targets", "health", "heartbeat", "judge", "web", "polling"),
    *("feeds", "subscriptions", "rules"),
}
"""Keys that stand by themselves at the top of the file."""
