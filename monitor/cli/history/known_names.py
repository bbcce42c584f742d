"""What lists are narrowed by: a name that nothing has, and never had, is told as such.

Without this module a mistyped name would look like a rule that has found nothing, or like a target
that was sent nothing; and a script would take its mistake for silence.
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


def check_feed(config: Config, database: sqlite_utils.Database, part: str) -> None:
    """See that a feed, or the source of an item that was found, has this in its name.

    Raises:
        MonitorError: None has.
    """
    from monitor.config.reading.problems import suggest
    from monitor.store.archive.months import months
    from monitor.store.feeds.feeds import all_feeds
    from monitor.store.history.narrowing import distinct

    if not part:
        return
    named = {each for feed in config.feeds for each in (feed.name, feed.url) if each}
    for row in all_feeds(database, inactive=True):
        named |= {each for each in (row.name, row.state.title, row.url) if each}
    sources = map(str, distinct(database, "source"))
    wanted = part.casefold()
    if any(wanted in each.casefold() for each in (*named, *sources)) or months(database):
        return  # an archive's sources aren't known here
    raise MonitorError(
        f'there is no feed "{part}"{suggest(part, named)}; `news-monitor feeds` lists them'
    )


def check_story(database: sqlite_utils.Database, story: int | None) -> None:
    """See that there is a story of that number.

    Raises:
        MonitorError: There is none.
    """
    from monitor.store.archive.reading import story as find

    if story is not None and find(database, story) is None:
        raise MonitorError(f"there is no story {story}; `news-monitor stories` lists them")
