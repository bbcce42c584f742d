"""Bodies: what is sent to the API to change something, as JSON Schema.

Only what can't make sense is refused here; the rest is checked as the file itself is.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.alerts.planning.policy import Group, Mode, Priority
from monitor.web.api.schemas import Schema

_TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": 2_000}
_NAME: Schema = _TEXT | {"maxLength": 200}
_WORDS: Schema = {"type": "array", "items": _NAME, "maxItems": 100}
_FLAG: Schema = {"type": "boolean"}
_COUNT: Schema = {"type": "integer", "minimum": 0, "maximum": 100_000}


def _body(properties: Mapping[str, Schema], *required: str) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _or_none(schema: Schema) -> Schema:
    """A key that null takes out of the file again."""
    found = schema | {"type": [schema["type"], "null"]}
    return found | ({"enum": [*schema["enum"], None]} if "enum" in schema else {})


def _choice(of: type[Group | Mode | Priority]) -> Schema:
    return {"type": "string", "enum": [each.value for each in of]}


_RULE = {
    "about": _TEXT,
    "aliases": {
        "type": "object",
        "propertyNames": _NAME,
        "additionalProperties": _WORDS,
        "maxProperties": 100,
    },
    "fuzzy": _FLAG,
    "targets": _WORDS,
    "group": _choice(Group),
    "mode": _choice(Mode),
    "digest": _TEXT,
    "quiet_hours": _TEXT,
    "urgent": _FLAG,
    "max_per_hour": _COUNT,
    "priority": _choice(Priority),
    "languages": _WORDS,
    "feeds": _WORDS,
    "tags": _WORDS,
    "again_after": _NAME,
    "again_at": {"type": "array", "items": _COUNT, "maxItems": 100},
    "expect": _NAME,
    "spike": _FLAG,
    "enabled": _FLAG,
}
_FEED: dict[str, Schema] = {
    "name": _NAME,
    "tags": _WORDS,
    "lang": _NAME,
    "interval": _NAME,
    "backfill": _NAME,
    "full_text": _NAME,
    "enabled": _FLAG,
}
_TARGET: dict[str, Schema] = {
    "mode": _choice(Mode),
    "answers": _FLAG,
    "digest": _TEXT,
    "quiet_hours": _TEXT,
    "max_per_hour": _COUNT,
    "languages": _WORDS,
    "feeds": _WORDS,
    "tags": _WORDS,
    "enabled": _FLAG,
}
_WEB_ADDRESS: Schema = _TEXT | {"pattern": "^https?://[^\\s]+$"}

ADD_RULE = _body({"name": _NAME, "match": _TEXT} | _RULE, "name", "match")
CHANGE_RULE = _body({"match": _TEXT} | {key: _or_none(held) for key, held in _RULE.items()})
ADD_FEED = _body(
    {
        "url": _WEB_ADDRESS | {"description": "A feed's, or a page's whose feed is looked for."},
        "name": _NAME,
        "tags": _WORDS,
        "lang": _NAME,
        "unchecked": _FLAG | {"description": "true adds the address as it is, without reading it."},
    },
    "url",
)
CHANGE_FEED = _body({key: _or_none(held) for key, held in _FEED.items()})
FIND_FEEDS = _body({"url": _TEXT}, "url")
IMPORT_FEEDS = _body({"opml": _TEXT | {"maxLength": 2_000_000}}, "opml")
ADD_TARGET = _body({"name": _NAME, "url": _TEXT} | _TARGET, "name", "url")
CHANGE_TARGET = _body({"url": _TEXT} | {key: _or_none(held) for key, held in _TARGET.items()})
SILENCE = _body(
    {
        "for": _TEXT | {"description": "How long: `2h`, `3d`."},
        "rule": _NAME,
        "story": {"type": "integer", "minimum": 1, "maximum": 2**53},
    },
    "for",
)
VOTE = _body({"vote": {"type": "string", "enum": ["good", "bad", "none"]}}, "vote")
UNDO = _body({"number": {"type": "integer", "minimum": 1, "maximum": 999_999_999}})
NOTHING = _body({})
