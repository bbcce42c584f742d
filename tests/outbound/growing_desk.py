"""A daemon in miniature with one target, whose messages can be edited; and what it was told."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.alerts.alert import Sent
from monitor.alerts.planning.policy import TargetKind
from monitor.alerts.post import Edited, Post
from monitor.alerts.wording.render import render
from monitor.outbound.deliver import TargetWorker
from monitor.store.outbox import edits, outbox
from monitor.troubles import Troubles
from tests.desk import UTC_ZONE, Desk

DENIES = "Boeing denies it plans job cuts in Renton"
CONFIRMS = "Boeing confirms it plans job cuts in Renton"


@dataclass
class Shown:
    """A message as the channel's readers see it."""

    text: str
    reply_to: str = ""
    edits: int = 0


class GrowingDesk(Desk):
    """Slack alone, by a bot: what is sent can be edited."""

    def __init__(self, database):
        self.shown, self.answers, self.tried = [], [], 0
        self.recipient, self.more_recipients = "#news", ()
        self.troubles = Troubles(lambda: self.now)
        super().__init__(database)
        self.targets = {"slack": replace(self.targets["slack"], kind=TargetKind.SLACK)}

    def worker(self):
        target = self.targets["slack"]
        return TargetWorker(
            self.database,
            target,
            render=lambda content, key: render(content, target.kind, key=key, timezone=UTC_ZONE),
            send=self.send,
            edit=self.edit,
            clock=lambda: self.now,
            zone=UTC_ZONE,
            policies=self.policies,
            troubles=self.troubles,
        )

    def deliver(self):
        worker = self.worker()
        worker.deliver_due()
        worker.edit_due()

    def send(self, message):
        here = [post for post in message.replies_to if post.recipient == self.recipient]
        reply_to = here[0].id if here else ""
        self.shown.append(Shown(message.text, reply_to))
        number = str(len(self.shown))
        recipients = (self.recipient, *self.more_recipients)
        return Sent(tuple(Post(recipient=each, place="C1", id=number) for each in recipients))

    def edit(self, post, message):
        self.tried += 1
        answer = self.answers.pop(0) if self.answers else Edited()
        if callable(answer):
            answer = answer()
        if answer == Edited():
            shown = self.shown[int(post.id) - 1]
            shown.text, shown.edits = message.text, shown.edits + 1
        return answer

    def edits(self):
        (row,) = outbox.newest(self.database.read(), limit=1)
        return edits.of_deliveries(self.database.read(), [row.id]).get(row.id)
