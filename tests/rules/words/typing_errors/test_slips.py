"""Which errors in a short word are a typist's, and which make another name."""

from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules import Matcher, parse_rule
from monitor.rules.words.typing_errors.slips import is_slip


@pytest.mark.parametrize(
    ("own", "written"),
    [
        ("apple", "aple"),  # left out
        ("apple", "appple"),  # struck twice
        ("apple", "applle"),
        ("putin", "putni"),  # swapped
        ("putin", "pytin"),  # the key beside
        ("apple", "applre"),
        ("huawei", "huawai"),  # six letters, a vowel
        ("siemens", "siexens"),  # longer ones may have any
        ("китай", "кирай"),  # other keyboards
    ],
)
def test_a_slip(own, written):
    assert is_slip(own, written)


@pytest.mark.parametrize(
    ("own", "written"),
    [
        ("tesco", "tosco"),
        ("tesco", "temco"),
        ("intel", "intec"),
        ("disney", "digney"),
        ("trump", "trumpy"),
        ("sharon", "shearon"),
    ],
)
def test_another_name(own, written):
    assert not is_slip(own, written)


@pytest.mark.parametrize(
    ("term", "title", "found"),
    [
        ("Tesco", "Tosco lowers its stake", False),
        ("Tesco", "Tecso lowers its prices", True),
        ("Intel", "Straight Incels and others", False),
        ("Cisco", "Shares of a firm (CSCO) rise", False),
        ("Cisco", "CICSO'S SHARES RISE", True),
        ("tariff", "Tariffss rise", True),
        ("Tesco~", "Tosco lowers its stake", True),
        ("Kofi Annan", "Says Kofe Annan of the war", True),
        ("Netanyahu", "A day in Netanya", False),
        ("Netanyahu", "A day of Netanyhu", True),
    ],
)
def test_a_rule_for_a_short_name_finds_slips_alone(known, term, title, found):
    matcher = Matcher([parse_rule(term, name="r")], known=known)
    assert bool(matcher.match(Item(feed="f", key="k", title=title, lang="en"))) is found


def test_a_rare_form_of_another_verb_is_no_misspelling(known):
    matcher = Matcher([parse_rule("resultado", name="r")], known=known)
    found = Item(feed="f", key="k", title="El empleo ha repuntado en mayo", lang="es")
    assert not matcher.match(found)
