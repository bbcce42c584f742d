"""Reading one table: its values by their schema, and every mistake in it in words.

Each mistake is noted with its place and what to write instead; what is right of a table goes on to
be looked over. Without this module people would read pydantic's messages, one at a time.
"""

from __future__ import annotations

from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from monitor.config.reading.lines import Place
from monitor.config.reading.problems import Problems, suggest
from monitor.config.reading.schema import (
    AT_TOP,
    TABLES,
    FeedTable,
    HealthTable,
    HeartbeatTable,
    JudgeTable,
    PollingTable,
    RootTable,
    RuleTable,
    SubscriptionTable,
    Table,
    TargetTable,
    WebTable,
)
from monitor.durations import HOW_TO

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
    HeartbeatTable: 'must be a table: write [heartbeat], and below it url = "…"',
    JudgeTable: 'must be a table: write [judge], and below it url = "…" and model = "…"',
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
