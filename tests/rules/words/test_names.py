"""What looks like a form of a name and is none, and what is one without looking so."""

from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules import Matcher, parse_rule


@pytest.fixture
def found(known):
    """``found(term, title, lang)``: what of a title was found; empty if nothing was."""

    def look(term, title, lang="en"):
        matcher = Matcher([parse_rule(term, name="r")], known=known)
        item = Item(feed="f", key="k", title=title, lang=lang)
        return "".join(hit.found for match in matcher.match(item) for hit in match.hits)

    return look


@pytest.mark.parametrize(
    ("term", "title", "name"),
    [
        ("Barclays", "Barclay's profits fall", "Barclay"),
        ("Barclays", "BARCLAY’S PROFITS FALL", "BARCLAY"),
        ("Lloyds", "Insured at Lloyd's of London", "Lloyd"),
        ("McDonalds", "McDonald's raises prices", "McDonald"),
        ("Wendys", "Wendy's closes stores", "Wendy"),
        ("Goldman Sachs", "Goldman Sach's profit", "Goldman Sach"),
        ("Lehman Brothers", "Lehman Brother's fall", "Lehman Brother"),
    ],
)
def test_an_apostrophe_before_a_names_last_s_makes_no_difference(found, term, title, name):
    assert found(term, title) == name


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Barclays", "Barclay Simpson hires"),
        ("Williams", "Prince William's visit"),
        ("Rangers", "A Texas Ranger's tale"),
        ("Giants", "The Giant's Causeway"),
    ],
)
def test_another_ones_apostrophe_does(found, term, title):
    assert not found(term, title)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Visa", "Visas for nurses get cheaper"),
        ("Turkey", "Turkeys are culled in Norfolk"),
        ("Shell", "SHELLS HIT KHARKIV"),
        ("Apple", "Apples fall from the trees"),
    ],
)
def test_what_there_is_one_of_has_no_plural(found, term, title):
    assert not found(term, title)


@pytest.mark.parametrize(
    ("term", "title", "lang", "name"),
    [
        ("Visa", "Visa's fees rise", "en", "Visa"),
        ("Apple", "Apples neues Telefon", "de", "Apples"),
        ("Drone", "Drones attack Kyiv", "en", "Drones"),
        ("Democrat", "Democrats win", "en", "Democrats"),
    ],
)
def test_what_is_its_own_and_what_there_are_many_of_is_found(found, term, title, lang, name):
    assert found(term, title, lang) == name


@pytest.mark.parametrize("title", ["Mods and rockers", "mods for the game", "A mod for the game"])
def test_an_abbreviation_keeps_its_capitals_though_it_has_small_letters(found, title):
    assert not found("MoD", title)


@pytest.mark.parametrize(
    ("term", "title", "name"),
    [
        ("MoD", "The MoD's plan", "MoD"),
        ("MoD", "MOD says no", "MOD"),
        ("PhD", "PhDs are rare", "PhDs"),
        ("PhD", "Phd students strike", "Phd"),
    ],
)
def test_an_abbreviation_is_found_with_them(found, term, title, name):
    assert found(term, title) == name


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("CrowdStrike", "Crowd strikes back"),
        ("CrowdStrike", "A Crowd Strikes Back"),
        ("easyJet", "Easy jets to own"),
        ("LinkedIn", "A man linked in the probe"),
        ("LinkedIn", "MAN LINKED IN MURDER PROBE"),
        ("WeWork", "Where we work matters"),
        ("FaceTime", "Face time with the boss"),
        ("BlackRock", "A black rock fell"),
        ("Salesforce", "Sales force is cut in half"),
        ("OpenAI", "An open AI model wins"),
    ],
)
def test_two_everyday_words_are_no_name(found, term, title):
    assert not found(term, title)


@pytest.mark.parametrize(
    ("term", "title", "name"),
    [
        ("CrowdStrike", "Crowd Strike's outage", "Crowd Strike"),
        ("TikTok", "Tik Toks of the day", "Tik Toks"),
        ("TikTok", "A tik tok ban in Ohio", "tik tok"),
        ("LinkedIn", "The site Linked In cuts jobs", "Linked In"),
        ("SpaceX", "A Space X launch", "Space X"),
        ("MeToo", "The Me Too movement", "Me Too"),
        ("smartphone", "Smart phones get dearer", "Smart phones"),
        ("Airstrikes", "Two air strikes", "air strikes"),
        ("Percent", "Up by ten per cent", "per cent"),
    ],
)
def test_two_words_may_be_a_name_and_a_things_plural(found, term, title, name):
    assert found(term, title) == name


@pytest.mark.parametrize("title", ["H5 N1 in cattle", "H5-N1 in cattle", "H5N1 in cattle"])
def test_two_letters_with_their_numbers_are_one_name_however_they_are_joined(found, title):
    assert found("H5N1", title)


@pytest.mark.parametrize(
    ("term", "title"),
    [("Airbus A320neo", "Ten Airbus A320neos"), ("Boeing 737 MAX", "Ten Boeing 737 Maxes")],
)
def test_models_are_many(found, term, title):
    assert found(term, title)


def test_another_number_is_another_name(found):
    assert not found("H5N1", "H5 N2 in cattle")


@pytest.mark.parametrize(
    ("term", "title", "name"),
    [("Republicans", "A Republican resigns", "Republican"), ("Houthis", "A Houthi raid", "Houthi")],
)
def test_one_of_a_party_or_a_people_is_found(found, term, title, name):
    assert found(term, title) == name


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Christians", "Christian Bale acts"),
        ("Americans", "American Airlines says"),
        ("Israelis", "Israeli oil"),
        ("Levis", "Levi Strauss says"),
        ("Titans", "A Titan dives"),
    ],
)
def test_one_is_not_found_where_it_is_another_name(found, term, title):
    assert not found(term, title)


@pytest.mark.parametrize("title", ["X-owner Musk", "X, says Musk", "X's outage"])
def test_a_letter_is_a_name(found, title):
    assert found("X", title) == "X"


def test_a_letter_of_another_word_is_none(found):
    assert not found("X", "The X-ray shows a bullet")
    assert found("X-ray", "The X-ray shows a bullet")


@pytest.mark.parametrize(
    ("term", "title", "lang"),
    [
        ("Ebola", "Nuevo brote de ébola en el Congo", "es"),
        ("Covid-19", "Una neumonía por covid 19", "es"),
    ],
)
def test_the_name_of_a_disease_may_be_small(found, term, title, lang):
    assert found(term, title, lang)


@pytest.mark.parametrize(
    ("term", "title", "name"),
    [
        ("Kmart", "K Mart to close its last store", "K Mart"),
        ("Kmart", "K MART TO CLOSE", "K MART"),
        ("Meta", "Meta-owned WhatsApp fined", "Meta"),
        ("Inter", "Inter-Juve finisce 2-1", "Inter"),
        ("3M", "3M settles over earplugs", "3M"),
        ("3M", "Minnesota sues 3M again", "3M"),
        ("100K", "100K people march", "100K"),
    ],
)
def test_an_initial_a_hyphen_and_a_number_may_belong_to_a_name(found, term, title, name):
    assert found(term, title) == name


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Kmart", "Special K mart on Main Street"),
        ("Kmart", "Operation Big K: Mart of the Year"),
        ("Meta", "Meta-analysis finds coffee is fine"),
        ("Meta", "Meta-study doubts vitamin pills"),
        ("Post", "Post-war Europe in pictures"),
        ("Inter", "Inter-agency row over Mars"),
        ("3M", "3M people displaced by floods"),
        ("3M", "More than 3M affected in Assam"),
        ("4K", "Some 4K new homes for Leeds"),
        ("resign", "Houston re-signs its pitcher"),
        ("recover", "Tips to re-cover a sofa"),
    ],
)
def test_a_letter_a_prefix_and_an_amount_are_no_name(found, term, title):
    assert not found(term, title)


@pytest.mark.parametrize(
    ("term", "title", "lang", "name"),
    [
        ("Linke", "Die Linke stimmt zu", "de", "Linke"),
        ("Linke", "Die linke Spur ist gesperrt", "de", ""),
        ("Grüne", "Der grüne Pass kommt", "de", ""),
        ("Streik", "Der streik bei VW", "de", "streik"),
        ("МиГ-31", "В небе МиГ-31К", "ru", "МиГ-31К"),
        ("Су-57", "Новый Су 57 взлетел", "ru", "Су 57"),
        ("В-25", "В 25 школах карантин", "ru", ""),
        ("セブンイレブン", "新しいセブン-イレブンが開店", "ja", "セブン-イレブン"),
        ("セブンイレブン", "セブン・イレブンの新商品", "ja", "セブン・イレブン"),
        ("第二次世界大戦", "第2次世界大戦の遺産", "ja", "第2次世界大戦"),
        ("第2次世界大战", "第二次世界大战纪念", "zh", "第二次世界大战"),
    ],
)
def test_names_of_other_languages(found, term, title, lang, name):
    assert found(term, title, lang) == name
