"""A page that was redesigned is a matter for its owner, never a flood of alerts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.planning.policy import Group, Policy, Target, TargetKind
from monitor.feeds.state.facts import facts
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.health import Health, health_of
from monitor.feeds.state.outcome import Parsed
from monitor.feeds.state.pick import Pick
from monitor.feeds.state.schedule import plain_status
from monitor.inbound.redesign import AWAY, LEAST
from monitor.item import Item
from monitor.notices import feed_health
from monitor.rules import KnownWords, parse_rule
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.outbox import outbox
from tests.inbound.one_by_one import OneByOne

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
MINUTES = timedelta(minutes=20)
URL = "https://regulator.example/press"
PICK = Pick(item="li.release")
DESK = Target(name="desk", url="console:", kind=TargetKind.CONSOLE)


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "news.db") as database:
        yield database


@pytest.fixture
def flow(database):
    feed = Feed(url=URL, name="Regulator", pick=PICK, backfill=timedelta(0))
    database.write(lambda db: feeds.sync(db, [feed], now=NOW))
    rule = parse_rule("fine", name="Fines")
    return OneByOne(
        database,
        feeds=[feed],
        rules=[rule],
        policies={rule.name: Policy(rule=rule.name, targets=("desk",), group=Group.ITEM)},
        targets={"desk": DESK},
        timezone=ZoneInfo("UTC"),
        known=KnownWords.of({"en": {"fine": 4.7}}),
    )


CASES = ("bank", "insurer", "broker", "auditor", "fund", "lender", "exchange", "trader", "pawnshop")


def release(n, published=None, place="press"):
    return Item(
        feed=URL,
        key=f"https://regulator.example/{place}/{n}",
        link=f"https://regulator.example/{place}/{n}",
        title=f"{place.title()} {n}: a fine for the {CASES[n % len(CASES)]} of district {n}",
        published=published,
    )


def page(*items, body_hash="h", **values):
    return Parsed(
        url=URL,
        items=items,
        validators=Validators(),
        body_hash=body_hash,
        seen=PICK.memory,
        **values,
    )


def state(database):
    return feeds.by_url(database.read(), URL).state


def told(database):
    rows = outbox.newest(database.read(), limit=99)
    return [row.alert.item.title for row in rows if row.alert]


def notes(database, now):
    database.write(lambda db: feed_health.tell_changes(db, ["desk"], now=now))
    return database.read().execute("SELECT text FROM notes ORDER BY id").fetchall()


OLD = [release(n) for n in range(8)]


def test_what_stands_on_the_page_at_first_is_a_baseline_and_what_comes_then_is_news(database, flow):
    flow.record(page(*OLD, is_read_afresh=True), now=NOW)
    assert told(database) == []
    flow.record(page(release(8), *OLD), now=NOW + MINUTES)
    assert told(database) == [release(8).title]


def test_a_page_that_shows_nothing_any_more_is_a_failure_told_after_three_polls(database, flow):
    flow.record(page(*OLD), now=NOW)
    healths = []
    for number in range(1, 4):
        at = NOW + number * MINUTES
        flow.record(page(), now=at)
        healths.append(health_of(state(database), at))
    assert healths == [Health.FAILING, Health.FAILING, Health.CHANGED]
    status = plain_status(state(database), at)
    assert 'the page has changed: its selector "li.release" finds nothing' in status
    ((text,),) = notes(database, at)
    assert text.startswith("Regulator: the page has changed: its selector")
    assert "feeds add https://regulator.example/press --pick" in text


def test_it_is_well_again_as_soon_as_its_items_are_back(database, flow):
    flow.record(page(*OLD), now=NOW)
    for number in range(1, 5):
        flow.record(page(), now=NOW + number * MINUTES)
    at = NOW + 5 * MINUTES
    notes(database, at - MINUTES)
    flow.record(page(release(8), *OLD), now=at)
    assert health_of(state(database), at) is Health.OK
    assert told(database)[-1:] == [release(8).title]
    assert "Regulator: back" in notes(database, at)[-1][0]


def test_a_page_that_never_showed_anything_is_well(database, flow):
    for number in range(5):
        flow.record(page(), now=NOW + number * MINUTES)
    assert health_of(state(database), NOW + 4 * MINUTES) is Health.OK


def test_the_first_items_of_a_page_that_was_empty_are_news(database, flow):
    flow.record(page(), now=NOW)
    flow.record(page(release(1)), now=NOW + MINUTES)
    assert told(database) == [release(1).title]


def test_a_page_that_was_empty_and_then_is_full_has_its_baseline_then(database, flow):
    flow.record(page(), now=NOW)
    flow.record(page(*OLD), now=NOW + MINUTES)
    assert told(database) == []
    assert health_of(state(database), NOW + MINUTES) is Health.OK


@pytest.mark.parametrize("published", [None, NOW, NOW + timedelta(minutes=10)])
def test_a_page_of_which_all_is_new_at_once_is_stored_without_alerts_and_told(
    database, flow, published
):
    flow.record(page(*OLD), now=NOW)
    at = NOW + MINUTES
    flow.record(page(*(release(n, published, "archive") for n in range(20, 30))), now=at)
    assert told(database) == []
    assert health_of(state(database), at) is Health.CHANGED
    ((text,),) = notes(database, at)
    assert "all its items were new at once, and were stored without alerts" in text
    shown = facts(state(database), when=str)["Redesigned"]
    assert shown.startswith(f"{at}: the page has changed")


def test_a_rebuilt_page_is_well_again_with_the_next_news_or_after_a_week(database, flow):
    flow.record(page(*OLD), now=NOW)
    new = [release(n, None, "archive") for n in range(20, 30)]
    flow.record(page(*new), now=NOW + MINUTES)
    flow.record(page(*new, body_hash="i"), now=NOW + 2 * MINUTES)
    assert health_of(state(database), NOW + 2 * MINUTES) is Health.CHANGED
    quiet = state(database)
    flow.record(page(release(31, None, "archive"), *new), now=NOW + 3 * MINUTES)
    assert health_of(state(database), NOW + 3 * MINUTES) is Health.OK
    assert told(database) == [release(31, None, "archive").title]
    database.write(lambda db: feeds.save_state(db, 1, quiet))
    flow.record(page(*new, body_hash="k"), now=NOW + timedelta(days=8))
    assert health_of(state(database), NOW + timedelta(days=8)) is Health.OK


def test_few_new_items_are_news_even_if_no_other_is_left(database, flow):
    flow.record(page(*OLD[:3]), now=NOW)
    new = [release(n) for n in range(20, 20 + LEAST - 1)]
    flow.record(page(*new), now=NOW + MINUTES)
    assert sorted(told(database)) == sorted(each.title for each in new)


def test_after_a_long_absence_what_is_dated_since_is_news_and_the_rest_is_not(database, flow):
    flow.record(page(*OLD), now=NOW)
    at = NOW + AWAY + MINUTES
    dated = [release(n, NOW + timedelta(hours=2)) for n in range(20, 25)]
    undated = [release(n) for n in range(25, 27)]
    flow.record(page(*dated, *undated), now=at)
    assert sorted(told(database)) == sorted(each.title for each in dated)


def test_what_other_selectors_find_is_a_baseline_and_nothing_is_wrong(database, flow):
    flow.record(page(*OLD), now=NOW)
    at = NOW + MINUTES
    flow.record(page(*OLD, *(release(n) for n in range(20, 24)), is_read_afresh=True), now=at)
    assert told(database) == []
    assert health_of(state(database), at) is Health.OK


def test_a_release_dated_the_day_before_it_is_put_there_is_news(database, flow):
    """Pages have days, and those of yesterday's date as often as not."""
    flow.record(page(*OLD), now=NOW)
    flow.record(page(release(9, NOW - timedelta(hours=30)), *OLD), now=NOW + MINUTES)
    assert told(database) == [release(9).title]


def test_a_page_moved_to_new_addresses_under_its_old_titles_is_the_same(database, flow):
    flow.record(page(*OLD), now=NOW)
    moved = [replace(each, key=each.key + "/new", link=each.link + "/new") for each in OLD]
    flow.record(page(*moved), now=NOW + MINUTES)
    assert told(database) == []
    assert health_of(state(database), NOW + MINUTES) is Health.OK
