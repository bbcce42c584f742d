"""What was published, recorded and received, compared; for ``crash``."""

from __future__ import annotations

import sqlite3
from collections import Counter


def ask(path, question, *values):
    """Rows of the database, read only."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=30)
    try:
        return connection.execute(question, values).fetchall()
    finally:
        connection.close()


def recorded(database):
    """When each feed's last poll was recorded."""
    return [
        at
        for (at,) in ask(database, "SELECT coalesce(last_success_at, '') FROM feeds ORDER BY name")
    ]


def drained(database, since):
    """Whether all that was published has been polled, and all that is due has been sent."""
    ((waiting,),) = ask(
        database, "SELECT count(*) FROM deliveries WHERE state = 'pending' AND hold = ''"
    )
    ((behind,),) = ask(
        database, "SELECT count(*) FROM feeds WHERE coalesce(last_success_at, '') < ?", since
    )
    return not waiting and not behind


def books(database, newsroom, hooks, kills):
    """Compare what was published, recorded and received."""
    stored = Counter(title.split()[-1] for (title,) in ask(database, "SELECT title FROM items"))
    matched = {
        (title.split()[-1], rule)
        for title, rule in ask(
            database,
            "SELECT title, rule FROM matches JOIN items ON items.id = matches.item_id",
        )
    }
    wanted = {(code, topic) for code, topic in newsroom.published.items() if topic}
    ends = Counter()
    for sent, withheld, alert in ask(database, "SELECT sent_at, withheld, alert_id FROM matches"):
        if sent:
            ends["sent"] += 1
        elif withheld:
            ends[f"withheld: {withheld}"] += 1
        else:
            ends["nothing" if alert is None else "part of an alert"] += 1
    states = Counter()
    for target, state, hold, digest in ask(
        database,
        """
        SELECT own.target, sent.state, own.hold, own.digest_id FROM deliveries AS own
        JOIN deliveries AS sent ON sent.id = coalesce(own.digest_id, own.id)
        WHERE own.alert_id IS NOT NULL
        """,
    ):
        how = "held" if state == "pending" and hold and not digest else state
        states[f"{target}: {how}{' in a digest' if digest else ''}"] += 1
    recorded = ask(database, "SELECT key, target, state FROM deliveries")
    known = {(key, target) for key, target, _ in recorded}
    arrived = {(key, hook.name) for hook in hooks for key, _ in hook.taken}
    silent = ask(
        database,
        "SELECT count(*) FROM alerts WHERE NOT EXISTS "
        "(SELECT 1 FROM deliveries WHERE alert_id = alerts.id)",
    )[0][0]
    unnamed = ask(
        database,
        "SELECT count(*) FROM matches WHERE sent_at IS NOT NULL AND NOT EXISTS ("
        "SELECT 1 FROM sent_items JOIN deliveries ON deliveries.id = delivery_id "
        "WHERE sent_items.item_id = matches.item_id AND title IS NOT '' AND state = 'delivered')",
    )[0][0]
    lost = {
        "published, not stored": len(newsroom.published.keys() - stored.keys()),
        "stored, not matched": len(wanted - matched),
        "matched, without an end": ends["nothing"],
        "alerts without a delivery": silent,
        "deliveries not sent": sum(
            count
            for name, count in states.items()
            if not name.partition(": ")[2].startswith(("delivered", "held"))
        ),
        "called sent, named by no message": unnamed,
        "called delivered, never arrived": sum(
            state == "delivered" and (key, target) not in arrived for key, target, state in recorded
        ),
    }
    twice = {hook.name: hook.duplicates() for hook in hooks}
    per_kill = Counter(
        (name, now) for name, each in twice.items() for _, before, now in each if now > before
    )
    return {
        "kills": kills,
        "items published": len(newsroom.published),
        "items stored twice": sum(count - 1 for count in stored.values()),
        "matches made": len(matched),
        "matches by their end": dict(sorted(ends.items())),
        "deliveries by their end": dict(sorted(states.items())),
        "messages received": {hook.name: len(hook.taken) for hook in hooks},
        "lost": lost,
        "duplicates": {name: len(each) for name, each in twice.items()},
        "most duplicates per kill and target": max(per_kill.values(), default=0),
        "duplicates without a kill between": sum(
            now == before for each in twice.values() for _, before, now in each
        ),
        "keys nobody knows": len(arrived - known),
    }


def kept(found):
    """Whether every promise was."""
    return (
        not any(found["lost"].values())
        and not found["items stored twice"]
        and found["most duplicates per kill and target"] <= 1
        and not found["duplicates without a kill between"]
        and not found["keys nobody knows"]
        and found["matches made"] > 0
    )
