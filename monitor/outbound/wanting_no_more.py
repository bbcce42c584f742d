"""WantingNoMore: a target that wants nothing more (410) is left alone, until told otherwise.

Without this module a receiver that has gone for good would be posted to for each alert.
"""

from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlite_utils

from monitor.alerts.alert import SendFailed, SendResult
from monitor.alerts.planning.policy import Target, TargetKind
from monitor.item import digest
from monitor.store.outbox import gone


class WantingNoMore:
    """What one target has said of that.

    Args:
        target: Which.
        zone: The user's time zone.
    """

    def __init__(self, target: Target, zone: ZoneInfo) -> None:
        self._name, self._zone = target.name, zone
        self._can_say_so = target.kind is TargetKind.WEBHOOK
        self._address = digest(("target", target.url))
        self._anew = f"to send to it again: news-monitor targets resume {shlex.quote(target.name)}"

    def refusal(self, db: sqlite_utils.Database) -> SendFailed | None:
        """Return why nothing is even tried; None: the target never said so."""
        if not self._can_say_so or (since := gone.since(db, self._name, self._address)) is None:
            return None
        at = f"{since.astimezone(self._zone):%Y-%m-%d %H:%M}"
        return SendFailed(
            reason=f"not sent: since {at} the receiver wants no more (410 Gone); {self._anew}",
            permanent=True,
        )

    def in_words(self, result: SendResult) -> SendResult:
        """Return what came of an attempt; if the target said so, with what one can do."""
        if isinstance(result, SendFailed) and result.gone:
            return replace(result, reason=f"{result.reason}; {self._anew}")
        return result

    def keep(self, db: sqlite_utils.Database, result: SendResult, *, now: datetime) -> None:
        """Keep, in a transaction, what came of an attempt, as far as it matters here."""
        if not self._can_say_so:
            return
        if not isinstance(result, SendFailed):
            gone.forget(db, self._name)
        elif result.gone:
            gone.keep(db, self._name, self._address, now=now)
