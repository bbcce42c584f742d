"""Moving: stories that were last heard of long ago go into the file of their month.

Whole stories, some at a time, on the writer's thread, so that nothing changes meanwhile: their rows
are committed to the month's file, and synced, before they are deleted. If the program is killed
between the two, the story stands in both files; the month's later ``batch`` isn't confirmed, so
nobody reads it there, and ``_take_back`` removes it before anything else is moved. Without this
module the database would hold everything, and copying and checking it take hours.
"""

from __future__ import annotations

import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.config.tables.keep import SHORTEST, Keep
from monitor.store.archive import months, rows
from monitor.store.archive.months import BESIDE, Month
from monitor.store.database import Database, reading
from monitor.store.opening import open_writer
from monitor.store.search import text_index
from monitor.store.timestamps import to_text
from monitor.store.trouble import explained
from monitor.store.upkeep import removing
from monitor.store.upkeep.backup import sync
from monitor.store.upkeep.removing import SETTLED, Going
from monitor.store.writing import tombstones

_STORIES = 500
"""Stories that are read at a time."""
_MARKS = """
    CREATE TABLE IF NOT EXISTS _moved (
        batch INTEGER NOT NULL, story INTEGER NOT NULL, PRIMARY KEY (batch, story)
    ) WITHOUT ROWID
"""
_NEWEST = """
    SELECT max(id) FROM stories
    UNION SELECT story_id FROM events WHERE id = (SELECT max(id) FROM events)
    UNION SELECT story_id FROM items WHERE id = (SELECT max(id) FROM items)
    UNION SELECT story_id FROM items WHERE id =
        (SELECT item_id FROM matches WHERE id = (SELECT max(id) FROM matches))
    UNION SELECT story_id FROM alerts WHERE id = (SELECT max(id) FROM alerts)
    UNION SELECT story_id FROM alerts WHERE id =
        (SELECT alert_id FROM deliveries WHERE id = (SELECT max(id) FROM deliveries))
    UNION SELECT story_id FROM alerts JOIN deliveries d ON d.alert_id = alerts.id WHERE d.id =
        (SELECT delivery_id FROM attempts WHERE id = (SELECT max(id) FROM attempts))
"""
"""Stories with the last number of a table: it would be given again if they went."""
_SHARING = """
    SELECT 1 FROM alerts JOIN matches m ON m.alert_id = alerts.id JOIN items ON items.id = m.item_id
    WHERE alerts.story_id = s.id AND items.story_id <> s.id
"""
"""Another story's match that an alert of story ``s`` tells of; it goes first."""


@dataclass(slots=True)
class _Pace:
    """How many items go in one step, by what the steps before took."""

    size: int = removing.FIRST_STEP


@dataclass(slots=True)
class _Batch:
    """Stories that go into one file, in one transaction."""

    stories: list[int]
    items: list[Going]


def move(
    database: Database, keep: Keep, *, now: datetime, stop: Callable[[], bool] = lambda: False
) -> int:
    """Move what is old enough into the archive; return how many items went there.

    Args:
        database: The database to move from; the caller holds its instance lock.
        keep: How old is old enough; ``archive`` None: nothing is moved.
        now: The time, aware.
        stop: Called between steps; True: leave the rest for the next time.
    """
    there = {each.name: each for each in months.months(database.read())}
    for each in there.values():
        if each.path.is_file() and _unconfirmed(each):
            _opened(database, each.name).close()
    if keep.archive is None:
        return 0
    before = to_text(now - max(keep.archive, SHORTEST))
    moved = 0
    open_files: dict[str, sqlite3.Connection] = {}
    pace = _Pace()
    try:
        for name, batch in _batches(database.read(), before, pace):
            if name in there and there[name].batch and not there[name].path.is_file():
                continue  # which ``status`` says
            if name not in open_files:
                open_files[name] = _opened(database, name)
            count, seconds = database.write(Step(open_files[name], name, batch, before))
            moved += count
            pace.size = removing.next_size(pace.size, seconds)
            if stop():
                break
    finally:
        for connection in open_files.values():
            connection.close()
    if moved:
        removing.clean_up(database, stop)
        removing.shrink(database, stop)
    return moved


def drop(database: Database, keep: Keep, *, now: datetime) -> list[str]:
    """Remove the files of months of which nothing is to be kept; return their names."""
    if keep.items is None or keep.matches is None:
        return []
    before = now - max(keep.items, keep.matches, SHORTEST)
    gone = months.ended(database.read(), before=before)
    for month in gone:
        for end in BESIDE:
            month.path.with_name(month.path.name + end).unlink(missing_ok=True)
        database.write(lambda db, name=month.name: months.forget(db, name))  # type: ignore[misc]
    return [month.name for month in gone]


def _batches(db: sqlite_utils.Database, before: str, pace: _Pace) -> Iterator[tuple[str, _Batch]]:
    """Cut what is to be moved into steps: the name of a month, and what goes there."""
    waiting: dict[str, _Batch] = defaultdict(lambda: _Batch([], []))
    last = ("", 0)
    while True:
        found = db.execute(
            f"""
            SELECT last_item_at, id,
                   (SELECT substr(max(first_seen_at), 1, 7) FROM items WHERE story_id = s.id)
            FROM stories s WHERE (last_item_at, id) > (:at, :id) AND {SETTLED}
                AND EXISTS (SELECT 1 FROM items WHERE story_id = s.id)
                AND NOT EXISTS ({_SHARING}) AND s.id NOT IN ({_NEWEST})
            ORDER BY last_item_at, id LIMIT :most
            """,  # noqa: S608 - our own words
            {"at": last[0], "id": last[1], "before": before, "most": _STORIES},
        ).fetchall()
        for _, story, month in found:
            batch = waiting[month]
            batch.stories.append(story)
            batch.items += removing.items_of(db, story)
            if len(batch.items) >= pace.size:
                yield month, waiting.pop(month)
        if len(found) < _STORIES:
            break
        *last, _ = found[-1]
    yield from waiting.items()


@dataclass(slots=True)
class Step:
    """What the writer does: copy, commit there, delete here."""

    into: sqlite3.Connection
    month: str
    batch: _Batch
    before: str

    def __call__(self, db: sqlite_utils.Database) -> tuple[int, float]:
        """Return how many items were moved, and how many seconds it took."""
        started = time.perf_counter()
        read = {(item.id, item.revision) for item in self.batch.items}
        stories = [story for story in self.batch.stories if self._is_as_read(db, story, read)]
        listed = set(stories)
        of_story = _story_of(db, self.batch.items)
        items = [item for item in self.batch.items if of_story.get(item.id) in listed]
        if not items:
            return 0, time.perf_counter() - started
        marks = ",".join("?" * len(stories))
        (first_at,) = db.execute(
            f"SELECT min(published_at) FROM items WHERE story_id IN ({marks})",  # noqa: S608
            stories,
        ).fetchone()
        (last_at,) = db.execute(
            f"SELECT max(last_item_at) FROM stories WHERE id IN ({marks})",  # noqa: S608
            stories,
        ).fetchone()
        self._copy(db, items, stories)
        for feed_id, keys in removing.remove(db, items, stories).items():
            tombstones.add(db, feed_id, keys)
        months.confirm(db, self.month, items=len(items), first_at=first_at, last_at=last_at)
        return len(items), time.perf_counter() - started

    def _is_as_read(
        self, db: sqlite_utils.Database, story: int, read: AbstractSet[tuple[int, str]]
    ) -> bool:
        """Whether nothing of it has changed since, and still nothing is to be done."""
        settled = db.execute(
            f"SELECT 1 FROM stories s WHERE id = :id AND {SETTLED}",  # noqa: S608 - our own words
            {"id": story, "before": self.before},
        ).fetchone()
        now = db.execute("SELECT id, revision FROM items WHERE story_id = ?", [story]).fetchall()
        return settled is not None and read >= set(now)

    def _copy(self, db: sqlite_utils.Database, items: list[Going], stories: list[int]) -> None:
        (confirmed,) = db.execute(
            "SELECT batch FROM archives WHERE month = ?", [self.month]
        ).fetchone()
        into = self.into
        there = sqlite_utils.Database(into)
        with explained(months.folder(months.file_of(db)) / f"{self.month}.db"):
            into.execute("BEGIN IMMEDIATE")
            try:
                rows.copy(db, into, stories)
                for item in items:
                    text_index.put(there, item.id, item.held)
                text_index.list_words(
                    there, set[str]().union(*(text_index.words(item.held) for item in items))
                )
                into.executemany(
                    "INSERT INTO _moved (batch, story) VALUES (?, ?)",
                    [(confirmed + 1, story) for story in stories],
                )
                into.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk has undone it already
                    into.execute("ROLLBACK")
                raise


def _story_of(db: sqlite_utils.Database, items: list[Going]) -> dict[int, int]:
    marks = ",".join("?" * len(items))
    return dict(
        db.execute(
            f"SELECT id, story_id FROM items WHERE id IN ({marks})",  # noqa: S608 - marks
            [item.id for item in items],
        ).fetchall()
    )


def _opened(database: Database, name: str) -> sqlite3.Connection:
    """Open the file of a month to write, making it as needed; it is noted first."""
    database.write(lambda db: months.begin(db, name))
    month = next(each for each in months.months(database.read()) if each.name == name)
    open_writer(month.path, alone=False).close()
    connection = sqlite3.connect(month.path, isolation_level=None, check_same_thread=False)
    with explained(month.path):
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(_MARKS)
        _take_back(connection, month.batch)
    for named_in in (month.path.parent, database.path.parent):  # a new file's name, too
        sync(named_in)
    return connection


def _unconfirmed(month: Month) -> bool:
    """Whether a month's file has what isn't deleted where it came from."""
    with reading(month.path) as db:
        found = db.execute("SELECT 1 FROM _moved WHERE batch > ?", [month.batch]).fetchone()
    return found is not None


def _take_back(connection: sqlite3.Connection, batch: int) -> None:
    """Remove what was copied in a later batch: it stands where it came from, or nowhere."""
    stories = connection.execute("SELECT story FROM _moved WHERE batch > ?", [batch]).fetchall()
    db = sqlite_utils.Database(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    for (story,) in stories:
        connection.execute("BEGIN IMMEDIATE")
        removing.remove(db, removing.items_of(db, story), [story])
        connection.execute("DELETE FROM _moved WHERE story = ?", [story])
        connection.execute("COMMIT")
    connection.execute("PRAGMA foreign_keys = OFF")  # an alert may tell of a story elsewhere
