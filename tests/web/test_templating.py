"""How texts are shown on the page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.web.templating import Look, said, wraps

NOW = datetime(2025, 2, 14, 9, 40, tzinfo=UTC)


def test_an_address_may_be_broken_behind_a_slash_and_is_escaped_all_the_same():
    shown = wraps("https://a.example/b?c=<script>")
    assert shown == "https://<wbr>a.example/<wbr>b?<wbr>c=<wbr>&lt;script&gt;"
    assert wraps("two plain words") == "two plain words"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("the disk is full", "The disk is full"),
        ("config.toml can't be used", "config.toml can't be used"),  # a file keeps its name
        ("desk: it answers 500", "desk: it answers 500"),  # and a target its own
    ],
)
def test_what_is_said_begins_as_a_sentence_does_unless_that_is_a_name(text, sentence):
    assert said(text) == sentence


def test_yesterday_has_a_capital_only_where_it_begins():
    look, before = Look(ZoneInfo("Europe/Berlin"), lambda: NOW), NOW - timedelta(days=1)
    assert (look.when(before), look.whence(before)) == ("Yesterday 10:40", "yesterday 10:40")
