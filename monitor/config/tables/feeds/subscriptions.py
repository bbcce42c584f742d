"""The [[subscriptions]] tables → Subscriptions."""

from __future__ import annotations

from monitor.config.reading.file_context import FileContext
from monitor.config.reading.lines import Place
from monitor.config.reading.problems import path_text
from monitor.config.reading.schema import SubscriptionTable
from monitor.config.reading.table import read_table
from monitor.config.tables.source import (
    file_of,
    read_auth,
    read_headers,
    read_proxy,
    warn_of_private,
)
from monitor.durations import format_duration
from monitor.feeds.state.feed import Feed, identity
from monitor.feeds.state.schedule import FASTEST
from monitor.feeds.subscription import Subscription
from monitor.regular_file import stamp_of


def read_subscriptions(
    entries: list[object], context: FileContext, *, allow_private: frozenset[str]
) -> tuple[Subscription, ...]:
    """Return the lists that can be read, noting what is wrong with the others."""
    subscriptions = []
    seen: dict[str, Place] = {}
    for index, value in enumerate(entries):
        place = ("subscriptions", index)
        table = read_table(SubscriptionTable, value, place, context.problems)
        if table is None or not table.enabled:
            continue
        subscription = _read_subscription(table, place, context)
        if subscription is None:
            continue
        if subscription.path is None:
            warn_of_private(subscription.url, place, context, allow_private)
            if subscription.every < FASTEST:
                context.problems.warn(
                    (*place, "every"),
                    f"every {format_duration(subscription.every)} is more often than most servers "
                    "tolerate, and a list seldom changes",
                )
        address = identity(Feed(url=subscription.url, path=subscription.path))
        first = seen.setdefault(address, place)
        if first != place:
            context.problems.add(
                (*place, "url"), f"this list is there already, as {path_text(first)}"
            )
        subscriptions.append(subscription)
    return tuple(subscriptions)


def _read_subscription(
    table: SubscriptionTable, place: Place, context: FileContext
) -> Subscription | None:
    url = table.url.strip()
    try:
        path = file_of(url, place, context)
    except ValueError as error:
        context.problems.add((*place, "url"), str(error))
        return None
    headers, auth = read_headers(table, place, context), read_auth(table, place, context)
    proxy = read_proxy(table, place, context)
    return Subscription(
        url=url,
        path=path,
        stamp=stamp_of(path) if path else (),
        tags=tuple(table.tags),
        every=table.every,
        headers=headers,
        auth=auth,
        proxy=proxy,
        lacks=context.problems.lacking(place),
    )
