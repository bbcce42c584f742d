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
from monitor.alerts.sending.send import open_editor, open_sender, slack_of, telegram_of
from monitor.alerts.wording.render import render
from monitor.alerts.wording.templates import Wording
from monitor.answering.presses import Presses
from monitor.answering.telegram import TelegramListener
from monitor.answering.telegram_bot import TelegramBot
from monitor.config import Config
from monitor.errors import StoreError
from monitor.outbound.deliver import Listener, TargetWorker, answers_for, page_for
from monitor.outbound.words import Render
from monitor.store.answer_key import answer_key
from monitor.store.database import Database
from monitor.store.reading.answered import standing
from monitor.troubles import Troubles

PATIENCE = 90.0
"""Seconds a send may take. Some services say only after a minute that they took a message: who
hangs up before sends it again. Others don't wait: each target has a thread of its own."""


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
    edit = open_editor(target)

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
            look=look if edit else None,
            buttons=target.buttons,
        )

    return TargetWorker(
        database,
        target,
        render=show,
        send=open_sender(target, timezone=config.timezone, seconds=PATIENCE),
        edit=edit,
        clock=clock,
        others=tuple(config.targets),
        zone=config.timezone,
        policies=config.policies,
        gather=config.gather,
        troubles=troubles,
        listener=_listener(
            target, render=show, config=config, database=database, clock=clock, troubles=troubles
        ),
    )


def _listener(
    target: Target,
    *,
    render: Render,
    config: Config,
    database: Database,
    clock: Callable[[], datetime],
    troubles: Troubles,
) -> Listener | None:
    """Make what listens to the target's buttons, if it has any."""
    # Of its own: an editor is for one thread.
    edit = open_editor(target) if target.buttons else None
    if edit is None:
        return None
    presses = Presses(
        database, target, render=render, edit=edit, policies=config.policies, clock=clock
    )
    if chat := telegram_of(target):
        return TelegramListener(target.name, TelegramBot(chat), presses, troubles=troubles)
    channel = slack_of(target)
    if channel is None:
        return None
    # Not at the top: they are there with the extra only.
    from monitor.answering.slack import SlackListener  # noqa: PLC0415
    from monitor.answering.slack_app import SlackApp  # noqa: PLC0415
    from monitor.answering.slack_socket import SlackSocket  # noqa: PLC0415

    app = SlackApp(channel, target.app_token)
    return SlackListener(target.name, app, SlackSocket(), presses, troubles=troubles)


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
