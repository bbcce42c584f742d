"""Stories as people ask for them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.store.reading import story_history
from monitor.store.reading.story_history import StoryQuery, StorySort, stories, story


@pytest.fixture
def tell(database, record, now):
    """Items of one story: (title, source, hours ago), the first of which opens it."""

    def tell(*items, rule="Apple in China", withheld=""):
        first = next_story(database)
        for title, source, hours in items:
            record(
                title,
                key=title,
                source=source,
                published=now - timedelta(hours=hours),
                rule=rule,
                withheld=withheld,
            )

        def join(db):
            db.execute("UPDATE items SET story_id = ? WHERE story_id > ?", [first, first])
            db.execute("UPDATE alerts SET story_id = ? WHERE story_id > ?", [first, first])
            db.execute("UPDATE events SET story_id = ? WHERE story_id > ?", [first, first])
            db.execute("DELETE FROM stories WHERE id > ?", [first])
            db.execute(
                "UPDATE stories SET (items, opened_at, last_item_at) = (SELECT count(*), "
                "min(published_at), max(published_at) FROM items WHERE story_id = ?) WHERE id = ?",
                [first, first],
            )

        database.write(join)
        return first

    return tell


def next_story(database):
    (highest,) = database.read().execute("SELECT max(id) FROM stories").fetchone()
    return (highest or 0) + 1


@pytest.fixture
def ask(database):
    def ask(**query):
        return [row.title for row in stories(database.read(), StoryQuery(**query))]

    return ask


@pytest.fixture(params=[5_000, 0], ids=["few", "many"])
def told(tell, monkeypatch, request):
    monkeypatch.setattr(story_history, "_FEW", request.param)
    tell(("Deal struck", "Wire", 5), ("Deal done", "Post", 4), ("deal: Apple", "Wire", 1))
    tell(("Rates rise", "Post", 2), ("Rates up", "Times", 3), rule="Rates")
    tell(("Chips short", "Wire", 0))


@pytest.mark.usefixtures("told")
def test_the_newest_or_the_biggest_come_first(ask):
    assert ask() == ["Chips short", "Deal struck", "Rates rise"]
    assert ask(sort=StorySort.BIGGEST) == ["Deal struck", "Rates rise", "Chips short"]


@pytest.mark.usefixtures("told")
def test_stories_narrow_down(ask, now):
    assert ask(rule="rates") == ["Rates rise"]
    assert ask(rule="nothing") == []
    assert ask(search="deal") == ["Deal struck"]
    assert ask(search="deal", rule="rates") == []
    assert ask(since=now - timedelta(minutes=90)) == ["Chips short", "Deal struck"]
    assert ask(until=now - timedelta(hours=3)) == ["Deal struck"]


@pytest.mark.usefixtures("told")
def test_stories_without_a_match_are_shown_if_asked_for(ask, database):
    database.write(lambda db: db.execute("DELETE FROM matches WHERE rule = 'Rates'"))
    assert "Rates rise" not in ask()
    assert "Rates rise" in ask(matched_only=False)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("sort", StorySort)
def test_pages_hold_each_story_once(database, sort):
    whole = [row.id for row in stories(database.read(), StoryQuery(sort=sort))]
    paged, after = [], ""
    while True:
        page = stories(database.read(), StoryQuery(sort=sort, limit=1, after=after))
        paged += [row.id for row in page]
        after = page.next
        if not after:
            break
    assert paged == whole


@pytest.mark.usefixtures("told")
def test_a_story_says_who_had_it_first_and_who_else_has_it(database, now):
    detail = story(database.read(), 1)
    row = detail.story
    assert (row.first, row.sources, row.source_count, row.items) == ("Wire", ("Wire", "Post"), 2, 3)
    assert (row.opened_at, row.rules) == (now - timedelta(hours=5), ("Apple in China",))
    assert [(each.source, each.title, each.rules) for each in detail.timeline] == [
        ("Wire", "Deal struck", ("Apple in China",)),
        ("Post", "Deal done", ("Apple in China",)),
        ("Wire", "deal: Apple", ("Apple in China",)),
    ]
    rates = story(database.read(), 2).story
    assert (rates.first, rates.sources) == ("Times", ("Times", "Post"))


@pytest.mark.usefixtures("told")
def test_a_merged_storys_number_leads_to_the_one_it_became(database):
    def merge(db):
        db.execute(
            "INSERT INTO stories (id, title, opened_at, last_item_at, items, merged_into) "
            "VALUES (50, 'x', '', '', 0, 1), (51, 'y', '', '', 0, 50)"
        )

    database.write(merge)
    assert story(database.read(), 51).story.id == 1
    assert len(stories(database.read(), StoryQuery(matched_only=False))) == 3


def test_no_story_has_an_unknown_number(database):
    assert story(database.read(), 1) is None
