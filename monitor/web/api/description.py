"""The API's description, by OpenAPI 3.1: written by hand, held to the answers by a test."""

from __future__ import annotations

from monitor import __version__
from monitor.store.history.match_state_sql import ASKED_FOR
from monitor.web.api import body_schemas
from monitor.web.api.schemas import (
    DELIVERY_STATE,
    NUMBER,
    SCHEMAS,
    TEXT,
    Schema,
    list_of,
    ref,
    table,
)

_NEXT = TEXT | {"description": "Pass it as `after` to get the next page; empty on the last one."}


def _query(name: str, description: str, schema: Schema = TEXT) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema}


_ID = {"name": "id", "in": "path", "required": True, "schema": NUMBER}
_LIMIT = _query(
    "limit",
    "How many entries to return at most.",
    NUMBER | {"minimum": 1, "maximum": 500, "default": 50},
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
        "content": _json(ref("Error")),
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


def _change(
    summary: str, answer: str | Schema, *parameters: Schema, body: Schema | None = None
) -> Schema:
    """One that changes something; where something new comes of it, it answers 201."""
    is_new = summary.startswith(("Add", "Import", "Silence"))
    schema = ref(answer) if isinstance(answer, str) else answer
    found: Schema = {
        "summary": summary,
        "parameters": list(parameters),
        "security": [{"token": []}],
        "responses": {
            "201" if is_new else "200": {"description": "It is done.", "content": _json(schema)},
            "4XX": {
                "description": "It can't be done; the body says why. 401, 403: the token is "
                "missing, wrong, or may only read.",
                "content": _json(ref("Error")),
            },
        },
    }
    if body is not None:
        found["requestBody"] = {"required": bool(body["required"]), "content": _json(body)}
    return found


DESCRIPTION: Schema = {
    "openapi": "3.1.0",
    "info": {
        "title": "news-monitor",
        "version": __version__,
        "description": "What was found and who was told, as the page shows it; and changing what "
        "is watched, with a token that may write. A parameter, or a value, that isn't described "
        "is a 400 that names the nearest one.",
        "license": {"name": "MIT", "identifier": "MIT"},
    },
    "paths": {
        "/api/matches": _get(
            "Matches",
            table(matches=list_of(ref("Match")), next=_NEXT),
            _SEARCH,
            _RULE,
            _SINCE,
            _UNTIL,
            _query("feed", "Part of a feed's URL, name or title, or of the item's source."),
            _query("site", "The host of the item's link, or a domain above it."),
            _query("lang", "A language's code."),
            _query("story", "A story's id.", NUMBER),
            _query(
                "target", "Meant for this target; with `state`, that is what became of it there."
            ),
            _query(
                "state",
                "What became of it; `unsent`: anything but sent.",
                TEXT | {"enum": list(ASKED_FOR)},
            ),
            _query(
                "withheld",
                "Why it was withheld; `any`: for any reason; `none`: it wasn't withheld.",
            ),
            _query("voted", "How it was voted on.", TEXT | {"enum": ["good", "bad", "none"]}),
            _query(
                "sort",
                "Newest publication first, or best first for `q`.",
                TEXT | {"enum": ["time", "relevance"], "default": "time"},
            ),
            _LIMIT,
            _AFTER,
        ),
        "/api/matches/{id}": _get("One match", ref("Match"), _ID),
        "/api/stories": _get(
            "Stories that some rule has matched",
            table(stories=list_of(ref("Story")), next=_NEXT),
            _SEARCH,
            _RULE,
            _SINCE,
            _UNTIL,
            _query(
                "sort",
                "By the newest report, or by the number of reports.",
                TEXT | {"enum": ["newest", "biggest"], "default": "newest"},
            ),
            _LIMIT,
            _AFTER,
        ),
        "/api/stories/{id}": _get("One story with its reports", ref("StoryDetail"), _ID),
        "/api/rules": _get("Rules", table(rules=list_of(ref("Rule")), days=NUMBER)),
        "/api/feeds": _get(
            "Feeds, those in trouble first",
            table(feeds=list_of(ref("Feed")), next=_NEXT),
            _query("q", "Part of a feed's URL, name or title."),
            _query("health", "Only those that aren't well.", TEXT | {"enum": ["trouble"]}),
            _LIMIT,
            _AFTER,
        ),
        "/api/alerts": _get(
            "Deliveries, newest first",
            table(alerts=list_of(ref("Alert"))),
            _query(
                "state",
                "Only those in this state.",
                DELIVERY_STATE,
            ),
            _query("target", "Only those to this target."),
            _LIMIT,
        ),
        "/api/targets": _get("Targets", table(targets=list_of(ref("Target")))),
        "/api/silences": _get("Silences that hold", table(silences=list_of(ref("Silence")))),
        "/api/config/history": _get(
            "Earlier states of the configuration file, newest first",
            table(versions=list_of(ref("Version"))),
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

_NAME = {"name": "name", "in": "path", "required": True, "schema": TEXT | {"minLength": 1}}
_CHANGES: dict[str, dict[str, Schema]] = {
    "/api/rules": {"post": _change("Add a rule", "Changed", body=body_schemas.ADD_RULE)},
    "/api/rules/{name}": {
        "patch": _change("Change or pause a rule", "Changed", _NAME, body=body_schemas.CHANGE_RULE),
        "delete": _change("Remove a rule", "Changed", _NAME),
    },
    "/api/feeds": {
        "post": _change(
            "Add a feed, or the first that is found at a page",
            "FeedAdded",
            body=body_schemas.ADD_FEED,
        )
    },
    "/api/feeds/import": {
        "post": _change("Import a list of feeds (OPML)", "Changed", body=body_schemas.IMPORT_FEEDS)
    },
    "/api/feeds/find": {
        "post": _change(
            "Find the feeds of a page; adds nothing",
            table(
                feeds=list_of(table(url=TEXT, title=TEXT, items=NUMBER, how=TEXT)),
                problem=TEXT | {"description": "Why there are none."},
            ),
            body=body_schemas.FIND_FEEDS,
        )
    },
    "/api/feeds/{id}": {
        "patch": _change(
            "Change, pause, resume a feed", "Changed", _ID, body=body_schemas.CHANGE_FEED
        ),
        "delete": _change("Remove a feed", "Changed", _ID),
    },
    "/api/feeds/{id}/poll": {"post": _change("Poll a feed now", "Done", _ID)},
    "/api/targets": {"post": _change("Add a target", "Changed", body=body_schemas.ADD_TARGET)},
    "/api/targets/{name}": {
        "patch": _change(
            "Change, pause, resume a target", "Changed", _NAME, body=body_schemas.CHANGE_TARGET
        ),
        "delete": _change("Remove a target", "Changed", _NAME),
    },
    "/api/targets/{name}/test": {"post": _change("Send a sample to a target", "Done", _NAME)},
    "/api/silences": {
        "post": _change("Silence a rule or a story", "Done", body=body_schemas.SILENCE)
    },
    "/api/silences/{id}": {"delete": _change("End a silence", "Done", _ID)},
    "/api/matches/{id}/vote": {
        "post": _change("Vote on a match", "Done", _ID, body=body_schemas.VOTE)
    },
    "/api/matches/{id}/send": {
        "post": _change("Send a match that was grouped or withheld", "Done", _ID)
    },
    "/api/alerts/{id}/retry": {
        "post": _change("Try a dead delivery again, or send a withheld one", "Done", _ID)
    },
    "/api/config/undo": {
        "post": _change("Go back to an earlier configuration", "Changed", body=body_schemas.UNDO)
    },
}
for _path, _methods in _CHANGES.items():
    DESCRIPTION["paths"].setdefault(_path, {}).update(_methods)


def body_of(method: str, path: str) -> Schema | None:
    """Return the schema of what is sent to an address; None: nothing is."""
    sent = DESCRIPTION["paths"][path][method.lower()].get("requestBody")
    return sent["content"]["application/json"]["schema"] if sent else None
