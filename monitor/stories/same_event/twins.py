"""Twins: two headlines that say the same of different things, or opposites of the same thing.

    Wolf kills 30 sheep in Drenthe          Renault sales up 3% in March
    Wolf kills 14 sheep in Overijssel       Renault sales down 1% in April

    Solberg will not stand again for mayor  Train drivers call strike for Monday
    Solberg to stand again for mayor        Train drivers call off Monday's strike

    Lidl recalls hummus over salmonella     Philips Q1 sales up as China recovers
    Lidl recalls salmon over listeria       Philips Q2 sales up as China weakens

    High court hears case of nurses' pay    Dutch court jails smuggler for 12 years
    High court hears challenge to dam       Dutch court jails gang leader for 18 years

    Akira hits Ohio school district         Hospital in Cork diverts ambulances after hack
    Akira hits Texas sheriff's office       Hospital in Porto diverts ambulances after blackout

Nearly all their words are the same, and within hours of each other the models take them for one
event; without this module the second would never be told. Retellings of one event do the reverse:
they share the names and the numbers and put the rest in other words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import islice, product, takewhile
from typing import Final

from monitor.stories.event import OpenEvent, Report
from monitor.stories.reading.countries import is_country
from monitor.stories.reading.meanings import LANGUAGES, Meanings
from monitor.stories.reading.opposites import SIDES
from monitor.stories.reading.series import conflict
from monitor.stories.reading.signature import NAME, Signature
from monitor.text import fold

_ALIKE: Final = 0.75
"""The share of each title, but for names, numbers and opposites, that the other has, too."""
_HALF: Final = 0.5
"""The same, where the rest are other names and words of quite another meaning."""
_BEGINNING: Final = 2  # words
_COUNTED: Final = 0.35
"""The share of what follows a beginning in common that may be shared if no number is: years."""
_MORE: Final = 3  # words
_HEAVY: Final = 1.5  # a lighter word is in everybody's mouth
_NEAR: Final = 0.45  # how near words must be to mean about the same
_TELLING: Final = 2.0  # numbers that weigh less may stand in any two titles
_STEM: Final = 3  # letters
_COUNTS: Final = frozenset(
    "two three four five six seven eight nine ten eleven twelve dozen dozens".split()  # noqa: SIM905
)
"""They mean about the same, and count other things."""
_NOUNS_ARE_CAPITAL: Final = frozenset({"de", "lb"})
"""Here two titles that differ in one noun each differ in a name; in more, perhaps in wording."""


def are_twins(report: Report, event: OpenEvent, likeliest: Report) -> bool:
    """Whether a headline says of something else what an event's likeliest report says.

    Args:
        report: The item.
        event: The event that it may report.
        likeliest: The event's report that it resembles most.
    """
    mine, its = report.signature, likeliest.signature
    if _have_other_reasons(mine, its, event.words) or _are_other_instalments(mine, its):
        return True
    if _begin_alike_and_differ(mine, its, event.words):
        return True
    if not _are_alike_otherwise(mine, its):
        return _are_of_others(mine, its, event.words)
    return (
        _name_others(mine, its, event.words)
        or _are_opposites(mine, its, event)
        or all(_says_no(each.signature) != _says_no(mine) for each in event.reports)
    )


def _are_of_others(mine: Signature, its: Signature, known: Collection[str]) -> bool:
    """Whether two titles have a deed in common, and other names and quite other words beside it.

    In English only, as ``_have_other_reasons``.
    """
    if {mine.lang, its.lang} - LANGUAGES or mine.numbers & its.numbers:
        return False
    if not _are_alike_otherwise(mine, its, _HALF) or not _name_others(mine, its, known):
        return False
    rest, its_rest = _rest(mine, its), _rest(its, mine)
    return bool(rest and its_rest) and not _are_near(rest, its_rest)


def _rest(signature: Signature, other: Signature) -> list[str]:
    """A title's heavy words that the other hasn't, names left out, as ``meanings`` has them."""
    shared = signature.title.keys() & other.title.keys()
    apart = _called(signature, _names(signature, shared))
    heavy = [word for word, weight in signature.title.items() if weight >= _HEAVY]
    return _folded(signature, [word for word in heavy if word not in apart], other)


def _have_other_reasons(mine: Signature, its: Signature, known: Collection[str]) -> bool:
    """Whether one thing is done to others *over* quite other things: recalls, lawsuits, protests.

    In English only: which words mean about the same isn't known of any other language.
    """
    if {mine.lang, its.lang} - LANGUAGES or mine.numbers & its.numbers:
        return False
    (done, reason), (its_done, its_reason) = map(_done_over, (mine, its))
    if not done.keys() & its_done.keys():
        return False
    for one, other in ((done, its_done), (reason, its_reason)):
        new = [folded for word, folded in one.items() if word not in known]
        gone = [folded for word, folded in other.items() if word not in mine.words]
        if not (new and gone) or _are_near(new, gone):
            return False
    return reason.keys().isdisjoint(known) and its_reason.keys().isdisjoint(mine.words)


def _done_over(signature: Signature) -> tuple[dict[str, str], dict[str, str]]:
    """The heavy words of a title before "over", and those after it, as ``meanings`` has them."""
    title, surfaces = [*signature.title], signature.surfaces
    at = title.index("over") if "over" in title else len(title)
    folded = dict(zip(signature.words, signature.folded, strict=True))
    heavy = [word for word in title if signature.title[word] >= _HEAVY]
    reason = {word: folded[word] for word in title[at + 1 :] if word in heavy}
    if not any(surfaces[word].islower() for word in reason):
        return {}, {}
    return {word: folded[word] for word in title[:at] if word in heavy}, reason


def _are_near(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether any two words mean about the same."""
    if not words or not others:
        return False
    table = Meanings.shipped()
    one, other = (table.at(table.rows(each)) for each in (words, others))
    return float((one @ other.T).max()) >= _NEAR


def _begin_alike_and_differ(mine: Signature, its: Signature, known: Collection[str]) -> bool:
    """Whether two titles have their first words in common, a deed among them, and then no more.

    Who tells an event in other words tells its deed in other words; who tells the deed in the same
    words goes on so, too, or in words that mean about the same. Where it isn't known what words
    mean, more of them must follow. Where only names do, it depends on the names.
    """
    pairs = zip(mine.title, its.title, strict=False)
    beginning = [one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]
    is_deed = any(mine.surfaces[word].islower() for word in beginning if word not in mine.numbers)
    if mine.lang != its.lang or len(beginning) < _BEGINNING or not is_deed:
        return False
    if mine.numbers & its.numbers:
        return False
    new, gone = (_heavy_after(beginning, each) for each in (mine, its))
    most = _COUNTED if mine.numbers and its.numbers else 0.0
    if _share(new, mine, {*known, *its.words}) > most or _share(gone, its, mine.words) > most:
        return False
    if mine.lang not in LANGUAGES:
        return min(len(new), len(gone)) >= _MORE
    if set(new) <= mine.names or set(gone) <= its.names:
        return False
    # Two names that mean alike (Ohio, Texas) are two things for all that.
    names = list(product(_proper(mine, new), _proper(its, gone)))
    if names and not any(_is_kin(one, other) for one, other in names):
        return True
    return not _are_near(_folded(mine, new, its), _folded(its, gone, mine))


def _proper(signature: Signature, words: Iterable[str]) -> set[str]:
    """Those of a title's words that are written as names, its first one left out."""
    surfaces, first = signature.surfaces, next(iter(signature.title), "")
    return {word for word in words if word != first and surfaces.get(word, "")[:1].isupper()}


def _heavy_after(beginning: Sequence[str], signature: Signature) -> list[str]:
    """A title's heavy words after its beginning, without what that is called otherwise."""
    title, surfaces = signature.title, signature.surfaces
    said = {surfaces[word].casefold() for word in beginning if word in surfaces}
    return [
        word
        for word in islice(title, len(beginning), None)
        if title[word] >= _HEAVY and surfaces.get(word, "").casefold() not in said
    ]


def _share(words: Sequence[str], of: Signature, others: Collection[str]) -> float:
    """The share of a title's words, by weight, that others have, too; 1 if there are no words."""
    weights = {word: of.title[word] for word in words}
    shared = sum(weight for word, weight in weights.items() if word in others)
    return shared / sum(weights.values()) if weights else 1.0


def _folded(signature: Signature, words: Sequence[str], other: Signature) -> list[str]:
    """Those of a title's words that the other hasn't, as ``meanings`` has them."""
    folded = dict(zip(signature.words, signature.folded, strict=True))
    new = (folded[word] for word in words if word not in other.words)
    return [word for word in new if word not in _COUNTS]


def _are_other_instalments(mine: Signature, its: Signature) -> bool:
    """Whether two titles are of other quarters, episodes, rounds; days are told in passing."""
    labels = {label: of for label, of in mine.labels.items() if label not in {"weekday", "date"}}
    return conflict(labels, its.labels)


def _are_alike_otherwise(mine: Signature, its: Signature, least: float = _ALIKE) -> bool:
    """Whether two titles are the same but for names, numbers and opposites."""
    shared = mine.title.keys() & its.title.keys()
    if sum(mine.title[number] for number in mine.numbers & shared) >= _TELLING:
        return False
    return all(_is_shared(each, shared, least) for each in (mine, its))


def _is_shared(signature: Signature, shared: Collection[str], least: float) -> bool:
    surfaces, sides = signature.surfaces, _sides(signature)
    apart = _called(signature, _names(signature, shared)) | signature.numbers | sides.keys()
    plain = {word: weight for word, weight in signature.title.items() if word not in apart}
    common = [word for word in plain if word in shared]
    # Where Each Word Has a Capital, any may be a name, and nothing is known.
    is_known = any(plain[word] >= NAME and surfaces[word].islower() for word in common)
    return is_known and sum(plain[word] for word in common) >= least * sum(plain.values())


def _names(signature: Signature, shared: Collection[str]) -> set[str]:
    """A title's names; its first word may be one, if the other title hasn't got it."""
    found = set(signature.names & signature.title.keys())
    first = next(iter(signature.title), "")
    is_capital = signature.surfaces.get(first, "")[:1].isupper()
    if first not in shared and is_capital and signature.title[first] >= NAME:
        found.add(first)
    return found


def _called(signature: Signature, names: Collection[str]) -> set[str]:
    """Names, and what a title has in their letters because they are called so, too (``Names``)."""
    surfaces = signature.surfaces
    written = {fold(surfaces[name]) for name in names if name in surfaces}
    others = (each for each in signature.title if set(surfaces.get(each, "").split()) & written)
    return {*names, *others}


def _name_others(mine: Signature, its: Signature, known: Collection[str]) -> bool:
    """Whether each has names that the other hasn't, and no report of the event has mine."""
    shared = mine.title.keys() & its.title.keys()
    new = [name for name in _names(mine, shared) if name not in known]
    gone = [name for name in _names(its, shared) if name not in mine.words]
    if any(_is_kin(one, other) for one, other in product(new, gone)):
        return False
    has_other_numbers = mine.numbers and its.numbers and mine.numbers != its.numbers
    if not has_other_numbers and _are_countries(mine, new) != _are_countries(its, gone):
        return False
    if mine.lang in _NOUNS_ARE_CAPITAL:
        return len(new) == len(gone) == 1
    return bool(new and gone)


def _says_no(signature: Signature) -> bool:
    """Whether a title denies something, or calls it off."""
    return signature.denies or signature.title.keys() >= {"call", "off"}


def _are_countries(signature: Signature, names: Iterable[str]) -> bool:
    surfaces = signature.surfaces
    return all(is_country(surfaces[name]) for name in names)


def _is_kin(one: str, other: str) -> bool:
    """Whether two names may be one in other forms: Kenya and Kenyan, EU and European."""
    same = min(len(one), len(other), _STEM)
    return one[:same] == other[:same]


def _are_opposites(mine: Signature, its: Signature, event: OpenEvent) -> bool:
    """Whether each is on a side of its own, and no report of the event is on mine."""
    theirs = {group for group, _ in _sides(its).values()}
    ours = {side for side in _sides(mine).values() if side[0] in theirs}
    groups = {group for group, _ in ours}
    for report in event.reports:
        groups -= {side[0] for side in _sides(report.signature).values() if side in ours}
    return bool(groups)


def _sides(signature: Signature) -> dict[str, tuple[int, int]]:
    """Those of a title's words that have an opposite: which, and on which side they are."""
    surfaces = signature.surfaces
    written = {word: fold(surfaces[word]) for word in signature.title}
    return {word: SIDES[text] for word, text in written.items() if text in SIDES}
