"""Syntax: the bytes of config.toml → plain tables and their lines, or what is wrong and where.

Without this module a missing quote would be reported as tomllib words it, perhaps with the line of
a secret in it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.config.reading.lines import Lines
from monitor.errors import ConfigError, Problem
from monitor.regular_file import read_regular

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Some editors on Windows put this before the text; TOML doesn't know it."""

_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_IN_PLAIN_WORDS = {
    "Cannot overwrite a value": "this key is there already, further up in the same table",
    "Illegal character '\\n'": "the closing quote is missing",
    "Unterminated string": "the closing quote is missing",
    "Invalid value": "this isn't a value: text stands in quotes, true and false in small letters",
    "Unclosed array": "the closing ] of a list is missing",
    "Unescaped '\\' in a string": r"\ has a meaning in double quotes: write \\, or use '…'",
}
_QUOTES_INSIDE = re.compile(r'=\s*"[^"]*"[^",\]}#]*"')
_HOW_TO_QUOTE = (
    'a text that holds " stands between single quotes, such as \'"interest rates" + ECB\'; one '
    "that holds ' as well, between three of them"
)
_TWICE = re.compile(r"Cannot (?:declare|mutate immutable namespace) \((.*?),?\)(?: twice)?$")
# What can hold no secret may be shown: keys we know, and the values of those that never are one.
_HARMLESS = re.compile(
    r"\s*(?:name|match|tags|lang|interval|every|backfill|enabled|fuzzy|database|timezone|allow_private"
    r"|alias_pack|max_attempts|mode|digest|quiet_hours|urgent|max_per_hour|priority|languages"
    r"|again_after|again_at|expect)\s*=(?!.*(?:://|,\s*[\w-]+\s*=))"
)
_KEY = re.compile(r"\s*(?:url|targets|aliases|headers|auth|proxy|feeds)\s*=")
_HEADER = re.compile(r"\s*\[\[?[a-z]{1,13}(?:\.[\w -]*)?\]{0,2}\s*$")
_LONGEST_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file as it was read."""

    text: str
    """Without a byte order mark; line breaks as in the file."""
    tables: dict[str, Any]
    lines: Lines


def read_text(path: Path) -> str:
    """Return the file's text as it is, line breaks included.

    Raises:
        ConfigError: The file isn't there, can't be read, or isn't UTF-8.
    """
    try:
        return read_regular(path).decode()
    except FileNotFoundError:
        message = f"there is no such file; `news-monitor init {path.parent}` writes one"
    except IsADirectoryError:
        message = f"this is a folder; name the file in it, such as {path / 'config.toml'}"
    except PermissionError:
        message = f"you may not read it; see who may: ls -l {path}"
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problem = Problem("", "this isn't UTF-8 text; save the file as UTF-8", line)
        raise ConfigError(str(path), (problem,)) from None
    except OSError as error:
        message = f"it can't be read: {error.strerror}"
    raise ConfigError(str(path), (Problem("", message),))


def parse(text: str, *, source: str) -> Document:
    """Return the tables of a TOML text.

    Raises:
        ConfigError: The text isn't TOML. The error has line, column and the line itself, in which
            values that may be secrets are covered.
    """
    text = text.removeprefix(BOM)
    try:
        return Document(text, tomllib.loads(text), Lines(text))
    except RecursionError:
        problem = Problem("", "lists or tables are nested too deeply")
    except tomllib.TOMLDecodeError as error:
        problem = _explain(str(error), text)
    raise ConfigError(source, (problem,))


def _explain(error: str, text: str) -> Problem:
    where = _WHERE.search(error)
    message = error[: where.start()] if where else error
    if twice := _TWICE.match(message):
        name = ".".join(part.strip().strip("'\"") for part in twice[1].split(","))
        message = f"[{name}] is there already; each table stands once (for lists: [[{name}]])"
    message = _IN_PLAIN_WORDS.get(message, message)
    lines = text.split("\n")
    if where is None or where[1] is None:
        return Problem("", message, len(text.rstrip().split("\n")))
    number, column = int(where[1]), int(where[2])
    if message.startswith("Expected newline") and _QUOTES_INSIDE.search(lines[number - 1]):
        message = _HOW_TO_QUOTE
    line = covered(lines[number - 1].rstrip("\r"))
    shown, caret = line, column - 1
    if caret > _LONGEST_SHOWN // 2:  # keep the place of the mistake in sight
        cut = caret - _LONGEST_SHOWN // 2
        shown, caret = "…" + line[cut + 1 :], _LONGEST_SHOWN // 2
    shown = shown[:_LONGEST_SHOWN].replace("\t", " ")
    picture = f"\n      {shown}\n      {' ' * caret}^"
    return Problem("", f"column {column}: {message}{picture}", number)


def covered(line: str) -> str:
    """Return a line of the file with everything hidden that may be a secret, at equal length."""
    if _HARMLESS.match(line) or _HEADER.match(line):
        return line
    key = found[0] if (found := _KEY.match(line)) else ""
    return key + re.sub(r"[^\s\"'\[\]{},=]", "•", line[len(key) :])
