"""Numbers in words, in digits and as the Romans wrote them."""

from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules import Matcher, parse_rule
from monitor.rules.forms.spellings.numbers import numbered_otherwise


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Three Mile Island", "3 Mile Island"),
        ("7-Eleven", "Seven-Eleven"),
        ("Formula 1", "Formula One"),
        ("World War II", "World War Two"),
        ("World War I", "World War 1"),
        ("Big Four", "Big 4"),
        ("Super Bowl LX", "Super Bowl 60"),
        ("Super Bowl 60", "Super Bowl LX"),
        ("Forever 21", "Forever Twenty-one"),
        ("Twenty-first century", "21st century"),
        ("one child policy", "1 child policy"),
        ("5 Stelle", "Cinque Stelle"),
        ("Drei Schluchten", "3 Schluchten"),
        ("2. Weltkrieg", "Zweite Weltkrieg"),
        ("1re Guerre mondiale", "Première Guerre mondiale"),
        ("II wojna światowa", "Druga wojna światowa"),
        ("Вторая мировая", "2-я мировая"),
    ],
)
def test_a_number_is_written_otherwise(name, other):
    assert other in numbered_otherwise(name)


@pytest.mark.parametrize(
    "text",
    ["Three", "21", "1&1", "9/11", "$3 billion", "2.5 million", "COVID-19 vaccine", "F-16 jets",
     "7 October", "Joe Biden", "Windows 2000", "12,000 people", "5% tax"],
)  # fmt: skip
def test_what_is_no_number_beside_a_name_stays(text):
    assert numbered_otherwise(text) == []


@pytest.mark.parametrize("other", ["on Downing Street", "to Downing Street", "sept Downing Street"])
def test_digits_are_no_word_that_means_something_else_elsewhere(other):
    words = {
        way.casefold() for n in (2, 7, 10) for way in numbered_otherwise(f"{n} Downing Street")
    }
    assert other.casefold() not in words


def test_digits_are_read_in_languages_of_the_term_s_letters():
    assert "Пять Stelle" not in numbered_otherwise("5 Stelle")
    assert "пять звёзд" in numbered_otherwise("5 звёзд")


@pytest.mark.parametrize(
    ("rule", "text", "lang"),
    [
        ("Three Mile Island", "3 Mile Island reactor restarts", "en"),
        ("Five Eyes", "What the 5 Eyes know", "en"),
        ("Boeing 737 MAX", "India orders more Boeing 737Max", "en"),
        ("iPhone 15 Pro", "The iPhone15 Pro is late", "en"),
        ("Erster Weltkrieg", "Granate aus dem Ersten Weltkrieg gefunden", "de"),
        ("Zweiter Weltkrieg", "Bombe aus dem 2. Weltkrieg entschärft", "de"),
        ("Seconde Guerre mondiale", "Un obus de la 2e Guerre mondiale", "fr"),
        ("Segunda Guerra Mundial", "Archivos de la II Guerra Mundial", "es"),
        ("II wojna światowa", "Bomba z drugiej wojny światowej", "pl"),
        ("Birinci Dünya Savaşı", "Müzede 1. Dünya Savaşı sergisi", "tr"),
    ],
)
def test_a_rule_finds_both(rule, text, lang, known):
    item = Item(feed="f", key="k", title=text, lang=lang)
    assert Matcher([parse_rule(f'"{rule}"', name="r")], known=known).match(item)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("Three Mile Island", "He rowed 3 miles to the island"),
        ("Three Mile Island", "A 3 mile island off Oban"),
        ("Five Guys", "Five guys walk into a bar in Leeds"),
        ("Windows 11", "Storm breaks Windows, 11 doors"),
        ("Boeing 737 MAX", "Boeing sells 737 of them, Max says"),
    ],
)
def test_a_number_alone_shows_no_name(rule, text, known):
    item = Item(feed="f", key="k", title=text, lang="en")
    assert not Matcher([parse_rule(f'"{rule}"', name="r")], known=known).match(item)
