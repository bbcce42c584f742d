"""A daemon in miniature, for tests of what becomes of a match: polls, rules, targets, messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.actions.send_match import send_match
from monitor.alerts.alert import Sent
from monitor.alerts.planning.policy import Policy, Target, TargetKind
from monitor.alerts.wording.render import render
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.outcome import Parsed
from monitor.item import Item
from monitor.outbound.deliver import TargetWorker
from monitor.rules import KnownWords, parse_rule
from monitor.store.feeds import feeds
from monitor.store.history import match_list
from monitor.store.history.match_query import MatchQuery
from monitor.store.history.match_state import sentence
from tests.inbound.one_by_one import OneByOne

SEVEN = datetime(2025, 2, 13, 7, 0, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
FEED = Feed(url="https://wire.example/feed", name="Wire")
TARGETS = {
    name: Target(name=name, url="console:", kind=kind)
    for name, kind in (("slack", TargetKind.SLACK), ("mail", TargetKind.EMAIL))
}


class Desk:
    """A daemon in miniature: polls of one feed, rules, targets, and what they were sent."""

    def __init__(self, database):
        self.database, self.now, self.items, self.polls = database, SEVEN, {}, 0
        self.messages = []
        self.recorded = {}
        """What else the recorder is told."""
        self.rules = {"Boeing": parse_rule("boeing", name="Boeing")}
        self.policies = {"Boeing": Policy(rule="Boeing", targets=("slack",))}
        self.targets = dict(TARGETS)
        self.database.write(lambda db: feeds.sync(db, [FEED], now=self.now))
        self.restart()
        self.poll()

    def add_rule(self, name, words, *targets):
        self.rules[name] = parse_rule(words, name=name)
        self.policies[name] = Policy(rule=name, targets=targets)
        self.restart()

    def restart(self):
        known = KnownWords.of({"en": {"boeing": 4.0, "it": 7.0, "in": 7.3, "job": 5.0}})
        self.recorder = OneByOne(
            self.database,
            feeds=[FEED],
            rules=list(self.rules.values()),
            policies=self.policies,
            targets=self.targets,
            timezone=UTC_ZONE,
            known=known,
            **self.recorded,
        )

    def poll(self, **titles):
        """What the feed has now: of each outlet its headline."""
        for outlet, title in titles.items():
            old = self.items.get(outlet)
            self.items[outlet] = (
                replace(old, title=title)
                if old
                else Item(
                    feed=FEED.url,
                    key=outlet,
                    title=title,
                    link=f"https://{outlet}.example/1",
                    source=outlet,
                    lang="en",
                    published=self.now,
                )
            )
        self.polls += 1
        return self.recorder.record(
            Parsed(
                url=FEED.url,
                items=tuple(self.items.values()),
                validators=Validators(),
                body_hash=str(self.polls),
            ),
            now=self.now,
        )

    def later(self, minutes=1):
        self.now += timedelta(minutes=minutes)

    def deliver(self):
        for name, target in self.targets.items():

            def send(message, name=name):
                self.messages.append((name, message))
                return Sent()

            TargetWorker(
                self.database,
                target,
                render=lambda content, key, kind=target.kind: render(
                    content, kind, key=key, timezone=UTC_ZONE
                ),
                send=send,
                clock=lambda: self.now,
                zone=UTC_ZONE,
                policies=self.policies,
            ).deliver_due()

    def match(self, outlet, rule="Boeing"):
        rows = match_list.matches(self.database.read(), MatchQuery(limit=500)).rows
        return next(row for row in rows if row.item.source == outlet and row.rule == rule)

    def said(self, outlet, rule="Boeing"):
        return sentence(self.match(outlet, rule).fate, lambda moment: f"{moment:%H:%M}")

    def listed(self, **asked):
        page = match_list.matches(self.database.read(), MatchQuery(**asked))
        return {(row.item.source, row.rule) for row in page.rows}

    def send(self, outlet, rule="Boeing"):
        return self.database.write(
            lambda db: send_match(
                db,
                self.match(outlet, rule).id,
                rules=self.rules,
                policies=self.policies,
                now=self.now,
            )
        )
