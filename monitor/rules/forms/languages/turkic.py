"""Endings of Turkic languages, in folded letters (ı and i are one, ə is e, ö is o)."""

from __future__ import annotations

from typing import Final

from monitor.rules.forms.endings import Endings, chains

_TURKISH: Final = (
    chains("- lar ler", "- i u in un a e da de ta te dan den tan ten la le yi yu ya ye yla yle "
            "nin nun daki deki taki teki dir dur tir tur ca ce")
    + " "
    + chains("- lar ler", "i u si su imiz umuz im um in un leri lari",
              "- n ni nu na ne nda nde ndan nden nin nun yla yle ndaki ndeki")
    + " li lu lilar liler lik luk"
)  # fmt: skip
_AZERBAIJANI: Final = (
    chains("- lar ler", "- i u in un a e da de dan den la le ni nu nin nun ya ye yi yu daki deki")
    + " "
    + chains("- lar ler", "i u si su imiz umuz",
             "- n ni nu na ne nda nde ndan nden nin nun yla yle")
    + " li lu lilar liler"
)  # fmt: skip
_KAZAKH: Final = (
    chains("- лар лер дар дер тар тер", "- да де та те дан ден тан тен нан нен ға ге қа ке дың дің "
            "тың тің ның нің ды ді ты ті ны ні мен бен пен дағы дегі тағы тегі")
    + " "
    + chains("- лар лер дар дер тар тер", "ы і сы сі",
              "- н нда нде ндан нден на не ның нің мен ндағы ндегі")
    + " лық лік дық дік тық тік"
)  # fmt: skip
_KYRGYZ: Final = (
    chains("- лар лер лор лөр дар дер дор дөр тар тер тор төр", "- да де до дө та те то тө дан ден "
            "дон дөн тан тен тон төн га ге го гө ка ке ко кө дын дин дун дүн тын тин тун түн нын "
            "нин нун нүн ды ди ду дү ты ти ту тү ны ни ну нү")
    + " "
    + chains("- лар лер лор лөр дар дер дор дөр", "ы и у ү сы си су сү",
              "- н нда нде ндо ндө нан нен нон нөн на не но нө нын нин нун нүн")
)  # fmt: skip
_UZBEK: Final = chains("- lar", "- i si im imiz ingiz", "- ni ning ga da dan ka qa dagi cha")

TABLES: Final = {
    "tr": Endings(f"- : {_TURKISH}", changes=r"p>b c>c t>d k>g nk>ng [iu]([nlrszm])>\1"),
    "az": Endings(f"- : {_AZERBAIJANI}", changes=r"k>y q>g t>d [iu]([nlrszm])>\1"),
    "kk": Endings(f"- : {_KAZAKH}", changes="к>г қ>ғ п>б", least=2),
    "ky": Endings(f"- : {_KYRGYZ}", changes="к>г п>б", least=2),
    "uz": Endings(f"- : {_UZBEK}", changes="k>g q>g"),
}
