"""Tokens of links in alerts: nobody can make one, or make another of one."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.answers import (
    LIFE,
    Answer,
    Answers,
    ExpiredOfferError,
    Offer,
    Tokens,
    UnreadableOfferError,
)
from tests.alerts.stories import alert_about

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
TOKENS = Tokens(b"k" * 32)
OFFER = Offer(
    answer=Answer.BAD, alert=17, target="desk", until=datetime(2025, 3, 15, 9, tzinfo=UTC)
)


@given(st.sampled_from(Answer), st.integers(0, 10**12), st.text(min_size=1, max_size=60))
def test_a_token_says_what_was_offered_whatever_a_target_is_called(answer, alert, target):
    target = target.encode("utf-8", "replace").decode()
    offer = replace(OFFER, answer=answer, alert=alert, target=target)
    token = TOKENS.write(offer)
    assert TOKENS.read(token, now=NOW) == offer
    assert token.isascii()
    assert token.replace(".", "").replace("-", "").replace("_", "").isalnum()
    assert token[-1].isdigit()


@given(st.text(max_size=120))
def test_what_is_no_token_is_unreadable(text):
    with pytest.raises(UnreadableOfferError):
        TOKENS.read(text, now=NOW)


@given(st.data())
def test_a_token_with_one_character_changed_is_none(data):
    token = TOKENS.write(OFFER)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(codec="ascii").filter(lambda char: char != token[place]))
    changed = f"{token[:place]}{other}{token[place + 1 :]}"
    if place > token.index("."):
        with pytest.raises(UnreadableOfferError):
            TOKENS.read(changed, now=NOW)
        return
    # A signature may be spelt in more than one way (base64); it is one of the same offer then.
    with contextlib.suppress(UnreadableOfferError):
        assert TOKENS.read(changed, now=NOW) == OFFER


def test_another_key_reads_none_of_it():
    with pytest.raises(UnreadableOfferError):
        Tokens(b"x" * 32).read(TOKENS.write(OFFER), now=NOW)


def test_a_token_counts_until_its_time_and_no_longer():
    token = TOKENS.write(OFFER)
    assert TOKENS.read(token, now=OFFER.until - timedelta(seconds=1))
    with pytest.raises(ExpiredOfferError):
        TOKENS.read(token, now=OFFER.until)


def test_a_link_is_the_same_at_every_attempt_and_counts_for_thirty_days():
    answers = Answers(TOKENS, "https://news.example", "desk")
    alert = alert_about(id=17)
    url = answers.url(alert, Answer.GOOD)
    assert url == answers.url(alert, Answer.GOOD)
    offer = TOKENS.read(url.rpartition("/")[2], now=NOW)
    assert timedelta(0) <= offer.until - (alert.created_at + LIFE) < timedelta(hours=1)
    assert (offer.alert, offer.target, offer.who) == (17, "desk", "a link in desk")
    assert len({answers.url(alert, answer) for answer in Answer}) == len(Answer)
