"""What the configuration refers to and isn't there: told while it lasts, and when it is back.

A daemon that systemd starts anew, years later, meets a disk that isn't mounted or a list that
somebody has moved. It works with everything else. Without this module it would do so in silence,
and what is missing would be noticed by whoever misses the news.
"""

from __future__ import annotations

import logging

from monitor.config import Config
from monitor.errors import Problem
from monitor.health.current import MISSING, cure_of_missing, said_of_missing
from monitor.troubles import Troubles

logger = logging.getLogger(__name__)


def tell(config: Config, troubles: Troubles, *, before: Config | None = None) -> None:
    """Say what is missing, and what no longer is.

    Args:
        config: What is in use from now on.
        troubles: Where it is told while it lasts.
        before: The configuration that it takes the place of; None: there is none.
    """
    known = {each.missing for each in before.missing} if before else set()
    now = {each.missing for each in config.missing}
    if now:
        troubles.met(MISSING, said_of_missing(config), cure=cure_of_missing())
    else:
        troubles.over(MISSING)
    for each in config.missing:
        if each.missing not in known:
            logger.error(
                "%s: %s; everything else goes on",
                config.path,
                each.headline,
                extra={"event": "missing", "missing": each.missing},
            )
    if back := sorted(known - now):
        logger.info(
            "no longer missing: %s", ", ".join(back), extra={"event": "found", "found": back}
        )


def newly_missing(before: Config, after: Config) -> tuple[Problem, ...]:
    """Return what isn't there of what the program did well with, or hasn't met so far.

    Where it has a secret, a reload that would lose it is a mistake; so is a name that is new and
    leads nowhere. A feed's or a list's file may go at any time: it is looked for again and again.
    """
    known = {each.missing for each in before.missing}
    known |= {str(each.path) for each in before.feeds if each.path is not None}
    known |= {str(each.path) for each in before.subscriptions if each.path is not None}
    return tuple(each for each in after.missing if each.missing not in known)
