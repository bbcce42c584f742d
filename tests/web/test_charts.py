"""Numbers → SVG."""

import re
import xml.etree.ElementTree as ET

import pytest

from monitor.web.charts import REST, SERIES, Tick, nice_top, series_of, sparkline, timeline

HOSTILE = '"><script>alert(1)</script>&'


def test_the_busiest_rules_have_colours_and_the_others_share_one():
    series = series_of({f"rule {number}": (number, 1) for number in range(1, 10)})
    assert [each.name for each in series] == [*(f"rule {n}" for n in range(9, 3, -1)), REST]
    assert [each.colour for each in series] == list(range(SERIES + 1))
    assert series[-1].values == (6, 3)
    assert sum(each.total for each in series) == sum(range(1, 10)) + 9


def test_rules_without_matches_are_left_out():
    assert series_of({"a": (0, 0), "b": (0, 1)})[0].name == "b"
    assert len(series_of({"a": (0, 0)})) == 0


def test_bars_stand_on_one_another_and_reach_the_height_of_their_sum():
    series = series_of({"a": (4, 0), "b": (2, 1)})
    svg = ET.fromstring(
        timeline(series, labels=["x", "y"], ticks=[Tick(1, "noon")], summary="six and one")
    )
    first = [
        {name: float(rect.get(name).rstrip("%")) for name in ("x", "y", "height")}
        for rect in svg.find("g").findall("rect")
    ]
    assert first[0]["x"] == first[1]["x"]
    assert first[1]["y"] + first[1]["height"] == pytest.approx(first[0]["y"], abs=0.2)
    assert first[0]["height"] == pytest.approx(2 * first[1]["height"], abs=0.2)
    assert [group.find("title").text for group in svg.findall("g")] == ["x", "y"]
    assert svg.get("aria-label") == "six and one"


def test_texts_are_escaped():
    series = series_of({HOSTILE: (1,)})
    drawn = timeline(series, labels=[HOSTILE], ticks=[Tick(0, HOSTILE)], summary=HOSTILE)
    svg = ET.fromstring(drawn)
    assert svg.find("g/title").text == HOSTILE
    assert "<script" not in drawn
    assert ET.fromstring(sparkline((1,), summary=HOSTILE)).get("aria-label") == HOSTILE


def test_nothing_at_all_can_be_drawn():
    ET.fromstring(timeline((), labels=(), ticks=(), summary=""))
    ET.fromstring(sparkline((), summary=""))


def test_a_day_with_one_match_among_thousands_is_seen():
    path = ET.fromstring(sparkline((1, 5_000, 0), summary="")).find("path").get("d")
    assert re.findall(r"v-([\d.]+)", path) == ["2.0", "24.0"]


def test_a_scale_ends_on_a_round_number():
    tops = [nice_top(number) for number in (0, 1, 2, 3, 5, 7, 11, 21, 61, 101)]
    assert tops == [2, 2, 2, 4, 6, 10, 20, 40, 100, 200]
