"""Which items a message names, where its wording doesn't say: the headlines of its alerts. Pure.

``render`` sets ``Message.named`` to what it has drawn, which may be less than there was. Without
this module a message that was worded in another way would count as naming nothing.
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
