"""Stories: which items report one event, and which events belong together. Online, deterministic.

    stories = Stories(next_story=…, next_event=…, zipf=known_words.zipf)
    stories.restore(items_of_open_events)           # after a restart: the same decisions follow
    assignment = stories.assign(item, now=now)

An **event** is alerted once; a **story** holds the events that hang together. An item first
meets the events that have the same text (``same_text``). Then it is compared with the events that
share its rarest words (``candidates``, ``likeness``), and joins the one that it reports most
probably (``comparison``); if it reports none of them, it opens an event, which belongs to a story
that is there or opens one. docs/stories.md says more.

No clock and no storage: ``now`` and the ids are given, and the caller keeps what was decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from monitor.item import Item
from monitor.stories.allowance import Allowance
from monitor.stories.assignment import Assignment, Reason
from monitor.stories.event import OpenEvent, Report
from monitor.stories.open_events import OpenEvents
from monitor.stories.reading.names import Names
from monitor.stories.reading.packed import unpack
from monitor.stories.reading.polish import is_polish
from monitor.stories.reading.read_item import ReadItem
from monitor.stories.reading.same_text import is_shared, known_by
from monitor.stories.reading.signature import Reader, Zipf
from monitor.stories.same_event.candidates import MOST, MOST_OF_UNWANTED, candidates
from monitor.stories.same_event.comparison import (
    CHANGED,
    SAME_STORY,
    Compared,
    changes_the_news,
    compare,
    reports,
    same_stories,
    takes_further,
)
from monitor.stories.same_event.explain import new_in_title, new_words, shared_words
from monitor.stories.same_event.likeness import Likeness
from monitor.stories.same_event.word_statistics import Today

MOST_OPEN: Final = 100_000
"""Open events kept that a rule has found; the stalest are closed first."""
MOST_UNWANTED: Final = 3_000
"""The same of others: they are in the history, and say which words are common these days."""
WINDOW: Final = timedelta(hours=96)
"""An event that nothing has been added to for so long is closed."""
SAME_DAY: Final = timedelta(hours=12)
"""An outlet's title that comes again later is a column, not the same text."""
COPIED: Final = timedelta(hours=36)
"""For so long others print a headline word for word."""
ARCHIVE: Final = timedelta(days=8)
"""An older item of a feed's history opens an event unread: none that is open is so old."""
LONGEST: Final = timedelta(days=10)
"""No event spans more, and nothing joins a story later: what goes on then is a new one."""


class Stories:
    """The open events and their stories. Not for several threads at a time."""

    def __init__(
        self,
        *,
        next_story: Callable[[], int],
        next_event: Callable[[], int],
        zipf: Zipf,
        names: Names | None = None,
        most_open: int = MOST_OPEN,
        most_unwanted: int = MOST_UNWANTED,
    ) -> None:
        """Start without stories.

        Args:
            next_story: Returns the id of a new story; ids must rise.
            next_event: Returns the id of a new event; ids must rise.
            zipf: Says how common a word is: ``KnownWords.zipf``.
            names: The user's aliases, by which 苹果 and Apple are one name.
            most_open: How many events that a rule has found may be open; the stalest are closed.
            most_unwanted: How many others.
        """
        self._next_story = next_story
        self._next_event = next_event
        self._reader = Reader(zipf, names)
        self._open = OpenEvents(most_wanted=most_open, most_unwanted=most_unwanted)
        self._allowance = Allowance()

    def __len__(self) -> int:
        return len(self._open)

    def assign(
        self,
        item: Item,
        *,
        now: datetime,
        linger: bool = True,
        wanted: bool = True,
        asked: Iterable[str] = (),
        read: ReadItem | None = None,
    ) -> Assignment:
        """Decide which event a new item reports, and add it there.

        Args:
            item: An item not seen before. Its time is ``published``, or ``now`` without it.
            now: The time of the decision, aware; events that nothing was added to for ``WINDOW``
                before it are closed.
            linger: True: adding even an old item keeps its event open for ``WINDOW`` from now, as a
                feed's history may come all at once. False: the date of its newest item counts,
                and what is older than ``ARCHIVE`` is an event by itself.
            wanted: Whether a rule has found it. Beyond their ``Allowance``, others are unread, too.
            asked: What rules found in it, as it is written there. All that they find has that, so
                it makes no two items one event.
            read: What it says, if somebody has read it already, by the same names.
        """
        moment = (item.published or now).timestamp()
        self._open.close(now.timestamp() - WINDOW.total_seconds())
        at = now.timestamp() if linger else moment
        if at < (now - ARCHIVE).timestamp() or not (wanted or self._allowance.take(now)):
            return Assignment(
                story=self._next_story(), event=self._next_event(), reason=Reason.NEW, score=0.0
            )
        report = self._report(item, moment, read)
        texts = read.texts if read is not None else known_by(item)
        most = MOST if wanted else MOST_OF_UNWANTED
        assignment = self._assigned(item, report, texts, asked, most=most, at=at)
        if wanted:
            self.want(assignment.event)
        return assignment

    def _assigned(
        self,
        item: Item,
        report: Report,
        texts: Mapping[Reason, int],
        asked: Iterable[str],
        *,
        most: int,
        at: float,
    ) -> Assignment:
        copy = self._same_text(texts, item, report)
        if copy is not None:
            event, reason = copy
            self._open.add(event, item, report, texts, at=at)
            return Assignment(story=event.story, event=event.id, reason=reason, score=1.0)
        likeness = self._likeness(report)
        compared = self._compared(likeness, most)
        best = max(compared, key=_by_event, default=None)
        terms = self._reader.terms(asked, item.lang)
        if best is not None and reports(likeness, best, terms):
            event = best.event
            why = shared_words(likeness, best)
            self._open.add(event, item, report, texts, at=at)
            return Assignment(
                story=event.story,
                event=event.id,
                reason=Reason.SAME_EVENT,
                score=best.same_event,
                why=why,
                like=best.likeliest.title,
            )
        further = best if best is not None and takes_further(likeness, best, terms) else None
        return self._open_event(item, likeness, compared, texts, further, at=at)

    def update(
        self,
        edited: Item,
        before: Item,
        *,
        story: int,
        event: int,
        now: datetime,
        wanted: bool = True,
    ) -> Assignment | None:
        """Decide whether an edited item reports another event than before; if so, open that event.

        Args:
            edited: The item as it reads now.
            before: The item as it read before.
            story: The id of the story that it belongs to.
            event: The id of the event that it was a report of.
            now: The time, aware.
            wanted: Whether a rule finds it, or found it before. Beyond their ``Allowance``, others
                are unread, and stay in their event.

        Returns:
            The new event; None if the item still reports the same one: typing errors were mended,
            small details changed.
        """
        if not (wanted or self._allowance.take(now)):
            return None
        moment = (before.published or now).timestamp()
        new, old = self._reader.reading(edited), self._reader.reading(before)
        is_same = is_polish(new.signature, old.signature)
        chance = 0.0 if is_same else changes_the_news(new, old)
        if chance < CHANGED:
            return None
        likeness = self._likeness(self._report(edited, now.timestamp()))
        opened = self._open.open(self._next_event(), story, moment)
        self._open.add(opened, edited, likeness.report, known_by(edited), at=now.timestamp())
        return Assignment(
            story=story,
            event=opened.id,
            reason=Reason.UPDATED,
            score=chance,
            like=before.title,
            follows=event,
            new=new_in_title(likeness, old.signature),
        )

    def want(self, event: int) -> None:
        """Note that a rule has found an event after all: an article or an edit made it match."""
        self._open.want(event)

    def restore(self, assigned: Iterable[tuple[Item, int, int, bool]]) -> None:
        """Take up where an earlier run left off.

        Args:
            assigned: Every item of every event that may still be open, its ``published`` set, with
                its story, its event and whether that is wanted, in the order they were assigned.
        """
        for item, story, id_, wanted in assigned:
            assert item.published is not None
            moment = item.published.timestamp()
            event = self._open.by_id.get(id_) or self._open.open(id_, story, moment)
            report = self._report(item, moment)
            self._open.add(event, item, report, known_by(item), at=moment)
            if wanted:
                self.want(id_)

    def _report(self, item: Item, moment: float, read: ReadItem | None = None) -> Report:
        outlet = (item.source or item.feed).casefold()
        signature = unpack(read.signature) if read is not None else self._reader.signature(item)
        return Report(signature, moment, outlet, item.title)

    def _likeness(self, report: Report) -> Likeness:
        return Likeness(report, Today(report.signature, self._open.words, len(self._open)))

    def _compared(self, likeness: Likeness, most: int) -> list[Compared]:
        moment = likeness.report.moment
        found = candidates(likeness.today, moment, self._open.words, self._open.by_id, most=most)
        return compare(likeness, [event for event in found if self._in_reach(event, moment)])

    def _in_reach(self, event: OpenEvent, moment: float) -> bool:
        """Whether something of that moment may belong to it."""
        span = max(event.last, moment) - min(event.first, moment)
        return event.gap(moment) <= WINDOW.total_seconds() and span <= LONGEST.total_seconds()

    def _open_event(
        self,
        item: Item,
        likeness: Likeness,
        compared: Sequence[Compared],
        texts: Mapping[Reason, int],
        further: Compared | None,
        *,
        at: float,
    ) -> Assignment:
        """Open an event, in a story that is there or in one of its own.

        What takes an event ``further`` is of its story, whatever the model of stories says.
        """
        moment = likeness.report.moment
        chances = zip(same_stories(compared), (each.event for each in compared), strict=True)
        chance, before = max(chances, key=_by_story, default=(0.0, None))
        if further is not None:
            chance, before = max(SAME_STORY, further.same_event), further.event
        goes_on = before is not None and self._goes_on(before, chance, moment)
        story = before.story if before is not None and goes_on else self._next_story()
        event = self._open.open(self._next_event(), story, moment)
        # A development is told apart from what its own story has.
        compared = [each for each in compared if not goes_on or each.event.story == story]
        nearest = max(compared, key=_by_event, default=None)
        why, new = (
            (shared_words(likeness, nearest), new_words(likeness, nearest.event))
            if nearest is not None
            else ((), ())
        )
        self._open.add(event, item, likeness.report, texts, at=at)
        return Assignment(
            story=story,
            event=event.id,
            reason=Reason.DEVELOPMENT if goes_on else Reason.NEW,
            score=chance if goes_on else 0.0,
            why=why,
            like=nearest.likeliest.title if nearest is not None else "",
            new=new,
            follows=before.id if before is not None and goes_on else None,
        )

    def _goes_on(self, event: OpenEvent, chance: float, moment: float) -> bool:
        """Whether what an item reports belongs to the story of an event."""
        opened = self._open.opened_at(event.story)
        return chance >= SAME_STORY and abs(moment - opened) <= LONGEST.total_seconds()

    def _same_text(
        self, texts: Mapping[Reason, int], item: Item, report: Report
    ) -> tuple[OpenEvent, Reason] | None:
        for reason, text in texts.items():
            known, within = self._open.texts.events(text), _LASTING.get(reason)
            if within is None and is_shared(its_feed for _, its_feed in known):
                continue
            is_own = reason is Reason.SAME_GUID and "://" not in item.key  # no page's address
            same = [
                event
                for id_, its_feed in known
                if self._in_reach(event := self._open.by_id[id_], report.moment)
                # Within a feed, items that share an address are told apart by their keys; and
                # the same title on another day is a column, not the same text.
                and (
                    event.gap(report.moment) <= within
                    if within is not None
                    else its_feed != item.feed
                    and (is_own or any(map(report.may_be, event.reports)))
                )
            ]
            if same:
                return max(same, key=lambda event: (event.last, event.id)), reason
        return None


_LASTING: Final = {
    Reason.SAME_TITLE: SAME_DAY.total_seconds(),
    Reason.COPY: COPIED.total_seconds(),
}


def _by_event(compared: Compared) -> tuple[float, int]:
    return compared.same_event, -compared.event.id


def _by_story(each: tuple[float, OpenEvent]) -> tuple[float, int]:
    return each[0], -each[1].id
