"""``why``: why a stored item matched a rule, or what was missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, JsonOption, load
from monitor.errors import MonitorError
from monitor.printable import clean

if TYPE_CHECKING:
    import sqlite_utils

    from monitor.item import Item


def why(
    item: Annotated[str, typer.Argument(help="A stored item: its ID, its link, or its title.")],
    rule: Annotated[str, typer.Argument(help="A rule's name, or a rule's text.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show why a stored item matches a rule, or what is missing; and what became of the match.

    Exits with 1 when it doesn't match.

    Example: [bold]news-monitor why 17 'Apple + China + AI'[/bold]
    """
    from monitor.cli import output
    from monitor.cli.history.fate import fate, plain_fate
    from monitor.cli.rules.rules import find_rule, show_explanation
    from monitor.rules import explain
    from monitor.rules.matching.explain import plain_hits
    from monitor.store.database import reading
    from monitor.store.history import history

    loaded = load(config, secrets=False)
    wanted = find_rule(rule, loaded)
    with reading(loaded.database) as database:
        item_id, stored = _find(database, item)
        match = history.match_of(database, item_id, wanted.name)
    explanation = explain(wanted, stored)
    became = {} if match is None else {"match": match.id} | plain_fate(match, loaded.timezone)
    if as_json:
        output.print_json(
            {
                "title": stored.title,
                "link": stored.link,
                "rule": wanted.canonical,
                "matched": explanation.matched,
                "why": explanation.sentence,
                "found": list(explanation.found),
                "missing": list(explanation.missing),
                "hits": plain_hits(explanation.hits),
                **became,
            }
        )
    else:
        out = output.console()
        out.print(wanted.canonical, style="bold", markup=False)
        show_explanation(out, stored, explanation)
        if match is not None:
            out.print(f"match {match.id}: {fate(match, loaded.timezone)}", markup=False)
            if match.fate.sent_as:
                out.print(f"sent as: {clean(match.fate.sent_as)}", markup=False)
    if not explanation.matched:
        raise typer.Exit(1)


def _find(database: sqlite_utils.Database, wanted: str) -> tuple[int, Item]:
    from monitor.store.writing import items

    ids = items.find(database, wanted)
    if not ids:
        raise MonitorError(
            f'no item {wanted!r} is stored; `news-monitor matches --json` shows IDs as "item"'
        )
    if len(ids) > 1:
        listed = ", ".join(map(str, ids[:10]))
        raise MonitorError(f"{len(ids)} items have this title; name one by its ID: {listed}")
    found = items.get(database, ids[0])
    assert found is not None
    return ids[0], found
