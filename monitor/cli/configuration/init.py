"""``init``: a configuration to start from."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from monitor.errors import MonitorError


def init(
    directory: Annotated[
        Path, typer.Argument(help="Where to put it; created if it doesn't exist.")
    ] = Path(),
) -> None:
    """Write a config.toml to start from, with a sample feed and a list of real ones.

    It works as it is, offline; to use the real feeds and targets in it, remove a #.
    seeds/feeds.opml has forty more, for [bold]feeds import[/bold].

    Example: [bold]news-monitor init ~/.config/news-monitor[/bold]
    """
    from monitor.shipped import shipped

    config = directory / "config.toml"
    if config.exists():
        raise MonitorError(f"{config} already exists; it was left unchanged")
    seeds = directory / "seeds"
    try:
        seeds.mkdir(parents=True, exist_ok=True)
        for name in ("sample.rss", "sample.atom", "sample.json", "feeds.opml"):
            if not (seeds / name).exists():
                shutil.copyfile(shipped(name), seeds / name)
        shutil.copyfile(shipped("config.toml"), config)
    except OSError as error:
        raise MonitorError(
            f"{error.filename2 or error.filename or directory} can't be written: {error.strerror}; "
            "name a folder of your own: news-monitor init ~/news-monitor"
        ) from None
    typer.echo(f"Wrote {config}. Next: news-monitor run --config {config}")
