"""The tour: three steps for who has just begun, until they are done or waved away."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from starlette.responses import Response

from monitor.alerts.planning.policy import TargetKind
from monitor.shipped import shipped
from monitor.store.by_hand import target_tests
from monitor.store.outbox import outbox
from monitor.web.page_request import Visit

COOKIE = "news-monitor-tour"
AGE = timedelta(days=400)
_ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: what to do, where, and whether it is done."""

    name: str
    about: str
    link: str
    is_done: bool


def steps(visit: Visit) -> tuple[Step, ...]:
    """Return the steps, if there is one left; none for who has waved them away."""
    if visit.cookies.get(COOKIE, "") == _ENDED or not visit.desk.can_write:
        return ()
    config = visit.desk.config
    own_feeds = any(feed.path is None for feed in config.feeds) or bool(config.subscriptions)
    found = (
        Step(
            name="Add a feed",
            about="any site’s, by its address",
            link="/feeds/add",
            is_done=own_feeds,
        ),
        Step(
            name="Add a rule",
            about="and see what it would have found",
            link="/workbench",
            is_done=any(rule.name not in _sample_rules() for rule in config.rules),
        ),
        Step(
            name="Send a test",
            about="to where your alerts are to go",
            link="/targets",
            is_done=_is_told(visit),
        ),
    )
    return () if all(step.is_done for step in found) else found


def _is_told(visit: Visit) -> bool:
    """Whether a target has taken a sample, or an alert: not the terminal, which does so at once."""
    if target_tests.tested(visit.db):
        return True
    targets = visit.desk.config.targets
    return any(
        states.get("delivered", 0)
        for name, states in outbox.counts(visit.db).items()
        if name in targets and targets[name].kind is not TargetKind.CONSOLE
    )


def end(visit: Visit) -> Response:
    """Show the steps no more."""
    visit.keep(COOKIE, _ENDED, age=AGE)
    return visit.to("/")


@lru_cache(maxsize=1)
def _sample_rules() -> frozenset[str]:
    text = shipped("config.toml").read_text("utf-8")
    return frozenset(rule["name"] for rule in tomllib.loads(text).get("rules", []))
