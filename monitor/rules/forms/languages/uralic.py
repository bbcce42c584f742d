"""Endings of Finnish, Estonian and Hungarian, in folded letters (ä is a, ő is o)."""

from __future__ import annotations

from typing import Final

from monitor.rules.forms.endings import Endings, chains

_FINNISH: Final = chains(
    "- i",
    "- n ssa sta lla lta lle na ksi a ta tta an en in on un yn han hen hin hon hun seen siin ien "
    "jen iden itten den t",
)  # fmt: skip
_FINNISH_PLURAL: Final = "eissa eista eihin eilla eilta eille ein eina eiksi eja"
_HUNGARIAN_CASES: Final = (
    "- t at et ot nak nek val vel ban ben ba be bol rol tol nal hoz hez ra re on en n ig ert "
    "kent kor va ve ul"
)
_DOUBLED: Final = "bcdfghjklmnprstvz"
_HUNGARIAN: Final = (
    chains("- k ak ek ok", _HUNGARIAN_CASES)
    + " "
    + chains("a e ja je uk juk unk jai ai jei ei i", _HUNGARIAN_CASES)
    + " "
    + " ".join(letter + end for letter in _DOUBLED for end in ("al", "el", "a", "e"))
)

TABLES: Final = {
    "fi": Endings(
        f"- : {_FINNISH}\nit : {_FINNISH_PLURAL}",  # vaalit, elections, vaaleissa
        changes=r"kk(.)>k\1 pp(.)>p\1 tt(.)>t\1 nk(.)>ng\1 nt(.)>nn\1 mp(.)>mm\1 lt(.)>ll\1 "
        r"rt(.)>rr\1 (?<=[aeiouy])t(.)>d\1 (?<=[aeiouylr])p(.)>v\1 (?<=[^k])k(.)>\1 i>e nen>se "
        r"s>kse us>ukse s>ks i> (.)i>\1e nki>ngi nen>s as>aa is>ii ki>e lki>lje a> ke>kee",
        least=2,
    ),
    "et": Endings(
        "- : - s st le l lt ks ni na ta ga d te de id sse t i e a u ile il ilt is ist iga dele "
        "del delt des desse dest dega tele tel telt tes test tega id se\n"
        "a e i u : - a e i u d te de s st id sid",
        changes=r"(.)\1>\1 k>g p>b t>d nk>ng g> b>v d> s>se ne>se mine>mise us>use k(.)>g\1 "
        r"p(.)>b\1 d(.)>j\1",
    ),
    "hu": Endings(
        f"- : {_HUNGARIAN}",
        changes=r"[aeo]([klmnrstzg])>\1",
    ),
}
