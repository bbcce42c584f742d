"""What engines can be asked of a rule."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.rules import parse_rule
from monitor.search_feeds.clauses import Where, asked


def clauses(text, **aliases):
    found = asked(parse_rule(text, aliases=aliases)).clauses
    return [" | ".join(word.text for word in clause) for clause in found]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("Apple", ["Apple"]),
        ("Apple + China + AI", ["Apple", "China", "AI"]),
        ('Apple + (iPhone | "Tim Cook")', ["Apple", "iPhone | Tim Cook"]),
        ("(A1 + B1) | C1", ["A1 | C1", "B1 | C1"]),
        ("(A1 + B1) | (C1 + D1)", ["A1 | C1", "A1 | D1", "B1 | C1", "B1 | D1"]),
        ("2of(A1, B1, C1)", ["A1 | B1", "A1 | C1", "B1 | C1"]),
        ("1of(A1, B1)", ["A1 | B1"]),
        ("2of(A1, B1)", ["A1", "B1"]),
        ("Apple NEAR/5 (China | Beijing)", ["Apple", "China | Beijing"]),
        ("Apple ONEAR/0 Pay", ["Apple", "Pay"]),
        ("=AI + chips", ["AI", "chips"]),
        ("Gucci~ + bag", ["Gucci", "bag"]),
        ("body:Apple + China", ["Apple", "China"]),
        ("micro* + Apple", ["Apple"]),
        ("/CVE-\\d+/ + Apple", ["Apple"]),
        ("(Apple | micro*) + China", ["China"]),
        ("Apple + author:Gurman", ["Apple"]),
        ("Apple + (Apple | Google)", ["Apple"]),
        ("Apple + lang:(de | fr)", ["Apple"]),
        ("hurricane - football", ["hurricane"]),
    ],
)
def test_a_rule_becomes_clauses_of_alternatives(rule, expected):
    assert clauses(rule) == expected


def test_aliases_are_alternatives():
    found = clauses("Apple + China", China=("Chinese", "中国"))
    assert found == ["Apple", "China | Chinese | 中国"]
    assert clauses("=China", China=("Chinese",)) == ["China"]


@pytest.mark.parametrize(
    ("rule", "without"),
    [
        ("a1 - b1", [("b1", Where.ANYWHERE)]),
        ('a1 - (b1 | "c d")', [("b1", Where.ANYWHERE), ("c d", Where.ANYWHERE)]),
        ("a1 - title:b1", [("b1", Where.TITLE)]),
        ("a1 - site:b1.example", [("b1.example", Where.SITE)]),
        ("a1 - (b1 + c1)", []),
        ("a1 - body:b1", []),
        ("a1 - bcd*", []),
        ("a1 - =b1", []),
        ("(a1 - b1) | c1", []),
    ],
)
def test_only_what_never_takes_away_a_match_is_excluded(rule, without):
    found = asked(parse_rule(rule))
    assert [(word.text, word.where) for word in found.without] == without
    assert without or any("left to the rule" in note for note in found.notes)


@pytest.mark.parametrize(
    ("rule", "note"),
    [
        ("Apple + micro*", "micro* can't be searched for"),
        ("Apple + =AI", "=AI is searched for in any capitals"),
        ("Apple + Tsla~", "Tsla~ is searched for without its typos"),
        ("Apple NEAR/5 China", "Apple NEAR/5 China is searched for as Apple + China"),
        ("Apple + author:Gurman", "author:Gurman can't be searched for"),
        ("Apple + (China | micro*)", "China | micro* isn't searched for, as one of these can't be"),
        ("Apple - (b1 + c1)", "NOT b1 + c1 is left to the rule"),
    ],
)
def test_what_is_not_asked_as_written_is_noted(rule, note):
    assert note in asked(parse_rule(rule)).notes


def test_the_languages_that_a_rule_wants_are_known():
    found = asked(parse_rule("Merkel + lang:(de | fr)"))
    assert found.langs == ("de", "fr")
    assert found.notes == ()


def test_a_rule_of_very_many_combinations_stays_small():
    rule = " | ".join(f"(a{n}x + b{n}x)" for n in range(20))
    found = asked(parse_rule(rule))
    assert len(found.clauses) == 1
    assert len(found.clauses[0]) == 20
    assert asked(parse_rule(f"5of({', '.join(f'a{n}x' for n in range(12))})")).clauses


WORDS = ["w0", "w1", "w2", "w3", "w4"]
TREES = st.recursive(
    st.sampled_from(WORDS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' + '.join(parts)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' | '.join(parts)})"),
        st.lists(inner, min_size=3, max_size=3).map(lambda parts: f"2of({', '.join(parts)})"),
        st.tuples(inner, st.sampled_from(WORDS)).map(lambda pair: f"({pair[0]} - {pair[1]})"),
    ),
    max_leaves=8,
)


def holds(text, there):
    """Whether a rule's text holds where these words are: by Python's own logic."""
    python = re.sub(r"w\d", lambda word: str(word[0] in there), text)
    for ours, theirs in ((" + ", " and "), (" | ", " or "), (" - ", " and not "), ("2of", "two")):
        python = python.replace(ours, theirs)
    return eval(python, {"two": lambda *given: sum(given) >= 2})


@given(TREES, st.sets(st.sampled_from(WORDS)))
def test_whatever_a_rule_matches_the_search_finds(text, there):
    found = asked(parse_rule(text))
    if holds(text, there):
        assert all(any(word.text in there for word in clause) for clause in found.clauses)
        assert not any(word.text in there for word in found.without)
