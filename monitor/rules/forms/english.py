"""English words whose forms no rule of spelling gives, or that a dictionary gives to another.

simplemma knows most irregular forms, and one lemma of each: "leaves" is left, no leaf. Here are
the plurals that differ, and the verbs of which a form begins with other letters than the rest, so
that the engine's index, which goes by the first three, finds them. Rules have these verbs as
headlines do: who asks for "buys" wants what was bought, too.
"""

from __future__ import annotations

from typing import Final

_VOWELS: Final = "aeiou"
_NOUNS: Final = """
    calf calves, elf elves, half halves, hoof hooves, knife knives, leaf leaves, life lives,
    loaf loaves, scarf scarves, self selves, sheaf sheaves, shelf shelves, thief thieves,
    wharf wharves, wife wives, wolf wolves, dwarf dwarves, midwife midwives, housewife housewives,
    man men, woman women, child children, foot feet, tooth teeth, goose geese, mouse mice,
    louse lice, ox oxen, die dice, person people, penny pence, policeman policemen,
    policewoman policewomen, fireman firemen, businessman businessmen, spokesman spokesmen,
    gunman gunmen, fisherman fishermen, congressman congressmen, lawmaker lawmakers,
    axis axes, axe axes, basis bases, base bases, crisis crises, analysis analyses, thesis theses,
    diagnosis diagnoses, oasis oases, hypothesis hypotheses, parenthesis parentheses,
    emphasis emphases, ellipsis ellipses, criterion criteria, phenomenon phenomena,
    bacterium bacteria, datum data, medium media, memorandum memoranda, referendum referenda,
    stadium stadia, curriculum curricula, millennium millennia, spectrum spectra, stratum strata,
    symposium symposia, quantum quanta, addendum addenda, ovum ova, alumnus alumni,
    cactus cacti, fungus fungi, nucleus nuclei, radius radii, stimulus stimuli, syllabus syllabi,
    terminus termini, bacillus bacilli, larva larvae, alga algae, antenna antennae, alumna alumnae,
    formula formulae, nebula nebulae, vertebra vertebrae, appendix appendices, index indices,
    matrix matrices, vertex vertices, codex codices, bureau bureaux, chateau chateaux,
    tableau tableaux, plateau plateaux, bus buses busses, gas gases gasses, quiz quizzes,
    lens lenses, virus viruses, menu menus, potato potatoes, tomato tomatoes, hero heroes,
    echo echoes, veto vetoes, volcano volcanoes, tornado tornadoes, embargo embargoes
"""
_VERBS: Final = """
    arise arose arisen, awake awoke awoken, be was were been being am is are, bear bore borne born,
    beat beaten, become became, befall befell, begin began begun, behold beheld,
    bend bent, bereave bereft, beseech besought, bid bade bidden, bind bound, bite bit bitten,
    bleed bled, blow blew blown, break broke broken, breed bred, bring brought, build built,
    burn burnt, buy bought, catch caught, choose chose chosen, cleave clove cloven, cling clung,
    come came, creep crept, deal dealt, dig dug, do did done does, draw drew drawn,
    dream dreamt, drink drank drunk, drive drove driven, eat ate eaten, fall fell fallen, feed fed,
    feel felt, fight fought, find found, flee fled, fling flung, fly flew flown flies,
    forbid forbade forbidden, foresee foresaw foreseen, forget forgot forgotten,
    forgive forgave forgiven, forsake forsook forsaken, freeze froze frozen, get got gotten,
    give gave given, go went gone goes, grind ground, grow grew grown, hang hung, have had has,
    hear heard, hide hid hidden, hold held, keep kept, kneel knelt, know knew known, lay laid,
    lead led, leap leapt, learn learnt, leave left, lend lent, lie lay lain lying, light lit,
    lose lost, make made, mean meant, meet met, mislead misled, mistake mistook mistaken,
    misunderstand misunderstood, outdo outdid outdone, overcome overcame, overdo overdid overdone,
    oversee oversaw overseen, overtake overtook overtaken, overthrow overthrew overthrown,
    pay paid, plead pled, prove proven, rebuild rebuilt, repay repaid, ride rode ridden,
    ring rang rung, rise rose risen, run ran, say said, see saw seen, seek sought, sell sold,
    send sent, sew sewn, shake shook shaken, shed shed, shine shone, shoot shot, show shown,
    shrink shrank shrunk, sing sang sung, sink sank sunk sunken, sit sat, slay slew slain,
    sleep slept, slide slid, sling slung, sow sown, speak spoke spoken, speed sped, spend spent,
    spill spilt, spin spun, spit spat, spoil spoilt, spring sprang sprung, stand stood,
    steal stole stolen, stick stuck, sting stung, stink stank stunk, stride strode stridden,
    strike struck stricken, string strung, strive strove striven, swear swore sworn, sweep swept,
    swell swollen, swim swam swum, swing swung, take took taken, teach taught, tear tore torn,
    tell told, think thought, throw threw thrown, tie tied tying, tread trod trodden,
    undergo underwent undergone, understand understood, undertake undertook undertaken,
    undo undid undone, uphold upheld, wake woke woken, wear wore worn, weave wove woven,
    weep wept, win won winning, wind wound, withdraw withdrew withdrawn, withhold withheld,
    withstand withstood, wring wrung, write wrote written, sue sues sued suing, die died dying,
    dye dyed dyeing, panic panicked panicking, picnic picnicked, traffic trafficked trafficking,
    mimic mimicked mimicking, bus bused bussed
"""


_NOUNS_IN_S: Final = frozenset(
    """
    be bear bite drink feed have light mean ring sink spring stick string tear wind
    """.split()  # noqa: SIM905 - a list is four times as long
)
"""Verbs whose third person is none, or a noun of its own: winds are nothing that was wound."""


def _third_person(verb: str) -> tuple[str, ...]:
    """What he, she or it does: buys, catches, flies."""
    if verb in _NOUNS_IN_S:
        return ()
    if verb[-1] == "y" and verb[-2] not in _VOWELS:
        return (f"{verb[:-1]}ies",)
    return (f"{verb}{'es' if verb.endswith(('s', 'sh', 'ch', 'o', 'x')) else 's'}",)


def _families(text: str, *, verbs: bool = False) -> dict[str, frozenset[str]]:
    """Word → the words that are one with it."""
    found: dict[str, set[str]] = {}
    for family in text.split(","):
        lemma, *forms = family.split()
        forms += _third_person(lemma) if verbs else ()
        for form in forms:
            found.setdefault(lemma, set()).update(forms)
            found.setdefault(form, set()).update((lemma, *forms))
    return {word: frozenset(others - {word}) for word, others in found.items()}


NOUNS: Final = _families(_NOUNS)
"""Word → its other forms, for nouns; these may be names, too."""
_ALL_VERBS: Final = _families(_VERBS, verbs=True)
_IRREGULAR: Final = {
    word: NOUNS.get(word, frozenset()) | _ALL_VERBS.get(word, frozenset())
    for word in NOUNS.keys() | _ALL_VERBS.keys()
}
NAMES_IN_S: Final = frozenset(
    """
    abrahams adams andrews arthurs daniels edmonds edwards ellis frances francis gilberts griffiths
    isaacs jacobs jeffries jenkins johns matthews michaels mills nichols owens parsons peters
    phillips philips richards robbins roberts rogers samuels simmons simons stephens stevens waters
    willis williams woods
    """.split()  # noqa: SIM905 - a list is four times as long
)
"""Names of people that look like the plural of another name: William, Williams; France, Frances."""
_NONE: Final = frozenset[str]()


def relatives(folded: str) -> frozenset[str]:
    """The irregular forms of an English word."""
    if len(folded) in _Y_AT:
        return _IRREGULAR.get(folded, _NONE) | _short_y(folded)
    return _IRREGULAR.get(folded, _NONE)


_Y_AT: Final = (3, 5)  # letters of the words that ``_short_y`` knows


def _short_y(folded: str) -> frozenset[str]:
    """Forms of the short words that a y hides: spy, spies, spied."""
    if len(folded) == 3 and folded[-1] == "y" and folded[1] not in _VOWELS:
        return frozenset((f"{folded[:-1]}ies", f"{folded[:-1]}ied"))
    if len(folded) == 5 and folded[-3:] in ("ies", "ied") and folded[1] not in _VOWELS:
        return frozenset((f"{folded[:-3]}y",))
    return _NONE
