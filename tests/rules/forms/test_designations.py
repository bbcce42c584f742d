"""Names of letters and a number: which spellings are one."""

from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules import Matcher, parse_rule


@pytest.fixture
def finds(known):
    def look(rule: str, text: str) -> bool:
        item = Item(feed="f", key="k", title=text, lang="en")
        return bool(Matcher([parse_rule(rule, name="r")], known=known).match(item))

    return look


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("F-35", "Denmark orders more F-35s"),
        ("F-35", "Denmark orders F35 jets"),
        ("F-35", "Denmark orders F 35 jets"),
        ("F-35", "Denmark orders F–35 jets"),
        ("F-35", "An F-35A crashed"),
        ("C-130", "The C-130J's engines"),
        ("F-16", "Belgium retires its F16AM and F16B jets"),
        ("P-8", "A P-8A over the Baltic"),
        ("F35", "Denmark's F-35s' engines"),
        ("F 35", "An F-35 crashed"),
        ("F-35 jet", "More F35 jets"),
        ("AK-47", "POLICE SEIZE AK-47S"),
        ("MH370", "Search for MH 370 resumes"),
        ("H-1B", "A fee for H1B visas"),
        ("G7", "G-7 leaders meet"),
        ("Su-35", "Su35s over the Baltic"),
        ("COVID-19", "Covid 19 is back"),
        ("GPT-4o", "GPT4o talks"),
        ("MI6", "The head of MI-6"),
        ("iPhone 17", "iPhone17 is out"),
        ("Airbus A380", "Emirates orders more Airbus A380s"),
        ("Airbus A380", "An Airbus A-380 lands"),
        ("Airbus A380", "The Airbus A 380 is back"),
        ("Galaxy S25", "Galaxy S25s ship"),
        ("Boeing 747", "The last Boeing 747s retire"),
        ("3M", "3M settles the lawsuit"),
        ("Model 3", "Tesla recalls two thousand Model 3s"),
        ("Phase 3", "Drug fails in phase 3 trial"),
        ("Phase 3", "Drug fails in phase-3 trial"),
        ("Flight 171", "Inquiry into flight 171 begins"),
        ("Chapter 11", "Chain files for chapter 11"),
        ("iOS 18", "An iOS18 update mends it"),
        ("5G", "the 5G network"),
        ("5G", "the 5-G network"),
        ("H5N1", "H5-N1 spreads to cows"),
        ("10K", "What its 10-K tells investors"),
        ("e-mail", "Two emails leaked"),
        ("email", "Two e-mails leaked"),
        ("K-pop", "a Kpop star"),
        ("T-shirt", "Tshirts recalled"),
        ("Wi-Fi", "WiFi flaw found"),
        ("Wi-Fi", "A flaw in public wifi"),
        ("Sci-Fi", "A scifi film"),
        ("x-ray", "An xray of the chest"),
    ],
)
def test_one_name_is_found_however_it_is_joined(finds, rule, text):
    assert finds(rule, text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("F-35", "An F-15 crashed"),
        ("F-35", "An F-350 truck"),
        ("F-35", "Row F-35b"),
        ("M1", "The M1A in Durban"),
        ("M1", "Abrams M1A2 tanks"),
        ("A320", "An A321 lands"),
        ("A320", "A 320-seat hall opens"),
        ("Airbus A380", "More Airbus A350s"),
        ("Airbus A380", "Airbus sells a 380-seat cabin"),
        ("Moscow 1980", "Moscow 1980s style"),
        ("G7", "The G77 meets"),
        ("G7", "Group g 7 wins"),
        ("F-35", "on page f 35"),
        ("3M", "The startup raised $3m"),
        ("3M", "The startup raised $3M"),
        ("3M", "Sales of €3m in Spain"),
        ("5G", "Add 5g of salt, says Anna"),
        ("4K", "More than 4k people in Oslo"),
        ("5G", "Add 5-g portions of salt"),
        ("3", "It took 3s to open"),
        ("type 2", "A type2 error in the code"),
        ("K2", "A k-12 school"),
    ],
)
def test_another_name_or_an_amount_is_not_found(finds, rule, text):
    assert not finds(rule, text)
