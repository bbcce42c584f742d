"""Fared: how feeds and targets did when they were last asked, for a checkup.

Health looks away from a single feed that fails, and from a delivery that has failed for a minute;
who asks what is wrong wants to hear of both. Without this module ``doctor`` would call a feed that
answers 404 well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from shlex import quote

import sqlite_utils

from monitor.config import Config
from monitor.feeds.state.schedule import may_have_missed
from monitor.health.facts import Outbox, outboxes
from monitor.health.finding import Finding
from monitor.human import plural
from monitor.store.feeds import feeds, subscriptions
from monitor.store.feeds.feeds import FeedRow

NAMED = 5
"""Feeds that are named of those that fail."""


def of_feeds(db: sqlite_utils.Database, now: datetime) -> Iterator[Finding]:
    """Whether each feed could be read the last time, and showed all that it brought."""
    rows = feeds.all_feeds(db)
    yield _of_reading(rows)
    hasty = [(row, said) for row in rows if (said := may_have_missed(row.state, now))]
    if hasty:
        first, said = hasty[0]
        more = f", and of {len(hasty) - 1:,} more" if hasty[1:] else ""
        yield Finding(
            "gaps",
            False,
            f"{first.label}: {said}{more}",
            f"poll it more often: news-monitor feeds change {quote(first.label)} "
            "--set interval=2m; or add feeds of its sections",
        )


def _of_reading(rows: Sequence[FeedRow]) -> Finding:
    if not rows:
        return Finding("feeds", True, "there are none so far")
    wrong = [row for row in rows if row.state.disabled or row.state.trouble.failures]
    if wrong:
        said = [f"{row.label}: {row.state.trouble.error or 'given up'}" for row in wrong[:NAMED]]
        return Finding(
            "feeds",
            False,
            f"{len(wrong):,} of {plural(len(rows), 'feed')} can't be read: "
            + "; ".join([*said, *([f"and {len(wrong) - NAMED:,} more"] if wrong[NAMED:] else [])]),
            f"news-monitor feeds show {quote(wrong[0].label)}",
        )
    unread = sum(row.state.last_success_at is None for row in rows)
    if unread:
        return Finding("feeds", True, f"{unread:,} of {plural(len(rows), 'feed')} unread so far")
    return Finding("feeds", True, f"{plural(len(rows), 'feed')} read without an error")


def of_lists(db: sqlite_utils.Database, config: Config) -> Iterator[Finding]:
    """The lists of feeds that couldn't be read the last time: what is new in them isn't polled."""
    known = subscriptions.all_lists(db)
    for each in config.subscriptions:
        if (row := known.get(each.url)) and row.error:
            since = f", last read {_said(row.fetched_at, config)}" if row.fetched_at else ""
            yield Finding(
                f"list of feeds {each.label}",
                False,
                f"{row.error}{since}",
                "mend it" if each.path else "is its address in config.toml still right?",
            )


def _said(at: datetime, config: Config) -> str:
    return f"{at.astimezone(config.timezone):%Y-%m-%d %H:%M}"


def of_targets(db: sqlite_utils.Database, config: Config, now: datetime) -> Iterator[Finding]:
    """Whether each target took what was last sent to it."""
    known = outboxes(db, now)
    for name in config.targets:
        outbox = known.get(name, Outbox())
        about, test = f"target {name}", f"news-monitor targets test {quote(name)}"
        if outbox.pending and outbox.error:
            yield Finding(about, False, f"the last try failed: {outbox.error}", f"try it: {test}")
        elif outbox.delivered_at is None:
            yield Finding(about, True, f"nothing has reached it so far; to try it: {test}")
        else:
            said = _said(outbox.delivered_at, config)
            yield Finding(about, True, f"last took something {said}")
