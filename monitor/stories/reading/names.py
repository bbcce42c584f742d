"""Names: what the user's aliases know under another name, in text.

苹果, 蘋果 and アップル are Apple: without this, reports of one event in two languages would have
nothing in common. Only aliases that are one word, or stand in a script without spaces, or are a
phrase of up to four words, are looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from monitor.text import fold

_LONGEST: Final = 4  # words


class Names:
    """Aliases, turned round: from what is written to the name that it stands for."""

    def __init__(self, aliases: Mapping[str, Sequence[str]]) -> None:
        """Turn aliases round.

        Args:
            aliases: Name → what else it is called, as the configuration has them.
        """
        unspaced: dict[str, str] = {}
        self._phrases: dict[tuple[str, ...], str] = {}
        for name, others in aliases.items():
            canonical = fold(name)
            if not canonical.isascii() or len(canonical.split()) != 1:
                continue
            for other in others:
                folded = fold(other)
                if not folded or folded == canonical:
                    continue
                if _is_unspaced(folded):
                    if len(folded) > 1:
                        unspaced[folded] = canonical
                    continue
                words = tuple(re.findall(r"\w+", folded))
                if 0 < len(words) <= _LONGEST:
                    self._phrases[words] = canonical
        self._unspaced = unspaced
        self._starts = {words[0] for words in self._phrases}
        longest_first = sorted(unspaced, key=lambda text: (-len(text), text))
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if unspaced else None

    def split(self, chunk: str) -> Iterator[tuple[str, str]]:
        """Part a chunk of text where it has a name in a script without spaces.

        Yields:
            (part, name): the name is empty for a part that is no name.
        """
        if self._pattern is None or chunk.isascii():
            yield chunk, ""
            return
        at = 0
        for found in self._pattern.finditer(chunk):
            if found.start() > at:
                yield chunk[at : found.start()], ""
            yield found[0], self._unspaced[found[0]]
            at = found.end()
        if at < len(chunk):
            yield chunk[at:], ""

    def in_text(self, words: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Find names that are written in words.

        Args:
            words: The text's words, folded, in order.

        Yields:
            (name, what is written).
        """
        starts = self._starts
        for at, word in enumerate(words):
            if word not in starts:
                continue
            for length in range(1, _LONGEST + 1):
                name = self._phrases.get(tuple(words[at : at + length]))
                if name is not None:
                    yield name, " ".join(words[at : at + length])


def _is_unspaced(text: str) -> bool:
    return any(character >= "\u1100" for character in text)
