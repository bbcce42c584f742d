"""Alerts as plain text, for every service without a format of its own: ntfy, Telegram, SMS. Pure.

Hits stand between asterisks. Chat programs read some markup even in plain text, so feed text is
made inert: it notifies nobody, links nowhere and has no looks of its own. The templates are given
inert cards.
"""

from __future__ import annotations

from monitor.alerts.alert import Message
from monitor.alerts.wording.card import Card
from monitor.alerts.wording.digest_card import MAX_SUBJECT, DigestCards
from monitor.alerts.wording.escaped import escaped
from monitor.alerts.wording.note_card import NoteCard
from monitor.alerts.wording.templates import Wording
from monitor.printable import defuse, inert, shorten

MAX_DIGEST = 3_500
"""Characters: ntfy makes an attachment of more than 4,096 bytes, Telegram cuts at as many."""


def text_message(card: Card, wording: Wording, *, key: str) -> Message:
    """Return the card as a title and a few lines."""
    return Message(
        key=key,
        title=inert(wording.line("alert.subject.txt", alert=card)),
        text=wording.fill("alert.text.txt", alert=escaped(card, inert)),
        article=card.link,
        actions=_actions(card),
    )


def _actions(card: Card) -> tuple[tuple[str, str], ...]:
    """Votes for the one rule that there is, and the way to all answers."""
    if card.choose is None:
        return ()
    votes = card.rules[0].answers[:2] if len(card.rules) == 1 else ()
    last = ("Mute...", card.choose.link) if votes else (card.choose.label, card.choose.link)
    return (*((each.label, each.link) for each in votes), last)


def text_digest(cards: DigestCards, wording: Wording, *, key: str) -> Message:
    """Return as much of the digest as plain-text services take, the rest counted."""
    text, named = cards.fitting(
        lambda card: (
            wording.fill("digest.text.txt", digest=escaped(card, inert)),
            card.named,
        ),
        size=lambda drawn: len(drawn[0]),
        limit=MAX_DIGEST,
    )
    return Message(
        key=key,
        title=inert(shorten(wording.line("digest.subject.txt", digest=cards.fullest), MAX_SUBJECT)),
        text=text,
        named=named,
    )


def text_note(card: NoteCard, *, key: str) -> Message:
    """Return a message of our own, without an alert."""
    return Message(key=key, title=defuse(card.title), text=card.in_full(defuse))
