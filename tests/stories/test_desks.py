"""Was each event told, and how often? On labelled desks."""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from monitor.stories import cluster, read_items

LABELLED = Path(__file__).parents[2] / "benchmarks" / "events"
DESKS = {
    "narrow": ("na1", "nb3", "nc3", "nd4", "ne1", "ne6", "nf2"),
    "written": ("wa1", "wb3", "wc1", "wd3", "we2", "wf4"),
}


@pytest.fixture(scope="module")
def desks():
    """Desk → its items' lines."""
    if not LABELLED.exists():
        pytest.skip("the labelled desks aren't here: they are no part of the package")
    found = defaultdict(list)
    for kind in DESKS:
        for line in (LABELLED / f"{kind}.jsonl").read_text("utf-8").splitlines():
            found[json.loads(line)["desk"]].append(line)
    return found


def told(lines, zipf):
    """How many events a desk has, how many were never told, how many alerts came too many."""
    alerts = {json.loads(line)["event"]: 0 for line in lines}
    seen = set()
    found = cluster(read_items(lines), zipf=zipf)
    for line, (_, _, event) in zip(lines, found, strict=True):
        if event not in seen:
            seen.add(event)
            alerts[json.loads(line)["event"]] += 1
    repeats = sum(number - 1 for number in alerts.values() if number)
    return len(alerts), sum(not number for number in alerts.values()), repeats


@pytest.mark.parametrize("kind", DESKS)
def test_hardly_an_event_is_missed_and_few_are_repeated(desks, zipf, kind):
    """The models were trained on these desks: this guards the code, and says nothing of quality."""
    events, missed, repeats = map(
        sum, zip(*(told(desks[desk], zipf) for desk in DESKS[kind]), strict=True)
    )
    assert events > 90
    assert missed <= 0.05 * events
    assert repeats <= 0.75 * events


def test_without_grouping_there_would_be_far_more_repeats(desks):
    """What the numbers above are to be compared with."""
    lines = [line for desk in DESKS["narrow"] for line in desks[desk]]
    events = {json.loads(line)["event"] for line in lines}
    assert len(lines) > 2 * len(events)
