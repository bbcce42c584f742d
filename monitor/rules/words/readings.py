"""Readings: the ways in which a term may stand in a text, each a sequence of ``Word``s.

For ``Wal-Mart`` these are "wal" "mart" and "walmart"; then come other spellings and its aliases.
Without this module a rule would find its terms only as they are typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice, pairwise, product
from typing import Final, NamedTuple

from monitor.rules.forms import east_asian
from monitor.rules.forms.designations import forms as designation_forms
from monitor.rules.forms.designations import joined, without_capitals
from monitor.rules.forms.initials import set_otherwise
from monitor.rules.forms.spellings.amounts import counted_otherwise
from monitor.rules.forms.spellings.ampersand import with_and_otherwise
from monitor.rules.forms.spellings.british import respelled
from monitor.rules.forms.spellings.compounds import written_together
from monitor.rules.forms.spellings.dates import dated_otherwise
from monitor.rules.forms.spellings.devanagari import devanagari_otherwise
from monitor.rules.forms.spellings.numbers import is_cardinal, numbered_otherwise
from monitor.rules.forms.spellings.phases import phased_otherwise
from monitor.rules.forms.spellings.phrasal_verbs import as_verb
from monitor.rules.forms.spellings.spelled_names import spelled_otherwise
from monitor.rules.language.query import Term, TermKind
from monitor.rules.words.equal_forms import equal_forms
from monitor.rules.words.words import JOINED, SHORTEST_TYPO, Mode, Word, edits
from monitor.text import CONTINUED, POSSESSIVE, Token, tokenise

MAX_TERM: Final = 100
"""Letters of a term that count; see RapidFuzz's cost on long needles."""
MAX_READINGS: Final = 8
_ACRONYM: Final = 5
_NOT_IN_ENGLISH: Final = frozenset(("IA", "Poutine"))
"""Aliases of other languages that English text knows as something else (Iowa, chips)."""


class Reading(NamedTuple):
    """One way a term may stand in a text: these words side by side."""

    words: tuple[Word, ...]
    alias: str = ""


def readings(term: Term, aliases: Iterable[str] = (), *, fuzzy: bool = True) -> tuple[Reading, ...]:
    """Return the ways a term may stand in a text; none for a regular expression or empty text.

    Args:
        term: The term.
        aliases: What else the term accepts.
        fuzzy: ``Rule.fuzzy``: False: words as written, but for case and accents.
    """
    if term.kind is TermKind.REGEX:
        return ()
    found = _of_name(term.text, term.kind, fuzzy=fuzzy)
    if term.kind is not TermKind.EXACT:
        for alias in aliases:
            found += [
                Reading(tuple(map(_as_alias, reading.words)), alias)
                for reading in _of_name(alias, TermKind.WORDS, fuzzy=fuzzy)
            ]
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def _as_alias(word: Word) -> Word:
    foreign = word.surface in _NOT_IN_ENGLISH or not (word.acronym or word.surface.isascii())
    return word._replace(foreign=True) if foreign else word


def _of_name(text: str, kind: TermKind, *, fuzzy: bool) -> list[Reading]:
    found = _spellings(text, kind, fuzzy=fuzzy)
    if fuzzy and kind is TermKind.WORDS:
        others = [respelled(text), *spelled_otherwise(text), *counted_otherwise(text)]
        others += [as_verb(text), *devanagari_otherwise(text)]
        if not (text.isascii() and text.isalpha()):
            others += numbered_otherwise(text)
        if " " in text or "&" in text:
            others += [set_otherwise(text), written_together(text), *with_and_otherwise(text)]
            others += dated_otherwise(text)
            others += phased_otherwise(text)
        for other in sorted(set(filter(None, others))):
            found += _spellings(other, kind, fuzzy=fuzzy)
    return found


def _spellings(text: str, kind: TermKind, *, fuzzy: bool) -> list[Reading]:
    mode = _mode(kind, fuzzy=fuzzy)
    text = without_capitals(text) if mode is Mode.FUZZY else text
    if text.isascii() and text.replace(" ", "").isalpha() and len(text) <= MAX_TERM:
        return _spellings_of_letters(text.split(), mode)  # the most, and the simplest
    tokens = tokenise(text[:MAX_TERM])
    if not tokens:
        return []
    if mode is Mode.FUZZY and (name := joined(tokens)):
        return [Reading((_designation(name),))]
    units = _units(tokens, mode)
    words = [word for unit in units for word in unit]
    found = _side_by_side(words, mode)
    if len(tokens) == 1 and "&" not in tokens[0].surface:
        return found
    if mode is Mode.FUZZY and len(words) > 1 and all(w.mode is Mode.FUZZY for w in words):
        # A hyphenated part may be written as one (Wal-Mart Stores), and so may the whole.
        whole = _join(words)
        options = [[unit, [_join(unit)]] if len(unit) > 1 else [unit] for unit in units]
        for choice in list(product(*options))[1:MAX_READINGS]:
            chosen = [word for unit in choice for word in unit]
            if all(not word.joined or len(word.folded) >= JOINED for word in chosen):
                found.append(Reading(tuple(chosen)))
        if _may_be_joined(whole, words):
            found.append(Reading((whole,)))
        found += _seamed(whole, units)
    if mode is Mode.FUZZY and any("&" in token.surface for token in tokens):
        found += _spellings(text.replace("&", " "), kind, fuzzy=fuzzy)  # AT & T, or AT T
    return found


def _spellings_of_letters(parts: list[str], mode: Mode) -> list[Reading]:
    """Of words of nothing but ASCII letters: side by side, or all written as one."""
    own = Mode.FUZZY if mode is Mode.PREFIX else mode  # only the last is cut short by a trailing *
    phrase = len(parts) > 1
    words = [_word(part.lower(), part, own, phrase=phrase) for part in parts[:-1]]
    words.append(_word(parts[-1].lower(), parts[-1], mode, phrase=phrase))
    found = [Reading(_led_by_number(words))]
    if mode is Mode.FUZZY and phrase and _may_be_joined(whole := _join(words), words):
        found.append(Reading((whole,)))
    return found


def _may_be_joined(whole: Word, words: list[Word]) -> bool:
    """Whether words may be written as one."""
    return len(whole.folded) >= JOINED or (
        len(words) == 2 and (_is_letter_before_word(words) or _is_name_with_number(words))
    )


def _seamed(whole: Word, units: list[list[Word]]) -> list[Reading]:
    """Two short words with capitals about a hyphen, as one: Wi-Fi, WiFi, wifi."""
    words = units[0]
    seamed = len(units) == 1 and len(words) == 2 and len(whole.folded) < JOINED
    if seamed and all(word.capital and len(word.folded) > 1 for word in words):
        return [Reading((whole._replace(capital=False),))]
    return []


def _side_by_side(words: list[Word], mode: Mode) -> list[Reading]:
    """The words as they stand, and with those without spaces spelled otherwise."""
    if mode is not Mode.FUZZY or all(word.mode is not Mode.SPACELESS for word in words):
        return [Reading(_led_by_number(words)), *_with_number_joined(words, mode)]
    spelled = islice(product(*map(_spelled_otherwise, words)), MAX_READINGS)
    return [Reading(tuple(chain.from_iterable(choice))) for choice in spelled]


def _led_by_number(words: list[Word]) -> tuple[Word, ...]:
    """The words, of which a number at the head shows no name: its capital may be a headline's."""
    first = words[0]
    if len(words) > 1 and first.capital and is_cardinal(first.folded):
        words = [first._replace(capital=False), *words[1:]]
    return tuple(words)


def _with_number_joined(words: list[Word], mode: Mode) -> Iterator[Reading]:
    """Of three words or more, a number joined to the name beside it: Boeing 737Max."""
    if mode is not Mode.FUZZY or len(words) < 3:
        return
    for i, (one, other) in enumerate(pairwise(words)):
        pair = [one, other]
        if _is_name_with_number(pair) or (one.folded.isdigit() and _is_name(other)):
            yield Reading((*words[:i], _join(pair), *words[i + 2 :]))


def _is_name(word: Word) -> bool:
    return word.vouches and word.folded.isalpha() and len(word.folded) > 2


def _spelled_otherwise(word: Word) -> list[tuple[Word, ...]]:
    """A word, and how else it is written in a script without spaces: as others, or in two."""
    if word.mode is not Mode.SPACELESS:
        return [(word,)]
    return [(word,), *(tuple(map(_spaceless, parts)) for parts in east_asian.ways(word.folded))]


def _spaceless(run: str) -> Word:
    return Word(run, run, Mode.SPACELESS, forms=(run,))


def _mode(kind: TermKind, *, fuzzy: bool) -> Mode:
    if kind is TermKind.WORDS:
        return Mode.FUZZY if fuzzy else Mode.STRICT
    if kind is TermKind.EXACT:
        return Mode.EXACT
    return Mode.PREFIX if kind is TermKind.PREFIX else Mode.TYPOS


def _units(tokens: list[Token], mode: Mode) -> list[list[Word]]:
    """Group a term's tokens: runs without spaces, hyphenated words, words."""
    units: list[list[Word]] = []
    single = sum(not token.spaceless for token in tokens) == len(tokens) == 1
    previous_spaceless = False
    for i, token in enumerate(tokens):
        if token.spaceless:
            if previous_spaceless and token.gap == "":
                run = units[-1][-1].folded + token.folded
                units[-1][-1] = _spaceless(run)
            else:
                units.append(
                    [Word(token.folded, token.surface, Mode.SPACELESS, forms=(token.folded,))]
                )
            previous_spaceless = True
            continue
        previous_spaceless = False
        # Only the last word of a phrase is cut short by a trailing *.
        own = Mode.FUZZY if mode is Mode.PREFIX and i < len(tokens) - 1 else mode
        folded, surface, mark, dotted = token.folded, token.surface, token.mark, token.dotted
        if mark == CONTINUED or (mark == POSSESSIVE and own is not Mode.EXACT):
            mark = ""  # apostrophes make no difference
        word = _word(folded, surface, own, phrase=not single, mark=mark, dotted=dotted)
        if own is Mode.FUZZY and not single and (name := joined([token])):
            word = _designation(name, phrase=True)  # Airbus A380
        if i == 0 and surface[0].isdigit():
            word = word._replace(whole=True)
        if units and token.gap == "-" and units[-1][-1].mode is not Mode.SPACELESS:
            units[-1].append(word)
            if (
                own is Mode.FUZZY
                and len(units[-1]) == 2
                and (name := joined(tokens[i - 1 : i + 1]))
            ):
                units[-1] = [_designation(name)]
        else:
            units.append([word])
    return units


def _word(
    folded: str, surface: str, mode: Mode, *, phrase: bool, mark: str = "", dotted: bool = False
) -> Word:
    acronym = surface.isupper() and len(surface) <= _ACRONYM
    capital = surface[:1].isupper() and not acronym
    return Word(
        folded,
        surface,
        mode,
        mark,
        dotted,
        # Only these tolerate something else in a phrase; the others are the same word anywhere.
        phrase and (capital or len(folded) < SHORTEST_TYPO),
        acronym=acronym,
        capital=capital,
        forms=equal_forms(folded, surface, fuzzy=mode is Mode.FUZZY, phrase=phrase),
        typos=_typos(folded, mode, phrase=phrase, acronym=acronym),
    )


def _designation(surface: str, *, phrase: bool = False) -> Word:
    folded = surface.lower()
    return Word(
        folded,
        surface,
        phrase=phrase,
        capital=True,
        forms=designation_forms(folded),
        designation=True,
    )


def _is_letter_before_word(words: list[Word]) -> bool:
    """Whether a hyphen parts one letter from a word, as in e-mail, K-pop, T-shirt."""
    return len(words[0].folded) == 1 and len(words[1].folded) >= 3 and words[1].folded.isalpha()


def _is_name_with_number(words: list[Word]) -> bool:
    """Whether a number follows a name, as in iOS 18, Euro 7."""
    return words[0].surface != words[0].folded and words[1].folded.isdigit()


def _join(words: list[Word]) -> Word:
    folded = "".join(word.folded for word in words)
    surface = "".join(word.surface for word in words)
    return Word(
        folded=folded,
        surface=surface,
        joined=True,
        capital=surface[:1].isupper(),
        forms=equal_forms(folded, surface),
        # Two errors could take a whole short word away: Electrica is no electric car.
        typos=min(1, _typos(folded, Mode.FUZZY, phrase=False, acronym=False)),
    )


def _typos(folded: str, mode: Mode, *, phrase: bool, acronym: bool) -> int:
    """How many typing errors a word may have, by its length and its term's kind."""
    if not folded.isalpha():
        return 0
    if mode is Mode.TYPOS:
        return edits(len(folded), short=3)
    if mode is not Mode.FUZZY or acronym:
        return 0
    return edits(len(folded), short=4 if phrase else SHORTEST_TYPO)
