"""Acronyms that are declined as the words they are spoken as."""

import pytest

from monitor.rules.forms.acronyms import case_forms


def test_an_acronym_takes_finnish_and_estonian_cases():
    forms = case_forms("nato")
    assert {"naton", "natoa", "natossa", "natoon", "natolle"} <= forms["fi"]
    assert {"nato", "natta"}.isdisjoint(forms["fi"])
    assert {"natos", "natosse", "natoga"} <= forms["et"]


def test_behind_a_consonant_stands_an_i():
    forms = case_forms("opec")
    assert {"opecin", "opecissa", "opeciin"} <= forms["fi"]
    assert {"opeci", "opecisse"} <= forms["et"]


@pytest.mark.parametrize("folded", ["eu", "usa", "nhs", "g20", "bbc", "bndd"])
def test_what_is_spelled_has_no_such_forms(folded):
    assert case_forms(folded) == {}
