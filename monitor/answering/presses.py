"""Presses: what a press of a button under an alert does, whatever service it comes from.

    which message is it?              store.outbox.posted; one that isn't ours does nothing
    is the alert one of its alerts?   else the press was made up
      → given, or taken back          actions.answers
      → the message is edited, so that all who read it see who did what; its copies elsewhere
        are by ``outbound.editing``

A press that comes twice does no more than one. Without this module each service would have a way of
its own to vote.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.actions import answers
from monitor.alerts.alert import Alert, Bundle, Editor, SendFailed
from monitor.alerts.answers import Answer, Offer, until_of
from monitor.alerts.buttons import Press, pressed
from monitor.alerts.planning.policy import Policy, Target
from monitor.alerts.post import Edited, Post
from monitor.alerts.wording.as_sent import as_sent
from monitor.errors import DatabaseUnavailable, MonitorError
from monitor.outbound.words import Render, Words, shown_by
from monitor.store.database import Database
from monitor.store.outbox import edits, outbox, posted
from monitor.store.outbox.outbox_row import OutboxRow

logger = logging.getLogger(__name__)

UNKNOWN = "This message is too old, or isn't one of news-monitor's alerts."
_DONE = {
    Answer.GOOD: "Voted good.",
    Answer.BAD: "Voted bad.",
    Answer.MUTE_STORY: "The story is muted for a week.",
    Answer.MUTE_RULE: "The rule is muted for a day.",
}
_UNDONE = {
    Answer.GOOD: "The vote is taken back.",
    Answer.BAD: "The vote is taken back.",
    Answer.MUTE_STORY: "The story is no longer muted.",
    Answer.MUTE_RULE: "The rule is no longer muted.",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What has come of a press."""

    text: str
    """A sentence for who pressed."""
    shown: bool = False
    """The message itself says so by now."""


class Presses:
    """Does what is pressed under the messages of one target. For one thread.

    Args:
        database: Holds what was sent.
        target: Where it was sent.
        render: Words for the target's kind, with buttons.
        edit: Edits the target's messages.
        policies: How each rule wants its alerts sent, by its name; these are the rules there are.
        clock: Returns the time, aware.
    """

    def __init__(
        self,
        database: Database,
        target: Target,
        *,
        render: Render,
        edit: Editor,
        policies: Mapping[str, Policy],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._target = target
        self._words = Words(database, target.name, render=render, policies=policies)
        self._edit = edit
        self._policies = policies
        self._clock = clock

    def press(self, data: str, *, place: str, message: str, who: str) -> Said | None:
        """Do what a button says.

        Args:
            data: What the button has sent back.
            place: The chat, in the service's numbers.
            message: The message that the button is under.
            who: Who pressed it, for people.

        Returns:
            What to say to them; None: no such message was sent, or that it was isn't written
            down yet.

        Raises:
            DatabaseUnavailable: It can't be written now; the press is to be tried again.
        """
        what = pressed(data)
        found = posted.delivery_of(
            self._database.read(), self._target.name, place=place, message=message
        )
        row = outbox.get(self._database.read(), found[0]) if found else None
        if found is None or row is None:
            return None
        alert = _alerts(row).get(what.alert) if what else None
        if what is None or alert is None:
            return Said(UNKNOWN)
        try:
            self._do(what, alert, f"{who} in {self._target.name}")
        except DatabaseUnavailable:
            raise
        except MonitorError as error:
            said = str(error)
            return Said(f"{said[:1].upper()}{said[1:]}.")
        shown = self._show(found[0], found[1])
        return Said((_UNDONE if what.undo else _DONE)[what.answer], shown)

    def _do(self, what: Press, alert: Alert, who: str) -> None:
        now = self._clock()
        offer = Offer(
            answer=what.answer,
            alert=alert.id,
            target=self._target.name,
            until=until_of(alert.created_at),
        )
        if what.undo:
            self._database.write(lambda db: answers.take_back(db, offer, now=now))
        else:
            rules = self._policies.keys()
            self._database.write(lambda db: answers.give(db, offer, rules=rules, now=now, who=who))

    def _show(self, delivery: int, post: Post) -> bool:
        """Have the message say it; return whether it does. What was said counts all the same."""
        read = self._database.read()
        answers = edits.answers_to(read, delivery)
        row = outbox.get(read, delivery, grown=True)
        if row is None or not isinstance(row.content, Alert | Bundle):
            return False
        _, message = self._words.of(
            as_sent(row.content, row.words), delivery=row.id, key=row.delivery.key
        )
        result = self._edit(post, message)
        if isinstance(result, SendFailed):
            # It is tried again, as with the copies elsewhere (``outbound.editing``).
            logger.warning(
                "%s: the message couldn't be edited after a press: %s",
                self._target.name,
                result.reason,
                extra={"event": "press", "target": self._target.name},
            )
        if isinstance(result, Edited) and edits.posts(read, delivery) == (post,):
            shown = shown_by(message)
            self._database.write(lambda db: edits.says(db, delivery, answers=answers, shown=shown))
        return isinstance(result, Edited)


def _alerts(row: OutboxRow) -> dict[int, Alert]:
    """A message's alerts, by their numbers."""
    match row.content:
        case Alert():
            return {row.content.id: row.content}
        case Bundle():
            return {alert.id: alert for alert in row.content.alerts}
    return {}
