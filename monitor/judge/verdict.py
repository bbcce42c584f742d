"""Verdict: what a model has answered, read strictly. Pure.

Three words count, exactly as they were asked for; a reason is shown to people, on one line, cut.
Whatever else an answer holds is left out, and an answer that isn't one is none. Without this module
a model could be talked into saying something that has an effect.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from monitor.printable import clean, defuse

MAX_REASON: Final = 160
_MOST_TOKENS: Final = 1_000_000


class Answer(StrEnum):
    """The words that count."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An answer."""

    answer: Answer
    reason: str
    """The model's, printable, on one line; may be empty."""
    tokens_in: int = 0
    tokens_out: int = 0


_FENCED = re.compile(r"```(?:json)?[ \t]*\r?\n(.*?)\r?\n?```", re.DOTALL | re.IGNORECASE)
"""Many local models put the whole of their JSON into a Markdown fence."""


class UnreadableError(ValueError):
    """What came is no answer; the message says why, and quotes nothing of it."""


def read_verdict(body: bytes) -> Verdict:
    """Read what an endpoint answered.

    Raises:
        UnreadableError: It is no answer to the question.
    """
    content, tokens_in, tokens_out = read_content(body)
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        raise UnreadableError("the model's answer isn't JSON") from None
    if not isinstance(said, dict):
        raise UnreadableError("the model's answer isn't a JSON object")
    try:
        answer = Answer(said["answer"])
    except (KeyError, ValueError, TypeError):
        raise UnreadableError("the model answered neither yes nor no nor unsure") from None
    reason = said.get("reason")
    return Verdict(
        answer=answer,
        reason=defuse(clean(reason, limit=MAX_REASON)) if isinstance(reason, str) else "",
        tokens_in=tokens_in,
        tokens_out=tokens_out,
    )


def read_content(body: bytes) -> tuple[str, int, int]:
    """Return what a model wrote, and how many tokens it read and wrote as it says.

    Raises:
        UnreadableError: There is nothing of the kind.
    """
    try:
        whole = json.loads(body)
        content = whole["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise UnreadableError("it didn't answer as OpenAI's chat completions do") from None
    if not isinstance(content, str):
        raise UnreadableError("the model answered nothing")
    if fenced := _FENCED.fullmatch(content.strip()):
        content = fenced[1]
    usage = whole.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    return content, _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))


def _count(value: object) -> int:
    return value if type(value) is int and 0 <= value <= _MOST_TOKENS else 0
