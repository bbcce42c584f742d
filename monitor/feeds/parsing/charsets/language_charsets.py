"""The language a document is in, and the charsets that this language was written in.

The same bytes are Polish in one charset and French in another; the language that a feed claims, or
else the country of its domain, tells which. A guess is better for it (``charset``), and a
declaration that contradicts it is found out.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_LANGUAGE = re.compile(
    rb"<(?:dc:)?language>\s{0,20}([A-Za-z-]{2,12})|\bxml:lang\s{0,5}=\s{0,5}[\"']([A-Za-z-]{2,12})"
    rb"|\"language\"\s{0,20}:\s{0,20}\"([A-Za-z-]{2,12})",
    re.IGNORECASE,
)
_HEAD = 4_000
"""Bytes in which a document's language is looked for."""
_COUNTRIES = {
    "ar": "eg",
    "be": "by",
    "bs": "ba",
    "cs": "cz",
    "da": "dk",
    "el": "gr",
    "et": "ee",
    "fa": "ir",
    "he": "il",
    "iw": "il",
    "ja": "jp",
    "kk": "kz",
    "ko": "kr",
    "nb": "no",
    "nn": "no",
    "sl": "si",
    "sq": "al",
    "sr": "rs",
    "sv": "se",
    "uk": "ua",
    "ur": "pk",
    "vi": "vn",
    "zh-cn": "cn",
    "zh-hans": "cn",
    "zh-sg": "cn",
    "zh-hant": "tw",
    "zh-hk": "hk",
    "zh-mo": "mo",
    "zh-tw": "tw",
}
"""A language → the domain of a country that writes it, where these have two names."""
_CENTRAL = frozenset({"pl", "cz", "sk", "hu", "ro", "hr", "si", "ba"})
_CYRILLIC = frozenset({"ru", "ua", "by", "bg", "rs", "mk", "kz"})
_WESTERN = frozenset({"fr", "de", "es", "it", "pt", "nl", "se", "dk", "no", "fi", "is", "ca"})
_WRITTEN_IN = (
    (frozenset({"jp"}), frozenset({"cp932", "euc_jp", "iso2022_jp"})),
    (frozenset({"cn"}), frozenset({"gb18030", "hz"})),
    (frozenset({"tw", "hk", "mo"}), frozenset({"big5hkscs"})),
    (frozenset({"kr"}), frozenset({"cp949", "iso2022_kr"})),
    (_CYRILLIC, frozenset({"cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic"})),
    (_CENTRAL, frozenset({"cp1250", "iso8859-2"})),
    (_WESTERN, frozenset({"cp1252", "iso8859-15", "mac-roman"})),
    (frozenset({"lt", "lv"}), frozenset({"cp1257", "iso8859-13", "iso8859-4"})),
    (frozenset({"tr"}), frozenset({"cp1254"})),
    (frozenset({"gr"}), frozenset({"cp1253", "iso8859-7"})),
    (frozenset({"il"}), frozenset({"cp1255", "iso8859-8"})),
    (frozenset({"eg", "ir", "pk"}), frozenset({"cp1256", "iso8859-6"})),
    (frozenset({"th"}), frozenset({"cp874"})),
    (frozenset({"vn"}), frozenset({"cp1258"})),
)
"""Which charsets a country's language is written in, by Python's names."""


def charsets_of(country: str) -> frozenset[str]:
    """Which charsets the language of a country was written in, by Python's names; if we know."""
    found = (charsets for countries, charsets in _WRITTEN_IN if country in countries)
    return next(found, frozenset())


def country_of(body: bytes, lang: str) -> str:
    """The top-level domain that stands for the language a document claims; empty: none."""
    found = _LANGUAGE.search(body, 0, _HEAD)
    said = lang or (next(filter(None, found.groups())).decode("ascii") if found else "")
    language = said.lower().replace("_", "-")
    primary = language.partition("-")[0]
    if primary == "en" or not (primary.isascii() and primary.isalpha()):
        return ""  # English is what a generator claims if nobody is asked
    if primary == "zh":
        return _COUNTRIES.get(language, "")  # two scripts, two charsets
    return _COUNTRIES.get(primary, primary)


def domain_of(url: str) -> str:
    """The top-level domain of an address; empty: none that says anything."""
    try:
        domain = (urlsplit(url).hostname or "").rpartition(".")[2]
    except ValueError:
        return ""
    return domain if domain.isascii() and domain.isalpha() else ""
