"""The user's own templates: read from the folder beside config.toml, and tried before they count.

Without this module a mistake in a template would show only when there is news. A template that
passes and fails all the same is replaced by the shipped one (``templates``).
"""

from __future__ import annotations

import difflib
import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import TemplateNotFound, TemplateSyntaxError, nodes

from monitor.alerts.wording.card import Card, CardRule, Outlet, card_of
from monitor.alerts.wording.digest_card import DigestCard, Group, digest_card
from monitor.alerts.wording.escaped import escaped
from monitor.alerts.wording.note_card import note_card
from monitor.alerts.wording.sample import (
    again_alert,
    bare_alert,
    sample_alert,
    sample_bundle,
    sample_digest,
    sample_note,
)
from monitor.alerts.wording.templates import NAMES, Wording
from monitor.errors import ConfigError, Problem
from monitor.printable import inert
from monitor.regular_file import read_regular

FOLDER = "templates"
"""Beside config.toml."""
MAX_SIZE = 100_000
"""Characters of one template."""

_ENDINGS = frozenset({".html", ".txt"})
_NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
_PAGE = "http://localhost"
_LACKS = re.compile(r"'[\w.]+\.(?P<kind>\w+) object' has no attribute '(?P<name>\w+)'")
_KINDS = {each.__name__: each for each in (Card, CardRule, Outlet, DigestCard, Group)}


def load_wording(folder: Path, *, complain: Callable[[str], None] = lambda _: None) -> Wording:
    """Return the shipped templates with the user's own in their places.

    Each of the user's is tried with made-up alerts, so that a mistake shows now and not when there
    is news. Other files of the folder may be used by its templates (``{% include %}``).

    Args:
        folder: Where the user's are; it needn't be there.
        complain: Called with a sentence when one of them fails later.

    Raises:
        ConfigError: Some of them can't be used; the error has each with its file and line.
    """
    own, problems = _read(folder)
    wording = Wording(own, folder=folder, complain=complain)
    if own:
        problems += [problem for name in own for problem in _mistake(wording, name, folder)]
    if problems:
        raise ConfigError(str(folder), tuple(problems))
    return wording


@contextmanager
def templates_mistakes_too(folder: Path) -> Iterator[None]:
    """While a configuration is read: if it has mistakes, those of the templates are told as well.

    Else who has mended it would only then learn of them.
    """
    try:
        yield
    except ConfigError as error:
        try:
            load_wording(folder)
        except ConfigError as more:
            raise ConfigError(error.source, (*error.problems, *more.problems)) from error
        raise


def _read(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    own: dict[str, str] = {}
    problems: list[Problem] = []
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix in _ENDINGS)
    except (FileNotFoundError, NotADirectoryError):
        return own, problems
    except OSError as error:
        return own, [Problem("", f"can't be read: {error.strerror}")]
    for path in files:
        near = difflib.get_close_matches(path.name, NAMES, n=1, cutoff=0.85)
        if path.name not in NAMES and near:
            problems.append(Problem(path.name, f"isn't used; did you mean {near[0]}?"))
            continue
        try:
            text = read_regular(path).decode()
        except (OSError, UnicodeDecodeError):
            problems.append(Problem(path.name, "can't be read; it must be a text file in UTF-8"))
            continue
        if len(text) > MAX_SIZE:
            problems.append(Problem(path.name, f"is longer than {MAX_SIZE:,} characters"))
            continue
        own[path.name] = text
    return own, problems


def _mistake(wording: Wording, name: str, folder: Path) -> Iterator[Problem]:
    """Try one template; give what is wrong with it, if anything is."""
    try:
        template = wording.environment.get_template(name)
        if name in NAMES:
            for values in _tries(name):
                if not template.render(**values).strip() and name != "page.html":
                    yield Problem(name, "produces nothing for a sample alert")
                    return
        yield from _stray_blocks(wording, name)
    except TemplateSyntaxError as error:
        # The mistake may be in another template, which this one uses.
        where = Path(error.filename or name).name
        yield Problem(where, str(error.message), error.lineno)
    except Exception as error:  # noqa: BLE001 - a template may fail in any way
        yield _failure(error, name, folder)


def _stray_blocks(wording: Wording, name: str) -> Iterator[Problem]:
    """Give the blocks that would never show, as the template built upon has none of the name."""
    tree = _parsed(wording, name)
    if not (known := _blocks_above(wording, tree)):
        return
    for node in tree.body:  # a block within another is one of its own
        if isinstance(node, nodes.Block) and node.name not in known:
            said = f"nothing has a block {node.name}; there are {', '.join(sorted(known))}"
            yield Problem(name, said, node.lineno)


def _blocks_above(wording: Wording, tree: nodes.Template) -> set[str]:
    """Return the blocks of what a template builds upon; empty if it builds upon nothing."""
    found: set[str] = set()
    for extends in tree.find_all(nodes.Extends):
        if isinstance(extends.template, nodes.Const):
            parent = _parsed(wording, extends.template.value)
            found |= {block.name for block in parent.find_all(nodes.Block)}
            found |= _blocks_above(wording, parent)
    return found


def _parsed(wording: Wording, name: str) -> nodes.Template:
    source = wording.source(name)
    return wording.environment.parse(source)


def _failure(error: Exception, name: str, folder: Path) -> Problem:
    """Return what a template raised, with the line of the user's that it came from."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).parent == folder
    ]
    what = _in_words(error)
    if not frames:
        return Problem(name, what)
    return Problem(Path(frames[-1].filename).name, what, frames[-1].lineno)


def _in_words(error: Exception) -> str:
    """Return what went wrong as far as who wrote the template needs to know."""
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name} in this folder or among the shipped ones"
    if found := _LACKS.search(str(error)):
        there = dir(_KINDS[found["kind"]]) if found["kind"] in _KINDS else []
        near = difflib.get_close_matches(found["name"], there, n=1)
        return f"there is no {found['name']} here" + (f"; did you mean {near[0]}?" if near else "")
    return str(error) or type(error).__name__


def _tries(name: str) -> Iterator[dict[str, object]]:
    """Give values to fill a template with: all there can be, and as little as there can be."""
    zone = ZoneInfo("UTC")
    what = name.partition(".")[0]
    plain = name.endswith((".text.txt", ".slack.txt"))
    if what == "alert":
        alerts = (sample_alert(_NOW), again_alert(_NOW), bare_alert(_NOW), sample_bundle(_NOW))
        for told in alerts:
            for page in ("", f"{_PAGE}/story/1"):
                card = card_of(told, zone, page_url=page)
                yield {"alert": escaped(card, inert) if plain else card}
    elif what == "digest":
        whole = digest_card(sample_digest(_NOW), zone)
        with_links = digest_card(
            sample_digest(_NOW), zone, page_url=f"{_PAGE}/alerts", story_url=lambda _: _PAGE
        )
        for each in (whole, with_links):
            yield {"digest": escaped(each, inert) if plain else each}
    else:
        note = note_card(sample_note(_NOW), page=_PAGE)
        yield {"title": note.title, "text": note.text, "note": note}
