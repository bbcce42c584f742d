"""What language a text is in, when its feed doesn't say. Never raises.

The script settles it where it can, and so do three of the little words that only English has; for
the rest py3langid's statistics are asked, about the languages whose words and stems we have.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

_ENOUGH: Final = 400  # characters: more make the guess slower, not better
_LANGUAGES: Final = [
    "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "hu", "ro",
    "tr", "ca", "id", "ru", "uk", "bg", "sr", "mk",
]  # fmt: skip
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
    ("hi", re.compile("[\u0900-\u097f]")),
)


def language_of(*texts: str) -> str:
    """Estimate the language of some texts taken together.

    Returns:
        A primary language subtag; empty where the texts have no letters.
    """
    sample = " ".join(text[:_ENOUGH] for text in texts if text)[:_ENOUGH]
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return ""
    if not sample.isascii():
        for lang, script in _SCRIPTS:
            if len(script.findall(sample)) * 3 > letters:
                return lang
    elif len(_ENGLISH.intersection(sample.lower().split())) >= 3:
        return "en"
    lang, _ = _identifier().classify(sample)
    return str(lang)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import (  # noqa: PLC0415 - its model takes half a second to load
        MODEL_FILE,
        LanguageIdentifier,
    )

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages(_LANGUAGES)
    # A new one, because the whole keeps the other languages as well: 28 MB that nobody asks for.
    return LanguageIdentifier(
        whole.nb_ptc,
        whole.nb_pc,
        whole.nb_classes,
        whole.tk_nextmove,
        whole.tk_output,
        tk_row=whole.tk_row,
    )
