"""``match``: rules against items, in bulk, without a database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

_FLUSH_EVERY = 1_000
"""Lines; so that a pipe's reader sees matches while items still come in."""


def match(
    rules: Annotated[
        Path,
        typer.Argument(help="A TOML file with [\\[rules]] (name, match, aliases)."),
    ],
    items: Annotated[
        Path, typer.Argument(help="A file with an item as JSON in each line; - is standard input.")
    ],
) -> None:
    """Match many items against rules; print one JSON line for each match.

    Each line of ITEMS is an object with "id" and "title", and optionally "summary", "content",
    "lang", "link", "published", "feed", "source", "author" and "tags". A match is printed as
    {"item", "rule", "score", "hits"}. A line that can't be read is named and left out; the exit
    status is then 1. A file of rules alone uses the aliases it states; with alias_pack = true, or
    in a whole config.toml, the shipped pack's too.

    Example: [bold]news-monitor match rules.toml items.jsonl > matches.jsonl[/bold]
    """
    from monitor.cli.printing.item_lines import ItemLines, as_line
    from monitor.cli.rules.known import known_words
    from monitor.config.rulefile import load_rules
    from monitor.garbage_collection import uncollected
    from monitor.rules import Matcher
    from monitor.rules.matching.explain import plain_hits

    with uncollected():
        matcher = Matcher(load_rules(rules), known=known_words())
    lines = ItemLines(items, doing="Matching")
    written = 0
    for given_id, item in lines:
        for found in matcher.match(item):
            plain = {
                "item": given_id,
                "rule": found.rule,
                "score": round(found.score, 4),
                "hits": plain_hits(found.hits),
            }
            sys.stdout.write(as_line(plain))
            written += 1
            if written % _FLUSH_EVERY == 0:
                sys.stdout.flush()
    lines.finish("were matched")
