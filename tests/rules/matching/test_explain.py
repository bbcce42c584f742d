"""Why a rule matched, and what was missing when it didn't."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.item import Item
from monitor.rules import Hit, HitKind, explain, marked, parse_rule


@pytest.fixture
def explained(known):
    def look(text, title, **given):
        rule = parse_rule(text, name="r", **given)
        return explain(rule, Item(feed="f", key="k", title=title, lang="en"), known=known)

    return look


@pytest.mark.parametrize(
    ("text", "title", "sentence"),
    [
        ("Apple + China + AI", "Apple in China with AI", "all 3"),
        ("Apple + China + AI", "Apple in China", "2 of 3: no AI"),
        ("Apple + China + AI", "Spain", "0 of 3: no Apple, no China, no AI"),
        ("Apple + China - pie", "Apple pie in China", "2 of 3: pie is there"),
        ("Apple - pie", "Two Apple pies", "1 of 2: pie is there: “pies”"),
        (
            "Jaguar - (car | NFL | team)",
            "Jaguar: the car the Team drives",
            "1 of 2: car | NFL | team is there: “car”, “Team”",
        ),
        ("Apple + (iPhone | iPad)", "Apple", "1 of 2: no iPhone | iPad"),
        ("2of(Apple, China, AI)", "Apple", "1 of 3, 2 needed: no China, no AI"),
        ("2of(Apple, China, AI)", "Apple AI", "2 of 3: no China"),
        ("title:2of(Apple, China)", "Apple", "1 of 2, 2 needed: no title:China"),
        ("Apple", "Apple", "found"),
        ("Apple", "Spain", "no Apple"),
        ("title:(Apple + China)", "Apple", "1 of 2: no title:China"),
        (
            "Earthquake + Japan",
            "Strong earthquakes hit Japan",
            "1 of 2: no Earthquake, only “earthquakes” (write earthquake to find both)",
        ),
        ("US", "It tells us more", "no US"),
        (
            "tesla recall",
            "Tesla announces recall",
            'no "tesla recall", only its words apart (write tesla + recall to find them)',
        ),
        ("tesla recall", "Tesla grows", 'no "tesla recall"'),
        ("Target", "A set target", "no Target, only “target” (write target to find both)"),
    ],
)
def test_a_sentence_says_what_is_missing(explained, text, title, sentence):
    assert explained(text, title).sentence == sentence


def test_a_match_has_its_hits_and_score(explained):
    found = explained("Apple + tariff", "Apple fears tariffs")
    assert found.matched
    assert found.score == 0.95
    assert [(hit.found, hit.kind) for hit in found.hits] == [
        ("Apple", HitKind.EXACT),
        ("tariffs", HitKind.INFLECTED),
    ]
    assert (found.found, found.missing) == (("Apple", "tariff"), ())


def test_what_was_found_is_shown_even_without_a_match(explained):
    found = explained("Apple + China + AI", "Apple in China")
    assert not found.matched
    assert found.score == 0
    assert [hit.found for hit in found.hits] == ["Apple", "China"]
    assert (found.found, found.missing) == (("Apple", "China"), ("AI",))


def hit(start, end, field="title"):
    return Hit(term="t", field=field, start=start, end=end, found="", kind=HitKind.EXACT, score=1)


def test_a_text_is_cut_at_its_hits():
    one, two = hit(0, 5), hit(9, 14)
    assert marked("Apple in China.", [two, one], "title") == [
        ("Apple", one), (" in ", None), ("China", two), (".", None),
    ]  # fmt: skip


def test_of_overlapping_hits_the_first_and_longest_is_marked():
    short, long, late = hit(0, 3), hit(0, 8), hit(4, 12)
    assert marked("Joe Tsai and", [late, short, long], "title") == [
        ("Joe Tsai", long),
        (" and", None),
    ]


def test_hits_of_other_fields_are_left_out():
    assert marked("Apple", [hit(0, 5, "summary")], "title") == [("Apple", None)]


@given(
    st.text(max_size=20),
    st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)).map(lambda span: hit(*span))),
)
def test_the_segments_make_up_the_text(text, hits):
    assert "".join(segment for segment, _ in marked(text, hits, "title")) == text
