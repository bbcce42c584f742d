"""A signature as bytes, and read again."""

from dataclasses import fields

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.item import Item
from monitor.stories import Names
from monitor.stories.reading.packed import pack, terms_of, unpack
from monitor.stories.reading.signature import Reader, Signature

NAMES = Names({"Apple": ["苹果", "Cupertino's giant", "Κουπερτίνο"]})
WORDS = st.sampled_from(
    ["Apple", "苹果", "Cupertino's", "giant", "iPhone", "1,200", "May", "5", "Day", "12", "deny"]
) | st.text(max_size=9)
TEXTS = st.lists(WORDS, max_size=30).map(" ".join)


@pytest.fixture(scope="module")
def reader(zipf):
    return Reader(zipf, NAMES)


def values(signature):
    """All fields; of dicts also the order, for sums are taken in it."""
    found = [getattr(signature, field.name) for field in fields(Signature)]
    return [list(each.items()) if isinstance(each, dict) else each for each in found]


@given(TEXTS, TEXTS, st.sampled_from(["en", "de", "el", "tr", "zh", ""]))
@example("ΟΔΥΣΣΕΥΣ in İstanbul: Straße", "", "el")
@example("", "", "en")
@example("\ud800 half a character", "x" * 500, "en")
@example("Match day 12: 苹果 beat 苹果 5-1 on May 5?", "Cupertino's giant", "en")
def test_it_reads_again_as_it_was(reader, title, summary, lang):
    item = Item(feed="f", key="k", title=title, summary=summary, lang=lang)
    signature = reader.signature(item)
    again = unpack(pack(signature))
    assert terms_of(pack(signature)) == list(signature.words)
    assert values(again) == values(signature)
    assert (again.surfaces, again.folded) == (signature.surfaces, signature.folded)


def test_it_takes_some_thirty_bytes_a_word(reader):
    title = "Thieves steal Stradivarius violins from a concert hall in Vienna"
    summary = "Police in Austria look for two men who fled in a grey van towards Bratislava"
    signature = reader.signature(Item(feed="f", key="k", title=title, summary=summary, lang="en"))
    assert len(pack(signature)) < 32 * len(signature.words)
