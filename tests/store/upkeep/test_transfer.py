"""Everything can leave and come back, and nothing is lost or changed by it."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import StoreError
from monitor.store.database import Database
from monitor.store.history import match_list
from monitor.store.history.match_list import MatchQuery
from monitor.store.upkeep import transfer

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
WHOLE = st.integers(-(2**63), 2**63 - 1)
SERIAL = itertools.count()
REFERENCES = ("feed_id", "item_id", "story_id", "event_id", "delivery_id")


@pytest.fixture
def other(tmp_path):
    """Another database, new for each call."""
    opened = []

    def other():
        opened.append(Database(tmp_path / f"other-{next(SERIAL)}.db"))
        return opened[-1]

    yield other
    for each in opened:
        each.close()


def exported(database):
    return list(transfer.export_lines(database.read()))


def taken_in(lines, into):
    into.write(lambda db: transfer.import_lines(db, lines))
    return into


def test_what_was_found_is_found_again(record, database, other):
    record("Apple in 中国", "Alibaba \U0001f680", targets=("desk", "mail"))
    copy = taken_in(exported(database), other())
    assert exported(copy) == exported(database)
    query = MatchQuery(search="中国")
    assert match_list.matches(copy.read(), query) == match_list.matches(database.read(), query)
    assert len(match_list.matches(copy.read(), query)) == 1


def fitting(db, table, draw):
    """A row of any values that the table takes, but for its references."""
    row = {}
    for _, name, kind, required, _, key in db.execute(f"PRAGMA table_info([{table}])"):
        values = {
            "TEXT": TEXT,
            "INTEGER": WHOLE,
            "REAL": st.floats(allow_nan=False),
            "BLOB": st.binary(max_size=20),
        }[kind]
        if not required and not key:
            values = st.none() | values
        row[name] = draw(values)
    row.update({key: None for key in ("merged_into", "digest_id") if key in row})
    row.update({key: 1 for key in REFERENCES if key in row})
    maybe = [key for key in ("alert_id", "silence_id") if key in row]
    row.update({key: draw(st.sampled_from([None, 1])) for key in maybe})
    if table == "deliveries":
        row["note_id"] = None
    if table == "silences":
        row["rule"] = ""
    if table == "matches":
        row["vote"] = draw(st.sampled_from([None, 1, -1]))
    return row


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15
)
@given(data=st.data())
def test_any_content_of_any_table_survives(other, data):
    """One row with an id of 1 in each table, and others of any values."""
    source = other()
    tables = transfer.tables(source.read())
    assert {"feeds", "items", "matches", "alerts", "deliveries", "forgotten"} <= set(tables)
    rows = []
    for table in tables:
        for number in (1, 2):
            row = fitting(source.read(), table, data.draw)
            if number == 1 and "id" in row:
                row["id"] = 1
            rows.append((table, list(row.values())))

    def fill(db):
        db.execute("PRAGMA defer_foreign_keys = ON")
        for table, row in rows:
            marks = ", ".join("?" * len(row))
            db.execute(f"INSERT OR IGNORE INTO [{table}] VALUES ({marks})", row)

    source.write(fill)
    lines = exported(source)
    assert len(lines) > 10
    assert transfer.row_count(source.read()) == len(lines) - 1
    assert exported(taken_in(lines, other())) == lines


def test_nothing_is_mixed(record, database):
    record("Apple one")
    before = exported(database)
    with pytest.raises(StoreError, match="isn't empty"):
        taken_in(before, database)
    assert exported(database) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: [], "isn't a news-monitor export"),
        (lambda lines: ["nonsense\n", *lines[1:]], "isn't a news-monitor export"),
        (lambda lines: ["[" * 100_000], "isn't a news-monitor export"),
        (lambda lines: lines[1:], "isn't a news-monitor export"),
        (lambda lines: [lines[0].replace('"m001', '"m999", "m001'), *lines[1:]], "newer"),
        (lambda lines: [lines[0].replace('"format":1', '"format":2'), *lines[1:]], "newer"),
        (lambda lines: [*lines, "{}\n"], "isn't a line"),
        (lambda lines: [*lines, '["nowhere",{"a":1}]\n'], "doesn't know"),
        (lambda lines: [*lines, '["items",{"a":1}]\n'], "doesn't know"),
        (lambda lines: [*lines, '["items",{"id":77}]\n'], "can't be stored"),
        (lambda lines: [*lines, '["rules",{"name":{"base64":"?"}}]\n'], "isn't a line"),
        (lambda lines: [*lines, lines[1]], "can't be stored"),
        (lambda lines: [line for line in lines if '["stories"' not in line], "isn't whole"),
        (lambda lines: lines[:-1], "isn't whole: it has"),
        (lambda lines: lines[:1], "isn't whole: it has 0 of"),
    ],
)
def test_what_is_no_export_is_refused_whole(record, database, other, change, said):
    record("Apple one")
    into = other()
    empty = exported(into)
    with pytest.raises(StoreError, match=said):
        taken_in(change(exported(database)), into)
    assert exported(into) == empty


def test_an_export_of_an_older_version_lacks_columns_and_is_taken(record, database, other):
    record("Apple one")
    lines = []
    for line in exported(database):
        row = json.loads(line)
        if isinstance(row, list) and row[0] == "feeds":
            del row[1]["told_since"]
        lines.append(json.dumps(row) + "\n")
    assert exported(taken_in(lines, other())) == exported(database)
