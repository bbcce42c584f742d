"""Serbian is found in either script, whichever a rule is written in."""

from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules import Matcher, parse_rule
from monitor.rules.forms.two_scripts import in_other_script


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Vučić", "Вучић"),
        ("Ljubljana", "Љубљана"),
        ("džep", "џеп"),
        ("konj", "коњ"),
        ("Đoković", "Ђоковић"),
    ],
)
def test_a_word_is_written_in_the_other_script_and_back(latin, cyrillic):
    assert in_other_script(latin) == cyrillic
    assert in_other_script(cyrillic) == latin


@pytest.mark.parametrize("word", ["Washington", "xyz", "Щука", "2026", "F35"])
def test_what_serbian_cannot_spell_stays(word):
    assert in_other_script(word) == ""


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("Vučić", "Вучић у Пекингу"),
        ("Vučić + protest", "Вучићева влада и протести"),
        ("Вучић", "Vučićev govor"),
        ("Novi Sad", "Протест у Новом Саду"),
        ('"Aleksandar Vučić"', "Посета Александра Вучића"),
    ],
)
def test_a_rule_finds_both_scripts(known, rule, text):
    (match,) = Matcher([parse_rule(rule, name="r")], known=known).match(
        Item(feed="f", key="k", title=text, lang="sr")
    )
    assert all(hit.found in text for hit in match.hits)


def test_other_languages_have_one(known):
    matcher = Matcher([parse_rule("Putin", name="r")], known=known)
    assert not matcher.match(Item(feed="f", key="k", title="Путин не приехал", lang="ru"))
