"""As sent: a message that is edited keeps the headline by which it was sent. Pure.

An edit says who else has the event, and no more: a publisher's polish isn't news, and what changes
the news is a message of its own. Without this module the history would say that people were told
what they weren't.
"""

from __future__ import annotations

import re
from dataclasses import replace

from monitor.alerts.alert import Alert, Bundle
from monitor.rules.rule import Hit


def as_sent(content: Alert | Bundle, title: str) -> Alert | Bundle:
    """Return what is told, under the headline that was sent; empty: nobody kept it."""
    if isinstance(content, Bundle):
        first, *others = content.alerts
        same = [each if each.item_id != first.item_id else _under(each, title) for each in others]
        return replace(content, alerts=(_under(first, title), *same))
    return _under(content, title)


def _under(alert: Alert, title: str) -> Alert:
    if not title or alert.item.title == title:
        return alert
    item = replace(alert.item, title=title)
    return replace(alert, item=item, hits=tuple(_moved(hit, title) for hit in alert.hits))


def _moved(hit: Hit, title: str) -> Hit:
    """Return a hit of a headline where its words stand in another; it is marked only there."""
    if hit.field != "title":
        return hit
    found = re.search(rf"(?<!\w){re.escape(hit.found)}(?!\w)", title) if hit.found else None
    start, end = found.span() if found else (0, 0)
    return replace(hit, start=start, end=end)
