"""The worker of a target, put together from the configuration: how it words alerts, what it sends.

Without this module nobody would tell a worker the user's time zone, templates and page.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from monitor.alerts.alert import Content, Message
from monitor.alerts.planning.policy import Target
from monitor.alerts.sending.send import open_editor, open_sender
from monitor.alerts.wording.render import render
from monitor.alerts.wording.templates import Wording
from monitor.config import Config
from monitor.outbound.deliver import TargetWorker, page_for
from monitor.store.database import Database
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

    def show(content: Content, key: str) -> Message:
        return render(
            content,
            target.kind,
            key=key,
            timezone=config.timezone,
            page_url=page_for(target.kind, config.web),
            wording=wording,
        )

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
    )
