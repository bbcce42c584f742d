"""Alerts as Slack shows them: Block Kit, with mrkdwn as their text. Pure.

The feed's words stand in ``rich_text`` and ``plain_text``, which Slack shows as they are: no
mention, no link and no markup can come of them. ``text`` is what notifications read out, and all
that Mattermost, Rocket.Chat and other takers of Slack's format show; there they are escaped. Where
a user has a template of their own for it, it is all that Slack shows too.

Sources: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block,
https://docs.slack.dev/messaging/formatting-message-text and, of 50 blocks to a message,
https://docs.slack.dev/reference/block-kit/blocks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from monitor.alerts.alert import Message
from monitor.alerts.wording.card import Card, Outlet
from monitor.alerts.wording.digest_card import DigestCard, DigestCards, Group
from monitor.alerts.wording.escaped import escaped
from monitor.alerts.wording.note_card import NoteCard, Pointer
from monitor.alerts.wording.passage import Piece
from monitor.alerts.wording.templates import Wording, slack_links
from monitor.printable import defuse, inert, shorten

Block = dict[str, object]

MAX_BLOCKS = 50
MAX_DIGEST = 10_000
"""Characters of a digest's blocks or text: Slack refuses somewhat more."""
MAX_OUTLET_LINK = 300
"""Characters: all of them stand in one text, of which Slack takes 3,000."""
MAX_HEADING = 150
"""Characters of a header block."""
MAX_HEADINGS = 1_000
"""Characters of rules' names above an alert."""
MAX_RULES = 30
"""Rules of one alert that have what was found for them; the others are named."""
MAX_NAMES = 1_900
"""Characters of the others' names."""


def slack_message(card: Card, wording: Wording, *, key: str) -> Message:
    """Return the card as a message for Slack."""
    return Message(
        key=key,
        title=mrkdwn(wording.line("alert.subject.txt", alert=card)),
        text=wording.fill("alert.slack.txt", alert=escaped(card, mrkdwn)),
        blocks=() if wording.has_own("alert.slack.txt") else _alert_blocks(card),
    )


def slack_digest(cards: DigestCards, wording: Wording, *, key: str) -> Message:
    """Return as much of the digest as Slack takes, the rest counted."""
    text, named = cards.fitting(
        lambda card: (
            wording.fill("digest.slack.txt", digest=escaped(card, mrkdwn)),
            card.named,
        ),
        size=lambda drawn: len(drawn[0]),
        limit=MAX_DIGEST,
    )
    blocks: tuple[Block, ...] = ()
    if not wording.has_own("digest.slack.txt"):
        blocks, in_blocks = cards.fitting(
            lambda card: (_digest_blocks(card), card.named),
            size=lambda drawn: _size(drawn[0]),
            limit=MAX_DIGEST,
        )
        # Slack shows the blocks, Mattermost and others the text.
        named = tuple(each for each in in_blocks if each in named)
    return Message(
        key=key,
        title=mrkdwn(wording.line("digest.subject.txt", digest=cards.fullest)),
        text=text,
        blocks=blocks,
        named=named,
    )


def slack_note(card: NoteCard, *, key: str) -> Message:
    """Return a message of our own, without an alert."""
    blocks = [
        _rich_text(_section([_text(piece)]))
        for piece in (Piece(card.title, hit=True), Piece(card.text))
        if piece.text  # Slack refuses empty elements
    ]
    if card.pointers:
        items = [_pointed_at(pointer) for pointer in card.pointers]
        blocks.append(_rich_text({"type": "rich_text_list", "style": "bullet", "elements": items}))
    if card.bars:
        chart: Block = {"type": "rich_text_preformatted", "elements": [_text(Piece(card.chart))]}
        blocks.append(_rich_text(chart))
    # It has commands and addresses of ours, too: only what calls somebody is broken.
    title = _entities(defuse(card.title))
    text = f"*{title}*\n{card.in_full(lambda words: _entities(defuse(words)))}"
    return Message(key=key, title=title, text=text, blocks=tuple(blocks))


def _pointed_at(pointer: Pointer) -> Block:
    elements = _linked([Piece(pointer.title or pointer.link)], pointer.link)
    if pointer.said:
        said = _text(Piece(pointer.said))
        elements.append(_text(Piece("\n")))
        elements.append({**said, "type": "link", "url": pointer.page} if pointer.page else said)
    return _section(elements)


def slack_said(message: Message, said: str) -> Message:
    """Return the message with what its readers have said below it, in plain text."""
    blocks = (*message.blocks, _context(said, kind="plain_text")) if message.blocks else ()
    return replace(message, text=f"{message.text}\n\n{mrkdwn(said)}", blocks=blocks)


def mrkdwn(text: str) -> str:
    """Escape text so that Slack and its kin show it as it is and notify nobody."""
    return _entities(inert(text))


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _alert_blocks(card: Card) -> tuple[Block, ...]:
    heading = f"*{mrkdwn(shorten(card.rule, MAX_HEADINGS))}*  ·  {mrkdwn(card.byline)}"
    blocks: list[Block] = []
    if card.again:
        blocks.append(_rich_text(_section([_text(Piece(card.again, hit=True))])))
    blocks += [
        _context(heading, kind="mrkdwn"),
        _rich_text(_section(_linked(card.title, card.link))),
    ]
    if card.earlier:
        blocks.append(_context(card.earlier, kind="plain_text"))
    if card.others:
        blocks.append(_context(_also(card), kind="mrkdwn"))
    if card.passage:
        quote: Block = {
            "type": "rich_text_quote",
            "elements": [_text(piece) for piece in card.passage],
        }
        blocks.append(_rich_text(quote))
    answers = [_context(slack_links(card.answers), kind="mrkdwn")] if card.answers else []
    matched = [*_matched_blocks(card)]
    # Of several rules each has answers of its own, below those to the story.
    blocks += [*matched, *answers] if len(card.rules) == 1 else [*answers, *matched]
    if card.page_url:
        more = f"<{card.page_url}|The whole story, and why it matched>"
        blocks.append(_context(more, kind="mrkdwn"))
    return tuple(blocks)


def _matched_blocks(card: Card) -> Iterable[Block]:
    """What was found for each rule; of several with its name, and with answers of its own."""
    if len(card.rules) == 1:
        yield _context(f"Matched: {card.why}", kind="plain_text")
        return
    for rule in card.rules[:MAX_RULES]:
        found = _context(f"{rule.name}: {rule.why}", kind="plain_text")
        yield _beside(found, slack_links(rule.answers)) if rule.answers else found
    if rest := card.rules[MAX_RULES:]:
        also = shorten(f"Also {', '.join(rule.name for rule in rest)}", MAX_NAMES)
        yield _context(also, kind="plain_text")


def _digest_blocks(card: DigestCard) -> tuple[Block, ...]:
    """A heading, a list for each rule, and what there is no room for: never more than 50."""
    heading: Block = {
        "type": "header",
        "text": {"type": "plain_text", "text": shorten(card.headline, MAX_HEADING), "emoji": False},
    }
    blocks = [heading, _context(mrkdwn(card.byline), kind="mrkdwn")]
    lists = [element for group in card.shown for element in _group(group, titled=card.titled)]
    # All rules in one block: with a block for each, fifty rules would be too many.
    blocks.append(_rich_text(*lists))
    below = [mrkdwn(card.more)] if card.more else []
    below += [f"<{card.page_url}|All alerts>"] if card.page_url else []
    if below:
        blocks.append(_context("  ·  ".join(below), kind="mrkdwn"))
    return tuple(blocks)


def _group(group: Group, *, titled: bool) -> Iterable[Block]:
    if titled:
        yield _section([_text(Piece(f"{group.rule} ({group.count:,})", hit=True))])
    alerts = []
    for card in group.alerts:
        said = card.brief_counted
        said += f"\n{card.written}" if card.written else ""
        said += f"\n{card.earlier}" if card.earlier else ""
        byline: Block = {"type": "text", "text": f"\n{said}", "style": {"italic": True}}
        alerts.append(_section([*_linked(card.title, card.link), byline, *_answers(card)]))
    yield {"type": "rich_text_list", "style": "bullet", "elements": alerts}


def _answers(card: Card) -> Iterable[Block]:
    """The links by which a reader answers an alert in a list, on a line of their own."""
    for number, each in enumerate(card.brief_answers):
        yield {"type": "text", "text": "  ·  " if number else "\n"}
        yield {"type": "link", "url": each.link, "text": each.label}


def _also(card: Card) -> str:
    """``Also in Reuters, FT, 新浪 (7 outlets)``, each a link to its report."""
    names = [_named(outlet) for outlet in card.others]
    return f"Also in {', '.join(names)}{'…' * card.unnamed} {card.counted}"


def _named(outlet: Outlet) -> str:
    name = mrkdwn(outlet.name).replace("|", "¦")
    return f"<{outlet.link}|{name}>" if 0 < len(outlet.link) <= MAX_OUTLET_LINK else name


def _linked(pieces: Iterable[Piece], link: str) -> list[Block]:
    """Return the title's elements: each a link of its own, so that hits can be bold in it."""
    if not link:
        return [_text(piece) for piece in pieces]
    return [{**_text(piece), "type": "link", "url": link} for piece in pieces]


def _text(piece: Piece) -> Block:
    element: Block = {"type": "text", "text": piece.text}
    return {**element, "style": {"bold": True}} if piece.hit else element


def _section(elements: list[Block]) -> Block:
    return {"type": "rich_text_section", "elements": elements}


def _rich_text(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def _context(text: str, *, kind: str) -> Block:
    element: Block = {"type": kind, "text": text}
    # Else Slack would draw emoji in it, or make links of whatever looks like one.
    element |= {"emoji": False} if kind == "plain_text" else {"verbatim": True}
    return {"type": "context", "elements": [element]}


def _beside(context: Block, text: str) -> Block:
    """A context block with more beside what it has."""
    first = context["elements"]
    assert isinstance(first, list)
    return {**context, "elements": [*first, {"type": "mrkdwn", "text": text, "verbatim": True}]}


def _size(value: object) -> int:
    """Return how many characters of text and addresses there are within blocks."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    return sum(map(_size, value)) if isinstance(value, list | tuple) else 0
