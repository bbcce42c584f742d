"""Which words a term accepts: the guards that make fuzzy matching precise.

Whether one ``Word`` of a term accepts one token of a text is decided here and nowhere else, by
these rules in this order:

1. ``=exact`` wants the surface as written; ``prefix*`` a beginning; a rule with ``fuzzy = false``
   the folded word.
2. An **acronym** (all capitals, up to five letters) takes its own form and a plural, nothing
   else. Where the same letters are an ordinary word (IT, US, ICE; French "j'ai") the text must
   have capitals too; in a text all in capitals that tells nothing, and only the rarer ones count.
3. A **capitalised** term that is also an ordinary word (Target, Apple) doesn't accept it in lower
   case, except in texts without any capitals and in German, unless it is an adjective (Linke).
4. Equal, once folded: exact.
5. The same word with another ending: inflected (``stems``). Not a name's if that is far more in use
   than the name (cities, Citi).
6. Within 1 edit (5 to 8 letters) or 2 (from 9): a typo (``misspellings``), unless the text's word
   is one that people use. Digits and shorter words have no typos; in a phrase four letters are
   enough.

Written as two (Play Station) or joined by a hyphen, a word of six letters or more is accepted
with rules 2 to 5.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from monitor.rules.forms.acronyms import case_forms, plurals
from monitor.rules.forms.designations import (
    head_length,
    is_like_amount,
    is_plural_or_variant,
    may_stand_apart,
)
from monitor.rules.forms.same_word import Means
from monitor.rules.rule import HitKind
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.compounds import is_compound_of
from monitor.rules.words.marks import (
    is_marked_as_other,
    is_marked_otherwise,
    is_spanish_adjective,
)
from monitor.rules.words.names import are_two_words, are_two_words_inflected, lacks_capitals
from monitor.rules.words.ordinary import COMMON, FUNCTION, is_ordinary
from monitor.rules.words.other_forms import form_of, regular_form
from monitor.rules.words.partings import are_words, may_part
from monitor.rules.words.prefixes import is_done_again
from monitor.rules.words.surnames import is_of_other_sex
from monitor.rules.words.text_context import Caps, TextContext
from monitor.rules.words.typing_errors.misspellings import errors_in
from monitor.rules.words.words import Mode, Word
from monitor.text import CONTINUED, Token

_ENGLISH: Final = ("en",)
_LONG_HEAD: Final = (
    5  # letters of a name that has a number behind a blank without capitals: covid 19
)
_ENGLISH_WORD: Final = 2.65  # Zipf of one, rather than of a name without its marks: Turkiye
_SHOUTED: Final = 6.0  # Zipf up to which an acronym may be meant in a text all in capitals


class Accepted(NamedTuple):
    """How a word accepted what stands in the text."""

    kind: HitKind
    score: float
    edits: int = 0
    doubtful: bool = False
    """A name's letters in lower case, where they are an ordinary word: fine in a phrase of which
    another word has its capital (Federal reserve), not alone."""
    means: str = ""
    """By what another form was recognised (``same_word.Means``)."""


_EXACT: Final = Accepted(HitKind.EXACT, 1.0)
_PLURAL: Final = Accepted(HitKind.INFLECTED, 0.97)
_INFLECTED: Final = Accepted(HitKind.INFLECTED, 0.95)
_COMPOUND: Final = Accepted(HitKind.COMPOUND, 0.9)
_PREFIX: Final = Accepted(HitKind.PREFIX, 0.9)
_JOINED_AS_IS: Final = Accepted(HitKind.JOINED, 0.95)
_JOINED_INFLECTED: Final = Accepted(HitKind.JOINED, 0.9)
_FORM: Final = {means: _INFLECTED._replace(means=means.value) for means in Means}
_JOINED_FORM: Final = {means: _JOINED_INFLECTED._replace(means=means.value) for means in Means}
_TYPO: Final = {1: Accepted(HitKind.TYPO, 0.8, 1), 2: Accepted(HitKind.TYPO, 0.7, 2)}
SPACELESS_FOUND: Final = _EXACT


def accepts(word: Word, token: Token, context: TextContext, known: KnownWords) -> Accepted | None:
    """Say how a word accepts a token; None if it doesn't."""
    return accepts_form(word, token, context, known) or accepts_typo(word, token, context, known)


def accepts_form(
    word: Word, token: Token, context: TextContext, known: KnownWords
) -> Accepted | None:
    """Say how a word accepts a token, misspellings left out; None if it doesn't.

    Args:
        word: A word of a term.
        token: The token of a text.
        context: What the text as a whole contributes.
        known: The words people use.
    """
    mode = word.mode
    if is_marked_otherwise(word, token, context, known):
        return None
    folded = token.folded
    if word.foreign and context.lang == "en" and _is_english(word, token, known):
        return None
    if mode is not Mode.FUZZY and mode is not Mode.TYPOS:
        return _accepts_as_written(word, token)
    if word.acronym and mode is not Mode.TYPOS:
        return _accepts_acronym(word, token, context, known)
    if folded in word.forms:
        if folded != word.folded and (word.designation or word.folded.isdigit()):
            return _numbered(word, token.surface, context, hyphen=False)
        accepted = _JOINED_AS_IS if word.joined else _EXACT
    elif means := form_of(word, token, context, known):
        accepted = (_JOINED_FORM if word.joined else _FORM)[means]
    elif is_compound_of(word, token, context, known):
        return _COMPOUND
    else:
        return None
    return _unless_plain(accepted, word, token, context, known)


def _is_english(word: Word, token: Token, known: KnownWords) -> bool:
    """Whether English has what is an alias elsewhere: poutine; without its accents, suede."""
    if word.surface.isascii():
        return True
    return token.surface.isascii() and known.zipf(token.folded, _ENGLISH) >= _ENGLISH_WORD


def _accepts_as_written(word: Word, token: Token) -> Accepted | None:
    """What a term accepts that tolerates neither forms nor typos."""
    match word.mode:
        case Mode.EXACT:
            same = (word.surface, word.dotted) == (token.surface, token.dotted)
            return _EXACT if same else None
        case Mode.PREFIX:
            return _PREFIX if token.folded.startswith(word.folded) else None
        case Mode.STRICT:
            return _EXACT if token.folded == word.folded else None
        case _:
            return None


def accepts_typo(
    word: Word, token: Token, context: TextContext, known: KnownWords
) -> Accepted | None:
    """Say how a word accepts a token as a misspelling; None if it doesn't.

    Call it only for a token that ``accepts_form`` doesn't accept.
    """
    if not word.typos or not token.folded.isalpha():
        return None
    if not known.is_counted(context.lang or "en"):
        return None  # nobody has listed its words, so none can be called misspelled
    errors = errors_in(word, token, context, known)
    if not errors or is_marked_otherwise(word, token, context, known):
        return None
    if word.capital and is_of_other_sex(word, token, context):
        return None
    return _unless_plain(_TYPO[errors], word, token, context, known)


def accepts_pair(
    word: Word, first: Token, second: Token, context: TextContext, known: KnownWords
) -> Accepted | None:
    """Say how a word accepts two neighbouring tokens as its halves; None if it doesn't.

    With a hyphen between them any halves will do; with a space only those that ``may_part`` allows.
    """
    if word.mark or first.spaceless or second.spaceless or word.mode is not Mode.FUZZY:
        return None
    if word.whole and first.mark == CONTINUED:
        return None
    joined = first.folded + second.folded
    if word.designation:
        return _accepts_parted_designation(word, first, second, context, known)
    if word.acronym and not word.folded.isalpha():  # 5-G, H5 N1
        is_whole = joined == word.folded and (
            second.gap == "-"
            or (word.may_be_halved and may_part(word, joined, len(first.folded), known))
        )
        return _JOINED_AS_IS if is_whole and (first.surface + second.surface).isupper() else None
    if not word.may_be_halved and not _is_letter_before_word(word, first, second):
        return None
    if are_words(first, second, context, known) or is_done_again(first, second):
        return None
    if not _may_be_halves(word, first, second, context, known):
        return None
    if joined in word.forms:
        accepted = _JOINED_AS_IS
    elif (
        len(second.folded) > 2
        and word.folded.isalpha()
        and joined.isalpha()
        and regular_form(word, joined, context, known)
        and not (second.gap == " " and are_two_words_inflected(word, second, context, known))
    ):
        accepted = _JOINED_INFLECTED
    else:
        return None
    small = word.capital and (first.surface + second.surface).islower()
    return None if small and _is_plain_word(word, context, known) else accepted


def _may_be_halves(
    word: Word, first: Token, second: Token, context: TextContext, known: KnownWords
) -> bool:
    """Whether a word may be parted where two tokens are."""
    at = len(first.folded)
    begun = first.folded + second.folded[0]
    forms = [form for form in word.forms if form[: at + 1] == begun]
    if second.gap == "-":
        return bool(forms)
    return (
        second.gap == " "
        and any(may_part(word, form, at, known) for form in forms)
        and not are_two_words(word, first, second, context, known)
    )


def _is_letter_before_word(word: Word, first: Token, second: Token) -> bool:
    """Whether one letter is parted from a word, as in e-mail, K-pop, T-shirt; K Mart."""
    return (
        len(first.folded) == 1
        and (second.gap == "-" or word.may_have_initial)
        and len(second.folded) >= 3
    )


def _accepts_parted_designation(
    word: Word, first: Token, second: Token, context: TextContext, known: KnownWords
) -> Accepted | None:
    """F-35 or F 35 for F35, and F-35s: parted where the number begins."""
    if len(first.folded) != head_length(word.folded):
        return None
    if second.gap != "-" and not (
        second.gap == " "
        and (
            may_stand_apart(first.surface, beside_a_name=word.phrase)
            or (len(first.folded) >= _LONG_HEAD and not is_ordinary(first.folded, _ENGLISH, known))
        )
    ):
        return None
    written = first.folded + second.folded
    if written == word.folded:
        return _EXACT
    if written not in word.forms:
        return None
    return _numbered(word, second.surface, context, hyphen=second.gap == "-")


def _numbered(word: Word, surface: str, context: TextContext, *, hyphen: bool) -> Accepted | None:
    """F-35s, F-35A: another form of a name with a number."""
    upper = context.caps is Caps.UPPER
    found = is_plural_or_variant(word.folded, surface, upper=upper, hyphen=hyphen)
    return _PLURAL if found else None


def _accepts_acronym(
    word: Word, token: Token, context: TextContext, known: KnownWords
) -> Accepted | None:
    """The form or its plural; in capitals, where in small letters it is a word."""
    if word.foreign and context.lang == "en":
        return None
    if is_like_amount(word.folded) and (
        token.mark == "$" or not (token.surface.isupper() or context.caps is Caps.LOWER)
    ):
        return None  # $3m, 5g of salt
    if (form := _form_of_acronym(word, token, context)) is None:
        return None
    accepted, written = form
    if token.dotted or not word.folded.isalpha():
        return accepted
    zipf = known.zipf(word.folded, context.langs)
    short = len(word.folded) < 3
    if zipf < COMMON or not (short or is_ordinary(word.folded, context.langs, known)):
        return accepted
    return accepted if _has_its_capitals(written, accepted, zipf, context) else None


def _form_of_acronym(word: Word, token: Token, context: TextContext) -> tuple[Accepted, str] | None:
    """Itself, its plural or a case; and how the text writes it, without the ending."""
    folded, written, own = token.folded, token.surface, token.surface[: len(word.folded)]
    if folded == word.folded:
        return _EXACT, own
    if folded in plurals(word.folded):
        # Taxes are no plural of TAX, but Boeing 737 Maxes are of the MAX.
        is_word = len(folded) > len(own) + 1 and not (own.isupper() or word.phrase)
        if is_word or (written.isupper() and context.caps is not Caps.UPPER):
            return None  # a USS is no plural of US
        return _PLURAL, own
    cases = case_forms(word.folded).get(context.lang, ())
    return (_INFLECTED, own) if folded in cases and written[0].isupper() else None


def _has_its_capitals(written: str, accepted: Accepted, zipf: float, context: TextContext) -> bool:
    """Whether an acronym that is also a word, used so often (Zipf), is written as an acronym."""
    if context.lang == "it" and written.istitle():
        return zipf < FUNCTION  # as Italian papers write it: Ue, Usa, Nato
    if context.caps is Caps.UPPER:  # where that tells nothing
        return zipf < _SHOUTED and accepted is not _PLURAL and written.isupper()
    return written.isupper()


def _unless_plain(
    accepted: Accepted, word: Word, token: Token, context: TextContext, known: KnownWords
) -> Accepted | None:
    """Refuse, or doubt, a name's letters in lower case that are an ordinary word."""
    if word.capital and is_spanish_adjective(word, token, context):
        return accepted
    if word.capital and token.surface.islower() and is_marked_as_other(word, token, context, known):
        return None
    if word.capital and token.surface.islower() and _is_plain_word(word, context, known):
        return accepted._replace(doubtful=True) if word.phrase else None
    if lacks_capitals(word, token) and is_ordinary(word.folded, context.langs, known):
        return None
    return accepted


def _is_plain_word(word: Word, context: TextContext, known: KnownWords) -> bool:
    """Whether a lower-case token is to be taken for the ordinary word, not for the name."""
    if context.caps is Caps.LOWER or (context.lang == "de" and not _is_adjective(word, known)):
        return False
    return is_ordinary(word.folded, context.langs, known)


def _is_adjective(word: Word, known: KnownWords) -> bool:
    """Whether German has a name in small letters for a form of another word: Linke, linke Spur."""
    lemmas = known.lemmas("de")
    return word.folded in lemmas and not lemmas.is_lemma_of(word.folded, word.folded)
