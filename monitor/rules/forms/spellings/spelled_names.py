"""Spelled names: how else papers spell a name from another alphabet, or cut short a word of it.

Mohammed and Muhammad, Gaddafi and Qaddafi, Sergei and Sergey are one name each, and Senator Warren
is Sen. Warren as Saint-Germain is St-Germain. All of these spellings are in use, so none is a typo
of another, and without this module a rule would find what the papers of one style book print.

The names are listed: what sounds alike needn't be one name (Julia, Yulia).
"""

from __future__ import annotations

import re
from itertools import islice, product
from typing import Final

from monitor.text import fold

MOST: Final = 32
"""Spellings that are tried of one name."""
_FIRST_NAMES: Final = """
    mohammed mohammad muhammad mohamed mohamad muhammed, ahmed ahmad, yousef youssef yusuf yousuf,
    omar umar, osama usama, khaled khalid, abdullah abdallah abdulla, mahmoud mahmud mahmood,
    mustafa mostafa moustafa, hassan hasan, hussein husain hussain husayn, aisha ayesha,
    fatima fatema, zainab zeinab, ismail esmail, ebrahim ibrahim, yasser yasir,
    sergei sergey serguei sergej, alexei alexey aleksei aleksey alexej, andrei andrey andrej,
    dmitry dmitri dmitriy dmitrij, nikolai nikolay nikolaj, yevgeny yevgeni evgeny evgeni jewgeni,
    mikhail michail mikhael, yulia yuliya, vasily vasiliy vasili, yuri yury juri,
    vladimir wladimir, volodymyr wolodymyr, oleksandr olexandr,
    aleksandr alexandr alyaksandr alexander, sviatlana svetlana swetlana, anatoly anatoliy anatoli,
    valery valeriy valeri, vitaly vitaliy vitali, viktor victor wiktor
"""
_LAST_NAMES: Final = """
    zelensky zelenskyy zelenskiy zelenskyi zelenskyj zelenskij selenskyj zelenski,
    gaddafi qaddafi gadhafi kadhafi khadafi gadafi gheddafi, netanyahu netanjahu netanyahou,
    navalny nawalny navalnyj nawalnyj navalnyi, khamenei chamenei jamenei,
    khomeini chomeini jomeini,
    lukashenko lukashenka loukachenko lukaschenko lukaszenka lukasenko, yeltsin jelzin eltsine,
    gorbachev gorbatschow gorbatchev gorbachov gorbaczow, medvedev medwedew miedwiediew,
    prigozhin prigoschin prigojine prigozjin prigozin, dostoevsky dostoyevsky dostojewski,
    tolstoy tolstoi, tchaikovsky tschaikowski tschaikowsky tchaikovski chaikovsky,
    khashoggi kashoggi khashogi,
    tikhanovskaya tsikhanouskaya tichanowskaja, lavrov lawrow, shoigu schoigu choigou shoygu,
    zakharova sacharowa, peskov peskow, kadyrov kadyrow, poroshenko poroschenko porochenko,
    yanukovych janukowitsch ianoukovitch yanukovich, zaluzhny zaluzhnyi zaluzhnyy saluschnyj,
    syrsky syrskyi syrskyy syrskyj, tymoshenko timoschenko timochenko tymoschenko,
    ahmadinejad ahmadinedschad, pezeshkian peseschkian pezechkian, araghchi araqchi araghtschi,
    haniyeh hanija, nasrallah nasralla, sinwar sinouar
"""
_PLACES: Final = """
    falluja fallujah, karbala kerbala, jeddah jiddah jidda, tehran teheran, benghazi bengasi,
    kyiv kiev kyjiw, kharkiv kharkov charkiw, odesa odessa, lviv lvov, luhansk lugansk,
    mykolaiv nikolaev, zaporizhzhia zaporizhzhya zaporizhia zaporozhye saporischschja,
    chernobyl chornobyl tschernobyl, donbas donbass, hezbollah hizbollah hizbullah hisbollah,
    shabaab shabab shebab, qaeda qaida kaida, quran koran, xinjiang sinkiang,
    mariupol marioupol
"""
_SHORT_BEFORE: Final = """
    saint st, sainte ste, mount mt, senator sen, representative rep, governor gov, general gen,
    lieutenant lt, sergeant sgt, colonel col, captain capt, professor prof, doctor dr, reverend rev,
    article art, fort ft, department dept, university univ, international intl
"""
_SHORT_BEHIND: Final = """
    brothers bros, united utd, corporation corp, company co, limited ltd, incorporated inc,
    junior jr
"""
_WORD: Final = re.compile(r"[^\W_]+(?:\.(?=\s|$))?")


def _families(text: str) -> dict[str, list[str]]:
    """Spelling → the other ones."""
    families = [family.split() for family in text.split(",")]
    return {one: [other for other in all_ if other != one] for all_ in families for one in all_}


_LAST: Final = _families(_LAST_NAMES) | _families(_PLACES)
_FULL: Final = _families(_FIRST_NAMES) | _LAST
_BEFORE: Final = _families(_SHORT_BEFORE)
_BEHIND: Final = _families(_SHORT_BEHIND)
_LISTED: Final = _FULL.keys() | _BEFORE.keys() | _BEHIND.keys()
_APART: Final = str.maketrans("-.,", "   ")


def spelled_otherwise(name: str) -> list[str]:
    """Return other spellings of a name.

    Args:
        name: A term. A first name, and a title, has others only beside another word.
    """
    if name.islower():
        return []
    folded = fold(name)
    if _LISTED.isdisjoint((folded if folded.isalpha() else folded.translate(_APART)).split()):
        return []
    words = _WORD.findall(name)
    last = len(words) - 1
    options = []
    for i, word in enumerate(words):
        folded = fold(word.rstrip("."))
        others = (_FULL if last else _LAST).get(folded, [])
        others = others or (_BEFORE.get(folded, []) if i < last else [])
        others = others or (_BEHIND.get(folded, []) if i else [])
        options.append([word, *(_in_case_of(word, other) for other in others)])
    return [_with(name, chosen) for chosen in islice(product(*options), 1, MOST)]


def _in_case_of(word: str, other: str) -> str:
    if word.islower():
        return other
    return other.upper() if word.isupper() and len(word) > 1 else other.capitalize()


def _with(name: str, chosen: tuple[str, ...]) -> str:
    """A name with these words for its own."""
    words = iter(chosen)
    return _WORD.sub(lambda _: next(words), name)
