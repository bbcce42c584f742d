"""Clustering a finished list."""

import json
from datetime import UTC, datetime

import pytest

from monitor.stories import Names, cluster, read_items


def line(**row):
    return json.dumps(row, ensure_ascii=False)


def test_each_item_gets_its_story_and_its_event_in_the_order_given(zipf):
    items = read_items(
        [
            line(id="a", title="Pizza chain Sbarro files for bankruptcy", published_ms=1_000_000),
            line(id="b", title="Rain in Lisbon", published="1970-01-01T00:20:00Z"),
            "",
            line(id="c", title="Sbarro bankruptcy: pizza chain files", published=1_100_000),
        ]
    )
    assert list(cluster(items, zipf=zipf)) == [("a", 1, 1), ("b", 2, 2), ("c", 1, 1)]


def test_an_items_own_time_is_the_clock(zipf):
    title = "Pizza chain Sbarro files for bankruptcy"
    days = (1, 2, 9)
    items = read_items(line(id=day, title=title, published=day * 86_400_000) for day in days)
    (_, _, first), _, (_, _, third) = cluster(items, zipf=zipf)
    assert first != third


def test_names_are_read_as_the_aliases_say(zipf):
    names = Names({"Alibaba": ["阿里巴巴"], "Apple": ["苹果"]})
    rows = [
        line(id="a", title="苹果与阿里巴巴合作", lang="zh", published_ms=1_000_000),
        line(id="b", title="Apple and Alibaba join forces", lang="en", published_ms=2_000_000),
    ]
    known = cluster(read_items(rows), zipf=zipf, names=names)
    assert [event for _, _, event in known] == [1, 1]
    unknown = cluster(read_items(rows), zipf=zipf)
    assert [event for _, _, event in unknown] == [1, 2]


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
