"""``stories``: which items tell of one event, for a file of items."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.errors import MonitorError


def stories(
    items: Annotated[
        Path, typer.Option("--items", help="A file with an item as JSON in each line; - is stdin.")
    ],
) -> None:
    """Group a file of items into stories; print {"id", "story"} for each, in their order.

    Each line of ITEMS is an object with "id", "title" and "published" (ISO or Unix milliseconds),
    and if you like "summary", "link", "source" and "lang". Nothing is stored.

    Example: [bold]news-monitor stories --items items.jsonl[/bold]
    """
    from monitor.rules import KnownWords
    from monitor.stories import cluster, read_items

    try:
        text = sys.stdin.read() if str(items) == "-" else items.read_text("utf-8")
        found = cluster(read_items(text.splitlines()), zipf=KnownWords().zipf)
        for key, story in found:
            sys.stdout.write(json.dumps({"id": key, "story": story}, ensure_ascii=False) + "\n")
    except OSError as error:
        raise MonitorError(f"{items} can't be read: {error.strerror}") from error
    except ValueError as error:
        raise MonitorError(f"{items}: {error}") from error
