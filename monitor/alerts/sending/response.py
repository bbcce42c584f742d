"""What a service's answer means for a message: taken, not now, or never. Pure.

Were a passing refusal taken for a final one, a message would be lost; the other way round, it would
be posted again and again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from monitor.alerts.alert import SendFailed, SendResult, Sent
from monitor.net.retry_after import after, retry_at
from monitor.printable import clean

MAX_PHRASE = 120
"""Characters of a service's own words that a reason quotes."""

_PASSING = frozenset({408, 421, 425, 429})
"""Client errors that another attempt may mend."""

_REFUSALS: Mapping[str, tuple[object, ...]] = {
    "ok": (False,),
    "success": (False,),
    "result": ("error",),
}
"""What says no in the JSON of Slack and of those who take its format."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered to an HTTP request."""

    status: int
    body: bytes
    """Its beginning."""
    retry_at: datetime | None = None
    """Not before this, it says."""


def result_of(answer: Answer, who: str) -> SendResult:
    """Return what the status means for the message.

    2xx: taken. 408, 421, 425, 429 and 5xx: try again. Redirects and other 4xx: never.
    """
    status = answer.status
    if 200 <= status < 300:
        return Sent()
    said = f"{who} answered {status}{_phrase(answer)}"
    if 300 <= status < 400:
        return SendFailed(
            reason=f"{said}, a redirect; put the address it leads to into the target's URL",
            permanent=True,
        )
    permanent = 400 <= status < 500 and status not in _PASSING
    cure = "; check the target's URL" if status in {401, 403, 404, 410} else ""
    return SendFailed(reason=said + cure, permanent=permanent, retry_at=answer.retry_at)


def judge_api(answer: Answer, who: str, *, has: str) -> SendResult:
    """As ``result_of``, for an API whose answer to what it took is a JSON object.

    Anything else comes from somebody in between: a proxy, the login page of a hotel. Of a body that
    broke off the status is believed, for to fail would send the message again.

    Args:
        answer: What came.
        who: Whose API it is.
        has: What such an object always names.
    """
    result = result_of(answer, who)
    if isinstance(result, SendFailed) or _may_be(answer.body, has):
        return result
    return SendFailed(reason=unreadable(who))


def result_of_hook(answer: Answer, who: str, *, is_slack: bool) -> SendResult:
    """As ``result_of``, for a webhook that takes Slack's format. Slack says "ok" of what it took.

    Others who take the format answer as they like: "ok" (Mattermost), JSON (Rocket.Chat), nothing.
    Of them a web page is no answer, nor is JSON that says no.

    Args:
        answer: What came.
        who: Whose webhook it is.
        is_slack: Whether it is Slack's own.
    """
    result, said = result_of(answer, who), said_in(answer.body)
    if isinstance(result, SendFailed):
        return result
    if any(said.get(name) in refusals for name, refusals in _REFUSALS.items()):
        return SendFailed(reason=f"{who} answered {answer.status}{_phrase(answer)}")
    body = answer.body.strip().lower()
    is_taken = b"ok".startswith(body) or bool(said) if is_slack else not body.startswith(b"<")
    return result if is_taken else SendFailed(reason=unreadable(who))


def is_web_page(answer: Answer) -> bool:
    """Whether an answer is a page for people: of a proxy, say, or of whom to log in with."""
    return answer.body.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html"))


def unreadable(who: str) -> str:
    """Return the reason of an answer that isn't the service's."""
    return f"{who} gave an answer that can't be read; it may come from a proxy or a login page"


def retry_time(headers: Mapping[str, str], body: bytes, *, now: datetime) -> datetime | None:
    """Return when a service allows the next attempt, if it says so; at most a day ahead.

    From Retry-After, else from its JSON: Telegram, Discord and Matrix name it there.
    """
    named = retry_at(headers.get("Retry-After", ""), now=now)
    return named if named is not None else _named_in(body, now)


def _named_in(body: bytes, now: datetime) -> datetime | None:
    """The moment from which on a JSON body allows the next attempt."""
    said = said_in(body)
    inner = said.get("parameters")
    for where in (said, inner if isinstance(inner, dict) else {}):
        for name, unit in (("retry_after", 1.0), ("retry_after_ms", 0.001)):
            if isinstance(where.get(name), int | float):
                with suppress(OverflowError):  # no number that means anything
                    return after(where[name] * unit, now=now)
    return None


def said_in(body: bytes) -> Mapping[str, Any]:
    """Return the JSON object that a body holds; empty where it holds none."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _may_be(body: bytes, has: str) -> bool:
    """Whether a body is a JSON object that names this, or may be the beginning of one."""
    if not body.strip():
        return True
    if not body.lstrip().startswith(b"{"):
        return False
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return True
    return has in said


def _words(body: bytes) -> str:
    """Return the sentence for people in a JSON body; else the body."""
    said = said_in(body)
    sentence = said.get("message") or said.get("description") or said.get("error")
    return sentence if isinstance(sentence, str) else body.decode("utf-8", "replace")


def _phrase(answer: Answer) -> str:
    """Return what the service said beside the number: its own short words, else HTTP's."""
    text = clean(_words(answer.body), limit=MAX_PHRASE)
    if text and not text.startswith("<"):
        return f" ({text})"
    try:
        return f" ({HTTPStatus(answer.status).phrase})"
    except ValueError:
        return ""
