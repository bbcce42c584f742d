"""Misspellings: how many errors make a text's word of a term's, and whether they may be errors.

A word that people use is no misspelling of another, and of a short one only a slip of the fingers
is (``slips``). Without this module one wrong letter would hide an item, or Iraq be taken for Iran.
"""

from __future__ import annotations

from typing import Final

from rapidfuzz.distance import OSA

from monitor.rules.forms.stems import is_ending, stem
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.other_forms import regular_form
from monitor.rules.words.text_context import Caps, TextContext
from monitor.rules.words.typing_errors.nearer import is_nearer_another
from monitor.rules.words.typing_errors.slips import LONGEST, is_slip
from monitor.rules.words.words import Mode, Word, edits
from monitor.text import Token

_FAR: Final = 9
_LONGEST_TICKER: Final = 5


def errors_in(word: Word, token: Token, context: TextContext, known: KnownWords) -> int:
    """Compare as written, without a trailing s, and as stems; 0 if it isn't the word misspelled.

    The first letter must be right, or swapped with the second: typists seldom miss it (3 % of
    errors: Pollock and Zamora 1984), but other words often differ there (Honda, Fonda; inflation,
    reflation).
    """
    own, folded, budget = word.folded, token.folded, word.typos
    if _is_ticker(token, context):
        return 0
    written, swapped = folded, 0
    if own[0] != folded[0]:
        if own[:2] != folded[1::-1]:
            return 0
        written, swapped = own[:2] + folded[2:], 1
        budget -= 1
    short = len(own) <= LONGEST and word.mode is Mode.FUZZY and not word.phrase
    distance = _distance(own, written, budget, short=short)
    if distance > 1 and own.startswith(folded):
        return 0  # cut short it is another name: Netanyahu, Netanya
    if distance > 1 and written.endswith("s"):
        distance = min(distance, _distance(own, written[:-1], budget, short=short))
    if distance > 1 and not swapped:
        for lang in context.langs:
            if lang == "ar":  # its stems are what is left of prefixes and suffixes: too little
                continue
            distance = min(distance, _stem_distance(word, folded, lang, short=short))
    if distance > budget or _is_other_word(word, folded, context, known):
        return 0
    errors = max(distance + swapped, 1)
    return 0 if errors > 1 and is_nearer_another(word, folded, context, known) else errors


def _is_ticker(token: Token, context: TextContext) -> bool:
    """Whether a short word is all in capitals where others aren't: CSCO is no misspelled Cisco."""
    return (
        context.caps is Caps.MIXED
        and len(token.surface) <= _LONGEST_TICKER
        and token.surface.isupper()
    )


def _distance(one: str, other: str, budget: int, *, short: bool) -> int:
    """How many errors apart two words are; more than ``budget`` counts as many."""
    if abs(len(one) - len(other)) > budget:
        return _FAR
    distance = OSA.distance(one, other, score_cutoff=budget)
    return _FAR if distance == 1 and short and not is_slip(one, other) else distance


def _stem_distance(word: Word, folded: str, lang: str, *, short: bool) -> int:
    """How many errors apart the stems are, where only inflection follows them."""
    ours, theirs = stem(word.folded, lang), stem(folded, lang)
    if ours == word.folded and theirs == folded:
        return _FAR  # compared already
    allowed = min(word.typos, edits(len(ours), short=word.shortest_typo))
    if not allowed or (distance := _distance(ours, theirs, allowed, short=short)) > allowed:
        return _FAR
    if (
        word.folded.startswith(ours)
        and folded.startswith(theirs)
        and is_ending(word.folded[len(ours) :], lang, name=word.capital, own=True)
        and is_ending(folded[len(theirs) :], lang, name=word.capital)
    ):
        return distance
    return _FAR


def _is_other_word(word: Word, folded: str, context: TextContext, known: KnownWords) -> bool:
    """Whether a text's word is one that people use (or its plural), and so no typo of another."""
    if known.knows(folded, context.langs):
        return True
    # A rare form of a verb may be a name misspelled (mulle, of mullir, Müller), but no other word.
    if not word.capital and context.lang != "en" and folded in known.lemmas(context.lang):
        return True
    if not folded.endswith("s") or not known.knows(folded[:-1], context.langs):
        return False
    return folded[:-1] not in word.forms and not regular_form(word, folded[:-1], context, known)
