"""What is new since the last visit."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.web.since_visit import Reading, reading

NOW = datetime(2025, 2, 14, 9, tzinfo=UTC)


def test_at_the_first_visit_nothing_is_new():
    assert reading("", newest=7, now=NOW) == Reading(7, 7, NOW)


def test_after_a_while_what_came_since_the_last_look_is_new():
    before = Reading(3, 5, NOW - timedelta(hours=2)).to_cookie()
    assert reading(before, newest=9, now=NOW) == Reading(5, 9, NOW)


def test_within_one_visit_what_was_new_stays_new():
    before = Reading(3, 5, NOW - timedelta(minutes=29)).to_cookie()
    assert reading(before, newest=9, now=NOW) == Reading(3, 9, NOW)


def test_a_cookie_from_before_the_database_was_replaced_hides_nothing_for_ever():
    before = Reading(900, 1000, NOW - timedelta(hours=2)).to_cookie()
    assert reading(before, newest=9, now=NOW) == Reading(9, 9, NOW)


@pytest.mark.parametrize("cookie", ["x", "1.2", "1.2.3.4", "-1.2.3", "9" * 400, "1.2." + "9" * 30])
def test_a_cookie_that_was_tampered_with_is_none(cookie):
    assert reading(cookie, newest=7, now=NOW) == Reading(7, 7, NOW)
