"""Fixtures: word frequencies, items, and a newsroom that assigns them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from monitor.item import Item
from monitor.rules import KnownWords
from monitor.stories import Assignment, Stories

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def zipf():
    return KnownWords().zipf


@pytest.fixture
def item() -> Callable[..., Item]:
    """Make items; ``after`` is in hours. Each comes from an outlet of its own unless told."""
    numbers = count(1)

    def make(title, *, after=0.0, outlet="", lang="en", **more):
        number = next(numbers)
        outlet = outlet or f"Outlet {number}"
        values = {"feed": f"https://{outlet}/feed", "key": str(number), "source": outlet} | more
        return Item(title=title, lang=lang, published=START + timedelta(hours=after), **values)

    return make


class Newsroom:
    """Stories, and all that they decided."""

    def __init__(self, zipf, **options):
        self.number(1)
        self.stories = Stories(
            next_story=lambda: next(self._story_ids),
            next_event=lambda: next(self._event_ids),
            zipf=zipf,
            **options,
        )
        self.told: list[tuple[Item, int, int]] = []
        self.wanted: list[bool] = []
        self.assignments: list[Assignment] = []

    def number(self, first: int) -> None:
        """Give the stories and events to come ids from there on."""
        self._story_ids, self._event_ids = count(first), count(first)

    def assign(self, item: Item, *, now=None, wanted=True) -> Assignment:
        assignment = self.stories.assign(item, now=now or item.published, wanted=wanted)
        self.told.append((item, assignment.story, assignment.event))
        self.wanted.append(wanted)
        self.assignments.append(assignment)
        return assignment

    def restored(self, other: "Newsroom") -> None:
        """Take up where another newsroom left off."""
        wanted = {event for (_, _, event), is_ in zip(other.told, other.wanted, strict=True) if is_}
        self.stories.restore((*each, each[2] in wanted) for each in other.told)

    def events(self, items) -> list[int]:
        """The event of each of these items."""
        return [self.assign(item).event for item in items]


@pytest.fixture(scope="session")
def newsroom(zipf):
    """Make a newsroom."""
    return lambda **options: Newsroom(zipf, **options)


@pytest.fixture
def events(newsroom, item):
    """The events of some headlines, so many hours apart."""

    def of(titles, *, apart, **options):
        items = [item(title, after=number * apart) for number, title in enumerate(titles)]
        return newsroom(**options).events(items)

    return of
