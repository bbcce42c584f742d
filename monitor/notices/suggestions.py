"""Notes about rules that were voted bad: one suggestion for each, sent to its targets.

    three bad votes since the rule changed     what ``rules suggest`` finds, to the rule's targets
    nothing separates bad matches from good    no note; looked at again after more votes
    a suggestion was sent for the rule as it is    no other, however many votes follow
    the rule is silenced                       no note before the silence ends

Without this module votes would be counted, and nobody told what follows from them.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import sqlite_utils

from monitor.alerts.alert import Note
from monitor.alerts.planning.policy import Policy, Target
from monitor.item import digest
from monitor.notices.notice import Notice, addressed
from monitor.rules.rule import Rule
from monitor.rules.suggest.in_words import change_of, effect_of
from monitor.rules.suggest.suggest import suggest
from monitor.rules.suggest.suggestion import Kind, Suggestion
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.store.database import Database
from monitor.store.history import feedback
from monitor.store.outbox import notes as note_store
from monitor.store.reading import silences
from monitor.store.writing import suggested

LEAST: Final = 3
"""Bad votes that make a suggestion."""
LOOKED_AT: Final = 500
"""Matches, and near misses, of a rule that a suggestion is tried on."""
SHOWN: Final = 3
"""Changes that a note proposes."""
EXAMPLES: Final = 2


class Suggestions:
    """Sends suggestions, each once. For one thread.

    Args:
        database: Holds the votes and the outbox.
        known: Returns the words people use.
    """

    def __init__(self, database: Database, known: Callable[[], KnownWords]) -> None:
        self._database = database
        self._known = known
        self._looked_at: dict[tuple[str, str], int] = {}
        """How many bad votes a rule had when there was nothing to suggest."""

    def tell(
        self,
        rules: Iterable[Rule],
        policies: Mapping[str, Policy],
        targets: Mapping[str, Target],
        *,
        now: datetime,
        zone: ZoneInfo,
    ) -> int:
        """Write a note about each rule that was voted bad often enough; return how many.

        Args:
            rules: Those of the configuration.
            policies: By the rule's name.
            targets: By name; all that the policies name.
            now: Aware.
            zone: The user's time zone, for quiet hours.
        """
        read, told = self._database.read(), 0
        voted = suggested.voted_bad(read, least=LEAST)
        if not voted:
            return 0
        by_name = {rule.name: rule for rule in rules}
        silent = {silence.rule for silence in silences.active(read, now=now)}
        for each in voted:
            rule, policy = by_name.get(each.rule), policies.get(each.rule)
            if rule is None or policy is None or not policy.targets or rule.name in silent:
                continue
            state = state_of(rule)
            if state == each.suggested_for or self._looked_at.get((rule.name, state)) == each.count:
                continue
            found = self._found(rule)
            if not found:
                self._looked_at[rule.name, state] = each.count
                continue
            titles = suggested.examples(read, rule.name, most=EXAMPLES)
            note = note_of(rule, found, each.count, titles, now=now)
            notice = addressed(note, policy, targets, now=now, zone=zone)
            self._write(rule.name, state, notice, now)
            told += 1
        return told

    def _found(self, rule: Rule) -> tuple[Suggestion, ...]:
        """What is worth telling: at least one change must keep out what was voted bad."""
        read = self._database.read()
        matched = feedback.matched(read, rule.name, limit=LOOKED_AT)
        missed = feedback.missed(read, rule.name, limit=LOOKED_AT)
        found = suggest(rule, matched, missed, known=self._known())
        return found if any(each.kind is Kind.EXCLUDE for each in found) else ()

    def _write(self, rule: str, state: str, notice: Notice, now: datetime) -> None:
        def write(db: sqlite_utils.Database) -> None:
            note_store.add(db, *notice)
            suggested.keep(db, rule, suggested_for=state, now=now)

        self._database.write(write)


def state_of(rule: Rule) -> str:
    """Return what tells a rule as it is now from what it was: its text and its aliases. Pure."""
    aliases = [f"{term}={'|'.join(words)}" for term, words in sorted(rule.aliases.items())]
    return digest((rule.canonical, *aliases))


def note_of(
    rule: Rule,
    found: Sequence[Suggestion],
    votes: int,
    titles: Sequence[str],
    *,
    now: datetime,
) -> Note:
    """Return the note about a rule. Pure.

    Args:
        rule: As it is now.
        found: What could be changed, the best first.
        votes: How many of its matches were voted bad.
        titles: Headlines of some of them.
        now: Aware.
    """
    name = shlex.quote(rule.name)
    such = "; ".join(f"“{title}”" for title in titles)
    changes = [
        f"{number}. {change_of(each)}: {effect_of(each.effect)}"
        for number, each in enumerate(found[:SHOWN], 1)
    ]
    which = "this change" if len(changes) == 1 else "the first of these changes"
    return Note(
        key=digest(("suggestion", rule.name, state_of(rule), now.isoformat())),
        title=f"A suggestion for the rule {rule.name}",
        text="\n".join(
            (
                f"{votes:,} of its matches were voted bad, such as: {such}",
                f"The rule: {rule.canonical}",
                "",
                *changes,
                "",
                f"To make {which}: news-monitor rules suggest {name} --apply 1",
                "You won't be told again until the rule changes.",
            )
        ),
        created_at=now,
    )
