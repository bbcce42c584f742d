"""Has a change to the story engine changed a decision? Run before and after, and compare.

    python benchmarks/decisions.py [FILE…] [--items ITEMS.jsonl] > before

Prints a digest of all that was decided (event, story, reason, probability, words) for our desks and
those of other files, each desk alone and all of a file in one stream; and for a stream of items as
``news-monitor stories --items`` reads them, after every thousand of them. Where the digests of two
versions agree, so do their decisions.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from _events_desks import names, one_stream, ours, read_desks

from monitor.item import Item
from monitor.rules import KnownWords
from monitor.stories import Stories, read_items
from monitor.stories.stories import WINDOW

START = datetime(2026, 1, 1, tzinfo=UTC)


def decide(name: str, items: Iterable[Item], *, zipf, every: int = 0) -> None:
    """Print a digest of what is decided about items; also on the way, every so many."""
    ids, events = count(1), count(1)
    stories = Stories(
        next_story=lambda: next(ids), next_event=lambda: next(events), zipf=zipf, names=names()
    )
    digest = hashlib.sha256()
    for number, item in enumerate(items, start=1):
        told = stories.assign(item, now=item.published or START)
        # Rounded: the order in which a sum is taken changes its last digits.
        rounded = (told.story, told.event, told.reason.value, round(told.score, 9))
        digest.update(repr((item.key, *rounded, told.why, told.new)).encode())
        if every and number % every == 0:
            print(f"{name} {number} {digest.hexdigest()[:16]}", flush=True)
    if not every:
        print(f"{name} {digest.hexdigest()[:16]}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, help="labelled desks beside ours")
    parser.add_argument("--items", type=Path, help="a stream of items, spread over the window")
    options = parser.parse_args()
    zipf = KnownWords().zipf
    kinds = ours() | {str(path): read_desks(path) for path in options.files}
    for kind, desks in kinds.items():
        for desk, items in desks.items():
            decide(f"{kind} {desk}", [each.item for each in items], zipf=zipf)
        decide(f"{kind} in one stream", [each.item for each in one_stream(desks)], zipf=zipf)
    if options.items:
        with options.items.open(encoding="utf-8") as lines:
            items = list(read_items(lines, where=str(options.items)))
        step = WINDOW / max(1, len(items))
        spread = [
            replace(item, published=START + number * step) for number, item in enumerate(items)
        ]
        decide("items", spread, zipf=zipf, every=1_000)


if __name__ == "__main__":
    main()
