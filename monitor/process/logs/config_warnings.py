"""Warnings on a configuration, told in the log: it can be used, but hardly as its author meant.

Without this module only those who ask (``check``) would learn that a rule finds nothing.
"""

from __future__ import annotations

import logging

from monitor.config import Config
from monitor.errors import Problem
from monitor.rules.suggest.misspelled import problems_with
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.vocabulary.word_lists import lists_for

logger = logging.getLogger(__name__)


def log_warnings(config: Config, *, before: Config | None = None) -> None:
    """Log what is to be said of a configuration.

    Args:
        config: It.
        before: The one that it takes the place of: what was said of it isn't said again, and rules
            that are as they were aren't spelled anew, which takes its time; None: there is none.
    """
    # Without the place in the file, which moves with each line that is put before it.
    told = {(each.name, each.message) for each in before.warnings} if before else set()
    for problem in config.warnings:
        if (problem.name, problem.message) not in told:
            _log(problem)
    had = {rule.name: rule for rule in before.rules} if before else {}
    changed = [rule for rule in config.rules if had.get(rule.name) != rule]
    try:
        # Its own, to be let go: of languages that no feed is in, none is to stay in memory.
        known = KnownWords(cache=lists_for(config.database))
        for problem in problems_with(changed, known):
            _log(problem)
    except Exception:  # advice must not end what it is about
        logger.exception("the rules' spelling couldn't be looked at", extra={"event": "bug"})


def _log(problem: Problem) -> None:
    logger.warning("%s", problem, extra={"event": "config-warning"})
