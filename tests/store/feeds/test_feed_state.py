"""What is remembered of a feed survives the way into the database and back, also that of before."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.state.feed import Validators
from monitor.feeds.state.feed_state import Cache, FeedState, News, Redirect, Schedule, Trouble
from monitor.feeds.state.outcome import FailureKind
from monitor.store.feeds.feed_state import from_text, to_text

moments = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - the strategy wants it naive
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000))
spans = st.integers(0, 10**9).map(lambda milliseconds: timedelta(milliseconds=milliseconds))
counts = st.integers(0, 10**6)
texts = st.text(st.characters(codec="utf-8"))

states = st.builds(
    FeedState,
    title=texts,
    last_poll_at=st.none() | moments,
    last_success_at=st.none() | moments,
    cache=st.builds(
        Cache,
        validators=st.builds(Validators, etag=texts, last_modified=texts),
        trusts_validators=st.booleans(),
        body_hash=texts,
        last_full_at=st.none() | moments,
    ),
    schedule=st.builds(
        Schedule, next_reason=texts, interval=spans, min_interval=spans
    ),
    news=st.builds(
        News,
        last_new_at=st.none() | moments,
        rhythm=spans,
        news_polls=counts,
        quiet=spans,
        possible_gap_at=st.none() | moments,
    ),
    trouble=st.builds(
        Trouble,
        failures=counts,
        failing_since=st.none() | moments,
        error_kind=st.none() | st.sampled_from(FailureKind),
        error=texts,
        strikes=counts,
        throttles=counts,
        kills=counts,
        gone_count=counts,
        gone_since=st.none() | moments,
    ),
    redirect=st.builds(
        Redirect,
        fetch_url=texts,
        moved_to=texts,
        moved_count=counts,
        moved_since=st.none() | moments,
    ),
)  # fmt: skip

WRITTEN_BEFORE = (
    '{"validators":{"etag":"\\"7\\""},"body_hash":"9f","interval":600.0,'
    '"next_poll_at":"2025-02-13T08:24:00.000Z","next_reason":"every 10 min",'
    '"last_new_at":"2025-02-13T08:00:00.000Z","rhythm":3600.0,"news_polls":7,'
    '"failures":2,"error_kind":"server-error","error":"it answers 500","strikes":8,'
    '"moved_to":"https://new.example/","moved_count":3,"title":"Wire","trusts_validators":false}'
)
"""As every version before the state had parts wrote it."""


@given(states)
def test_a_feed_state_survives(state):
    assert from_text(to_text(state)) == state


def test_the_state_that_a_version_without_parts_wrote_is_read():
    assert from_text(WRITTEN_BEFORE) == FeedState(
        title="Wire",
        cache=Cache(validators=Validators(etag='"7"'), trusts_validators=False, body_hash="9f"),
        schedule=Schedule(next_reason="every 10 min", interval=timedelta(minutes=10)),
        news=News(
            last_new_at=datetime(2025, 2, 13, 8, tzinfo=UTC),
            rhythm=timedelta(hours=1),
            news_polls=7,
        ),
        trouble=Trouble(
            failures=2, error_kind=FailureKind.SERVER_ERROR, error="it answers 500", strikes=8
        ),
        redirect=Redirect(moved_to="https://new.example/", moved_count=3),
    )


def test_it_is_written_as_those_versions_read_it():
    written = to_text(from_text(WRITTEN_BEFORE, next_poll_at="2025-02-13T08:24:00.000Z"))
    assert sorted(written) == sorted(WRITTEN_BEFORE)


def test_the_columns_go_before_the_text():
    state = from_text(WRITTEN_BEFORE, next_poll_at="2025-02-14T00:00:00.000Z", disabled=True)
    assert state.schedule.next_poll_at == datetime(2025, 2, 14, tzinfo=UTC)
    assert state.disabled


def test_a_failure_that_only_a_newer_version_knows_is_no_obstacle():
    state = from_text('{"failures": 3, "error_kind": "abducted", "phase_of_the_moon": "full"}')
    assert state == FeedState(trouble=Trouble(failures=3))


def test_no_two_parts_share_a_name():
    """Else one would overwrite the other in the database."""
    parts = (FeedState, Cache, Schedule, News, Trouble, Redirect)
    names = [field.name for part in parts for field in fields(part)]
    assert len(names) == len(set(names))
