"""A man's surname isn't a woman's; what is somebody's is found by the name."""

from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules import Matcher, parse_rule


@pytest.fixture(scope="module")
def finds(known):
    """``finds(name, headline, lang)``: whether a rule for a name finds a headline."""

    def look(name, headline, lang):
        item = Item(feed="f", key="k", title=headline, lang=lang)
        return bool(Matcher([parse_rule(name, name="r")], known=known).match(item))

    return look


@pytest.mark.parametrize(
    ("name", "headline", "lang"),
    [
        ("Kaczyński", "Kaczyńska otwiera wystawę", "pl"),
        ("Kaczyński", "Wywiad z Martą o książce Kaczyńskiej", "pl"),
        ("Kaczyńska", "Jutro przemawia Kaczyński", "pl"),
        ("Zelenský", "Do Prahy přijela Zelenská", "cs"),
        ("Babiš", "Nadaci vede Babišová", "cs"),
        ("Babišová", "Padne Babišova vláda?", "cs"),
        ("Навальный", "Навальная выступила в Мюнхене", "ru"),
        ("Навальная", "Могила Навального", "ru"),
        ("Тихановская", "Тихановский вышел на свободу", "ru"),
        ("Захарова", "Тренер Захаров уволен", "ru"),
        ("Зеленський", "Школу відкрила Зеленська", "uk"),
        ("Зеленська", "Зустріч із Зеленським", "uk"),
        ("Zelensky", "Olena Zelenska opens a school", "en"),
        ("Zelenskyy", "Olena Zelenska opens a school", "en"),
        ("Zelenska", "Zelensky is in Rome", "en"),
        ("Tikhanovskaya", "Tikhanovsky is freed", "en"),
        ("Selenskyj", "Olena Selenska eröffnet eine Schule", "de"),
        ("Zakharova", "Coach Zakharov resigns", "en"),
        ("Радев", "Изложбата откри Радева", "bg"),
    ],
)
def test_a_name_of_the_other_sex_is_another(finds, name, headline, lang):
    assert not finds(name, headline, lang)


@pytest.mark.parametrize(
    ("name", "headline", "lang"),
    [
        ("Kaczyński", "Spotkanie z Kaczyńskim", "pl"),
        ("Kaczyńska", "Książka Kaczyńskiej", "pl"),
        ("Polska", "Premier Polski leci do Rzymu", "pl"),
        ("Hrvatska", "Ponosi se Hrvatskom", "hr"),
        ("Babišová", "Nadace Babišové", "cs"),
        ("Babišová", "BABIŠOVA OTEVÍRÁ ŠKOLU", "cs"),
        ("Навальная", "Премию вручили Навальной", "ru"),
        ("Толстой", "Дневники Толстого", "ru"),
        ("Молдова", "Выборы в Молдове", "ru"),
        ("Украина", "Граница с Украиной", "ru"),
        ("Захарова", "Брифинг Захаровой", "ru"),
        ("Зеленська", "Інтерв'ю Зеленської", "uk"),
        ("Радева", "Радева откри изложба", "bg"),
    ],
)
def test_a_name_in_its_own_forms_is_found(finds, name, headline, lang):
    assert finds(name, headline, lang)


@pytest.mark.parametrize(
    ("name", "headline", "lang"),
    [
        ("Trump", "Trumpova cla zdraží auta", "cs"),
        ("Fiala", "Fialův kabinet skončil", "cs"),
        ("Babiš", "Mezi Babišovými firmami", "cs"),
        ("Fico", "Poradca Ficovho ministra", "sk"),
        ("Plenković", "Plenkovićeva vlada pred padom", "hr"),
        ("Janša", "Janševi poslanci odšli", "sl"),
        ("Вучић", "Вучићева посета Пекингу", "sr"),
        ("Трамп", "Трампова угода з Китаєм", "uk"),
    ],
)
def test_what_is_somebodys_is_found(finds, name, headline, lang):
    assert finds(name, headline, lang)


def test_things_own_nothing(finds):
    assert not finds("dub", "Výrobce dubových židlí", "cs")
