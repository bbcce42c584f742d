"""Was each event told, and how often? Judged on labelled desks, by the product's own engine.

    python benchmarks/score_events.py                       # our own desks
    python benchmarks/score_events.py FILE… --background ITEMS.jsonl
    python benchmarks/score_events.py --models FOLDER       # with models other than the shipped
    python benchmarks/score_events.py --haste 8             # a day's events in three hours

Prints *missed* (the share of the events that nobody would have been told of, because each of their
reports was taken for another event) and *repeats* (alerts beyond an event's first, per event), for
every desk alone, for all desks of a file in one stream, and for that stream amid 1,500 items of
background. Files have lines ``{"id", "desk", "event", "title", "summary", "published", "source",
"lang", "link"}``; the event may be "skip". The models were trained on our own desks but for
``sagas`` and ``affairs``: the figures of the others are better than those of any other desk, and
guard against mistakes in code only.
"""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from pathlib import Path

from _events_desks import (
    JUDGED,
    Desks,
    Score,
    Stream,
    desk_matcher,
    grouped,
    names,
    one_stream,
    ours,
    read_background,
    read_desks,
    score,
)
from _events_manners import in_haste
from _events_trees import read_models, trial

from monitor.rules import KnownWords


def told(stream: Stream, desks, *, known) -> dict[str, int]:
    """Each item's event, found by the rules of these desks."""
    found = grouped(stream, zipf=known.zipf, names=names(), matcher=desk_matcher(desks, known))
    return {key: event for key, _, event in found}


def lost(items: Stream, event_of: dict[str, int]) -> list[str]:
    """The events that weren't told, each with what it was taken for."""
    seen: dict[int, str] = {}
    told_of: set[str] = set()
    taken: dict[str, str] = {}
    for each in items:
        if not each.counts:
            continue
        event = event_of[each.item.key]
        if event not in seen:
            seen[event] = each.item.title
            told_of.add(each.event)
        taken.setdefault(each.event, f"{each.item.title}\n        into {seen[event]}")
    return [text for event, text in taken.items() if event not in told_of]


def judge(name: str, desks: Desks, background, options, *, known) -> None:
    alone = Score()
    for desk, items in desks.items():
        event_of = told(items, [desk], known=known)
        found = score({desk: items}, event_of)
        alone += found
        if options.each:
            print(f"  {desk:<10}{found.events:>5}  {found}")
        if options.worst:
            for text in lost(items, event_of):
                print(f"    {desk}  {text}")
    line = f"{name:<16}{alone.events:>6} events   alone {alone}"
    line += f"   one stream {score(desks, told(one_stream(desks), desks, known=known))}"
    if background:
        amid = told(one_stream(desks, background), desks, known=known)
        line += f"   amid {len(background)} others {score(desks, amid)}"
    print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, help="labelled desks; ours without")
    parser.add_argument("--background", type=Path, help="items to hide the desks among")
    parser.add_argument("--items", type=int, default=1_500, help="how many of those (1500)")
    parser.add_argument("--models", type=Path, help="a folder with pair_model.json and the like")
    parser.add_argument("--haste", type=float, default=1, help="how much faster time runs (1)")
    parser.add_argument("--each", action="store_true", help="print every desk")
    parser.add_argument("--worst", action="store_true", help="print the events that weren't told")
    options = parser.parse_args()
    kinds = {path.stem: read_desks(path) for path in options.files} or ours(JUDGED)
    background = read_background(options.background, options.items) if options.background else []
    known = KnownWords()
    with trial(read_models(options.models)) if options.models else nullcontext():
        for name, desks in kinds.items():
            hasty = {desk: in_haste(items, options.haste) for desk, items in desks.items()}
            judge(name, hasty, background, options, known=known)


if __name__ == "__main__":
    main()
