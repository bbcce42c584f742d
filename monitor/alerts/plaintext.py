"""An alert as plain text, for every service without a format of its own: ntfy, Telegram, SMS.

Pure. Hits stand between asterisks. Chat programs read some markup even in plain text, so feed text
is defused: it calls nobody and disguises no link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from monitor.alerts.alert import Message
from monitor.alerts.card import Card
from monitor.alerts.clean import defuse
from monitor.alerts.passage import Piece


def text_message(card: Card, *, key: str) -> Message:
    """Return the card as a title and a few lines."""
    return Message(key=key, title=defuse(card.subject), text=card_text(card, words=defuse))


def text_note(title: str, text: str, *, key: str) -> Message:
    """Return a message of our own, without an alert."""
    return Message(key=key, title=defuse(title), text=defuse(text))


def card_text(card: Card, *, words: Callable[[str], str] = str) -> str:
    """Return the card's lines under its title; ``words`` is applied to all but the links."""
    parts = (card.byline, marked(card.passage), f"Matched: {card.why}")
    text = words("\n\n".join(part for part in parts if part))
    return "\n".join(part for part in (text, card.link, card.page_url) if part)


def marked(pieces: Iterable[Piece]) -> str:
    """Return the pieces as text, with hits *between asterisks*."""
    return "".join(f"*{piece.text}*" if piece.hit else piece.text for piece in pieces)
