"""Names of countries. Two headlines that differ only in a place tell of two events, mostly.

"Strike halts trams in Belgium" and "Strike halts trams in France" do; but one names a country and
the other a town ("in Ghent"), so it may be the same strike. Without this list that would be
alerted twice.
"""

from __future__ import annotations

from typing import Final

from monitor.text import fold

_NAMES: Final = """
    afghanistan africa albania algeria america argentina asia australia austria bangladesh
    belarus belgium bolivia bosnia brazil britain bulgaria cambodia cameroon canada chile china
    colombia congo croatia cuba cyprus czechia denmark ecuador egypt england estonia ethiopia
    europe finland france germany ghana greece guatemala haiti honduras hungary iceland india
    indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya korea kosovo
    kuwait latvia lebanon libya lithuania luxembourg malaysia mali malta mexico moldova mongolia
    morocco mozambique myanmar nepal netherlands nicaragua niger nigeria norway pakistan panama
    paraguay peru philippines poland portugal qatar romania russia rwanda scotland senegal
    serbia singapore slovakia slovenia somalia spain sudan sweden switzerland syria taiwan
    tanzania thailand tunisia turkey uganda uk ukraine uruguay us usa venezuela vietnam wales
    yemen zambia zimbabwe
    brasil chequia dinamarca españa francia alemania grecia italia japón méxico noruega perú
    polonia rusia suecia suiza turquía ucrania allemagne autriche belgique chine espagne italie
    japon norvège pologne russie suède suisse turquie alemanha espanha itália japão polónia
    ucrânia germania giappone spagna svezia svizzera
"""
"""Those of one word, in the languages in which they differ and are often read."""
_FOLDED: Final = frozenset(map(fold, _NAMES.split()))


def is_country(word: str) -> bool:
    """Whether a word, as it is written, names a country or a continent."""
    return fold(word) in _FOLDED
