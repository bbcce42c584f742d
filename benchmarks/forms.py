"""Which forms of a word a rule finds, in each language, and which look-alikes it takes for one.

    python benchmarks/forms.py [LIST] [--missed] [--rivals] [--cache DIRECTORY]

For each language: forms found, look-alikes told, and by which means they were found. ``--missed``
prints each one that is wrong. ``--rivals`` compares with what else could do it: Snowball's stems
alone, simplemma alone (both of them "one word if they come to the same").
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

from _word_forms import LIST, Case, read_cases

from monitor.item import Item
from monitor.rules import KnownWords, Matcher, parse_rule
from monitor.text import fold

Finds = Callable[[Case], str]
"""By which means a word is found; empty if it isn't."""


def engine(cache: Path | None) -> Finds:
    known = KnownWords(cache)

    def finds(case: Case) -> str:
        term = f'"{case.term}"' if " " in case.term else case.term
        matcher = Matcher([parse_rule(term, name="rule")], known=known)
        item = Item(feed="forms", key="1", title=case.headline, lang=case.lang)
        for match in matcher.match(item):
            hit = match.hits[0]
            return hit.means or hit.kind.value
        return ""

    return finds


def snowball() -> Finds:
    import Stemmer

    names = {
        "en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian",
        "pt": "portuguese", "nl": "dutch", "sv": "swedish", "da": "danish", "no": "norwegian",
        "fi": "finnish", "et": "estonian", "hu": "hungarian", "pl": "polish", "cs": "czech",
        "sr": "serbian", "hr": "serbian", "ru": "russian", "lt": "lithuanian", "ro": "romanian",
        "tr": "turkish", "el": "greek", "ar": "arabic", "fa": "persian", "hi": "hindi",
        "ta": "tamil", "id": "indonesian", "ca": "catalan", "hy": "armenian", "ga": "irish",
        "eu": "basque",
    }  # fmt: skip
    stemmers = {lang: Stemmer.Stemmer(name) for lang, name in names.items()}

    def finds(case: Case) -> str:
        if case.lang not in stemmers:
            return ""
        stem = stemmers[case.lang].stemWord
        same = stem(case.term.lower()) == stem(case.word.lower())
        return "stem" if same else ""

    return finds


def simplemma() -> Finds:
    from simplemma import lemmatize

    names = {"hr": "hbs", "sr": "hbs", "no": "nb"}

    def finds(case: Case) -> str:
        lang = names.get(case.lang, case.lang)
        try:
            same = fold(lemmatize(case.term, lang)) == fold(lemmatize(case.word, lang))
        except ValueError:
            return ""
        return "lemma" if same else ""

    return finds


def report(name: str, finds: Finds, cases: list[Case], *, missed: bool) -> None:
    started = time.perf_counter()
    languages: dict[str, Counter[str]] = defaultdict(Counter)
    means: dict[str, Counter[str]] = defaultdict(Counter)
    wrong = []
    for case in cases:
        found = finds(case)
        count = languages[case.lang]
        count["forms" if case.is_form else "look-alikes"] += 1
        if found:
            count["found" if case.is_form else "told"] += 1
            means[case.lang][found] += 1
        if bool(found) != case.is_form:
            wrong.append((case, found))
    print(f"\n{name}: language, forms found, look-alikes told, means")
    for lang, count in languages.items():
        how = ", ".join(f"{kind} {times}" for kind, times in means[lang].most_common())
        print(
            f"  {lang:4}{count['found']:4} of {count['forms']:3}"
            f"{count['told']:4} of {count['look-alikes']:3}   {how}"
        )
    total = sum(languages.values(), Counter[str]())
    found_share = total["found"] / max(1, total["forms"])
    told_share = total["told"] / max(1, total["look-alikes"])
    print(
        f"  all: {total['found']} of {total['forms']} forms = {found_share:.3f}, "
        f"{total['told']} of {total['look-alikes']} look-alikes = {told_share:.3f}; "
        f"{(time.perf_counter() - started) / max(1, len(cases)) * 1e6:.0f} µs each, loading "
        f"included; {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most"
    )
    if missed:
        for case, found in wrong:
            verdict = "MISSED" if case.is_form else "TOLD"
            print(f"  {verdict} {case.lang} {case.term}: {case.word} {found}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("list", type=Path, nargs="?", default=LIST)
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--rivals", action="store_true")
    parser.add_argument("--cache", type=Path, help="where the lists of words are kept")
    options = parser.parse_args()
    cases = list(read_cases(options.list))
    report("The engine", engine(options.cache), cases, missed=options.missed)
    if options.rivals:
        report("Snowball alone", snowball(), cases, missed=False)
        report("simplemma alone", simplemma(), cases, missed=False)


if __name__ == "__main__":
    main()
