"""Labelled desks, and what a reader of them would be told; for ``train_events``, ``score_events``.

A desk is what one person watches; each of its items says which event it reports. The desks in
``events/`` were written for this project, headline by headline: ``written`` (a company, a person, a
place for two weeks), ``narrow`` (a rule of two or three terms, which all items hold, for days),
``multi`` (one event in several languages) and ``twins`` (two events that look alike within hours,
each told twice or so). ``sagas`` and ``affairs`` are judged only, and nothing learns from them: the
events of one affair in a row, of all kinds of news, each told in two or three ways. ``desks.jsonl``
says what each is about, ``multi_aliases.json`` has the aliases that a reader of all those languages
would have.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from monitor.config import make_rule, shipped_pack
from monitor.item import Item
from monitor.rules import KnownWords, Matcher, found_in_text
from monitor.stories import Names, Stories, read_items

OURS = Path(__file__).with_name("events")
KINDS = ("written", "narrow", "multi", "twins")
JUDGED = (*KINDS, "sagas", "affairs")


@dataclass(frozen=True, slots=True)
class Labelled:
    """An item, and what a reader says of it."""

    item: Item
    desk: str
    event: str
    """Empty for one that nobody could place: it is in the stream and counts for nothing."""
    story: str
    """Empty if nobody said."""
    judged: bool = True
    """Not, if it is there as background only."""

    @property
    def moment(self) -> float:
        """Its publication, in seconds since 1970."""
        assert self.item.published is not None
        return self.item.published.timestamp()

    @property
    def counts(self) -> bool:
        """Whether what is made of it is right or wrong."""
        return self.judged and bool(self.event)


Desks = dict[str, list[Labelled]]
Stream = list[Labelled]


def read_desks(path: Path) -> Desks:
    """Read ``{"id", "desk", "event", "story"?, "title", …}`` lines; the event may be "skip"."""
    desks: Desks = defaultdict(list)
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    for item, line in zip(read_items(lines, where=str(path)), lines, strict=True):
        desks[(row := json.loads(line))["desk"]].append(_labelled(item, row))
    return {desk: in_order(items) for desk, items in sorted(desks.items())}


def _labelled(item: Item, row: dict[str, Any]) -> Labelled:
    event = "" if row["event"] == "skip" else row["event"]
    # Items of several files may have one id.
    item = replace(item, key=f"{row['desk']}/{item.key}")
    return Labelled(item, row["desk"], event, row.get("story", ""))


def read_stories(path: Path) -> Desks:
    """Read ``{"id", "story", "title", …}`` lines, by story: each item is an event of its own."""
    stories: Desks = defaultdict(list)
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    for item, line in zip(read_items(lines, where=str(path)), lines, strict=True):
        story = str(json.loads(line)["story"])
        stories[story].append(Labelled(item, path.stem, item.key, story))
    return dict(sorted(stories.items()))


def ours(kinds: Sequence[str] = KINDS) -> dict[str, Desks]:
    """The desks that come with the project, by kind."""
    return {kind: read_desks(OURS / f"{kind}.jsonl") for kind in kinds}


def names() -> Names:
    """The aliases of a reader of ``multi``."""
    return Names(json.loads((OURS / "multi_aliases.json").read_text("utf-8")))


def read_background(path: Path, number: int) -> list[Item]:
    """Some items of a file as ``news-monitor stories --items`` reads them, drawn by chance."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    drawn = random.Random(1).sample(lines, min(number, len(lines)))
    return list(read_items(drawn, where=str(path)))


def in_order(items: Iterable[Labelled]) -> Stream:
    """As they were published."""
    return sorted(items, key=lambda each: (each.moment, each.item.key))


def one_stream(desks: Desks, others: Sequence[Item] = (), *, seed: int = 1) -> Stream:
    """All desks in one stream, among others' items, whose times are spread by chance."""
    items = [each for desk in desks.values() for each in desk]
    first = min(each.moment for each in items)
    span = max(each.moment for each in items) - first
    start = next(each.item.published for each in items if each.moment == first)
    assert start is not None
    rng = random.Random(seed)
    for number, other in enumerate(others):
        published = start + timedelta(seconds=span * rng.random())
        item = replace(other, key=f"background/{number}/{other.key}", published=published)
        items.append(Labelled(item, "", item.key, "", judged=False))
    return in_order(items)


def desk_matcher(desks: Iterable[str], known: KnownWords) -> Matcher:
    """What the rules of these desks find, as ``events/desks.jsonl`` states them."""
    pack = shipped_pack()
    rows = map(json.loads, (OURS / "desks.jsonl").read_text("utf-8").splitlines())
    rules = {row["desk"]: row["rule"] for row in rows if "rule" in row}
    return Matcher(
        [make_rule(rules[desk], name=desk, aliases=pack) for desk in desks if desk in rules],
        known=known,
    )


def grouped(
    stream: Stream, *, zipf, names: Names | None = None, matcher: Matcher | None = None
) -> Iterator[tuple[str, int, int]]:
    """Group a stream by the product's own engine: each item's key, story and event.

    Args:
        stream: In order.
        zipf: How common a word is.
        names: The reader's aliases.
        matcher: Of the rules that found the items.
    """
    ids, events = count(1), count(1)
    stories = Stories(
        next_story=lambda: next(ids), next_event=lambda: next(events), zipf=zipf, names=names
    )
    for each in stream:
        assert each.item.published is not None
        found = matcher.match(each.item) if matcher else []
        assigned = stories.assign(
            each.item,
            now=each.item.published,
            wanted=bool(found) or matcher is None,
            asked=found_in_text(found),
        )
        yield each.item.key, assigned.story, assigned.event


class Score(NamedTuple):
    """What a reader was told, counted; scores add up."""

    events: int = 0
    missed: int = 0
    """Events never told: each of their reports was taken for another event."""
    repeats: int = 0
    """Alerts beyond an event's first."""

    def __add__(self, other: object) -> Score:
        """Of two desks."""
        assert isinstance(other, Score)
        return Score(*(one + two for one, two in zip(self, other, strict=True)))

    def __str__(self) -> str:
        """As shares of the events."""
        return f"{self.missed / (self.events or 1):.3f} / {self.repeats / (self.events or 1):.2f}"


def score(desks: Desks, event_of: Mapping[str, int]) -> Score:
    """Compare what was told with the labels: the first item of an event of ours gives an alert."""
    total = Score()
    for items in desks.values():
        alerts = Counter({each.event: 0 for each in items if each.counts})
        told: set[int] = set()
        for each in items:
            if each.counts and (event := event_of[each.item.key]) not in told:
                told.add(event)
                alerts[each.event] += 1
        total += Score(
            len(alerts),
            sum(not number for number in alerts.values()),
            sum(max(0, number - 1) for number in alerts.values()),
        )
    return total


def b_cubed(truth: Mapping[str, str], found: Mapping[str, int]) -> tuple[float, float, float]:
    """Precision, recall and F1 of a grouping (Bagga and Baldwin 1998)."""
    true: dict[str, set[str]] = defaultdict(set)
    ours_: dict[int, set[str]] = defaultdict(set)
    for key, group in truth.items():
        true[group].add(key)
        ours_[found[key]].add(key)
    both = {key: len(true[group] & ours_[found[key]]) for key, group in truth.items()}
    precision = sum(both[key] / len(ours_[found[key]]) for key in truth) / len(truth)
    recall = sum(both[key] / len(true[group]) for key, group in truth.items()) / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)
