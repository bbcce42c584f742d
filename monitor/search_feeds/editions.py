"""Languages and countries in each engine's own words: de → ``hl=de&gl=DE&ceid=DE:de``. Pure.

Without this module a search for German news would bring American pages that hold German words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from monitor.errors import MonitorError

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?")

# Language → (name as GDELT writes it, the country whose edition is meant without one).
_LANGUAGES: Final = {
    "ar": ("arabic", "EG"), "bg": ("bulgarian", "BG"), "bn": ("bengali", "BD"),
    "ca": ("catalan", "ES"), "cs": ("czech", "CZ"), "da": ("danish", "DK"), "de": ("german", "DE"),
    "el": ("greek", "GR"), "en": ("english", "US"), "es": ("spanish", "ES"),
    "et": ("estonian", "EE"), "fa": ("persian", "IR"), "fi": ("finnish", "FI"),
    "fr": ("french", "FR"), "he": ("hebrew", "IL"), "hi": ("hindi", "IN"), "hr": ("croatian", "HR"),
    "hu": ("hungarian", "HU"), "id": ("indonesian", "ID"), "it": ("italian", "IT"),
    "ja": ("japanese", "JP"), "ko": ("korean", "KR"), "lt": ("lithuanian", "LT"),
    "lv": ("latvian", "LV"), "ml": ("malayalam", "IN"), "mr": ("marathi", "IN"),
    "ms": ("malay", "MY"), "nl": ("dutch", "NL"), "no": ("norwegian", "NO"),
    "pl": ("polish", "PL"), "pt": ("portuguese", "PT"), "ro": ("romanian", "RO"),
    "ru": ("russian", "RU"), "sk": ("slovak", "SK"), "sl": ("slovenian", "SI"),
    "sr": ("serbian", "RS"), "sv": ("swedish", "SE"), "ta": ("tamil", "IN"), "te": ("telugu", "IN"),
    "th": ("thai", "TH"), "tr": ("turkish", "TR"), "uk": ("ukrainian", "UA"), "ur": ("urdu", "PK"),
    "vi": ("vietnamese", "VN"), "zh": ("chinese", "CN"),
}  # fmt: skip
_SAME: Final = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "cn": "zh", "jp": "ja"}
_SCRIPTS: Final = {
    "zh": "\u3400-\u9fff", "ja": "\u3040-\u30ff\u3400-\u9fff", "ko": "\uac00-\ud7af",
    **dict.fromkeys(("ru", "uk", "bg", "sr"), "\u0400-\u04ff"),
    **dict.fromkeys(("ar", "fa", "ur"), "\u0600-\u06ff"),
    **dict.fromkeys(("hi", "mr"), "\u0900-\u097f"),
    "el": "\u0370-\u03ff", "he": "\u0590-\u05ff", "th": "\u0e00-\u0e7f", "bn": "\u0980-\u09ff",
    "ta": "\u0b80-\u0bff", "te": "\u0c00-\u0c7f", "ml": "\u0d00-\u0d7f",
}  # fmt: skip
_OWN_SCRIPT: Final = {lang: re.compile(f"[{script}]") for lang, script in _SCRIPTS.items()}
_OTHER_SCRIPT: Final = re.compile(f"[{''.join(dict.fromkeys(_SCRIPTS.values()))}]")
_SPANISH_OF_AMERICA: Final = "es-419"


@dataclass(frozen=True, slots=True)
class Edition:
    """A language, as it is written in a country."""

    lang: str
    """Primary subtag in lower case: ``de``."""
    country: str
    """ISO 3166 in capitals: ``DE``."""
    is_usual: bool = True
    """Whether the country is the one that is meant where none is named."""

    @property
    def label(self) -> str:
        """What a person writes for it: ``de``, ``de-AT``."""
        return self.lang if self.is_usual else f"{self.lang}-{self.country}"

    @property
    def tag(self) -> str:
        """Language and country: ``de-DE``."""
        return f"{self.lang}-{self.country}"

    @property
    def gdelt(self) -> str:
        """The language's name in GDELT's list."""
        return _LANGUAGES[self.lang][0]

    @property
    def google(self) -> tuple[str, str]:
        """Google News' ``hl`` and ``ceid``."""
        country = self.country
        match self.lang:
            case "zh":
                script = "Hans" if country in {"CN", "SG"} else "Hant"
                return self.tag, f"{country}:zh-{script}"
            case "pt":
                return (
                    (self.tag, "BR:pt-419") if country == "BR" else ("pt-PT", f"{country}:pt-150")
                )
            case "es" if country not in {"ES", "US"}:
                return _SPANISH_OF_AMERICA, f"{country}:{_SPANISH_OF_AMERICA}"
            case "en":
                return self.tag, f"{country}:en"
        return (self.lang if self.is_usual else self.tag), f"{country}:{self.lang}"

    def fits(self, text: str) -> bool:
        """Whether a word is in a script that this language is written in; Latin is in all."""
        own = _OWN_SCRIPT.get(self.lang)
        return bool(own and own.search(text)) or not _OTHER_SCRIPT.search(text)

    def is_own(self, text: str) -> bool:
        """Whether a word is in this language's own script, where that isn't Latin."""
        own = _OWN_SCRIPT.get(self.lang)
        return bool(own and own.search(text))


def edition(written: str) -> Edition:
    """Return the edition that a person means by ``de``, ``de-AT`` or ``pt_BR``.

    Raises:
        MonitorError: It isn't a language that the engines have news in.
    """
    found = _TAG.fullmatch(written.strip())
    code = found[1].lower() if found else ""
    lang = _SAME.get(code, code)
    if not found or lang not in _LANGUAGES:
        raise MonitorError(
            f'"{written.strip()}" is no language in which the search engines have news; write '
            f"codes such as de or en-GB, of these languages: {', '.join(_LANGUAGES)}"
        )
    usual = _LANGUAGES[lang][1]
    country = (found[2] or usual).upper()
    return Edition(lang, country, is_usual=country == usual)


def editions(written: str) -> tuple[Edition, ...]:
    """Return the editions of a list such as ``en,de-AT``, each once.

    Raises:
        MonitorError: One of them isn't known.
    """
    words = [word for word in re.split(r"[,;\s]+", written) if word]
    return tuple(dict.fromkeys(edition(word) for word in words))
