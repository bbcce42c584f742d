"""The console target: alerts as they come, on the terminal or as plain lines into a file or pipe.

A feed's words are only ever text here: markup in square brackets isn't read, and escape sequences
are gone before they get here (``printable``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TextIO, assert_never
from zoneinfo import ZoneInfo

from rich.console import Console, RenderableType
from rich.console import Group as Lines
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from monitor.alerts.alert import Message, SendFailed, SendResult, Sent
from monitor.alerts.wording.card import Card, card_of
from monitor.alerts.wording.digest_card import DigestCard, Group, digest_card
from monitor.alerts.wording.passage import Piece, marked
from monitor.standard_streams import write_patiently

MAX_WIDTH = 100
"""Cells; longer lines are hard to read."""
HIT = "black on bright_yellow"
"""Readable on a light and on a dark terminal, unlike yellow letters."""
PATIENCE = 20.0
"""Seconds to wait for somebody to read; then the message is tried again later."""

Shown = Card | DigestCard | Message


class Link(NamedTuple):
    """An address on a line of its own."""

    url: str
    indent: int = 2


class ConsoleSender:
    """A sender that prints messages to a stream, each in one write. For one thread."""

    def __init__(self, stream: TextIO, timezone: ZoneInfo) -> None:
        self._stream = stream
        self._timezone = timezone

    def __call__(self, message: Message) -> SendResult:
        """Print the message; a failure to write is returned, not raised."""
        console = Console(file=self._stream, highlight=False, markup=False, emoji=False)
        text = _laid_out(console, self._parts(message))
        try:
            write_patiently(self._stream, text, seconds=PATIENCE)
        except (OSError, ValueError) as error:
            # A closed pipe stays closed; a full disk may not.
            closed = isinstance(error, BrokenPipeError | ValueError)
            return SendFailed(reason="can't write to the console", permanent=closed)
        return Sent()

    def _parts(self, message: Message) -> Shown:
        if message.alert is not None:
            return card_of(message.alert, self._timezone, page_url=message.link)
        if message.digest is not None:
            return digest_card(message.digest, self._timezone, page_url=message.link)
        return message


def _laid_out(console: Console, shown: Shown) -> str:
    if not console.is_terminal:
        return "\n  ".join(_lines(shown)) + "\n\n"
    with console.capture() as captured:
        console.print()
        for part in _layout(shown):
            if isinstance(part, Link):
                # Not wrapped, so that it can be clicked and copied whole.
                text = Text.assemble(" " * part.indent, (part.url, "underline"))
                console.print(text, soft_wrap=True)
            else:
                console.print(part, width=min(console.width, MAX_WIDTH))
    return captured.get()


def _lines(shown: Shown) -> list[str]:
    match shown:
        case Message():
            return [shown.title, *shown.text.splitlines()]
        case DigestCard():
            groups = [line for group in shown.shown for line in _group_lines(group, shown)]
            more = filter(None, (shown.more, shown.page_url))
            return [f"{shown.headline} · {shown.byline}", *groups, *more]
        case Card():
            words = (
                *(marked(shown.title), shown.earlier, shown.also, marked(shown.passage)),
                *(*map("".join, _matched(shown)), shown.link, shown.page_url),
            )
            heading = " · ".join(filter(None, (shown.again, shown.rule, shown.byline)))
            return [heading, *filter(None, words)]
    assert_never(shown)


def _matched(card: Card) -> list[tuple[str, str]]:
    """What was found for each rule; with the rule's name where there are several."""
    if len(card.rules) == 1:
        return [("Matched: ", card.why)]
    return [(f"{rule.name}: ", rule.why) for rule in card.rules]


def _group_lines(group: Group, digest: DigestCard) -> Iterator[str]:
    if digest.titled:
        yield f"{group.rule} ({group.count:,})"
    for card in group.alerts:
        yield f"  {marked(card.title)}"
        yield f"    {_brief(card)}"
        if card.earlier:
            yield f"    {card.earlier}"
        if card.written:
            yield f"    {card.written}"
        if card.link:
            yield f"    {card.link}"


def _layout(shown: Shown) -> Iterator[RenderableType | Link]:
    """What to print one after the other."""
    match shown:
        case Message():
            yield _heading(shown.title, "")
            yield Padding(Text(shown.text), (0, 2))
        case DigestCard():
            yield from _digest_layout(shown)
        case Card():
            yield from _card_layout(shown)
        case _:
            assert_never(shown)


def _card_layout(card: Card) -> Iterator[RenderableType | Link]:
    rows: list[RenderableType] = [Text(card.again, style="bold")] if card.again else []
    rows.append(_words(card.title, "bold"))
    rows += [Text(line, style="dim") for line in (card.earlier, card.source, card.also) if line]
    if card.passage:
        rows += ["", _words(card.passage, ""), ""]
    rows += [Text.assemble((what, "dim"), found) for what, found in _matched(card)]
    yield Lines(_heading(card.rule, card.time), Padding(Lines(*rows), (0, 2)))
    yield from (Link(url) for url in (card.link, card.page_url) if url)


def _digest_layout(digest: DigestCard) -> Iterator[RenderableType | Link]:
    yield _heading(digest.headline, digest.byline)
    for group in digest.shown:
        if digest.titled:
            rule = Text.assemble((group.rule, "bold cyan"), (f"  {group.count:,}", "dim"))
            yield Padding(rule, (1, 2, 0, 2))
        for card in group.alerts:
            below = [
                Text(line, style="dim")
                for line in (card.written, _brief(card), card.earlier)
                if line
            ]
            yield Padding(Lines(_words(card.title, "bold"), *below), (0, 2, 0, 4))
            if card.link:
                yield Link(card.link, indent=4)
    if digest.more:
        yield Padding(Text(digest.more, style="dim"), (1, 2, 0, 2))
    if digest.page_url:
        yield Link(digest.page_url)


def _brief(card: Card) -> str:
    return " · ".join(filter(None, (card.brief, card.also)))


def _heading(left: str, right: str) -> RenderableType:
    title = Text(left, style="bold cyan")
    if right:
        title.append(f"  {right}", style="not bold dim")
    return Rule(title, align="left", style="cyan dim")


def _words(pieces: Iterable[Piece], style: str) -> Text:
    text = Text(style=style)
    for piece in pieces:
        text.append(piece.text, style=HIT if piece.hit else "")
    return text
