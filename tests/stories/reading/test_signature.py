"""Weights of words."""

import pytest

from monitor.stories import Names
from monitor.stories.reading.signature import Reader


@pytest.fixture
def read(zipf, item):
    reader = Reader(zipf, Names({"Apple": ["苹果", "蘋果"], "European Union": ["EU"]}))
    return lambda title, **more: reader.signature(item(title, **more))


def test_the_outlet_and_the_date_of_a_dateline_do_not_count(read):
    signature = read(
        "Pizza", summary="LISBON, March 2 (Northgate) - Sbarro", outlet="Northgate Wire"
    )
    assert set(signature.words) == {"pizza", "lisbon", "sbarro"}


def test_a_rare_word_weighs_more_than_a_common_one(read):
    words = read("Sbarro opens after all").words
    assert words["sbarro"] > words["open"] > words["after"]


def test_forms_of_a_word_and_compatibility_forms_share_a_term(read):
    assert set(read("Earthquakes shook ＴＯＫＹＯ").words) == set(
        read("earthquake shook Tokyo").words
    )


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [
        ("pl", "Zawadzki", "Zawadzkiego"),
        ("cs", "Bratislava", "Bratislavy"),
        ("uk", "міністр", "міністром"),
        ("lt", "Vilnius", "Vilniaus"),
    ],
)
def test_cases_share_a_term(read, lang, one, other):
    assert set(read(one, lang=lang).words) == set(read(other, lang=lang).words)


def test_each_term_is_known_as_the_item_writes_it(read):
    surfaces = read("Earthquakes shake Zürich").surfaces
    assert set(surfaces.values()) == {"Earthquakes", "shake", "Zürich"}


def test_neighbours_of_the_title_are_pairs(read):
    signature = read("Interest rates rise", summary="Banks gain")
    assert ("interest", "rate") in signature.pairs
    assert ("interest", "rise") not in signature.pairs
    assert ("bank", "gain") not in signature.pairs


def test_a_summary_counts_less_than_a_title(read):
    in_summary, in_title = read("Pizza", summary="Sbarro fails"), read("Sbarro")
    assert in_summary.words["sbarro"] < in_title.words["sbarro"]
    assert "sbarro" not in in_summary.title


def test_only_the_weightiest_words_of_a_summary_count(read):
    names = [f"Sbarro{chr(97 + at)}{chr(98 + at)}{chr(99 + at)}" for at in range(20)]
    common = ["people", "house", "water", "school", "night", "money", "music", "paper", "table"]
    signature = read("Pizza", summary=" ".join(common + names))
    assert len(signature.words) == 1 + 24
    assert {name.lower() for name in names} <= set(signature.folded)


def test_names_joined_in_camel_case_are_found_apart(read):
    assert {"pono", "music"} <= set(read("PonoMusic is here").words)


def test_dates_weigh_nothing(read):
    assert set(read("Horoscope for Monday, March 2").words) == {"horoscop", "for"}


def test_capitals_within_a_title_tell_of_names(read):
    assert read("Storm hits Jamaica at night").names == {"jamaica"}


def test_a_decimal_is_one_number_in_either_spelling_and_none_of_its_parts(read):
    one, other = read("Sismo de 6,1 en Chile"), read("A 6.1 quake in Chile")
    assert one.numbers == other.numbers
    assert one.numbers.isdisjoint(read("Sismo de 6 en Oaxaca").numbers)
    assert "6.1" in other.surfaces.values()


def test_a_date_is_no_decimal(read):
    assert {"31", "12"} <= read("Frist bis 31.12.2026").numbers


def test_numbers_are_known_and_longer_ones_weigh_more(read):
    signature = read("Novo cuts 9,412 jobs and closes 62 sites in 2026")
    assert {"9412", "62", "2026"} == signature.numbers
    assert signature.words["9412"] > signature.words["62"] > signature.words["2026"]


def test_thousands_are_one_number_however_they_are_parted(read):
    for written in "9,412", "9.412", "9’412", "9412":
        assert "9412" in read(f"Novo cuts {written} jobs").words
    assert "941" not in read("Novo gains 9,41 euros").words


def test_the_number_of_a_name_goes_without_saying(read):
    assert "19" not in read("Cases of Covid-19 rise").words
    assert {"2", "1"} <= set(read("Arsenal win 2-1").words)


def test_scripts_without_spaces_weigh_by_neighbouring_characters(read):
    assert {"阿里", "里巴", "巴巴"} <= set(read("阿里巴巴", lang="zh").words)


def test_a_name_that_aliases_know_is_read_as_that_name(read):
    (term,) = read("Apple").words
    assert term in read("苹果推出新手机", lang="zh").words
    assert term in read("蘋果推出新手機", lang="zh").words


@pytest.mark.parametrize(
    ("title", "denies", "plans", "asks"),
    [
        ("Vestby will not resign", True, True, False),
        ("Vestby resigns", False, False, False),
        ("Bosch considers sale", False, True, False),
        ("Will Vestby resign?", False, True, True),
        ("VW dementiert Verkauf", True, False, False),
    ],
)
def test_a_title_denies_plans_or_asks(read, title, denies, plans, asks):
    lang = "de" if "dementiert" in title else "en"
    signature = read(title, lang=lang)
    assert (signature.denies, signature.plans, signature.asks) == (denies, plans, asks)


def test_folded_words_come_in_the_order_of_the_terms_the_titles_first(read):
    signature = read("Earthquakes shake Tokyo", summary="Buildings swayed")
    assert signature.folded == ["earthquakes", "shake", "tokyo", "buildings", "swayed"]
    assert len(signature.words) == 5
