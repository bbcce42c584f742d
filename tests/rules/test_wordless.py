"""Regular expressions may find what is no word: blanks, marks, half an emoji. Nothing minds."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.alerts.wording.passage import passage_of, title_of
from monitor.item import Item
from monitor.rules.language.parser import parse_rule
from monitor.rules.language.query import And, Near, NOf, Not, Or, Scoped, Term, TermKind
from monitor.rules.matching.explain import explain, marked
from monitor.rules.matching.matcher import Matcher
from monitor.rules.rule import Rule
from monitor.rules.vocabulary.known_words import KnownWords
from tests.examples import times

KNOWN = KnownWords.of({"en": {"apple": 4.8, "pear": 4.0, "the": 7.7}})


def rule_of(text):
    return parse_rule(text, name="r")


def finds(text, summary):
    item = Item(feed="f", key="k", title="News", summary=summary, lang="en")
    rule = rule_of(text)
    found = bool(Matcher([rule], known=KNOWN).match(item))
    assert explain(rule, item, known=KNOWN).matched is found
    return found


@pytest.mark.parametrize("summary", [" ", "\n", "\u3000 ", "...", "\u00a0"])
def test_two_alternatives_may_find_a_text_without_a_word(summary):
    assert not finds(r"(apple | /\s+$/) NEAR/2 (apple | /^\s/)", summary)


@pytest.mark.parametrize(
    ("rule", "summary"),
    [
        (r"apple NEAR/0 /!/", "apple!"),
        (r"apple NEAR/0 /!/", "! apple"),
        (r"/!/ ONEAR/0 apple", "! apple"),
        (r"/!/ ONEAR/1 apple", "! pear apple"),
        (r"apple ONEAR/1 /\s$/", "apple pear "),
        (r"/^\s/ ONEAR/0 apple", " apple"),
        (r"/!/ ONEAR/0 /[?]/", "!?"),
        (r"/[?]/ NEAR/0 /!/", "apple! ?"),
        (r"/apple\s/ NEAR/0 /\spear/", "apple pear"),
    ],
)
def test_what_covers_no_word_is_near_the_words_beside_it(rule, summary):
    assert finds(rule, summary)


@pytest.mark.parametrize(
    ("rule", "summary"),
    [
        (r"apple ONEAR/0 /!/", "! apple"),
        (r"/!/ NEAR/0 apple", "! pear apple"),
        (r"apple NEAR/0 /\s$/", "apple pear "),
        (r"/[?]/ ONEAR/0 /!/", "!?"),
        (r"/!/ NEAR/3 /!/", "!"),
        (r"/!+/ NEAR/3 /!$/", "!!"),
        (r"/\s/ NEAR/3 /\s/", " "),
    ],
)
def test_but_not_out_of_order_nor_too_far_nor_near_itself(rule, summary):
    assert not finds(rule, summary)


def test_a_near_miss_may_have_found_but_a_blank():
    # The rarest clause that asks for a word files the rule; the blank is what it has.
    rule = rule_of(r"apple + pear + 2of(/\s$/, apple, /[.]/)")
    item = Item(feed="f", key="k", title="Apple. ", lang="en")
    (miss,) = Matcher([rule], known=KNOWN).match_and_near(item)[1]
    assert miss.missing == "pear"
    assert [hit.found for hit in miss.hits] == ["Apple", ".", " "]


def test_a_blank_that_was_found_is_not_marked():
    item = Item(feed="f", key="k", title="An apple , a pear", lang="en")
    (match,) = Matcher([rule_of(r"apple + /\s/")], known=KNOWN).match(item)
    pieces = title_of(item, match.hits, limit=100)
    assert "".join(piece.text for piece in pieces) == item.title
    assert [piece.text for piece in pieces if piece.hit] == ["apple"]


regexes = st.sampled_from(
    [
        Term(pattern, TermKind.REGEX)
        for pattern in (
            r"\s", r"\s+", r"\s$", r"^\s", r"\W", r"\W+", r"[.!?]+$", "!", r"\pP", r"\pZ", r"\pS+",
            r"\b.", r".$", r"(?s).\z", r"'s", "[^a-z]", r"\x{200d}", r"\x{1f34e}", r"\d*", "e?\\s",
        )
    ]
)  # fmt: skip
word_terms = st.sampled_from([Term("apple"), Term("pear"), Term("苹果"), Term("Joe Tsai")])
any_terms = st.one_of(regexes, regexes, word_terms)
sides = st.one_of(
    any_terms, st.lists(any_terms, min_size=2, max_size=3).map(lambda each: Or(tuple(each)))
)
nears = st.builds(Near, sides, sides, st.integers(0, 3), st.booleans())


def joined(inner):
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.map(And),
        several.map(Or),
        st.tuples(several, inner).map(lambda each: And((*each[0], Not(each[1])))),
        several.flatmap(
            lambda parts: st.integers(1, len(parts)).map(lambda count: NOf(count, parts))
        ),
    )


unscoped = st.recursive(st.one_of(nears, any_terms), joined, max_leaves=4)
queries = st.one_of(
    unscoped,
    unscoped,
    st.builds(Scoped, st.sampled_from(["title", "body", "author", "tag"]), unscoped),
)
texts = st.lists(
    st.sampled_from(
        [
            "", " ", "  ", "\n", "\t", "\u00a0", "\u3000", "\x1c", "\x85", "\u200b", "\u200d", ".",
            "...", "!", "?", "—", "'s", "’s", "&", "&nbsp;", "&#33;", "\ud800", "\u0301", "🍎", "½",
            "apple", "Apple", "pear", "苹果", "苹", "果", "Joe Tsai", "a", "-", "$", "¡",
        ]
    ),
    max_size=7,
).map("".join)  # fmt: skip
items = st.builds(
    Item,
    feed=st.just("f"),
    key=st.just("k"),
    title=texts,
    summary=texts,
    content=texts,
    author=texts,
    tags=st.lists(texts, max_size=2).map(tuple),
    lang=st.sampled_from(["en", "de", "zh"]),
)


@settings(max_examples=times(2), deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=st.lists(queries, min_size=1, max_size=5), item=items)
def test_whatever_is_found_is_told_as_the_oracle_tells_it(oracle, asked, item):
    rules = [
        Rule(name=f"r{i}", match="", query=query, canonical="") for i, query in enumerate(asked)
    ]
    matcher = Matcher(rules, known=KNOWN)
    slow = oracle(item, KNOWN)
    expected = {rule.name: score for rule in rules if (score := slow.score(rule)) is not None}
    matches, near = matcher.match_and_near(item)
    assert {match.rule: match.score for match in matches} == expected
    assert matcher.names(item) == [match.rule for match in matches]
    assert not {miss.rule for miss in near} & expected.keys()
    told = [explain(rule, item, known=KNOWN) for rule in rules]
    assert {each.rule: each.score for each in told if each.matched} == expected
    for each in [*matches, *near, *told]:
        for field in ("title", "summary", "content", "author"):
            text = getattr(item, field)
            assert "".join(part for part, _ in marked(text, each.hits, field)) == text
            for hit in each.hits:
                assert hit.field != field or text[hit.start : hit.end] == hit.found
        for piece in (*title_of(item, each.hits, limit=10), *passage_of(item, each.hits)):
            assert piece.text
            assert not (piece.hit and piece.text.isspace())
