"""Guids and titles by which one text is known."""

from monitor.item import Item
from monitor.stories.reading.same_text import global_guid, plain_title


def test_only_a_long_guid_is_the_same_text_elsewhere():
    assert global_guid(Item(feed="f", key="4711", title="t")) == ""
    assert global_guid(Item(feed="f", key="tag:a.example,2026:4711", title="t"))


def test_a_title_is_known_without_its_punctuation_case_and_accents_but_with_its_outlet():
    def known(title, source="Daily"):
        return plain_title(Item(feed="f", key="1", title=title, source=source))

    assert known("Café «Müller» closes!") == known("cafe muller CLOSES")
    assert known("Closed") != known("Closed", source="Globe")
    assert known("…") == ""
