"""``stories``: each as the sequence of its events; and which items of a file tell of one event."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import ConfigOption, JsonOption, load
from monitor.errors import MonitorError
from monitor.human import in_words, plural
from monitor.printable import clean

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from rich.console import Console
    from rich.text import Text

    from monitor.cli.printing.marks import Marks
    from monitor.item import Item
    from monitor.store.history.paging import Page
    from monitor.store.reading.story_events import StoryEvent, Telling
    from monitor.store.reading.story_history import StoryDetail, StoryRow

EVENTS_LISTED = 4
"""Of a story in a list, its newest."""


def stories(
    story: Annotated[
        int | None, typer.Argument(help="A story's ID: show it from its first event to its last.")
    ] = None,
    items: Annotated[
        Path | None,
        typer.Option(
            "--items",
            help="Group a file instead, with an item as JSON in each line; - is stdin. Prints "
            '{"id", "story", "event"} for each, in their order; nothing is stored.',
        ),
    ] = None,
    since: Annotated[
        str, typer.Option("--since", help="Only with an item since: 7d, yesterday, 2025-02-13.")
    ] = "",
    until: Annotated[str, typer.Option("--until", help="Opened before: as for --since.")] = "",
    rule: Annotated[str, typer.Option("--rule", "-r", help="Only what this rule matched.")] = "",
    search: Annotated[
        str, typer.Option("--search", "-s", help="Words in one of the items: as for matches.")
    ] = "",
    biggest: Annotated[
        bool, typer.Option("--biggest", help="The biggest first, not the newest.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Include stories that no rule has matched.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000)] = 20,
    after: Annotated[
        str,
        typer.Option(
            "--after", help="Show the next page; the one before ends with the value to give."
        ),
    ] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the stories your rules matched, each with its events: who had it first, and who else.

    You are told of each event once; a development in a story is another event.

    Each line of --items is an object with "id", "title" and "published" (ISO or Unix milliseconds),
    and optionally "summary", "link", "source" and "lang". A line that can't be read, or repeats an
    earlier id, is named and left out; the exit status is then 1.

    Examples: [bold]news-monitor stories --since 7d --biggest[/bold],
    [bold]news-monitor stories 17[/bold], [bold]news-monitor stories --items items.jsonl[/bold]
    """
    from monitor.cli.history.known_names import check_rule
    from monitor.cli.printing.marks import Marks
    from monitor.cli.when import parse_when
    from monitor.store.archive import reading as history
    from monitor.store.database import reading
    from monitor.store.reading import story_history

    if items is not None:
        _group(items)
        return
    loaded = load(config, secrets=False)
    now, zone = datetime.now(UTC), loaded.timezone
    with reading(loaded.database) as database:
        if story is not None:
            found = history.story(database, story)
            if found is None:
                raise MonitorError(f"there is no story {story}; `news-monitor stories` lists them")
            _show_story(found, zone, as_json=as_json)
            return
        check_rule(loaded, database, rule)
        page = history.stories(
            database,
            story_history.StoryQuery(
                since=parse_when(since, now=now, zone=zone) if since else None,
                until=parse_when(until, now=now, zone=zone) if until else None,
                rule=rule,
                search=search,
                sort=story_history.StorySort.BIGGEST if biggest else story_history.StorySort.NEWEST,
                matched_only=not every,
                limit=limit,
                after=after,
            ),
        )
        marks = Marks.of(database, search)
    _show_list(page, zone, marks, as_json=as_json)


def _group(items: Path) -> None:
    from collections import deque
    from dataclasses import replace

    from monitor.cli.printing.item_lines import ItemLines, as_line
    from monitor.config import shipped_pack
    from monitor.rules import KnownWords
    from monitor.stories import Names, cluster

    lines = ItemLines(items, doing="Grouping", dated=True, unique=True)
    ids: deque[str | int] = deque()

    def given() -> Iterator[Item]:
        for id_, item in lines:
            ids.append(id_)
            yield replace(item, feed=item.feed or item.source)

    names = Names(shipped_pack())
    for _, story, event in cluster(given(), zipf=KnownWords().zipf, names=names):
        sys.stdout.write(as_line({"id": ids.popleft(), "story": story, "event": event}))
    lines.finish("were grouped")


def _show_list(page: Page[StoryRow], zone: ZoneInfo, marks: Marks, *, as_json: bool) -> None:
    from monitor.cli.printing import output

    if as_json:
        output.print_json([_plain(row, zone) for row in page])
    elif page.rows:
        out = output.console()
        out.print(
            output.table(
                ["ID", "Opened", "Last", "Items", "First", "Outlets", "Story", "Rules"],
                [
                    [
                        str(row.id),
                        output.moment(row.opened_at, zone),
                        output.moment(row.last_item_at, zone),
                        str(row.items),
                        row.first,
                        str(row.source_count),
                        _title(row, marks, zone),
                        ", ".join(row.rules),
                    ]
                    for row in page
                ],
                right=["ID", "Items", "Outlets"],
            )
        )
        out.print(f"\nTimes: {zone.key}. To see a whole story: news-monitor stories ID")
    else:
        output.console().print("No such stories.")
    if page.next:
        sys.stderr.write(f"more: --after {page.next}\n")


def _title(row: StoryRow, marks: Marks, zone: ZoneInfo) -> Text:
    """The story's headline; and where it has several, its newest events, the newest last."""
    from rich.text import Text

    from monitor.cli.printing import output

    title = marks.title(row.title) if row.title.strip() else Text(_headline(""))
    if len(row.events) < 2:
        return title
    shown = row.events[-EVENTS_LISTED:]
    if hidden := len(row.events) - len(shown):
        title.append(f"\n· {plural(hidden, 'event')} before", style="dim")
    for event in shown:
        at, headline = output.moment(event.at, zone), _headline(event.title)
        title = Text.assemble(title, (f"\n· {at[5:]}  ", "dim"), (headline, "dim"))
    return title


def _show_story(found: StoryDetail, zone: ZoneInfo, *, as_json: bool) -> None:
    from rich.text import Text

    from monitor.cli.printing import output

    story = found.story
    if as_json:
        timeline = [
            _plain_telling(telling, event, zone)
            for event in story.events
            for telling in event.tellings
        ]
        output.print_json(_plain(story, zone) | {"timeline": timeline})
        return
    out = output.console()
    out.print(Text(_headline(story.title), style="bold"))
    if story.first_title != story.title:
        out.print(Text(f"first: {_headline(story.first_title)}", style="dim"))
    out.print(
        Text(
            f"Story {story.id}: {plural(story.items, 'item')} of "
            f"{plural(story.source_count, 'outlet')}, "
            f"reported first by {clean(story.first)}\n",
            style="dim",
        )
    )
    for event in story.events:
        _show_event(out, event, zone)
    out.print(f"Times: {zone.key}.")


def _show_event(out: Console, event: StoryEvent, zone: ZoneInfo) -> None:
    """When it was first reported and by whom; which rules told it; and its reports."""
    from rich.padding import Padding
    from rich.text import Text

    from monitor.cli.printing import output
    from monitor.store.reading.belonging import because, outlets, told

    at = output.moment(event.at, zone)
    out.print(Text.assemble((at, "cyan"), "  ", (_headline(event.title), "bold")))
    by = " · ".join(filter(None, [outlets(event), told(event)]))
    out.print(Text(f"  {clean(by)}", style="dim"))
    for number, telling in enumerate(event.tellings):
        parts = [
            Text(f"+{in_words(telling.at - event.at)}", style="dim"),
            Text(clean(telling.source), style="bold"),
        ]
        if number or telling.title != event.title:  # else it stands above
            parts.append(Text(_headline(telling.title)))
        if telling.rules:
            parts.append(Text(f"[{clean(', '.join(telling.rules))}]"))
        report = Text("  ").join(parts)
        out.print(Padding(report, (0, 0, 0, 2), expand=False))
        if telling.link:
            out.print(Text(f"    {clean(telling.link)}", style="dim"), soft_wrap=True)
        edited = output.moment(telling.updated_at, zone) if telling.updated_at else ""
        why = clean(because(telling.why, edited=edited))
        out.print(Padding(Text(why, style="dim"), (0, 0, 0, 4), expand=False))
    out.print()


def _headline(title: str) -> str:
    return clean(title).strip() or "(untitled)"


def _plain(row: StoryRow, zone: ZoneInfo) -> dict[str, object]:
    from monitor.cli.printing import output

    return {
        "id": row.id,
        "title": row.title,
        "first_title": row.first_title,
        "opened_at": output.iso(row.opened_at, zone),
        "last_item_at": output.iso(row.last_item_at, zone),
        "items": row.items,
        "first": row.first,
        "sources": list(row.sources),
        "source_count": row.source_count,
        "rules": list(row.rules),
        "events": [_plain_event(event, zone) for event in row.events],
    }


def _plain_event(event: StoryEvent, zone: ZoneInfo) -> dict[str, object]:
    from monitor.cli.printing import output

    return {
        "id": event.id,
        "title": event.title,
        "at": output.iso(event.at, zone),
        "items": len(event.tellings),
        "first": event.first,
        "sources": list(event.sources),
        "source_count": event.source_count,
        "alerts": [{"rule": rule, "state": state} for rule, state in event.alerts],
    }


def _plain_telling(telling: Telling, event: StoryEvent, zone: ZoneInfo) -> dict[str, object]:
    from monitor.cli.printing import output
    from monitor.store.reading.belonging import because

    return {
        "item": telling.item_id,
        "event": event.id,
        "published_at": output.iso(telling.published_at, zone),
        "source": telling.source,
        "title": telling.title,
        "link": telling.link,
        "lang": telling.lang,
        "why": because(
            telling.why,
            edited=output.moment(telling.updated_at, zone) if telling.updated_at else "",
        ),
        "rules": list(telling.rules),
    }
