"""A question gets its answer in time, or a sentence that says why there is none."""

from __future__ import annotations

import socket
import time

import pytest

from monitor.alerts.sending import exchange
from monitor.judge.client import NoAnswerError, ask
from monitor.judge.model import Judge
from tests.judge.stand_in import StandIn

SECRET = "sk-canary-7f3a"


def put(url, *, key="", seconds=8.0):
    return ask(Judge(url=url, model="m", key=key), b'{"messages": [{}, {}]}', "k", seconds)


def test_the_answer_comes_back_and_the_key_goes_along():
    with StandIn(key=SECRET) as model:
        assert b"choices" in put(model.url, key=SECRET)
        assert model.headers[0]["Authorization"] == f"Bearer {SECRET}"
        assert b"choices" in put(f"{model.url}/", key=SECRET)


def test_without_a_key_none_goes_along():
    with StandIn() as model:
        put(model.url)
        assert "Authorization" not in model.headers[0]


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "refuses the key"), (404, "no such model"), (429, "too often"), (500, "answered 500")],
)
def test_a_refusal_is_said_in_words_without_the_key(status, words):
    with StandIn(lambda body: status) as model, pytest.raises(NoAnswerError) as error:
        put(model.url, key=SECRET)
    assert words in str(error.value)
    assert SECRET not in str(error.value)


def test_a_redirect_isnt_followed():
    with StandIn(lambda body: 302) as model, pytest.raises(NoAnswerError, match="answered 302"):
        put(model.url, key=SECRET)


def test_who_is_silent_is_left_after_the_seconds():
    with StandIn() as model:
        model.hanging.set()
        began = time.monotonic()
        with pytest.raises(NoAnswerError, match="didn't answer within 1 s"):
            put(model.url, seconds=1.0)
        assert time.monotonic() - began < 5


def test_who_sends_the_status_and_then_only_blanks_is_slow():
    """Hosted models do so while they think; what came isn't taken for the answer."""
    late = pytest.raises(NoAnswerError, match="didn't answer within 1 s")
    with StandIn(lambda body: (200, None)) as model, late:
        put(model.url, seconds=1.0)


def test_a_body_may_take_as_long_as_the_answer_may(monkeypatch):
    monkeypatch.setattr(exchange, "BODY_PATIENCE", 0.0)
    with StandIn() as model:
        assert b"choices" in put(model.url)


def test_nobody_there_is_said():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(NoAnswerError, match=f"127.0.0.1:{port}"):
        put(f"http://127.0.0.1:{port}/v1")


def test_an_endless_answer_is_cut():
    with StandIn(lambda body: (200, b" " * 3_000_000)) as model:
        assert len(put(model.url)) <= 100_000
