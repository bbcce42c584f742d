"""``matches``: the history."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, JsonOption, load

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from rich.console import Console

    from monitor.config import Config
    from monitor.store.history import MatchRow


def matches(
    rule: Annotated[str, typer.Option("--rule", "-r", help="Only this rule's.")] = "",
    since: Annotated[
        str, typer.Option("--since", help="Published since: 7d, yesterday, 2025-02-13.")
    ] = "",
    until: Annotated[str, typer.Option("--until", help="Published before: as for --since.")] = "",
    search: Annotated[
        str,
        typer.Option(
            "--search", "-s", help='Words in the item: apple "joe tsai" alib* -huawei 中国.'
        ),
    ] = "",
    feed: Annotated[
        str, typer.Option("--feed", "-f", help="Part of the feed's name, URL or source.")
    ] = "",
    near: Annotated[
        bool,
        typer.Option("--near", help="What nearly matched instead: lacked exactly one clause."),
    ] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000)] = 50,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what was matched, newest first, and who was told.

    Example: [bold]news-monitor matches --since 7d --search '"joe tsai" -huawei'[/bold]
    """
    from monitor.cli import output
    from monitor.cli.when import parse_when
    from monitor.store import history
    from monitor.store.database import reading

    loaded = load(config, secrets=False)
    now, zone = datetime.now(UTC), loaded.timezone
    if near:
        if since or until or search or feed:
            raise typer.BadParameter("--near goes with --rule and --limit only")
        _near(loaded, rule, limit, as_json=as_json)
        return
    query = history.MatchQuery(
        rule=rule,
        since=parse_when(since, now=now, zone=zone) if since else None,
        until=parse_when(until, now=now, zone=zone) if until else None,
        search=search,
        feed=feed,
        limit=limit,
    )
    with reading(loaded.database) as database:
        rows = history.matches(database, query)
    if as_json:
        output.print_json([_plain(row, zone) for row in rows])
        return
    out = output.console()
    if not rows:
        out.print("No matches." if query == history.MatchQuery(limit=limit) else "No such matches.")
        return
    for row in rows:
        _show(out, row, zone)
    more = f"; the newest {limit} are shown, --limit shows more" if len(rows) == limit else ""
    out.print(f"{output.plural(len(rows), 'match', 'matches')}{more}. Times: {zone.key}.")


def _near(config: Config, rule: str, limit: int, *, as_json: bool) -> None:
    from rich.text import Text

    from monitor.cli import output
    from monitor.cli.marks import marked_text, plain_hits
    from monitor.store import near_misses
    from monitor.store.database import reading

    with reading(config.database) as database:
        rows = near_misses.newest(database, rule=rule, limit=limit)
    zone = config.timezone
    if as_json:
        output.print_json(
            [
                {
                    "rule": row.rule,
                    "missing": row.missing,
                    "item": row.item_id,
                    "title": row.item.title,
                    "link": row.item.link,
                    "source": row.item.source,
                    "published_at": output.iso(row.item.published, zone),
                    "seen_at": output.iso(row.seen_at, zone),
                    "hits": plain_hits(row.hits),
                }
                for row in rows
            ]
        )
        return
    out = output.console()
    for row in rows:
        head = Text.assemble(
            (output.moment(row.item.published, zone), "cyan"),
            "  ",
            (output.printable(row.rule), "bold"),
            "  ",
            (f"lacks {output.printable(row.missing)}", "yellow"),
        )
        out.print(head)
        out.print(Text("  ") + marked_text(row.item.title, row.hits, "title"))
    out.print(
        f"{output.plural(len(rows), 'near miss', 'near misses')}. "
        "To see more of one: news-monitor why 'TITLE' 'RULE'"
        if rows
        else "No near misses."
    )


def _show(out: Console, row: MatchRow, zone: ZoneInfo) -> None:
    from rich.text import Text

    from monitor.cli import output
    from monitor.cli.marks import marked_text

    head = Text.assemble(
        (output.moment(row.item.published, zone), "cyan"),
        "  ",
        (output.printable(row.rule), "bold"),
        "  ",
        (output.printable(row.item.source or row.feed_name), "dim"),
        "  ",
        (told(row), "dim"),
    )
    out.print(head)
    out.print(Text("  ") + marked_text(row.item.title, row.hits, "title"))
    if row.item.link:
        out.print(Text(f"  {output.printable(row.item.link)}", style="dim"), soft_wrap=True)
    out.print()


def told(row: MatchRow) -> str:
    """Who was told, or why nobody was."""
    if row.withheld:
        return f"not alerted: {row.withheld}"
    return ", ".join(f"{target} {state}" for target, state in row.deliveries) or "no target"


def _plain(row: MatchRow, zone: ZoneInfo) -> dict[str, object]:
    from monitor.cli import output
    from monitor.cli.marks import plain_hits

    return {
        "id": row.id,
        "rule": row.rule,
        "score": row.score,
        "matched_at": output.iso(row.matched_at, zone),
        "item": row.item_id,
        "story": row.story,
        "title": row.item.title,
        "summary": row.item.summary,
        "link": row.item.link,
        "source": row.item.source,
        "author": row.item.author,
        "lang": row.item.lang,
        "tags": list(row.item.tags),
        "published_at": output.iso(row.item.published, zone),
        "feed": row.item.feed,
        "feed_name": row.feed_name,
        "hits": plain_hits(row.hits),
        "withheld": row.withheld,
        "deliveries": [{"target": target, "state": state} for target, state in row.deliveries],
    }
