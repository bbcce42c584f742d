"""What language a text is in, when its feed doesn't say. Never raises.

The script settles it where it can, and so do three of the little words that only English has; for
the rest py3langid's statistics are asked, about the languages whose words and stems we have
(``language_model``, loaded when first needed). A short headline says little, so the likelier
language has a head start: without it one in 25 English headlines passes for French or Catalan.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from monitor.rules.detection.language_model import LanguageModel

AGAIN_AFTER: Final = 1_000
"""Texts that go without, after the model couldn't be unpacked: to try takes seconds."""
_ENOUGH: Final = 400  # characters: more make the guess slower, not better
_SHARED: Final[Mapping[str, tuple[str, ...]]] = {
    "zh": ("zh", "ja"), "ar": ("ar", "fa", "ur", "ps"), "hi": ("hi", "mr", "ne"),
}  # fmt: skip
"""A script's most frequent language → the languages of that script."""
_SELDOM: Final = ("sq", "is", "be", "kk", "az", "eu", "cy", "ga", "sw", "af", "tl")
_ALPHABETIC: Final = (
    "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "sk", "sl", "hr",
    "hu", "ro", "tr", "ca", "et", "lv", "lt", "id", "vi", "ru", "uk", "bg", "sr", "mk", *_SELDOM,
)  # fmt: skip
_HEAD_STARTS: Final = {"en": 5.0, "ru": 4.0, "hi": 2.0, **dict.fromkeys((*_SELDOM, "ps"), -4.0)}
"""As logarithms, on top of what a text says: few feeds are in Basque."""
_ENGLISH: Final = frozenset(
    (
        "the", "and", "that", "with", "from", "this", "which", "his", "are", "were", "has",
        "after", "said", "will", "would", "their", "they",
    )
)  # fmt: skip
_SCRIPTS: Final = (
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("am", re.compile("[\u1200-\u137f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("pa", re.compile("[\u0a00-\u0a7f]")),
    ("gu", re.compile("[\u0a80-\u0aff]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("te", re.compile("[\u0c00-\u0c7f]")),
    ("kn", re.compile("[\u0c80-\u0cff]")),
    ("ml", re.compile("[\u0d00-\u0d7f]")),
    ("si", re.compile("[\u0d80-\u0dff]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
)


def language_of(*texts: str, folder: Path | None = None) -> str:
    """Estimate the language of some texts taken together.

    Args:
        texts: What is in one language.
        folder: Where the model is kept once it is built; None: it is built each time it is loaded.

    Returns:
        A primary language subtag; empty where the texts have no letters.
    """
    sample = " ".join(text[:_ENOUGH] for text in texts if text)[:_ENOUGH]
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return ""
    lang = ""
    if not sample.isascii():
        lang = _by_script(sample, letters)
    elif len(_ENGLISH.intersection(sample.lower().split())) >= 3:
        lang = "en"
    return lang if lang and lang not in _SHARED else _models(folder).language_of(sample, lang)


def _by_script(sample: str, letters: int) -> str:
    """The most frequent language of the script that a text is written in; empty: of several."""
    for lang, script in _SCRIPTS:
        if len(script.findall(sample)) * 3 > letters:
            return lang
    return ""


class _Model:
    """The model, once it is needed. Where it can't be unpacked, it is tried again now and then."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._loaded: LanguageModel | None = None
        self._skipped = AGAIN_AFTER
        self._favours: dict[str, NDArray[np.float32]] = {}

    def language_of(self, text: str, script: str) -> str:
        """The likeliest language of those that share a script; empty: of the alphabets' languages.

        Where the model can't be unpacked, a script's most frequent language.
        """
        model = self._get()
        if model is None:
            return script
        favour = self._favours.get(script)
        if favour is None:
            among = _SHARED.get(script, _ALPHABETIC)
            favour = self._favours[script] = model.favour(
                {lang: _HEAD_STARTS.get(lang, 0.0) for lang in among}
            )
        return model.language_of(text, favour)

    def _get(self) -> LanguageModel | None:
        """None: there is nowhere to unpack it; an unknown language is better than no item."""
        if self._loaded is None and self._skipped >= AGAIN_AFTER:
            from monitor.rules.detection.language_model import (  # noqa: PLC0415 - numpy takes 0.1 s
                LanguageModel,
            )

            self._skipped = 0
            with suppress(OSError):
                self._loaded = LanguageModel.kept_in(
                    self._folder, [*_ALPHABETIC, *chain.from_iterable(_SHARED.values())]
                )
        self._skipped += 1
        return self._loaded


_models = lru_cache(maxsize=2)(_Model)
