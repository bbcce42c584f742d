"""``matches``: the history."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, JsonOption, load
from monitor.cli.printing.tabular import Form
from monitor.human import plural
from monitor.printable import clean

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from rich.console import Console

    from monitor.cli.printing.marks import Marks
    from monitor.store.history.match_list import MatchQuery, MatchRow
    from monitor.store.history.match_query import Sort, Voted
    from monitor.store.history.paging import Page


def matches(
    rule: Annotated[str, typer.Option("--rule", "-r", help="Only this rule's.")] = "",
    since: Annotated[
        str, typer.Option("--since", help="Published since: 7d, yesterday, 2025-02-13.")
    ] = "",
    until: Annotated[str, typer.Option("--until", help="Published before: as for --since.")] = "",
    search: Annotated[
        str,
        typer.Option(
            "--search",
            "-s",
            help="Words in the item, in any form: resign finds resigned, =resign doesn't. Also: "
            'apple OR huawei, "joe tsai", alib*, -huawei, title:, 中国.',
        ),
    ] = "",
    feed: Annotated[
        str, typer.Option("--feed", "-f", help="Part of the feed's name, URL or source.")
    ] = "",
    site: Annotated[
        str,
        typer.Option(
            "--site", help="The site the link leads to: reuters.com, with its subdomains."
        ),
    ] = "",
    lang: Annotated[str, typer.Option("--lang", help="The item's language: en, zh.")] = "",
    story: Annotated[int | None, typer.Option("--story", help="Only of this story (its ID).")] = (
        None
    ),
    target: Annotated[
        str,
        typer.Option(
            "--target",
            "-t",
            help="Meant for this target; with --state or --unsent, by what became of it there.",
        ),
    ] = "",
    state: Annotated[
        str,
        typer.Option(
            "--state",
            help="What became of it: sent, grouped, waiting, held, withheld or dead; unsent: as "
            "--unsent.",
        ),
    ] = "",
    unsent: Annotated[
        bool,
        typer.Option(
            "--unsent",
            help="What you weren't told, and why: all that wasn't sent under its present headline.",
        ),
    ] = False,
    withheld: Annotated[
        str | None,
        typer.Option(
            "--withheld",
            help="Withheld for this reason (baseline, backtest …), or 'any'; 'no': not withheld.",
        ),
    ] = None,
    vote: Annotated[
        str, typer.Option("--vote", help="Voted good or bad, or none: nobody voted.")
    ] = "",
    near: Annotated[
        bool,
        typer.Option(
            "--near", help="Show near misses instead: items that lacked exactly one clause."
        ),
    ] = False,
    sort: Annotated[
        str, typer.Option("--sort", help="By time, newest first, or by relevance of --search.")
    ] = "time",
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000)] = 50,
    after: Annotated[
        str,
        typer.Option(
            "--after", help="Show the next page; the one before ends with the value to give."
        ),
    ] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
    as_jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Print one line of JSON for each.")
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV for a spreadsheet.")] = False,
    as_md: Annotated[bool, typer.Option("--md", help="Print a table in Markdown.")] = False,
    as_ids: Annotated[bool, typer.Option("--ids", help="Print the matches' IDs only.")] = False,
) -> None:
    """Show the matches, newest first, and the state of each.

    For example:

    [bold]news-monitor matches --since 7d --search '"joe tsai" -huawei'[/bold]

    [bold]news-monitor matches --unsent --since yesterday[/bold]
    """
    from monitor.cli.history.known_names import (
        check_feed,
        check_rule,
        check_story,
        check_target,
    )
    from monitor.cli.history.near import show_near
    from monitor.cli.printing.marks import Marks
    from monitor.cli.when import parse_when
    from monitor.store.archive import reading as history
    from monitor.store.database import reading
    from monitor.store.history import match_list

    form = _form(as_json, as_jsonl, as_csv, as_md, as_ids)
    loaded = load(config, secrets=False)
    now, zone = datetime.now(UTC), loaded.timezone
    query = match_list.MatchQuery(
        rule=rule,
        since=parse_when(since, now=now, zone=zone) if since else None,
        until=parse_when(until, now=now, zone=zone) if until else None,
        search=search,
        feed=feed,
        site=site,
        lang=lang,
        story=story,
        target=target,
        state=_state(state, unsent=unsent),
        withheld=_withheld(withheld),
        voted=_voted(vote),
        sort=_sort(sort),
        limit=limit,
        after=after,
    )
    if near and (target or query.state or withheld or vote or sort != "time"):
        raise typer.BadParameter(
            "near misses are never sent: leave out --target, --state, --unsent, --withheld, "
            "--vote, --sort"
        )
    with reading(loaded.database) as database:
        check_rule(loaded, database, rule)
        check_target(loaded, database, target)
        check_feed(loaded, database, feed)
        check_story(database, story)
        marks = Marks.of(database, search)
        if near:
            show_near(match_list.near(database, query), form, zone, marks)
        else:
            _show_matches(history.matches(database, query), query, form, zone, marks)


def _form(*given: bool) -> Form:
    chosen = [
        form
        for form, wanted in zip(
            (Form.JSON, Form.JSONL, Form.CSV, Form.MD, Form.IDS), given, strict=True
        )
        if wanted
    ]
    if len(chosen) > 1:
        raise typer.BadParameter(f"give one of {', '.join(f'--{form}' for form in chosen)}")
    return chosen[0] if chosen else Form.TABLE


def _state(text: str, *, unsent: bool) -> str:
    from monitor.store.history.match_state_sql import ASKED_FOR, UNSENT

    if text and text not in ASKED_FOR:
        raise typer.BadParameter(f"write {', '.join(ASKED_FOR)}", param_hint="--state")
    if unsent and text:
        raise typer.BadParameter("give --state or --unsent")
    return UNSENT if unsent else text


def _withheld(text: str | None) -> str | None:
    from monitor.alerts.planning.reasons import WITHHELD

    reasons = list(map(str, WITHHELD))
    if text not in {None, "any", "no", *reasons}:
        raise typer.BadParameter(
            f"write any, no, or one of {', '.join(reasons)}", param_hint="--withheld"
        )
    return "" if text == "no" else text


def _voted(text: str) -> Voted | None:
    from monitor.store.history.match_query import Voted

    if text and text not in set(Voted):
        raise typer.BadParameter("write good, bad or none", param_hint="--vote")
    return Voted(text) if text else None


def _sort(text: str) -> Sort:
    from monitor.store.history.match_query import Sort

    if text not in set(Sort):
        raise typer.BadParameter("write time or relevance", param_hint="--sort")
    return Sort(text)


def _show_matches(
    page: Page[MatchRow], query: MatchQuery, form: Form, zone: ZoneInfo, marks: Marks
) -> None:
    from monitor.cli.printing import output, tabular
    from monitor.cli.printing.tabular import say_next
    from monitor.store.history.match_list import MatchQuery

    if form in {Form.CSV, Form.MD}:
        tabular.write(form, (_flat(row, zone) for row in page))
    elif form is not Form.TABLE:
        tabular.write(form, (plain(row, zone) for row in page))
    elif page.rows:
        out = output.console()
        for row in page:
            _show(out, row, zone, marks)
        more = "" if page.next else f". Times: {zone.key}"
        out.print(f"{plural(len(page), 'match', 'matches')}{more}.")
        if page.next:
            out.print(
                f"There are more: --limit shows more of them, --after {page.next} the next page. "
                f"Times: {zone.key}.",
                soft_wrap=True,
            )
        return
    else:
        everything = query == MatchQuery(limit=query.limit)
        output.console().print("No matches." if everything else "No such matches.")
    say_next(page.next)


def _show(out: Console, row: MatchRow, zone: ZoneInfo, marks: Marks) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from monitor.alerts.wording.passage import full_text_of
    from monitor.cli.history.match_state import STYLES, fate
    from monitor.cli.printing import output
    from monitor.cli.printing.marks import marked_text, pieces_text

    head = Text.assemble(
        (output.moment(row.item.published, zone), "cyan"),
        "  ",
        (clean(row.rule), "bold"),
        "  ",
        (clean(row.item.source or row.feed_name), "dim"),
        f"  match {row.id}, item {row.item_id}",
        {1: "  good", -1: "  bad", None: ""}[row.vote],
        f"  in the archive of {row.archived}" if row.archived else "",
    )
    out.print(head)
    out.print(Text("  ") + marked_text(row.item.title, marks.beside(row.hits, row.item), "title"))
    out.print(Text(f"  {fate(row, zone)}", style=STYLES[row.state]))
    found = pieces_text(full_text_of(row.item, row.hits))
    if passage := marks.passage(row.item) or found:
        out.print(Padding(passage, (0, 0, 0, 2), expand=False))
    if row.item.link:
        out.print(Text(f"  {clean(row.item.link)}", style="dim"), soft_wrap=True)
    if row.story_items > 1:
        out.print(
            f"  {plural(row.story_items, 'item')} in its story: news-monitor stories {row.story}",
            style="dim",
        )
    out.print()


def plain(row: MatchRow, zone: ZoneInfo) -> dict[str, object]:
    """A match for JSON."""
    from monitor.alerts.wording.card import text_of
    from monitor.alerts.wording.passage import full_text_of
    from monitor.cli.history.match_state import plain_fate
    from monitor.cli.printing import output
    from monitor.rules.matching.explain import plain_hits

    return {
        "id": row.id,
        "rule": row.rule,
        "score": row.score,
        "matched_at": output.iso(row.matched_at, zone),
        "item": row.item_id,
        "story": row.story,
        "story_title": row.story_title,
        "story_items": row.story_items,
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
        "hits": plain_hits(row.standing_hits),
        "full_text": text_of(full_text_of(row.item, row.hits)),
        "vote": row.vote,
        "archived": row.archived,
        "alert": row.alert_id,
        "opener": row.opener,
        **plain_fate(row, zone),
    }


def _flat(row: MatchRow, zone: ZoneInfo) -> dict[str, object]:
    """A match for a table of text."""
    from monitor.cli.history.match_state import fate
    from monitor.cli.printing import output

    return {
        "id": row.id,
        "published": output.moment(row.item.published, zone),
        "rule": row.rule,
        "source": row.item.source or row.feed_name,
        "title": row.item.title,
        "link": row.item.link,
        "lang": row.item.lang,
        "found": [hit.found for hit in row.hits],
        "story": row.story,
        "state": row.state.value,
        "fate": fate(row, zone),
        "sent_as": row.fate.sent_as,
        "vote": {1: "good", -1: "bad", None: ""}[row.vote],
    }
