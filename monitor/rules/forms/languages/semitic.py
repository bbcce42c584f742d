"""What Hebrew, Arabic, Persian and Urdu write together with a word, before and after it."""

from __future__ import annotations

from itertools import product
from typing import Final

from monitor.rules.forms.endings import Endings

_HEBREW_PREFIXES: Final = " ".join(
    "".join(parts) for parts in product(("", "ו"), ("", "ש", "כש", "לכש", "מש"),
                                        ("", "ה", "ב", "ל", "מ", "כ", "מה", "בה")) if any(parts)
)  # fmt: skip

TABLES: Final = {
    "he": Endings(
        """
        - : - ים ות י יו יה יהם כם נו ו
        ה : ה ת ות תו
        ית : ית יות
        ות : ות ויות
        """,
        prefixes=_HEBREW_PREFIXES,
        heads="ה(?=..)>",
        irregular="בית בתי בתים\nאיש אנשים אנשי\nאישה נשים נשות\nבת בנות\nעיר ערים ערי",
        least=2,
    ),
    "ar": Endings(
        """
        - : - ي يين يون يه ات ا ها هم ان ين ون
        ه : ه ات ت تها ته تهم تين تان
        ا : ا وي ويه
        """,
        prefixes="ال و ف ب ل ك وال فال بال كال لل ولل وب ول",
        heads="ال(?=...)>",
    ),
    "fa": Endings(
        """
        - : - ها هاي هايي هايش ان اني ي ات هاست هايشان هايمان
        ه : ه گان
        تن : ت تم تي تيم تيد تند ته
        دن : د دم دي ديم ديد دند ده
        ا و : ا و يان ي يي
        """,
        least=2,
    ),
    "ur": Endings(
        """
        - : - وں يں ات يوں ياں
        ا : ا ے وں
        ه : ه ے وں
        ہ : ہ ے وں
        ں : ں ے
        ي : ي ياں يوں
        """,
        least=2,
    ),
}
TABLES["ps"] = TABLES["fa"]
