"""Endings: how names and nouns of a language change, where no dictionary knows the word.

A dictionary has Praha, hardly Babiš, and of some languages there is none. What names do in a
language fits into a table: which endings a word may have as a rule says it, which in a text, and
how its stem changes before them (Praha, Praze: h becomes z). A term's word gives *stems*, a few; a
text's word is split into stem and ending in the few ways that the table allows. They meet if they
have a stem in common and the ending is of the same paradigm. All of it in folded letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Final

from monitor.text import fold

_NONE: Final = "-"
"""Stands for the empty ending in a table."""
_MOST_STEMS: Final = 60
IRREGULAR: Final = "="
"""What the stem of words that follow no table begins with."""


class Endings:
    """How words of one language change.

    Args:
        paradigms: A line each: the term's endings, a colon, the text's. ``-`` is none.
        of_names: Likewise, of forms that names alone have: Trumpova cla, Trump's tariffs.
        certain: Likewise, of forms that count though a dictionary has them as words of their own.
        but: The words that take none of the certain, folded: estar, since an estado is a state.
        changes: What a stem's end may become before an ending, ``h>z``; the left side is a regular
            expression.
        heads: What a word's beginning may become, likewise: ``p>mem``.
        prefixes: What may be written together with the word after it.
        least: Letters that a stem has at least.
        irregular: Words whose forms follow no table, a line each: the word and its forms.
        derived: Words and what others a text may have for them, but not the other way round,
            separated by commas.
    """

    def __init__(
        self,
        paradigms: str = "",
        *,
        of_names: str = "",
        certain: str = "",
        but: str = "",
        changes: str = "",
        heads: str = "",
        prefixes: str = "",
        least: int = 3,
        irregular: str = "",
        derived: str = "",
    ) -> None:
        self._own: list[tuple[str, int]] = []
        self._masks: dict[str, int] = {}
        lines = [line for line in map(str.strip, certain.splitlines()) if line]
        self.certain = (1 << len(lines)) - 1
        """The paradigms, as bits, whose forms no dictionary can call other words."""
        lines += [line for line in map(str.strip, paradigms.splitlines()) if line]
        own_lines = len(lines)
        lines += [line for line in map(str.strip, of_names.splitlines()) if line]
        self.of_names = (1 << len(lines)) - (1 << own_lines)
        """Likewise, whose forms only names have."""
        for i, line in enumerate(lines):
            own, _, text = line.partition(":")
            self._own += [(ending, 1 << i) for ending in _endings(own)]
            for ending in _endings(text):
                self._masks[ending] = self._masks.get(ending, 0) | 1 << i
        self._but = frozenset(but.split())
        self._longest = max(map(len, self._masks), default=0)
        self._changes = [
            (re.compile(f"(?:{old})$"), new) for old, new in map(_change, changes.split())
        ]
        self._heads = [(re.compile(old), new) for old, new in map(_change, heads.split())]
        self._prefixes = frozenset(prefixes.split())
        self._longest_prefix = max(map(len, self._prefixes), default=0)
        self._least = least
        # A group of such forms has a stem that no word has, and all the paradigms.
        self._groups: dict[str, list[str]] = {}
        """Of a text's words."""
        self._groups_of_own: dict[str, list[str]] = {}
        groups = [(line.split(), line.split()) for line in irregular.split("\n")]
        groups += [(line.split()[:1], line.split()[1:]) for line in derived.split(",")]
        for i, (owns, forms) in enumerate(groups):
            for of, words in ((self._groups_of_own, owns), (self._groups, forms)):
                for word in words:
                    of.setdefault(fold(word), []).append(f"{IRREGULAR}{i}")

    def stems(self, own: str) -> dict[str, int]:
        """A term's word without its ending, in all shapes it takes: stem → paradigms, as bits."""
        found = dict.fromkeys(self._groups_of_own.get(own, ()), 1)
        without = self.certain if own in self._but else 0
        for begun in self._begun(own):
            for ending, paradigm in self._own:
                if not begun.endswith(ending) or len(begun) - len(ending) < self._least:
                    continue
                stem = begun[: len(begun) - len(ending)]
                shapes = [stem]
                shapes += [
                    changed
                    for old, new in self._changes
                    if (changed := old.sub(new, stem, count=1)) != stem
                ]
                for shape in shapes:
                    found[shape] = found.get(shape, 0) | paradigm & ~without
                if len(found) > _MOST_STEMS:
                    return found
        return found

    def splits(self, text: str) -> Iterator[tuple[str, int, str]]:
        """A text's word as stem, the paradigms that take its ending as bits, and its prefix."""
        yield from self._split(text, "")
        for length in range(1, min(self._longest_prefix, len(text) - self._least) + 1):
            prefix = text[:length]
            if prefix in self._prefixes:
                yield from self._split(text[length:], prefix)

    def forms(self, own: str) -> set[str]:
        """All words that the table makes of a term's word, with each ending and each prefix.

        Some that ``splits`` and ``stems`` wouldn't bring together may be among them.
        """
        bare = {
            stem + ending
            for stem, paradigms in self.stems(own).items()
            for ending, takes in self._masks.items()
            if takes & paradigms
        }
        return bare | {prefix + form for prefix in self._prefixes for form in bare}

    def _split(self, text: str, prefix: str) -> Iterator[tuple[str, int, str]]:
        for group in self._groups.get(text, ()):
            yield group, 1, prefix
        masks = self._masks
        for length in range(min(self._longest, len(text) - 2) + 1):
            at = len(text) - length
            paradigms = masks.get(text[at:])
            if paradigms is not None:
                yield text[:at], paradigms, prefix

    def _begun(self, own: str) -> list[str]:
        found = [own]
        for old, new in self._heads:
            if match := old.match(own):
                found.append(match.expand(new) + own[match.end() :])
        return found


def _endings(text: str) -> list[str]:
    return ["" if ending == _NONE else fold(ending) for ending in text.split()]


def _change(text: str) -> tuple[str, str]:
    old, _, new = text.partition(">")
    return old, new


def chains(*parts: str) -> str:
    """All endings that take one of each part, for a table; ``-`` is none."""
    chosen = product(*[_endings(part) for part in parts])
    return " ".join(sorted({"".join(one) or _NONE for one in chosen}))
