"""Narrowing: a MatchQuery → SQL that reads as little of the database as possible.

Names given by people (a rule in any case, part of a feed's name, a domain) are looked up first, so
that the pages themselves are read from indexes by equality. Which index: one part of the query that
few matches have, if there is one; else the index that has all parts, newest first, up to the end of
the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

import sqlite_utils

from monitor.store.history.condition import BY_ITEM, Condition
from monitor.store.history.match_query import MatchQuery, Voted
from monitor.store.history.match_state_sql import NOT_ON_ITS_WAY
from monitor.store.history.state_conditions import state_conditions
from monitor.store.search.fts_expression import sought
from monitor.store.search.text_index import FOUND
from monitor.store.timestamps import to_text

FEW = 2_000
"""So many rows are looked at without a second thought."""
COMMON = 20_000
"""A word that more items have isn't worth ranking by."""
_OFTEN = 200_000
"""A word of so many items is met at every turn."""
BY_TIME = "matches_time"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which rows of ``matches`` (named ``m``) a query means, and how to get at them."""

    parts: tuple[Condition, ...]
    index: str
    words: str = ""
    """What the items must have as well, for FTS5; empty: the parts say it all."""

    @property
    def source(self) -> str:
        """What to select from."""
        return f"matches m INDEXED BY {self.index}"

    @property
    def where(self) -> str:
        """All conditions."""
        return " AND ".join(part.sql for part in self.parts) or "1"

    @property
    def values(self) -> list[object]:
        """What ``where`` takes."""
        return [value for part in self.parts for value in part.values]

    def among(self, words: str) -> Narrowing:
        """The same, of items that have these words."""
        return Narrowing((*self.parts, search_part(words)), self.index)


def narrow(
    db: sqlite_utils.Database,
    query: MatchQuery,
    *,
    ranked: bool = False,
    whole: bool = False,
) -> Narrowing | None:
    """Say which matches are meant; None: there can't be any.

    Args:
        db: where.
        query: what is asked.
        ranked: leave the search out of ``where`` and give it as ``words``, to rank by.
        whole: not the newest alone are wanted, and more of them than their order.

    Raises:
        SearchError: the search can't be read.
    """
    words = sought(db, query.search).expression if query.search else ""
    parts = _parts(db, query)
    if parts is None:
        return None
    if words and not ranked:
        parts.append(search_part(words))
    index = _index(db, parts, whole=whole)
    if query.since is not None:
        parts.append(Condition("m.published_at >= ?", (to_text(query.since),)))
    if query.until is not None:
        parts.append(Condition("m.published_at < ?", (to_text(query.until),)))
    return Narrowing(tuple(parts), index, words if ranked else "")


def is_common(db: sqlite_utils.Database, words: str) -> bool:
    """Whether more than ``COMMON`` items have what ``fts_expression`` looks for."""
    return _count(db, search_part(words), COMMON) > COMMON


def is_often(db: sqlite_utils.Database, part: Condition) -> bool:
    """Whether looking at a few matches is likely to meet the part."""
    return bool(part.probe) and _count(db, part, part.probe_from) > part.probe_from


def escape_like(text: str) -> str:
    """Take what people write literally, where LIKE escapes by a backslash."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def rule_names(db: sqlite_utils.Database, name: str) -> list[str]:
    """The rules with matches that are called so, in any case."""
    wanted = name.casefold()
    return [str(rule) for rule in distinct(db, "rule") if str(rule).casefold() == wanted]


def feed_ids(db: sqlite_utils.Database, text: str) -> list[int]:
    """The feeds with this in their URL, name or title."""
    like = f"%{escape_like(text)}%"
    rows = db.execute(
        r"SELECT id FROM feeds WHERE url LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\' "
        r"OR title LIKE ? ESCAPE '\'",
        [like] * 3,
    )
    return [id_ for (id_,) in rows]


def distinct(db: sqlite_utils.Database, column: str) -> list[object]:
    """The values a column of ``matches`` has, by hopping through its index."""
    rows = db.execute(
        f"""
        WITH RECURSIVE hop (value) AS (
            SELECT min({column}) FROM matches
            UNION ALL
            SELECT (SELECT min({column}) FROM matches WHERE {column} > hop.value)
            FROM hop WHERE hop.value IS NOT NULL
        )
        SELECT value FROM hop WHERE value IS NOT NULL
        """  # noqa: S608 - our own names
    )
    return [value for (value,) in rows]


def _parts(db: sqlite_utils.Database, query: MatchQuery) -> list[Condition] | None:
    """Every part of the query but time; None: one of them holds for nothing."""
    parts: list[Condition | None] = []
    if query.rule:
        parts.append(_one_of("rule", rule_names(db, query.rule)))
    if query.feed:
        parts.append(_feed(db, query.feed))
    if query.site:
        parts.append(_one_of("site", _sites(db, query.site)))
    if query.lang:
        wanted = query.lang.casefold()
        parts.append(_one_of("lang", [x for x in distinct(db, "lang") if x == wanted]))
    if query.story is not None:
        parts.append(_story(query.story))
    parts += state_conditions(query.target, query.state)
    if query.withheld is not None:
        parts.append(_withheld(query.withheld))
    if query.voted is not None:
        parts.append(_voted(query.voted))
    found = [part for part in parts if part is not None]
    return found if len(found) == len(parts) else None


def _one_of(column: str, values: Sequence[object]) -> Condition | None:
    if not values:
        return None
    if len(values) == 1:
        return Condition(
            f"m.{column} = ?", (values[0],), index=f"matches_{column.removesuffix('_id')}"
        )
    return Condition(f"m.{column} IN ({','.join('?' * len(values))})", tuple(values))


def _feed(db: sqlite_utils.Database, text: str) -> Condition | None:
    """By the feed, or by the source where the feed is of many."""
    feeds = _one_of("feed_id", feed_ids(db, text))
    wanted = text.casefold()
    sources = _one_of("source", [x for x in distinct(db, "source") if wanted in str(x).casefold()])
    if feeds is None or sources is None:
        return feeds or sources
    return Condition(f"({feeds.sql} OR {sources.sql})", (*feeds.values, *sources.values))


def _sites(db: sqlite_utils.Database, site: str) -> list[object]:
    wanted = site.casefold().removeprefix("www.")
    return [
        found
        for found in distinct(db, "site")
        if found == wanted or str(found).endswith(f".{wanted}")
    ]


def _story(story: int) -> Condition:
    """By the story or those it has absorbed."""
    wanted = """
        WITH RECURSIVE tale (id) AS (
            VALUES (?) UNION SELECT stories.id FROM stories JOIN tale ON merged_into = tale.id
        )
        SELECT items.id FROM tale JOIN items ON items.story_id = tale.id
    """
    return Condition(f"m.item_id IN ({wanted})", (story,), index=BY_ITEM, sample=wanted)


def search_part(words: str) -> Condition:
    """Items that have what ``fts_expression`` looks for."""
    # The words that a prefix stands for are gathered anew for each item it is looked for in.
    probe = "" if '"*' in words else f"EXISTS ({FOUND} AND rowid = m.item_id)"
    return Condition(
        f"m.item_id IN ({FOUND})",
        (words,),
        index=BY_ITEM,
        sample=FOUND,
        probe=probe,
        probe_values=(words,) if probe else (),
        probe_from=_OFTEN,
    )


def _voted(voted: Voted) -> Condition:
    if voted is Voted.NONE:
        return Condition("m.vote IS NULL")
    return Condition("m.vote = ?", (1 if voted is Voted.GOOD else -1,), index="matches_vote")


def _withheld(reason: str) -> Condition:
    if reason == "":
        return Condition("m.withheld IS NULL")
    if reason == "any":
        return Condition(f"m.withheld IS NOT NULL AND {NOT_ON_ITS_WAY}")
    return Condition(f"m.withheld = ? AND {NOT_ON_ITS_WAY}", (reason,), index="matches_withheld")


def _index(db: sqlite_utils.Database, parts: Sequence[Condition], *, whole: bool) -> str:
    """Choose what to read the matches from.

    Read by a part that few have, they are few; by the only part, they come newest first; by time,
    all that is asked of a match stands in the index.
    """
    counted = [(_count(db, part), part) for part in parts if part.index]
    fewest, part = min(counted, key=itemgetter(0), default=(FEW + 1, None))
    if part and (fewest <= FEW or (len(parts) == 1 and not (part.sample or whole))):
        return part.index
    return BY_TIME


def _count(db: sqlite_utils.Database, part: Condition, most: int = FEW) -> int:
    """How many rows a part gives to look at; ``most + 1`` where there are more."""
    sample = part.sample or (
        f"SELECT 1 FROM matches m INDEXED BY {part.index} WHERE {part.sql}"  # noqa: S608
    )
    return count_up_to(db, sample, part.values, most)


def count_up_to(
    db: sqlite_utils.Database, statement: str, values: Sequence[object], most: int
) -> int:
    """How many rows a statement gives; ``most + 1`` where there are more."""
    (count,) = db.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM ({statement}) LIMIT {most + 1})",  # noqa: S608
        values,
    ).fetchone()
    return int(count)
