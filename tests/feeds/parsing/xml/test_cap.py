"""A bare warning is an item, and a test of the system is no warning."""

import re
from datetime import UTC, datetime

import pytest

from monitor.feeds.parsing.parse import parse_feed

URL = "https://met.example/warnings/1.xml"


def info(**values):
    given = {
        "language": "en-GB", "category": "Met", "event": "Storm", "urgency": "Expected",
        "severity": "Severe", "senderName": "Met Office", "headline": "Storm warning for the coast",
        "description": "Gusts of 120 km/h.", "instruction": "Stay at home.",
        "web": "https://met.example/1",
    } | values  # fmt: skip
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in given.items() if value)
    areas = "".join(f"<area><areaDesc>{area}</areaDesc></area>" for area in ("Cork", "Kerry"))
    return f"<info>{inner}{areas}</info>"


def alert(*infos, version="1.2", status="Actual", kind="Alert"):
    return (
        f'<alert xmlns="urn:oasis:names:tc:emergency:cap:{version}"><identifier>X.1</identifier>'
        "<sender>w@met.example</sender><sent>2026-03-02T10:00:00+01:00</sent>"
        f"<status>{status}</status><msgType>{kind}</msgType>{''.join(infos)}</alert>"
    )


def only(body):
    feed = parse_feed(body.encode(), url=URL)
    assert feed.problem == ""
    (item,) = feed.items
    return item


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_a_warning(version):
    found = only(alert(info(), version=version))
    assert (found.key, found.title) == ("X.1", "Storm warning for the coast")
    assert found.link == "https://met.example/1"
    assert found.published == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert (found.lang, found.source) == ("en", "Met Office")
    assert found.tags == ("Storm", "Met", "Severe", "Expected")
    for part in ("Cork, Kerry", "Gusts of 120 km/h.", "Stay at home."):
        assert part in found.summary


def test_without_a_headline_it_is_called_by_event_and_area():
    assert only(alert(info(headline=""))).title == "Storm – Cork, Kerry"


def test_without_a_page_of_its_own_it_is_read_where_it_came_from():
    assert only(alert(info(web=""))).link == URL


def test_all_its_languages_can_be_found():
    found = only(alert(info(), info(language="ga", headline="Rabhadh stoirme")))
    assert found.title == "Storm warning for the coast"
    assert "Rabhadh stoirme" in found.content


@pytest.mark.parametrize(
    ("status", "kind", "title"),
    [
        ("Test", "Alert", "Test: Storm warning for the coast"),
        ("Exercise", "Alert", "Exercise: Storm warning for the coast"),
        ("Actual", "Cancel", "Cancelled: Storm warning for the coast"),
        ("Actual", "Update", "Storm warning for the coast"),
    ],
)
def test_what_is_no_warning_says_so(status, kind, title):
    assert only(alert(info(), status=status, kind=kind)).title == title


def test_a_prefix_and_an_envelope_are_no_hindrance():
    prefixed = re.sub(r"<(/?)(?=\w)", r"<\1c:", alert(info())).replace("xmlns=", "xmlns:c=")
    assert (
        only(f"<EDXL><content>{prefixed}</content></EDXL>").title == "Storm warning for the coast"
    )


def test_a_broken_one_says_where():
    feed = parse_feed(b"<alert>\n<info></alert>", url=URL)
    assert "its XML is broken at line 2" in feed.problem
