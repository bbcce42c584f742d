"""docs/delivery.md names every template and everything a template may show."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from monitor.alerts.wording.card import Card
from monitor.alerts.wording.digest_card import DigestCard, Group
from monitor.alerts.wording.templates import NAMES

GUIDE = (Path(__file__).parents[2] / "docs" / "delivery.md").read_text(encoding="utf-8")
OWN_WORDS = GUIDE.partition("## In your own words")[2].partition("\n## ")[0]


def test_every_template_is_named():
    assert set(re.findall(r"`((?:alert|digest|note|page)\.[a-z.]+)`", OWN_WORDS)) == set(NAMES)


def paragraph(opening):
    """The sentence that begins so, up to its full stop."""
    return OWN_WORDS.partition(opening)[2].partition(".\n")[0].partition(". ")[0]


@pytest.mark.parametrize(
    ("opening", "kinds"),
    [("\n`alert` has ", [Card]), ("`digest` has ", [DigestCard, Group])],
)
def test_what_a_template_may_show_is_there(opening, kinds):
    named = set(re.findall(r"`([a-z_]+)`", paragraph(opening))) - {"name", "link"}
    there = {name for kind in kinds for name in dir(kind)}
    there |= {field.name for kind in kinds for field in fields(kind)}

    assert len(named) > 8
    assert named <= there
