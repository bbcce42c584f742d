"""What would have been told, when: the daemon's own decisions, at the time of each item."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.alerts.hours import parse_quiet_hours
from monitor.alerts.planning.policy import Group, Mode, Policy
from monitor.alerts.timetable import parse_timetable


def only(report):
    (rule,) = report.rules
    return rule


def test_a_story_is_told_once_and_its_other_matches_are_grouped(past, run):
    rule = only(
        run([past("Apple opens", event=7), past("Apple opens shop", 1, event=7), past("Apple", 2)])
    )
    assert (rule.matches, rule.stories, rule.alerts) == (3, 2, 2)
    assert rule.withheld == {"grouped": 1}


def test_the_clock_is_when_an_item_was_first_seen(past, run, noon):
    """Old news were old when they came, however long ago that is."""
    days_before = noon - timedelta(hours=80)
    rule = only(run([past("Apple", published=days_before), past("Apple opens", 1)]))
    assert rule.withheld == {"old": 1}
    assert rule.alerts == 1


def test_what_comes_in_quiet_hours_goes_out_in_the_morning_as_one_message(past, run, desk):
    quiet = desk(quiet_hours=parse_quiet_hours("22:00-07:00"))
    # Noon in UTC is 13:00 in Berlin: 10 hours later it is 23:00 there.
    rule = only(run([past("Apple"), past("Apple", 10), past("Apple", 11)], targets=[quiet]))
    assert rule.held == {"quiet": 2}
    (got,) = rule.received
    assert (got.at_once, got.digests, got.held, got.messages) == (1, 1, 2, 2)
    monday, tuesday = rule.days
    assert (monday.matches, monday.at_once, monday.held) == (2, 1, 0)
    assert (tuesday.matches, tuesday.at_once, tuesday.held) == (1, 0, 2)


def test_what_exceeds_max_per_hour_waits_for_the_end_of_the_hour(past, run, desk):
    minutes = [past("Apple", minute / 60) for minute in range(0, 50, 10)]
    later = past("Apple", 2)
    rule = only(run([*minutes, later], targets=[desk(max_per_hour=2)]))
    assert rule.held == {"breaker": 3}
    (got,) = rule.received
    assert (got.at_once, got.held) == (3, 3)


def test_the_rules_replayed_together_share_a_targets_hour(past, run, desk):
    items = [past("Apple"), past("China", 0.1), past("Apple", 0.2)]
    report = run(items, {"A": "Apple", "C": "China"}, targets=[desk(max_per_hour=2)])
    apple, china = report.rules
    assert (apple.alerts, apple.held, china.held) == (2, {"breaker": 1}, {})


def test_digests_are_counted_by_the_day_they_go_out(past, run, desk):
    daily = desk(mode=Mode.DIGEST, digest=parse_timetable("daily 08:00"))
    rule = only(run([past("Apple"), past("Apple", 1), past("Apple", 24)], targets=[daily]))
    assert [(day.matches, day.alerts) for day in rule.days] == [(2, 0), (1, 2), (0, 1)]
    (got,) = rule.received
    assert (got.digests, got.held) == (2, 3)


def test_an_alert_counts_once_however_many_targets_it_has(past, run, desk):
    rule = only(run([past("Apple")], targets=[desk("desk"), desk("boss")]))
    assert rule.alerts == 1
    assert [got.messages for got in rule.received] == [1, 1]


def test_a_rule_that_asks_for_it_tells_of_a_grown_story_again(past, run):
    items = [past("Apple", hour, event=7, source=f"Paper{hour}") for hour in range(4)]
    unmatched = replace(items[1], item=replace(items[1].item, title="Shop opens"))
    policy = Policy(rule="A", targets=("desk",), again_at=(3,))
    rule = only(run([items[0], unmatched, *items[2:]], policies=[policy]))
    # The second outlet doesn't match, and has the story all the same.
    assert (rule.alerts, rule.withheld) == (2, {"grouped": 1})


def test_but_not_twice_in_one_digest(past, run, desk):
    daily = desk(mode=Mode.DIGEST, digest=parse_timetable("daily 23:00"))
    items = [past("Apple", hour, event=7, source=f"Paper{hour}") for hour in range(4)]
    policy = Policy(rule="A", targets=("desk",), again_at=(3, 5))
    late = past("Apple", 24, event=7, source="Paper5")
    rule = only(run([*items, late], targets=[daily], policies=[policy]))
    assert (rule.alerts, rule.withheld) == (2, {"grouped": 3})


def test_a_rule_without_targets_tells_nobody(past, run):
    rule = only(run([past("Apple")], policies=[Policy(rule="A", targets=())]))
    assert (rule.matches, rule.alerts, rule.withheld) == (1, 0, {"nobody": 1})


def messages(rule):
    return {group: [each.messages for each in got] for group, got in rule.forecast.items()}


def test_a_forecast_says_what_each_grouping_would_have_sent(past, run):
    """Three events in two days, one of them reported three times."""
    items = [
        *(past("Apple opens", hour, event=7) for hour in (0, 1, 2)),
        past("Apple", 3),
        past("Apple", 30),
    ]
    for own in Group:
        rule = only(run(items, policies=[Policy(rule="A", targets=("desk",), group=own)]))
        assert messages(rule) == {Group.STORY: [3], Group.ITEM: [5], Group.DAY: [2]}
        assert rule.group is own
        # What the rule would do as it is, is forecast as it is counted.
        assert rule.forecast[own] == rule.received


def test_a_forecast_goes_by_all_other_wishes(past, run, desk):
    targets = [
        desk("desk", max_per_hour=2),
        desk("boss", mode=Mode.DIGEST, digest=parse_timetable("daily 08:00, 14:00")),
    ]
    items = [past("Apple", minute / 60) for minute in (0, 10, 20, 90, 600)]
    rule = only(run(items, targets=targets))
    assert messages(rule) == {Group.STORY: [5, 2], Group.ITEM: [5, 2], Group.DAY: [1, 1]}
    urgent = Policy(rule="A", targets=("desk", "boss"), urgent=True)
    assert set(
        map(tuple, messages(only(run(items, targets=targets, policies=[urgent]))).values())
    ) == {(5, 5)}


def test_nobody_has_no_forecast(past, run):
    rule = only(run([past("Apple")], policies=[Policy(rule="A", targets=())]))
    assert messages(rule) == {group: [] for group in Group}
