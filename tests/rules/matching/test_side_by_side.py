"""What between two words leaves them a phrase, and what parts them."""

from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules import Matcher, parse_rule


@pytest.fixture
def finds(known):
    def look(phrase, title):
        matcher = Matcher([parse_rule(f'"{phrase}"', name="r")], known=known)
        return bool(matcher.match(Item(feed="f", key="k", title=title, lang="en")))

    return look


@pytest.mark.parametrize(
    ("phrase", "title"),
    [
        ("oil price", 'The "oil" price'),
        ("oil price", "The oil-price cap"),
        ("oil price", "The oil (price) cap"),
        ("Yahoo Finance", "Yahoo! Finance is down"),
        ("Star Trek Discovery", "Star Trek: Discovery ends"),
        ("star trek discovery", "Star Trek: Discovery ends"),
        ("St Louis", "A storm in St. Louis"),
        ("US Steel", "The U.S. Steel deal"),
        ("Warner Bros Discovery", "Warner Bros. Discovery is sold"),
        ("Washington DC", "In Washington, D.C. on Monday"),
        ("Paris Nice", "The stage of Paris – Nice"),
        ("Johnson & Johnson", "Johnson &amp; Johnson is sued"),
        ("1. FC Köln", "Der 1. FC Köln siegt"),
        ("Who? Weekly", "The podcast Who? Weekly"),
        ("paris, france", "In paris, france, all is quiet"),
        ("Samuel Alito", "Samuel A. Alito Jr. writes"),
        ("Benjamin Netanyahu", 'Benjamin "Bibi" Netanyahu speaks'),
        ("Dwayne Johnson", "Dwayne “The Rock” Johnson plays a king"),
        ("Robert Kennedy", "Robert (Bobby) Kennedy speaks"),
        ("唐纳德·特朗普", "唐纳德•特朗普访华"),
        ("삼성전자", "삼성 전자 파업"),
    ],
)
def test_most_marks_leave_a_phrase_whole(finds, phrase, title):
    assert finds(phrase, title)


@pytest.mark.parametrize(
    "title",
    [
        "They sell oil; price is no matter",
        "They sell oil? Price is no matter",
        "They sell oil. Price is no matter",
        "They sell oil! Price is no matter",
        "They sell oil: price is no matter",
        "They sell oil – price is no matter",
        "They sell oil—price is no matter",
        "They sell oil |\tPrice is no matter",
        "All about oil\n\nPrice is no matter",
    ],
)
def test_a_phrase_ends_where_a_sentence_does(finds, title):
    assert not finds("oil price", title)


def test_a_name_at_the_end_of_a_sentence_begins_no_phrase(finds):
    assert not finds("China shares", "A storm nears China. Shares fall")


@pytest.mark.parametrize(
    ("phrase", "title"),
    [
        ("Manchester United", "Manchester, united in grief"),
        ("Rolls-Royce", "Sushi rolls, Royce says"),
        ("Johnson & Johnson", "Johnson, and Johnson's wife"),
        ("samuel alito", "Plan samuel A. alito"),
        ("Jerome Powell", "Jerome is H. Powell"),
    ],
)
def test_a_comma_before_a_small_letter_parts_and_only_names_have_a_middle_initial(
    finds, phrase, title
):
    assert not finds(phrase, title)


@pytest.mark.parametrize(
    ("phrase", "title"),
    [
        ("Benjamin Netanyahu", "To Benjamin “go” said Netanyahu"),
        ("oil price", 'An oil "cap" price'),
        ("삼성전자", "삼성, 전자 부문"),
        ("中国人民 银行", "中国人民，银行"),
    ],
)
def test_neither_other_asides_nor_commas_without_capitals_leave_it_whole(finds, phrase, title):
    assert not finds(phrase, title)
