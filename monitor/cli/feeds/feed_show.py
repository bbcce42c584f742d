"""``feeds show``: all that is known of one feed; ``feeds enable``: poll a disabled feed again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.change import change
from monitor.cli.options import ConfigOption, JsonOption, load
from monitor.printable import clean, clean_lines

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from monitor.config import Config
    from monitor.store.feeds.feeds import FeedRow

FeedArgument = Annotated[str, typer.Argument(help="Its URL, or part of its name, title or URL.")]


def show(feed: FeedArgument, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Show everything about one feed: its health and why, its schedule, its newest items.

    Example: [bold]news-monitor feeds show sample[/bold]
    """
    from monitor.actions import which_feed
    from monitor.actions.configuration import is_paused, written
    from monitor.cli.printing import output
    from monitor.cli.printing.full_texts import in_numbers
    from monitor.feeds.state.schedule import plain_status
    from monitor.store.database import reading
    from monitor.store.writing import articles, items
    from monitor.upkeep.subscriptions import stored_feeds

    loaded = load(config, secrets=False)
    zone, now = loaded.timezone, datetime.now(UTC)
    with reading(loaded.database) as database:
        row = which_feed.find(database, feed)
        newest = items.newest(database, row.id, limit=5)
        rate = items.per_day(database, now=now).get(row.id, 0.0)
        read = articles.counts(database, row.id, since=now - timedelta(days=7))
        watched = {each.url: each for each in stored_feeds(loaded, database)}.get(row.url)
    entry = written(loaded.path).feeds.get(row.url)
    resting = _resting(row, is_paused=entry is not None and is_paused(entry))
    status = resting or plain_status(row.state, now)
    facts = _facts(row, zone, now) | {
        **_if_due(row, loaded, now),
        "Items a day": f"{rate:.1f}",
        "From the list": watched.via if watched else "",
        "Full text": f"{watched.full_text}{in_numbers(read)}" if watched else "",
    }
    if as_json:
        plain = {name.lower().replace(" ", "_"): value for name, value in facts.items()}
        listed = [
            {"title": item.title, "published_at": output.iso(item.published, zone)}
            for item in newest
        ]
        output.print_json({"url": row.url, "health": status, **plain, "newest": listed})
        return
    out = output.console()
    out.print(clean(row.label), style="bold", markup=False)
    out.print(status + "\n", markup=False)
    width = max(map(len, facts))
    for name, value in facts.items():
        if value:
            out.print(f"{name:<{width}}  {clean_lines(value)}", markup=False, soft_wrap=True)
    if newest:
        out.print()
        out.print(
            output.table(
                ["Published", "Newest items"],
                [[output.moment(item.published, zone), item.title] for item in newest],
            )
        )


def enable(feed: FeedArgument, config: ConfigOption = None) -> None:
    """Poll a feed again that was switched off because its publisher said it was gone.

    Example: [bold]news-monitor feeds enable sample[/bold]
    """
    from monitor.actions import feeds, which_feed
    from monitor.store.lock import is_held

    loaded, now = load(config, secrets=False), datetime.now(UTC)
    label = change(loaded, lambda db: feeds.enable(db, which_feed.find(db, feed).id, now=now))
    when = "within seconds" if is_held(loaded.database) else "when `news-monitor run` is started"
    typer.echo(f"{label} will be polled again {when}.")


def _resting(row: FeedRow, *, is_paused: bool) -> str:
    """Why a feed isn't polled; empty: it is."""
    if is_paused:
        return f"paused; to poll it again: news-monitor feeds resume {quote(row.label)}"
    return "" if row.active else "not polled: it is no longer in the configuration"


def _if_due(row: FeedRow, config: Config, now: datetime) -> dict[str, str]:
    """When a feed is polled whose time has come."""
    from monitor.store.lock import is_held

    due = row.state.schedule.next_poll_at
    if not row.active or row.state.disabled or (due is not None and due > now):
        return {}
    return {"Next poll": "within seconds" if is_held(config.database) else "when a daemon runs"}


def _facts(row: FeedRow, zone: ZoneInfo, now: datetime) -> dict[str, str]:
    from monitor.cli.printing import output
    from monitor.feeds.state.facts import facts

    def when(moment: datetime) -> str:
        return f"{output.moment(moment, zone)} ({output.relative(moment, now)})"

    return {
        "URL": row.url,
        "Asked at": row.state.redirect.fetch_url,
        "Title": row.state.title,
        "Tags": ", ".join(row.tags),
        "Known since": when(row.added_at),
        **facts(row.state, when=when, is_polled=row.active),
        "Validators": "" if row.state.cache.trusts_validators else "not used: they proved wrong",
    }
