"""The stable key of an alert: by it the same alert, planned twice, is made once. Pure.

Without this module nobody could tell an alert about an event from one about an item of it.
"""

from __future__ import annotations

from monitor.item import digest


def alert_key(rule: str, about: int | str, again: int = 0) -> str:
    """Return an alert's key: a digest of rule, subject and ``again``, if that isn't 0."""
    return digest((rule, str(about), "again", str(again)) if again else (rule, str(about)))


def of_item(event: int, feed: str, key: str) -> str:
    """What an alert of a rule that alerts on each item is about.

    The event counts even then: an edit that changes the news moves the item to another event, and
    makes another alert.
    """
    return digest((str(event), feed, key))
