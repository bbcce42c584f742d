"""Makes monitor/feeds/parsing/dates/names.json: how months, weekdays and "2 hours ago" are written.

    pip install babel dateparser && python benchmarks/date_names.py

The names are those of the Unicode CLDR (through Babel; "yesterday" through dateparser, for Babel
leaves it out), and a few that publishers use and CLDR doesn't know. What it prints are the words
that name two months: in these the feed's language decides.
"""

from __future__ import annotations

import json
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

from babel import Locale
from dateparser.data import date_translation_data

from monitor.feeds.parsing.dates.spelling import plain

OUT = Path(__file__).parents[1] / "monitor/feeds/parsing/dates/names.json"

# The most read first: where nothing else decides between two months, the first of these does.
LANGUAGES = """
    en en_GB en_AU en_CA de de_AT fr fr_CA es es_MX es_AR pt pt_PT it nl ru pl cs uk tr el sv da
    nb nn fi hu ro sk bg hr sr sr_Latn bs bs_Cyrl sl mk be lt lv et is ga cy ca eu gl sq mt lb fo
    gd br fy af id ms fil sw vi th km lo my ar ar_LB ar_SA ar_DZ ar_MA fa ps ur he hi bn mr ne gu
    pa ta te kn ml or si as hy ka az az_Cyrl kk ky uz uz_Cyrl tk tg mn ug am ti so zu ha yo ig eo
    ckb ku rw mg om tt ceb oc ast
    zh zh_Hant ja ko
""".split()  # noqa: SIM905 - a list of a hundred lines says no more

# What CLDR doesn't have. Month → names.
MONTHS: dict[str, dict[int, str]] = {
    "en": {9: "sept"},
    "de": {1: "jaenner jän jaen", 2: "feber", 3: "mrz maerz mär"},
    "fr": {2: "fév fev", 4: "avr", 7: "juil jui", 8: "aou aoû", 12: "déc"},
    "es": {1: "ene", 9: "set setiembre"},
    "pt": {2: "fev"},
    "nl": {3: "mrt maa"},
    "ru": {1: "янв", 2: "фев", 3: "мар", 6: "июн", 7: "июл", 9: "сен", 11: "ноя", 5: "май мая"},
    "be": {5: "май мая"},
    "ro": {1: "ian", 11: "noi noiem"},
    "el": {5: "μαϊ", 8: "αυγ", 11: "νοε"},
    "tr": {2: "sub", 8: "agu", 9: "eyl"},
    "ar": {
        1: "جانفي|كانون الثاني|كانون ثاني", 2: "فيفري|شباط", 3: "آذار|اذار", 4: "أفريل|نيسان|ابريل",
        5: "ماي|أيار|ايار|مايو", 6: "جوان|حزيران", 7: "جويلية|يوليوز|تموز", 8: "أوت|غشت|آب|اب",
        9: "شتنبر|أيلول|ايلول", 10: "تشرين الأول|تشرين اول|تشرين أول",
        11: "نونبر|تشرين الثاني|تشرين ثاني",
        12: "دجنبر|كانون الأول|كانون أول",
    },
    "hi": {1: "जन", 2: "फर", 9: "सितम्बर", 10: "अक्तूबर अक्टू", 11: "नवम्बर", 12: "दिसम्बर"},
    "bn": {10: "অক্টো", 9: "সেপ্টে", 1: "জানু", 2: "ফেব্রু", 11: "নভে", 12: "ডিসে"},
    "vi": {
        1: "tháng giêng|tháng một", 2: "tháng hai", 3: "tháng ba", 4: "tháng tư|tháng bốn",
        5: "tháng năm", 6: "tháng sáu", 7: "tháng bảy", 8: "tháng tám", 9: "tháng chín",
        10: "tháng mười", 11: "tháng mười một", 12: "tháng mười hai|tháng chạp",
    },
    "ga": {
        3: "mhárta", 4: "aibreáin", 6: "mheitheamh meithimh", 9: "mheán fómhair|meán fómh",
        10: "dheireadh fómhair", 11: "samhna", 12: "nollag mí na nollag",
    },
    "cy": {2: "chwefror", 3: "fawrth", 5: "fai", 6: "fehefin", 7: "orffennaf", 9: "fedi",
           10: "hydref", 11: "dachwedd", 12: "ragfyr"},
    "eu": {1: "urtarrilaren", 2: "otsailaren", 3: "martxoaren", 4: "apirilaren", 5: "maiatzaren",
           6: "ekainaren", 7: "uztailaren", 8: "abuztuaren", 9: "irailaren", 10: "urriaren",
           11: "azaroaren", 12: "abenduaren"},
    "id": {8: "agt agus", 5: "mei", 11: "nop nopember", 12: "desember des"},
    "pl": {9: "wrz", 10: "paz paź", 8: "sie", 1: "sty"},
    "cs": {1: "led", 2: "uno", 3: "bre", 4: "dub", 5: "kve", 6: "cvn cer", 7: "cvc", 8: "srp",
           9: "zar", 10: "rij", 11: "lis", 12: "pro"},
    "uk": {5: "тра", 6: "чер", 7: "лип", 8: "сер", 9: "вер", 10: "жов", 11: "лис", 12: "гру",
           1: "січ", 2: "лют", 3: "бер", 4: "кві"},
    "lt": {1: "sau", 2: "vas", 3: "kov", 4: "bal", 5: "geg", 6: "bir", 7: "lie",
           8: "rgp rugp", 9: "rgs rugs", 10: "spa spl", 11: "lap lapkr", 12: "grd gruod"},
    "et": {1: "jaan", 2: "veebr", 3: "märts", 6: "juuni", 7: "juuli", 12: "dets"},
    "lv": {6: "jūn", 7: "jūl"},
    "si": {
        1: "ජනවාරි", 2: "පෙබරවාරි", 3: "මාර්තු", 4: "අප්‍රේල්", 5: "මැයි", 6: "ජූනි", 7: "ජූලි",
        8: "අගෝස්තු", 9: "සැප්තැම්බර්", 10: "ඔක්තෝබර්", 11: "නොවැම්බර්", 12: "දෙසැම්බර්",
    },
    "tg": {
        1: "январи", 2: "феврали", 3: "марти", 4: "апрели", 5: "майи", 6: "июни", 7: "июли",
        8: "августи", 9: "сентябри", 10: "октябри", 11: "ноябри", 12: "декабри",
    },
    "so": {
        1: "jannaayo janaayo", 2: "febaraayo febraayo", 3: "maarij maarso", 4: "abriil", 5: "maajo",
        6: "juunyo juun", 7: "luuliyo luulyo", 8: "agoosto ogosto", 9: "sebteembar sebtember",
        10: "oktoobar oktobar", 11: "nofeembar nofembar", 12: "diseembar disembar",
    },
}  # fmt: skip
WEEKDAYS: dict[str, dict[int, str]] = {
    "de": {0: "mo", 1: "di", 2: "mi", 3: "do", 4: "fr", 5: "sa sonnabend", 6: "so"},
    "es": {0: "lun", 2: "mie", 5: "sab"},
    "pt": {0: "seg segunda", 1: "ter terça", 2: "qua quarta", 3: "qui quinta", 4: "sex sexta"},
    "ru": {0: "пн", 1: "вт", 2: "ср", 3: "чт", 4: "пт", 5: "сб", 6: "вс"},
    "zh": {
        day: f"星期{sign}|周{sign}|週{sign}|礼拜{sign}|禮拜{sign}"
        for day, sign in enumerate("一二三四五六日")
    } | {6: "星期日|周日|週日|星期天|周天|禮拜日|礼拜天"},
    "ja": {day: f"{sign}|{sign}曜|{sign}曜日" for day, sign in enumerate("月火水木金土日")},
    "ko": {day: f"{sign}|{sign}요일" for day, sign in enumerate("월화수목금토일")},
}  # fmt: skip
SOLAR_HIJRI = [
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد|امرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
]  # fmt: skip
SECONDS = {
    "second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800,
    "month": 2_629_746, "year": 31_556_952,
}  # fmt: skip
AGO = {
    "en": {
        "second": "a second ago|moments ago|a moment ago|a few seconds ago|just now|# secs ago",
        "minute": "a minute ago|one minute ago|an minute ago|# mins ago|# min ago|#m ago|#min ago",
        "hour": "an hour ago|one hour ago|a hour ago|# hrs ago|# hr ago|#h ago|#hr ago|#hrs ago",
        "day": "a day ago|one day ago|#d ago",
        "week": "a week ago|one week ago|#w ago",
        "month": "a month ago|one month ago", "year": "a year ago|one year ago",
    },
    "de": {
        "minute": "vor einer minute|vor # min", "hour": "vor einer stunde|vor # std",
        "day": "vor einem tag",
    },
    "fr": {"minute": "il y a une minute", "hour": "il y a une heure", "day": "il y a un jour"},
    "es": {"minute": "hace un minuto", "hour": "hace una hora", "day": "hace un dia"},
    "it": {"minute": "un minuto fa", "hour": "un'ora fa|un ora fa", "day": "un giorno fa"},
    "pt": {
        "minute": "ha um minuto|# minutos atras|ha # min", "hour": "ha uma hora|# horas atras",
        "day": "ha um dia|# dias atras",
    },
    "zh": {"minute": "#分钟之前|#分鐘之前", "hour": "#小时之前|#小時之前", "day": "#天之前|#日前"},
}  # fmt: skip
COUNTED = {"0 day ago": 0, "1 day ago": 1, "2 day ago": 2, "in 1 day": -1, "in 2 day": -2}
"""What dateparser calls a day → how many days ago it is."""
_DIGITS = re.compile(r"\d")
_ARTICLE = re.compile(r"^(?:de |d'|a viz |di )")


def main() -> None:
    """Write the file, and print what is ambiguous."""
    months: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    weekdays: dict[str, set[int]] = defaultdict(set)
    ago: dict[str, int] = {}
    for name in LANGUAGES:
        locale = Locale.parse(name)
        language = locale.language
        for month, word in _months(locale, name):
            if language not in months[word][month]:
                months[word][month].append(language)
        for day, word in _weekdays(locale, name):
            weekdays[word].add(day)
        for pattern, seconds in _ago(locale, name):
            ago.setdefault(pattern, seconds)
    for word, meant in sorted(months.items()):
        if len(meant) > 1:
            print(word, {month: " ".join(languages) for month, languages in meant.items()})
    names = {
        "months": {
            word: next(iter(meant))
            if len(meant) == 1
            else [[month, " ".join(languages)] for month, languages in meant.items()]
            for word, meant in sorted(months.items())
        },
        "weekdays": {word: sorted(days) for word, days in sorted(weekdays.items())},
        "solar_hijri": {
            plain(word): month
            for month, words in enumerate(SOLAR_HIJRI, 1)
            for word in words.split("|")
        },
        "ago": dict(sorted(ago.items())),
        "days": dict(sorted(_days())),
    }
    lines = (
        f"{json.dumps(part)}: {{\n"
        + ",\n".join(
            f"{json.dumps(k, ensure_ascii=False)}: {json.dumps(v)}" for k, v in table.items()
        )
        + "\n}"
        for part, table in names.items()
    )
    OUT.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    print({part: len(table) for part, table in names.items()}, OUT.stat().st_size, "bytes")


def _months(locale: Locale, name: str) -> Iterator[tuple[int, str]]:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for month, text in locale.months[context][width].items():
                yield from ((month, word) for word in _words([text]))
    for month, text in MONTHS.get(name, {}).items():
        words = text.split("|") if "|" in text or name in {"vi", "ga"} else text.split()
        yield from ((month, word) for word in _words(words))
    if name == "mn":
        for month, text in locale.months["format"]["wide"].items():
            yield month, plain(f"{text}ын")
    if name == "he":
        for month, text in locale.months["format"]["wide"].items():
            yield month, plain(f"ב{text}")


def _weekdays(locale: Locale, name: str) -> Iterator[tuple[int, str]]:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated", "short"):
            for day, text in locale.days[context].get(width, {}).items():
                yield from (
                    (day, word) for word in _words([text], least=1 if name in {"ja", "ko"} else 2)
                )
                if name == "pt":
                    yield from ((day, word) for word in _words([text.split("-")[0]]))
    for day, text in WEEKDAYS.get(name, {}).items():
        yield from (
            (day, word)
            for word in _words(text.split("|") if "|" in text else text.split(), least=1)
        )


def _words(texts: Iterable[str], least: int = 2) -> Iterator[str]:
    for text in texts:
        word = _ARTICLE.sub("", plain(text).replace(".", "").strip())
        if len(word) >= least and not _DIGITS.search(word):
            yield word


def _ago(locale: Locale, name: str) -> Iterator[tuple[str, int]]:
    fields = locale._data["date_fields"]  # noqa: SLF001 - Babel gives no other way to them
    for unit, seconds in SECONDS.items():
        for width in ("", "-short", "-narrow"):
            for number, text in dict(fields.get(f"{unit}{width}", {}).get("past", {})).items():
                pattern = pattern_of(text)
                if pattern.startswith(("-", "+")):
                    continue
                if "#" in pattern:
                    yield pattern, seconds
                elif number in {"one", "two"}:
                    yield pattern, seconds * (2 if number == "two" else 1)
        for text in AGO.get(name, {}).get(unit, "").split("|"):
            if text:
                yield pattern_of(text), seconds


def _days() -> Iterator[tuple[str, int]]:
    """Yield "gestern" → 1, in all languages; a word for two days (Hindi's कल) is left out."""
    found: dict[str, set[int]] = defaultdict(set)
    languages = {name.split("_")[0] for name in LANGUAGES}
    for module in pkgutil.iter_modules(date_translation_data.__path__):
        if module.name in languages:
            info = import_module(f"{date_translation_data.__name__}.{module.name}").info
            for phrase, words in info.get("relative-type", {}).items():
                if phrase in COUNTED:
                    for word in words:
                        found[pattern_of(word)].add(COUNTED[phrase])
    for word, days in found.items():
        if len(days) == 1 and min(days) >= 0 and len(word) > 1 and not _DIGITS.search(word):
            yield word, min(days)


def pattern_of(text: str) -> str:
    """Return "vor {0} Std." as it is looked up: "vor # std"."""
    return " ".join(plain(text).replace("{0}", "#").replace(".", "").split())


if __name__ == "__main__":
    main()
