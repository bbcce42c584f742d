"""Values survive the way into the database and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from monitor.rules.rule import Hit, HitKind
from monitor.store.codec import from_json, to_json
from monitor.store.timestamps import from_text, to_text

moments = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - the strategy wants it naive
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000))


@given(moments)
def test_a_moment_survives(moment):
    assert from_text(to_text(moment)) == moment


@given(moments, moments)
def test_moments_sort_as_text(first, second):
    assert (to_text(first) < to_text(second)) == (first < second)


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


@dataclass(frozen=True)
class Ship:
    """What a version wrote whose enumeration and fields were others."""

    name: str = ""
    kind: HitKind | None = None


def test_what_a_newer_version_wrote_is_ignored_and_what_an_older_one_did_not_takes_its_default():
    assert from_json(Ship, '{"name": "Argo", "phase_of_the_moon": "full"}') == Ship("Argo")


def test_a_value_that_only_a_newer_version_knows_is_ignored():
    assert from_json(Ship, '{"name": "Argo", "kind": "telepathic"}') == Ship("Argo")
