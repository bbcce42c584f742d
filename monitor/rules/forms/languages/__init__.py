"""Which languages have forms, and the table of endings of each that has one, loaded on demand."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Final

from monitor.rules.forms.endings import Endings
from monitor.rules.forms.stems import LANGS

_GROUPS: Final = {
    "slavic": "cs sk pl sl hr sr bs sh bg mk uk be ru",
    "baltic": "lt lv",
    "uralic": "fi et hu",
    "turkic": "tr az kk ky uz",
    "semitic": "he ar fa ps ur",
    "indic": "hi mr ne bn as gu pa ta te kn ml si",
    "others": "id ms ga cy sw tl fil eu ka hy sq is ca sv da no nb nn el ro af mt am ti "
    "nl fr it es pt gl de",
}
_GROUP_OF: Final = {lang: group for group, langs in _GROUPS.items() for lang in langs.split()}
TABLED: Final = frozenset(_GROUP_OF)
"""The languages that have a table."""
INFLECTING: Final = TABLED | {*LANGS, *"ast enm eo gd gl grc gv hbs la lb se".split()}  # noqa: SIM905
"""The languages in which words have forms: by a table, a stemmer, or a dictionary alone."""


@lru_cache(maxsize=128)
def endings_of(lang: str) -> Endings | None:
    """Return a language's table; None if it has none."""
    group = _GROUP_OF.get(lang)
    if group is None:
        return None
    found: Endings = import_module(f"monitor.rules.forms.languages.{group}").TABLES[lang]
    return found
