"""Matches that weren't sent, listed for ``alerts --withheld`` and ``alerts --grouped``."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from monitor.alerts.planning.reasons import WITHHELD, why_withheld
from monitor.cli import output
from monitor.cli.history.fate import fate
from monitor.cli.marks import marked_text
from monitor.config import Config
from monitor.config.reading.problems import suggest
from monitor.printable import clean
from monitor.store.database import reading
from monitor.store.history import history
from monitor.store.history.history import MatchRow


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
    """List the matches in a state, newest publication first.

    Raises:
        BadParameter: there is no such reason.
    """
    known = {str(each): each for each in WITHHELD}
    if reason and reason not in known:
        raise typer.BadParameter(f"{reason!r} is no reason{suggest(reason, known)}")
    query = history.MatchQuery(
        state=state, withheld=reason or None, rule=rule, since=since, limit=limit
    )
    with reading(config.database) as database:
        rows = list(history.matches(database, query))
    zone = config.timezone
    if as_json:
        output.print_json([_plain_unsent(row, zone) for row in rows])
        return
    out = output.console()
    if not rows:
        out.print("Nothing such." if reason or rule or since else f"Nothing was {state}.")
        return
    for row in rows:
        head = Text.assemble(
            (output.moment(row.matched_at, zone), "cyan"),
            "  ",
            (clean(row.rule), "bold"),
        )
        head.append(f"  {clean(row.item.source or row.feed_name)}", style="dim")
        head.append(f"  match {row.id}")
        out.print(head)
        out.print(Text("  ") + marked_text(row.item.title, row.hits, "title"))
        out.print(Text(f"  {fate(row, zone)}", style="yellow"))
    counts = Counter(row.withheld for row in rows)
    summed = ", ".join(f"{count} {name}".strip() for name, count in counts.most_common())
    more = "; --limit shows more" if len(rows) == limit else ""
    out.print(f"\n{state.capitalize()}: {summed}{more}. Times: {zone.key}.")
    out.print("To have one sent yet: news-monitor alerts send MATCH")


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
