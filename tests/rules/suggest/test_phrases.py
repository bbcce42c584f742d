from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules.suggest.phrases import SURE, Phrases, phrases_of, surprise


@pytest.fixture
def phrases(known):
    def phrases(title, summary="", lang="en"):
        item = Item(feed="f", key="1", title=title, summary=summary, lang=lang)
        return [phrase.text for phrase in phrases_of(item, known)]

    return phrases


def test_words_and_pairs_of_neighbours(phrases):
    assert phrases("Nvidia graphics cards") == [
        "Nvidia",
        "graphics",
        "Nvidia graphics",
        "cards",
        "graphics cards",
    ]


def test_words_that_everybody_uses_and_numbers_say_nothing(phrases):
    assert phrases("The 12 of 2026 and also to") == []


def test_no_pair_crosses_a_comma_or_the_end_of_the_title(phrases):
    assert "graphics Nvidia" not in phrases("graphics, Nvidia", "Nvidia graphics")
    assert "graphics cards" not in phrases("graphics", "cards")


def test_an_acronym_of_two_letters_is_a_word(phrases):
    assert "IPO" in phrases("Its IPO")
    assert "Xq" not in phrases("Xq")


def test_runs_of_chinese_give_two_to_four_characters(phrases):
    assert phrases("大模型", lang="zh") == ["大模", "模型", "大模型"]
    assert "模型苹果" not in phrases("大模型，苹果", lang="zh")


def test_a_phrase_counts_once_an_item_and_is_written_as_most_write_it(known):
    titles = ("Graphics cards and GRAPHICS CARDS", "graphics cards", "graphics cards")
    items = [Item(feed="f", key=title, title=title) for title in titles]
    counted = Phrases(items, known)
    assert counted.counts["graphics cards"] == counted.items == 3
    assert counted.text("graphics cards") == "graphics cards"


def test_surprise_grows_with_what_chance_cant_explain():
    assert surprise(5, 10, 5, 10) == surprise(0, 10, 5, 10) == surprise(3, 0, 1, 1) == 0
    assert 0 < surprise(2, 10, 1, 10) < SURE < surprise(9, 10, 1, 10)
    assert surprise(9, 10, 0, 0) == 0
    assert surprise(10, 10, 0, 10) > surprise(9, 10, 0, 10)
