"""Near misses, shown: ``matches --near``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from monitor.cli.printing import output, tabular
from monitor.cli.printing.full_texts import of_article, plain_article
from monitor.cli.printing.marks import Marks, marked_text
from monitor.cli.printing.tabular import Form, say_next
from monitor.human import plural
from monitor.printable import clean
from monitor.rules.matching.explain import plain_hits

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from monitor.store.history.match_list import NearMissRow
    from monitor.store.history.paging import Page


def show_near(page: Page[NearMissRow], form: Form, zone: ZoneInfo, marks: Marks) -> None:
    """Write a page of near misses."""
    if form is not Form.TABLE:
        rows = [
            {
                "id": row.id,
                "rule": row.rule,
                "missing": row.missing,
                "item": row.item_id,
                "title": row.item.title,
                "link": row.item.link,
                "source": row.item.source,
                "published_at": output.iso(row.item.published, zone),
                "seen_at": output.iso(row.seen_at, zone),
                "hits": plain_hits(row.hits),
                "article": plain_article(row.article),
            }
            for row in page
        ]
        if form in {Form.CSV, Form.MD}:
            rows = [
                {key: row[key] for key in row if key not in {"hits", "article"}} for row in rows
            ]
        tabular.write(form, rows)
        say_next(page.next)
        return
    out = output.console()
    for row in page:
        head = Text.assemble(
            (output.moment(row.item.published, zone), "cyan"),
            "  ",
            (clean(row.rule), "bold"),
            "  ",
            (_lacks(clean(row.missing)), "yellow"),
        )
        out.print(head)
        out.print(
            Text("  ") + marked_text(row.item.title, marks.beside(row.hits, row.item), "title")
        )
        if said := of_article(row.article):
            out.print(Text(f"  {said}", style="dim"))
    out.print(
        f"{plural(len(page), 'near miss', 'near misses')}. "
        "For details: news-monitor why 'SOME WORDS OF THE TITLE' 'RULE'"
        if page.rows
        else "No near misses."
    )
    say_next(page.next)


def _lacks(missing: str) -> str:
    """What a rule lacks of an item, or found in it that mustn't be there."""
    unwanted = missing.removeprefix("- ")
    return f"lacks {missing}" if unwanted == missing else f"excluded by {unwanted}"
