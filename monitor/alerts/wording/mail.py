"""Alerts as e-mail: HTML and the same as plain text, from templates. Pure.

The HTML needs no image and nothing from the network, and has a dark form of its own. Every word of
a feed is escaped by the template engine.
"""

from __future__ import annotations

from monitor.alerts.alert import Message, Named
from monitor.alerts.wording.card import Card
from monitor.alerts.wording.digest_card import MAX_SUBJECT, DigestCard, DigestCards
from monitor.alerts.wording.note_card import NoteCard
from monitor.alerts.wording.templates import Wording
from monitor.printable import shorten

MAX_HTML = 95_000
"""Bytes: Gmail cuts a message off at 102 kB."""


def mail_message(card: Card, wording: Wording, *, key: str) -> Message:
    """Return the card as an e-mail."""
    return Message(
        key=key,
        title=shorten(wording.line("alert.subject.txt", alert=card), MAX_SUBJECT),
        text=wording.fill("alert.txt", alert=card) + "\n",
        html=wording.fill("alert.html", alert=card) + "\n",
    )


def mail_digest(cards: DigestCards, wording: Wording, *, key: str) -> Message:
    """Return as much of the digest as mailboxes show, the rest counted."""

    def drawn(card: DigestCard) -> tuple[str, str, tuple[Named, ...]]:
        text = wording.fill("digest.txt", digest=card)
        html = wording.fill("digest.html", digest=card)
        return f"{text}\n", f"{html}\n", card.named

    text, html, named = cards.fitting(
        drawn, size=lambda drawing: len(drawing[1].encode()), limit=MAX_HTML
    )
    subject = wording.line("digest.subject.txt", digest=cards.fullest)
    return Message(key=key, title=shorten(subject, MAX_SUBJECT), text=text, html=html, named=named)


def mail_note(card: NoteCard, wording: Wording, *, key: str) -> Message:
    """Return a message of our own, without an alert."""
    return Message(
        key=key,
        title=shorten(card.title, MAX_SUBJECT),
        text=wording.fill("note.txt", title=card.title, text=card.in_full()) + "\n",
        html=wording.fill("note.html", title=card.title, text=card.text, note=card) + "\n",
    )
