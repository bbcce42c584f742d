"""British and American spelling: centre and center, organisation and organization are one word.

Each is a word of its own to every list of words, so neither is a typo or a form of the other, and
without this module a rule that is written in London would miss what is written in New York.

The words are listed, as no rule of spelling tells "labour" from "tour", or "organise" from
"promise". Left out are those that mean something else over there: cheque, tyre, storey, draught.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Final

_OUR: Final = """
    armo behavio clamo colo demeano discolo dishono endeavo enamo favo disfavo flavo harbo hono humo
    labo neighbo odo parlo ranco rigo rumo savio savo splendo tumo valo vapo vigo
""".split()  # noqa: SIM905 - a list is four times as long
_AFTER_OUR: Final = """
    - s ed ing er ers able ably al ally ful fully less ite ites itism hood hoods ly y ies
    ism ist ists
""".split()  # noqa: SIM905
_ISE: Final = """
    actual aerosol agon amort anonym antagon apolog author bapt brutal canon cannibal capital
    categor central character civil collectiv colon commercial computer contain container critic
    crystall custom decarbon decentral decolon decriminal dehuman demilitar democrat demon demoral
    denuclear destabil digit digital dramat econom emphas energ epitom equal external familiar
    fertil final formal fossil galvan general global harmon hospital human hybrid hypnot idol
    immobil immun incentiv individual industrial initial institutional internal international ion
    item jeopard legal legitim liberal lion local magnet marginal material maxim mechan memor
    mesmer militar miniatur minim mobil demobil modern monet monopol moral motor national
    natural neutral normal optim organ disorgan reorgan oxid paral pasteur patron penal
    personal plagiar polar polit politic popular pressur priorit privat public radical deradical
    random rational real recogn regular remobil revital revolution satir scrutin sanit secular
    securit sensational social special stabil standard steril stigmat subsid summar symbol sympath
    synchron synthes systemat tantal terror theor traumat trivial union urban util vandal vapor
    victim visual vocal weapon western
""".split()  # noqa: SIM905
_AFTER_ISE: Final = "e es ed ing er ers able ation ations ational".split()  # noqa: SIM905
_YSE: Final = ("anal", "paral", "catal", "electrol", "psychoanal")
_AFTER_YSE: Final = ("e", "es", "ed", "ing", "er", "ers")
_RE: Final = """
    cent epicent theat amphitheat met kilomet centimet millimet lit millilit fib calib sab spect
    meag somb lust
""".split()  # noqa: SIM905
_OTHERS: Final = """
    defence defense, defences defenses, offence offense, offences offenses, licence license,
    licences licenses, pretence pretense, catalogue catalog, catalogues catalogs, analogue analog,
    aluminium aluminum, programme program, programmes programs, sceptic skeptic, sceptics skeptics,
    sceptical skeptical, scepticism skepticism, mould mold, moulds molds, moustache mustache,
    pyjamas pajamas, sulphur sulfur, sulphuric sulfuric, artefact artifact, artefacts artifacts,
    judgement judgment, judgements judgments, ageing aging, plough plow, ploughs plows, cosy cozy,
    traveller traveler, travellers travelers, jeweller jeweler, jewellers jewelers,
    jewellery jewelry, counsellor counselor, counsellors counselors, enrolment enrollment,
    instalment installment, instalments installments, fulfil fulfill, skilful skillful,
    wilful willful, yoghurt yogurt, whisky whiskey, manoeuvre maneuver, manoeuvres maneuvers,
    anaemia anemia, leukaemia leukemia, haemophilia hemophilia, haemorrhage hemorrhage,
    anaesthetic anesthetic, anaesthesia anesthesia, anaesthetist anesthetist,
    paediatric pediatric, paediatrics pediatrics, paediatrician pediatrician,
    gynaecologist gynecologist, gynaecology gynecology, orthopaedic orthopedic,
    oestrogen estrogen, oesophagus esophagus, foetus fetus, foetal fetal, diarrhoea diarrhea,
    encyclopaedia encyclopedia, caesarean cesarean, oedema edema, faeces feces,
    archaeology archeology, archaeologist archeologist, archaeologists archeologists
"""
_NAMES: Final = frozenset(("labour", "labor"))
"""With a capital each is a party's or an office's own name, and nobody spells that otherwise."""


@cache
def _spellings() -> dict[str, str]:
    """Each spelling → the other. Made when first asked for."""
    found = [
        *((f"{stem}ur{end}", f"{stem}r{end}") for stem, end in _joined(_OUR, _AFTER_OUR)),
        *((f"{stem}is{end}", f"{stem}iz{end}") for stem, end in product(_ISE, _AFTER_ISE)),
        *((f"{stem}ys{end}", f"{stem}yz{end}") for stem, end in product(_YSE, _AFTER_YSE)),
        *((f"{stem}re", f"{stem}er") for stem in _RE),
        *((f"{stem}res", f"{stem}ers") for stem in _RE),
        *((f"{stem}red", f"{stem}ered") for stem in ("cent", "calib")),
    ]
    for pair in _OTHERS.split(","):
        british, american = pair.split()
        found.append((british, american))
    return {one: other for pair in found for one, other in (pair, pair[::-1])}


def _joined(stems: list[str], ends: list[str]) -> list[tuple[str, str]]:
    return [(stem, end.strip("-")) for stem, end in product(stems, ends)]


def respelled(text: str) -> str:
    """Return a term as the other side of the Atlantic spells it; empty if it is the same there.

    A lone word with a capital stays: it is a name (``Harbour``), while a phrase is often the name
    of an office that each paper spells its own way (``"Ministry of Defence"``).
    """
    words = text.split()
    if len(words) == 1 and not text.islower():
        return ""
    others = [_other(word) for word in words]
    return " ".join(others) if others != words else ""


def _other(word: str) -> str:
    small = word.lower()
    other = _spellings().get(small)
    if other is None or (small in _NAMES and word != small):
        return word
    if word == small:
        return other
    if word.isupper():
        return other.upper()
    return other.capitalize() if word.istitle() else word
