"""The console target: alerts as they come, on the terminal or as plain lines into a file or pipe.

A feed's words are only ever text here: markup in square brackets isn't read, and escape sequences
are gone before they get here (``clean``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO
from zoneinfo import ZoneInfo

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from monitor.alerts.alert import Message, SendFailed, SendResult, Sent
from monitor.alerts.card import Card, card_of
from monitor.alerts.passage import Piece
from monitor.alerts.plaintext import marked

MAX_WIDTH = 100
"""Cells; longer lines are hard to read."""
HIT = "black on bright_yellow"
"""Readable on a light and on a dark terminal, unlike yellow letters."""


class ConsoleSender:
    """Prints messages to a stream, each in one write. For one thread."""

    def __init__(self, stream: TextIO, timezone: ZoneInfo) -> None:
        self._stream = stream
        self._timezone = timezone

    def __call__(self, message: Message) -> SendResult:
        """Print the message."""
        console = Console(file=self._stream, highlight=False, markup=False, emoji=False)
        text = _laid_out(console, self._parts(message))
        try:
            self._stream.write(_encodable(text, self._stream))
            self._stream.flush()
        except (OSError, ValueError) as error:
            # A closed pipe stays closed; a full disk may not.
            closed = isinstance(error, BrokenPipeError | ValueError)
            return SendFailed(reason="can't write to the console", permanent=closed)
        return Sent()

    def _parts(self, message: Message) -> Card | Message:
        if message.alert is None:
            return message
        return card_of(message.alert, self._timezone, page_url=message.link)


def _laid_out(console: Console, shown: Card | Message) -> str:
    if not console.is_terminal:
        return "\n  ".join(_lines(shown)) + "\n\n"
    with console.capture() as captured:
        console.print()
        console.print(_layout(shown), width=min(console.width, MAX_WIDTH))
        for link in _links(shown):
            # Not wrapped, so that it can be clicked and copied whole.
            console.print(Text.assemble("  ", (link, "underline")), soft_wrap=True)
    return captured.get()


def _lines(shown: Card | Message) -> list[str]:
    if isinstance(shown, Message):
        return [shown.title, *shown.text.splitlines()]
    words = (marked(shown.title), marked(shown.passage), f"Matched: {shown.why}")
    return [f"{shown.rule} · {shown.byline}", *filter(None, words), *_links(shown)]


def _links(shown: Card | Message) -> list[str]:
    return [] if isinstance(shown, Message) else [*filter(None, (shown.link, shown.page_url))]


def _layout(shown: Card | Message) -> Group:
    if isinstance(shown, Message):
        return Group(_heading(shown.title, ""), Padding(Text(shown.text), (0, 2)))
    rows: list[RenderableType] = [_words(shown.title, "bold")]
    if shown.source:
        rows.append(Text(shown.source, style="dim"))
    if shown.passage:
        rows += ["", _words(shown.passage, ""), ""]
    rows.append(Text.assemble(("Matched: ", "dim"), shown.why))
    return Group(_heading(shown.rule, shown.time), Padding(Group(*rows), (0, 2)))


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


def _encodable(text: str, stream: TextIO) -> str:
    """Return the text with question marks for what the stream's encoding lacks."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding, "replace")
