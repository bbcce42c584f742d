"""What Hebrew, Arabic, Persian and Urdu write together with a word, before and after it."""

from __future__ import annotations

from itertools import product
from typing import Final

from monitor.rules.forms.endings import Endings

_HEBREW_PREFIXES: Final = " ".join(
    "".join(parts) for parts in product(("", "ו"), ("", "ש", "כש", "לכש", "מש"),
                                        ("", "ה", "ב", "ל", "מ", "כ", "מה", "בה")) if any(parts)
)  # fmt: skip

# Plurals within the word, which no rule gives: where a dictionary has them as other words, too, or
# the language has no dictionary.
_BROKEN: Final = """
كتاب كتب
رجل رجال
ولد اولاد
قلم اقلام
خبر اخبار
بلد بلاد بلدان
طفل اطفال
عامل عمال
طالب طلاب طلبة
كلب كلاب
بيت بيوت
حرب حروب
جيش جيوش
حزب احزاب
قصر قصور
جبل جبال
نهر انهار
بحر بحار
شهر اشهر شهور
يوم ايام
دين اديان
حق حقوق
حد حدود
سفينة سفن
مدينة مدن
صورة صور
دولة دول
قرية قرى
رسالة رسائل
وزارة وزارات
"""
_URDU_PLURALS: Final = """
وزیر وزراء وزرا
شاعر شعراء
عالم علماء
سفیر سفراء
امیر امراء
رکن ارکان
ملک ممالک
قانون قوانین
مسجد مساجد
مدرسہ مدارس
مسئلہ مسائل
ملزم ملزمان
مجرم مجرمان
حق حقوق
حد حدود
خبر اخبار
شخص اشخاص
فرد افراد
فوج افواج
قوم اقوام
شہید شہداء
طالب طلباء طلبہ
مرکز مراکز
منصوبہ منصوبے منصوبوں
عنصر عناصر
کتاب کتب
مقصد مقاصد
جرم جرائم
عدالت عدالتیں عدالتوں
دفتر دفاتر
ضلع اضلاع
صوبہ صوبے صوبوں
حکم احکام
مریض مریضوں
ڈاکٹر ڈاکٹرز ڈاکٹروں
سبب اسباب
رسم رسوم
وسیلہ وسائل
ذریعہ ذرائع
"""

TABLES: Final = {
    "he": Endings(
        """
        - : - ים ות י יו יה יהם כם נו ו
        ה : ה ת ות תו
        ית : ית יות
        ות : ות ויות
        """,
        certain="ה : ות\nית : יות",
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
        irregular=_BROKEN,
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
        certain="- ه : ات",
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
        certain="- ه ہ : ات",
        irregular=_URDU_PLURALS,
        least=2,
    ),
}
TABLES["ps"] = TABLES["fa"]
