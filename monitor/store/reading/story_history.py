"""Stories as people ask for them: the newest, the biggest, who had one first, one from the start.

Read-only. Without this module people would see single matches, never how a story went on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlite_utils

from monitor.store.history.narrowing import count_up_to, rule_names
from monitor.store.history.paging import Page, cursor, read_cursor
from monitor.store.reading.story_events import NAMED, StoryEvent, Telling, events_of, timeline
from monitor.store.search.fts_expression import sought
from monitor.store.search.text_index import FOUND
from monitor.store.timestamps import from_text, to_text

_FEW = 5_000
"""So many items are looked at one by one."""


class StorySort(StrEnum):
    """The order of stories."""

    NEWEST = "newest"
    """By their last item."""
    BIGGEST = "biggest"
    """By how many items they have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryQuery:
    """Which stories to list; every part given must hold."""

    since: datetime | None = None
    """Its last item was published then or later."""
    until: datetime | None = None
    """Only stories that opened before then, aware."""
    rule: str = ""
    """A rule has matched one of its items; its name, in any case."""
    search: str = ""
    """Full text in one of its items, in the way of ``search.search_query``."""
    sort: StorySort = StorySort.NEWEST
    matched_only: bool = True
    """Only stories of which some rule has matched an item."""
    limit: int = 50
    after: str = ""
    """``Page.next`` of the page before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """A story in a list."""

    id: int
    title: str
    """The headline it is called by now: that of its newest item."""
    first_title: str
    """The headline it was opened with."""
    opened_at: datetime
    """When its earliest item was published."""
    last_item_at: datetime
    items: int
    sources: tuple[str, ...]
    """The outlets that had it first, earliest first; ``NAMED`` at most."""
    source_count: int
    rules: tuple[str, ...]
    """Rules that matched one of its items, by name."""
    events: tuple[StoryEvent, ...]
    """What happened, the newest last."""
    archived: str = ""
    """The month in whose file it stands, where nothing can be done to it; empty: it is in none."""

    @property
    def first(self) -> str:
        """The outlet that had it first."""
        return self.sources[0] if self.sources else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDetail:
    """A story from its first item to its last."""

    story: StoryRow
    timeline: tuple[Telling, ...]
    """In the order of publication; ``LONGEST`` at most."""


def stories(db: sqlite_utils.Database, query: StoryQuery) -> Page[StoryRow]:
    """Return a page of stories.

    Raises:
        SearchError: The search can't be read.
        StoreError: ``query.after`` is no page of this list.
    """
    order = "s.last_item_at" if query.sort is StorySort.NEWEST else "s.items"
    last = read_cursor(query.after, query.sort, str if query.sort is StorySort.NEWEST else int)
    among = _among(db, query)
    if among is None:
        return Page()
    condition, values, few = among
    conditions = ["s.merged_into IS NULL", condition]
    if last:
        conditions.append(f"{order} <= ? AND ({order} < ? OR s.id < ?)")
        values += [last[0], *last]
    if query.since is not None:
        conditions.append("s.last_item_at >= ?")
        values.append(to_text(query.since))
    if query.until is not None:
        conditions.append("s.opened_at < ?")
        values.append(to_text(query.until))
    # A few are sorted; of many, the first are found in the order of an index.
    found = db.execute(
        f"""
        SELECT s.id, {order} FROM stories s WHERE {" AND ".join(conditions)}
        ORDER BY {"+" if few else ""}{order} DESC, s.id DESC LIMIT ?
        """,  # noqa: S608 - our own constants; what users give are values
        [*values, query.limit + 1],
    ).fetchall()
    shown = found[: query.limit]
    more = cursor(query.sort, shown[-1][1], shown[-1][0]) if len(found) > len(shown) > 0 else ""
    return Page(tuple(row for id_, _ in shown if (row := _row(db, id_))), more)


def _among(db: sqlite_utils.Database, query: StoryQuery) -> tuple[str, list[object], bool] | None:
    """Return what one of the story's items must be like; None: no story can be meant.

    Returns:
        A condition on stories ``s``, its values, and whether only few stories meet it.
    """
    wanted: list[tuple[str, str, list[object]]] = []  # the items; the same for one item; values
    expression = sought(db, query.search).expression if query.search else ""
    if query.rule or query.matched_only:
        names = rule_names(db, query.rule) if query.rule else []
        if query.rule and not names:
            return None
        rule = f"rule IN ({','.join('?' * len(names))})" if names else "1"
        wanted.append(
            (
                f"SELECT item_id FROM matches WHERE {rule}",  # noqa: S608 - question marks
                f"EXISTS (SELECT 1 FROM matches WHERE item_id = items.id AND {rule})",  # noqa: S608
                list(names),
            )
        )
    if expression:
        wanted.append((FOUND, f"+items.id IN ({FOUND})", [expression]))
    for which, _, values in wanted:
        if count_up_to(db, which, values, _FEW) <= _FEW:
            others = [part for part in wanted if part[0] != which]
            conditions = "".join(f" AND {each}" for _, each, _ in others)
            return (
                f"s.id IN (SELECT story_id FROM items WHERE id IN ({which}){conditions})",  # noqa: S608
                values + [value for *_, more in others for value in more],
                True,
            )
    if not wanted:
        return "1", [], False
    conditions = " AND ".join(each for _, each, _ in wanted)
    return (
        (
            "EXISTS (SELECT 1 FROM items INDEXED BY items_story "  # noqa: S608
            f"WHERE story_id = s.id AND {conditions})"
        ),
        [value for *_, values in wanted for value in values],
        False,
    )


def survivor(db: sqlite_utils.Database, id_: int) -> int | None:
    """Return the id of a story, or of the one it was merged into; None: there is no such story."""
    row = db.execute(
        """
        WITH RECURSIVE tale (id, depth) AS (
            VALUES (?, 0)
            UNION SELECT merged_into, depth + 1 FROM stories JOIN tale USING (id)
            WHERE merged_into IS NOT NULL AND depth < 1000
        ) SELECT stories.id FROM tale JOIN stories USING (id) ORDER BY depth DESC LIMIT 1
        """,
        [id_],
    ).fetchone()
    return row[0] if row else None


def story(db: sqlite_utils.Database, id_: int) -> StoryDetail | None:
    """Return the story with this id, or the one it was merged into; None: there is none."""
    surviving = survivor(db, id_)
    if surviving is None:
        return None
    tellings = timeline(db, surviving)
    row = _row(db, surviving, tellings)
    return StoryDetail(story=row, timeline=tuple(tellings)) if row else None


def _row(
    db: sqlite_utils.Database, id_: int, tellings: Sequence[Telling] | None = None
) -> StoryRow | None:
    found = db.execute(
        "SELECT title, first_title, opened_at, last_item_at, items FROM stories WHERE id = ?", [id_]
    ).fetchone()
    if found is None:
        return None
    title, first_title, opened_at, last_item_at, count = found
    tellings = timeline(db, id_) if tellings is None else tellings
    sources = list(dict.fromkeys(telling.source for telling in tellings))
    return StoryRow(
        id=id_,
        title=title,
        first_title=first_title,
        opened_at=from_text(opened_at),
        last_item_at=from_text(last_item_at),
        items=count,
        sources=tuple(sources[:NAMED]),
        source_count=len(sources),
        rules=tuple(sorted({rule for telling in tellings for rule in telling.rules})),
        events=events_of(db, id_, tellings),
    )
