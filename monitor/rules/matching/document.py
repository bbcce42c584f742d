"""Document: an item laid out for matching: its fields, its language, the words it holds."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Final

from monitor.item import Item
from monitor.rules.detection.language_of import language_of
from monitor.rules.matching.field import Field, numbers_in
from monitor.rules.matching.pattern import Pattern
from monitor.rules.rule import Hit
from monitor.rules.words.lexicon import Lexicon
from monitor.rules.words.text_context import Caps, TextContext, mixed

MAX_FIELD: Final = 100_000
"""Characters of one field that are looked at: some 15,000 words."""
TEXT_FIELDS: Final = ("title", "summary", "content", "full_text")


class Document:
    """An item with its fields and its language, each worked out when asked for."""

    def __init__(self, item: Item, lexicon: Lexicon) -> None:
        self.item = item
        self._lexicon = lexicon
        self._fields: dict[str, tuple[Field, ...]] = {}
        self._numbers: set[int] | None = None
        self._lang = item.lang

    @property
    def lang(self) -> str:
        """The item's language: the feed's word, else an estimate; empty where there is none."""
        if not self._lang:
            item = self.item
            folder = self._lexicon.known.folder
            self._lang = language_of(item.title, item.summary, item.content, folder=folder)
        return self._lang

    @property
    def numbers(self) -> set[int]:
        """The numbers (``lexicon``) of the words in all texts (``TEXT_FIELDS``) together."""
        if self._numbers is None:
            self._numbers = self._read()
        return self._numbers

    def _read(self) -> set[int]:
        item = self.item
        everything = (item.title, item.summary, item.content, item.full_text)
        texts = [text[:MAX_FIELD] for text in everything if text]
        if not (any(map(str.isupper, texts)) or all(map(_is_small, texts))):
            return numbers_in(texts, mixed(self.lang), self._lexicon)
        return set[int]().union(
            *(numbers_in([text], self._context(text), self._lexicon) for text in texts)
        )

    def fields(self, name: str) -> tuple[Field, ...]:
        """Return the item's texts in a field: several for ``tag``, none if it has no such text."""
        found = self._fields.get(name)
        if found is None:
            texts = self.item.tags if name == "tag" else (getattr(self.item, name),)
            found = self._fields[name] = tuple(
                Field(name, text[:MAX_FIELD], self._context(text[:MAX_FIELD]), self._lexicon)
                for text in texts
                if text
            )
        return found

    def holds(self, pattern: Pattern) -> bool:
        """Whether all texts (``TEXT_FIELDS``) together hold all words of a reading of the term.

        Always True for a regular expression.
        """
        if pattern.regex is not None:
            return True
        numbers = self.numbers
        if pattern.alone is not None:
            return not numbers.isdisjoint(pattern.alone)
        return any(numbers.issuperset(words) for words, _ in pattern.readings)

    def find(self, pattern: Pattern, names: Iterable[str]) -> list[Hit]:
        """Return where a term stands in the fields of these names."""
        return [hit for name in names for field in self.fields(name) for hit in field.find(pattern)]

    @cached_property
    def _without_capitals(self) -> bool:
        item = self.item
        return all(_is_small(text[:MAX_FIELD]) for text in (item.title, item.summary, item.content))

    def _context(self, text: str) -> TextContext:
        caps = Caps.MIXED
        if text.isupper() and _is_cased(text):
            caps = Caps.UPPER
        elif self._without_capitals:
            caps = Caps.LOWER
        return TextContext(self.lang, caps)


def _is_small(text: str) -> bool:
    """Whether a text has no capital letter."""
    return text.islower() or text == text.lower()


def _is_cased(text: str) -> bool:
    """Whether more than half of a text's letters are capitals."""
    letters = sum(map(str.isalpha, text))
    return 2 * sum(map(str.isupper, text)) > letters
