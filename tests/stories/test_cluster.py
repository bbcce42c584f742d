"""Clustering a finished list."""

import json
from datetime import UTC, datetime

import pytest

from monitor.stories import cluster, read_items


def line(**row):
    return json.dumps(row, ensure_ascii=False)


def test_each_item_gets_its_story_in_the_order_given(zipf):
    items = read_items(
        [
            line(id="a", title="Pizza chain Sbarro files for bankruptcy", published_ms=1_000_000),
            line(id="b", title="Rain in Lisbon", published="1970-01-01T00:20:00Z"),
            "",
            line(id="c", title="Sbarro bankruptcy: pizza chain files", published=1_100_000),
        ]
    )
    assert list(cluster(items, zipf=zipf)) == [("a", 1), ("b", 2), ("c", 1)]


def test_stories_that_turn_out_to_be_one_are_told_as_one(zipf):
    titles = [
        "Irish importer Fyffes in banana merger talks",
        "Banana company Chiquita agrees merger",
        "Chiquita and Fyffes agree banana merger: Irish importer, big company",
    ]
    items = read_items(
        line(id=n, title=title, published=n * 1000) for n, title in enumerate(titles, 1)
    )
    assert list(cluster(items, zipf=zipf)) == [("1", 1), ("2", 1), ("3", 1)]


def test_dates_are_iso_or_milliseconds():
    rows = [
        line(id="1", title="t", published="2026-03-02T08:00:00+01:00"),
        line(id="1", title="t", published="2026-03-02T07:00:00"),
        line(id="1", title="t", published=1772434800000),
        line(id="1", title="t", published_ms=1772434800000),
    ]
    assert {item.published for item in read_items(rows)} == {datetime(2026, 3, 2, 7, tzinfo=UTC)}


def test_what_is_missing_is_empty_and_languages_are_primary_subtags():
    (item,) = read_items([line(id=5, title="t", lang="zh-Hans")])
    assert (item.key, item.summary, item.link, item.published, item.lang) == (
        "5", "", "", None, "zh",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("{", "ITEMS.jsonl 2"),
        ("[]", "a JSON object"),
        ('{"title": "t"}', '"id"'),
        ('{"id": 1, "title": 7}', '"title" should be text'),
        ('{"id": 1, "title": "t", "published": "soon"}', "soon"),
        ('{"id": 1, "title": "t", "published": []}', "ITEMS.jsonl 2"),
        ('{"id": 1, "title": "t", "published": [1]}', "ISO 8601"),
        ('{"id": 1, "title": "t", "published": 1e300}', "ITEMS.jsonl 2"),
    ],
)
def test_a_bad_line_is_named_with_its_number(row, problem):
    lines = [line(id="1", title="t"), row]
    if row.endswith("[]}"):
        assert len(list(read_items(lines))) == 2  # as good as no date
        return
    with pytest.raises(ValueError, match="ITEMS.jsonl 2") as error:
        list(read_items(lines, where="ITEMS.jsonl"))
    assert problem in str(error.value)
