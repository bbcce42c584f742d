"""Client: one question to the endpoint, within its seconds; or why there is no answer, in words.

Without this module a model that hangs would hold up whoever asks it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from monitor.alerts.sending.exchange import exchange, post
from monitor.judge.model import PATIENCE, Judge
from monitor.net.failures import WIRE_ERRORS

_TOLD: Final = {
    401: "refuses the key; is key in [judge] right?",
    403: "refuses the key; is key in [judge] right?",
    404: "knows no such model or address; are url and model in [judge] right?",
    429: "says it is asked too often",
}

Ask = Callable[[Judge, bytes, str], bytes]
"""Puts a question: the judge, the request's body and a key for it → the answer's body."""


class NoAnswerError(Exception):
    """There is no answer: ``str`` of it says why, for people, and holds no secret."""


def ask(judge: Judge, body: bytes, key: str, seconds: float = PATIENCE.total_seconds()) -> bytes:
    """Put a question, and return the body of the answer.

    Args:
        judge: Whom to ask.
        body: Of the request.
        key: The same for the same question.
        seconds: How long all of it may take.

    Raises:
        NoAnswerError: None came in time, or not with a 200.
    """
    headers = {"Authorization": f"Bearer {judge.key}"} if judge.key else {}
    url = f"{judge.url.rstrip('/')}/chat/completions"
    with exchange(key, seconds) as current:
        try:
            # Some send the status at once, and the body when the model has done.
            answer = post(current, url, body, headers, body_patience=seconds)
        except WIRE_ERRORS as error:
            if current.deadline.spent:
                raise NoAnswerError(f"the model didn't answer within {seconds:.0f} s") from None
            raise NoAnswerError(current.explain(error, judge.host)) from None
        if current.deadline.spent:
            raise NoAnswerError(f"the model didn't answer within {seconds:.0f} s")
    if answer.status != 200:
        said = _TOLD.get(answer.status, f"answered {answer.status}")
        raise NoAnswerError(f"{judge.host} {said}")
    return answer.body


def ask_patiently(judge: Judge, body: bytes, key: str) -> bytes:
    """As ``ask``, for what nobody waits for: with half a minute."""
    return ask(judge, body, key, seconds=30.0)
