"""The [[feeds]] tables → Feeds."""

from __future__ import annotations

from datetime import timedelta

from monitor.config.reading.file_context import FileContext
from monitor.config.reading.lines import Place
from monitor.config.reading.problems import path_text
from monitor.config.reading.schema import FeedTable
from monitor.config.reading.table import read_table
from monitor.config.tables.feeds.full_text import chosen
from monitor.config.tables.feeds.mailbox import read_mailbox
from monitor.config.tables.feeds.pick import read_pick
from monitor.config.tables.source import (
    file_of,
    read_auth,
    read_headers,
    read_proxy,
    warn_of_private,
    web_address,
)
from monitor.durations import format_duration
from monitor.feeds.mail.address import is_mailbox
from monitor.feeds.state.feed import Feed, identity
from monitor.feeds.state.full_text import FullText

_OFTEN = timedelta(minutes=1)


def read_feeds(
    entries: list[object],
    context: FileContext,
    *,
    allow_private: frozenset[str],
    full_text: FullText = FullText.NEVER,
) -> tuple[tuple[Feed, ...], frozenset[str]]:
    """Read the feeds, noting what is wrong with them.

    ``full_text`` holds for those that don't say it themselves.

    Returns:
        Those that can be polled; and the identities of those that are switched off, which no list
        of feeds is to bring back.
    """
    feeds = []
    switched_off = set()
    seen: dict[str, Place] = {}
    for index, value in enumerate(entries):
        place = ("feeds", index)
        table = read_table(FeedTable, value, place, context.problems)
        if table is None:
            continue
        if not table.enabled:
            switched_off |= _identities(table)
            continue
        feed = _read_feed(table, place, context, full_text)
        if feed is None:
            continue
        _warn(feed, place, context, allow_private)
        first = seen.setdefault(identity(feed), place)
        if first != place:
            context.problems.add(
                (*place, "url"), f"this feed is there already, as {path_text(first)}"
            )
        feeds.append(feed)
    return tuple(feeds), frozenset(switched_off)


def _identities(table: FeedTable) -> set[str]:
    url = table.url.strip()
    try:
        is_polled = is_mailbox(url) or web_address(url)
        return {identity(Feed(url=url))} if is_polled else set()
    except ValueError:
        return set()


def _read_feed(
    table: FeedTable, place: Place, context: FileContext, overall: FullText
) -> Feed | None:
    url = table.url.strip()
    read = read_mailbox(table, place, context)
    mailbox, way_in = read or (None, None)
    if is_mailbox(url):
        if read is None:
            return None
        path = None
    else:
        try:
            path = file_of(url, place, context)
        except ValueError as error:
            context.problems.add((*place, "url"), str(error))
            return None
        way_in = read_auth(table, place, context)
    wish = table.full_text
    headers, proxy = read_headers(table, place, context), read_proxy(table, place, context)
    return Feed(
        url=url,
        name=table.name,
        path=path,
        tags=tuple(table.tags),
        lang=table.lang,
        interval=table.interval,
        backfill=table.backfill,
        full_text=chosen(wish, (*place, "full_text"), context.problems) if wish else overall,
        headers=headers,
        auth=way_in,
        proxy=proxy,
        pick=read_pick(table, place, context),
        mailbox=mailbox,
        lacks=context.problems.lacking(place),
    )


def _warn(feed: Feed, place: Place, context: FileContext, allow_private: frozenset[str]) -> None:
    if feed.path is not None:
        return
    warn_of_private(feed.url, place, context, allow_private)
    if feed.interval and feed.interval < _OFTEN:
        context.problems.warn(
            (*place, "interval"),
            f"every {format_duration(feed.interval)} is more often than most publishers tolerate",
            kind="this is more often than most publishers tolerate",
        )
