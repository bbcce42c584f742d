"""Polls recorded together leave what they leave one after another, in fewer commits."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.planning.match_decision import JUST_CAME, Withheld, WithheldReason
from monitor.alerts.planning.policy import Policy, Target, TargetKind
from monitor.alerts.planning.successive_decisions import Rulebook
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.feed_state import FeedState
from monitor.feeds.state.outcome import Failed, FailureKind, Parsed, Unchanged
from monitor.feeds.watched import WatchedFeeds
from monitor.inbound.decide import Candidate
from monitor.inbound.record import Recorder
from monitor.inbound.unwritten import MOST, Unwritten
from monitor.item import Item
from monitor.rules import KnownWords, Match, parse_rule
from monitor.store.database import Database
from monitor.store.feeds import feeds as feed_store
from monitor.store.writing.polls import PollRecord, RecordedItem
from monitor.store.writing.recorded_matches import RecordedMatch
from monitor.stories import Assignment, Reason

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
OUTLETS = ("Wire", "Globe", "Herald", "Ledger", "Post", "Mail")
HEADLINES = (
    "Irish importer Fyffes in banana merger talks",
    "Fyffes, Irish importer, in merger talks over banana trade",
    "Banana plantation in Ecuador flooded by Guayas river",
    "Flood on the Guayas river drowns a banana plantation in Ecuador",
    "Fyffes denies banana merger talks with Irish importer",
    "Ferry to Orkney cancelled as gale blows in",
    "Court in Lyon clears former prefect",
    "Osaka zoo shows newborn red pandas",
)
TABLES = {
    "stories": "id, title, items",
    "events": "id, story_id, title, items, follows",
    "items": "id, feed_id, key, title, event_id, story_id, story_why, echo",
    "matches": "item_id, rule, alert_id, withheld, hits",
    "alerts": "id, key, rule, event_id, item_id, sources",
    "deliveries": "id, alert_id, target, hold",
}


class Desk:
    """Some feeds and a rule, whose polls are recorded together or one after another."""

    def __init__(self, path, known, **limits):
        self.commits = []
        self.database = Database(path, written=self.commits.append)
        rule = parse_rule("banana", name="Bananas")
        wanted = [Feed(url=url(outlet), name=outlet) for outlet in OUTLETS]
        self.database.write(lambda db: feed_store.sync(db, wanted, now=NOW - timedelta(days=1)))
        desk = Target(name="desk", url="console:", kind=TargetKind.CONSOLE, **limits)
        self.recorder = Recorder(
            self.database,
            watched=WatchedFeeds(wanted),
            rules=[rule],
            policies={"Bananas": Policy(rule="Bananas", targets=("desk",))},
            targets={"desk": desk},
            timezone=ZoneInfo("UTC"),
            known=known,
        )

    def arrive(self, outcomes, *, at, together):
        """Record outcomes; returns how many commits that took."""
        self.commits.clear()
        read = self.database.read()
        arrived = [(feed_store.by_url(read, outcome.url), outcome) for outcome in outcomes]
        for group in [arrived] if together else [[each] for each in arrived]:
            assert None not in self.recorder.record_all(group, now=at)
        return len(self.commits)

    def stored(self):
        read = self.database.read()
        return {
            table: read.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()
            for table, columns in TABLES.items()
        }


def url(outlet):
    return f"https://{outlet.lower()}.example/feed"


@pytest.fixture(scope="module")
def known():
    return KnownWords()


@pytest.fixture
def desks(tmp_path, known):
    """Two alike: for what comes together, and for what comes one after another."""
    opened = []

    def desks(**limits):
        opened.extend(
            Desk(tmp_path / f"{name}.db", known, **limits) for name in ("together", "alone")
        )
        return opened

    yield desks
    for each in opened:
        each.database.close()


def parsed(outlet, *items):
    return Parsed(url=url(outlet), items=items, validators=Validators(), body_hash="x")


def item(outlet, title, *, key, at, link=""):
    return Item(
        feed=url(outlet), key=key, title=title, published=at, link=link, lang="en", source=outlet
    )


def made_up(seed):
    """Rounds of polls: news, the same news, edits, what an aggregator lists twice, failures."""
    rng = random.Random(seed)
    shown: dict[str, list[Item]] = {outlet: [] for outlet in OUTLETS}
    yield NOW - timedelta(hours=1), [parsed(outlet) for outlet in OUTLETS]
    for number in range(6):
        at = NOW + timedelta(minutes=10 * number)
        outcomes = []
        for outlet in rng.sample(OUTLETS, len(OUTLETS)):
            roll = rng.random()
            items = shown[outlet]
            if roll < 0.15:
                outcomes.append(
                    Unchanged(url=url(outlet), validators=Validators(), body_hash="x", status=304)
                )
                continue
            if roll < 0.25:
                kind = FailureKind.SERVER_ERROR
                outcomes.append(Failed(url=url(outlet), kind=kind, message="500", status=500))
                continue
            if roll < 0.4 and items:
                which = rng.randrange(len(items))
                items[which] = replace(items[which], title=rng.choice(HEADLINES))
            else:
                headline = rng.randrange(len(HEADLINES))
                opaque = f"https://news.google.com/rss/articles/{number}{outlet}"
                items.append(
                    item(
                        outlet if rng.random() < 0.7 else "Wire",
                        HEADLINES[headline],
                        key=f"{outlet}{number}",
                        at=at,
                        link=opaque if rng.random() < 0.4 else "",
                    )
                )
                items[-1] = replace(items[-1], feed=url(outlet))
            outcomes.append(parsed(outlet, *items))
        yield at, outcomes


@pytest.mark.parametrize("seed", [0, 2, 3])
@pytest.mark.parametrize("limits", [{}, {"max_per_hour": 1}], ids=["no limit", "one an hour"])
def test_polls_recorded_together_leave_what_they_leave_one_by_one(desks, seed, limits):
    together, alone = desks(**limits)
    for at, outcomes in made_up(seed):
        fewer = together.arrive(outcomes, at=at, together=True)
        assert fewer <= alone.arrive(outcomes, at=at, together=False)
        assert together.stored() == alone.stored()


def test_news_of_several_events_takes_one_commit(desks):
    desk, _ = desks()
    desk.arrive([parsed(outlet) for outlet in OUTLETS], at=NOW, together=True)
    apart = [HEADLINES[0], HEADLINES[2], *HEADLINES[5:]]
    later = NOW + timedelta(minutes=9)
    outcomes = [
        parsed(outlet, item(outlet, title, key="1", at=later))
        for outlet, title in zip(OUTLETS, apart, strict=False)
    ]
    assert desk.arrive(outcomes, at=later, together=True) == 1
    assert len(desk.stored()["alerts"]) == 2


def test_a_poll_that_cannot_be_written_takes_no_other_with_it(desks):
    desk, _ = desks()
    desk.arrive([parsed(outlet) for outlet in OUTLETS], at=NOW, together=True)
    later = NOW + timedelta(minutes=9)
    read = desk.database.read()
    arrived = [
        (
            feed_store.by_url(read, url(outlet)),
            parsed(outlet, item(outlet, HEADLINES[0], key="1", at=later)),
        )
        for outlet in OUTLETS[:3]
    ]
    first, *rest = arrived
    summaries = desk.recorder.record_all(
        [(replace(first[0], id=99), first[1]), *rest],
        now=later,  # no such feed
    )
    assert [each and (each.alerts, each.grouped) for each in summaries] == [None, (1, 0), (0, 1)]
    assert len(desk.stored()["events"]) == 1


BOOK = Rulebook(
    canonicals={},
    policies={"Bananas": Policy(rule="Bananas", targets=("desk",))},
    targets={"desk": Target(name="desk", url="console:", kind=TargetKind.CONSOLE)},
    timezone=ZoneInfo("UTC"),
)
HIT = Match(rule="Bananas", hits=(), score=1.0)
ARTICLE = "https://www.bing.com/news/apiclick.aspx?url=https%3A%2F%2Fwire.example%2F1"


def waiting(*items, feed=1):
    unwritten = Unwritten()
    unwritten.add(0, PollRecord(feed_id=feed, state=FeedState(), items=items, at=NOW))
    return unwritten


def recorded(event=1, **values):
    its = item("Wire", "Fyffes in banana talks", key="1", at=NOW, link=ARTICLE)
    return RecordedItem(item=its, event=event, story=event, **values)


def candidate(event, **values):
    its = item("Globe", "Fyffes in banana talks", key="1", at=NOW)
    values = {"matches": (HIT,), "arrival": JUST_CAME, "outlet": "Globe"} | values
    return Candidate(item=its, event=event, story=event, **values)


def follows(event):
    return Assignment(story=1, event=9, reason=Reason.DEVELOPMENT, score=0.9, follows=event)


@pytest.mark.parametrize(
    ("each", "tells"),
    [
        (candidate(1), True),
        (candidate(9, assignment=follows(1)), True),
        (candidate(9, assignment=follows(2)), False),
        (candidate(2), False),
        (candidate(1, matches=()), False),
    ],
    ids=["same event", "goes on with it", "goes on with another", "another", "no match"],
)
def test_a_match_of_an_event_that_waits_is_decided_when_it_is_written(each, tells):
    assert waiting(recorded(event=1)).tell_of([each], BOOK, now=NOW) is tells


def test_what_was_withheld_counts_for_no_limit():
    limited = replace(BOOK, targets={"desk": replace(BOOK.targets["desk"], max_per_hour=1)})
    withheld = RecordedMatch(match=HIT, decision=Withheld(WithheldReason.OLD))
    assert not waiting(recorded(matches=(withheld,))).tell_of([candidate(2)], limited, now=NOW)


def test_a_poll_that_lists_what_a_feed_that_waits_has_too_is_sifted_when_it_is_written():
    unwritten = waiting(recorded())
    again = item("Globe", "Anything", key="2", at=NOW, link=ARTICLE)
    assert unwritten.concern(2, parsed("Globe", again))
    assert not unwritten.concern(2, parsed("Globe", replace(again, link="https://b.example/2")))


def test_another_poll_of_a_feed_is_sifted_when_the_first_is_written():
    assert waiting(feed=1).concern(1, parsed("Wire"))
    assert not waiting(feed=1).concern(2, parsed("Globe"))


def test_nothing_is_decided_once_an_item_has_left_its_event():
    assert waiting(recorded(id=7, assignment=follows(1))).is_full
    assert not waiting(recorded(id=7)).is_full
    assert not waiting(recorded(assignment=follows(1))).is_full


def test_what_waits_is_bounded():
    assert waiting(*[recorded()] * MOST).is_full


def test_what_is_written_waits_no_more():
    unwritten = waiting(recorded(id=7, assignment=follows(1)))
    unwritten.clear()
    assert not unwritten.records
    assert not unwritten.is_full
    assert not unwritten.concern(1, parsed("Wire"))
    assert not unwritten.tell_of([candidate(1)], BOOK, now=NOW)
