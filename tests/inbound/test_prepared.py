"""What a cluster's workers work out about items is what the coordinator would, and is used."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.planning.policy import Policy
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.outcome import Parsed
from monitor.inbound import prepared
from monitor.inbound.prepared import ByRules, prepared_by
from monitor.item import Item
from monitor.rules import KnownWords, Matcher, parse_rule
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.history import match_list, near_misses
from monitor.store.history.near_misses import RecordedNearMiss
from monitor.store.search import text_index
from monitor.stories import Names, Reader, read_item
from tests.inbound.one_by_one import OneByOne

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
FEED = Feed(url="https://wire.example/feed", name="Wire", backfill=timedelta(days=30))
TEXTS = (
    "Apple + China + AI",
    '"rare earths" OR lithium',
    "Tesla NOT Nikola",
    "Merkel NEAR/5 Paris",
)
RULES = [parse_rule(text, name=text) for text in TEXTS]
NAMES = Names({"Apple": ["苹果", "Cupertino's giant"]})
WORDS = (
    *("苹果", "Cupertino's", "giant", "denies", "Q3", "1,200"),
    *("Apple", "Apples", "Chinese", "China's", "AI", "lithium", "rare", "earths", "Tesla", "Tesal"),
    *("Nikola", "Merkels", "Paris", "visits", "пример", "中国", "news", "<b>", "2025"),
)
TEXT = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
ITEM = st.builds(
    Item,
    feed=st.just(FEED.url),
    key=st.just("1"),
    title=TEXT,
    summary=TEXT,
    lang=st.sampled_from(("", "en", "de", "zh")),
)


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    """Where lists of words are kept."""
    return tmp_path_factory.mktemp("words")


@pytest.fixture(scope="module")
def there(words):
    """What prepares items on a worker."""
    travelled = pickle.loads(pickle.dumps(ByRules("1", RULES, NAMES)))
    assert travelled.unlike_here() == ""
    return travelled.begin(words)


@pytest.fixture(scope="module")
def here(words):
    """The coordinator's matcher."""
    return Matcher(RULES, known=KnownWords(cache=words))


@given(ITEM)
def test_a_worker_finds_in_an_item_what_the_coordinator_would(there, here, item):
    found = pickle.loads(pickle.dumps(there(item)))
    matches, misses = here.match_and_near(item)
    written = tuple(map(RecordedNearMiss.of, misses))
    assert (found.matches, near_misses.unpack(found.near_misses)) == (tuple(matches), written)
    assert list(found.undecided) == [miss.rule for miss in misses if miss.text_decides]
    assert found.indexed == text_index.indexed(item.title, item.summary, item.content, item.lang)


@given(ITEM)
def test_a_worker_reads_in_an_item_what_the_coordinator_would(there, words, item):
    found = pickle.loads(pickle.dumps(there(item)))
    reader = Reader(KnownWords(cache=words).zipf, NAMES)
    assert found.read == read_item(reader, item)


def item(key, title, **values):
    return Item(feed=FEED.url, key=key, title=title, lang="en", published=NOW, **values)


NEWS = (
    item("1", "Apple picks an AI for China", summary="Chosen at last"),
    item("2", "Lithium is scarce in China"),
    item("3", "Apple and AI", summary="中国 and пример"),
    item("4", "Nothing much"),
)


def outcome(*items, by="", there=None):
    found = {each.key: there(each) for each in items} if there else {}
    return Parsed(
        url=FEED.url,
        items=items,
        validators=Validators(),
        body_hash=str(len(items)),
        prepared=found,
        prepared_by=by,
    )


@pytest.fixture
def recorder(tmp_path, words):
    """Makes a recorder with a database of its own."""
    opened = []

    def recorder(name):
        database = Database(tmp_path / f"{name}.db")
        opened.append(database)
        database.write(lambda db: feeds.sync(db, [FEED], now=NOW))
        return OneByOne(
            database,
            feeds=[FEED],
            rules=RULES,
            policies={rule.name: Policy(rule=rule.name, targets=()) for rule in RULES},
            targets={},
            timezone=ZoneInfo("UTC"),
            known=KnownWords(cache=words),
            names=NAMES,
        )

    yield recorder
    for database in opened:
        database.close()


def left(recorder):
    """What a recorder has left in its database."""
    db = recorder.database.read()
    found = match_list.matches(db, match_list.MatchQuery())
    misses = near_misses.newest(db, limit=99)
    return (
        [(row.item.key, row.rule, row.hits) for row in found],
        db.execute("SELECT key, event_id, story_id, story_why FROM items ORDER BY id").fetchall(),
        [(row.item.key, row.rule, row.missing, row.hits) for row in misses],
        [
            match_list.matches(db, match_list.MatchQuery(search=search)) != ()
            for search in ("apples", "chosen", "scarce")
        ],
        sorted(row[0] for row in db.execute("SELECT word FROM items_fts_words")),
    )


def test_what_came_prepared_leaves_what_would_have_been_left(recorder, there):
    alone, helped = recorder("alone"), recorder("helped")
    edited = (replace(NEWS[0], title="Apple drops an AI for lithium"), *NEWS[1:])
    again = (*edited, item("5", "苹果 picks an AI for China, chosen at last"), item("6", "Snow"))
    for items in (NEWS, edited, again):
        alone.record(outcome(*items), now=NOW)
        helped.record(outcome(*items, by=helped.preparation().version, there=there), now=NOW)
        assert left(helped) == left(alone)
    assert len(left(alone)[0]) == 3


def test_what_a_worker_read_is_what_stories_are_found_by(recorder, there):
    flow = recorder("flow")
    first, second = item("1", "Snow in the hills"), item("2", "Lithium is scarce in China")
    told = replace(second, title=first.title)
    flow.record(outcome(first), now=NOW)
    polled = outcome(first, second, by=flow.preparation().version, there=there)
    polled.prepared[second.key] = there(told)
    flow.record(polled, now=NOW + timedelta(hours=1))
    events = flow.database.read().execute("SELECT event_id FROM items").fetchall()
    assert len(set(events)) == 1


def test_what_came_prepared_is_taken_as_it_is(recorder):
    nothing = ByRules("1", []).begin(None)
    flow = recorder("flow")
    flow.record(outcome(*NEWS, by=flow.preparation().version, there=nothing), now=NOW)
    assert left(flow)[0] == []


def test_what_was_prepared_by_other_rules_is_void(recorder):
    nothing = ByRules("1", []).begin(None)
    flow = recorder("flow")
    before = flow.preparation().version
    with flow.deciding() as (_, book):
        flow.take_up(book, changed=[RULES[0]])
    assert flow.preparation().version != before
    flow.record(outcome(*NEWS, by=before, there=nothing), now=NOW)
    assert [rule for _, rule, _ in left(flow)[0]] == [TEXTS[1], TEXTS[0]]


def test_what_travels_are_the_rules_as_they_are_now(recorder, words):
    flow = recorder("flow")
    with flow.deciding() as (_, book):
        changed = parse_rule("scarce", name=TEXTS[0])
        flow.take_up(book, gone=[TEXTS[1]], changed=[changed])
    travelled = pickle.loads(pickle.dumps(flow.preparation())).begin(words)
    assert [match.rule for match in travelled(NEWS[1]).matches] == [TEXTS[0]]
    assert travelled(NEWS[0]).matches == ()


def test_nothing_is_prepared_where_a_package_would_find_something_else(monkeypatch):
    made = ByRules("1", RULES)
    monkeypatch.setattr(prepared, "version", lambda _: "0.1")
    assert "wordfreq 0.1, the coordinator has" in made.unlike_here()


def test_of_what_a_stranger_prepared_nothing_is_taken():
    polled = replace(outcome(NEWS[0]), prepared={"1": "something"}, prepared_by="1")
    assert prepared_by("1", polled) == {}
