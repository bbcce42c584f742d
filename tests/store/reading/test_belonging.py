"""Why an item is in its event, in a sentence that anybody understands."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.store.reading.belonging import because, outlets, told
from monitor.store.reading.story_events import StoryEvent
from monitor.store.writing.stories import Why, why_from_text, why_to_text
from monitor.stories.assignment import Assignment, Reason, Shared

US = "Volkswagen opens US battery plant"


def why(reason, *, shared=(), new=(), like=""):
    """As it is read back from the database."""
    return why_from_text(
        why_to_text(
            Assignment(
                story=1,
                event=2,
                reason=reason,
                score=0.9,
                why=tuple(Shared(word, 0.1) for word in shared),
                new=tuple(new),
                like=like,
            )
        )
    )


@pytest.mark.parametrize(
    ("kept", "sentence"),
    [
        (None, "opens the story"),
        (why(Reason.NEW, shared=["Volkswagen"]), "opens the story"),
        (
            why(Reason.NEW, shared=["Volkswagen"], new=["Tennessee", "$2bn"]),
            "opens the story: shares ‘Volkswagen’ with another, but ‘Tennessee’ and ‘$2bn’ are new",
        ),
        (
            why(Reason.NEW, shared=["Volkswagen"], new=["Tennessee"], like=US),
            f"opens the story: shares ‘Volkswagen’ with “{US}”, but ‘Tennessee’ is new",
        ),
        (
            why(Reason.SAME_EVENT, shared=["Valencia", "battery", "plant"], like=US),
            f"reports the same event as “{US}”, 90% sure: shares ‘Valencia’, ‘battery’ and ‘plant’",
        ),
        (why(Reason.SAME_EVENT, like=US), f"reports the same event as “{US}”, 90% sure"),
        (
            why(Reason.DEVELOPMENT, new=["Tennessee"], like=US),
            f"another event than “{US}”: ‘Tennessee’ is new",
        ),
        (
            why(Reason.UPDATED, new=["resigns"], like=US),
            f"headline changed from “{US}”: ‘resigns’ is new",
        ),
        (
            why(Reason.DEVELOPMENT, shared=["plant"], new=["Tennessee", "$2bn"]),
            "another event: ‘Tennessee’ and ‘$2bn’ are new",
        ),
        (why(Reason.DEVELOPMENT, shared=["plant"]), "another event of the story"),
        (why(Reason.UPDATED, new=["resigns"]), "headline changed: ‘resigns’ is new"),
        (why(Reason.UPDATED), "headline changed"),
        (why(Reason.SAME_LINK), "has the address of another report of the event"),
        (why(Reason.SAME_GUID), "is the same item as another report of the event"),
        (why(Reason.SAME_TITLE), "has the headline of another report of the event"),
    ],
)
def test_each_reason_is_a_sentence(kept, sentence):
    assert because(kept) == sentence


def test_an_edit_is_told_with_the_headline_before_it_and_when():
    kept = why(Reason.UPDATED, like="Blume stays")
    assert because(kept, edited="07:01") == "headline changed from “Blume stays” at 07:01"


def test_every_reason_there_is_has_one():
    for reason in Reason:
        sentence = because(why(reason, shared=["a"], new=["b"]))
        assert sentence != reason.value


def test_a_row_of_an_earlier_version_shows_its_reason_alone_as_it_has_stems():
    old = why_from_text(
        '{"reason":"same event","score":0.4,"shared":[["northgat",0.2],["on",0.1]]}'
    )
    assert because(old) == "reports the same event"
    other = Why(reason="absorbed", score=0.4, shared=(("northgat", 0.2),))
    assert because(other) == "absorbed"


def test_what_may_be_parts_of_two_words_is_left_out():
    """Chinese is compared by pairs of characters; 信證 are the ends of two words."""
    kept = why(Reason.DEVELOPMENT, new=["崇信", "信證", "iPhone", "阿里巴巴"])
    assert because(kept) == "another event: ‘iPhone’ and ‘阿里巴巴’ are new"
    assert because(why(Reason.DEVELOPMENT, new=["信證"])) == "another event of the story"


def test_few_words_and_no_more_of_a_headline_than_there_is_room_for():
    kept = why(
        Reason.SAME_EVENT,
        shared=["one", "two", "three", "four", "five", "six"],
        like="A headline that goes on and on, and on: as if nobody ever counted",
    )
    assert because(kept) == (
        "reports the same event as “A headline that goes on and on, and on: as if nobody ever …”, "
        "90% sure: shares ‘one’, ‘two’, ‘three’ and ‘four’"
    )
    assert "…" in because(why(Reason.SAME_EVENT, like="x" * 100))


def event(*sources, count=None, alerts=()):
    return StoryEvent(
        id=1,
        title=US,
        at=datetime(2025, 2, 13, tzinfo=UTC),
        sources=sources,
        source_count=count or len(sources),
        alerts=alerts,
        tellings=(),
    )


def test_who_has_an_event():
    assert outlets(event("Wire")) == "Wire"
    assert outlets(event("Wire", "Post")) == "Wire first, then Post"
    assert outlets(event("Wire", "Post", "Globe", count=7), label=str.upper) == (
        "WIRE first, then POST, GLOBE and 4 more"
    )
    assert outlets(event()) == "its headline has changed since"


def test_told_is_said_only_of_what_was_sent():
    assert told(event("Wire")) == ""
    assert told(event("Wire", alerts=(("Cars", "sent"), ("Plants", "sent")))) == (
        "sent by Cars, Plants"
    )
    assert told(event("Wire", alerts=(("A", "dead"), ("B", "held"), ("C", "waiting")))) == (
        "waiting: C; held: B; given up: A"
    )
