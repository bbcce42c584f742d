"""Names: what looks like a form of one and is none, and what is one without looking so.

What there is one of has no plural (Visa: visas are for travellers), an abbreviation keeps its
capitals (MoD: mods are no ministry), and where a company has an apostrophe is known to few
(Barclays, "Barclay's"). Without this module a rule for Shell would find each salvo, at the head of
a headline.
"""

from __future__ import annotations

from typing import Final

from monitor.rules.forms.english import NAMES_IN_S
from monitor.rules.vocabulary.everyday_names import OF_ONE, WITH_APOSTROPHE
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.ordinary import COMMON, FUNCTION, is_ordinary
from monitor.rules.words.partings import LONE
from monitor.rules.words.text_context import Caps, TextContext
from monitor.rules.words.words import Word
from monitor.text import POSSESSIVE, Token

_WITH_PLURALS_IN_S: Final = frozenset(("", "en", "fr", "es", "pt", "it", "ca"))
"""Languages where an s makes plurals; elsewhere it is a name's genitive (Apples Gewinn)."""
_LONGEST_ABBREVIATION: Final = 5
_SHORTEST_OWNER: Final = 4
_OF_MANY: Final = ("crat", "publican", "ist", "ite", "i")
"""What one of a people or a party ends in; but that of a nation is an adjective, too."""
_SHORTEST_OF_MANY: Final = 5
_OF_NATIONS: Final = frozenset(
    """
    afghani azerbaijani bahraini bangladeshi emirati iraqi israeli kuwaiti nepali omani pakistani
    qatari saudi somali yemeni
    """.split()  # noqa: SIM905
)
_THINGS: Final = 3.0  # Zipf from which a dictionary's word is a thing's, though somebody's name
_VOWELS: Final = frozenset("aeiou")


def is_plural_of_one(word: Word, folded: str, context: TextContext) -> bool:
    """Whether a name's seeming form is a plural, where there is one of that name: Visa, visas."""
    if word.phrase or word.folded not in OF_ONE or context.lang not in _WITH_PLURALS_IN_S:
        return False
    return folded != word.folded and folded.endswith("s")


def is_one_of(word: Word, folded: str, context: TextContext) -> bool:
    """Whether a text has one of a people or a party that a name means: Houthis, Houthi."""
    return (
        word.folded == f"{folded}s"
        and folded.endswith(_OF_MANY)
        and len(folded) >= _SHORTEST_OF_MANY
        and folded not in _OF_NATIONS
        and context.lang in ("", "en")
    )


def owners_of(word: Word) -> str:
    """Who a name's last s may belong to, folded: "barclay" of Barclays; empty if nobody."""
    folded = word.folded
    if not word.capital or folded[-1] != "s" or len(folded) <= _SHORTEST_OWNER:
        return ""
    return "" if folded in NAMES_IN_S and not word.phrase else folded[:-1]


def is_owner(word: Word, token: Token, context: TextContext, known: KnownWords) -> bool:
    """Whether a text has an apostrophe before a name's last s: Barclays, "Barclay's".

    Not if it may as well be another's: the Ranger's tale is none of the Rangers.
    """
    folded = token.folded
    if token.mark != POSSESSIVE or folded != owners_of(word) or token.surface.islower():
        return False
    return (
        word.phrase
        or word.folded in WITH_APOSTROPHE
        or not is_ordinary(folded, context.langs, known)
    )


def lacks_capitals(word: Word, token: Token) -> bool:
    """Whether a text writes an abbreviation that has small letters, MoD, as a word: mod, Mod."""
    surface = word.surface
    return (
        word.capital
        and len(surface) <= _LONGEST_ABBREVIATION
        and surface[-1].isupper()
        and not surface.isupper()
        and token.surface[1 : len(surface)].islower()
        and not _VOWELS.isdisjoint(word.folded)  # a Phd is a PhD
    )


def are_two_words(
    word: Word, first: Token, second: Token, context: TextContext, known: KnownWords
) -> bool:
    """Whether what looks like a name in two words is rather two words: linked in, a black rock.

    Two everyday words need the name's capitals, where capitals tell anything.
    """
    if _is_thing(word, known):
        return False
    if len(first.folded) == 1 and first.folded not in LONE and context.caps is not Caps.LOWER:
        return not (first.surface.isupper() and second.surface[0].isupper())
    zipfs = [known.zipf(half.folded, context.langs) for half in (first, second)]
    if min(zipfs) < COMMON:
        return False
    if context.caps is not Caps.MIXED:
        return max(zipfs) >= FUNCTION
    return second.surface[0].islower() or (word.capital and first.surface[0].islower())


def are_two_words_inflected(
    word: Word, second: Token, context: TextContext, known: KnownWords
) -> bool:
    """Whether what looks like the plural of a name in two words is rather two words: easy jets."""
    return not _is_thing(word, known) and is_ordinary(second.folded, context.langs, known)


def _is_thing(word: Word, known: KnownWords) -> bool:
    """Whether a word is a thing's, even with a capital: smartphone, Airstrikes; not Salesforce."""
    surface, folded = word.surface, word.folded
    if surface.islower():
        return True
    if not (surface[1:].islower() or surface.isupper()):
        return False
    return known.zipf(folded, ("en",)) >= _THINGS and folded in known.lemmas("en")
