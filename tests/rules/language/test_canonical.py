"""Canonical text: one spelling for every equal rule, which reads back as the same query."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.errors import RuleError
from monitor.rules.language.parser import canonical, parse_rule
from monitor.rules.language.query import (
    Near,
    NOf,
    Not,
    Scoped,
    Term,
    TermKind,
    all_of,
    any_of,
    terms,
)
from tests.examples import times


def query_of(text):
    return parse_rule(text).query


# Words


def clean(text):
    return unicodedata.normalize("NFC", " ".join(text.split()))


def has_letters(text, least=1):
    return sum(map(str.isalnum, text)) >= least


marks = "+-*~=/|()!,:;.&'#%$@ "
letters = st.characters(categories=["L", "N", "M"], exclude_characters="ʼ").filter(
    lambda char: not "！" <= char <= "～"  # full-width forms are folded when read
)
plain = st.text(st.sampled_from("abcXYZ019éЖ中국") | st.sampled_from(marks) | letters, min_size=1)
tricky = st.sampled_from(
    ["AND", "NOT x", "NEAR/3", "w/5", "2of", "2 of (x)", "title:", "titel:x", "a, b", "1,000",
     "'a'", "-x", "+x", "!x", "=x", "x*", "x~3", "/x/", 'צה"ל', "a,", "&& b", "a|b", "(a", "site:x"]
)  # fmt: skip
words = (plain | tricky).map(clean).filter(lambda text: has_letters(text) and len(text) <= 100)
single = words.map(lambda text: text.replace(" ", "")).filter(lambda text: has_letters(text, 3))
regexes = st.sampled_from(["cov[ie]d", r"a\/b", "(?i)a|b", r"\bfoo\b", "“a” ｂ", "a  b", r"x\\"])

term = st.one_of(
    words.map(Term),
    words.map(lambda text: Term(text, TermKind.EXACT)),
    single.map(lambda text: Term(text, TermKind.PREFIX)),
    words.filter(lambda text: has_letters(text, 3)).map(lambda text: Term(text, TermKind.TYPOS)),
    regexes.map(lambda text: Term(text, TermKind.REGEX)),
)

# Trees, as query.py promises them


def at_least_two(parts):
    return st.lists(parts, min_size=2, max_size=4)


@st.composite
def conjunctions(draw, parts):
    positives = draw(st.lists(parts, min_size=1, max_size=3))
    negatives = [Not(part) for part in draw(st.lists(parts, max_size=2))]
    order = draw(st.permutations(positives + negatives))
    return all_of(order)


@st.composite
def counted(draw, parts):
    some = tuple(draw(st.lists(parts, min_size=1, max_size=4)))
    return NOf(draw(st.integers(1, len(some))), some)


side = term | at_least_two(term).map(any_of)
near = st.builds(Near, side, side, st.integers(0, 100), ordered=st.booleans())


def combine(parts):
    return conjunctions(parts) | at_least_two(parts).map(any_of) | counted(parts)


unscoped = st.recursive(term | near, combine, max_leaves=6)
places = st.sampled_from(["title", "body", "author", "tag"])
names = words.map(Term)
hosts = st.sampled_from(["reuters.com", "bbc.co.uk", "правда.рф"]).map(Term)
codes = st.sampled_from(["zh", "de", "ast"]).map(Term)
scoped = st.one_of(
    st.builds(Scoped, places, unscoped),
    st.builds(Scoped, st.just("feed"), names | at_least_two(names).map(any_of)),
    st.builds(Scoped, st.just("site"), hosts | at_least_two(hosts).map(any_of)),
    st.builds(Scoped, st.just("lang"), codes | at_least_two(codes).map(any_of)),
)
queries = st.recursive(term | near | scoped, combine, max_leaves=8)


def outcome(parse, text):
    """What parsing gives: a rule or query, or the error."""
    try:
        return parse(text)
    except RuleError as error:
        return error


@settings(deadline=None, max_examples=times(1.5))
@given(queries)
def test_every_query_reads_back_from_its_canonical_text(query):
    text = canonical(query)
    assert query_of(text) == query
    assert canonical(query_of(text)) == text


@given(queries)
def test_the_canonical_text_has_no_parentheses_to_spare(query):
    text = canonical(query)
    if any('"' in part or part.isspace() for part in text) or "/" in text:
        return  # a parenthesis there may be part of a word
    for at, char in enumerate(text):
        if char == "(" and not text[:at].endswith("of"):
            depth = 0
            for end in range(at, len(text)):
                depth += {"(": 1, ")": -1}.get(text[end], 0)
                if not depth:
                    break
            without = text[:at] + text[at + 1 : end] + text[end + 1 :]
            assert outcome(query_of, without) != query


pieces = st.sampled_from(
    ["Apple", "China", '"Tim Cook"', "a", "+", " + ", "|", " - ", "-", "!", "(", ")", '"', "“",
     "」", "NEAR/3", "ONEAR", "NOT", "AND", "OR", "2of(", "1 of (", ",", "，", "\n", "=", "*", "~",
     "/", "\\", "title:", "site:", "lang:", "en", "＋", "｜", "（", "）", "AT&T", "C++", "micro*",
     "=AI", "/a.b/", "1,000", "'", "’", "\u200b", "\u0301", "é", "中国", "ＡＩ", ".", "and", "not",
     "of", "İ", "ﬁ", "\x00", "\ud800", "&", "~3", "titel:", ":", 'צה"ל']
)  # fmt: skip
spaced = st.tuples(pieces, st.sampled_from(["", " "])).map("".join)
rule_like = st.lists(spaced, max_size=14).map("".join)


@settings(deadline=None, max_examples=times(3))
@given(rule_like | st.text(max_size=60))
@example('"a"b')
@example("2of(a, b")
@example("/")
@example("=\u0338")
@example(",")
def test_any_text_is_a_rule_or_an_error_that_knows_its_place(text):
    rule = outcome(parse_rule, text)
    if isinstance(rule, RuleError):
        assert 0 <= rule.position <= len(text)
        assert rule.text == text
        assert rule.message
        assert rule.hint
        assert str(rule).count("\n") == 3  # message, line, caret, hint
        return
    assert query_of(rule.canonical) == rule.query
    assert canonical(rule.query) == rule.canonical
    assert all(0 <= found.position < len(text) for found in terms(rule.query))
    assert all(isinstance(warning, str) and warning for warning in rule.warnings)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Joe Tsai", '"Joe Tsai"'),
        ('"Apple"', "Apple"),
        ('"AI-powered"', "AI-powered"),
        ('"AND" + "2of"', '"AND" + 2of'),
        ("(Apple+|China)AND(AI)", "(Apple+ | China) + AI"),
        ("Apple -pie !tart NOT cake", "Apple - pie - tart - cake"),
        ("-pie + Apple", "- pie + Apple"),
        ("Apple - (pie | tart)", "Apple - (pie | tart)"),
        ("Apple - (pie + tart)", "Apple - (pie + tart)"),
        ("(Apple + China) | AI", "Apple + China | AI"),
        ("(a | b) NEAR c", "(a | b) NEAR/4 c"),
        ("title:(Apple)", "title:Apple"),
        ("title:(a + b)", "title:(a + b)"),
        ("title:(a b)", 'title:"a b"'),
        ("title:(a NEAR/2 b)", "title:(a NEAR/2 b)"),
        ("title:(2of(a,b))", "title:2of(a, b)"),
        ("2of((a | b), (c + d), e)", "2of(a | b, c + d, e)"),
        ('="AI" + "micro"*', "=AI + micro*"),
        ("（苹果 ｜ ＡＩ）＋中国", "(苹果 | AI) + 中国"),
    ],
)
def test_canonical_text_of(text, expected):
    assert canonical(query_of(text)) == expected
