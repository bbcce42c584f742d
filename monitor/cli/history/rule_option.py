"""``--rule``, ``--target``: a name that nothing has, and never had, is told as such.

Without this module a mistyped name would look like a rule that has found nothing, or like a target
that was sent nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import MonitorError

if TYPE_CHECKING:
    import sqlite_utils

    from monitor.config import Config


def check_rule(config: Config, database: sqlite_utils.Database, name: str) -> None:
    """See that a rule is, or was, called so; an empty name is none.

    Raises:
        MonitorError: None is.
    """
    from monitor.config.reading.problems import suggest
    from monitor.store.history.narrowing import rule_names

    names = [rule.name for rule in config.rules]
    if not name or name.casefold() in map(str.casefold, names) or rule_names(database, name):
        return
    raise MonitorError(f'there is no rule "{name}"{suggest(name, names)}')


def check_target(config: Config, database: sqlite_utils.Database, name: str) -> None:
    """See that a target is, or was, called so; an empty name is none.

    Raises:
        MonitorError: None is.
    """
    from monitor.config.reading.problems import suggest
    from monitor.store.outbox.outbox import counts

    names = [*config.targets, *sorted(config.paused_targets)]
    if not name or name in names or name in counts(database):
        return
    raise MonitorError(f'there is no target "{name}"{suggest(name, names)}')
