from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.alerts.alert import HoldReason
from monitor.alerts.planning.match_decision import WithheldReason
from monitor.backtest import Against, GivenItems
from monitor.backtest.report import Outcome, Sample


def only(report):
    (rule,) = report.rules
    return rule


def test_a_report_counts_matches_stories_and_outlets(past, run):
    items = [past("Apple", event=7), past("Shop"), past("Apple opens", 30, event=7, source="Post")]
    report = run(items)
    rule = only(report)
    assert (report.items, report.of, report.complete) == (3, 3, True)
    assert (report.since, report.until) == (items[0].seen_at, items[2].seen_at)
    assert (rule.matches, rule.stories) == (2, 1)
    assert rule.sources == (("Wire", 1), ("Post", 1))


def test_no_day_is_left_out(past, run):
    days = only(run([past("Apple"), past("Shop", 24 * 3)])).days
    assert [day.alerts for day in days] == [1, 0, 0, 0]
    assert days[-1].date - days[0].date == timedelta(days=3)


def test_samples_are_the_newest_match_of_each_of_the_newest_stories(past, run):
    items = [past(f"Apple {hour}", hour, event=hour % 3 + 1) for hour in range(6)]
    samples = only(run(items, samples=2)).samples
    assert [sample.past.item.title for sample in samples] == ["Apple 5", "Apple 4"]
    assert [sample.hits[0].found for sample in samples] == ["Apple", "Apple"]
    assert {sample.outcome for sample in samples} == {Outcome.GROUPED}


@pytest.mark.parametrize(
    ("outcome", "reason", "fate", "words"),
    [
        (Outcome.TOLD, None, "told", "would be sent"),
        (Outcome.GROUPED, None, "grouped", "would be grouped with an earlier alert"),
        (Outcome.HELD, HoldReason.QUIET, "held: quiet", "would be held: quiet hours"),
        (
            Outcome.NOT_TOLD,
            WithheldReason.NOBODY,
            "not told: nobody",
            "wouldn't be sent: the rule has no targets",
        ),
    ],
)
def test_what_would_become_of_a_sample_is_told_in_words(past, outcome, reason, fate, words):
    sample = Sample(past=past("Apple"), hits=(), outcome=outcome, reason=reason)
    assert (sample.fate, sample.fate_in_words) == (fate, words)


def test_against_the_current_version_items_are_gained_and_lost(past, run):
    items = [past("Apple in China"), past("Apple banks", 1), past("Apple football", 2)]
    rule = only(run(items, "Apple - football", current={"A": "Apple + (China | football)"}))
    change = rule.change
    assert change.against is Against.VERSION
    assert (change.kept, change.gained, change.lost) == (1, 1, 1)
    assert [each.past.item.title for each in change.gained_items] == ["Apple banks"]
    (lost,) = change.lost_items
    assert lost.past.item.title == "Apple football"
    assert lost.why == "1 of 2: football is there"
    assert change.canonical == "Apple + (China | football)"
    assert (rule.alerts, change.alerts) == (2, 2)


def test_a_rule_nobody_knows_is_compared_with_nothing(past, run):
    assert only(run([past("Apple")], current={"B": "China"})).change is None


def test_as_many_differences_are_listed_as_asked_for_the_newest(past, run):
    items = [past(f"China {hour}", hour) for hour in range(5)]
    change = only(run(items, "China", current={"A": "Apple"}, listed=2)).change
    assert change.gained == 5
    assert [each.past.item.title for each in change.gained_items] == ["China 4", "China 3"]


def test_aliases_make_another_version(past, run, known):
    from monitor.rules import parse_rule

    plain = parse_rule("Apple + China", name="A")
    wide = parse_rule("Apple + China", name="A", aliases={"China": ("Beijing",)})
    from zoneinfo import ZoneInfo

    from monitor.alerts.planning.policy import Policy
    from monitor.backtest import backtest

    report = backtest(
        GivenItems([past("Apple in Beijing")]),
        [wide],
        policies={"A": Policy(rule="A", targets=())},
        targets={},
        zone=ZoneInfo("UTC"),
        current={"A": plain},
        known=known,
    )
    assert only(report).change.gained == 1


def test_every_match_is_handed_over_in_order(past, run):
    seen = []
    items = [past("Apple in China"), past("Shop"), past("China", 1)]
    run(
        items,
        {"A": "Apple", "C": "China"},
        each=lambda past, match: seen.append((past.id, match.rule)),
    )
    assert seen == [(items[0].id, "A"), (items[0].id, "C"), (items[2].id, "C")]


@pytest.fixture
def batches(monkeypatch):
    monkeypatch.setattr("monitor.backtest.past_items.BATCH", 10)


@pytest.mark.usefixtures("batches")
def test_progress_is_told_and_a_stop_ends_it_with_what_was_found(past, run):
    told = []
    items = [past("Apple", hour) for hour in range(35)]
    report = run(items, progress=lambda *so_far: told.append(so_far), stop=lambda: len(told) == 2)
    assert told == [(10, 35), (20, 35)]
    assert (report.items, report.complete) == (20, False)
    assert only(report).matches == 20
    assert report.until == items[19].seen_at


@pytest.mark.usefixtures("batches")
def test_when_time_is_short_the_newest_items_are_looked_at(past, run):
    items = [past(f"Apple {hour}", hour) for hour in range(25)]
    told = []
    report = run(
        items,
        seconds=1e9,
        progress=lambda *so_far: told.append(so_far),
        stop=lambda: len(told) == 2,
    )
    # The last batch has the five that are left over, the one before it ten.
    assert (report.items, report.since) == (15, items[10].seen_at)
    assert only(report).matches == 15
    assert only(report).samples[0].past is items[24]
    assert only(report).alerts == 15


def test_no_time_at_all_is_no_error(past, run):
    report = run([past("Apple")], seconds=0.0)
    assert (report.items, report.of, report.since) == (0, 1, None)
    assert only(report).days == ()


def test_there_may_be_nothing_to_look_at(run):
    report = run([])
    assert (report.items, report.complete) == (0, True)
    assert only(report).matches == 0
