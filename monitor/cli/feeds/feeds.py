"""``feeds``: the list of feeds with their health; ``feeds test``: one poll of any URL.

Without this module users could not see which of their feeds fail, nor try one before adding it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.feeds import feed_add, feed_edit, feed_list, feed_show
from monitor.cli.feeds.feed_pick import PickCommand
from monitor.cli.listing import Listing
from monitor.cli.options import ConfigOption, JsonOption, find_config, load
from monitor.errors import MonitorError
from monitor.human import listed, plural
from monitor.printable import clean

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.config import Config
    from monitor.feeds.state.feed import Feed
    from monitor.feeds.state.outcome import Outcome
    from monitor.store.feeds.subscriptions import ListRow

NARROW = 80
"""Columns of a terminal that has no room for the whole list."""
_FIRST = frozenset({"Feed", "Health", "Next poll"})

app = typer.Typer(cls=Listing)


@app.callback(invoke_without_command=True)
def feeds(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List the feeds with their health.

    Example: [bold]news-monitor feeds[/bold]
    """
    if context.invoked_subcommand:
        return
    from monitor.actions.configuration import written
    from monitor.cli.feeds import feed_rows
    from monitor.cli.printing import output
    from monitor.store.database import reading
    from monitor.store.feeds import feeds as store
    from monitor.store.feeds.subscriptions import all_lists
    from monitor.store.lock import is_held
    from monitor.store.writing import items
    from monitor.upkeep.subscriptions import watched_feeds

    loaded = load(config, secrets=False)
    now = datetime.now(UTC)
    known = feed_rows.Known(when_due="when a daemon runs")
    lists: dict[str, ListRow] = {}
    if loaded.database.exists():
        with reading(loaded.database) as database:
            known = feed_rows.Known(
                rows={row.url: row for row in store.all_feeds(database, inactive=True)},
                counts=store.item_counts(database),
                rates=items.per_day(database, now=now),
                when_due="within seconds" if is_held(loaded.database) else known.when_due,
            )
            lists = all_lists(database)
    listed_feeds = feed_rows.shown(watched_feeds(loaded, lists), written(loaded.path).feeds, known)
    if as_json:
        output.print_json(
            [feed_rows.plain(feed, known, now, loaded.timezone) for feed in listed_feeds]
        )
        return
    out = output.console()
    if listed_feeds:
        at = [
            n for n, name in enumerate(feed_rows.COLUMNS) if out.width >= NARROW or name in _FIRST
        ]
        out.print(
            output.table(
                [feed_rows.COLUMNS[n] for n in at],
                [[row[n] for n in at] for row in feed_rows.cells(listed_feeds, known, now)],
                right=["Items", "A day"],
            )
        )
        if len(at) < len(feed_rows.COLUMNS):
            left_out = listed([name.lower() for name in feed_rows.COLUMNS if name not in _FIRST])
            out.print(
                f"The terminal is narrow: {left_out} aren't shown; `news-monitor feeds show NAME` "
                "has all.",
                markup=False,
            )
        if said := feed_rows.to_resume(listed_feeds):
            out.print(said, markup=False, soft_wrap=True)
    elif not loaded.subscriptions:
        out.print("No feeds. Add one: news-monitor feeds add URL", markup=False)
    for subscription in loaded.subscriptions:
        said = feed_rows.of_list(lists.get(subscription.url), now)
        if said:
            out.print(f"! {subscription.label}: {clean(said)}", markup=False)


app.command("show")(feed_show.show)
app.command("add", cls=PickCommand)(feed_add.add)
app.command("change")(feed_edit.change)
app.command("pause")(feed_edit.pause)
app.command("resume")(feed_edit.resume)
app.command("remove")(feed_edit.remove)
app.command("poll")(feed_edit.poll)
app.command("enable")(feed_show.enable)
app.command("import")(feed_list.import_opml)
app.command("export")(feed_list.export_opml)


@app.command("test")
def try_feed(
    url: Annotated[str, typer.Argument(help="A feed's URL or name, or a file.")],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Items to show.")] = 10,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fetch a feed once and show what it brings; nothing is stored.

    Example: [bold]news-monitor feeds test https://www.theguardian.com/world/rss[/bold]
    """
    import os

    from monitor.cli.printing import output
    from monitor.config.reading.timezones import system_timezone
    from monitor.feeds.state.facts import unreadable_dates
    from monitor.feeds.state.outcome import Failed, Parsed

    loaded = load_or_none(config)
    outcome = poll_url(url, loaded)
    if isinstance(outcome, Failed):
        raise MonitorError(f"{url}: {outcome.message}")
    if not isinstance(outcome, Parsed):  # only a mailbox can say so at a first poll
        raise MonitorError(f"{url}: it can be read, but no mail has come in the last 30 days")
    zone = loaded.timezone if loaded else system_timezone(os.environ)
    feed = _configured(url, loaded)
    is_page = feed is not None and feed.pick is not None
    if as_json:
        items = [
            {
                "title": item.title,
                "link": item.link,
                "summary": item.summary,
                "published_at": output.iso(item.published, zone),
                "lang": item.lang,
                "author": item.author,
                "tags": list(item.tags),
                "key": item.key,
            }
            for item in outcome.items[:limit]
        ]
        output.print_json(
            {
                "title": outcome.title,
                "items": len(outcome.items),
                "unreadable_dates": unreadable_dates(outcome.unread_dates, outcome.unread_date),
                "newest": items,
            }
        )
        return
    out = output.console()
    cut = f" ({outcome.truncated} more were left out)" if outcome.truncated else ""
    out.print(clean(outcome.title) or url, style="bold", markup=False)
    out.print(
        f"{plural(len(outcome.items), 'item')}{cut}, {outcome.size / 1000:,.0f} kB, "
        f"{outcome.elapsed:.1f} s",
        markup=False,
    )
    if dates := unreadable_dates(outcome.unread_dates, outcome.unread_date):
        out.print(f"Unreadable dates: {dates}", markup=False)
    out.print()
    out.print(
        output.table(
            ["Published", "Title", "Link"] if is_page else ["Published", "Title"],
            [
                [output.moment(item.published, zone), item.title, *([item.link] if is_page else [])]
                for item in outcome.items[:limit]
            ],
        )
    )


def poll_url(url: str, config: Config | None) -> Outcome:
    """Poll a URL as the daemon would: with the settings of a feed of yours, if it is one."""
    from monitor.feeds.mail.address import is_mailbox
    from monitor.feeds.polling.poll import open_poller
    from monitor.feeds.state.outcome import Failed, FailureKind, Parsed, PollRequest
    from monitor.inbound.redesign import found_nothing

    feed = _configured(url, config)
    allow = config.allow_private if config else frozenset[str]()
    if feed is None and is_mailbox(url):
        raise MonitorError(f"{url} isn't in your configuration, where its password would be")
    if feed is None:
        request = PollRequest(url=url, path=_file(url, config), allow_private=allow)
    else:
        request = PollRequest(
            url=feed.url,
            path=feed.path,
            source=feed.name,
            lang=feed.lang,
            tags=feed.tags,
            allow_private=allow,
            headers=feed.headers,
            auth=feed.auth,
            proxy=feed.proxy,
            pick=feed.pick,
            mailbox=feed.mailbox,
        )
    if feed and feed.lacks and not feed.path:
        return Failed(url=feed.url, kind=FailureKind.FILE, message=feed.lacks)
    with open_poller(parsers=1, workers=1) as poller:
        outcome = poller.submit(request).result()
    if feed and feed.pick and isinstance(outcome, Parsed) and not outcome.items:
        return found_nothing(outcome, feed, had_items=False)
    return outcome


def _file(url: str, config: Config | None) -> Path | None:
    """The file that an address names: from here, else from the configuration's folder."""
    from pathlib import Path

    if "://" in url:
        return None
    for folder in (Path.cwd(), *([config.directory] if config else [])):
        if (path := folder / url).is_file():
            return path
    raise MonitorError(f"there is no file {url}; a web address begins with https://")


def _configured(url: str, config: Config | None) -> Feed | None:
    """A feed of the user's, by its address or name."""
    feeds = config.feeds if config else ()
    return next((feed for feed in feeds if url in {feed.url, feed.name}), None)


def load_or_none(given: object) -> Config | None:
    """Return the configuration; None if none is found, for commands that work without one."""
    from pathlib import Path

    assert given is None or isinstance(given, Path)
    try:
        path = find_config(given)
    except MonitorError:
        return None
    return load(path)
