"""Matches as rows: writing them, with the columns that the history is searched by.

Beside the match stand its item's publication, feed, source, site and language, so that a page of
the history is read from one index. Without this module nobody could see later what was found.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

import sqlite_utils

from monitor.item import Item
from monitor.rules.rule import Match
from monitor.store.codec import to_json
from monitor.store.outbox import sent
from monitor.store.timestamps import to_text


def add(
    db: sqlite_utils.Database,
    item_id: int,
    match: Match,
    *,
    at: datetime,
    alert_id: int | None = None,
    withheld: str = "",
    renew: bool = True,
) -> bool:
    """Store a match of a stored item; return whether it is new.

    A match that is there already gets the new score and hits, unless ``renew`` is False, and keeps
    what was decided about it. If a message has named the item before, the match counts as sent.
    """
    link, known = db.execute(
        """
        SELECT link, EXISTS (SELECT 1 FROM matches WHERE item_id = items.id AND rule = ?)
        FROM items WHERE id = ?
        """,
        [match.rule, item_id],
    ).fetchone()
    if known and not renew:
        return False
    sent_at = None if known else sent.first_sent(db, item_id, match.rule)
    db.execute(
        """
        INSERT INTO matches (item_id, rule, score, hits, matched_at, alert_id, withheld, sent_at,
                             site, published_at, feed_id, source, lang)
        SELECT id, ?, ?, ?, ?, ?, ?, ?, ?, published_at, feed_id, source, lang
        FROM items WHERE id = ?
        ON CONFLICT (item_id, rule) DO UPDATE SET score = excluded.score, hits = excluded.hits
        """,
        [
            match.rule,
            match.score,
            to_json(match.hits),
            to_text(at),
            alert_id,
            None if sent_at else withheld or None,
            sent_at,
            site_of(link),
            item_id,
        ],
    )
    return not known


class FirstMatch(NamedTuple):
    """A match of an item that has just been stored."""

    match: Match
    alert_id: int | None
    """The alert that it belongs to; None: it makes none."""
    withheld: str
    """Why nobody is told; empty if somebody will be."""


def add_first(
    db: sqlite_utils.Database,
    item_id: int,
    feed_id: int,
    item: Item,
    found: Iterable[FirstMatch],
    *,
    at: datetime,
) -> None:
    """Store the matches of an item that has just been stored: none was known or sent before."""
    assert item.published is not None
    moment, published, site = to_text(at), to_text(item.published), site_of(item.link)
    db.conn.executemany(
        """
        INSERT INTO matches (item_id, rule, score, hits, matched_at, alert_id, withheld,
                             site, published_at, feed_id, source, lang)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            (
                item_id,
                match.rule,
                match.score,
                to_json(match.hits),
                moment,
                alert_id,
                withheld or None,
                site,
                published,
                feed_id,
                item.source,
                item.lang,
            )
            for match, alert_id, withheld in found
        ],
    )


def belongs_to(db: sqlite_utils.Database, item_id: int, rule: str, alert_id: int) -> None:
    """Make a match part of this alert, whatever was decided about it before.

    A match that was sent and reads otherwise now stays withheld until a message shows it as it
    reads now (``outbox.sent``).
    """
    db.execute(
        """
        UPDATE matches SET alert_id = ?, withheld = CASE WHEN sent_at IS NULL THEN NULL
                                                         ELSE withheld END
        WHERE item_id = ? AND rule = ?
        """,
        [alert_id, item_id, rule],
    )


def leaves_alert(db: sqlite_utils.Database, item_id: int, rule: str, withheld: str) -> None:
    """Withhold a match whose item now reports another event.

    If a message shows the item, the match stays sent, and the reason is why nobody was sent the
    item as it reads now.
    """
    db.execute(
        """
        UPDATE matches SET withheld = ?
        WHERE item_id = ? AND rule = ? AND sent_at IS NOT NULL AND withheld IS NOT NULL
        """,
        [withheld, item_id, rule],
    )
    db.execute(
        """
        UPDATE matches SET alert_id = NULL, withheld = ?
        WHERE item_id = ? AND rule = ? AND sent_at IS NULL AND alert_id IN (
            SELECT id FROM alerts WHERE alerts.item_id <> matches.item_id)
        """,
        [withheld, item_id, rule],
    )


def site_of(link: str) -> str:
    """The host a link leads to, in lower case and without ``www.``; empty without one."""
    try:
        host = urlsplit(link).hostname or ""
    except ValueError:  # "http://[" and the like
        return ""
    return host.rstrip(".").removeprefix("www.")
