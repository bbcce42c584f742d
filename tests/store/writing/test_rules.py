"""Since when each rule is watched for, and what it matched since."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.rules import parse_rule
from monitor.store.writing import rules

HOUR = timedelta(hours=1)
RULE = "Apple in China"


@pytest.fixture
def mirror(database, now):
    """Mirror rules of these texts, so many hours after ``now``."""

    def mirror(*texts, after=0):
        made = [parse_rule(text, name=RULE) for text in texts]
        database.write(lambda db: rules.sync(db, made, now=now + after * HOUR))

    return mirror


@pytest.fixture
def watched(database):
    return lambda most=99: rules.watched(database.read(), RULE, most=most)


def test_a_rule_that_was_never_mirrored_isnt_known(watched):
    assert watched() is None


def test_a_rule_begins_when_it_is_new_reads_differently_or_is_back(mirror, watched, now):
    mirror("apple")
    mirror("apple", after=1)
    assert (watched().canonical, watched().first_seen_at) == ("apple", now)
    mirror("pear", after=2)
    assert (watched().canonical, watched().first_seen_at) == ("pear", now + 2 * HOUR)
    mirror(after=3)
    mirror("pear", after=4)
    assert watched().first_seen_at == now + 4 * HOUR


def test_what_it_matched_since_is_known_by_publication_in_order(mirror, watched, record, now):
    record("Before", at=now - HOUR)
    mirror("apple")
    for ago in (1, 3, 2):
        record(f"Apple {ago}", at=now, published=now - ago * HOUR)
    assert watched().matched == (now - 3 * HOUR, now - 2 * HOUR, now - HOUR)
    assert watched(most=2).matched == (now - 2 * HOUR, now - HOUR)
