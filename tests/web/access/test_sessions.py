"""Cookies and form tokens."""

from datetime import UTC, datetime, timedelta

from monitor.web.access.sessions import IDLE, MOST, Sessions

NOW = datetime(2025, 2, 14, tzinfo=UTC)


def test_who_logs_in_gets_a_new_session_that_is_logged_in_until_it_is_idle_too_long():
    sessions = Sessions()
    session = sessions.log_in(now=NOW)
    assert sessions.is_id(session)
    assert sessions.is_logged_in(session, now=NOW + IDLE)
    assert sessions.is_logged_in(session, now=NOW + 2 * IDLE), "it was seen in between"
    assert not sessions.is_logged_in(session, now=NOW + 4 * IDLE)
    assert not sessions.is_logged_in(sessions.new(), now=NOW)


def test_logging_out_ends_it():
    sessions = Sessions()
    session = sessions.log_in(now=NOW)
    sessions.log_out(session)
    assert not sessions.is_logged_in(session, now=NOW)


def test_a_form_token_is_of_one_session_of_one_run():
    sessions = Sessions()
    one, other = sessions.new(), sessions.new()
    token = sessions.form_token(one)
    assert sessions.is_form_token(one, token)
    assert not sessions.is_form_token(other, token)
    assert not Sessions().is_form_token(one, token)
    assert not sessions.is_form_token(one, "ä")


def test_logins_are_bounded_and_the_longest_idle_goes_first():
    sessions = Sessions()
    first = sessions.log_in(now=NOW)
    for number in range(MOST):
        sessions.log_in(now=NOW + timedelta(seconds=number + 1))
    assert not sessions.is_logged_in(first, now=NOW)


def test_a_cookie_of_another_form_is_no_id():
    assert not Sessions().is_id("x" * 42)
    assert not Sessions().is_id("x" * 42 + "ü")
