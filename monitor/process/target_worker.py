"""The worker of a target, put together from the configuration: how it words alerts, what it sends.

Without this module nobody would tell a worker the user's time zone, templates and page.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from monitor.alerts.alert import Alert, Content, Message
from monitor.alerts.answers import Answers
from monitor.alerts.buttons import Standing
from monitor.alerts.planning.policy import Target
from monitor.alerts.sending.send import open_editor, open_sender, telegram_of
from monitor.alerts.wording.render import render
from monitor.alerts.wording.templates import Wording
from monitor.answering.presses import Presses
from monitor.answering.telegram import TelegramListener
from monitor.answering.telegram_bot import TelegramBot
from monitor.config import Config
from monitor.errors import StoreError
from monitor.outbound.deliver import TargetWorker, answers_for, page_for
from monitor.store.answer_key import answer_key
from monitor.store.database import Database
from monitor.store.reading.answered import standing
from monitor.troubles import Troubles


def worker_of(
    target: Target,
    *,
    config: Config,
    wording: Wording,
    database: Database,
    clock: Callable[[], datetime],
    troubles: Troubles,
) -> TargetWorker:
    """Make the worker that delivers to a target, as the configuration wants it."""
    answers = _answers(target, config, troubles)
    chat = telegram_of(target) if target.buttons else None

    def look(alert: Alert) -> Standing:
        return standing(database.read(), alert.id, now=clock())

    def show(content: Content, key: str) -> Message:
        return render(
            content,
            target.kind,
            key=key,
            timezone=config.timezone,
            page_url=page_for(target.kind, config.web),
            wording=wording,
            answers=answers,
            look=look if chat else None,
        )

    listener = None
    # Of its own: an editor is for one thread.
    if chat and (edit_pressed := open_editor(target)):
        presses = Presses(
            database,
            target,
            render=show,
            edit=edit_pressed,
            policies=config.policies,
            clock=clock,
        )
        listener = TelegramListener(target.name, TelegramBot(chat), presses, troubles=troubles)
    return TargetWorker(
        database,
        target,
        render=show,
        send=open_sender(target, timezone=config.timezone),
        edit=open_editor(target),
        clock=clock,
        others=tuple(config.targets),
        zone=config.timezone,
        policies=config.policies,
        gather=config.gather,
        troubles=troubles,
        listener=listener,
    )


def _answers(target: Target, config: Config, troubles: Troubles) -> Answers | None:
    """What makes the links to answer by; without a key alerts go without them."""
    trouble = f"answers to {target.name}"
    try:
        answers = answers_for(target, config.web, key=lambda: answer_key(config.database))
    except StoreError as error:
        troubles.met(trouble, str(error))
        return None
    troubles.over(trouble)
    return answers
