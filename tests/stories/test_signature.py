"""Weights of words."""

import pytest

from monitor.stories.signature import Reader


@pytest.fixture
def read(zipf, item):
    reader = Reader(zipf)
    return lambda title, **more: reader.signature(item(title, **more))


def test_dateline_and_outlet_of_a_summary_do_not_count(read):
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


def test_neighbours_weigh_again_as_a_pair(read):
    signature = read("Interest rates rise")
    assert ("interest", "rate") in signature.pairs
    assert ("interest", "rise") not in signature.pairs


def test_a_summary_counts_less_than_a_title(read):
    assert (
        read("Pizza", summary="Sbarro fails").words["sbarro"] < read("Sbarro").words["sbarro"] / 2
    )


def test_only_the_weightiest_words_of_a_summary_count(read):
    names = "Sbarro Kamchatka Titanfall Snowden Fyffes Chiquita Lohan Plosser Zeidan Virtu Efron"
    assert len(read("Pizza", summary=names).words) == 1 + 8


def test_names_joined_in_camel_case_are_found_apart(read):
    assert {"pono", "music"} <= set(read("PonoMusic is here").words)


def test_dates_weigh_nothing(read):
    assert set(read("Horoscope for Monday, March 2").words) == {"horoscop", "for"}


def test_capitals_tell_of_names_within_a_sentence_only(read):
    assert read("Storm hits Jamaica at night").case == {
        "hit": -1, "jamaica": 1, "at": -1, "night": -1,
    }  # fmt: skip
    assert read("Storm Hits Jamaica At Night").case == {}
    assert read("STORM HITS JAMAICA").case == {}
    assert read("Sturm trifft Jamaika in der Nacht", lang="de").case == {}


def test_numbers_are_names_and_longer_ones_weigh_more(read):
    signature = read("Novo cuts 9,000 jobs and closes 62 sites in 2026")
    assert {"9000", "62"} <= signature.names
    assert signature.words["62"] > signature.words["2026"]


def test_thousands_are_one_number_however_they_are_parted(read):
    for written in "9,412", "9.412", "9’412", "9412":
        assert read(f"Novo cuts {written} jobs").words["9412"] == 350
    assert {"9", "41"} <= set(read("Novo gains 9,41 euros").words)


def test_the_number_of_a_name_goes_without_saying(read):
    assert "19" not in read("Cases of Covid-19 rise").words
    assert {"2", "1"} <= set(read("Arsenal win 2-1").words)


def test_scripts_without_spaces_weigh_by_neighbouring_characters(read):
    assert {"阿里", "里巴", "巴巴"} <= set(read("阿里巴巴", lang="zh").words)
