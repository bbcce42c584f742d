"""``feeds import``, ``export``: lists of feeds as OPML.

Adding one, which may mean finding it first, is ``feed_add``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.options import ConfigOption, find_config, load, takes_effect
from monitor.errors import MonitorError
from monitor.human import plural


def import_opml(
    file: Annotated[Path, typer.Argument(help="An OPML file; - is standard input.")],
    config: ConfigOption = None,
) -> None:
    """Add the feeds of an OPML file, as feed readers export it; folders become tags.

    Feeds that you already have stay as they are. Nothing is fetched: see
    [bold]check --online[/bold].

    Example: [bold]news-monitor feeds import seeds/feeds.opml[/bold]
    """
    from monitor.actions import feeds

    path = find_config(config)
    try:
        document = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise MonitorError(f"{file} can't be read: {error.strerror}") from error
    done = feeds.import_opml(path, document)
    for skipped in done.skipped:
        typer.echo(f"  {skipped}", err=True)
    there_already = f", {done.known} were already there" if done.known else ""
    added = plural(done.added, "feed")
    typer.echo(
        f"Added {added}{there_already}. {takes_effect(config) if done.added else ''}".rstrip()
    )


def export_opml(
    file: Annotated[
        Path | None, typer.Argument(help="Where to write it. Default: standard output.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Write the feeds as OPML, which feed readers import; the first tag becomes the folder.

    Feeds that come from a list you subscribe to are in it too; files, mailboxes and pages without a
    feed are not, as no feed reader could read them.

    Example: [bold]news-monitor feeds export my-feeds.opml[/bold]
    """
    from monitor.feeds.opml import OpmlFeed, write_opml
    from monitor.store.database import reading
    from monitor.upkeep.subscriptions import stored_feeds, watched_feeds

    loaded = load(config, secrets=False)
    if loaded.subscriptions and loaded.database.exists():
        with reading(loaded.database) as database:
            watched = stored_feeds(loaded, database)
    else:
        watched = watched_feeds(loaded, {})
    feeds = [feed for feed in watched if not (feed.path or feed.pick or feed.mailbox)]
    document = write_opml(
        [OpmlFeed(url=feed.url, title=feed.name, tags=feed.tags, lang=feed.lang) for feed in feeds],
        title="news-monitor",
    )
    if file is None:
        typer.echo(document, nl=False)
        return
    try:
        _write(file, document)
    except OSError as error:
        raise MonitorError(f"{file} can't be written: {error.strerror}") from error
    typer.echo(f"Wrote {plural(len(feeds), 'feed')} to {file}.")


def _write(file: Path, document: str) -> None:
    """Write all of a file or nothing: a disk that is full doesn't cost the list that was there."""
    if file.exists() and not file.is_file():  # /dev/stdout, a pipe
        file.write_text(document, "utf-8")
        return
    making = file.with_name(f".{file.name}.part")
    try:
        making.write_text(document, "utf-8")
        making.replace(file)
    finally:
        making.unlink(missing_ok=True)
