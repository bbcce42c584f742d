"""What a rule asks for stands in all that it finds: it doesn't make two items one event."""

import pytest

from monitor.stories import Names

DIFFERENT = {
    ("Mbappé", "Mbappe", "Real Madrid"): (
        "Mbappe scores twice for Real Madrid",
        "Mbappé misses training at Real Madrid",
        "Real Madrid fine Mbappé for a late arrival",
    ),
    ("George R.R. Martin", "George RR Martin"): (
        "George RR Martin finishes The Winds of Winter",
        "George R.R. Martin dead? No, a hoax",
    ),
    ("Boeing 737", "Boeing's 737"): (
        "Boeing's 737 production halts",
        "Boeing 737 MAX skids off runway in Lagos",
    ),
    # One word is left, not two, and the models aren't sure.
    ("Fed",): ("Fed raises rates by a quarter point", "Fed rates committee loses a member"),
    ("Saab", "recall", "recalls"): (
        "Saab recalls gliders after canopy loss",
        "Saab recall hits 77 trainer jets",
        "Saab recall: tyres of 88 tractors",
    ),
}
SAME = (
    "Apple chooses Alibaba's AI for iPhones sold in China",
    "Apple picks Alibaba to bring AI to its Chinese iPhones",
)


@pytest.mark.parametrize("asked", DIFFERENT)
def test_events_that_share_only_what_the_rule_asks_for_stay_apart(newsroom, item, asked):
    stories = newsroom().stories
    items = [item(title, after=at / 60) for at, title in enumerate(DIFFERENT[asked])]
    told = [stories.assign(each, now=each.published, asked=asked).event for each in items]
    assert len(set(told)) == len(items)


def test_what_else_two_reports_share_still_makes_them_one(newsroom, item):
    stories = newsroom().stories
    items = [item(title, after=at / 60) for at, title in enumerate(SAME)]
    asked = ("Apple", "China", "Chinese", "AI")
    told = {stories.assign(each, now=each.published, asked=asked).event for each in items}
    assert len(told) == 1


def test_a_headline_printed_word_for_word_is_one_event_whatever_was_asked(newsroom, item):
    stories = newsroom().stories
    items = [item("Saab recalls gliders after canopy loss in Sweden") for _ in range(2)]
    asked = ("Saab", "recalls", "gliders", "canopy", "loss", "Sweden")
    told = {stories.assign(each, now=each.published, asked=asked).event for each in items}
    assert len(told) == 1


def test_a_name_in_another_script_counts_as_what_was_asked(newsroom, item):
    """A rule that asks for Xi Jinping and Taiwan finds both."""
    names = Names({"xi jinping": ("习近平",), "taiwan": ("台湾",)})
    stories = newsroom(names=names).stories
    items = [
        item("Xi Jinping visits troops opposite Taiwan"),
        item("习近平：台湾选举结果", lang="zh", after=0.1),
    ]
    found = [("Xi Jinping", "Taiwan"), ("习近平", "台湾")]
    told = {
        stories.assign(each, now=each.published, asked=asked).event
        for each, asked in zip(items, found, strict=True)
    }
    assert len(told) == 2
