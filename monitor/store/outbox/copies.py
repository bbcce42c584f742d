"""Copies: the messages, in whatever service, that are to say what somebody has answered.

Whoever votes or mutes is heard once; everybody who has the alert before them is to see it. Each
such message is noted to be behind, and ``outbound.editing`` brings it up to date. Without this
module a story that was muted in Slack would still look open in Telegram.
"""

from __future__ import annotations

from datetime import datetime

import sqlite_utils

from monitor.alerts.planning.growth import GROWS_FOR
from monitor.store.timestamps import to_text

_OF_ALERT = "alerts.event_id = (SELECT event_id FROM alerts WHERE id = ?) AND alerts.rule = ?"
_OF_MATCH = "(alerts.item_id, alerts.rule) = (SELECT item_id, rule FROM matches WHERE id = ?)"
_OF_STORY = "alerts.story_id IN (SELECT ? UNION SELECT id FROM stories WHERE merged_into = ?)"


def of_match(db: sqlite_utils.Database, match: int, *, now: datetime) -> None:
    """Somebody has voted on a match, or taken that back."""
    _note(db, _OF_MATCH, [match], now)


def of_story(db: sqlite_utils.Database, story: int, *, now: datetime) -> None:
    """Somebody has muted a story, or unmuted it."""
    _note(db, _OF_STORY, [story, story], now)


def of_alert(db: sqlite_utils.Database, alert: int, rule: str, *, now: datetime) -> None:
    """Somebody has muted an alert's rule. Other messages of the rule say nothing of that."""
    _note(db, _OF_ALERT, [alert, rule], now)


def of_rule(db: sqlite_utils.Database, rule: str, *, now: datetime) -> None:
    """Somebody has unmuted a rule: no message is to say any more that it is mute."""
    db.execute(
        """
        UPDATE edits SET answers = answers + 1 WHERE until > ? AND delivery_id IN (
            SELECT coalesce(digest_id, deliveries.id)
            FROM alerts JOIN deliveries ON deliveries.alert_id = alerts.id WHERE alerts.rule = ?)
        """,
        [to_text(now), rule],
    )


def _note(db: sqlite_utils.Database, which: str, values: list[object], now: datetime) -> None:
    """Note it at each delivered message about one event that can still be edited."""
    db.execute(
        f"""
        INSERT INTO edits (delivery_id, event_id, shown, until, grows, answers)
        SELECT message.id, alerts.event_id, '',
               strftime('%Y-%m-%dT%H:%M:%fZ', message.delivered_at, ?), 0, 1
        FROM alerts
        JOIN deliveries own ON own.alert_id = alerts.id AND (own.digest_id IS NULL OR own.hold = '')
        JOIN deliveries message ON message.id = coalesce(own.digest_id, own.id)
        WHERE {which} AND message.delivered_at > ?
            AND EXISTS (SELECT 1 FROM posts WHERE delivery_id = message.id AND gone = '')
        GROUP BY message.id
        ON CONFLICT (delivery_id) DO UPDATE SET answers = answers + 1
        """,  # noqa: S608 - our own constants
        [f"+{GROWS_FOR.days} days", *values, to_text(now - GROWS_FOR)],
    )
