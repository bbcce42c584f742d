"""Judging: what a rule with ``about`` has found is put to the user's model before it is sent.

    a poll or an article brings a match     it is recorded as always; its alert waits ten seconds
    tick, each second
      → answered before?                    store.judge.verdicts
      → put the question                    judge.client       in a thread, eight seconds at most
      → no: withhold · else: let it go      store.judge.judgements

Nothing but these alerts waits for it. Their deliveries stand in the outbox with a due time: if the
model is slow, down or asked too often, or this flow has died, they are sent then, and say that they
weren't judged. Without this module a sentence in config.toml would change nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

import sqlite_utils

from monitor.alerts.planning.policy import Policy
from monitor.errors import StoreError
from monitor.judge.client import Ask, NoAnswerError, ask
from monitor.judge.model import PATIENCE, WAIT, Judge
from monitor.judge.question import Question, body_of, key_of, question_of
from monitor.judge.verdict import Answer, UnreadableError, Verdict, read_verdict
from monitor.store.database import Database
from monitor.store.judge import judgements, verdicts
from monitor.store.judge.judgements import State, Wanted
from monitor.store.judge.verdicts import Costs
from monitor.store.trouble import explained
from monitor.store.writing import items
from monitor.troubles import Troubles

logger = logging.getLogger(__name__)

AT_A_TIME: Final = 4
"""Questions under way: a model on one's own machine answers one after another."""
LOOKED_AT: Final = 200
MINUTE: Final = 60.0
TROUBLE: Final = "judge"
SLOW: Final = f"the model didn't answer within {PATIENCE.total_seconds():.0f} s"
LATE: Final = f"its turn didn't come within {WAIT.total_seconds():.0f} s"
_STATES = {Answer.YES: State.YES, Answer.NO: State.NO, Answer.UNSURE: State.UNSURE}


@dataclass(frozen=True, slots=True)
class _Put:
    """A question under way, or to be put."""

    match: Wanted
    question: Question
    key: str


class Judging:
    """Puts questions, and acts upon the answers. ``tick`` is for one thread.

    Args:
        database: Where matches wait.
        judge: Whom to ask; None: nobody.
        policies: What each rule is about, by its name.
        clock: Returns the time, aware.
        wake: Called when something in the outbox has become due.
        troubles: Where it is told that there are no answers.
        put: Puts a question.
        seconds: Returns seconds and never goes back.
    """

    def __init__(
        self,
        database: Database,
        judge: Judge | None,
        policies: Mapping[str, Policy],
        *,
        clock: Callable[[], datetime],
        wake: Callable[[], None],
        troubles: Troubles | None = None,
        put: Ask = ask,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._judge = judge
        self._policies = policies
        self._clock = clock
        self._wake = wake
        self._troubles = troubles or Troubles(clock)
        self._put = put
        self._seconds = seconds
        self._lock = threading.Lock()
        self._in_flight: set[str] = set()
        """Keys of the questions under way."""
        self._asked: deque[float] = deque()
        """When the questions of the last minute were put."""
        self._stopping = False

    def take_up(self, judge: Judge | None, policies: Mapping[str, Policy]) -> None:
        """Ask this judge, about these rules, from now on."""
        if judge != self._judge:
            self._troubles.over(TROUBLE)
        self._judge, self._policies = judge, policies

    def tick(self) -> int:
        """Put what may be asked now, and let go what has waited long enough.

        Returns:
            How many matches still wait for a verdict.
        """
        if self._stopping:
            return 0
        try:
            with explained(self._database.path):
                return self._look()
        except StoreError as error:  # the log of writes says so, once
            logger.debug("nothing is judged now: %s", error, extra={"event": "model-waits"})
            return 0

    @property
    def busy(self) -> bool:
        """Whether any question is under way."""
        with self._lock:
            return bool(self._in_flight)

    def stop(self) -> None:
        """Put no more questions: what waits is sent, unjudged, when its time has come."""
        self._stopping = True

    def _look(self) -> int:
        wanted = judgements.wanted(self._database.read(), most=LOOKED_AT)
        waiting = 0
        for match in wanted:
            waiting += self._look_at(match, self._clock())
        return waiting

    def _look_at(self, match: Wanted, now: datetime) -> bool:
        """Do what is to be done about a match now; return whether it still waits."""
        db, judge = self._database.read(), self._judge
        policy, item = self._policies.get(match.rule), items.get(db, match.item_id)
        if judge is None or policy is None or not policy.about or item is None:
            self._settle(match, State.UNJUDGED, "nobody judges it any more")
            return False
        question = question_of(policy.about, item)
        put = _Put(match, question, key_of(question, judge.model))
        with self._lock:
            under_way, busy = put.key in self._in_flight, len(self._in_flight) >= AT_A_TIME
        # Asked after that: since it was listed, an answer may have come, or none.
        settled = judgements.of_match(db, match.item_id, match.rule)
        if settled is None or settled[0] is not State.WANTED:
            return False
        if verdict := verdicts.known(db, put.key):
            self._settle(match, _STATES[verdict.answer], verdict.reason, Costs(remembered=1))
            return False
        if now >= match.until:
            self._settle(match, State.UNJUDGED, SLOW if under_way else LATE)
            return False
        if under_way or busy:
            return True
        if not self._may_ask(judge):
            reason = f"more than {judge.per_minute} questions a minute"
            self._settle(match, State.UNJUDGED, reason, Costs(over_budget=1))
            return False
        self._begin(judge, put)
        return True

    def _may_ask(self, judge: Judge) -> bool:
        now = self._seconds()
        while self._asked and self._asked[0] <= now - MINUTE:
            self._asked.popleft()
        if len(self._asked) >= judge.per_minute:
            return False
        self._asked.append(now)
        return True

    def _begin(self, judge: Judge, put: _Put) -> None:
        with self._lock:
            self._in_flight.add(put.key)
        threading.Thread(target=self._ask, args=(judge, put), name="judge", daemon=True).start()

    def _ask(self, judge: Judge, put: _Put) -> None:
        began, verdict, reason = self._seconds(), None, ""
        try:
            body = self._put(judge, body_of(put.question, judge.model), put.key)
            verdict = read_verdict(body)
        except (NoAnswerError, UnreadableError) as error:
            reason = str(error)
        except Exception as error:
            logger.exception("a question to the model failed", extra={"event": "bug"})
            reason = f"asking failed ({type(error).__name__})"
        costs = Costs(
            calls=1,
            failures=int(verdict is None),
            tokens_in=verdict.tokens_in if verdict else 0,
            tokens_out=verdict.tokens_out if verdict else 0,
            seconds=self._seconds() - began,
        )
        self._tell(reason)
        try:
            self._arrive(put, verdict, reason, costs)
        except Exception as error:  # noqa: BLE001 - what waits is sent when its time has come
            logger.debug(
                "a verdict couldn't be recorded: %s", error, extra={"event": "model-waits"}
            )
        finally:
            with self._lock:
                self._in_flight.discard(put.key)

    def _arrive(self, put: _Put, verdict: Verdict | None, reason: str, costs: Costs) -> None:
        if verdict is None:
            self._settle(put.match, State.UNJUDGED, reason, costs)
            return
        now = self._clock()
        self._database.write(partial(verdicts.remember, key=put.key, verdict=verdict, now=now))
        self._settle(put.match, _STATES[verdict.answer], verdict.reason, costs)

    def _settle(self, match: Wanted, state: State, reason: str, costs: Costs | None = None) -> None:
        now = self._clock()

        def write(db: sqlite_utils.Database) -> None:
            judgements.settle(db, match, state, reason, now=now)
            if costs:
                verdicts.count(db, costs, now=now)

        self._database.write(write)
        logger.log(
            logging.INFO if state in {State.NO, State.UNJUDGED} else logging.DEBUG,
            "%s: %s%s",
            match.rule,
            "not judged" if state is State.UNJUDGED else f"judged {state.value}",
            f": {reason}" if reason else "",
            extra={"event": "judged", "rule": match.rule, "verdict": state.value},
        )
        if state is not State.NO:
            self._wake()

    def _tell(self, reason: str) -> None:
        """Say among the troubles that there are no answers, or that there are again."""
        if not reason:
            self._troubles.over(TROUBLE)
        elif self._troubles.met(
            TROUBLE,
            f"alerts go out unjudged: {reason}",
            cure="see that the model runs: news-monitor doctor",
        ):
            logger.warning("alerts go out unjudged: %s", reason, extra={"event": "judge"})
