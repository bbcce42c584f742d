"""Train the three models of the story engine on labelled desks, and judge them on unseen ones.

    python benchmarks/train_events.py --to FOLDER           # on our own desks alone
    python benchmarks/train_events.py --events FILE [WEIGHT [CAUTION]] --stories FILE
                                      --background ITEMS.jsonl    # the models that are shipped

``--events`` names further labelled desks (as ``score_events`` reads them), ``--stories`` items of
which only the story is known, ``--background`` items to hide desks among; otherwise other desks'
items are used. All are JSON lines. WEIGHT says how much a file counts (our desks: see ``OURS``),
CAUTION how much worse than a repeat it is to take two of its events for one.

**pair** weighs an item against one report. It is trained on every desk replayed alone, in one
stream with background, and from cold starts, eight items each: a reader adds a rule, and what is
common in its news isn't known yet. What was told before an item is taken from the labels.

**event** weighs an item against an event, by what ``pair`` says of its reports and of the other
candidates. It must see ``pair`` as it is on items it doesn't know, so it is trained on what three
others say, each of which was trained without a third of the desks.

**story** tells whether an event goes on with another's story. It meets events as the two others
made them, mistakes and all, because that is what it will meet.

Before that, all is done twice with half of the desks, the other half is judged by the product's own
engine, and *missed* / *repeats* are printed for a row of thresholds, B-cubed for the stories.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import _events_examples as examples
import numpy as np
from _events_desks import (
    Desks,
    Score,
    Stream,
    b_cubed,
    grouped,
    in_order,
    names,
    one_stream,
    ours,
    read_background,
    read_desks,
    read_stories,
    score,
)
from _events_examples import Meeting, Readings, weighed
from _events_trees import Data, Model, Size, train, trial

from monitor.item import Item
from monitor.rules import KnownWords
from monitor.stories.judgement import SAME_EVENT

OURS = {"written": (1.5, 1.0), "narrow": (3.0, 1.4), "multi": (0.7, 1.0)}
"""Weight and caution of our own desks: a narrow rule is where most would be swallowed."""
FOLDS = 3
AMID = 700
COLD_STARTS, COLD_STEP, COLD_WEIGHT = 8, 4, 0.7
EVENT_THRESHOLDS = (0.5, 0.6, 0.66, 0.7, 0.75, 0.8)
STORY_THRESHOLDS = (0.7, 0.82, 0.9)
TO = Path(__file__).parents[1] / "monitor" / "stories"


@dataclass(frozen=True, slots=True)
class Kind:
    """Labelled desks of one kind."""

    name: str
    desks: Desks
    weight: float
    caution: float

    def half(self, which: int) -> Kind:
        """Every other desk."""
        return replace(self, desks=dict(list(self.desks.items())[which::2]))


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that models are trained on."""

    kinds: Sequence[Kind]
    stories: Sequence[Desks]
    others: Sequence[Item]
    """Background; other desks' items without."""

    def half(self, which: int) -> Corpus:
        """Half of it."""
        return replace(
            self,
            kinds=[kind.half(which) for kind in self.kinds],
            stories=[dict(list(each.items())[which::2]) for each in self.stories],
        )

    def background(self, kind: Kind, seed: int) -> list[Item]:
        """Items to hide that kind's desks among."""
        others = self.others or [
            each.item
            for other in self.kinds
            if other is not kind
            for desk in other.desks.values()
            for each in desk
        ]
        return random.Random(seed).sample(others, min(AMID, len(others)))


@dataclass(frozen=True, slots=True)
class Part:
    """What some desks of a kind give, replayed in one manner."""

    kind: Kind
    manner: str
    fold: int
    meetings: Sequence[Meeting]


def replayed(corpus: Corpus, readings: Readings) -> list[Part]:
    parts = []
    for kind in corpus.kinds:
        for number, desk in enumerate(kind.desks.values()):
            fold = number % FOLDS
            parts.append(Part(kind, "alone", fold, examples.of_truth(desk, readings)))
            parts.append(Part(kind, "cold", fold, cold(desk, readings)))
        for fold in range(FOLDS):
            some = dict(list(kind.desks.items())[fold::FOLDS])
            if some:
                stream = one_stream(some, corpus.background(kind, fold), seed=fold)
                parts.append(Part(kind, "amid", fold, examples.of_truth(stream, readings)))
    return parts


def cold(desk: Stream, readings: Readings) -> list[Meeting]:
    """A desk from several of its items on, without what was before."""
    starts = range(2, max(3, len(desk) - 4), COLD_STEP)
    return [
        meeting
        for start in starts
        for meeting in examples.of_truth(desk[start : start + COLD_STARTS], readings)
    ]


def assembled(parts: Sequence[Part], rows_of: Callable) -> Data:
    """Each kind in each manner counts by its weight, however many examples it has."""
    by_manner = defaultdict(list)
    for part in parts:
        if part.meetings:
            by_manner[part.kind.name, part.manner].append((part.kind, rows_of(part)))
    data = []
    for (_, manner), found in by_manner.items():
        kind = found[0][0]
        rows = np.vstack([rows for _, (rows, _) in found])
        same = np.concatenate([same for _, (_, same) in found])
        weight = kind.weight * (COLD_WEIGHT if manner == "cold" else 1.0)
        data.append(weighed(rows, same, weight=weight, other=kind.caution))
    return Data.joined(data)


def trained(corpus: Corpus, readings: Readings, options) -> dict[str, Model]:
    """The three models."""
    pair_trees, event_trees, story_trees = options.trees
    pair_size = Size(pair_trees, depth=5, rate=0.08, averaged=options.averaged)
    event_size = Size(event_trees, depth=4, rate=0.08, averaged=options.averaged)
    story_size = Size(story_trees, depth=5, rate=0.08)
    parts = replayed(corpus, readings)
    threads = options.threads

    def pair_of(some: Sequence[Part]) -> Model:
        data = assembled(some, lambda part: examples.pairs(part.meetings))
        return train("pair", data, pair_size, threads=threads)

    pair = pair_of(parts)
    unseen = [pair_of([part for part in parts if part.fold != fold]) for fold in range(FOLDS)]
    data = assembled(parts, lambda part: examples.events(part.meetings, unseen[part.fold]))
    event = train("event", data, event_size, threads=threads)
    data = of_stories(corpus, readings, pair, event)
    return {
        "pair": pair,
        "event": event,
        "story": train("story", data, story_size, threads=threads),
    }


def of_stories(corpus: Corpus, readings: Readings, pair: Model, event: Model) -> Data:
    """Each file of stories counts as much as all desks together, and each desk alike."""
    desks = [
        desk
        for kind in corpus.kinds
        for desk in kind.desks.values()
        if any(each.story for each in desk)
    ]
    streams = [(desk, 1 / len(desks)) for desk in desks]
    streams += [(in_order(chain(*stories.values())), 1.0) for stories in corpus.stories]
    data = []
    for stream, weight in streams:
        met = examples.of_judgement(stream, readings, pair, event, same_event=SAME_EVENT)
        if met:
            data.append(weighed(*examples.pairs(met), weight=weight))
    return Data.joined(data)


def cross_validate(corpus: Corpus, readings: Readings, options, *, zipf) -> None:
    """Train on either half, judge on the other, and print what a reader would have been told."""
    totals: dict[tuple[str, str, float], Score] = defaultdict(Score)
    stories: dict[float, list[tuple[float, float, float]]] = defaultdict(list)
    for which in (0, 1):
        learnt, unseen = corpus.half(which), corpus.half(1 - which)
        models = trained(learnt, readings, options)
        for at in EVENT_THRESHOLDS:
            with trial(models, same_event=at):
                for kind in unseen.kinds:
                    stream = one_stream(kind.desks, learnt.background(kind, 7))
                    for desk, items in kind.desks.items():
                        totals[kind.name, "alone", at] += judged({desk: items}, items, zipf=zipf)
                    totals[kind.name, "amid others", at] += judged(kind.desks, stream, zipf=zipf)
        for at in STORY_THRESHOLDS:
            with trial(models, same_story=at):
                stories[at] += judged_stories(unseen, zipf=zipf)
    print("missed / repeats on the half not trained on, by the probability that joins")
    for kind in corpus.kinds:
        for manner in ("alone", "amid others"):
            line = "   ".join(f"{at}: {totals[kind.name, manner, at]}" for at in EVENT_THRESHOLDS)
            print(f"  {kind.name:<10} {manner:<12} {line}")
    print("stories: B-cubed precision, recall, F1; mean of all desks and files")
    for at, found in stories.items():
        mean = np.array(found).mean(axis=0)
        print(f"  {at}: " + ", ".join(f"{each:.3f}" for each in mean), flush=True)


def judged(desks: Desks, stream: Stream, *, zipf) -> Score:
    found = {key: event for key, _, event in grouped(stream, zipf=zipf, names=names())}
    return score(desks, found)


def judged_stories(corpus: Corpus, *, zipf) -> list[tuple[float, float, float]]:
    streams = [desk for kind in corpus.kinds for desk in kind.desks.values()]
    streams += [in_order(chain(*each.values())) for each in corpus.stories]
    found = []
    for stream in streams:
        truth = {each.item.key: each.story for each in stream if each.story}
        if truth:
            story_of = {key: story for key, story, _ in grouped(stream, zipf=zipf, names=names())}
            found.append(b_cubed(truth, story_of))
    return found


def read_corpus(options) -> Corpus:
    kinds = [Kind(name, desks, *OURS[name]) for name, desks in ours().items()]
    for name, *numbers in options.events:
        weight, caution = (*map(float, numbers), 1.0, 1.0)[:2]
        kinds.append(Kind(Path(name).name, read_desks(Path(name)), weight, caution))
    others = read_background(options.background, 20 * AMID) if options.background else []
    return Corpus(kinds, [read_stories(path) for path in options.stories], others)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--events", action="append", nargs="+", default=[], metavar="FILE")
    parser.add_argument("--stories", action="append", type=Path, default=[], metavar="FILE")
    parser.add_argument("--background", type=Path, metavar="FILE")
    parser.add_argument("--to", type=Path, default=TO, help="where to write (the product)")
    parser.add_argument("--trees", type=int, nargs=3, default=(250, 120, 200))
    parser.add_argument("--averaged", type=int, default=3, help="models of each, averaged (3)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--unjudged", action="store_true", help="train only")
    options = parser.parse_args()
    zipf = KnownWords().zipf
    readings = Readings(zipf=zipf, names=names())
    corpus = read_corpus(options)
    if not options.unjudged:
        cross_validate(corpus, readings, options, zipf=zipf)
    options.to.mkdir(parents=True, exist_ok=True)
    for name, model in trained(corpus, readings, options).items():
        model.write(options.to / f"{name}_model.json")
        print(f"wrote {options.to / name}_model.json, {len(model.data['leaves'])} trees")


if __name__ == "__main__":
    main()
