"""Stories: which items tell of one event. Online, deterministic, from words alone.

    stories = Stories(next_id=counter, zipf=known_words.zipf)
    stories.restore(items_of_open_stories)          # after a restart: the same decisions follow
    assignment = stories.assign(item, now=now)

An item first meets the stories that have the same text (``identity``). Then it is compared with the
stories that share its rarest words (``fit``), found through an index (``today``). It joins the one
it fits best; if it fits none, it opens one. If it fits several that resemble each other, or if one
that had only one item so far now fits the other, these turn out to be one: the elder absorbs the
younger. ``docs/stories.md`` says more.

No clock and no storage: ``now`` and the ids are given, and the caller keeps what was decided.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from datetime import datetime
from heapq import heappop, heappush
from typing import Final, NamedTuple

from monitor.item import Item
from monitor.stories.assignment import Assignment, Reason
from monitor.stories.fit import SAME_DAY, are_one, fit, fits_by_now, why
from monitor.stories.identity import canonical_link, global_guid, plain_title
from monitor.stories.seen import Seen
from monitor.stories.signature import Reader, Signature, Zipf
from monitor.stories.story import WINDOW, OpenStory
from monitor.stories.today import Today, indexed

MOST_OPEN: Final = 100_000
"""Open stories kept; the stalest are closed first."""
_ENTRIES: Final = 100  # index entries read for one item
_CANDIDATES: Final = 10  # stories compared with one item
_WORTHWHILE: Final = 0.25  # of the most weight that a story shares with it


class _Fit(NamedTuple):
    score: float
    story: OpenStory


class Stories:
    """The open stories. Not for several threads at a time."""

    def __init__(
        self, *, next_id: Callable[[], int], zipf: Zipf, most_open: int = MOST_OPEN
    ) -> None:
        """Start without stories.

        Args:
            next_id: gives the id of each new story; ids must rise.
            zipf: how common a word is: ``KnownWords.zipf``.
            most_open: how many stories may be open.
        """
        self._next_id = next_id
        self._reader = Reader(zipf)
        self._most_open = most_open
        self._open: dict[int, OpenStory] = {}
        self._today = Today()
        # Link, guid or title → the stories that have it, each with the feed it came from.
        self._texts: dict[str, tuple[tuple[int, str], ...]] = {}
        self._stalest: list[tuple[float, int]] = []  # a heap; may lag behind ``touched``

    def __len__(self) -> int:
        return len(self._open)

    def assign(self, item: Item, *, now: datetime, linger: bool = True) -> Assignment:
        """Decide which story a new item belongs to, and add it there.

        Args:
            item: an item not seen before. Its time is ``published``, or ``now`` without it.
            now: when it is decided; stories that nothing was added to for ``WINDOW`` before it are
                closed.
            linger: whether adding an old item, too, keeps its story open for so long: a feed's
                history may come all at once. False: the date of its newest item counts.
        """
        moment = (item.published or now).timestamp()
        self._close(now.timestamp() - WINDOW.total_seconds())
        at = now.timestamp() if linger else moment
        signature = self._reader.signature(item)
        texts = _texts(item)
        copy = self._same_text(texts, item.feed, moment)
        if copy is not None:
            story, reason = copy
            self._add(story, item, signature, texts, moment, at=at)
            return Assignment(story=story.id, reason=reason, score=1.0)
        seen = Seen.of(
            signature, self._today, stories=len(self._open), outlet=_outlet(item), moment=moment
        )
        candidates = self._candidates(signature)
        fits = self._fits(seen, candidates)
        if not fits:
            story = self._opened(self._next_id(), moment)
            self._add(story, item, signature, texts, moment, at=at)
            return Assignment(story=story.id, reason=Reason.NEW, score=0.0)
        score, story = fits[0]
        reasons = why(seen, story, self._today)
        others = [each for each in candidates if each is not story]
        story, absorbed = self._join(story, others, fitted={each.id for _, each in fits})
        self._add(story, item, signature, texts, moment, at=at)
        return Assignment(
            story=story.id,
            reason=Reason.SAME_EVENT,
            score=score,
            why=reasons,
            absorbed=tuple(absorbed),
        )

    def restore(self, assigned: Iterable[tuple[Item, int]]) -> None:
        """Take up where an earlier run left off.

        Args:
            assigned: every item of every story that may still be open, with the story it belongs
                to (after absorptions), in the order they were assigned. ``published`` must be set.
        """
        for item, id_ in assigned:
            assert item.published is not None
            moment = item.published.timestamp()
            story = self._open.get(id_) or self._opened(id_, moment)
            self._add(story, item, self._reader.signature(item), _texts(item), moment, at=moment)

    def _same_text(
        self, texts: dict[Reason, str], feed: str, moment: float
    ) -> tuple[OpenStory, Reason] | None:
        for reason, text in texts.items():
            same = [
                story
                for id_, its_feed in self._texts.get(text, ())
                if (story := self._open[id_]).in_reach(moment)
                # Within a feed, items that share an address are told apart by their keys; and
                # the same title on another day is a column, not the same text.
                and (
                    story.gap(moment) <= SAME_DAY.total_seconds()
                    if reason is Reason.SAME_TITLE
                    else its_feed != feed
                )
            ]
            if same:
                return max(same, key=lambda story: (story.last, story.id)), reason
        return None

    def _fits(self, seen: Seen, candidates: Iterable[OpenStory]) -> list[_Fit]:
        """The stories that the item fits, best first."""
        fits = [
            _Fit(score, story) for story in candidates if (score := fit(seen, story, self._today))
        ]
        return sorted(fits, key=lambda each: (-each.score, each.story.id))

    def _candidates(self, signature: Signature) -> list[OpenStory]:
        """The stories that share most with an item, by its rarest words.

        Once ``_ENTRIES`` are read, commoner words lead to no further stories, they only rank those
        found: the cost hardly grows with the number of open stories.
        """
        shared: dict[int, int] = {}
        found: set[int] | None = None
        entries = 0
        for count, word in sorted((self._today.count(word), word) for word in signature.indexed):
            weight = signature.words[word]
            stories = self._today.stories(word)
            entries += count
            if not shared:
                shared = dict.fromkeys(stories, weight)
            elif entries <= _ENTRIES:
                for id_ in stories:
                    shared[id_] = shared.get(id_, 0) + weight
            else:
                found = set(shared) if found is None else found
                for id_ in found.intersection(stories):
                    shared[id_] += weight
        enough = _WORTHWHILE * max(shared.values(), default=0)
        ranked = sorted((-weight, id_) for id_, weight in shared.items() if weight >= enough)
        return [self._open[id_] for _, id_ in ranked[:_CANDIDATES]]

    def _join(
        self, story: OpenStory, others: Iterable[OpenStory], *, fitted: Container[int]
    ) -> tuple[OpenStory, list[int]]:
        """Join the stories that turn out to be one; gives it and those it absorbed.

        Two are one if a new item fits both, or if the only item of one fits the other by now.
        """
        absorbed = []
        stories = len(self._open)
        for other in others:
            if not (
                fits_by_now(other, story, self._today, stories=stories)
                or (other.id in fitted and are_one(story, other, self._today, stories=stories))
            ):
                continue
            elder, younger = (story, other) if story.id < other.id else (other, story)
            words = list(indexed(younger))
            self._today.discard(words, younger.id)
            self._today.add(words, elder.id)
            for text in younger.texts:
                self._rename(text, younger.id, elder.id)
            elder.absorb(younger)
            del self._open[younger.id]
            absorbed.append(younger.id)
            story = elder
        return story, absorbed

    def _opened(self, id_: int, moment: float) -> OpenStory:
        story = self._open[id_] = OpenStory(id_, moment)
        heappush(self._stalest, (moment, id_))
        return story

    def _add(
        self,
        story: OpenStory,
        item: Item,
        signature: Signature,
        texts: dict[Reason, str],
        moment: float,
        *,
        at: float,
    ) -> None:
        story.touched = max(story.touched, moment, at)
        story.add(signature, moment, _outlet(item))
        self._today.add(signature.indexed, story.id)
        self._today.count_case(signature.case, 1)
        for text in texts.values():
            known = self._texts.get(text, ())
            if (story.id, item.feed) not in known:
                self._texts[text] = (*known, (story.id, item.feed))
            story.texts.add(text)

    def _close(self, before: float) -> None:
        """Close the stories last touched before that, and the stalest of too many."""
        while self._stalest:
            last, id_ = self._stalest[0]
            story = self._open.get(id_)
            if story is None:
                heappop(self._stalest)
            elif story.touched != last:
                heappop(self._stalest)
                heappush(self._stalest, (story.touched, id_))
            elif last < before or len(self._open) > self._most_open:
                heappop(self._stalest)
                self._forget(story)
            else:
                return

    def _forget(self, story: OpenStory) -> None:
        self._today.discard(list(indexed(story)), story.id)
        self._today.count_case(story.case, -1)
        for text in story.texts:
            self._rename(text, story.id, None)
        del self._open[story.id]

    def _rename(self, text: str, old: int, new: int | None) -> None:
        """Let a text belong to another story, or to none."""
        known = [each for each in self._texts[text] if each[0] != old]
        if new is not None:
            known += [(new, feed) for id_, feed in self._texts[text] if id_ == old]
        if known:
            self._texts[text] = tuple(dict.fromkeys(known))
        else:
            del self._texts[text]


def _texts(item: Item) -> dict[Reason, str]:
    """What an item's text is known by, surest first."""
    names = {
        Reason.SAME_LINK: canonical_link(item.link),
        Reason.SAME_GUID: global_guid(item),
        Reason.SAME_TITLE: plain_title(item),
    }
    return {reason: f"{reason.value}:{name}" for reason, name in names.items() if name}


def _outlet(item: Item) -> str:
    return (item.source or item.feed).casefold()
