"""Everything in the database as lines of JSON, and back: for moving house, and for other programs.

The first line says what it is, of which schema, and of how many rows, so that one that was cut
short is known; every other is ``["table", {column: value}]``,
table by table, in the order of their keys. Binary values are ``{"base64": …}``. What comes out of
an import is, exported, the same to the byte. The full-text index isn't written: it is made anew.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import sqlite_utils

from monitor.errors import StoreError
from monitor.store.schema import catch_up, migrations
from monitor.store.search import text_index

FORMAT = 1
_BATCH = 500
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def tables(db: sqlite_utils.Database) -> dict[str, list[str]]:
    """Return the tables that hold what can't be made anew: name → columns."""
    rows = db.execute(
        r"""
        SELECT name FROM sqlite_master WHERE type = 'table'
            AND name NOT LIKE 'items\_fts%' ESCAPE '\' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
            AND name NOT LIKE '\_%' ESCAPE '\'
        ORDER BY rowid
        """
    ).fetchall()
    return {
        name: [row[1] for row in db.execute(f"PRAGMA table_info([{name}])")] for (name,) in rows
    }


def row_count(db: sqlite_utils.Database) -> int:
    """Return how many lines ``export_lines`` gives after its first."""
    counts = (db.execute(f"SELECT count(*) FROM [{name}]").fetchone() for name in tables(db))  # noqa: S608
    return sum(count for (count,) in counts)


def export_lines(db: sqlite_utils.Database) -> Iterator[str]:
    """Yield the lines of an export, each with its line break.

    They are read in one transaction, so all are of one moment; ``db`` must be in no transaction.
    """
    db.conn.execute("BEGIN")
    try:
        names = sorted(migration.name for migration in migrations.applied(db))
        head = {"news-monitor": "export", "format": FORMAT, "schema": names, "rows": row_count(db)}
        yield _line(head)
        for table, columns in tables(db).items():
            keys = [row[1] for row in db.execute(f"PRAGMA table_info([{table}])") if row[5]]
            listed = ", ".join(f"[{column}]" for column in columns)
            order = ", ".join(f"[{key}]" for key in keys)
            for row in db.execute(f"SELECT {listed} FROM [{table}] ORDER BY {order}"):  # noqa: S608
                yield _line([table, dict(zip(columns, map(_plain, row), strict=True))])
    finally:
        db.conn.execute("ROLLBACK")


def import_lines(
    db: sqlite_utils.Database, lines: Iterable[str], *, done: Callable[[int], None] = lambda _: None
) -> int:
    """Write the lines of an export into an empty database, in the caller's transaction.

    Args:
        db: The database to write to; must have no rows.
        lines: What ``export_lines`` gave.
        done: Called now and then with the number of rows written so far.

    Returns:
        How many rows there were.

    Raises:
        StoreError: The database isn't empty, or the lines are no export, a damaged one, or one of a
            newer version.
    """
    known = tables(db)
    for table in known:
        if db.execute(f"SELECT 1 FROM [{table}] LIMIT 1").fetchone():  # noqa: S608
            raise StoreError(
                "the database isn't empty, and an import would mix the two; "
                'name a new file as database = "…" in the configuration, or move the old one away'
            )
    db.execute("PRAGMA defer_foreign_keys = ON")  # rows refer to rows that come later
    numbered = enumerate(lines, 1)
    promised, schema = _check_head(next(numbered, (1, ""))[1], db)
    count = 0
    for count, (number, line) in enumerate(numbered, 1):
        try:
            table, row = json.loads(line)
            values = {column: _value(value) for column, value in row.items()}
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
            raise StoreError(f"line {number} isn't a line of an export") from error
        if table not in known or not values.keys() <= set(known[table]):
            raise StoreError(
                f"line {number} has a table or a column that this version doesn't know"
            )
        _insert(db, table, values, number)
        if count % _BATCH == 0:
            done(count)
    if promised is not None and count != promised:
        raise StoreError(f"the file isn't whole: it has {count:,} of {promised:,} rows")
    catch_up(db, schema)
    if broken := db.execute("PRAGMA foreign_key_check").fetchone():
        raise StoreError(
            f"the file isn't whole: {broken[0]} refers to {broken[2]} that aren't in it"
        )
    done(count)
    return count


def _check_head(line: str, db: sqlite_utils.Database) -> tuple[int | None, set[str]]:
    """Check that the first line is that of an export which this version can read.

    Returns:
        The number of its rows, if it says so, and the migrations that made its schema.
    """
    try:
        head = json.loads(line)
        of_ours = head["news-monitor"] == "export"
        schema, form = set(head["schema"]), int(head["format"])
        rows = None if head.get("rows") is None else int(head["rows"])
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        of_ours = False
        schema, form, rows = set(), 0, None
    if not of_ours:
        raise StoreError("this isn't a news-monitor export; `news-monitor export` writes one")
    newer = schema - {migration.name for migration in migrations.applied(db)}
    if newer or form > FORMAT:
        raise StoreError("this was exported by a newer news-monitor; update this one")
    return rows, schema


def _insert(db: sqlite_utils.Database, table: str, values: dict[str, Any], number: int) -> None:
    columns = ", ".join(f"[{column}]" for column in values)
    marks = ", ".join("?" * len(values))
    try:
        db.conn.execute(
            f"INSERT INTO [{table}] ({columns}) VALUES ({marks})",  # noqa: S608 - checked names
            list(values.values()),
        )
        if table == "items":
            texts = (values["title"], values["summary"], values["content"], values["lang"])
            indexed = text_index.indexed(*texts, values.get("full_text") or "")
            text_index.add(db, values["id"], indexed)
    except (db.conn.Error, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise StoreError(f"line {number} can't be stored: {error}") from error


def _line(value: object) -> str:
    return f"{_ENCODER.encode(value)}\n"


def _plain(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _value(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    try:
        return base64.b64decode(value["base64"], validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error
