"""Endings of Slavic names and nouns, in folded letters (ě is e, ў is у; й stays)."""

from __future__ import annotations

from typing import Final

from monitor.rules.forms.endings import Endings, chains

_VOWELLESS: Final = r"(?<=[^aeiouyаеиіоуыэюя])"
_CZECH: Final = """
    a : a y e i u o ou am ami ach ovi ove ova ovou ovy -
    - : - u a e i y em im ovi ove um u ech ich ach ami mi ev ov
    y : y - u um ech ach ami i
    o : o a u e em y ech ich ach um - ovi ovu
    e : e i im ich emi ete eti etem ata at - iach iam
    i : i iho imu im ich imi ho mu m
    y a e : y a e eho emu em ym ou ych ymi ej
    ova : ove ovou ovej ovu ova
    us os : a u ovi em e y
    ia ie : ie ii iu ia ou iou ii im ich iach iam iami
"""
_SOUTH: Final = """
    - : - a u e i om em ov ev ova evo ove ovi ima ih oma am ama eh ih jem ja ju
    a : a e i u o om ama ah ami am ih oj -
    o : o a u om em i ih ima oma ama im -
    e : e a u em i ima om eta etu etom im -
    i : i a ih im ima e - ov ev
    a i o : a e i o u og oga oj om omu em im ih ima imi ega emu o
    ija : iji ije ijo iju ija ijom
"""
_LATIN_TO_CYRILLIC: Final = str.maketrans("aeioumhgjvstn", "аеиоумхгјвстн")

# What is somebody's agrees with it like an adjective: Trumpova cla, Vučićevih zakona.
_LIKE_ADJECTIVES: Final = "- a e i o u ih im ima og om oj ega emu"
_CZECH_OWNED: Final = "- a o : uv ov " + chains(
    "ov", "a o u y e i ych ym ymi ou ho mu ej om eho emu"
)
_SOUTH_OWNED: Final = (
    f"- a o e i : {chains('ov ev jev', _LIKE_ADJECTIVES)}\na : {chains('in', _LIKE_ADJECTIVES)}"
)
_MACEDONIAN_OWNED: Final = "- а о и : " + chains("ов ев", "- а о и иот ата ото ите")
_UKRAINIAN_OWNED: Final = "- а о : ів їв " + chains(
    "ов ев єв", "а е у і ої ій ою ого ому им ім их ими"
)


def _cyrillic(table: str) -> str:
    return table.translate(_LATIN_TO_CYRILLIC)


_BALKAN: Final = """
    - : - ът а ят я и ове ите овете ове та те то в е у о ев евци ища ищата ищи ищата
    а : а ата и ите о у й ки
    я : я ята и ите йо
    о : о ото а ата и ите та
    е : е ето та тата ета етата я ята ия ията
    и : и ите а я
    ия : ия ията ии иите ийо
    ие ье : ие ието ия ията
"""

# A noun in -o has its plural in -a, whatever else that may be: święto, święta.
_NEUTER: Final = "o : a"
_NEUTER_CYRILLIC: Final = "о : а"

_SERBIAN_PEOPLE: Final = """čovjek čovek ljudi ljude ljudima
dijete djeca djece djeci djecu djecom djetetu djeteta
dete deca dece deci decu decom detetu deteta
brat braća braće braći braću
gospodin gospoda gospode"""
_CYRILLIC_PEOPLE: Final = """човек људи људе људима
човјек људи људе људима
дијете дјеца дјеце дјеци дјецу дјецом
дете деца деце деци децу децом детета
брат браћа браће браћи браћу"""

TABLES: Final = {
    "cs": Endings(
        _CZECH,
        of_names=_CZECH_OWNED,
        certain=_NEUTER,
        changes=f"ch>s h>z k>c g>z {_VOWELLESS}e([bcdhklmnprstvz])>\\1 "
        rf"([{'bcdfghjklmnprstvz'}])([bcdfghjklmnprstvz])>\1e\2",
    ),
    "sk": Endings(
        _CZECH,
        of_names=_CZECH_OWNED,
        certain=_NEUTER,
        changes=f"ch>s k>c {_VOWELLESS}[eo]([bcdhklmnprstvz])>\\1 "
        r"([bcdfghjklmnprstvz])([bcdfghjklmnprstvz])>\1ie\2",
    ),
    "pl": Endings(
        certain=_NEUTER,
        paradigms="""
        a : a y i e ie o a ach ami om ę u -
        - : - a u owi em iem ie e y i owie ow om ami ach i
        o : o a u em ie e ow om ach ami
        e : e a u em om ach ami
        y i : y i ego emu ym im ych ymi ow om ach ami ej a e - ich imi
        i : i i a ach
        ia : ii ia ie
        """,
        changes=rf"k>c g>dz r>rz t>ci ch>sz l>l d>dzi st>sci {_VOWELLESS}ie?([bcdkglmnprstwz])>\1 "
        rf"{_VOWELLESS}e([bcdkglmnprstwz])>\1 ol>ol",
        irregular="ksiądz księdza księdzu księdzem księża księży księżom księżmi księżach\n"
        "brat bracia braci braciom braćmi braciach\n"
        "dziecko dzieci dzieciom dziećmi dzieciach\n"
        "wybory wyborów wyborom wyborami wyborach\n"
        "Polska Polski Polsce Polskę Polską",
    ),
    "sl": Endings(
        _SOUTH,
        of_names=_SOUTH_OWNED,
        certain=_NEUTER,
        changes=rf"k>c g>z {_VOWELLESS}[ea]([bcdhklmnprstvz])>\1 r>rj",
    ),
    "hr": Endings(
        _SOUTH,
        of_names=_SOUTH_OWNED,
        certain=_NEUTER,
        changes=rf"k>c g>z h>s k>c {_VOWELLESS}[ae]([bcdhklmnprstvz])>\1 o>l ao>l",
    ),
    "sr": Endings(
        _SOUTH + _cyrillic(_SOUTH),
        of_names=f"{_SOUTH_OWNED}\n{_cyrillic(_SOUTH_OWNED)}",
        certain=f"{_NEUTER}\n{_NEUTER_CYRILLIC}",
        changes=rf"k>c g>z h>s {_VOWELLESS}[ae]([bcdhklmnprstvz])>\1 "
        rf"к>ц к>ч г>з г>ж х>с {_VOWELLESS}а([бвгдзклмнпрстцчшљњ])>\1 ао>л",
        irregular=_SERBIAN_PEOPLE + "\n" + _CYRILLIC_PEOPLE,
    ),
    "bg": Endings(
        _BALKAN,
        certain=_NEUTER_CYRILLIC,
        changes=r"к>ц г>з х>с [ъеo]([рлкнцт])>\1 я(.)>е\1 й> ",
        irregular="човек хора хората",
    ),
    "mk": Endings(
        of_names=_MACEDONIAN_OWNED,
        certain=f"{_NEUTER_CYRILLIC}\nа : и",
        paradigms="""
        - : - от ов он и ите ови овите а та те ет и е у
        а : а ата и ите ава ана о
        о : о ото а ата и
        е : е ето иња ињата а ата ја јата
        и : и ите та те
        ија : ија ијата ии иите
        """,
        changes=r"к>ц г>з х>с [еo]([рлкнцт])>\1",
        irregular="човек луѓе луѓето",
    ),
    "uk": Endings(
        """
        - : - а у я ю ом ем ем єм ові еві єві і ї и е ів їв ам ям ами ями ах ях ою
        а : а и і у ою о ам ами ах -
        я : я і ї ю ею єю е є ям ями ях -
        о : о а у ом ові і ам ами ах ів
        е : е я у ем еві і
        ь : я ю ем еві і ь ів ям ями ях ю
        ий ій : ого ому им ім ий ій ього ьому
        а : ої ій у ою а
        я : я ю ям єм ї і ями ях
        и і : и і ів їв ам ами ах ями ям ях -
        ія : ія ії ію ією
        й : я ю єм єві ї й
        """,
        of_names=_UKRAINIAN_OWNED,
        changes=rf"г>з к>ц к>ч х>с [іиї](.)>о\1 [іиї](.)>е\1 [іи](.)>є\1 {_VOWELLESS}[ео](.)>\1 "
        r"([бвгджзклмнпрстфхцчшщ])>\1\1 (.)о(.)>\1\2",
        irregular="дитина діти дітей дітям дітьми дітях\n"
        "людина люди людей людям людьми людях\nдруг друзі друзів друзям друзями друзях",
    ),
    "be": Endings(
        """
        - : - а у я ю ам ом ем е і ы оу ау ах ах амі ям ямі ях
        а : а ы і е э у ай аю ам амі ах оу ау -
        я : я і ю яй яю е ям ямі ях
        ь : я ю ем і ь яу ям
        о : о а у ам е ах
        ы і : ы і ау оу яу ам амі ах ях ям ямі ага аму ым ых -
        ія : ія іі ію іяй
        й : я ю ем і й
        ае : ага аму ым ае
        ая : ай ую ою
        """,
        changes=rf"к>ц г>з х>с т>ц ст>сц д>дз р>р "
        rf"([дзлнсцчшж])>\1\1 {_VOWELLESS}[эеоа]([бвгдзклмнпрстцч])>\1 "
        # Without the stress o, э and ё are а, е or я: горад, гарады; рака, рэкі.
        r"о([^аеёіоуыэюя]+)>а\1 о([^аеёіоуыэюя]+[аеёіоуыэюя][^аеёіоуыэюя]*)>а\1 "
        r"э([^аеёіоуыэюя]+)>а\1 (?<=[аеіоы])у>в е([^аеёіоуыэюя]+)>я\1",
        irregular="""дзіця дзеці дзяцей дзецям дзецьмі дзецях
        чалавек людзі людзей людзям людзьмі людзях
        вока вочы вачэй вачам вачамі
        вуха вушы вушэй
        дзень дня дню днём дні дзён дням днямі днях
        тыдзень тыдня тыдні тыдняў тыднем
        сябар сябры сяброў сябрам сябрамі
        брат браты братоў
        агонь агню агні агнём
        пёс пса псы псоў псам
        сын сыны сыноў
        маці маткі
        імя імёны імені імёнаў
        кароль караля каралі каралём
        рубель рубля рублі рублёў""",
    ),
    "ru": Endings(
        certain=_NEUTER_CYRILLIC,
        paradigms="""
        - : - а у ом ем е ы и ов ев ам ами ах ым о
        а : а ы и е у ой ою ам ами ах -
        я : я и е ю ей ею ям ями ях
        ь : я ю ем и ью ь ей ям ями ях е
        о : о а у ом е
        ий ой ый : ого его ому ему ым им ом ем ий ый ой
        ая : ой ую ая ые ых ым
        ы и : ы и ов ев ей ам ами ах ям ями ях -
        ия : ия ии ию ией
        й : я ю ем и й е ев
        """,
        changes=rf"{_VOWELLESS}[ео]([бвгджзклмнпрстцчш])>\1",
    ),
}
TABLES["bs"] = TABLES["sh"] = TABLES["sr"]
TABLES["hr"] = TABLES["sr"]
