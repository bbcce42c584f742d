"""What is said of rules that find far less, or far more, than usual."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.notices.rule_notes import over_note, overdue_note, spike_note
from monitor.volume.drivers import Driver, Made
from monitor.volume.rhythm import Rhythm, Tally
from monitor.volume.silence import OWN_RHYTHM
from monitor.volume.spike import Spike
from monitor.volume.uptime import hour_of
from monitor.volume.window import Window

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG_AGO = NOW - 400 * DAY


def ago(*hours):
    return [NOW - hour * HOUR for hour in hours]


def note(matched, expect=30 * HOUR, now=NOW, first_seen_at=LONG_AGO):
    return overdue_note(
        "Joe's rule", "a + b", expect, matched, first_seen_at=first_seen_at, now=now
    )


def test_the_note_says_since_when_and_what_to_look_at():
    found = note(ago(72))
    assert found.title == "Nothing for 3 days: Joe's rule"
    assert found.text.splitlines() == [
        "The rule: a + b",
        "Its last match was published 3 days ago.",
        """Near misses: news-monitor matches --near --rule 'Joe'"'"'s rule'""",
        "To check the feeds: news-monitor feeds",
    ]


def test_the_note_of_a_rule_that_never_matched_says_so():
    found = note([], first_seen_at=NOW - 2 * DAY)
    assert found.title == "Nothing for 2 days: Joe's rule"
    assert "It has matched nothing since it was added or last changed, 2 days ago." in found.text


def test_by_its_own_rhythm_the_note_says_which_that_is():
    found = note(ago(*range(900, 300, -50)), OWN_RHYTHM)
    assert "Its longest pause so far was 2 days." in found.text


def test_one_silence_has_one_key_and_the_next_another():
    first = note(ago(90))
    assert note(ago(90), now=NOW + 9 * HOUR).key == first.key
    assert note(ago(90, 40)).key != first.key


# --- spikes

RHYTHM = Rhythm(
    zone=ZoneInfo("Europe/Berlin"),
    hours=((4.2,) * 24,) * 7,
    quarters=((1.1,) * 24,) * 7,
    bounds=dict.fromkeys(Window, 4.5),
    most={Window.QUARTER: 6, Window.HOUR: 22, Window.DAY: 140},
)
SPIKE = Spike(began_at=NOW - HOUR, found_at=NOW, window=Window.HOUR, reports=61, usual=4.2, top=61)
CRASH = Driver(
    story=7,
    title="Lufthansa jet lands on river",
    link="https://wire.example/1",
    reports=44,
    outlets=("Reuters", "BBC", "FT", "Le Monde"),
)
STRIKE = Driver(story=8, title="Strike called off", link="", reports=17, outlets=("Reuters",))
MADE = Made(
    reports=61,
    events=(CRASH, STRIKE),
    outlets=(("Reuters", 5), ("BBC", 4), ("FT", 1), ("Le Monde", 1)),
)


def told(spike=SPIKE, made=MADE, rhythm=RHYTHM):
    hours = {hour_of(NOW): Tally(20, 9), hour_of(NOW) - HOUR: Tally(41, 22)}
    say = spike_note if spike.ended_at is None else over_note
    return say("Lufthansa", "lufthansa", spike, rhythm=rhythm, made=made, hours=hours, now=NOW)


def test_the_note_says_how_much_more_than_usual_and_what_drives_it():
    note = told()
    assert note.title == "61 reports in an hour: Lufthansa"
    assert note.text.splitlines() == [
        "The rule: lufthansa",
        "Usual at this time: 4. The most in the weeks before: 22.",
        "From 4 outlets, above all Reuters (5) and BBC (4).",
        "44 of 61 are about one event, the first of these:",
    ]
    first, second = note.links
    assert (first.title, first.story) == ("Lufthansa jet lands on river", 7)
    assert first.said == "44 reports: Reuters, BBC and 2 more"
    assert second.said == "17 reports: Reuters"


def test_where_the_most_in_such_a_time_isnt_known_that_in_a_longer_one_is_said():
    ten = told(replace(SPIKE, window=Window.TEN, began_at=NOW - HOUR / 6))
    assert ten.title == "61 reports in 10 minutes: Lufthansa"
    assert "The most in 15 minutes in the weeks before: 6." in ten.text
    half = told(replace(SPIKE, window=Window.HALF, began_at=NOW - HOUR / 2))
    assert "The most in an hour in the weeks before: 22." in half.text


def test_its_chart_is_of_the_last_hours_in_the_users_time():
    chart = told().chart
    assert [bar.label for bar in chart][-2:] == ["08:00", "09:00"]
    assert [bar.count for bar in chart][-3:] == [0, 41, 20]
    assert {bar.usual for bar in chart} == {4.2}


def test_many_events_are_counted_and_one_is_said_to_be_one():
    many = Made(reports=60, events=(STRIKE, *(replace(CRASH, reports=1),) * 43), outlets=())
    assert told(made=many).text.endswith("They are about 44 events, most of all:")
    alone = Made(reports=44, events=(CRASH,), outlets=(("Reuters", 44),))
    assert told(made=alone).text.endswith("All of them are about one event.")


def test_what_is_hardly_ever_found_is_said_to_be_so():
    rare = replace(SPIKE, usual=0.02, window=Window.DAY, began_at=NOW - 9 * HOUR, reports=1_200)
    note = told(rare)
    assert note.title == "1,200 reports in 9 hours: Lufthansa"
    assert "Usual at this time: hardly any." in note.text


def test_the_end_is_told_with_the_whole_of_it():
    over = replace(SPIKE, began_at=NOW - 10 * HOUR, ended_at=NOW - 3 * HOUR)
    note = told(over)
    assert note.title == "As usual again after 7 hours: Lufthansa"
    assert note.text.splitlines()[1] == (
        "61 reports in 7 hours; usual: 29. At most 61 reports in an hour."
    )
    assert note.key != told().key
    assert told(over, rhythm=None).chart == ()


def test_what_goes_on_for_a_week_is_said_to_be_the_usual_now():
    settled = replace(SPIKE, began_at=NOW - 7 * DAY, ended_at=NOW, is_settled=True)
    note = told(settled)
    assert note.title == "More than usual for 7 days: Lufthansa"
    assert "This counts as usual now." in note.text
