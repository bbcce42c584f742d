"""Twins: spellings that only marks part, and that are two words."""

from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules import KnownWords, Matcher, parse_rule
from monitor.rules.forms.lemmas import Lemmas

PAIRS = [("sąd", "sąd"), ("sądu", "sąd"), ("sad", "sad"), ("sadu", "sad"), ("Mutter", "Mutter"),
         ("Mütter", "Mutter"), ("Straße", "Straße"), ("Strasse", "Strasse"), ("łódź", "łódź"),
         ("kos", "kos"), ("koš", "koš"), ("velesanas", "velesanas"),
         ("velesanās", "veleties")]  # fmt: skip


@pytest.fixture(scope="module")
def lemmas():
    return Lemmas.of(PAIRS)


@pytest.mark.parametrize("pair", [("sąd", "sad"), ("sad", "sąd"), ("sadu", "sądu")])
def test_two_spellings_of_no_common_lemma_are_twins(lemmas, pair):
    assert pair in lemmas.twins


@pytest.mark.parametrize(
    "pair",
    [("mutter", "mütter"), ("straße", "strasse"), ("łódź", "lodz"), ("sad", "sad"), ("sąd", "kos")],
)
def test_others_are_not(lemmas, pair):
    assert pair not in lemmas.twins


def test_twins_that_were_written_are_read_again(lemmas):
    again = Lemmas.from_bytes(lemmas.to_bytes())

    assert ("sąd", "sad") in again.twins
    assert len(again.twins) == len(lemmas.twins) > 0


@pytest.mark.parametrize(
    ("term", "lang", "headline", "found"),
    [
        ("sąd", "pl", "Sąd w Łodzi odroczył sprawę", True),
        ("sąd", "pl", "Stary sad kwitnie pod Łodzią", False),
        ("sad", "pl", "Co wiemy: sąd odroczył sprawę", False),
        ("Sad", "pl", "Nowy Sąd odroczył sprawę", True),  # a name that somebody wrote without marks
        ("sąd", "pl", "SAD ODROCZYŁ SPRAWĘ", True),  # so do many capitals
        ("sąd", "en", "A sad day in Warsaw", True),  # English has no such dictionary
        ("Łódź", "pl", "Mecz w Lodz dzisiaj", True),
        ("velesanas", "lv", "Pirms velesanās skolas", True),  # an ending's mark tells a case
    ],
)
def test_a_twin_is_another_word_unless_marks_are_left_out_of_habit(term, lang, headline, found):
    known = KnownWords.of(
        {"pl": {"sad": 5, "lodz": 5}, "lv": {"velesanas": 5}}, forms={"pl": PAIRS, "lv": PAIRS}
    )
    matcher = Matcher([parse_rule(term, name="rule")], known=known)

    assert bool(matcher.match(Item(feed="f", key="1", title=headline, lang=lang))) is found
