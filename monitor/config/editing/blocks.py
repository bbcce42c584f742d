"""Blocks: whole tables put into config.toml and cut out of it, as lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.config.reading.lines import Place, Statement
from monitor.config.reading.syntax import Document

LINE = re.compile(r"[^\n]*\n|[^\n]+")


def with_blocks(document: Document, key: str, block: str) -> str:
    """Return the text with a block of lines after the last table of its kind.

    Args:
        document: The file.
        key: The kind: ``feeds``, ``rules`` or ``targets``.
        block: Tables with their headers, ended by a line break.
    """
    lines = LINE.findall(document.text)
    eol = "\r\n" if "\r\n" in document.text else "\n"
    end = max(
        (held.last for held in document.lines.statements if held.place[0] == key),
        default=len(lines),
    )
    while end < len(lines) and lines[end].lstrip().startswith("#"):
        end += 1  # a comment right below still belongs to the table above
    before, after = "".join(lines[:end]), "".join(lines[end:])
    if before and not before.endswith("\n"):
        before += eol
    if before and lines[end - 1].strip():
        before += eol
    block = block.replace("\n", eol)
    return before + block + (eol if after and lines[end].strip() else "") + after


def without_block(document: Document, place: Place) -> str:
    """Return the text without the lines of one table."""
    lines = LINE.findall(document.text)
    for first, last in reversed(_spans(document.lines.statements, place)):
        start, end = first - 1, last
        alone = start == 0 or not lines[start - 1].strip()
        if alone and end < len(lines) and not lines[end].strip():
            end += 1  # one blank line, not two, stays between the neighbours
        del lines[start:end]
    return "".join(lines)


def _spans(statements: Sequence[Statement], place: Place) -> list[tuple[int, int]]:
    """Return the first and last lines of a table's parts; parts that adjoin are one."""
    spans: list[tuple[int, int]] = []
    inside = False
    for statement in statements:
        was_inside = inside
        if statement.header:
            inside = statement.place[: len(place)] == place
        if inside and was_inside:
            spans[-1] = (spans[-1][0], statement.last)
        elif inside:
            spans.append((statement.first, statement.last))
    return spans
