"""Endings of Lithuanian and Latvian, in folded letters (ė is e, ā is a)."""

from __future__ import annotations

from typing import Final

from monitor.rules.forms.endings import Endings

TABLES: Final = {
    "lt": Endings(
        """
        as : as o ui a u e ai u ams us ais uose
        is ys : is ys io iui i iu yje iai iams ius iais iuose es iui
        us : us aus ui u umi uje iaus iui iu iumi iuje
        ius : ius iaus iui iu iumi iuje iai iais
        a : a os ai u oje os oms as omis ose
        e : e es ei u eje iu ems es emis ese
        ia : ia ios iai iu ioje
        ai : ai u ams us ais uose
        iai : iu iams ius iais iuose
        os : u oms as omis ose
        o : os ai oje
        """,
        changes="d>dz t>c dz>d",
        least=2,
    ),
    "lv": Endings(
        """
        s : s a am u a i iem us os
        is : is a im i ji jiem ju jus jos
        us : us us um u
        a : a as ai u a am ame as os
        e : e es ei i em u es es
        i : i u iem us os
        as : as u am as
        es : es u em
        is s : s i ij im iju im
        """,
        changes="n>n l>l t>s d>z s>s z>z p>pj b>bj m>mj v>vj c>c",
    ),
}
