"""Briefing: two lines on each story of a digest to come, written by the user's model beforehand.

One at a time, in the minutes before a digest, and only while nothing is to be judged. What isn't
there when the digest goes out is left out. Without this module ``briefs = true`` would do nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

import sqlite_utils

from monitor.errors import StoreError
from monitor.item import digest
from monitor.judge.brief import Source, brief_body, read_brief
from monitor.judge.client import Ask, NoAnswerError, ask_patiently
from monitor.judge.model import Judge
from monitor.judge.verdict import UnreadableError
from monitor.store.database import Database
from monitor.store.judge import briefs, verdicts
from monitor.store.judge.verdicts import Costs
from monitor.store.trouble import explained

logger = logging.getLogger(__name__)

LOOK: Final = 10.0
"""Seconds from one look to the next while there is nothing to write."""
PAUSE: Final = 60.0
"""Seconds without a question after one that wasn't answered."""


class Briefing:
    """Has briefs written. ``tick`` is for one thread.

    Args:
        database: Where events are.
        judge: Whom to ask; None: nobody.
        busy: Whether something is being judged, which goes before.
        clock: Returns the time, aware.
        put: Puts a question.
        seconds: Returns seconds and never goes back.
    """

    def __init__(
        self,
        database: Database,
        judge: Judge | None,
        *,
        busy: Callable[[], bool],
        clock: Callable[[], datetime],
        put: Ask = ask_patiently,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._judge = judge
        self._busy = busy
        self._clock = clock
        self._put = put
        self._seconds = seconds
        self._not_before = 0.0
        self._writing = threading.Event()

    def take_up(self, judge: Judge | None) -> None:
        """Ask this judge from now on."""
        self._judge = judge

    @property
    def is_writing(self) -> bool:
        """Whether a brief is under way."""
        return self._writing.is_set()

    def tick(self) -> None:
        """Have the next brief written, if one is wanted."""
        judge = self._judge
        if judge is None or not judge.briefs or self._writing.is_set() or self._busy():
            return
        if self._seconds() < self._not_before:
            return
        self._not_before = self._seconds() + LOOK
        try:
            with explained(self._database.path):
                db = self._database.read()
                event = briefs.wanted(db, now=self._clock())
                if event is None:
                    return
                sources, items = briefs.sources(db, event)
        except StoreError as error:
            logger.debug("no briefs are written now: %s", error, extra={"event": "model-waits"})
            return
        self._writing.set()
        threading.Thread(
            target=self._write, args=(judge, event, sources, items), name="brief", daemon=True
        ).start()

    def _write(self, judge: Judge, event: int, sources: list[Source], items: int) -> None:
        began, text, tokens, pause = self._seconds(), "", (0, 0), 0.0
        is_answered = True
        try:
            body = brief_body(sources, judge.model)
            answer = self._put(judge, body, digest(("brief", str(event), str(items))))
            text, *counts = read_brief(answer)
            tokens = (counts[0], counts[1])
        except NoAnswerError as error:
            logger.debug("no brief: %s", error, extra={"event": "model-waits"})
            is_answered, pause = False, PAUSE
        except UnreadableError as error:
            logger.debug("no brief: %s", error, extra={"event": "model-waits"})
        except Exception:
            logger.exception("a brief couldn't be written", extra={"event": "bug"})
            is_answered, pause = False, PAUSE
        now = self._clock()
        costs = Costs(
            calls=1,
            failures=int(not text),
            tokens_in=tokens[0],
            tokens_out=tokens[1],
            seconds=self._seconds() - began,
        )

        def write(db: sqlite_utils.Database) -> None:
            verdicts.count(db, costs, now=now)
            if is_answered:
                outlets = [each.outlet for each in sources]
                briefs.keep(
                    db, event, text, model=judge.model, outlets=outlets, items=items, now=now
                )

        try:
            self._database.write(write)
        except Exception as error:  # noqa: BLE001 - it is asked for again
            logger.debug("a brief couldn't be kept: %s", error, extra={"event": "model-waits"})
        finally:
            self._not_before = self._seconds() + pause
            self._writing.clear()
