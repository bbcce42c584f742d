"""A search finds the forms that a rule finds: by dictionary, by table, joined and parted."""

from __future__ import annotations

import pytest

from monitor.store.history.match_list import matches
from monitor.store.history.match_query import MatchQuery
from monitor.store.search.fts_expression import sought


@pytest.fixture
def found(database):
    """The titles that a search finds; what is marked in each is there, too."""

    def found(search):
        db = database.read()
        ready = sought(db, search)
        rows = matches(db, MatchQuery(search=search)).rows
        assert all(ready.hits(row.item) for row in rows)
        return {row.item.title for row in rows}

    return found


@pytest.mark.parametrize(
    ("lang", "search", "forms", "others"),
    [
        ("en", "woman", {"Three women", "A woman"}, {"A womaniser"}),
        ("en", "buy", {"He bought it", "Buying time"}, {"A boy"}),
        ("en", "wolf", {"Two wolves"}, {"Wolfram prices"}),
        ("en", "spy", {"They spied", "Spies"}, {"A spine"}),
        ("cs", "Praha", {"Novinky v Praze", "Primátor Prahy"}, {"Pražský deník", "Prach"}),
        ("cs", "Babiš", {"Podle Babiše", "S Babišem"}, {"Babička"}),
        ("uk", "Київ", {"Дощ у Києві", "Мер Києва"}, {"Кий"}),
        ("fi", "Helsinki", {"Sataa Helsingissä"}, {"Helsingborg"}),
        ("hi", "चुनाव", {"चुनावों में", "चुनाव आज"}, {"चुनना"}),
        ("he", "ישראל", {"מזג האוויר בישראל"}, {"ישר"}),
        ("id", "beli", {"Membeli rumah"}, {"Belia"}),
        ("hr", "Zagreb", {"Vrijeme u Zagrebu"}, {"Zagreben"}),
        ("de", "Buch", {"Neue Bücher"}, {"Eine Buchung"}),
        ("de", "Flüchtling", {"Kriegsflüchtlinge", "Im Flüchtlingslager"}, {"Ein Flüchtiger"}),
        ("de", "Streik", {"Neue Warnstreiks", "Streikrecht"}, {"Wilder Streit", "Die Striktheit"}),
        ("nl", "staking", {"Havenstaking duurt voort"}, {"De verstaking"}),
        ("sv", "strejk", {"Hamnstrejken"}, {"Ett streck"}),
    ],
)
def test_forms_are_those_of_rules(record, found, lang, search, forms, others):
    record(*forms, *others, lang=lang)
    record(*(f"{title} !" for title in forms), lang="zh")  # in English, only what is English
    plain = {f"{title} !" for title in forms if lang == "en" or search in title.split()}
    wanted = forms | plain
    assert found(search) == wanted


def test_words_of_indic_scripts_are_whole(record, found):
    record("चुनाव आज", "चीन आज", lang="hi")
    assert found("चीन") == found("=चीन") == {"चीन आज"}
    assert found("चुनाव*") == {"चुनाव आज"}


def test_where_a_language_has_another_word_an_english_form_is_none(record, found):
    record("Le fils", "Un fil", lang="fr")
    record("Fils in English", "A fil", lang="en")
    assert found("fil") == {"Un fil", "Fils in English", "A fil"}


def test_a_name_of_letters_and_a_number_is_found_however_it_is_joined(record, found):
    record("F-35 lands", "The F35", "F 35 lands", "Two F35s", "Five F-35s", "An F-15", "F 350")
    five = {"F-35 lands", "The F35", "F 35 lands", "Two F35s", "Five F-35s"}
    assert found("F-35") == found("F35") == found("f35") == found("f-35") == five
    assert found("=F-35") == {"F-35 lands", "F 35 lands"}


def test_a_number_behind_a_word_is_no_name(record, found):
    record("A320s grounded", "A 320-seat hall", "A 320 km wall", "An A321")
    assert found("A320") == {"A320s grounded"}
    record("The A-320", "An A-320", "Airbus A-320")
    assert {"The A-320", "An A-320", "Airbus A-320", "A320s grounded"} <= found("A320")


def test_a_word_may_be_written_in_two(record, found):
    record("Play Station sold", "PlayStation sold", "Cyber security first", "Station to play")
    assert found("PlayStation") == {"Play Station sold", "PlayStation sold"}
    assert found("cybersecurity") == {"Cyber security first"}
    assert found('"PlayStation sold"') == {"Play Station sold", "PlayStation sold"}


def test_a_name_has_fewer_forms_than_a_word_in_everyday_use(record, found):
    record("Citi pays", "Two cities", "He resigned")
    assert found("Citi") == {"Citi pays"}
    assert found("Resign") == {"He resigned"}


def test_a_phrase_takes_forms_of_one_language_at_a_time(record, found):
    record("V městě Praze", "Město Praha", lang="cs")
    record("Město Praze", lang="en")
    assert found('"město praha"') == {"V městě Praze", "Město Praha"}
