"""The shipped samples are of today, whenever they are read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.feeds.polling.poll import open_poller
from monitor.feeds.sample import NAMES
from monitor.feeds.state.outcome import Parsed, PollRequest, Unchanged
from monitor.shipped import shipped

NOW = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)


def read(path, **more):
    with open_poller(clock=lambda: NOW, parsers=0, workers=1) as poller:
        return poller.submit(PollRequest(url=path.name, path=path, **more)).result()


@pytest.mark.parametrize("name", NAMES)
def test_its_newest_item_is_of_the_last_hours_and_none_is_of_the_future(name, tmp_path):
    path = tmp_path / "copied-by-init"
    path.write_bytes(shipped(name).read_bytes())
    outcome = read(path)
    assert isinstance(outcome, Parsed)
    dates = [item.published for item in outcome.items if item.published]
    assert NOW - timedelta(hours=6) < max(dates) <= NOW
    assert min(dates) > NOW - timedelta(days=3)
    assert all(item.updated is None or item.updated <= NOW for item in outcome.items)
    # It is read once: the same text is unchanged, not news again with other dates.
    assert isinstance(read(path, body_hash=outcome.body_hash), Unchanged)


def test_one_that_somebody_has_changed_is_a_file_like_any_other(tmp_path):
    path = tmp_path / "sample.rss"
    path.write_bytes(shipped("sample.rss").read_bytes() + b"<!-- mine -->")
    assert {item.published.year for item in read(path).items if item.published} == {2025}
