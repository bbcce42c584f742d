"""Rows for other programs: CSV that no spreadsheet runs as a formula, Markdown, JSON lines, IDs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum

from monitor.cli.printing.output import print_json
from monitor.printable import clean

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""OWASP, CSV Injection: the full-width ones too, which some spreadsheets take for the others."""


class Form(StrEnum):
    """How rows are written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MD = "md"
    IDS = "ids"


def write(form: Form, rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows to standard output in any form but a table. The columns are the first row's keys.

    Lists stand in CSV and Markdown as their members joined by commas; for IDs, each row has ``id``.
    """
    held = list(rows)
    match form:
        case Form.JSON:
            print_json(held)
        case Form.JSONL:
            for row in held:
                sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        case Form.IDS:
            for row in held:
                sys.stdout.write(f"{row['id']}\n")
        case Form.CSV:
            _write_csv(held)
        case Form.MD:
            _write_markdown(held)
        case Form.TABLE:
            raise ValueError("a table is written by whoever knows how it is to look")


def cell(value: object) -> str:
    """A value as plain text on one line."""
    if isinstance(value, list | tuple):
        return ", ".join(map(cell, value))
    if isinstance(value, Mapping):
        return " ".join(cell(each) for each in value.values() if each not in (None, ""))
    return "" if value is None else str(value)


def safe_cell(value: object) -> str:
    """A value as ``cell`` gives it; an apostrophe goes before what a spreadsheet would compute."""
    text = cell(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _is_number(value) else text


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _write_csv(rows: list[Mapping[str, object]]) -> None:
    if not rows:
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows([safe_cell(value) for value in row.values()] for row in rows)


def _write_markdown(rows: list[Mapping[str, object]]) -> None:
    if not rows:
        return
    lines = [list(rows[0]), ["---"] * len(rows[0])]
    lines += [[_markdown(cell(value)) for value in row.values()] for row in rows]
    for line in lines:
        sys.stdout.write(f"| {' | '.join(line)} |\n")


def _markdown(text: str) -> str:
    """Text that Markdown shows as it is: no markup, no HTML, no end of the table's cell."""
    plain = clean(text).strip()
    return "".join(f"\\{char}" if char in "\\|`*_[]<>#" else char for char in plain)


def say_next(after: str) -> None:
    """Say on standard error how to get the next page; standard output is for the rows alone."""
    if after:
        sys.stderr.write(f"more: --after {after}\n")
