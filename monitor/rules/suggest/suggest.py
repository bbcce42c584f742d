"""Suggestions: how a rule could do better, learned from votes and near misses. Pure.

    - word      stands in matches voted bad and in none voted good
    alias       stands in near misses of stories that the rule found, and hardly in others
    readmit     an exclusion that keeps out what belongs to stories the rule found

Every suggestion is tried: its effect is what the changed rule really matches and misses, among the
same items. One without effect isn't made. Without this module votes would change a percentage and
no rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from monitor.errors import RuleError
from monitor.rules.language.canonical import canonical
from monitor.rules.language.parser import parse_rule
from monitor.rules.language.query import Not, Or, Query, Scoped, Term, TermKind, all_of, terms
from monitor.rules.matching.explain import clauses_of
from monitor.rules.matching.matcher import Matcher
from monitor.rules.rule import Rule
from monitor.rules.suggest.phrases import SURE, Phrases, phrases_of, surprise
from monitor.rules.suggest.suggestion import Effect, Judged, Kind, Missed, Suggestion
from monitor.rules.suggest.trial import Trial, best
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.text import fold

_TRIED: Final = 30  # candidates of one sort that are really matched
_WORTH: Final = 0.5  # of what a change gains, the share known to be of a story it found
_FEW: Final = 3  # votes, or stories, from which on one item alone proves nothing


def suggest(
    rule: Rule,
    matched: Sequence[Judged],
    missed: Sequence[Missed],
    *,
    known: KnownWords,
    most: int = 5,
) -> tuple[Suggestion, ...]:
    """Propose changes to a rule.

    Args:
        rule: The rule as it is now. Matches that it no longer makes aren't counted, nor near misses
            that it matches by now.
        matched: The rule's matches, with votes.
        missed: The rule's near misses.
        known: The words people use.
        most: How many suggestions of each kind to return at most.

    Returns:
        Exclusions, then aliases, then exclusions to be dropped; the best first.
    """
    now = Matcher([rule], known=known)
    still = [each for each in _doubtless(matched) if now.names(each.item)]
    near = [each for each in missed if not now.names(each.item)]
    trial = Trial(still, near, known=known)
    return (
        *_exclusions(rule, still, trial, known, most),
        *_aliases(rule, near, trial, known, most),
        *_readmissions(rule, near, trial, most),
    )


def _doubtless(matched: Sequence[Judged]) -> list[Judged]:
    """Without what nobody voted on in a story that was voted bad: it is likely as bad.

    It counted for a word that stands in it, as if somebody missed it: each bad story has its own.
    """
    bad = {each.story for each in matched if each.vote < 0}
    bad -= {each.story for each in matched if each.vote > 0}
    return [each for each in matched if each.vote or each.story not in bad]


def _exclusions(
    rule: Rule, matched: Sequence[Judged], trial: Trial, known: KnownWords, most: int
) -> Iterator[Suggestion]:
    bad, good, others = (
        Phrases((each.item for each in matched if each.vote == vote), known) for vote in (-1, 1, 0)
    )
    own = _own_words(rule)
    # Where many were voted bad, a word of only one of them is chance.
    enough = 2 if bad.items >= _FEW else 1

    def promise(folded: str) -> tuple[float, ...]:
        # What stands beside a word of the rule says which sense is meant: Apple Pay.
        words = folded.split()
        beside = len(words) > 1 and any(word in own for word in words)
        return (
            -bad.counts[folded],
            others.counts[folded],
            not beside,
            -bad.titles[folded],
            known.zipf(folded, ("en",)),
        )

    candidates = sorted(
        (
            folded
            for folded, count in bad.counts.items()
            if count >= enough and not good.counts[folded] and not _is_own(folded, own)
        ),
        key=lambda folded: (*promise(folded), folded),
    )
    tried = trial.run(
        [
            Suggestion(kind=Kind.EXCLUDE, text=bad.text(folded), rule=changed, effect=Effect())
            for folded in candidates[:_TRIED]
            if (changed := _excluding(rule, bad.text(folded))) is not None
        ]
    )

    def is_worth_it(effect: Effect) -> bool:
        if effect.bad_lost < enough or effect.good_lost:
            return False
        return (
            effect.others_lost * effect.bad < effect.bad_lost * effect.others or not effect.others
        )

    yield from best(
        (each for each in tried if is_worth_it(each.suggestion.effect)),
        most,
        key=lambda effect: (effect.others_lost, -effect.bad_lost),
    )


def _aliases(
    rule: Rule, near: Sequence[Missed], trial: Trial, known: KnownWords, most: int
) -> Iterator[Suggestion]:
    own = _own_words(rule)
    made: list[Suggestion] = []
    for clause in clauses_of(rule):
        term = _widened_by_alias(clause)
        if term is None:
            continue
        lacking = [each for each in near if each.missing == canonical(clause)]
        told = [each for each in lacking if each.story in trial.told]
        here = Phrases((each.item for each in told), known)
        elsewhere = Phrases((each.item for each in lacking if each.story not in trial.told), known)
        stories = _stories_of(told, known)
        enough = 2 if len({each.story for each in told}) >= _FEW else 1
        promise = {
            folded: surprise(count, here.items, elsewhere.counts[folded], elsewhere.items)
            for folded, count in here.counts.items()
            if len(stories[folded]) >= enough and not _is_own(folded, own)
        }
        ranked = sorted(
            (
                folded
                for folded, sure in promise.items()
                if (sure >= SURE or not elsewhere.items) and _can_stand_for(here.text(folded), term)
            ),
            key=lambda folded: (-len(stories[folded]), -promise[folded], -len(folded), folded),
        )
        made += [
            Suggestion(
                kind=Kind.ALIAS,
                text=here.text(folded),
                term=term,
                rule=_with_alias(rule, term, here.text(folded)),
                effect=Effect(),
            )
            for folded in ranked[:_TRIED]
        ]
    yield from best(
        (each for each in trial.run(made) if _gains(each.suggestion.effect, near, trial)),
        most,
        key=lambda effect: (effect.gained - effect.gained_told, -effect.gained_told),
    )


def _readmissions(
    rule: Rule, near: Sequence[Missed], trial: Trial, most: int
) -> Iterator[Suggestion]:
    excluded = {each.missing for each in near if each.story in trial.told}
    made = []
    for clause in clauses_of(rule):
        if isinstance(clause, Not) and canonical(clause) in excluded:
            rest = [part for part in clauses_of(rule) if part is not clause]
            changed = _parsed(rule, canonical(all_of(rest)))
            if changed is not None:
                text = canonical(clause.part)
                made.append(Suggestion(kind=Kind.READMIT, text=text, rule=changed, effect=Effect()))
    yield from best(
        (each for each in trial.run(made) if _gains(each.suggestion.effect, near, trial)),
        most,
        key=lambda effect: (effect.gained - effect.gained_told, -effect.gained_told),
    )


def _gains(effect: Effect, near: Sequence[Missed], trial: Trial) -> bool:
    """Whether most of what a change gains belongs to stories that the rule found."""
    enough = 2 if sum(each.story in trial.told for each in near) >= _FEW else 1
    return effect.gained_told >= max(enough, _WORTH * effect.gained)


def _stories_of(missed: Iterable[Missed], known: KnownWords) -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = {}
    for each in missed:
        for phrase in phrases_of(each.item, known):
            found.setdefault(phrase.folded, set()).add(each.story)
    return found


def _excluding(rule: Rule, text: str) -> Rule | None:
    """The rule with an exclusion more, in the user's own words where that says the same."""
    unwanted = Not(Term(text))
    whole = _parsed(rule, canonical(all_of([rule.query, unwanted])))
    longer = _parsed(rule, f"{rule.match.strip()} {canonical(unwanted)}")
    if whole is not None and longer is not None and longer.canonical == whole.canonical:
        return longer
    return whole


def _with_alias(rule: Rule, term: str, text: str) -> Rule:
    return replace(rule, aliases={**rule.aliases, term: (*rule.aliases.get(term, ()), text)})


def _parsed(rule: Rule, text: str) -> Rule | None:
    """A rule of another text and else the same; None where that can't be one."""
    try:
        return parse_rule(text, name=rule.name, aliases=rule.aliases, fuzzy=rule.fuzzy)
    except RuleError:
        return None


def _widened_by_alias(clause: Query) -> str | None:
    """The term of a clause that an alias could widen: its first of plain words."""
    match clause:
        case Term(text, TermKind.WORDS | TermKind.TYPOS):
            return text
        case Or(parts):
            return next(filter(None, map(_widened_by_alias, parts)), None)
        case Scoped("title" | "body", part):
            return _widened_by_alias(part)
        case _:
            return None


def _can_stand_for(text: str, term: str) -> bool:
    """Whether words look like another name of the same: a name for a name.

    An acronym may stand for words in small letters (AI for artificial intelligence).
    """
    if not term[:1].isupper() or text[:1].isupper() or text[:1].lower() == text[:1].upper():
        return True
    return term.isupper() and len(text.split()) > 1


def _own_words(rule: Rule) -> frozenset[str]:
    """The words of a rule's terms and their aliases, folded."""
    texts = [term.text for term in terms(rule.query)]
    texts += [alias for others in rule.aliases.values() for alias in others]
    return frozenset(word for text in texts for word in (fold(text), *fold(text).split()))


def _is_own(folded: str, own: frozenset[str]) -> bool:
    """Whether the rule says so already, also in part (人工 of 人工智能)."""
    if folded.isascii():
        return all(word in own for word in folded.split())
    return any(folded in word for word in own)
