"""Notes about spikes: each told once when it is found, and once when it is over if it lasted.

    each 15 seconds    what was found since the last time          store.volume.reports
      → count it to its hours, and go on with the uptime           store.volume.tallies
      → of the rules among it: far more than usual?                volume.spike      pure
      → what drives it, told to the rule's targets                 rule_notes        pure
      → all of it in one transaction

Only rules that have just found something, and those with a spike that goes on, are looked at. A
silenced rule tells nothing; its spikes are kept for the page. Without this module the reader would
have to count alerts to notice that something big goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import sqlite_utils

from monitor.alerts.alert import Note
from monitor.alerts.planning.policy import Policy, Target
from monitor.notices.notice import addressed
from monitor.notices.rhythms import Rhythms
from monitor.notices.rule_notes import over_note, spike_key, spike_note
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.outbox import notes as note_store
from monitor.store.reading import silences
from monitor.store.volume import reports, spikes, tallies
from monitor.store.writing import rules
from monitor.volume.past_spikes import tallies as tallied
from monitor.volume.rhythm import Rhythm, Tally
from monitor.volume.spike import CALM, LEAST, Seen, Spike, after, end_was_seen, spike_in
from monitor.volume.uptime import Uptime, going_on, hour_of
from monitor.volume.window import DAY, HALF, HOUR, QUARTER, TEN

IDLE: Final = timedelta(minutes=2)
"""How often is looked where nothing new was found: spikes end, and the uptime goes on."""


class SpikeWatch:
    """Looks for spikes, again and again. For one thread at a time.

    Args:
        database: Where matches, tallies and spikes are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rhythms = Rhythms()
        self._seen_id = 0
        self._checked_at: datetime | None = None
        self._recent: dict[str, list[datetime]] = {}

    def check(
        self,
        policies: Mapping[str, Policy],
        targets: Mapping[str, Target],
        *,
        now: datetime,
        zone: ZoneInfo,
    ) -> int:
        """Count what was found since the last check, and tell of spikes; return how many notes.

        Args:
            policies: By the rule's name.
            targets: By name; all that the policies name.
            now: Aware.
            zone: The user's time zone: what an hour of the week is, and for quiet hours.

        Raises:
            DatabaseUnavailable: Nothing can be written; the next check counts it.
        """
        db = self._database.read()
        newest, checked_at = reports.last_id(db), self._checked_at
        if newest == self._seen_id and checked_at and timedelta(0) <= now - checked_at < IDLE:
            return 0
        if not feeds.are_read(db):
            return 0
        uptime = going_on(tallies.last_uptime(db), now=now)
        fresh = list(reports.newest(db, after=self._seen_id, since=hour_of(now - CALM)))
        recent = _with(self._recent, fresh, since=max(hour_of(now - CALM), uptime.counts_from))
        rules = {each.rule for each in fresh} & recent.keys()
        hours = {rule: tallied(recent[rule]) for rule in rules}
        look = _Look(db, self._rhythms, uptime, now, zone)
        found = list(_looked_at(look, policies, recent, hours))
        silent = {each.rule for each in silences.active(db, now=now)}

        def write(db: sqlite_utils.Database) -> int:
            tallies.keep_uptime(db, uptime)
            for rule, of_rule in hours.items():
                tallies.save(db, rule, of_rule)
            told = 0
            for rule, spike, note in found:
                spikes.save(db, rule, spike)
                if note is not None and rule not in silent and not note_store.exists(db, note.key):
                    note_store.add(
                        db, *addressed(note, policies[rule], targets, now=now, zone=zone)
                    )
                    told += 1
            return told

        told = self._database.write(write)
        self._seen_id, self._recent, self._checked_at = newest, recent, now
        for rule, spike, _ in found:
            if spike.is_settled:
                self._rhythms.forget(rule)
        return told


class _Look(NamedTuple):
    """A look at the database, at one moment."""

    db: sqlite_utils.Database
    rhythms: Rhythms
    uptime: Uptime
    now: datetime
    zone: ZoneInfo

    def rhythm(self, rule: str) -> Rhythm | None:
        """What is usual for a rule."""
        return self.rhythms.of(self.db, rule, now=self.now, zone=self.zone)


def _with(
    recent: Mapping[str, list[datetime]], fresh: Iterable[reports.Counted], *, since: datetime
) -> dict[str, list[datetime]]:
    """Each rule's reports since, in order: those remembered, and those that are fresh."""
    together = {rule: list(moments) for rule, moments in recent.items()}
    for each in fresh:
        together.setdefault(each.rule, []).append(each.at)
    return {
        rule: kept
        for rule, moments in together.items()
        if (kept := sorted(moment for moment in moments if moment >= since))
    }


def _looked_at(
    look: _Look,
    policies: Mapping[str, Policy],
    recent: Mapping[str, list[datetime]],
    hours: Mapping[str, Mapping[datetime, Tally]],
) -> Iterator[tuple[str, Spike, Note | None]]:
    """Yield the spikes that have begun, gone on or ended, each with what is to be told of it."""
    going = spikes.going_on(look.db)
    for rule in sorted(hours.keys() | going.keys()):
        policy, was = policies.get(rule), going.get(rule)
        if policy is None or not (policy.spike and policy.targets):
            if was is not None:  # nobody wants to hear of it any more
                yield rule, replace(was, ended_at=look.now), None
            continue
        last = None if was else spikes.last(look.db, rule)
        seen, in_hours = _seen(look, rule, recent.get(rule, []), hours.get(rule, {}), last)
        if was is not None:
            spike: Spike | None = after(
                was,
                look.rhythm(rule),
                seen,
                now=look.now,
                watched_since=look.uptime.counts_from,
            )
        elif seen.day >= LEAST and (rhythm := look.rhythm(rule)) is not None:
            spike = spike_in(rhythm, seen, now=look.now, last=last)
        else:
            spike = None
        if spike is not None and spike != was:
            yield rule, spike, _note(look, rule, spike, in_hours)


def _seen(
    look: _Look,
    rule: str,
    moments: Sequence[datetime],
    fresh: Mapping[datetime, Tally],
    last: Spike | None,
) -> tuple[Seen, dict[datetime, Tally]]:
    """What a rule has found of late, and hour by hour."""
    now = look.now
    since = max(now - DAY, look.uptime.counts_from)
    if last is not None and last.ended_at is not None:
        since = max(since, last.ended_at)
    hours = tallies.of_rule(look.db, rule, since=hour_of(now - DAY)) | dict(fresh)
    # The hour in which the time begins isn't counted: a little less, never too much.
    day = sum(tally.reports for hour, tally in hours.items() if hour >= since)

    def lately(length: timedelta) -> int:
        return sum(moment > now - length for moment in moments)

    return (
        Seen(
            ten=lately(TEN),
            quarter=lately(QUARTER),
            half=lately(HALF),
            hour=lately(HOUR),
            calm=lately(CALM),
            day=max(day, lately(min(CALM, now - since))),
            since=since,
        ),
        hours,
    )


def _note(look: _Look, rule: str, spike: Spike, hours: Mapping[datetime, Tally]) -> Note | None:
    """What is to be told of a spike as it is now; None: nothing."""
    is_new = spike.found_at == look.now
    if not is_new:
        is_known = end_was_seen(spike, watched_since=look.uptime.counts_from)
        if not (spike.lasted and is_known and note_store.exists(look.db, spike_key(rule, spike))):
            return None
    made = reports.made_of(look.db, rule, spike.began_at, spike.ended_at or look.now)
    watched = rules.watched(look.db, rule, most=0)
    say = spike_note if is_new else over_note
    return say(
        rule,
        watched.canonical if watched else "",
        spike,
        rhythm=look.rhythm(rule),
        made=made,
        hours=hours,
        now=look.now,
    )
