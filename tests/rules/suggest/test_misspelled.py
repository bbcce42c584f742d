"""A rule's word that is a slip away from one that people use, and never finds it, is told."""

from __future__ import annotations

import pytest

from monitor.rules import KnownWords, parse_rule
from monitor.rules.suggest.misspelled import misspelled

KNOWN = KnownWords.of(
    {
        "en": {
            "schwarzenegger": 3.1,
            "microsoft": 4.4,
            "intelligence": 4.7,
            "australian": 4.9,
            "klara": 3.2,
            "palestine": 4.0,
            "foundry": 2.4,
        },
        "sv": {"intelligens": 4.0, "palestina": 4.0},
    }
)


def said(match, **given):
    return misspelled(parse_rule(match, name="R", **given), KNOWN)


@pytest.mark.parametrize(
    ("match", "meant"),
    [
        ("Schwarzeneger", "Did you mean Schwarzenegger?"),
        ("Arnold Schwarzeneger + film", "Did you mean Arnold Schwarzenegger?"),
        ("MICROSFT | Apple", "Did you mean MICROSOFT?"),
        ("inteligence -weather", "Did you mean intelligence?"),
        ("Mircosoft", "Did you mean Microsoft?"),
        ("Schwarzeneger~", "Did you mean Schwarzenegger?"),
    ],
)
def test_a_word_a_letter_away_from_a_known_one_is_told(match, meant):
    (sentence,) = said(match)

    assert meant in sentence


def test_the_sentence_says_what_is_missed_and_how_to_find_both():
    (sentence,) = said("Schwarzeneger + film")

    assert sentence == (
        "Schwarzeneger looks misspelled: Schwarzenegger is a word that people use, and "
        "Schwarzeneger doesn't find it. Did you mean Schwarzenegger? To find both write "
        "(Schwarzeneger | Schwarzenegger)."
    )


@pytest.mark.parametrize(
    "match",
    [
        "Schwarzenegger",
        "Schwarzeneger | Schwarzenegger",
        "=Schwarzeneger",
        "schwarzeneg*",
        "/Schwarzeneger/",
        "Klarna",  # short
        "Australien",  # another language's
        "Palestina",  # likewise, and Swedish has it
        "MicroSoftt",  # written as names are
        "Fooundry",  # of a word that hardly anybody uses
        "Шварценегер",
    ],
)
def test_what_may_be_meant_as_it_stands_is_not_told(match):
    assert said(match) == ()


def test_an_alias_that_has_the_known_word_silences_it():
    assert said("Schwarzeneger", aliases={"Schwarzeneger": ["Schwarzenegger"]}) == ()
