"""What a model would withhold of a rule's past matches: a sample of them, put to it one by one.

Without this module a sentence for the model would have to be trusted unseen.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import NamedTuple

from monitor.judge.client import Ask, NoAnswerError, ask
from monitor.judge.model import Judge
from monitor.judge.question import Question, body_of, key_of, question_of
from monitor.judge.verdict import UnreadableError, Verdict, read_verdict
from monitor.rules.rule import Match
from monitor.store.reading.backtest_items import PastItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A past match, and what the model says of it."""

    rule: str
    past: PastItem
    verdict: Verdict | None
    """None: there was no answer, for this ``reason``."""
    reason: str = ""
    was_known: bool = False
    """Whether it was answered before, so that nobody was asked."""


class Sampled:
    """The newest matches of rules that say what they are about, each item once for each rule.

    Args:
        about: What a match must be about, by the rule's name.
        most: How many to keep.
    """

    def __init__(self, about: Mapping[str, str], most: int) -> None:
        self._about = about
        self._newest: deque[tuple[str, PastItem]] = deque(maxlen=most)

    def add(self, past: PastItem, match: Match) -> None:
        """Keep a match, if its rule says what it is about."""
        if self._about.get(match.rule):
            self._newest.append((match.rule, past))

    def __len__(self) -> int:
        return len(self._newest)

    def judged(
        self,
        judge: Judge,
        *,
        known: Callable[[str], Verdict | None] = lambda _: None,
        put: Ask = ask,
        at_a_time: int = 1,
    ) -> Iterator[Judged]:
        """Put them to the model, the newest first; yield each as its answer comes.

        Args:
            judge: Whom to ask.
            known: Returns what was answered to a question before, by its key.
            put: Puts a question.
            at_a_time: How many questions may be under way.
        """
        asked = [self._asked(judge, rule, past, known) for rule, past in reversed(self._newest)]
        if at_a_time == 1:
            yield from (_put(judge, put, each) for each in asked)
            return
        with ThreadPoolExecutor(at_a_time) as pool:
            yield from pool.map(lambda each: _put(judge, put, each), asked)

    def _asked(
        self,
        judge: Judge,
        rule: str,
        past: PastItem,
        known: Callable[[str], Verdict | None],
    ) -> _Asked:
        question = question_of(self._about[rule], past.item)
        key = key_of(question, judge.model)
        return _Asked(rule, past, question, key, known(key))


class _Asked(NamedTuple):
    rule: str
    past: PastItem
    question: Question
    key: str
    known: Verdict | None


def _put(judge: Judge, put: Ask, asked: _Asked) -> Judged:
    judged = Judged(rule=asked.rule, past=asked.past, verdict=asked.known)
    if asked.known:
        return replace(judged, was_known=True)
    try:
        body = put(judge, body_of(asked.question, judge.model), asked.key)
        return replace(judged, verdict=read_verdict(body))
    except (NoAnswerError, UnreadableError) as error:
        return replace(judged, reason=str(error))


def counted(judged: Iterable[Judged]) -> dict[str, int]:
    """Return how many there are of each verdict; ``unjudged`` of those without one."""
    counts: dict[str, int] = {}
    for each in judged:
        name = each.verdict.answer.value if each.verdict else "unjudged"
        counts[name] = counts.get(name, 0) + 1
    return counts
