"""Schemas: what the API's answers hold, written by hand, held to the answers by a test."""

from __future__ import annotations

from typing import Any

from monitor.alerts.alert import DeliveryState
from monitor.rules.rule import HitKind
from monitor.store.history.match_state import MatchState

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
MOMENT: Schema = {"type": "string", "format": "date-time"}
MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
TEXTS: Schema = {"type": "array", "items": TEXT}
STATE: Schema = TEXT | {
    "enum": [state.value for state in MatchState],
    "description": "sent: a message shows the item's headline. grouped: a message about its event "
    "was sent, without this headline. waiting, held: a message is still to be sent. withheld, "
    "dead: none will be sent.",
}
DELIVERY_STATE: Schema = TEXT | {"enum": [state.value for state in DeliveryState]}
_WITHHELD: Schema = TEXT | {"description": "Why the target isn't told; empty: it is, or will be."}
_SILENCE: Schema = {
    "type": ["integer", "null"],
    "description": "The silence by which it isn't; null: by none, or it is no longer kept.",
}
_PAUSED: Schema = {
    "type": "boolean",
    "description": 'Switched off until somebody resumes it, by `PATCH` with `{"enabled": true}`.',
}
_CHANGED: Schema = {
    "changes": TEXTS | {"description": "What is different in the configuration file, in words."},
    "undo": {"type": ["integer", "null"]}
    | {"description": "Pass it to `/api/config/undo` to take it back; null: nothing changed."},
    "takes_effect": TEXT | {"description": "When it does, in words."},
}
_SENT_AS: Schema = TEXT | {
    "description": "The headline as it was sent, if it has changed since; otherwise empty."
}


def table(**properties: Schema) -> Schema:
    """Return the schema of an object that has all of these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def list_of(of: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": of}


def ref(name: str) -> Schema:
    """Return a reference to one of ``SCHEMAS``."""
    return {"$ref": f"#/components/schemas/{name}"}


_STORY = {
    "id": NUMBER,
    "title": TEXT | {"description": "The headline of its newest report."},
    "first_title": TEXT | {"description": "The headline of the report that opened it."},
    "opened_at": MOMENT,
    "last_item_at": MOMENT,
    "items": NUMBER | {"description": "Reports."},
    "first": TEXT | {"description": "The outlet that had it first."},
    "sources": TEXTS | {"description": "The first outlets, earliest first."},
    "source_count": NUMBER,
    "rules": TEXTS,
    "events": list_of(ref("Event")) | {"description": "What happened, the newest last."},
}

SCHEMAS: dict[str, Schema] = {
    "Error": table(error=TEXT),
    "Hit": table(
        term=TEXT,
        field=TEXT
        | {"description": "title, summary, content, full_text, author, tag, feed, site or lang."},
        start=NUMBER,
        end=NUMBER,
        found=TEXT,
        kind=TEXT | {"enum": [kind.value for kind in HitKind]},
        score=SHARE,
        alias=TEXT | {"description": "Which alias was found, or nothing."},
        means=TEXT
        | {
            "enum": ["", "lemma", "stem", "ending", "prefix"],
            "description": "By what another form was recognised, or nothing.",
        },
    ),
    "Match": table(
        id=NUMBER,
        rule=TEXT,
        score=SHARE,
        matched_at=MOMENT,
        item=NUMBER,
        story=NUMBER,
        story_items=NUMBER,
        title=TEXT,
        summary=TEXT,
        link=TEXT,
        source=TEXT,
        author=TEXT,
        lang=TEXT,
        tags=TEXTS,
        published_at=MOMENT,
        feed=TEXT,
        feed_name=TEXT,
        hits=list_of(ref("Hit"))
        | {
            "description": "Where the rule's terms stand in the item as it reads now; what an edit "
            "has taken out isn't among them."
        },
        full_text=TEXT
        | {
            "description": "The passage of the full text that holds what the feed hasn't said; "
            "empty where the feed has said it all."
        },
        state=STATE,
        fate=TEXT | {"description": "The same, in a sentence."},
        sent_at=MAYBE_MOMENT | {"description": "When it was first sent."},
        sent_as=_SENT_AS,
        withheld=TEXT
        | {
            "description": "Why it was withheld; empty if it wasn't. edited: it was "
            "sent, but its present headline wasn't."
        },
        vote={"type": ["integer", "null"], "enum": [1, -1, None]},
        deliveries=list_of(
            table(
                target=TEXT,
                state=STATE,
                at=MAYBE_MOMENT | {"description": "When it was sent, or is tried next."},
                withheld=_WITHHELD,
                silence=_SILENCE,
            )
        ),
    ),
    "Event": table(
        id=NUMBER,
        title=TEXT | {"description": "The headline of the report that opened it."},
        at=MOMENT | {"description": "When it was first reported."},
        items=NUMBER | {"description": "Reports."},
        first=TEXT | {"description": "The outlet that had it first."},
        sources=TEXTS | {"description": "The first outlets, earliest first."},
        source_count=NUMBER,
        alerts=list_of(
            table(
                rule=TEXT,
                state=TEXT
                | {
                    "enum": ["sent", "waiting", "held", "dead"],
                    "description": "What became of the rule's alert about it.",
                },
            )
        ),
    ),
    "Story": table(**_STORY),
    "StoryDetail": table(
        **_STORY,
        timeline=list_of(
            table(
                item=NUMBER,
                event=NUMBER,
                published_at=MOMENT,
                source=TEXT,
                title=TEXT,
                link=TEXT,
                lang=TEXT,
                why=TEXT | {"description": "Why it is in its event, in a sentence."},
                rules=TEXTS,
            )
        ),
    ),
    "Rule": table(
        name=TEXT,
        match=TEXT | {"description": "As written."},
        canonical=TEXT | {"description": "As it is read; empty for a paused rule."},
        paused=_PAUSED,
        targets=TEXTS,
        group=TEXT | {"enum": ["story", "item", "day"], "description": "What makes one message."},
        matches=NUMBER
        | {"description": "In the last `days` days; this holds for all the figures below, too."},
        stories=NUMBER,
        alerts=NUMBER,
        good=NUMBER,
        bad=NUMBER,
        corrections=NUMBER | {"description": "Matches sent by hand as events of their own."},
        precision={"type": ["number", "null"], "minimum": 0, "maximum": 1},
        last_match_at=MAYBE_MOMENT,
        per_day=list_of(NUMBER),
    ),
    "Feed": table(
        id=NUMBER,
        url=TEXT | {"description": "Without its query, where tokens are kept."},
        name=TEXT,
        tags=TEXTS,
        health=TEXT | {"enum": ["ok", "failing", "dead", "gone", "changed", "silent"]},
        status=TEXT | {"description": "The same, in a sentence."},
        paused=_PAUSED,
        failures=NUMBER,
        last_poll_at=MAYBE_MOMENT,
        last_success_at=MAYBE_MOMENT,
        last_new_at=MAYBE_MOMENT,
        next_poll_at=MAYBE_MOMENT,
        next_reason=TEXT,
    ),
    "Alert": table(
        id=NUMBER,
        target=TEXT,
        state=DELIVERY_STATE,
        hold=TEXT,
        attempts=NUMBER | {"description": "All of them, including those before a retry."},
        last_error=TEXT,
        withheld=_WITHHELD,
        silence=_SILENCE,
        created_at=MOMENT,
        next_attempt_at=MAYBE_MOMENT,
        delivered_at=MAYBE_MOMENT,
        edits=NUMBER | {"description": "How often it was edited as its event grew."},
        edited_at=MAYBE_MOMENT,
        edit_error=TEXT | {"description": "Why the last edit failed, or why there are no more."},
        rule=TEXT,
        rules=list_of(TEXT),
        title=TEXT | {"description": "Once an alert is delivered, its headline as it was sent."},
        title_now=TEXT
        | {"description": "That headline as it reads now, if it has changed; otherwise empty."},
        story={"type": ["integer", "null"]},
    ),
    "Target": table(
        name=TEXT,
        kind=TEXT | {"description": "slack, mail, console or text; empty: it isn't in use."},
        edits={"type": "boolean", "description": "Whether its messages grow with their events."},
        paused=_PAUSED,
        rules=TEXTS | {"description": "The rules that tell it."},
        delivered=NUMBER,
        waiting=NUMBER,
        dead=NUMBER,
        last_delivered_at=MAYBE_MOMENT,
        last_error=TEXT,
    ),
    "Silence": table(
        id=NUMBER,
        rule=TEXT | {"description": "Empty for a story's."},
        story={"type": ["integer", "null"]},
        until=MOMENT,
        created_by={"type": ["string", "null"]}
        | {"description": "Such as `a link in desk`; null: by the page, a command or the API."},
    ),
    "Version": table(
        number=NUMBER | {"description": "Pass it to `/api/config/undo`."},
        at=MOMENT,
        changes=TEXTS | {"description": "What changed after it, in words."},
    ),
    "Changed": table(**_CHANGED),
    "FeedAdded": table(
        **_CHANGED,
        url=TEXT | {"description": "The address of the feed."},
        others=TEXTS | {"description": "The addresses of other feeds of that page."},
    ),
    "Done": table(done=TEXT | {"description": "What was done, in words."}),
}
