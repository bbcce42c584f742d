"""``why``: why a match is one, or what a stored item lacks to be one of a rule.

Lists show the ids of matches, so one of those is enough; an item's id means the item only beside a
rule. Without this module nobody could ask what a rule saw in an article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, JsonOption, load
from monitor.errors import MonitorError
from monitor.printable import clean

if TYPE_CHECKING:
    import sqlite_utils

    from monitor.config import Config
    from monitor.item import Item
    from monitor.rules import Rule
    from monitor.store.history.match_list import MatchRow
    from monitor.store.reading.story_events import Telling

_LISTED = 10
"""Items listed at most, where several may be meant."""


def why(
    what: Annotated[
        str,
        typer.Argument(
            help="A match's ID, as lists show it; or, with RULE, a stored item: its ID, its link, "
            "or some words of its title."
        ),
    ],
    rule: Annotated[
        str, typer.Argument(help="A rule's name, or a rule's text.", show_default=False)
    ] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show why an item matched, or what it lacks to match a rule.

    Also shows the state of the match, and why the item is in its story. Exits with 1 when the item
    doesn't match.

    Examples: [bold]news-monitor why 69[/bold],
    [bold]news-monitor why https://example.com/story 'Apple + China + AI'[/bold]
    """
    from monitor.cli.history.match_state import fate, plain_fate
    from monitor.cli.printing import output
    from monitor.cli.printing.full_texts import of_article, plain_article
    from monitor.cli.rules.known import known_words
    from monitor.cli.rules.rules import find_rule, show_explanation
    from monitor.rules import explain
    from monitor.rules.matching.explain import plain_hits
    from monitor.store.database import reading
    from monitor.store.history import match_list
    from monitor.store.reading import story_events
    from monitor.store.writing import articles

    loaded = load(config, secrets=False)
    with reading(loaded.database) as database:
        if rule:
            wanted = find_rule(rule, loaded)
            item_id, stored = _find(database, what)
            match = match_list.match_of(database, item_id, wanted.name)
            meant = _other_article(database, what, wanted.name, item_id)
        else:
            match, meant = _match(database, what), ""
            item_id, stored, wanted = match.item_id, match.item, _rule_of(match, loaded)
        article = articles.of_item(database, item_id)
        story, telling = story_events.telling_of(database, item_id)
    explanation = explain(wanted, stored, known=known_words(loaded))
    belongs = _belongs(telling, loaded)
    became: dict[str, object] = {
        "item": item_id,
        "article": plain_article(article),
        "story": story,
        "story_why": belongs,
    }
    if match is not None:
        became |= {"match": match.id} | plain_fate(match, loaded.timezone)
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
            out.print(
                f"match {match.id}, item {item_id}: {fate(match, loaded.timezone)}", markup=False
            )
        else:
            out.print(f"item {item_id}", markup=False)
            if said := of_article(article, known=len(stored.full_text)):
                out.print(said, markup=False)
        out.print(f"story {story}: {belongs}", markup=False)
        if meant:
            out.print(meant, style="yellow", markup=False)
    if not explanation.matched:
        raise typer.Exit(1)


def _belongs(telling: Telling, config: Config) -> str:
    """Why an item is in its event, in words."""
    from monitor.cli.printing import output
    from monitor.store.reading.belonging import because

    at = telling.updated_at
    return clean(because(telling.why, edited=output.moment(at, config.timezone) if at else ""))


def _match(database: sqlite_utils.Database, wanted: str) -> MatchRow:
    from monitor.store.history import match_list

    is_number = wanted.isascii() and wanted.isdigit() and len(wanted) < 19
    found = match_list.match(database, int(wanted)) if is_number else None
    if found is not None:
        return found
    if is_number:
        raise MonitorError(f"there is no match {wanted}; for an item, name the rule as well")
    raise MonitorError("name the rule as well: news-monitor why ITEM RULE, or give a match's ID")


def _rule_of(match: MatchRow, config: Config) -> Rule:
    for rule in config.rules:
        if rule.name == match.rule:
            return rule
    raise MonitorError(f'the configuration has no rule "{match.rule}" any more')


def _other_article(database: sqlite_utils.Database, what: str, rule: str, item_id: int) -> str:
    """A hint, where the number of an item is that of the rule's match of another article."""
    from monitor.store.history import match_list

    match = match_list.match(database, item_id) if what == str(item_id) else None
    if match is None or match.rule != rule or match.item_id == item_id:
        return ""
    return f"This is item {what}. Match {what} is of another article: news-monitor why {what}"


def _find(database: sqlite_utils.Database, wanted: str) -> tuple[int, Item]:
    from monitor.store.reading.titled import titled
    from monitor.store.writing import items

    ids = items.find(database, wanted)
    if not ids and not wanted.isdigit():
        meant = titled(database, wanted, limit=_LISTED)
        if len(meant) > 1:
            listed = "".join(f"\n  {id_}  {clean(title)}" for id_, title in meant)
            raise MonitorError(
                "several headlines have these words; give more of one, or its ID:" + listed
            )
        ids = [id_ for id_, _ in meant]
    if not ids:
        raise MonitorError(
            f"no item {wanted!r} is stored; `news-monitor matches` shows the IDs of items"
        )
    if len(ids) > 1:
        listed = ", ".join(map(str, ids[:_LISTED]))
        raise MonitorError(f"{len(ids)} items have this title; name one by its ID: {listed}")
    found = items.get(database, ids[0])
    assert found is not None
    return ids[0], found
