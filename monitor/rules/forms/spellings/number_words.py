"""Number words: what numbers are called in names, by language. Plain tables.

``numbers`` says which of them is tried for which. Without these lists it would know digits alone.
"""

from __future__ import annotations

from typing import Final

ENGLISH: Final = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
""".split()  # noqa: SIM905 - lists are four times as long
ENGLISH_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
ENGLISH_ORDINALS: Final = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
""".split()  # noqa: SIM905
ENGLISH_TENTHS: Final = """
    twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth
""".split()  # noqa: SIM905

CARDINALS: Final = (
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "deux trois quatre cinq six sept? huit neuf dix onze douze",
    "dos? tres cuatro cinco seis siete ocho nueve diez once? doce",
    "due? tre quattro cinque sei? sette otto? nove dieci undici dodici",
    "dois/duas três quatro cinco seis sete oito nove dez onze doze",
    "twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "två tre fyra fem sex? sju åtta nio tio elva tolv",
    "to? tre fire? fem seks syv/sju otte/åtte ni? ti? elleve tolv",
    "dwa/dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć",
    "dva/dvě/dve tři/tri čtyři/štyri pět?/päť? šest?/šesť? sedm/sedem osm/osem devět deset",
    "два/две три четыре пять шесть семь восемь девять десять одиннадцать двенадцать",
    "два/дві три чотири п'ять шість сім вісім дев'ять десять одинадцять дванадцять",
    "iki üç? dört beş altı yedi sekiz dokuz on?",
    "kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen",
    "két?/kettő három négy öt? hat? hét? nyolc kilenc tíz",
    "doi/două trei patru cinci șase șapte opt? nouă zece",
    "δύο τρεις/τρία τέσσερις/τέσσερα πέντε έξι επτά/εφτά οκτώ/οχτώ εννέα δέκα",
    "दो तीन चार पांच/पाँच छह सात आठ नौ दस",
)
"""A language each, from two (one is an article in most). Behind what means something else in
another language (to, fire, on, sept) stands a question mark: digits aren't taken for that."""

_ORDINALS: Final = """
    .: erste/ersten/erster/erstes/erstem zweite/zweiten/zweiter/zweites/zweitem
        dritte/dritten/dritter/drittes/drittem vierte/vierten/vierter/viertes/viertem
        fünfte/fünften/fünfter/fünftes/fünftem sechste/sechsten/sechster/sechstes/sechstem;
    er re ère ere: premier/première;
    e ème eme nd nde: - deuxième/second/seconde troisième quatrième cinquième sixième;
    ª º a o: primera/primero/primer segunda/segundo tercera/tercero/tercer cuarta/cuarto
        quinta/quinto sexta/sexto;
    ª º a o: prima/primo seconda/secondo terza/terzo quarta/quarto quinta/quinto sesta/sesto;
    ª º a o: primeira/primeiro segunda/segundo terceira/terceiro quarta/quarto quinta/quinto
        sexta/sexto;
    e ste de: eerste tweede derde vierde vijfde zesde;
    .: första andra tredje fjärde femte sjätte;
    .: første anden/andre tredje fjerde femte sjette;
    .: pierwsza/pierwszy/pierwsze/pierwszej druga/drugi/drugie trzecia/trzeci/trzecie/trzeciej
        czwarta/czwarty/czwartej;
    .: první/prvá/prvý druhá/druhý/druhé třetí/tretia/tretí čtvrtá/čtvrtý/štvrtá;
    .: prvi/prva/prvo drugi/druga/drugo treći/treća/treće četvrti/četvrta;
    -я -й: первая/первый/первое вторая/второй/второе третья/третий/третье четвёртая/четвёртый;
    -ша -га -та -я -й: перша/перший друга/другий третя/третій четверта/четвертий;
    -та -ва -ра: първата/първа втората/втора третата/трета;
    .: első második harmadik negyedik ötödik;
    .: ensimmäinen toinen kolmas neljäs viides;
    .: birinci ikinci üçüncü dördüncü beşinci altıncı
"""
ORDINALS: Final = tuple(
    (endings.strip(" \n.").split(), words.split())
    for endings, _, words in (line.partition(":") for line in _ORDINALS.split(";"))
)
"""A language each: what stands behind its digits (nothing: a full stop), and its words from first
on; several forms of one between strokes."""
