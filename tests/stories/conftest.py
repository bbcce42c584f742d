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
    """Stories, with the ids that hold after absorptions."""

    def __init__(self, zipf, **options):
        ids = count(1)
        self.stories = Stories(next_id=lambda: next(ids), zipf=zipf, **options)
        self.told: list[tuple[Item, int]] = []
        self.assignments: list[Assignment] = []

    def assign(self, item: Item, *, now=None) -> Assignment:
        assignment = self.stories.assign(item, now=now or item.published)
        self.told = [
            (each, assignment.story if story in assignment.absorbed else story)
            for each, story in self.told
        ]
        self.told.append((item, assignment.story))
        self.assignments.append(assignment)
        return assignment

    def ids(self, items) -> list[int]:
        for item in items:
            self.assign(item)
        return [story for _, story in self.told]


@pytest.fixture
def newsroom(zipf):
    """Make a newsroom."""
    return lambda **options: Newsroom(zipf, **options)
