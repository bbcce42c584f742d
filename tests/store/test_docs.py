"""docs/database.md and docs/metadata.yml tell of the schema as it is, and Datasette takes them."""

from __future__ import annotations

import asyncio
import json
import re
import warnings
from pathlib import Path

import pytest
import yaml

from monitor.store.upkeep.backup import backup
from monitor.store.upkeep.transfer import tables

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "database.md").read_text("utf-8")
METADATA = yaml.safe_load((DOCS / "metadata.yml").read_text("utf-8"))["databases"]["news"]["tables"]


def described():
    """{table: {column: meaning}} of database.md."""
    found = {}
    for section in re.split(r"(?m)^## ", TEXT)[1:]:
        rows = re.findall(r"(?m)^\| `(\w+)` \| (.*) \|$", section)
        if rows:
            found[section.splitlines()[0]] = dict(rows)
    return found


def test_every_table_and_column_is_described_and_no_other(database):
    schema = tables(database.read())
    assert {table: list(columns) for table, columns in described().items()} == schema


def test_datasette_shows_the_same_words():
    assert {name: table["columns"] for name, table in METADATA.items()} == described()
    for name, table in METADATA.items():
        assert f"## {name}\n\n{table['description']}\n" in TEXT
        named = [*table.get("facets", ()), *table.get("units", ())]
        named += [table[key] for key in ("sort_desc", "label_column", "fts_pk") if key in table]
        assert set(named) <= set(table["columns"])


@pytest.mark.parametrize("statement", re.findall(r"(?ms)^```sql\n(.*?)^```", TEXT))
def test_the_queries_shown_run(database, record, statement):
    record("Apple picks Alibaba")
    cursor = database.read().execute(statement)
    assert cursor.description


@pytest.fixture
def datasette(record, database, tmp_path, now):
    """Datasette itself on a copy: ask it for a path."""
    record("Apple picks Alibaba", "苹果在中国")
    backup(database.path, tmp_path / "news.db.copy")
    copy = tmp_path / "served" / "news.db"
    copy.parent.mkdir()
    (tmp_path / "news.db.copy").rename(copy)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own dependencies
        from datasette.app import Datasette

        metadata = yaml.safe_load((DOCS / "metadata.yml").read_text("utf-8"))
        served = Datasette([str(copy)], metadata=metadata)
    loop = asyncio.new_event_loop()

    def get(path):
        response = loop.run_until_complete(served.client.get(path))
        assert response.status_code == 200, response.text
        return response.text

    yield get
    for each in served.databases.values():
        each.close()
    loop.close()


@pytest.mark.filterwarnings("ignore")
def test_datasette_serves_every_table_with_its_words_and_facets(datasette):
    front = datasette("/news")
    for name, table in METADATA.items():
        assert f"/news/{name}" in front or table.get("hidden")
        page = datasette(f"/news/{name}")
        assert table["title"] in page
        assert "<dl" in page  # the columns' descriptions
    rows = json.loads(datasette("/news/matches.json?_shape=array"))
    assert [row["rule"] for row in rows] == ["Apple in China"] * 2
    facets = json.loads(datasette("/news/matches.json"))["facet_results"]
    assert facets["rule"]["results"][0]["count"] == 2
    found = json.loads(datasette("/news/items.json?_search=alibaba&_shape=array"))
    assert [row["title"] for row in found] == ["Apple picks Alibaba"]
