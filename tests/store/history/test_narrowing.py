"""Whatever is asked for in whatever combination, the answer is that of reading everything."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from monitor.errors import StoreError
from monitor.store.history import facets, match_list, narrowing
from monitor.store.history.match_list import count, matches
from monitor.store.history.match_query import MatchQuery, Sort, Voted
from monitor.store.history.match_state_sql import ASKED_FOR
from monitor.store.writing import matches as store
from monitor.store.writing.matches import site_of

RULES = ("Apple in China", "Chips", "Tsai")
WORDS = ("apple", "china", "alibaba", "school", "rates", "bank")
SITES = ("https://www.wire.example/1", "https://uk.wire.example/2", "https://post.example/3", "")
LANGS = ("en", "de", "zh", "")
SOURCES = ("Wire", "Evening Post", "")


@pytest.fixture
def filled(database, record, make_item, now):
    """Some hundred matches of all sorts."""
    rng = random.Random(5)
    for _ in range(24):
        record(
            *(" ".join(rng.choices(WORDS, k=3)) for _ in range(5)),
            rule=rng.choice(RULES),
            link=rng.choice(SITES),
            lang=rng.choice(LANGS),
            source=rng.choice(SOURCES),
            summary=" ".join(rng.choices(WORDS, k=4)),
            published=now - timedelta(hours=rng.randrange(6)),
            withheld=rng.choice(("", "", "baseline", "old")),
            targets=rng.choice((("desk",), ("desk", "mail"), ())),
        )

    def unsettle(db):
        db.execute("UPDATE deliveries SET state = 'dead' WHERE id % 5 = 0")
        db.execute("UPDATE deliveries SET state = 'delivered' WHERE id % 5 IN (1, 2)")
        db.execute("UPDATE matches SET vote = 1 WHERE id % 7 = 0")
        db.execute("UPDATE matches SET vote = -1 WHERE id % 7 = 1")
        # Some deliveries are part of a digest, whose state is theirs.
        db.execute(
            "INSERT INTO deliveries (key, target, state, created_at) "
            "VALUES ('digest', 'desk', 'dead', '')"
        )
        digest = db.execute("SELECT max(id) FROM deliveries").fetchone()[0]
        db.execute(
            "UPDATE deliveries SET state = 'grouped', digest_id = ? WHERE id % 5 = 3 AND id < ?",
            [digest, digest],
        )

    database.write(unsettle)
    return database.read()


@pytest.fixture(params=["few are many", "few", "common words"])
def plans(request, monkeypatch):
    """Every way to get at the matches, at the size of a test."""
    few = 0 if request.param == "few are many" else 2_000
    monkeypatch.setattr(narrowing, "FEW", few)
    if request.param == "common words":
        monkeypatch.setattr(narrowing, "FEW", 10)
        monkeypatch.setattr(narrowing, "COMMON", 10)
        monkeypatch.setattr(narrowing, "_OFTEN", 10)
        monkeypatch.setattr(match_list, "_LOOKED_AT", 20)


def holds(row, query):
    """The same, by looking."""
    item = row.item
    site = site_of(item.link)
    targets = [at.target for at in row.fate.targets]
    words = f"{item.title} {item.summary}".split()
    return all(
        (
            query.rule.lower() in {"", row.rule.lower()},
            query.since is None or item.published >= query.since,
            query.until is None or item.published < query.until,
            query.feed.lower() in f"{item.source} wire https://wire.example/feed".lower(),
            query.site in {"", site} or site.endswith(f".{query.site}"),
            query.lang in {"", item.lang},
            query.story in {None, row.story},
            not query.target or query.target in targets,
            not query.state or in_state(row, query),
            query.withheld is None
            or (query.withheld == "any" and bool(row.withheld))
            or query.withheld == row.withheld,
            query.voted in {None, {1: Voted.GOOD, -1: Voted.BAD}.get(row.vote, Voted.NONE)},
            not query.search or query.search in words,
        )
    )


def in_state(row, query):
    if not query.target:
        return query.state in {row.state.value, "unsent" if row.state != "sent" else ""}
    there = {at.state.value for at in row.fate.targets if at.target == query.target}
    if query.state == "unsent":
        return "sent" not in there or bool(row.withheld)
    told = "sent" in there and query.state in {"grouped", "withheld"}
    nobody = query.state == "withheld" == row.state
    return (query.state in there or nobody) and not told


def some_query(rng, now):
    parts = {
        "rule": rng.choice((*RULES, "CHIPS", "nothing")),
        "since": now - timedelta(hours=rng.randrange(6)),
        "until": now - timedelta(hours=rng.randrange(6)),
        "feed": rng.choice(("wire", "evening", "nothing")),
        "site": rng.choice(("wire.example", "post.example", "uk.wire.example", "example.org")),
        "lang": rng.choice(LANGS[:3]),
        "story": rng.randrange(1, 120),
        "target": rng.choice(("desk", "mail", "nobody")),
        "state": rng.choice(ASKED_FOR),
        "withheld": rng.choice(("", "any", "baseline", "nothing")),
        "voted": rng.choice(list(Voted)),
        "search": rng.choice(WORDS),
    }
    return {name: parts[name] for name in rng.sample(sorted(parts), rng.randrange(4))}


@pytest.mark.usefixtures("plans")
def test_every_combination_gives_what_looking_at_all_gives(filled, now):
    everything = matches(filled, MatchQuery(limit=1000)).rows
    assert len(everything) == 120
    assert [row.item.published for row in everything] == sorted(
        (row.item.published for row in everything), reverse=True
    )
    rng = random.Random(1)
    nonempty = 0
    for _ in range(150):
        parts = some_query(rng, now)
        query = MatchQuery(**parts, limit=1000)
        wanted = [row.id for row in everything if holds(row, query)]
        assert [row.id for row in matches(filled, query)] == wanted, parts
        assert count(filled, query) == len(wanted), parts
        ranked = matches(filled, MatchQuery(**parts, limit=1000, sort=Sort.RELEVANCE))
        assert sorted(row.id for row in ranked) == sorted(wanted), parts
        found = facets.facets(filled, query)
        assert sum(number for _, number in found["rule"]) == len(wanted)
        nonempty += bool(wanted)
    assert nonempty > 40


@pytest.mark.usefixtures("plans")
@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"rule": "Chips"},
        {"search": "apple"},
        {"search": "apple", "sort": "relevance"},
        {"target": "desk"},
        {"search": "apple", "lang": "en", "sort": "relevance"},
    ],
)
def test_pages_hold_every_row_once_in_the_order_of_one_long_page(filled, parts):
    whole = [row.id for row in matches(filled, MatchQuery(**parts, limit=1000))]
    assert len(whole) > 7
    paged, after = [], ""
    while True:
        page = matches(filled, MatchQuery(**parts, limit=7, after=after))
        paged += [row.id for row in page]
        assert len(page) == 7 or not page.next
        if not page.next:
            break
        after = page.next
    assert paged == whole


@pytest.mark.usefixtures("plans")
def test_what_has_the_word_in_its_title_is_more_relevant(database, record):
    record("rates up", summary="apple apple orchard in a long text of many other words")
    record("apple up")
    ranked = matches(database.read(), MatchQuery(search="apple", sort=Sort.RELEVANCE))
    assert [row.item.title for row in ranked] == ["apple up", "rates up"]


@pytest.mark.parametrize("after", ["x", "é", "W10", "WyJ0aW1lIiwxLDFd", "%%%", "A" * 5000])
def test_a_page_that_leads_nowhere_is_said_to(filled, after):
    with pytest.raises(StoreError, match="leave it out"):
        matches(filled, MatchQuery(after=after))


def test_a_cursor_of_another_order_is_refused(filled):
    after = matches(filled, MatchQuery(limit=1)).next
    with pytest.raises(StoreError):
        matches(filled, MatchQuery(limit=1, search="apple", sort=Sort.RELEVANCE, after=after))


def test_a_story_has_the_matches_of_those_it_absorbed(database, record):
    record("apple one", "apple two")

    def merge(db):
        db.execute("UPDATE stories SET merged_into = 1 WHERE id = 2")

    database.write(merge)
    assert len(matches(database.read(), MatchQuery(story=1))) == 2


@pytest.mark.parametrize(
    ("link", "site"),
    [
        ("https://www.Reuters.com/a?b", "reuters.com"),
        ("http://uk.reuters.com:8080/", "uk.reuters.com"),
        ("", ""),
        ("http://[", ""),
        ("https://example.org.", "example.org"),
    ],
)
def test_a_site_is_the_links_host(link, site):
    assert site_of(link) == site


def test_facets_are_commonest_first_and_fit_for_a_query(filled):
    found = facets.facets(filled, MatchQuery())
    assert set(found) == set(facets.KINDS)
    for kind, values in found.items():
        numbers = [number for _, number in values]
        assert numbers == sorted(numbers, reverse=True)
        for value, number in values:
            assert count(filled, MatchQuery(**{kind: value})) >= number
    assert found["feed"] == [("Wire", 120)]
    assert facets.facets(filled, MatchQuery(rule="nothing")) == {kind: [] for kind in facets.KINDS}


def test_a_match_tells_its_story_and_whether_it_was_the_one_told_of(database, record):
    record("apple one")
    row = match_list.match(database.read(), 1)
    assert (row.story, row.story_title, row.story_items) == (1, "apple one", 1)
    assert (row.alert_id, row.opener, row.vote) == (1, True, None)
    assert match_list.match(database.read(), 99) is None


def test_a_later_match_keeps_its_place_and_what_was_decided(database, feed_id, record, make_match):
    record("apple one")
    again = make_match(found="one")
    now = match_list.match(database.read(), 1).matched_at
    assert not database.write(lambda db: store.add(db, 1, again, at=now, withheld="edited"))
    row = match_list.match(database.read(), 1)
    assert ([hit.found for hit in row.hits], row.withheld) == (["one"], "")
    assert not database.write(lambda db: store.add(db, 1, make_match(), at=now, renew=False))
    assert [hit.found for hit in match_list.match(database.read(), 1).hits] == ["one"]
