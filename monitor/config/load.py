"""load_config: config.toml → Config, or every mistake in it at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sized
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from monitor.alerts.default_timetable import with_timetables
from monitor.config.config import Config
from monitor.config.reading.file_context import FileContext
from monitor.config.reading.problems import Problems, suggest
from monitor.config.reading.schema import HealthTable, RootTable
from monitor.config.reading.syntax import parse, read_text
from monitor.config.reading.table import read_table
from monitor.config.reading.timezones import named_timezone, system_timezone, unknown_of_system
from monitor.config.tables.aliases import Aliases, alias_key, keyed, layered, shipped_pack
from monitor.config.tables.feeds.feeds import read_feeds
from monitor.config.tables.feeds.full_text import FullTexts, chosen
from monitor.config.tables.feeds.subscriptions import read_subscriptions
from monitor.config.tables.heartbeat import read_heartbeat
from monitor.config.tables.judge import read_judge
from monitor.config.tables.keep import Keep
from monitor.config.tables.policies import FeedNames
from monitor.config.tables.polling import read_polling
from monitor.config.tables.rules import read_rules
from monitor.config.tables.targets import check_names, paused, read_targets
from monitor.config.tables.web import Web, is_loopback, read_web
from monitor.errors import ConfigError, Problem
from monitor.feeds.articles.article import can_read_articles
from monitor.presence import forbidden, may_look
from monitor.regular_file import Stamp, stamp_of


def load_config(
    path: Path, *, environ: Mapping[str, str], secrets: bool = True, complete: bool = False
) -> Config:
    """Read and check a configuration.

    What it refers to may be missing (``Problem.missing``): a daemon that is started years later
    works with everything else, and tells of it (``Config.missing``).

    Args:
        path: The path of config.toml.
        environ: The process's environment, for ``env:`` and ``credential:`` and TZ.
        secrets: False for a run that neither polls nor sends, such as one that lists the history:
            references stay unresolved and targets unchecked, so that it works where the service's
            secrets are out of reach.
        complete: Whether what is missing is a mistake like any other.

    Raises:
        ConfigError: The file can't be used; the error has all of its mistakes, and no secret.
    """
    stamp = stamp_of(path)
    config, mistakes = examine(
        read_text(path), path=path, environ=environ, secrets=secrets, stamp=stamp
    )
    if any(complete or not each.missing for each in mistakes):
        raise ConfigError(str(path), mistakes)
    return config


_DATABASE = re.compile(r"""(?m)^\s*database\s*=\s*("[^"\n]*"|'[^'\n]*')""")


def load_what_is_right(
    path: Path, *, environ: Mapping[str, str]
) -> tuple[Config, tuple[Problem, ...]]:
    """Return what of a configuration can be used without its secrets, and what is wrong with it.

    For commands that must answer also, or just, when something is wrong. Of a file that isn't TOML
    that is where the database is, as far as that can be told.

    Raises:
        ConfigError: Nothing of it can be used.
    """
    mistakes: tuple[Problem, ...] = ()
    try:
        text = read_text(path)
    except ConfigError as error:
        text, mistakes = "", error.problems
    try:
        config, found = examine(text, path=path, environ=environ, secrets=False)
    except ConfigError as error:
        database = _DATABASE.search(text)
        config, found = examine(
            f"database = {database[1]}" if database else "",
            path=path,
            environ=environ,
            secrets=False,
        )
        return config, (*mistakes, *error.problems)
    return config, (*mistakes, *found)


def examine(
    text: str, *, path: Path, environ: Mapping[str, str], secrets: bool, stamp: Stamp = ()
) -> tuple[Config, tuple[Problem, ...]]:
    """Return what is right in a configuration's text, and what is wrong, what is missing included.

    ``stamp`` says as what its file was read.

    Raises:
        ConfigError: The text isn't TOML.
    """
    document = parse(text, source=str(path))
    problems = Problems(document.lines, document.tables)
    root = read_table(RootTable, document.tables, (), problems) or RootTable()
    context = FileContext(
        path=path,
        directory=path.absolute().parent,
        environ=environ,
        problems=problems,
        secrets=secrets,
    )
    allow_private = frozenset(root.allow_private)
    aliases = read_aliases(root, problems)
    names = FeedNames(root.feeds, more=bool(root.subscriptions))
    targets = read_targets(
        root.targets, context, feeds=names, allow_private=allow_private, answers=root.answers
    )
    full_texts = FullTexts(
        wish=chosen(root.full_text, ("full_text",), problems),
        keep=root.keep_full_text,
        per_hour=root.full_text_per_hour,
        installed=can_read_articles(),
    )
    feeds, switched_off = read_feeds(
        root.feeds, context, allow_private=allow_private, full_text=full_texts.wish
    )
    subscriptions = read_subscriptions(root.subscriptions, context, allow_private=allow_private)
    rules, policies = read_rules(
        root.rules,
        context,
        targets=root.targets,
        paused=paused(root.targets),
        aliases=aliases,
        feeds=names,
        group=root.group,
        spike=root.spike,
        judged=root.judge is not None,
    )
    web = read_web(root.web, context)
    if any(target.answers for target in targets.values()) and not problems.lacking(("web",)):
        _check_answers(web, problems)
    config = Config(
        path=path,
        directory=context.directory,
        database=_database(root, context),
        timezone=_timezone(root, context),
        feeds=feeds,
        switched_off=switched_off,
        subscriptions=subscriptions,
        rules=rules,
        targets=with_timetables(targets, policies.values()),
        paused_targets=paused(root.targets),
        policies=policies,
        group=root.group,
        gather=root.gather,
        full_texts=full_texts,
        keep=_keep(root, problems),
        heartbeat=read_heartbeat(root.heartbeat, context),
        judge=read_judge(root.judge, context),
        health_targets=_health_targets(root, context),
        web=web,
        cluster=read_polling(root.polling, context),
        allow_private=allow_private,
        aliases=aliases,
        watch_config=root.watch_config,
        files={
            path: stamp,
            **context.files,
            **{each.path: each.stamp for each in subscriptions if each.path},
        },
        missing=tuple(each for each in problems.mistakes if each.missing),
        warnings=(
            *_empty(feeds=(*feeds, *subscriptions), rules=rules, targets=root.targets),
            *problems.warnings,
        ),
    )
    return config, problems.mistakes


def _keep(root: RootTable, problems: Problems) -> Keep:
    keep = Keep(
        items=root.keep, matches=root.keep_matches, archive=root.archive_after, size=root.max_size
    )
    if keep.archive is not None and keep.size is not None:
        problems.add(
            ("max_size",),
            "counts only one file, and archive_after spreads the history over many; leave one of "
            "them out: keep and keep_matches bound an archive",
        )
    if keep.archive is not None and keep.items is not None and keep.items <= keep.archive:
        problems.warn(
            ("archive_after",),
            "moves only stories with matches: keep removes the others before; make keep longer",
        )
    return keep


_UNREACHABLE = (
    "has no effect: nobody who reads alerts elsewhere reaches the page; set url in [web] to where "
    "they do (docs/answers.md)"
)

_HERE_ONLY = "the links lead to this machine, where readers elsewhere don't reach the page"


def _check_answers(web: Web | None, problems: Problems) -> None:
    """Warn where readers of alerts don't reach the page that takes their answers."""
    base = web.answers_at if web else ""
    if not base:
        problems.warn(("answers",), _UNREACHABLE)
    elif is_loopback(urlsplit(base).hostname or ""):
        problems.warn(("answers",), _HERE_ONLY)


def _database(root: RootTable, context: FileContext) -> Path:
    path = context.directory / Path(root.database).expanduser()
    if not may_look(path):
        context.problems.add(("database",), forbidden(path))
    elif path.exists() and not path.is_file():
        other = "a folder" if path.is_dir() else "a pipe, a device or a socket"
        context.problems.add(("database",), f"must be a file; {path} is {other}")
    elif not path.parent.is_dir():
        context.problems.add(
            ("database",), f"the folder {path.parent} isn't there; make it: mkdir -p {path.parent}"
        )
    return path


def _timezone(root: RootTable, context: FileContext) -> ZoneInfo:
    try:
        if root.timezone:
            return named_timezone(root.timezone)
    except ValueError as error:
        context.problems.add(("timezone",), str(error))
    zone = system_timezone(context.environ)
    if not root.timezone and (unknown := unknown_of_system(context.environ)):
        context.problems.warn(
            ("timezone",),
            f"times are shown in {zone.key}, for the environment's TZ is {unknown!r}, which names "
            'no zone; write timezone = "Europe/Berlin", or whichever is yours',
        )
    return zone


def _health_targets(root: RootTable, context: FileContext) -> tuple[str, ...]:
    place = ("health",)
    table = read_table(HealthTable, root.health, place, context.problems) or HealthTable()
    check_names(table.targets, (*place, "targets"), context.problems, known=root.targets)
    return tuple(dict.fromkeys(name for name in table.targets if name not in paused(root.targets)))


def read_aliases(root: RootTable, problems: Problems) -> Aliases:
    """Return the aliases of ``[aliases]`` and, unless it is switched off, of the shipped pack."""
    pack: Aliases = {}
    if root.alias_pack:
        try:
            pack = shipped_pack()
        except FileNotFoundError as error:
            problems.add(("alias_pack",), f"{error}, or set it to false")
    for term, words in root.aliases.items():
        if not words and alias_key(term) not in pack:
            hint = suggest(alias_key(term), pack)
            problems.warn(
                ("aliases", term), f'switches nothing off: the pack has no "{term}"{hint}'
            )
    return layered(keyed(root.aliases), pack)


def _empty(**entries: Sized) -> list[Problem]:
    said = {
        "feeds": "there are no feeds to watch; add one: news-monitor feeds add URL",
        "rules": 'there are no rules to watch for; add one: news-monitor rules add NAME "A + B"',
        "targets": "there are no targets, so nobody is told: matches are only recorded; add "
        '[targets.console] with url = "console:"',
    }
    return [Problem(key, said[key]) for key, held in entries.items() if not len(held)]
