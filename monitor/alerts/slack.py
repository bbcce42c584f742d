"""An alert as Slack shows it: Block Kit, with mrkdwn as its text. Pure.

The feed's words stand in ``rich_text`` and ``plain_text``, which Slack shows as they are: no
mention, no link and no markup can come of them. ``text`` is what notifications read out, and all
that Mattermost, Rocket.Chat and other takers of Slack's format show; there they are escaped.

Sources: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block and
https://docs.slack.dev/messaging/formatting-message-text.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.alerts.alert import Message
from monitor.alerts.card import Card
from monitor.alerts.clean import defuse
from monitor.alerts.passage import Piece

Block = dict[str, object]


def slack_message(card: Card, *, key: str) -> Message:
    """Return the card as a message for Slack."""
    heading = f"*{mrkdwn(card.rule)}*  ·  {mrkdwn(card.byline)}"
    blocks: list[Block] = [
        _context(heading, kind="mrkdwn"),
        _rich_text("rich_text_section", _linked(card.title, card.link)),
    ]
    if card.passage:
        blocks.append(_rich_text("rich_text_quote", [_text(piece) for piece in card.passage]))
    blocks.append(_context(f"Matched: {card.why}", kind="plain_text"))
    if card.page_url:
        blocks.append(_context(f"<{card.page_url}|Why, and what else>", kind="mrkdwn"))
    return Message(
        key=key, title=mrkdwn(card.subject), text=_as_mrkdwn(card, heading), blocks=tuple(blocks)
    )


def slack_note(title: str, text: str, *, key: str) -> Message:
    """Return a message of our own, without an alert."""
    blocks = tuple(
        _rich_text("rich_text_section", [_text(piece)])
        for piece in (Piece(title, hit=True), Piece(text))
        if piece.text  # Slack refuses empty elements
    )
    return Message(
        key=key, title=mrkdwn(title), text=f"*{mrkdwn(title)}*\n{mrkdwn(text)}", blocks=blocks
    )


def mrkdwn(text: str) -> str:
    """Return text that Slack and its kin show as it is, calling nobody."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return defuse(text)


def _as_mrkdwn(card: Card, heading: str) -> str:
    title = mrkdwn(card.headline)
    lines = [heading, f"<{card.link}|{title.replace('|', '¦')}>" if card.link else f"*{title}*"]
    if card.passage:
        lines.append("> " + _marked(card.passage))
    lines.append(f"Matched: {mrkdwn(card.why)}")
    if card.page_url:
        lines.append(f"<{card.page_url}|Why, and what else>")
    return "\n".join(lines)


def _marked(pieces: Iterable[Piece]) -> str:
    return "".join(
        f"*{mrkdwn(piece.text)}*" if piece.hit else mrkdwn(piece.text) for piece in pieces
    )


def _linked(pieces: Iterable[Piece], link: str) -> list[Block]:
    """Return the title's elements: each a link of its own, so that hits can be bold in it."""
    if not link:
        return [_text(piece) for piece in pieces]
    return [{**_text(piece), "type": "link", "url": link} for piece in pieces]


def _text(piece: Piece) -> Block:
    element: Block = {"type": "text", "text": piece.text}
    return {**element, "style": {"bold": True}} if piece.hit else element


def _rich_text(kind: str, elements: list[Block]) -> Block:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}


def _context(text: str, *, kind: str) -> Block:
    element: Block = {"type": kind, "text": text}
    if kind == "plain_text":
        element["emoji"] = False
    return {"type": "context", "elements": [element]}
