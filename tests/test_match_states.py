"""Every match is in one state, and what it says agrees with what was really sent.

Whatever comes in whatever order: polls, retellings, edits, deliveries that succeed and fail,
retries, silences, quiet hours, digests, targets that go, restarts, items that are pulled out.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from monitor.actions import deliveries, silences
from monitor.actions.send_match import send_match
from monitor.alerts.alert import DeliveryState, SendFailed, Sent
from monitor.alerts.hours import parse_quiet_hours
from monitor.alerts.planning.policy import Mode, Policy, Target, TargetKind
from monitor.alerts.timetable import parse_timetable
from monitor.alerts.wording.render import render
from monitor.errors import MonitorError
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.outcome import Parsed
from monitor.item import Item
from monitor.outbound.deliver import TargetWorker
from monitor.rules import KnownWords, parse_rule
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.history import match_list
from monitor.store.history.match_state_sql import CASE, CONDITIONS, UNSENT, MatchState
from monitor.store.outbox import outbox
from monitor.upkeep.sync import give_up_on_unknown
from tests.inbound.one_by_one import OneByOne

START = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
ZONE = ZoneInfo("UTC")
FEEDS = [Feed(url=f"https://{name}.example/feed", name=name) for name in ("wire", "globe")]
EVENTS = (
    "Apple picks Alibaba to run AI on iPhones in China",
    "Apple sued in Delaware over battery patents",
    "Orchard in Kent loses its apple harvest to frost",
    "Apple chief says he will not resign",
)
TARGETS = {
    "desk": Target(name="desk", url="console:", kind=TargetKind.CONSOLE),
    "mail": Target(
        name="mail",
        url="console:",
        kind=TargetKind.TEXT,
        quiet_hours=parse_quiet_hours("22:00-07:00"),
        max_attempts=2,
    ),
    "board": Target(
        name="board",
        url="console:",
        kind=TargetKind.TEXT,
        mode=Mode.DIGEST,
        digest=parse_timetable("daily 12:00"),
        max_attempts=2,
    ),
}
RULES = {name: parse_rule("apple", name=name) for name in ("Fruit", "Firm")}
POLICIES = {
    "Fruit": Policy(rule="Fruit", targets=("desk", "mail")),
    "Firm": Policy(rule="Firm", targets=("mail", "board")),
}
OF_BEFORE = ("Updated", "Earlier", "Again", "Sent on request")
"""How lines begin that may quote a headline of before."""
EVERY_STATE = sorted(set(MatchState))


class Newsdesk(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.database = Database(Path(self.folder.name) / "news.db")
        self.database.__enter__()
        self.now = START
        self.items = {feed.url: {} for feed in FEEDS}
        self.number = 0
        self.given = []  # (target, all that it says is news) of what was really sent
        self.headlines = {}  # key of an item → every headline that it had
        self.database.write(lambda db: feeds.sync(db, FEEDS, now=self.now))
        self.known = KnownWords.of({"en": {"apple": 4.7, "china": 5.0, "ai": 4.5, "in": 7.3}})
        self.restart()
        for feed in FEEDS:
            self.poll(feed.url)

    def teardown(self):
        self.database.__exit__(None, None, None)
        self.folder.cleanup()

    def poll(self, url, *changed):
        for each in changed:
            self.items[url][each.key] = each
            self.headlines.setdefault(each.key, set()).add(each.title)
        self.number += 1
        items = tuple(self.items[url].values())
        outcome = Parsed(url=url, items=items, validators=Validators(), body_hash=str(self.number))
        self.recorder.record(outcome, now=self.now)

    @rule(feed=st.sampled_from(FEEDS), event=st.sampled_from(EVENTS), count=st.integers(1, 3))
    def news(self, feed, event, count):
        fresh = []
        for _ in range(count):
            self.number += 1
            key = f"item-{self.number}"
            title = f"{event} ({key}.)"
            fresh.append(
                Item(
                    feed=feed.url,
                    key=key,
                    title=title,
                    link=f"https://{feed.name}.example/{key}",
                    source=f"{feed.name} {self.number % 3}",
                    lang="en",
                    published=self.now,
                )
            )
        self.poll(feed.url, *fresh)

    @rule(feed=st.sampled_from(FEEDS), changes=st.booleans(), which=st.integers(0, 99))
    def edit(self, feed, changes, which):
        if not self.items[feed.url]:
            return
        item = sorted(self.items[feed.url].values(), key=lambda each: each.key)[
            which % len(self.items[feed.url])
        ]
        other = f"Apple chief resigns after all ({item.key}.)"
        self.poll(
            feed.url, replace(item, title=other if changes else item.title.replace(" (", "! ("))
        )

    @rule(minutes=st.sampled_from([1, 20, 90, 400, 900]))
    def wait(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule(name=st.sampled_from(sorted(TARGETS)), result=st.sampled_from(["ok", "down", "gone"]))
    def deliver(self, name, result):
        def send(message):
            if result != "ok":
                return SendFailed(reason=result, permanent=result == "gone")
            shown = [message.title, message.text]
            if message.alert is not None:
                shown.append(message.alert.item.title)
            if message.digest is not None:
                shown += [each.item.title for each in message.digest.alerts]
            lines = "\n".join(shown).splitlines()
            told = [line for line in lines if not line.strip().startswith(OF_BEFORE)]
            self.given.append((name, "\n".join(told)))
            return Sent()

        TargetWorker(
            self.database,
            TARGETS[name],
            render=lambda content, key: render(content, TARGETS[name].kind, key=key, timezone=ZONE),
            send=send,
            clock=lambda: self.now,
            zone=ZONE,
            policies=POLICIES,
        ).deliver_due()

    @rule()
    def retry_the_dead(self):
        self.database.write(lambda db: deliveries.retry_dead(db, targets=TARGETS, now=self.now))

    @rule(name=st.sampled_from(sorted(RULES)))
    def silence(self, name):
        until = self.now + timedelta(hours=1)
        self.database.write(
            lambda db: silences.silence_rule(db, name, rules=RULES, until=until, now=self.now)
        )

    @rule(gone=st.sampled_from(sorted(TARGETS)))
    def remove_a_target(self, gone):
        kept = set(TARGETS) - {gone}
        self.database.write(lambda db: give_up_on_unknown(db, kept))

    @rule()
    def restart(self):
        self.recorder = OneByOne(
            self.database,
            feeds=FEEDS,
            rules=list(RULES.values()),
            policies=POLICIES,
            targets=TARGETS,
            timezone=ZONE,
            known=self.known,
        )

    @rule(which=st.integers(0, 99))
    def pull_out(self, which):
        rows = match_list.matches(self.database.read(), match_list.MatchQuery(state=UNSENT)).rows
        if not rows:
            return
        id_ = rows[which % len(rows)].id
        with suppress(MonitorError):
            self.database.write(
                lambda db: send_match(db, id_, rules=RULES, policies=POLICIES, now=self.now)
            )

    @invariant()
    def each_match_is_in_one_state(self):
        held = ", ".join(f"({CONDITIONS[state]})" for state in EVERY_STATE)
        rows = self.database.read().execute(f"SELECT {CASE}, {held} FROM matches m").fetchall()
        for state, *holds in rows:
            assert [name for name, true in zip(EVERY_STATE, holds, strict=True) if true] == [state]

    @invariant()
    def what_it_says_is_what_was_sent(self):
        page = match_list.matches(self.database.read(), match_list.MatchQuery(limit=500))
        headlines = {title for titles in self.headlines.values() for title in titles}
        shown = {
            (target, line) for target, text in self.given for line in headlines if line in text
        }
        for row in page.rows:
            named = {
                target
                for target, text in self.given
                if f"({row.item.key}.)" in text and target in POLICIES[row.rule].targets
            }
            said = {at.target for at in row.fate.targets if at.state is MatchState.SENT}
            if row.state is MatchState.SENT:
                assert said, row
                assert said <= named, row
                for at in row.fate.targets:
                    if at.state is MatchState.SENT:
                        assert at.words in self.headlines[row.item.key], row
                        assert (at.target, at.words) in shown, row
                now_sent = row.item.title in {text for target, text in shown if target in said}
                assert now_sent is not row.fate.edited, row
            else:
                assert not said, row
                assert not row.fate.sent_as, row

    @invariant()
    def asked_for_by_target_it_is_what_became_of_it_there(self):
        db = self.database.read()

        def listed(**asked):
            page = match_list.matches(db, match_list.MatchQuery(limit=500, **asked))
            return {row.id: row for row in page.rows}

        for target in TARGETS:
            meant = listed(target=target)
            there = {
                id_: {at.state for at in row.fate.targets if at.target == target}
                for id_, row in listed().items()
            }
            told = {id_ for id_, states in there.items() if MatchState.SENT in states}
            edited = {id_ for id_, row in meant.items() if row.withheld}
            assert set(listed(target=target, state=UNSENT)) == (set(meant) - told) | edited
            assert set(listed(target=target, state="sent")) == told
            for state in (MatchState.WAITING, MatchState.HELD, MatchState.DEAD):
                expected = {id_ for id_ in meant if state in there[id_]}
                assert set(listed(target=target, state=state.value)) == expected
            for state in (MatchState.GROUPED, MatchState.WITHHELD):
                of_all = {id_ for id_, row in meant.items() if row.state is state}
                of_all &= edited if state is MatchState.WITHHELD else set()
                expected = {id_ for id_ in meant if state in there[id_]} | of_all
                expected -= told
                assert set(listed(target=target, state=state.value)) == expected

    @invariant()
    def what_waits_stands_in_the_outbox(self):
        rows = match_list.matches(self.database.read(), match_list.MatchQuery(limit=500)).rows
        pending = {
            row.id
            for row in outbox.newest(self.database.read(), state=DeliveryState.PENDING, limit=999)
        }
        for row in rows:
            if row.state in {MatchState.WAITING, MatchState.HELD}:
                assert pending & {at.message for at in row.fate.targets}, row
            if row.state is MatchState.GROUPED:
                assert row.fate.told_at is not None, row


Newsdesk.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestNewsdesk = Newsdesk.TestCase
