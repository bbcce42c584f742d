"""The words of an alert for one kind of target. Pure.

Each kind has a module of its own (``slack``, ``mail``, ``plaintext``; ``console`` lays out the
alert itself); all say the same, which ``card`` gathers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never
from zoneinfo import ZoneInfo

from monitor.alerts.alert import Alert, Message
from monitor.alerts.card import card_of
from monitor.alerts.clean import clean
from monitor.alerts.mail import mail_message, mail_note
from monitor.alerts.plaintext import card_text, text_message, text_note
from monitor.alerts.policy import TargetKind
from monitor.alerts.slack import slack_message, slack_note


def render(
    alert: Alert, kind: TargetKind, *, key: str, timezone: ZoneInfo, page_url: str = ""
) -> Message:
    """Return the alert as a message for that kind of target.

    Args:
        alert: What to tell.
        kind: What the target can show.
        key: The delivery's key.
        timezone: Of the times shown.
        page_url: A link to this program's page about the alert; empty: none.

    Returns:
        The message. The feed's words are escaped for the kind, on one line each, without control,
        bidi or escape characters; links are http(s) or left out.
    """
    card = card_of(alert, timezone, page_url=page_url)
    match kind:
        case TargetKind.CONSOLE:
            message = Message(
                key=key, title=card.subject, text=card_text(card), alert=alert, link=card.page_url
            )
        case TargetKind.SLACK:
            message = slack_message(card, key=key)
        case TargetKind.EMAIL:
            message = mail_message(card, key=key)
        case TargetKind.TEXT:
            message = text_message(card, key=key)
        case _:
            assert_never(kind)
    return replace(message, rule=card.rule, thread=alert.key)


def render_note(title: str, text: str, kind: TargetKind, *, key: str) -> Message:
    """Return a message of our own for that kind of target: a test, a summary, a warning.

    Args:
        title: One line.
        text: Plain; its line breaks stay.
        kind: What the target can show.
        key: Stable for one message, as a delivery's.
    """
    title = clean(title).strip()
    text = "\n".join(clean(line).strip() for line in text.splitlines()).strip()
    match kind:
        case TargetKind.CONSOLE:
            return Message(key=key, title=title, text=text)
        case TargetKind.SLACK:
            return slack_note(title, text, key=key)
        case TargetKind.EMAIL:
            return mail_note(title, text, key=key)
        case TargetKind.TEXT:
            return text_note(title, text, key=key)
    assert_never(kind)
