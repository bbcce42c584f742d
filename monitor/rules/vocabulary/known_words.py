"""Which words people use, and how often: the guard against taking one real word for another.

Iraq is no typo of Iran, and "target" no name: both are decided by how often a word is used in
English or in the item's language (``vocabulary``), and by whether a dictionary has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from monitor.rules.forms.lemmas import NO_LEMMAS, Lemmas
from monitor.rules.vocabulary.vocabulary import NO_WORDS, Vocabulary
from monitor.rules.vocabulary.word_lists import WordLists, lists_for, shared_lists

_FEW: Final = 70_000
"""Words in use that a list has at least if not all that is in a dictionary counts as known."""
_WHOLE: Final = 600_000
"""Forms that a dictionary has at least if what it lacks is to be called misspelled."""


class KnownWords:
    """The vocabularies of all languages, each loaded when first asked for."""

    def __init__(self, cache: Path | None = None) -> None:
        """Take a directory to keep the built lists in.

        Without one it is the one that ``SHARED`` names; without that they are built each time.
        """
        self.folder = cache or shared_lists()
        self._lists = WordLists(self.folder)
        self._languages: dict[str, Vocabulary] = {}
        self._lemmas: dict[str, Lemmas] = {}
        self._closed = False

    @classmethod
    def of(
        cls,
        words: Mapping[str, Mapping[str, float]],
        forms: Mapping[str, Iterable[tuple[str, str]]] = MappingProxyType({}),
    ) -> KnownWords:
        """Know only these words, language → word → Zipf, and these (form, lemma) of a language.

        For tests and small tools.
        """
        known = cls()
        known._closed = True
        known._languages = {lang: Vocabulary.of(given.items()) for lang, given in words.items()}
        known._lemmas = {lang: Lemmas.of(given) for lang, given in forms.items()}
        return known

    def zipf(self, folded: str, langs: Iterable[str]) -> float:
        """How often a folded word is used in that of the languages that uses it most."""
        return max([self.vocabulary(lang).zipf(folded) for lang in langs], default=0.0)

    def knows(self, folded: str, langs: Iterable[str]) -> bool:
        """Whether it is a word of one of the languages: in use, or a dictionary's.

        English has so long a list of words in use that its dictionary need not be asked.
        """
        return any(
            folded in self.vocabulary(lang) or (lang != "en" and self._heads_entry(folded, lang))
            for lang in langs
        )

    def _heads_entry(self, folded: str, lang: str) -> bool:
        """Whether a dictionary has the word; where many words in use are listed, as a lemma.

        Rare forms look like misspelled names (mulle, of mullir, and Müller).
        """
        lemmas = self.lemmas(lang)
        return folded in lemmas and (
            len(self.vocabulary(lang)) < _FEW or lemmas.is_lemma_of(folded, folded)
        )

    def vocabulary(self, lang: str) -> Vocabulary:
        """One language's words; empty for a language nobody has counted."""
        found = self._languages.get(lang)
        if found is None:
            found = NO_WORDS if self._closed else self._lists.vocabulary(lang)
            self._languages[lang] = found
        return found

    def lemmas(self, lang: str) -> Lemmas:
        """Of which words those of a language are forms; empty if there is no dictionary."""
        found = self._lemmas.get(lang)
        if found is None:
            found = NO_LEMMAS if self._closed else self._lists.lemmas(lang)
            self._lemmas[lang] = found
        return found

    def is_counted(self, lang: str) -> bool:
        """Whether we know which words the language has at all, so that others are misspellings."""
        return self._closed or len(self.vocabulary(lang)) > 0 or len(self.lemmas(lang)) >= _WHOLE


def known_beside(database: Path) -> KnownWords:
    """Return the words people use, kept where ``lists_for`` says: one for all in this process."""
    return _known_in(lists_for(database))


@lru_cache(maxsize=2)
def _known_in(folder: Path) -> KnownWords:
    return KnownWords(cache=folder)
