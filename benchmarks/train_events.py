"""Train the models of the story engine on labelled desks, and judge them on unseen ones.

    python benchmarks/train_events.py --to FOLDER           # on our own desks alone
    python benchmarks/train_events.py --events FILE [WEIGHT [CAUTION]] --stories FILE
        --edits FILE --background ITEMS.jsonl               # as the shipped ones were

``--events`` names further labelled desks (as ``score_events`` reads them), ``--stories`` items of
which only the story is known, ``--edits`` further edits (as in ``events/edits.jsonl``),
``--background`` items to hide desks among; otherwise other desks' items are used. All are JSON
lines. WEIGHT says how much a file counts (our desks: ``OURS``), CAUTION how much worse than a
repeat it is to take two of its events for one.

**pair** weighs an item against one report. What was told before an item is taken from the labels;
every desk is replayed in several manners (``_events_manners``).

**event** weighs an item against an event, by what ``pair`` says of its reports and of the other
candidates. It must see ``pair`` as it is on items it doesn't know, so it is trained on what three
others say, each of which was trained without a third of the desks.

**story** tells whether an event goes on with another's story. It meets events as the two others
made them, mistakes and all, because that is what it will meet.

**first_look** leaves out events that the others would refuse anyway: it learns from what they say.
**edit** tells whether an edited item tells of something else than before; it is trained by itself.

Before that, all is done without a quarter of the desks, four times; that quarter is judged by the
product's own engine, and *missed* / *repeats* are printed for a row of thresholds, B-cubed for the
stories. Then choose ``comparison.SAME_EVENT`` and ``SAME_STORY`` by them: as many events missed as
you can bear.
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
from _events_edits import judged_edits, of_edits, read_edits
from _events_examples import Readings, weighed
from _events_looks import of_looks
from _events_manners import FOLDS, Kind, Part, replayed
from _events_trees import Data, Model, Rows, Size, train, trial

from monitor.item import Item
from monitor.rules import KnownWords
from monitor.stories.same_event.comparison import SAME_EVENT

OURS = {"written": (1.5, 1.0), "narrow": (3.0, 1.4), "multi": (0.7, 1.0), "twins": (0.0, 1.0)}
"""Weight and caution of our own desks: a narrow rule is where most would be swallowed. Twins are
there to measure with."""
AMID = 700
PARTS = 4
"""Into so many parts the desks are divided to judge models on what they don't know."""
EVENT_THRESHOLDS = (0.5, 0.55, 0.6, 0.62, 0.65, 0.7)
STORY_THRESHOLDS = (0.7, 0.82, 0.9, 0.95)
TO = Path(__file__).parents[1] / "monitor" / "stories" / "judging"


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that models are trained on."""

    kinds: Sequence[Kind]
    stories: Sequence[Desks]
    others: Sequence[Item]
    """Background; other desks' items without."""

    def split(self, fold: int) -> tuple[Corpus, Corpus]:
        """All but one part of the desks and stories, and that part."""

        def part(*, unseen: bool) -> Corpus:
            return replace(
                self,
                kinds=[replace(kind, desks=_part(kind.desks, fold, unseen)) for kind in self.kinds],
                stories=[_part(each, fold, unseen) for each in self.stories],
            )

        return part(unseen=False), part(unseen=True)

    def background(self, kind: Kind, seed: int) -> list[Item]:
        """Items to hide that kind's desks among."""
        others = self.others or [
            each.item
            for other in self.kinds
            if other.name != kind.name
            for each in chain(*other.desks.values())
        ]
        return random.Random(seed).sample(others, min(AMID, len(others)))


def trained(corpus: Corpus, readings: Readings, options) -> dict[str, Model]:
    """All models but that of edits."""
    pair_trees, event_trees, story_trees = options.trees
    pair_size = Size(pair_trees, depth=5, rate=0.08, averaged=options.averaged)
    event_size = Size(event_trees, depth=4, rate=0.08, averaged=options.averaged)
    parts = [
        part
        for kind in corpus.kinds
        for part in replayed(kind, readings, lambda fold, kind=kind: corpus.background(kind, fold))
    ]

    def pair_of(some: Sequence[Part]) -> Model:
        data = assembled(some, lambda part: examples.pairs(part.meetings))
        return train("pair", data, pair_size, threads=options.threads)

    models = {"pair": pair_of(parts)}
    unseen = [pair_of([part for part in parts if part.fold != fold]) for fold in range(FOLDS)]
    data = assembled(parts, lambda part: examples.events(part.meetings, unseen[part.fold]))
    models["event"] = train("event", data, event_size, threads=options.threads)
    size = Size(story_trees, depth=5, rate=0.08)
    data = of_stories(corpus, readings, models)
    models["story"] = train("story", data, size, threads=options.threads)
    streams = [one_stream(kind.desks, corpus.background(kind, 5)) for kind in corpus.kinds]
    models["first_look"] = of_looks(
        streams, corpus.others, readings, models, same_event=SAME_EVENT, threads=options.threads
    )
    return models


def assembled(parts: Sequence[Part], rows_of: Callable[[Part], tuple[Rows, np.ndarray]]) -> Data:
    """Each kind in each manner counts by its weight, however many examples it has."""
    by_manner = defaultdict(list)
    for part in parts:
        by_manner[part.kind.name, part.manner].append((part, rows_of(part)))
    data = []
    for found in by_manner.values():
        part = found[0][0]
        rows = np.vstack([rows for _, (rows, _) in found])
        same = np.concatenate([same for _, (_, same) in found])
        data.append(weighed(rows, same, weight=part.weight, caution=part.kind.caution))
    return Data.joined(data)


def of_stories(corpus: Corpus, readings: Readings, models: dict[str, Model]) -> Data:
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
        met = examples.of_comparison(stream, readings, models, same_event=SAME_EVENT)
        found = examples.pairs([meeting for each, meeting in met if each.counts])
        data.append(weighed(*found, weight=weight))
    return Data.joined(data)


def cross_validate(corpus: Corpus, readings: Readings, options, *, zipf) -> None:
    """Train without one part of the desks, judge on that; print what a reader would be told."""
    totals: dict[tuple[str, str, float], Score] = defaultdict(Score)
    stories: dict[float, list[tuple[float, float, float]]] = defaultdict(list)
    for fold in range(PARTS):
        learnt, unseen = corpus.split(fold)
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
    print("missed / repeats on desks not trained on, by the probability that joins")
    for kind in corpus.kinds:
        for manner in ("alone", "amid others"):
            line = "   ".join(f"{at}: {totals[kind.name, manner, at]}" for at in EVENT_THRESHOLDS)
            print(f"  {kind.name:<10} {manner:<12} {line}")
    print("stories: B-cubed precision, recall, F1; mean of all desks and files")
    for at, found in stories.items():
        mean = np.array(found).mean(axis=0)
        print(f"  {at}: " + ", ".join(f"{each:.3f}" for each in mean), flush=True)


def _part(desks: Desks, fold: int, unseen: bool) -> Desks:
    return {
        desk: items
        for number, (desk, items) in enumerate(desks.items())
        if (number % PARTS == fold) is unseen
    }


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
    parser.add_argument("--edits", action="append", type=Path, default=[], metavar="FILE")
    parser.add_argument("--background", type=Path, metavar="FILE")
    parser.add_argument("--to", type=Path, default=TO, help="where to write (the product)")
    parser.add_argument("--trees", type=int, nargs=3, default=(250, 120, 200))
    parser.add_argument("--averaged", type=int, default=3, help="models of each, averaged (3)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only-edits", action="store_true", help="the model of edits alone")
    parser.add_argument("--unjudged", action="store_true", help="train only")
    options = parser.parse_args()
    zipf = KnownWords().zipf
    readings = Readings(zipf=zipf, names=names())
    corpus = read_corpus(options)
    edits = of_edits(read_edits(options.edits), corpus.kinds, readings)
    if not options.unjudged:
        if not options.only_edits:
            cross_validate(corpus, readings, options, zipf=zipf)
        print(judged_edits(edits, threads=options.threads), flush=True)
    options.to.mkdir(parents=True, exist_ok=True)
    models = {} if options.only_edits else trained(corpus, readings, options)
    models["edit"] = edits.trained(threads=options.threads)
    for name, model in models.items():
        path = options.to / f"{name}_model.json"
        model.write(path)
        print(f"wrote {path}: {len(model.data['leaves'])} trees")


if __name__ == "__main__":
    main()
