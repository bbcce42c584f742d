"""Values survive the way into the database and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.state.feed import FeedState, Validators
from monitor.rules.rule import Hit, HitKind
from monitor.store.codec import from_json, to_json
from monitor.store.moment import from_text, to_text

moments = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - the strategy wants it naive
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000))
spans = st.integers(0, 10**9).map(lambda milliseconds: timedelta(milliseconds=milliseconds))


@given(moments)
def test_a_moment_survives(moment):
    assert from_text(to_text(moment)) == moment


@given(moments, moments)
def test_moments_sort_as_text(first, second):
    assert (to_text(first) < to_text(second)) == (first < second)


@given(
    st.builds(
        FeedState,
        validators=st.builds(Validators),
        interval=spans,
        next_poll_at=st.none() | moments,
        last_success_at=st.none() | moments,
        failures=st.integers(0, 10**6),
        error=st.text(st.characters(codec="utf-8")),
        disabled=st.booleans(),
    )
)
def test_a_feed_state_survives(state):
    assert from_json(FeedState, to_json(state)) == state


@given(
    st.lists(
        st.builds(
            Hit,
            term=st.text(),
            field=st.just("title"),
            start=st.integers(0, 9),
            end=st.integers(0, 9),
            found=st.text(),
            kind=st.sampled_from(HitKind),
            score=st.floats(0, 1),
            alias=st.text(),
        )
    ).map(tuple)
)
def test_hits_survive(hits):
    assert from_json(tuple[Hit, ...], to_json(hits)) == hits


def test_what_a_newer_version_wrote_is_ignored_and_what_an_older_one_did_not_takes_its_default():
    state = from_json(FeedState, '{"failures": 3, "phase_of_the_moon": "full"}')
    assert state == FeedState(failures=3)


def test_what_is_known_better_goes_before_what_was_written():
    text = to_json(FeedState(failures=3, disabled=True))
    assert from_json(FeedState, text, disabled=False) == FeedState(failures=3)
