"""A newsroom's database, made by the daemon's own recorder from invented reports.

All outlets, people and companies but Apple and Alibaba are made up, as is every sentence.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.alerts.alert import DeliveryState, Message
from monitor.alerts.wording.named_items import named_by
from monitor.config import load_config
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.outcome import Failed, FailureKind, Parsed
from monitor.item import Item
from monitor.rules import KnownWords
from monitor.store.by_hand import votes
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.outbox import outbox
from tests.inbound.one_by_one import OneByOne

NOW = datetime(2025, 2, 14, 9, 40, tzinfo=UTC)
CONFIG = """
database = "news.db"
timezone = "Europe/Berlin"

[targets.desk]
url = "ntfy://127.0.0.1:9/desk"

[targets.mail]
url = "json://127.0.0.1:9/mail"

[[rules]]
name = "Apple's AI in China"
match = "Apple + China + AI"

[[rules]]
name = "Chip exports"
match = "(chip | semiconductor) + export"

[[rules]]
name = "Dock strike"
match = '(dock* | port) + strike'

[[rules]]
name = "Central banks"
match = '"interest rate" | "rate cut" | "central bank"'
targets = ["mail"]

[[rules]]
name = "Storm Vega"
match = "storm + Vega"

[[rules]]
name = "Battery recycling"
match = "battery + recycl*"
targets = ["desk"]
"""
OUTLETS = {
    "Northgate Wire": "https://wire.example/top.rss",
    "The Harbour Post": "https://harbourpost.example/feed",
    "Meridian Business": "https://meridian.example/rss",
    "Chip Ledger": "https://chipledger.example/atom.xml",
    "Tidewater Gazette": "https://tidewater.example/news.rss",
    "Lindenhofer Zeitung": "https://lindenhofer.example/rss/politik",
    "开元日报": "https://kaiyuan.example/rss.xml",
    "Skyline Radio": "https://skyline.example/feed.json",
}
_W, _H, _M, _C, _T, _L, *_ = OUTLETS

REPORTS = tomllib.loads(Path(__file__).with_name("reports.toml").read_text("utf-8"))["report"]
_PLACES = ("Eastmark", "Norvik", "Cape Lorn", "Sund", "Halden", "Tidewater", "Orrin", "Westfield")
_FILLER = {
    (_C, "{place} chip plant files for export licence"): (
        "The semiconductor plant in {place} is the {n}th to ask for an export licence this year."
    ),
    (_W, "Central bank of {place} weighs rate cut of {n} points"): (
        "The interest rate there has been unchanged for {n} months."
    ),
    (_M, "{place} starts battery recycling for {n} villages"): (
        "Recycled batteries pay for the collection, the town of {place} says."
    ),
    (_H, "Dock workers in {place} end strike after {n} days"): (
        "The port of {place} expects to clear the queue of the strike by the weekend."
    ),
    (_T, "{place} counts damage of {n} million from storm Vega"): (
        "The storm tore roofs off along the coast."
    ),
    (_L, "Stadtrat von {place} streitet über {n} Bäume"): "Eine Mehrheit ist nicht in Sicht.",
}
_DAY = 24 * 60
_MONTH = timedelta(days=40)
ANY_PORT = 'listen = "127.0.0.1:0"'
HOSTILE = '<img src=x onerror=alert(1)> Apple "AI" in China <script>alert(2)</script>'
"""What a hostile publisher puts into a title."""


def report(minutes: int, outlet: str, title: str, summary: str = "", lang: str = "en") -> Item:
    """An item as a feed brings it."""
    slug = "".join(char if char.isalnum() and char.isascii() else "-" for char in title.lower())
    url = OUTLETS[outlet]
    return Item(
        feed=url,
        key=f"{minutes}-{slug}",
        title=title,
        link=f"{url.rpartition('/')[0]}/{minutes}/{slug[:60].strip('-') or 'report'}",
        summary=summary,
        published=NOW - timedelta(minutes=minutes),
        lang=lang,
        source=outlet,
    )


def filler(days: int, a_day: float) -> list[Item]:
    """Reports of many days, the same ones each time."""
    chance = random.Random(7)
    found = []
    for number in range(int(days * a_day)):
        (outlet, title), summary = chance.choice(list(_FILLER.items()))
        words = {"place": chance.choice(_PLACES), "n": number % 19 + 3}
        # Busier by day than by night.
        minutes = chance.randrange(2 * _DAY + 420, days * _DAY)
        if (NOW - timedelta(minutes=minutes)).hour < 6 and chance.random() < 0.7:
            minutes -= 420
        lang = "de" if outlet == _L else "en"
        found.append(
            report(minutes + 5, outlet, title.format(**words), summary.format(**words), lang)
        )
    return found


class Newsroom:
    """A folder with a configuration and a database, and the recorder that fills it."""

    def __init__(self, folder: Path, words: Path, *, web: str = "") -> None:
        path = folder / "config.toml"
        feeds_part = "".join(
            f'[[feeds]]\nurl = "{url}"\nname = "{name}"\nbackfill = "all"\n'
            for name, url in OUTLETS.items()
        )
        path.write_text(f"{CONFIG}\n{feeds_part}\n[web]\n{web or ANY_PORT}\n", "utf-8")
        path.chmod(0o600)
        self.config = load_config(path, environ={"TZ": "UTC"})
        self.database = Database(self.config.database)
        self.words = words
        self._before: dict[str, tuple[Item, ...]] = {}
        self.database.write(lambda db: feeds.sync(db, self.config.feeds, now=NOW - _MONTH))
        self._recorder = OneByOne(
            self.database,
            feeds=self.config.feeds,
            rules=self.config.rules,
            policies=self.config.policies,
            targets=self.config.targets,
            timezone=self.config.timezone,
            known=KnownWords(cache=words),
        )

    def arrive(self, *items: Item) -> None:
        """Have each item brought by a poll a little after it was published, in that order."""
        for item in sorted(items, key=lambda item: item.published):
            url, at = item.feed, item.published + timedelta(minutes=3)
            there = (item, *self._before.get(url, ()))
            self._before[url] = (item,)
            self._recorder.record(
                Parsed(url=url, items=there, validators=Validators(), body_hash=item.key), now=at
            )

    def fail(self, outlet: str, message: str, *, at: datetime = NOW) -> None:
        """Have a poll of this outlet's feed fail."""
        failed = Failed(
            url=OUTLETS[outlet], kind=FailureKind.SERVER_ERROR, message=message, status=503
        )
        self._recorder.record(failed, now=at)

    def settle(self) -> None:
        """Deliver what is old; of what is left one goes wrong for good."""
        rows = outbox.newest(self.database.read(), state=DeliveryState.PENDING, limit=100_000)

        def write(db):
            for number, row in enumerate(rows):
                if number in {1, 2}:
                    continue
                state, error = DeliveryState.DELIVERED, ""
                if number == 3:
                    state, error = (
                        DeliveryState.DEAD,
                        "404 Not Found: the service knows no such topic",
                    )
                done = replace(
                    row.delivery,
                    state=state,
                    attempts=1,
                    next_attempt_at=None,
                    last_error=error,
                    delivered_at=row.created_at if not error else None,
                )
                outbox.record_attempt(
                    db,
                    row.id,
                    done,
                    at=row.created_at,
                    seconds=0.2,
                    named=named_by(Message(key="", title="", text=""), row.content),
                )

        self.database.write(write)

    def vote(self, *votes_by_match: tuple[int, int]) -> None:
        """Vote on matches."""
        self.database.write(
            lambda db: [votes.vote(db, id_, value, now=NOW) for id_, value in votes_by_match]
        )

    def close(self) -> None:
        self.database.close()


__all__ = ["HOSTILE", "NOW", "OUTLETS", "REPORTS", "Feed", "Newsroom", "filler", "report"]


def busy(folder: Path, words: Path, *, web: str = "", days: int = 30, a_day: float = 6) -> Newsroom:
    """A newsroom with a month behind it."""
    room = Newsroom(folder, words, web=web)
    room.arrive(*filler(days, a_day), *(report(**each) for each in REPORTS))
    room.fail("Skyline Radio", "503 Service Unavailable", at=NOW - timedelta(minutes=12))
    room.settle()
    rows = room.database.read().execute("SELECT id FROM matches ORDER BY id").fetchall()
    room.vote(*((id_, -1 if number % 7 == 0 else 1) for number, (id_,) in enumerate(rows[::5])))
    return room
