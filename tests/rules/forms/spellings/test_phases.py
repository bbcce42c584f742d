"""A phase of a trial is found in its parts."""

from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules import Matcher, parse_rule


@pytest.fixture(scope="module")
def finds(known):
    """``finds(rule, headline)``."""

    def look(rule, headline):
        item = Item(feed="f", key="k", title=headline, lang="en")
        return bool(Matcher([parse_rule(rule, name="r")], known=known).match(item))

    return look


@pytest.mark.parametrize(
    ("rule", "headline"),
    [
        ('"Phase 2"', "Eye drug passes Phase 2b test"),
        ('"Phase 2"', "Eye drug in phase IIa"),
        ('"Phase II"', "Eye drug in phase-2a study"),
        ('"Phase 3"', "Eye drug fails in phase 2/3 study"),
        ('"Phase III"', "Eye drug enters phase II/III"),
        ('"Phase 3 trial"', "Eye drug fails in Phase IIIb trial"),
        ('"Phase 1"', "Eye drug in Phase I trial"),
        ('"fase 3"', "El colirio entra en fase 3b"),
    ],
)
def test_a_phase_is_found_in_its_parts(finds, rule, headline):
    assert finds(rule, headline)


@pytest.mark.parametrize(
    ("rule", "headline"),
    [
        ('"Phase 2"', "Eye drug enters phase 3b"),
        ('"Phase 2b"', "Eye drug in phase 2 trial"),
        ('"Phase 1"', "Eye drug enters phase 2a"),
        ('"Phase 3"', "Eye drug in phase 1/2 trial"),
    ],
)
def test_another_phase_is_not(finds, rule, headline):
    assert not finds(rule, headline)
