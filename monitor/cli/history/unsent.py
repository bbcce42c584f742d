"""What wasn't sent, listed for ``alerts --withheld`` and ``alerts --grouped``.

A list of articles: one that several rules matched stands there once. Without this module what the
program keeps to itself could only be read match by match.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.text import Text

from monitor.alerts.planning.reasons import WITHHELD, why_withheld
from monitor.cli.history.known_names import check_rule
from monitor.cli.history.match_state import fate
from monitor.cli.printing import output
from monitor.cli.printing.marks import marked_text
from monitor.config import Config
from monitor.config.reading.problems import suggest
from monitor.printable import clean
from monitor.store.database import reading
from monitor.store.history import match_list
from monitor.store.history.match_list import MatchRow
from monitor.store.history.match_state import MatchState


def show_unsent(
    config: Config,
    state: str,
    reason: str,
    rule: str,
    since: datetime | None,
    limit: int,
    *,
    as_json: bool,
) -> None:
    """List what is in a state, newest publication first; each article once, with its rules.

    What was sent and edited since is withheld, too: nobody was told how it reads now.

    Raises:
        BadParameter: there is no such reason.
    """
    known = {str(each): each for each in WITHHELD}
    if reason and reason not in known:
        raise typer.BadParameter(f"{reason!r} isn't a reason{suggest(reason, known)}")
    query = match_list.MatchQuery(rule=rule, since=since, limit=limit)
    if state == MatchState.WITHHELD:
        query = replace(query, withheld=reason or "any")
    else:
        query = replace(query, state=state)
    with reading(config.database) as database:
        check_rule(config, database, rule)
        rows = list(match_list.matches(database, query))
    zone = config.timezone
    if as_json:
        output.print_json([_plain_unsent(row, zone) for row in rows])
        return
    out = output.console()
    if not rows:
        out.print("Nothing found." if reason or rule or since else f"Nothing was {state}.")
        return
    articles: dict[int, list[MatchRow]] = {}
    for row in rows:
        articles.setdefault(row.item_id, []).append(row)
    for same in articles.values():
        _show(out, same, zone)
    counts = Counter(same[0].withheld for same in articles.values())
    summed = ", ".join(f"{count} {name}".strip() for name, count in counts.most_common())
    more = "; --limit shows more" if len(rows) == limit else ""
    out.print(f"\n{state.capitalize()}: {summed}{more}. Times: {zone.key}.")
    out.print("To send one anyway: news-monitor alerts send MATCH")


def _show(out: Console, same: Sequence[MatchRow], zone: ZoneInfo) -> None:
    """An article with its matches, and what became of them: once, if it is the same."""
    first = same[0]
    head = Text.assemble(
        (output.moment(first.matched_at, zone), "cyan"),
        "  ",
        (clean(", ".join(row.rule for row in same)), "bold"),
    )
    head.append(f"  {clean(first.item.source or first.feed_name)}", style="dim")
    head.append(f"  match {', '.join(str(row.id) for row in same)}")
    out.print(head)
    hits = tuple(hit for row in same for hit in row.hits)
    out.print(Text("  ") + marked_text(first.item.title, hits, "title"))
    by_fate: dict[str, list[str]] = {}
    for row in same:
        by_fate.setdefault(fate(row, zone), []).append(row.rule)
    for became, rules in by_fate.items():
        names = f" ({clean(', '.join(rules))})" if len(by_fate) > 1 else ""
        out.print(Text(f"  {became}{names}", style="yellow"))


def _plain_unsent(row: MatchRow, zone: ZoneInfo) -> dict[str, object]:
    return {
        "match": row.id,
        "matched_at": output.iso(row.matched_at, zone),
        "rule": row.rule,
        "state": row.state.value,
        "fate": fate(row, zone),
        "withheld": row.withheld,
        "why": why_withheld(row.withheld),
        "item": row.item_id,
        "story": row.story,
        "title": row.item.title,
        "link": row.item.link,
        "source": row.item.source or row.feed_name,
        "published_at": output.iso(row.item.published, zone),
    }
