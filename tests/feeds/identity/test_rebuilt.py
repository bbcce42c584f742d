"""Old items under new ids are found again, and nothing new is taken for old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.identity.known_item import KnownItem
from monitor.feeds.identity.rebuilt import find, may_be_rebuilt
from monitor.item import Item

POLLED = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)
TITLES = (
    "Rain in Oslo", "Sbarro files for bankruptcy", "Quake shakes Izmir", "Ferry runs aground",
    "Court rules on tariffs", "Bees return to Kew", "Ship of 1622 found", "Rates stay as they are",
    "Vineyards under snow", "Orchestra loses its hall",
)  # fmt: skip


def page(link):
    return link.partition("?")[0]


def old(number, **values):
    given = {
        "key": f"old-{number}",
        "title": TITLES[number],
        "link": f"https://wire.example/{number}?from=rss",
        "summary": f"Of {TITLES[number].lower()}.",
        "published": POLLED - (1 + number) * HOUR,
    }
    return KnownItem(**(given | values))


def again(number, **values):
    """The same item under a new id."""
    it = old(number)
    given = {
        "feed": "https://wire.example/feed",
        "key": f"new-{number}",
        "title": it.title,
        "link": it.link,
        "summary": it.summary,
        "published": it.published,
    }
    return Item(**(given | values))


def found(unknown, stored, items=None):
    return find(unknown, stored, items=items or len(unknown), previous_poll=POLLED, page=page)


STORED = [old(number) for number in range(10)]
ALL = {f"new-{number}": f"old-{number}" for number in range(10)}


@pytest.mark.parametrize(
    ("items", "unknown", "worth"), [(10, 9, True), (10, 8, False), (5, 5, True), (4, 4, False)]
)
def test_more_than_four_in_five_must_be_new_of_five_or_more(items, unknown, worth):
    listed = [again(number) for number in range(items)]
    assert may_be_rebuilt(listed, listed[:unknown]) is worth


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"link": "https://wire.example/{}?from=atom"},
        {"link": "https://new.example/{}"},
        {"link": ""},
        {"published": None},
        {"link": "https://new.example/{}", "published": None},
        {"title": "New headline {}"},
        {"title": "New headline {}", "published": None},
        {"published": POLLED + HOUR},  # every date is that of the rebuilding
        {"summary": "Another text"},
    ],
    ids=str,
)
def test_a_rebuilt_feed_is_known_again(change):
    def changed(number):
        return {
            name: value.format(number) if isinstance(value, str) else value
            for name, value in change.items()
        }

    outcome = found([again(number, **changed(number)) for number in range(10)], STORED)
    assert outcome.whole
    assert outcome.keys == ALL


@pytest.mark.parametrize(
    "change",
    [
        {"link": "https://wire.example/new-{}", "title": "Other news {}"},
        # A column, each day under the same title.
        {"link": "https://wire.example/new-{}", "published": POLLED + HOUR, "summary": "Today: {}"},
        {"link": "https://wire.example/new-{}", "published": POLLED + HOUR, "summary": "As ever."},
        {"link": "https://wire.example/new-{}", "published": None, "summary": "Today: {}"},
        {
            "link": "https://wire.example/new-{}",
            "published": POLLED - timedelta(days=1, hours=5),
            "summary": "",
        },
        # A page that shows something else by now.
        {"title": "Other news {}", "published": POLLED + HOUR},
    ],
    ids=str,
)
def test_a_busy_feed_whose_window_moved_on_is_not_rebuilt(change):
    def changed(number):
        return {
            name: value.format(number) if isinstance(value, str) else value
            for name, value in change.items()
        }

    outcome = found([again(number, **changed(number)) for number in range(10)], STORED)
    assert outcome.keys == {}
    assert not outcome.whole


def test_among_much_that_is_new_only_what_is_surely_the_same_is_known_again():
    """Three came again under new ids; seven are new, of which one has an old one's title."""
    new = [again(n, link=f"https://wire.example/new-{n}", title=f"News {n}") for n in range(3, 9)]
    column = again(9, link="https://wire.example/new-9")
    outcome = found([again(0), again(1), again(2), *new, column], STORED)
    assert outcome.keys == {f"new-{n}": f"old-{n}" for n in range(3)}
    assert not outcome.whole


def test_what_several_items_share_tells_nothing():
    same_page = [again(n, link="https://wire.example/live", title=f"Now {n}") for n in range(10)]
    stored = [old(n, link="https://wire.example/live", title=f"Then {n}") for n in range(10)]
    assert found(same_page, stored).keys == {}
    same_title = [again(n, title="Live updates", link=f"https://b.example/{n}") for n in range(10)]
    assert found(same_title, [old(n, title="Live updates") for n in range(10)]).keys == {}


def test_two_items_that_would_be_the_same_old_one_are_both_new():
    """One has its page, the other its title."""
    with_page = again(0, key="a", title="Other news")
    with_title = again(0, key="b", link="https://wire.example/other")
    outcome = found([with_page, with_title, *(again(n) for n in range(1, 10))], STORED)
    assert outcome.keys == {f"new-{n}": f"old-{n}" for n in range(1, 10)}


def test_titles_are_compared_as_they_are_read_not_as_they_are_set():
    items = [again(n, title=f"«{TITLES[n].upper()}»!", link="") for n in range(10)]
    assert found(items, STORED).keys == ALL


@given(
    kept=st.sets(st.integers(0, 9)),
    news=st.lists(
        st.tuples(st.integers(0, 30), st.booleans()), max_size=12, unique_by=lambda n: n[0]
    ),
    titles=st.lists(st.sampled_from([*TITLES, "Live updates", ""]), min_size=12, max_size=12),
)
def test_nothing_dated_after_the_last_poll_is_taken_for_old_on_one_ground(kept, news, titles):
    """Whatever else the feed shows: an item on a new page, or with a new title, is news."""
    fresh = [
        Item(
            feed="https://wire.example/feed",
            key=f"fresh-{number}",
            title=title if on_new_page else f"News {number}",
            link=f"https://wire.example/{'new-' if on_new_page else ''}{number}",
            published=POLLED + timedelta(minutes=number + 1),
        )
        for (number, on_new_page), title in zip(news, titles, strict=False)
    ]
    outcome = found([*(again(number) for number in sorted(kept)), *fresh] or [again(0)], STORED)
    assert not any(key.startswith("fresh") for key in outcome.keys)
    assert len(set(outcome.keys.values())) == len(outcome.keys)


@given(kept=st.sets(st.integers(0, 9), min_size=1), order=st.randoms())
def test_what_came_again_unchanged_is_always_known_again(kept, order):
    items = [again(number) for number in sorted(kept)]
    order.shuffle(items)
    assert found(items, STORED).keys == {f"new-{n}": f"old-{n}" for n in kept}


def test_a_move_that_changes_ids_links_and_dates_at_once_brings_nothing_new():
    moved = [
        again(number, link=f"https://new.example/{number}", published=POLLED + HOUR)
        for number in range(10)
    ]
    result = found(moved, STORED)
    assert (result.keys, result.whole) == (ALL, True)


def test_of_a_moved_feed_what_has_another_headline_is_new():
    moved = [
        again(number, link=f"https://new.example/{number}", published=POLLED + HOUR)
        for number in range(9)
    ]
    fresh = again(9, title="Tunnel opens", link="https://new.example/9", published=POLLED + HOUR)
    result = found([*moved, fresh], STORED)
    assert result.keys == {new: old for new, old in ALL.items() if new != "new-9"}


def test_a_move_of_headlines_alone_shows_where_they_are_long_enough_for_news():
    def titled(number, words):
        return {"title": f"{TITLES[number]} {words}", "summary": ""}

    def moved(words):
        return find(
            [
                again(
                    number,
                    link=f"https://new.example/{number}",
                    published=POLLED + HOUR,
                    **titled(number, words),
                )
                for number in range(10)
            ],
            [old(number, **titled(number, words)) for number in range(10)],
            items=10,
            previous_poll=POLLED,
            page=page,
        ).keys

    assert moved("after two weeks of talks") == ALL
    assert moved("") == {}


def test_columns_that_come_again_with_other_texts_are_news():
    columns = [
        again(
            number,
            link=f"https://wire.example/today/{number}",
            summary="Today's.",
            published=POLLED + HOUR,
        )
        for number in range(10)
    ]
    assert found(columns, STORED).keys == {}


def test_headlines_that_came_more_than_once_before_prove_no_move():
    earlier = [old(number, key=f"older-{number}") for number in range(10)]
    weekly = [
        again(number, link=f"https://wire.example/week/{number}", published=POLLED + HOUR)
        for number in range(10)
    ]
    assert found(weekly, [*STORED, *earlier]).keys == {}
