"""Answer an alert by a link in it: vote, mute its story or its rule, and take that back.

Whoever has the link may do just that, without a login; what was done says by which target's link.
Acting twice is as good as once. Without this module people would have to open the page, log in and
look for what they have just read.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

import sqlite_utils

from monitor.actions import silences, votes
from monitor.alerts.answers import MUTED_RULE, MUTED_STORY, Answer, Offer, until_of
from monitor.errors import MonitorError, NoSuchError
from monitor.store.outbox import copies
from monitor.store.reading.answered import Answered, answered
from monitor.store.reading.silences import active

_ALREADY: Final = timedelta(minutes=10)
"""A mute that ends so little sooner is the same: somebody has clicked twice."""
_GONE: Final = "this alert is no longer kept, so there is nothing left to answer"
_VALUES: Final = {Answer.GOOD: 1, Answer.BAD: -1}


def give(
    db: sqlite_utils.Database, offer: Offer, *, rules: Collection[str], now: datetime, who: str = ""
) -> None:
    """Do what an offer says.

    Args:
        db: In a transaction.
        offer: From a token that was read.
        rules: The names of those that the configuration has.
        now: Aware.
        who: Who says so; empty: whoever has the link.

    Raises:
        NoSuchError: The alert, or its match, is no longer kept.
        MonitorError: There is no such rule any more.
    """
    found, who = _found(db, offer, now), who or offer.who
    match offer.answer:
        case Answer.GOOD | Answer.BAD:
            if found.vote != _VALUES[offer.answer]:
                votes.vote(db, _match(found), offer.answer.value, now=now, who=who)
        case Answer.MUTE_STORY:
            until = now + MUTED_STORY
            silence = found.story_silence
            if silence is None or silence.until < until - _ALREADY:
                silences.silence_story(db, found.story, until=until, now=now, who=who)
        case Answer.MUTE_RULE:
            until = now + MUTED_RULE
            silence = found.rule_silence
            if silence is None or silence.until < until - _ALREADY:
                silences.silence_rule(db, found.rule, rules=rules, until=until, now=now, who=who)
                copies.of_alert(db, found.alert, found.rule, now=now)
        case Answer.CHOOSE:
            raise MonitorError("choose one of the answers")


def take_back(db: sqlite_utils.Database, offer: Offer, *, now: datetime) -> None:
    """Take back what an offer says, whoever has said it; nothing if nobody has.

    Args:
        db: In a transaction.
        offer: From a token that was read.
        now: Aware.

    Raises:
        NoSuchError: The alert is no longer kept.
    """
    found = _found(db, offer, now)
    match offer.answer:
        case Answer.GOOD | Answer.BAD:
            if found.vote == _VALUES[offer.answer]:
                votes.vote(db, _match(found), "none", now=now)
        case Answer.MUTE_STORY | Answer.MUTE_RULE:
            by_story = offer.answer is Answer.MUTE_STORY
            for each in active(db, now=now):
                if each.story == found.story if by_story else each.rule == found.rule:
                    silences.lift(db, each.id, now=now)
        case Answer.CHOOSE:
            raise MonitorError("choose one of the answers")


def is_given(offer: Offer, found: Answered) -> bool:
    """Whether what an offer says has been said, by whomever."""
    match offer.answer:
        case Answer.GOOD | Answer.BAD:
            return found.vote == _VALUES[offer.answer]
        case Answer.MUTE_STORY:
            return found.story_silence is not None
        case Answer.MUTE_RULE:
            return found.rule_silence is not None
        case Answer.CHOOSE:
            return False


def is_about(offer: Offer, found: Answered) -> bool:
    """Whether an offer is about this alert, and not about an earlier one of the same number."""
    return offer.until == until_of(found.created_at)


def _found(db: sqlite_utils.Database, offer: Offer, now: datetime) -> Answered:
    found = answered(db, offer.alert, now=now)
    if found is None or not is_about(offer, found):
        raise NoSuchError(_GONE)
    return found


def _match(found: Answered) -> int:
    if found.match is None:
        raise NoSuchError(_GONE)
    return found.match
