"""What publishers renumber, edit and share is told once each, and all of it is told."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.planning.policy import Group, Policy, Target, TargetKind
from monitor.feeds.parsing.parse import parse_feed
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.outcome import Parsed
from monitor.rules import KnownWords, parse_rule
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.outbox import outbox
from tests.inbound.one_by_one import OneByOne

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
SUBJECTS = (
    "recalls brake pads in Norway", "opens a plant near Lisbon", "fined by a court in Oslo",
    "names Ashby head of research", "sells its ferry line to Helios", "cuts 900 jobs in Turin",
    "wins the tender for Bergen harbour", "halts trials after a fire", "buys a vineyard",
    "loses its licence in Quebec", "settles with fishermen of Brest", "moves to Tallinn",
)  # fmt: skip


class Wire:
    """A feed, its recorder and what that has told."""

    def __init__(self, database, name):
        self.url = f"https://{name}.example/feed"
        self.feed = Feed(url=self.url, name=name)
        self.database, self.seen, self.polls = database, b"", 0

    def polled(self, recorder, body, at):
        read = parse_feed(body, url=self.url, seen=self.seen)
        assert read.problem == ""
        self.seen, self.polls = read.seen, self.polls + 1
        outcome = Parsed(
            url=self.url,
            items=read.items,
            validators=Validators(),
            body_hash=str(self.polls),
            unchanged_items=read.unchanged,
            seen=read.seen,
        )
        return recorder.record(outcome, now=at)


class Desk:
    """Two feeds and a rule that tells of each item."""

    def __init__(self, database, group, known=None):
        self.database = database
        self.north, self.south = Wire(database, "north"), Wire(database, "south")
        both = [self.north.feed, self.south.feed]
        database.write(lambda db: feeds.sync(db, both, now=NOW - 99 * HOUR))
        self.recorder = OneByOne(
            database,
            feeds=both,
            rules=[parse_rule("Zephyr", name="R")],
            policies={"R": Policy(rule="R", targets=("desk",), group=group)},
            targets={"desk": Target(name="desk", url="console:", kind=TargetKind.CONSOLE)},
            timezone=ZoneInfo("UTC"),
            known=known or KnownWords.of({}),
        )
        for wire in (self.north, self.south):
            self.poll(wire, [entry("0", "A quiet day", NOW - 9 * HOUR)], at=NOW - 2 * HOUR)

    def poll(self, wire, entries, at=NOW):
        return wire.polled(self.recorder, rss(entries), at)

    @property
    def told(self):
        return sorted(
            row.content.item.title for row in outbox.newest(self.database.read(), limit=999)
        )

    @property
    def stored(self):
        return self.database.read().execute("SELECT count(*) FROM items").fetchone()[0]


def entry(guid, title, at, link=""):
    return (guid, title, at, link)


def rss(entries):
    items = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid>{guid}</guid>"
        + (f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>" if at else "</item>")
        for guid, title, at, link in entries
    )
    head = "<title>Wire</title><link>https://wire.example/</link><language>en</language>"
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


@pytest.fixture
def desk(tmp_path):
    with Database(tmp_path / "news.db") as database:
        yield Desk(database, Group.ITEM)


ARTICLE = "https://wire.example/articles/c17"
RECALL = "Zephyr recalls brake pads in Norway"
FINED = "Court in Lisbon fines Helios and Zephyr for price fixing"


@pytest.mark.parametrize(
    "again",
    [
        entry(f"{ARTICLE}#3", RECALL, NOW, ARTICLE),
        entry(f"{ARTICLE}?v=2", RECALL, NOW, ARTICLE),
        entry(f"http{ARTICLE[5:]}", RECALL, NOW, f"http{ARTICLE[5:]}"),
        entry(ARTICLE.replace("//", "//www."), RECALL, NOW, ARTICLE),
        entry("tag:wire.example,2026:99", "Zephyr recalls its brake pads in Norway", NOW, ARTICLE),
        entry("tag:wire.example,2026:99", RECALL, NOW + HOUR / 2, ARTICLE),
        entry("", RECALL, NOW, f"{ARTICLE}?utm_source=rss"),
    ],
)
def test_an_item_under_a_new_guid_is_told_once(desk, again):
    desk.poll(desk.north, [entry(f"{ARTICLE}#0", RECALL, NOW, ARTICLE)])
    for hours in (1, 2):
        summary = desk.poll(desk.north, [again], at=NOW + hours * HOUR)
        assert (summary.new, summary.alerts) == (0, 0)
    assert len(desk.told) == 1


def test_a_guid_that_goes_back_and_forth_is_one_item(desk):
    for number in range(6):
        at = NOW + number * HOUR / 4
        desk.poll(desk.north, [entry(f"{ARTICLE}#{number % 2}", RECALL, NOW, ARTICLE)], at=at)
    assert (desk.told, desk.stored) == ([RECALL], 3)


@pytest.mark.parametrize("link", ["https://wire.example/live", "https://wire.example/", ""])
def test_items_that_share_a_link_are_each_told(desk, link):
    titles = [f"Zephyr {subject}" for subject in SUBJECTS[:6]]
    for count in range(1, 7):
        at = NOW + count * HOUR / 4
        shown = [entry(f"post-{n}", titles[n], NOW + n * HOUR / 4, link) for n in range(count)]
        desk.poll(desk.north, shown[::-1], at=at)
    assert desk.told == sorted(titles)


@pytest.mark.parametrize("guid", ["https://wire.example/", "1"])
def test_a_guid_that_all_items_share_tells_nothing(desk, guid):
    shown = [
        entry(guid, f"Zephyr {subject}", NOW, f"https://wire.example/{n}")
        for n, subject in enumerate(SUBJECTS)
    ]
    for count in (2, 3, 12, 5, 1, 12):
        desk.poll(desk.north, shown[:count], at=NOW + count * HOUR / 60)
    assert desk.told == sorted(title for _, title, _, _ in shown)


def test_a_guid_that_each_day_is_another_articles_hides_none(desk):
    for day, subject in enumerate(SUBJECTS[:3]):
        at = NOW + day * 50 * HOUR
        shown = [entry("latest", f"Zephyr {subject}", at, f"https://wire.example/{day}")]
        for _ in range(2):
            desk.poll(desk.north, shown, at=at)
    assert desk.told == sorted(f"Zephyr {subject}" for subject in SUBJECTS[:3])


def test_a_page_of_two_feeds_is_an_item_of_each(tmp_path):
    with Database(tmp_path / "news.db") as database:
        desk = Desk(database, Group.STORY, KnownWords())
        live = "https://wire.example/live"
        desk.poll(desk.north, [entry("tag:n,1:1", RECALL, NOW - HOUR, live)])
        desk.poll(desk.south, [entry("tag:s,1:1", FINED, NOW, live)])
        assert desk.told == sorted([RECALL, FINED])


def revised(rng, shown, at):
    """An entry as its publisher may show it at the next poll."""
    guid, title, date, link = shown
    if rng.random() < 0.15:
        number = rng.randint(1, 9)
        guid = rng.choice(
            (f"{link}#{number}", f"{link}?v={number}", f"tag:{rng.random()}", f"http{link[5:]}")
        )
    if rng.random() < 0.05:
        title = f"{title} now"
    if rng.random() < 0.05:
        date = min(at, date + timedelta(minutes=1))
    return entry(guid, title, date, link)


@pytest.mark.parametrize("seed", range(8))
def test_a_feed_that_renumbers_reorders_and_edits_tells_each_item_once(desk, seed):
    """Forty polls of it: no item is told twice, and none is lost."""
    rng = random.Random(seed)
    shown, at, count = [], NOW, 0
    for _ in range(40):
        at += timedelta(minutes=rng.randint(3, 12))
        for _ in range(rng.choice((0, 1, 1, 2))):
            title = f"Zephyr {SUBJECTS[count % 12]} {'abcdefghijkl'[count // 12] * 5}"
            link = f"https://wire.example/{count}"
            shown.insert(
                0, entry(f"{link}#0", title, at - timedelta(seconds=rng.randint(1, 90)), link)
            )
            count += 1
        del shown[9:]
        shown = [revised(rng, each, at) for each in shown]
        if rng.random() < 0.3:
            rng.shuffle(shown)
        desk.poll(desk.north, shown, at=at)
    assert desk.stored == count + 2
    told = [title.replace(" now", "") for title in desk.told]
    assert len(told) == len(set(told)) == count


@pytest.mark.parametrize("dated", [True, False])
def test_guids_that_are_places_in_the_list_hide_nothing_and_repeat_nothing(desk, dated):
    titles = [f"Zephyr {subject}" for subject in SUBJECTS]
    for newest in range(2, 8):
        at = NOW + newest * HOUR
        shown = [
            entry(
                f"place-{place}",
                titles[n],
                NOW + (n - 1) * HOUR if dated else None,
                f"https://wire.example/{n}",
            )
            for place, n in enumerate(range(newest, newest - 3, -1))
        ]
        for minutes in (0, 10):
            desk.poll(desk.north, shown, at=at + minutes * HOUR / 60)
    assert desk.told == sorted(titles[:8])


def test_a_guid_that_each_hour_is_another_articles_hides_none(desk):
    for hour, subject in enumerate(SUBJECTS[:4]):
        at = NOW + hour * HOUR
        shown = [entry("null", f"Zephyr {subject}", at, f"https://wire.example/{hour}")]
        for _ in range(2):
            desk.poll(desk.north, shown, at=at)
    assert desk.told == sorted(f"Zephyr {subject}" for subject in SUBJECTS[:4])


def test_an_article_rewritten_under_its_guid_is_no_other(desk):
    """Its address follows its headline, and its date the last edit."""
    guid = "https://wire.example/?p=17"
    titles = (
        RECALL,
        "Zephyr recalls brake pads after a crash",
        "Norway: Zephyr recalls brake pads",
    )
    for minutes, title in enumerate(titles):
        at = NOW + minutes * HOUR
        slug = title.lower().replace(" ", "-")
        desk.poll(desk.north, [entry(guid, title, at, f"https://wire.example/{slug}")], at=at)
    assert desk.stored == 2 + 1
