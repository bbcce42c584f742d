"""The API's description, by OpenAPI 3.1: written by hand, held to the answers by a test."""

from __future__ import annotations

from typing import Any

from monitor import __version__
from monitor.store.history.match_state import MatchState
from monitor.store.history.match_state_sql import ASKED_FOR

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer"}
_SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_STATE: Schema = _TEXT | {
    "enum": [state.value for state in MatchState],
    "description": "sent: a message shows the item's headline. grouped: a message about its event "
    "was sent, without this headline. waiting, held: a message is still to be sent. withheld, "
    "dead: none will be sent.",
}
_SENT_AS: Schema = _TEXT | {
    "description": "The headline as it was sent, if it has changed since; otherwise empty."
}


def _table(**properties: Schema) -> Schema:
    """Return the schema of an object that has all of these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_NEXT = _TEXT | {"description": "Pass it as `after` to get the next page; empty on the last one."}

_STORY = {
    "id": _NUMBER,
    "title": _TEXT | {"description": "The headline of its newest report."},
    "first_title": _TEXT | {"description": "The headline of the report that opened it."},
    "opened_at": _MOMENT,
    "last_item_at": _MOMENT,
    "items": _NUMBER | {"description": "Reports."},
    "first": _TEXT | {"description": "The outlet that had it first."},
    "sources": _TEXTS | {"description": "The first outlets, earliest first."},
    "source_count": _NUMBER,
    "rules": _TEXTS,
    "events": _list(_ref("Event")) | {"description": "What happened, the newest last."},
}

SCHEMAS: dict[str, Schema] = {
    "Error": _table(error=_TEXT),
    "Hit": _table(
        term=_TEXT,
        field=_TEXT
        | {"description": "title, summary, content, full_text, author, tag, feed, site or lang."},
        start=_NUMBER,
        end=_NUMBER,
        found=_TEXT,
        kind=_TEXT | {"enum": ["exact", "inflected", "joined", "alias", "prefix", "regex", "typo"]},
        score=_SHARE,
        alias=_TEXT | {"description": "Which alias was found, or nothing."},
        means=_TEXT
        | {
            "enum": ["", "lemma", "stem", "ending", "prefix"],
            "description": "By what another form was recognised, or nothing.",
        },
    ),
    "Match": _table(
        id=_NUMBER,
        rule=_TEXT,
        score=_SHARE,
        matched_at=_MOMENT,
        item=_NUMBER,
        story=_NUMBER,
        story_items=_NUMBER,
        title=_TEXT,
        summary=_TEXT,
        link=_TEXT,
        source=_TEXT,
        author=_TEXT,
        lang=_TEXT,
        tags=_TEXTS,
        published_at=_MOMENT,
        feed=_TEXT,
        feed_name=_TEXT,
        hits=_list(_ref("Hit")),
        full_text=_TEXT
        | {
            "description": "The passage of the full text that holds what the feed hasn't said; "
            "empty where the feed has said it all."
        },
        state=_STATE,
        fate=_TEXT | {"description": "The same, in a sentence."},
        sent_at=_MAYBE_MOMENT | {"description": "When it was first sent."},
        sent_as=_SENT_AS,
        withheld=_TEXT
        | {
            "description": "Why it was withheld; empty if it wasn't. edited: it was "
            "sent, but its present headline wasn't."
        },
        vote={"type": ["integer", "null"], "enum": [1, -1, None]},
        deliveries=_list(
            _table(
                target=_TEXT,
                state=_STATE,
                at=_MAYBE_MOMENT | {"description": "When it was sent, or is tried next."},
            )
        ),
    ),
    "Event": _table(
        id=_NUMBER,
        title=_TEXT | {"description": "The headline of the report that opened it."},
        at=_MOMENT | {"description": "When it was first reported."},
        items=_NUMBER | {"description": "Reports."},
        first=_TEXT | {"description": "The outlet that had it first."},
        sources=_TEXTS | {"description": "The first outlets, earliest first."},
        source_count=_NUMBER,
        alerts=_list(
            _table(
                rule=_TEXT,
                state=_TEXT
                | {
                    "enum": ["sent", "waiting", "held", "dead"],
                    "description": "What became of the rule's alert about it.",
                },
            )
        ),
    ),
    "Story": _table(**_STORY),
    "StoryDetail": _table(
        **_STORY,
        timeline=_list(
            _table(
                item=_NUMBER,
                event=_NUMBER,
                published_at=_MOMENT,
                source=_TEXT,
                title=_TEXT,
                link=_TEXT,
                lang=_TEXT,
                why=_TEXT | {"description": "Why it is in its event, in a sentence."},
                rules=_TEXTS,
            )
        ),
    ),
    "Rule": _table(
        name=_TEXT,
        match=_TEXT | {"description": "As written."},
        canonical=_TEXT,
        targets=_TEXTS,
        group=_TEXT | {"enum": ["story", "item", "day"], "description": "What makes one message."},
        matches=_NUMBER
        | {"description": "In the last `days` days; this holds for all the figures below, too."},
        stories=_NUMBER,
        alerts=_NUMBER,
        good=_NUMBER,
        bad=_NUMBER,
        corrections=_NUMBER | {"description": "Matches sent by hand as events of their own."},
        precision={"type": ["number", "null"], "minimum": 0, "maximum": 1},
        last_match_at=_MAYBE_MOMENT,
        per_day=_list(_NUMBER),
    ),
    "Feed": _table(
        id=_NUMBER,
        url=_TEXT | {"description": "Without its query, where tokens are kept."},
        name=_TEXT,
        tags=_TEXTS,
        health=_TEXT | {"enum": ["ok", "failing", "dead", "gone", "changed", "silent"]},
        status=_TEXT | {"description": "The same, in a sentence."},
        failures=_NUMBER,
        last_poll_at=_MAYBE_MOMENT,
        last_success_at=_MAYBE_MOMENT,
        last_new_at=_MAYBE_MOMENT,
        next_poll_at=_MAYBE_MOMENT,
        next_reason=_TEXT,
    ),
    "Alert": _table(
        id=_NUMBER,
        target=_TEXT,
        state=_TEXT | {"enum": ["pending", "grouped", "delivered", "dead"]},
        hold=_TEXT,
        attempts=_NUMBER | {"description": "All of them, including those before a retry."},
        last_error=_TEXT,
        created_at=_MOMENT,
        next_attempt_at=_MAYBE_MOMENT,
        delivered_at=_MAYBE_MOMENT,
        rule=_TEXT,
        rules=_list(_TEXT),
        title=_TEXT | {"description": "Once an alert is delivered, its headline as it was sent."},
        title_now=_TEXT
        | {"description": "That headline as it reads now, if it has changed; otherwise empty."},
        story={"type": ["integer", "null"]},
    ),
}


def _query(name: str, description: str, schema: Schema = _TEXT) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema}


_ID = {"name": "id", "in": "path", "required": True, "schema": _NUMBER}
_LIMIT = _query(
    "limit",
    "How many entries to return at most.",
    _NUMBER | {"minimum": 1, "maximum": 500, "default": 50},
)
_AFTER = _query("after", "`next` of the page before.")
_SEARCH = _query(
    "q",
    "Words in the item, in any form (`resign` finds resigned; `=resign` doesn't): "
    '`(apple OR huawei) "joe tsai" alib* -pie title:中国`. '
    "What can't be read is a 400 that says why.",
)
_SINCE = _query("since", "Published since: `7d`, `24h`, `today`, `yesterday`, `2025-02-13`.")
_UNTIL = _query("until", "Published before; written as `since` is.")
_RULE = _query("rule", "A rule's name.")


def _get(summary: str, answer: Schema, *parameters: Schema) -> Schema:
    failure = {
        "description": "The request can't be answered; the body says why.",
        "content": _json(_ref("Error")),
    }
    return {
        "get": {
            "summary": summary,
            "parameters": list(parameters),
            "responses": {
                "200": {"description": "The answer.", "content": _json(answer)},
                "4XX": failure,
            },
        }
    }


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


DESCRIPTION: Schema = {
    "openapi": "3.1.0",
    "info": {
        "title": "news-monitor",
        "version": __version__,
        "description": "What was found and who was told, as the page shows it. Read-only. "
        "A parameter, or a value, that isn't described is a 400 that names the nearest one.",
        "license": {"name": "MIT", "identifier": "MIT"},
    },
    "paths": {
        "/api/matches": _get(
            "Matches",
            _table(matches=_list(_ref("Match")), next=_NEXT),
            _SEARCH,
            _RULE,
            _SINCE,
            _UNTIL,
            _query("feed", "Part of a feed's URL, name or title, or of the item's source."),
            _query("site", "The host of the item's link, or a domain above it."),
            _query("lang", "A language's code."),
            _query("story", "A story's id.", _NUMBER),
            _query("target", "Meant for this target; with `state=sent`, sent to it."),
            _query(
                "state",
                "What became of it; `unsent`: anything but sent.",
                _TEXT | {"enum": list(ASKED_FOR)},
            ),
            _query(
                "withheld",
                "Why it was withheld; `any`: for any reason; `none`: it wasn't withheld.",
            ),
            _query("voted", "How it was voted on.", _TEXT | {"enum": ["good", "bad", "none"]}),
            _query(
                "sort",
                "Newest publication first, or best first for `q`.",
                _TEXT | {"enum": ["time", "relevance"], "default": "time"},
            ),
            _LIMIT,
            _AFTER,
        ),
        "/api/matches/{id}": _get("One match", _ref("Match"), _ID),
        "/api/stories": _get(
            "Stories that some rule has matched",
            _table(stories=_list(_ref("Story")), next=_NEXT),
            _SEARCH,
            _RULE,
            _SINCE,
            _UNTIL,
            _query(
                "sort",
                "By the newest report, or by the number of reports.",
                _TEXT | {"enum": ["newest", "biggest"], "default": "newest"},
            ),
            _LIMIT,
            _AFTER,
        ),
        "/api/stories/{id}": _get("One story with its reports", _ref("StoryDetail"), _ID),
        "/api/rules": _get("Rules", _table(rules=_list(_ref("Rule")), days=_NUMBER)),
        "/api/feeds": _get(
            "Feeds, those in trouble first",
            _table(feeds=_list(_ref("Feed")), next=_NEXT),
            _query("q", "Part of a feed's URL, name or title."),
            _query("health", "Only those that aren't well.", _TEXT | {"enum": ["trouble"]}),
            _LIMIT,
            _AFTER,
        ),
        "/api/alerts": _get(
            "Deliveries, newest first",
            _table(alerts=_list(_ref("Alert"))),
            _query(
                "state",
                "Only those in this state.",
                _TEXT | {"enum": ["pending", "grouped", "delivered", "dead"]},
            ),
            _query("target", "Only those to this target."),
            _LIMIT,
        ),
    },
    "components": {
        "schemas": SCHEMAS,
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer"},
            "password": {"type": "http", "scheme": "basic"},
        },
    },
    "security": [{}, {"token": []}, {"password": []}],
}
