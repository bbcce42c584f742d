"""Advice on rules that can be read but were probably meant otherwise."""

import pytest

from monitor.rules.language.parser import parse_rule


def query_of(text):
    return parse_rule(text).query


def warnings(text):
    return list(parse_rule(text).warnings)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Apple and China", "Apple + China"),
        ("Joe Tsai or Jack Ma", "Joe Tsai | Jack Ma"),
        ("Apple not pie", "Apple - pie"),
        ("Apple and not pie", "Apple - pie"),
        ("not pie", "- pie"),
        ("(Apple and China) | AI", "Apple + China"),
        ("Apple And China", "Apple + China"),
        ("Apple near China", "Apple NEAR/5 China"),
        ("and Apple China", "Apple China"),
        ("Apple or", "Apple"),
    ],
)
def test_lower_case_operators_are_words_and_said_to_be(text, meant):
    (warning,) = warnings(text)
    assert "is an ordinary word here" in warning
    assert f"Did you mean {meant}?" in warning


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Apple China AI", "Apple + China + AI"),
        ("Star Trek: Discovery", "Star + Trek + Discovery"),
        ("Bank of England", "Bank + of + England"),
    ],
)
def test_a_bare_phrase_of_three_words_or_more_may_be_meant_as_a_list(text, meant):
    (warning,) = warnings(text)
    assert f"Did you mean {meant}?" in warning
    assert f'quote it: "{text}"' in warning


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("VW, Audi, Porsche", "VW | Audi | Porsche"),
        ("Apple; China", "Apple | China"),
        ("苹果，中国", "苹果 | 中国"),
        ("Johnson & Johnson, Pfizer", "Johnson + Johnson + Pfizer"),
        ("Apple & China", "Apple + China"),
        ("Apple+China", "Apple + China"),
        ("Apple+ China", "Apple + China"),
        ("Apple / China", "Apple + China"),
    ],
)
def test_punctuation_between_bare_words_joins_nothing(text, meant):
    (warning,) = warnings(text)
    assert f"Did you mean {meant}?" in warning


@pytest.mark.parametrize(
    "text",
    ['"Apple and China"', '"Apple China AI"', '"Johnson & Johnson"', '"Paris, Texas"', "AT&T",
     "C++ compiler", "Joe Tsai", "1,000 islands", '"互联网+医疗"'],
)  # fmt: skip
def test_quotes_and_plain_names_need_no_advice(text):
    assert warnings(text) == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [("ai", "AI"), ("Go", "GO"), ('"c#"', "C#"), ("Apple + eu", "EU"), ("body:tv", "TV")],
)
def test_very_short_terms_should_be_acronyms(text, meant):
    (warning,) = warnings(text)
    assert f"Did you mean the acronym {meant}?" in warning


@pytest.mark.parametrize("text", ["and and", "near", "or not or"])
def test_operators_without_anything_to_join_are_mere_words(text):
    assert not any("ordinary word" in warning for warning in warnings(text))


@pytest.mark.parametrize("text", ["5", "iPhone + 16", "的"])
def test_numbers_and_characters_alone_are_found_by_chance(text):
    (warning,) = warnings(text)
    assert "found by chance" in warning


@pytest.mark.parametrize("text", ["AI", "EU", "X", "5G", "=ai", "中国", "سي", "lang:zh", "tag:ai"])
def test_acronyms_other_scripts_and_names_of_things_may_be_short(text):
    assert warnings(text) == []


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("Apple + China + Apple", "Apple"),
        ('Joe Tsai | "Joe Tsai"', '"Joe Tsai"'),
        ("2of(Apple, China, Apple)", "Apple"),
        ("AI + (Apple | China | Apple)", "Apple"),
        ("Apple - pie - pie", "- pie"),
    ],
)
def test_what_stands_twice_is_named(text, again):
    (warning,) = warnings(text)
    assert warning == f"{again} appears 2 times here; once is enough."


@pytest.mark.parametrize(
    "text",
    [
        "Apple + China - Apple",
        "Apple - (Apple | pie)",
        "title:Apple - Apple",
        "AI | (Apple - Apple)",
    ],
)
def test_a_rule_that_can_never_match_is_found_out(text):
    assert "Apple is both asked for and excluded, so this never matches." in warnings(text)


@pytest.mark.parametrize("text", ["Apple - title:Apple", "(Apple | China) - Apple"])
def test_what_can_still_match_is_no_contradiction(text):
    assert warnings(text) == []


def test_an_alternative_that_changes_nothing_is_named():
    assert warnings("Apple + (Apple | China)") == [
        "Apple is asked for anyway, so (Apple | China) adds nothing. Leave it out."
    ]
    assert warnings("Apple | (Apple + China)") == [
        "Apple is enough, so (Apple + China) adds nothing. Leave it out."
    ]


@pytest.mark.parametrize(
    ("text", "read", "meant"),
    [
        ("Apple + iPhone | iPad", "(Apple + iPhone) | iPad", "Apple + (iPhone | iPad)"),
        ("storm | gale - film", "storm | (gale - film)", "(storm | gale) - film"),
        ("Apple - pie | tart", "(Apple - pie) | tart", "Apple - (pie | tart)"),
        ("(A | B) + C | D", "((A | B) + C) | D", "(A | B) + (C | D)"),
    ],
)
def test_plus_and_bar_side_by_side_are_said_how_they_are_read(text, read, meant):
    (warning,) = warnings(text)
    assert f"read as {read}." in warning
    assert f"Did you mean {meant}?" in warning
    assert query_of(read) == query_of(text) != query_of(meant)


def test_parentheses_show_that_it_is_meant_so():
    assert warnings("(Apple + iPhone) | iPad") == []
    assert warnings("Apple + (iPhone | iPad)") == []


def test_operators_and_stars_in_quotes_are_said_to_be_none():
    (warning,) = warnings('"Apple + China"')
    assert "Did you mean Apple + China, without the quotes?" in warning
    (warning,) = warnings('"Tim Cook visit*"')
    assert "The * in" in warning


def test_each_thing_is_said_once():
    said = warnings("Apple + ai | (China + ai)")
    assert sum("acronym AI" in warning for warning in said) == 1


def test_every_suggestion_can_be_read():
    for text in ("Apple and China", "Apple China AI", "Apple, China", "Apple + iPhone | iPad"):
        (warning,) = warnings(text)
        meant = warning.partition("Did you mean ")[2].partition("?")[0]
        assert warnings(meant) == []
