"""One item of several under a new id is found again, and nothing new is taken for old."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.identity.known_item import KnownItem
from monitor.feeds.identity.revised import Shown, find, is_another, likeness, others, unrevised
from monitor.item import Item

POLLED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
THEN = POLLED - timedelta(hours=3, minutes=7)
NOW = POLLED + timedelta(minutes=4)
GUID = "https://wire.example/articles/c17"
RECALL = "Zephyr recalls brake pads in Norway"
REWORDED = "After a crash Zephyr calls back brake pads"
OTHER = "Court in Lisbon fines Helios for price fixing"


def old(**values):
    given = {"key": f"{GUID}#0", "title": RECALL, "link": GUID, "summary": "S", "published": THEN}
    return KnownItem(**(given | values))


def new(**values):
    given = {"feed": "f", "key": f"{GUID}#3", "title": RECALL, "link": GUID, "published": THEN}
    return Item(**(given | {"summary": "S"} | values))


def found(item, *stored, beside=(), shown=()):
    body = Shown([item, *beside], lambda key: key in shown)
    return find([item], {item.key: list(stored)}, body, previous_poll=POLLED).get(item.key)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"key": f"{GUID}?v=3"},
        {"key": f"http://www.{GUID.partition('//')[2]}", "link": GUID.replace("https", "http")},
        {"key": "tag:wire.example,2026:c17-3", "title": REWORDED},
        {"key": "6f9619ff-8b86-d011-b42d-00c04fc964ff", "title": OTHER},
        {"title": REWORDED, "published": NOW},
        {"key": "tag:wire.example,2026:99", "title": REWORDED, "published": NOW},
        {"key": "tag:wire.example,2026:99", "title": REWORDED, "published": None},
        {"published": NOW},
        {"published": NOW - timedelta(hours=1)},
        {"published": None},
        {"link": f"{GUID}?utm_source=rss", "key": "x"},
        # Its address changed, its headline and date did not; or its headline a little.
        {"key": "b", "link": "https://wire.example/sport/c17"},
        {"key": "b", "link": ""},
        {"key": "b", "link": "https://wire.example/b", "title": "Zephyr recalls pads in Norway"},
    ],
    ids=str,
)  # fmt: skip
def test_a_revised_item_is_the_same_item(change):
    assert found(new(**change), old()) == old().key


@pytest.mark.parametrize(
    "change",
    [
        {"key": "b", "link": "https://wire.example/b", "title": OTHER},
        {"key": "b", "link": "https://wire.example/b", "title": OTHER, "published": NOW},
        {"key": "b", "link": "https://wire.example/b", "published": NOW},
        {"key": "b", "link": "", "title": OTHER},
        # The page shows something else by now.
        {"key": "b", "title": OTHER, "published": NOW},
        {"key": "b", "title": OTHER, "published": None},
        {"title": OTHER, "published": NOW},
    ],
    ids=str,
)
def test_what_is_new_is_new(change):
    assert found(new(**change), old()) is None


def test_what_still_stands_in_the_feed_is_no_earlier_reading_of_anything():
    assert found(new(), old(), shown={old().key}) is None
    assert found(new(), old(), beside=[new(key=old().key)]) is None


def test_a_column_comes_each_day_to_the_same_page_under_the_same_title():
    morning = {"title": "Morning briefing", "link": "https://wire.example/briefing"}
    before = old(key="1", published=POLLED - timedelta(hours=23), **morning)
    assert found(new(key="2", published=NOW, **morning), before) is None


class TestAPageOfSeveralItems:
    LIVE = "https://wire.example/live"

    def post(self, number, **values):
        given = {"key": f"post-{number}", "title": f"Witness {number} speaks", "link": self.LIVE}
        return new(**(given | {"published": NOW} | values))

    def before(self, number, **values):
        given = {"key": f"post-{number}", "title": f"Witness {number} speaks", "link": self.LIVE}
        return old(**(given | values))

    def test_gives_each_its_own(self):
        assert found(self.post(3), self.before(1), beside=[self.post(2)]) is None

    def test_gives_each_its_own_where_the_others_were_not_parsed(self):
        assert found(self.post(3), self.before(1), self.before(2), shown={"post-2"}) is None

    def test_gives_each_its_own_where_the_feed_shows_only_one_at_a_time(self):
        assert found(self.post(3), self.before(1), self.before(2)) is None

    def test_lets_one_be_renumbered(self):
        renumbered = self.post(2, key="post-2#1", published=THEN)
        assert found(renumbered, self.before(1), self.before(2)) == "post-2"

    def test_lets_a_place_on_it_be_renumbered(self):
        post = self.post(2, key="x", link=f"{self.LIVE}#5", title=RECALL, published=THEN)
        assert found(post, self.before(1, link=f"{self.LIVE}#4", title=RECALL)) == "post-1"


@pytest.mark.parametrize("title", ["Weekly letter", "Weekly letter on oil"])
def test_a_letter_whose_guid_has_its_date_comes_each_week_to_the_same_page(title):
    last = old(key="letter-2026-02-23", title="Weekly letter", published=NOW - timedelta(days=7))
    assert found(new(key="letter-2026-03-02", title=title, published=NOW), last) is None


def test_many_items_of_one_day_are_not_each_others():
    """Dates without a time say little."""
    day = POLLED.replace(hour=0, minute=0)
    recall = new(key="b", link="https://wire.example/b", title="Recall of brake pads of Zephyr")
    before = old(title="Recall of brake pads of Helios", published=day)
    assert found(replace(recall, published=day), before) is None


def test_of_two_that_claim_the_same_both_are_new():
    one, two = new(key="b"), new(key="c")
    body = Shown([one, two], lambda _: False)
    stored = {"b": [old()], "c": [old()]}
    assert find([one, two], stored, body, previous_poll=POLLED) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{GUID}#0", f"{GUID}#13"),
        ("https://www.wire.example/a", "http://wire.example/a"),
        (f"{GUID}?v=1", f"{GUID}?v=22"),
        (f"{GUID}?id=5&rev=1", f"{GUID}?id=5&rev=2"),
        ("tag:wire.example:17:v1", "tag:wire.example:17:v2"),
        ("article-17-rev-1", "article-17-rev-2"),
        ("17@2026-03-02T09:30:00Z", "17@2026-03-02T10:00:05Z"),
        ("article-17-20260302", "article-17-20260303"),
        ("17_1772443800", "17_1772447400000"),
    ],
)
def test_editions_of_a_guid_are_one_guid(one, other):
    assert unrevised(one) == unrevised(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tag:wire.example,2026:17", "tag:wire.example,2026:18"),
        ("https://wire.example/?p=17", "https://wire.example/?p=18"),
        ("post-17", "post-18"),
        ("#1", "#2"),
        ("17", "18"),
        ("2026-03-02", "2026-03-03"),
    ],
)
def test_numbers_of_items_are_no_editions(one, other):
    assert unrevised(one) != unrevised(other)


def test_one_common_word_makes_no_likeness():
    assert likeness("Zephyr sued", "Zephyr recalls pads") == 0
    assert likeness("挪威召回刹车片", "挪威召回全部刹车片") > 0.5


WORDS = st.lists(
    st.sampled_from(["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heath"]),
    min_size=3, max_size=5, unique=True,
).map(" ".join)  # fmt: skip


@given(
    titles=st.lists(WORDS, min_size=2, max_size=9, unique=True),
    links=st.lists(st.sampled_from(["live", "1", "2", "3", "4"]), min_size=9, max_size=9),
    order=st.randoms(),
)
def test_renumbered_items_are_each_known_again_and_no_other_is(titles, links, order):
    """Whatever pages they share: each under its own title and date, among new ones."""
    before = [
        old(key=f"{n}#0", title=title, link=f"https://w.example/{links[n]}",
            published=THEN - timedelta(minutes=n))
        for n, title in enumerate(titles)
    ]  # fmt: skip
    again = [
        new(key=f"{n}#{n + 1}", title=each.title, link=each.link, published=each.published)
        for n, each in enumerate(before)
    ]
    fresh = [
        new(key=f"new-{n}", title=f"{n} quite other {n * 7} words", link="https://w.example/live",
            published=NOW + timedelta(minutes=n))
        for n in range(3)
    ]  # fmt: skip
    items = [*again, *fresh]
    order.shuffle(items)
    stored = {
        item.key: [
            each for each in before if each.link == item.link or each.published == item.published
        ]
        for item in items
    }
    result = find(items, stored, Shown(items, lambda _: False), previous_poll=POLLED)
    assert result == {f"{n}#{n + 1}": f"{n}#0" for n in range(len(titles))}


ELSEWHERE = "https://wire.example/articles/c18"


def test_places_in_a_list_are_told_from_edits():
    first, second = old(key="1"), old(key="2", title=OTHER, link=ELSEWHERE)
    before = {"1": first, "2": second}
    moved = new(key="2", published=None)
    fresh = new(key="1", title="Bees return to Kew", link="https://wire.example/b", published=None)
    assert others([fresh, moved], before, {}) == {"1", "2"}
    assert others([fresh], before, {}) == set()  # nothing says that it isn't an edit
    assert others([moved], before, {"2": [first]}) == {"2"}
    assert others([new(key="1", published=NOW), new(key="2", link=ELSEWHERE)], before, {}) == set()


@pytest.mark.parametrize(
    ("change", "another"),
    [
        ({"title": OTHER, "link": ELSEWHERE}, True),
        ({"title": OTHER, "link": ELSEWHERE, "published": THEN}, False),
        ({"title": OTHER, "link": ELSEWHERE, "published": None}, False),
        ({"title": OTHER}, False),
        ({"title": REWORDED, "link": ELSEWHERE}, False),
        ({"title": REWORDED, "link": ELSEWHERE, "published": NOW + timedelta(days=3)}, False),
        # Without a guid the page is the id: of a page of notices, too.
        ({"title": OTHER, "key": GUID, "summary": "Judges sat in June"}, True),
        ({"title": OTHER, "key": GUID, "summary": "Fourteen cars crashed, a minister says"}, False),
        ({"title": OTHER, "key": GUID, "summary": ""}, False),
        ({"title": REWORDED, "key": GUID, "summary": "Judges sat in June"}, False),
    ],
    ids=str,
)
def test_another_item_under_the_same_id(change, another):
    stored = old(key=change.get("key", f"{GUID}#3"), summary="Fourteen cars crashed")
    assert is_another(new(**({"published": NOW} | change)), stored) is another
