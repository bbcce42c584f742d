"""Which stored items a reader finds in a message: they count as sent once it is delivered. Pure.

``render`` cuts a long message, and notes in ``Message.named`` which items are left in it. Messages
that other code words have no such note: they name the items of their alerts. Without this module
their matches would stand in the history as never sent.
"""

from __future__ import annotations

from monitor.alerts.alert import Alert, Content, Message, Named, Note
from monitor.alerts.wording.card import UNTITLED


def named_by(message: Message, content: Content) -> tuple[Named, ...]:
    """Return the stored items that a reader finds in a message about ``content``."""
    if message.named:
        return message.named
    match content:
        case Note():
            alerts: tuple[Alert, ...] = ()
        case Alert():
            alerts = (content,)
        case _:
            alerts = content.alerts
    return tuple(
        Named(alert.item_id, alert.item.title or UNTITLED) for alert in alerts if alert.item_id
    )
