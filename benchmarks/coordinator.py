"""What the coordinator itself takes, without the network and without the workers.

    python benchmarks/coordinator.py [--feeds 300] [--rounds 5] [--rules 200] [--rush] [--prepared]
                                     [--profile]

The daemon's own parts (what is due, requests, decisions, matching, stories, SQLite) are given the
outcomes of generated newspapers; to read these takes a worker's time, and isn't counted. Each round
polls every feed five times: nothing has changed; the bodies have, but no item; each has a new item;
each has three; each has edited one. What is printed is processor time of this process: medians, and
what each kind takes more than the one it builds on. With ``--rush`` it is an hour that has brought
so many items that those which no rule finds are no longer read for their stories. With
``--prepared`` items come as from a cluster's workers that know the rules (``inbound.prepared``), in
answers for 50 feeds; to unpack these counts. ``--profile`` shows where the recording and the
writing thread spend it for new items.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import statistics
import tempfile
import time
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from _news import Newsroom
from _newspapers import Paper

from monitor.alerts.planning.policy import Policy, Target, TargetKind
from monitor.feeds.cluster.batch import Answer, seal, unseal
from monitor.feeds.http.body import body_hash
from monitor.feeds.parsing.source import parse_source
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.outcome import Parsed, Unchanged
from monitor.feeds.watched import WatchedFeeds
from monitor.garbage_collection import settled
from monitor.inbound.poll_loop import Intake
from monitor.inbound.record import Recorder
from monitor.rules import KnownWords
from monitor.store.database import Database
from monitor.store.feeds import feeds as feed_store
from monitor.store.writing import polls
from monitor.stories import stories
from monitor.stories.allowance import Allowance

NEW = {"new item": 1, "three new items": 3}
BATCH = 50
"""Outcomes in an answer of a worker's, at least where there are many."""


class OnePaper(Paper):
    """A newspaper of today that changes as it is told to."""

    def __init__(self, number, texts):
        super().__init__(number, texts, now=int(time.time()) - 7_200)

    def turn(self, kind):
        """Print the next body."""
        if kind == "unchanged":
            return
        self._now = time.time()
        if new := NEW.get(kind):
            self._items = [*(self._item() for _ in range(new)), *self._items[:-new]]
        elif kind == "edit":
            self._random.choice(self._items)["title"] = self._random.choice(self._texts).title
        self.body = self._print()


class Newspapers:
    """Answers polls at once, as a worker would; ``seconds`` is what that took."""

    def __init__(self, feeds, texts):
        self.papers = {f"https://p{n}.example/{n}": OnePaper(n, texts) for n in range(feeds)}
        self.seconds = 0.0
        self.prepare = None
        self._answered = []

    def turn(self, kind):
        """Have every paper turn its page."""
        for paper in self.papers.values():
            paper.turn(kind)

    def submit(self, request):
        """Answer as ``Poller.submit`` does."""
        began = time.thread_time()
        body = self.papers[request.url].body
        hashed = body_hash(body)
        known = Validators(etag=f'"{hashed[:16]}"')
        if hashed == request.body_hash:
            outcome = Unchanged(
                url=request.url, validators=known, body_hash=hashed, status=304, elapsed=0.2
            )
        else:
            parsed = parse_source(
                body,
                url=request.url,
                final_url=request.url,
                content_type="application/rss+xml",
                source=request.source,
                lang=request.lang,
                tags=request.tags,
                limits=request.limits,
                seen=request.seen,
                now=datetime.now(UTC),
            )
            outcome = Parsed(
                url=request.url,
                items=parsed.items,
                validators=known,
                body_hash=hashed,
                title=parsed.title,
                status=200,
                unchanged_items=parsed.unchanged,
                seen=parsed.seen,
                elapsed=0.2,
                size=len(body),
            )
            if self.prepare:
                found = {item.key: self.prepare(item) for item in outcome.items}
                outcome = replace(outcome, prepared=found, prepared_by=self.version)
        future = Future()
        self._answered.append((future, outcome))
        self.seconds += time.thread_time() - began
        if not self.prepare or len(self._answered) == BATCH:
            self.send()
        return future

    def send(self):
        """Send what is answered."""
        answered, self._answered = self._answered, []
        brought = tuple(outcome for _, outcome in answered)
        if answered and self.prepare:
            began = time.thread_time()
            sealed = seal(Answer(brought))
            self.seconds += time.thread_time() - began
            brought = unseal(sealed).brought
        for (future, _), outcome in zip(answered, brought, strict=True):
            future.set_result(outcome)


def poll_all(intake, papers):
    """Poll every feed once; returns processor seconds without the newspapers' own."""
    intake.database.write(lambda db: feed_store.poll_now(db, now=datetime.now(UTC)))
    papers.seconds, before = 0.0, time.process_time()
    while intake.tick() or intake.busy:
        papers.send()
        time.sleep(0.005)
    return time.process_time() - before - papers.seconds


def show(taken):
    """Print medians, in milliseconds a poll."""
    middle = {kind: statistics.median(each) for kind, each in taken.items()}
    for kind, each in middle.items():
        print(f"{kind}: {each:.3f} ms a poll")
    one = middle["new item"] - middle["changed"]
    each = (middle["three new items"] - middle["new item"]) / 2
    print(
        f"a poll {middle['unchanged']:.3f}, changed {middle['changed'] - middle['unchanged']:.3f} "
        f"more, a new item {one:.3f} more, an edit {middle['edit'] - middle['changed']:.3f} more; "
        f"that is {one - each:.3f} for a poll with news and {each:.3f} for each new item"
    )


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--feeds", type=int, default=300)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--rules", type=int, default=200)
    options.add_argument("--rush", action="store_true")
    options.add_argument("--prepared", action="store_true")
    options.add_argument("--profile", action="store_true")
    given = options.parse_args()
    if given.rush:
        stories.Allowance = partial(Allowance, 0)
    rules = Newsroom(7).rules(given.rules)
    papers = Newspapers(given.feeds, Newsroom().items(2_000 + given.feeds * 20))
    wanted = [Feed(url=url, interval=timedelta(hours=1)) for url in papers.papers]
    counted = dict.fromkeys(("polls", "changed", "new", "edited", "matches"), 0)

    def recorded(summary):
        counted["polls"] += 1
        counted["changed"] += summary.result.value == "polled"
        for name in ("new", "edited", "matches"):
            counted[name] += getattr(summary, name)

    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        database = stack.enter_context(Database(Path(folder) / "news.db"))
        database.write(lambda db: feed_store.sync(db, wanted, now=datetime.now(UTC)))
        recorder = Recorder(
            database,
            watched=WatchedFeeds(wanted),
            rules=rules,
            policies={rule.name: Policy(rule=rule.name, targets=("desk",)) for rule in rules},
            targets={"desk": Target(name="desk", url="console:", kind=TargetKind.CONSOLE)},
            timezone=ZoneInfo("UTC"),
            known=KnownWords(),
        )
        intake = Intake(
            database,
            recorder,
            submit=papers.submit,
            allow_private=frozenset(),
            clock=lambda: datetime.now(UTC),
            recorded=recorded,
            room=lambda: 20_000,
        )
        if given.prepared:
            preparation = recorder.preparation()
            papers.version, papers.prepare = preparation.version, preparation.begin(Path(folder))
        profiles = [cProfile.Profile(time.thread_time) for _ in range(2)]

        def profiled(run, profile):
            def run_profiled(*args, **more):
                if polled in NEW:
                    return profile.runcall(run, *args, **more)
                return run(*args, **more)

            return run_profiled

        if given.profile:
            recorder.record_all = profiled(recorder.record_all, profiles[0])
            polls.record = profiled(polls.record, profiles[1])
        polled = ""
        intake.start()
        stack.enter_context(settled())  # as a daemon once it is at work
        print(f"first: {1000 * poll_all(intake, papers) / given.feeds:.2f} ms a poll")
        taken = {kind: [] for kind in ("unchanged", "changed", *NEW, "edit")}
        for _ in range(given.rounds):
            for polled, each in taken.items():
                papers.turn(polled)
                counted.update(dict.fromkeys(counted, 0))
                each.append(1000 * poll_all(intake, papers) / given.feeds)
        print(f"the last: {counted}")
        show(taken)
        intake.stop(10)
        for profile in profiles if given.profile else ():
            pstats.Stats(profile).sort_stats("cumtime").print_stats(60)


if __name__ == "__main__":
    main()
