"""OpenStories: the stories that new items may belong to, in memory as the database has them.

They are read at the first item, and again whenever a poll couldn't be written, somebody has
corrected an item's event (``corrections``), or names are known by other aliases. Without this
module what was decided but never written would be remembered, and items join stories that nobody
has.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count

from monitor.store.by_hand import corrections
from monitor.store.database import Database
from monitor.store.writing import events as event_store
from monitor.store.writing import stories as story_store
from monitor.stories import Names, Stories

logger = logging.getLogger(__name__)


class OpenStories:
    """The open stories of one database. For the thread that decides.

    Args:
        database: Where they are.
        zipf: How often a folded word is used in languages (``KnownWords.zipf``).
        names: By which the names in them are known.
    """

    def __init__(
        self,
        database: Database,
        *,
        zipf: Callable[[str, Iterable[str]], float],
        names: Names | None,
    ) -> None:
        self._database = database
        self._zipf = zipf
        self.names = names
        """By which the names in them are known."""
        self._stories: Stories | None = None
        self._corrected = 0

    @property
    def are_read(self) -> bool:
        """Whether they are in memory."""
        return self._stories is not None

    def take_up(self, names: Names) -> None:
        """Know names by these from now on."""
        self.names, self._stories = names, None

    @contextmanager
    def as_stored(self) -> Iterator[None]:
        """What is decided but not written must not be remembered."""
        try:
            yield
        except BaseException:
            self.forget()
            raise

    def forget(self) -> None:
        """Read them anew when they are needed next."""
        self._stories = None

    def forget_what_was_corrected(self) -> None:
        """Read them anew if somebody has corrected an item's event; between polls only."""
        newest = corrections.newest(self._database.read())
        if newest != self._corrected:
            self._stories, self._corrected = None, newest

    def at(self, now: datetime) -> Stories:
        """Return them, to be asked and added to."""
        if self._stories is None:
            read = self._database.read()
            ids, events = count(story_store.next_id(read)), count(event_store.next_id(read))
            stories = Stories(
                next_story=lambda: next(ids),
                next_event=lambda: next(events),
                zipf=self._zipf,
                names=self.names,
            )
            stories.restore(event_store.open_items(read, now=now))
            logger.debug("%d open events restored", len(stories), extra={"event": "stories"})
            self._stories = stories
        return self._stories
