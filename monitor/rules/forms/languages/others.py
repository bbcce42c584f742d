"""Endings and beginnings of the languages that no larger table has."""

from __future__ import annotations

from typing import Final

from monitor.rules.forms.endings import Endings, chains
from monitor.rules.forms.languages.townspeople import DUTCH, GERMAN

# Malay's active prefix melts with the first letter of the word (tulis, menulis); passive di-.
_MALAY_HEADS: Final = (
    r"([bf])>mem\1 p(?=[aeiou])>mem (pr)>mem\1 ([dcjz])>men\1 t(?=[aeiou])>men (tr)>men\1 "
    r"([gh])>meng\1 k(?=[aeiou])>meng (k[lr])>meng\1 ([aeiou])>meng\1 s(?=[aeiou])>meny "
    r"([lmnrwy])>me\1 (.)>di\1 ([bcdfghjklmnpqstvwz])>ber\1 ([bcdfghjklmnpqstvwz])>ter\1 "
    r"([bf])>pem\1 p(?=[aeiou])>pem ([dcj])>pen\1 t(?=[aeiou])>pen ([gh])>peng\1 "
    r"k(?=[aeiou])>peng ([aeiou])>peng\1 s(?=[aeiou])>peny ([lmnrwy])>pe\1 (.)>ke\1"
)
_MALAY: Final = Endings(f"- : {chains('- kan i an', '- nya lah kah')}", heads=_MALAY_HEADS)
_IRISH: Final = Endings(
    """
    - : - a i e anna acha in ai
    a : a ai ain an
    e : e i eanna te
    ach : ach aigh aí
    """,
    heads=r"([bcdfgmpst])(?=[^h])>\1h (b)>m\1 (c)>g\1 (d)>n\1 (f)>bh\1 (g)>n\1 (p)>b\1 (t)>d\1 "
    r"([aeiou])>h\1 ([aeiou])>n\1 ([aeiou])>t\1",
    changes=r"a([lnrst])>ai\1 o([lnrst])>oi\1 a([cg])>ai\1 ach>aigh",
)
_WELSH: Final = Endings(
    """
    - : - au iau on ion i od oedd ydd edd s
    """,
    heads=r"p>b p>mh p>ph t>d t>nh t>th c>g c>ngh c>ch b>f b>m d>dd d>n g> g>ng m>f ll>l rh>r",
)
_BANTU: Final = Endings(
    "- : - ni",
    heads=r"mw>w m(?=[^w])>wa m(?=[^w])>mi ki>vi ch(?=[ao])>vy j>maj (.)>ma\1 u>ny ki(?=o)>vi",
    least=2,
)
_TAGALOG: Final = Endings(
    """
    - : - ng an in han hin
    n : n ng nang nin
    o : o ong uhan uhin
    """,
    heads=r"([bcdgklmnprstwyh])(?=[aeiou])>\1in ([bcdgklmnprstwyh])(?=[aeiou])>\1um "
    r"([bcdgklmnprstwyh])([aeiou])>\1in\2\1\2 ([bcdgklmnprstwyh])([aeiou])>\1um\2\1\2 "
    r"(.)>nag\1 (.)>mag\1 (.)>pag\1 (.)>pina\1 (.)>na\1 (.)>ma\1 (.)>i\1 ([bp])>pam\1 "
    r"([bcdgkmpst])(?=[aeiou])>i\1in ([hlnrwy])(?=[aeiou])>ini\1 ([hlnrwy])(?=[aeiou])>ni\1 "
    r"([bcdgklmnprstwyh])([aeiou])>nag\1\2\1\2 ([bcdgklmnprstwyh])([aeiou])>mag\1\2\1\2",
)
_BASQUE_CASES: Final = (
    "- k n ri rik ra ren rena rekin ko koa tik rako tan tako tatik tara en ei entzat ari aren "
    "arekin"
)
_BASQUE: Final = Endings(
    f"- : {chains('- a ak e ek et eta', _BASQUE_CASES)}"
    "\na : a ak an ko ako ra ren tik tako ean eko etan etako ari",
    changes="r>rr",
)
_GEORGIAN: Final = Endings(
    f"""
    ი : ი {chains("- ებ", "ი ის მა ს ში ით ად ზე თან დან ისთვის ისგან ისა მდე სთან იდან ო")} თა
    ა : ა ის ამ ას აში აზე ათი ად ებ ები ების ებს ებში ასთან იდან ისთვის ათ ისგან
    ე : ე ის ემ ეს ეში ეზე ები ების ესთან
    ო უ : ო უ ს მ ში ზე ოს ომ ოში ოზე ოსთან ოდან ები ების ოთი
    ები : ების ებს ებმა ებში ებზე ებით ებისთვის ებიდან
    """,
    changes=r"(?<=..)[აეო]([ლრნმ])>\1",
)
_ARMENIAN: Final = Endings(
    """
    - : - ը ն ի ին ից ում ով եր ներ երի ների երը ները երում ներում ու ուն վա երով ներով ներից ներին
    ություն : ության ություններ ությունը ությամբ ությանը
    ի : ի ու իի իում իից
    ա : ա այի այում այից
    ուն : ան ունը անը
    """,
)
_ALBANIAN: Final = Endings(
    """
    - : - i u it un in a e et at ve eve esh ev s n ja je
    e : a es en e at ave ash
    er el : ri ra re rin ren res rit rat ret rave li la le lin len les lit lat let lave
    a : a es en e at as
    i : ia ise ine i ite ive
    ë : a ës ën
    """,
)
# Before e and i the letter of a sound changes: vaga, vagues; platja, platges; boca, boques.
_CATALAN: Final = Endings(
    """
    a : a es
    """,
    certain="e : essa esses\ntor : triu trius",
    changes="gu>gü qu>qü g>gu c>qu j>g ç>c",
)
_ICELANDIC: Final = Endings(
    """
    - : - i s ar inn inum ins in unni arinnar ir um a anna urnar id inu unum u
    ur : ur i s ar um a inn num nn
    i : i a ar um ann anum ans arnir
    a : a u um ur an una unnar
    """,
    changes=r"a(.+)>o\1 o(.)>ae\1 r>",
)
_SWEDISH: Final = Endings(
    "- : - s ens ets nas arnas ornas ernas", irregular="vinna vann vunnit vunnen vunna"
)
_DANISH: Final = Endings("- : - s ens ets enes ernes nes")
# Nouns in -e and, from Latin, in -um; some change their vowel.
_NORWEGIAN: Final = Endings(
    "- : - s ens ets enes ernes nes et ene er",
    certain="""
    e : er ene en a
    um : et er ene
    """,
    irregular="natt natta netter nettene\ntann tanna tenner tennene\nhånd hånda hender hendene\n"
    "rot rota røtter røttene\nbok boka bøker bøkene\nfot føtter føttene\nand anda ender endene\n"
    "strand stranda strender strendene\nkraft krafta krefter kreftene\nstad steder\n"
    "by byer byene\nku kua kyr kyrne\ngås gåsa gjess gjessene\nmann menn mennene\n"
    "bror brødre brødrene\nfar fedre fedrene\nmor mødre mødrene\nsøster søstre søstrene\n"
    "datter døtre døtrene",
)
# A woman's title, and a participle, which dictionaries have by themselves: actrice, dottoressa;
# condenado. Left out are those verbs whose participle came to mean something else.
_FRENCH: Final = Endings(
    certain="""
    er : ere eres
    eur : euse euses
    teur : trice trices
    ien : ienne iennes
    ee : ees
    ees : ee
    er : ee ees
    """,
    but="armer assembler corner journer penser porter tourner",
    irregular="élire élu élus élue élues\ndétenir détenu détenus détenue détenues\n"
    "mourir mort morts morte mortes",
    least=2,
)
_ITALIAN: Final = Endings(
    certain="tore : trice trici\nore : oressa oresse", irregular="morto morti morta morire"
)
_IBERIAN: Final = """
    tor : triz trices trizes
    a : as
    e : es
    o : os
    ion : iones ions
    iones ions : ion
    ar : ado ados ada adas
    er ir : ido idos ida idas
"""
_OTHER_PARTICIPLES: Final = (
    "comer contener conter costar dever estar ganar jurar marcar medir mercar parar partir pasar "
    "passar resultar sentir significar soldar sonar tratar vestir"
)
_SPANISH: Final = Endings(
    certain=_IBERIAN,
    but=_OTHER_PARTICIPLES,
    irregular="morir muerto muertos muerta muertas\nromper roto rotos rota rotas",
)
_PORTUGUESE: Final = Endings(
    certain=_IBERIAN,
    but=_OTHER_PARTICIPLES,
    irregular="morrer morto mortos morta mortas\nmatar morto mortos morta mortas\n"
    "prender preso presos presa presas\neleger eleito eleitos eleita eleitas",
)
# A name's genitive, which the dictionary may have as a name of its own: Russlands, Chinas.
_GERMAN: Final = Endings("- : - s", derived=GERMAN)
_DUTCH: Final = Endings(
    irregular="lid leden\nschip schepen\nstad steden\nsmid smeden\nei eieren\nkoe koeien",
    derived=DUTCH,
)
_GREEK: Final = Endings(
    """
    ος : ου ο ε οι ων ους οσ ος
    οσ : ου ο ε οι ων ουσ οσ
    ησ : η ησ ηδεσ
    ασ : α ασ αδεσ εσ ων
    α : α ασ εσ ων
    η : η ησ εισ εων εωσ εσ ων
    ο : ο ου α ων
    ι : ι ιου ια ιων
    """,
)
_ROMANIAN: Final = Endings(
    """
    - : - ul ului le lui i ii ilor uri urile urilor e ele elor l ei
    a : a ei ele e i ii elor o iei
    e : e ea ei i ile ilor
    u : u ul ului i ii ilor
    """,
    changes=r"t>t d>z s>s oa(.)>o\1",
    irregular="copil copii copiii copiilor copilul copilului\n"
    "om oameni oamenii oamenilor omul omului",
)

_AFRIKAANS: Final = Endings(
    """
    - : - e s te ers ere se ne le ens
    ie : ies
    heid : hede
    """,
    changes=r"(?<=[^aeiou])([aeou])\1([bdfgklmnprst])>\1\2 f>w g> ([bdfgklmnprst])>\1\1 "
    r"aaf>aw oof>ow",
    irregular="stad stede\nskip skepe\nkind kinders kinder\nlid lede\nspook spoke\nkoei koeie\n"
    "dag dae\npad paaie\nbrug brue\noorlog oorloe\nperd perde\n"
    "vrou vroue\nbevel bevele\nmens mense",
)
# Maltese plurals are mostly of the Arabic kind, which no table holds: the commonest are listed.
_MALTESE: Final = Endings(
    """
    - : - i ijiet iet ien in s jiet ajn hom ha
    a : i iet at in
    u : i ijiet
    e : i ijiet
    """,
    irregular="""ktieb kotba
    skola skejjel iskejjel
    tifel tfal itfal
    dar djar
    bank banek
    mara nisa
    raġel irġiel
    belt bliet ibliet
    triq toroq
    vapur vapuri
    ħaddiem ħaddiema
    għalliem għalliema għalliem
    tabib tobba
    tieqa twieqi
    xahar xhur
    sena snin
    ġurnata ġranet
    liġi liġijiet
    karozza karozzi
    ajruplan ajruplani
    sptar sptarijiet
    knisja knejjes
    raħal irħula rħula
    gżira gżejjer
    siġra siġar
    kelb klieb
    qattus qtates
    ħu aħwa
    familja familji
    pajjiż pajjiżi
    ħabs ħabsijiet
    suldat suldati
    omm ommijiet
    missier missirijiet
    ħanut ħwienet
    baħar ibħra""",
    least=2,
)

_ETHIOPIC: Final = range(0x1200, 0x1350)


def _ethiopic(order: int) -> str:
    """Changes of a bare consonant, a row's sixth letter, to the row's letter with a vowel."""
    return " ".join(
        f"{chr(row + 5)}>{chr(row + order)}" for row in range(_ETHIOPIC.start, _ETHIOPIC.stop, 8)
    )


_AMHARIC: Final = Endings(
    """
    - : - ን ች ዎች ዎችን ችን ው ዋ ያን ውን ዎቹ ቹ ዎቻቸው ም ና ንም ዊ
    """,
    changes=" ".join(map(_ethiopic, (1, 3, 6))),
    prefixes="የ በ ለ ከ ስለ እስከ ወደ እንደ ያለ በየ ለየ እነ የነ",
    least=2,
)

TABLES: Final = {
    "af": _AFRIKAANS, "mt": _MALTESE, "am": _AMHARIC, "ti": _AMHARIC,
    "id": _MALAY, "ms": _MALAY, "ga": _IRISH, "cy": _WELSH, "sw": _BANTU, "tl": _TAGALOG,
    "fil": _TAGALOG, "eu": _BASQUE, "ka": _GEORGIAN, "hy": _ARMENIAN, "sq": _ALBANIAN,
    "is": _ICELANDIC, "ca": _CATALAN, "sv": _SWEDISH, "da": _DANISH, "el": _GREEK,
    "no": _NORWEGIAN, "nb": _NORWEGIAN, "nn": _NORWEGIAN, "nl": _DUTCH, "fr": _FRENCH,
    "de": _GERMAN, "it": _ITALIAN, "es": _SPANISH, "pt": _PORTUGUESE, "gl": _PORTUGUESE,
    "ro": _ROMANIAN,
}  # fmt: skip
