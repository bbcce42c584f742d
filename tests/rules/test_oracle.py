"""The engine agrees with the slow, obvious way, always: memo, index and filters change nothing."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.item import Item
from monitor.rules.language.query import And, Near, NOf, Not, Or, Scoped, Term, TermKind
from monitor.rules.matching.compile import Compiler
from monitor.rules.matching.document import Document
from monitor.rules.matching.matcher import Matcher
from monitor.rules.rule import Rule
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.lexicon import Lexicon
from tests.examples import times

WORDS = [
    "Apple", "apples", "China", "AI", "US", "U.S.", "IT", "Target", "Müller", "Wal-Mart",
    "PlayStation", "TikTok", "e-commerce", "semiconductor", "semiconductors", "tariff", "Joe Tsai",
    "artificial intelligence", "López Obrador", "COVID-19", "AT&T", "C++", "Disney+", "iPhone 15",
    "вакцина", "Путин", "人工智能", "苹果", "苹果AI", "삼성전자", "トヨタ", "الصين",
    "Federal Reserve", "ban", "price", "Iran", "O'Neill", "State-of-the-Art", "Zelensky",
    "therapist", "5G", "Visa", "Regierung", "maïs", "nation", "May", "Flüchtling",
    "gobierno", "elección", "healthcare", "Praha", "Київ", "woman", "buy", "F-35", "G7", "3M",
    "ישראל", "e-mail", "Babiš", "tulis", "चुनाव", "spy", "vláda", "F-35 jet", "MH 370", "email",
    "Streik", "Bahn", "streik",
]  # fmt: skip
FILLER = [
    "the", "a", "of", "I", "e", "said", "in", "Play", "Station", "play", "mart", "rapist", "semi",
    "conductors", "it", "us", "who", "may", "target", "apple", "visa", "irans", "Iraq", "national",
    "10,000", "3.5", "-", "—", "&", "Kmart", "Reserve", "reserve", "federal", "intelligence", "Joe",
    "banned", "prices", "Mueller", "Muller", "вакцины", "Путина", "中国", "公司", "이", "ين",
    "Tsai", "Regierungen", "Flüchtlinge", "elecciones", "gobiernos", "mais", "nations",
    "AIs", "USS", "health", "care", "cyber", "Praze", "prah", "Києва", "women", "bought", "F35",
    "F-35s", "F", "35", "35s", "g-7", "G", "7", "$3m", "3m", "בישראל", "emails", "e-mails",
    "Babiše", "menulis", "चुनावों", "spies", "vlády", "vlak", "MH", "370", "mh-370", "jets",
    "Bahnstreik", "Warnstreiks", "Streikrecht", "Regierungskrise", "Bundesregierung",
    "Flüchtlingsrecht",
]  # fmt: skip
KNOWN = KnownWords.of(
    {
        "en": {
            "the": 7.7, "a": 7.4, "of": 7.4, "i": 7.1, "said": 6.0, "in": 7.3, "play": 5.4,
            "station": 5.0, "mart": 3.4, "rapist": 3.4, "semi": 4.0, "it": 7.0, "us": 6.0,
            "who": 6.4, "may": 6.0, "target": 4.8, "targets": 4.3, "apple": 4.8, "apples": 4.0,
            "visa": 4.1, "visas": 3.5, "iran": 4.6, "iraq": 4.7, "nation": 4.9, "price": 5.0,
            "prices": 4.7, "prize": 4.6, "ban": 4.5, "joe": 4.7, "reserve": 4.4, "reserves": 4.0,
            "federal": 5.0, "china": 5.1, "ai": 4.2, "ais": 3.1, "e": 5.3, "health": 5.4,
            "care": 5.5, "conductor": 3.9, "commerce": 4.2,
        },
        "de": {
            "regierung": 5.0, "muller": 4.8, "mull": 3.9, "streik": 3.9, "warn": 3.2, "bahn": 5.0,
            "krise": 4.6, "recht": 5.2, "bund": 4.6, "fluchtling": 4.0,
        },
        "es": {"gobierno": 5.2, "eleccion": 4.4, "mais": 2.3},
        "ru": {"вакцина": 3.5, "путин": 5.0},
        "cs": {"praha": 5.0, "vlada": 5.2, "vlak": 4.4},
    },
    {
        "en": [("women", "woman"), ("woman", "woman"), ("bought", "buy"), ("prices", "price")],
        "cs": [("Praze", "Praha"), ("Praha", "Praha"), ("vlády", "vláda"), ("vláda", "vláda"),
               ("vlak", "vlak"), ("práh", "práh"), ("Prah", "Praha")],
        "de": [("Streiks", "Streik"), ("Streik", "Streik"), ("Krise", "Krise"), ("Recht", "Recht")],
        "es": [("gobiernos", "gobierno"), ("gobierno", "gobierno")],
        "hi": [("चुनावों", "चुनाव")],
    },
)  # fmt: skip
LANGS = ["en", "en", "de", "es", "ru", "zh", "fr", "ar", "cs", "uk", "he", "id", "hi"]

words = st.sampled_from(WORDS)


@st.composite
def spellings(draw):
    """A word of the rules as a text may have it: corrupted, inflected, in other capitals."""
    word = draw(words)
    how = draw(st.integers(0, 14))
    at = draw(st.integers(0, max(0, len(word) - 2)))
    if how == 0:
        word = word[:at] + word[at + 1 :]
    elif how == 1:
        word = word[:at] + word[at : at + 1] + word[at:]
    elif how == 2:
        word = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    elif how == 3:
        word = word[:at] + draw(st.sampled_from("abersxнаы")) + word[at + 1 :]
    elif how == 4:
        word = word.upper()
    elif how == 5:
        word = word.lower()
    elif how == 6:
        word += draw(st.sampled_from(["s", "'s", "’s", "es", "n", "а", "ing", "d"]))
    elif how == 7:
        word = (
            word[:at] + draw(st.sampled_from(["\u200b", "\u00ad", "-", " ", "&nbsp;"])) + word[at:]
        )
    elif how == 8:
        word = word[:at] + f"&#{ord(word[at])};" + word[at + 1 :]
    elif how == 9:
        word = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)
    elif how == 10 and len(word) > 8:  # two errors
        for at in sorted(draw(st.lists(st.integers(1, 7), min_size=2, max_size=2)), reverse=True):
            kind = draw(st.integers(0, 3))
            swapped = word[at : at + 2][::-1]
            middle = [
                word[at + 1 :],
                f"x{word[at:]}",
                f"o{word[at + 1 :]}",
                swapped + word[at + 2 :],
            ]
            word = word[:at] + middle[kind]
    return word


tokens = st.one_of(spellings(), spellings(), st.sampled_from(FILLER), st.text(max_size=4))
edges = st.sampled_from(["", "", "", "", ",", ".", '"', "”", "…", "-", "'", ")"])


@st.composite
def texts(draw, most=9):
    parts = draw(st.lists(st.tuples(tokens, edges), max_size=most))
    glue = draw(st.sampled_from([" ", " ", " ", "  ", "\u00a0", ""]))
    text = glue.join(token + edge for token, edge in parts)
    return draw(st.sampled_from([text, text, text, text.upper(), text.lower()]))


@st.composite
def items(draw):
    return Item(
        feed="https://feeds.example.org/news",
        key="k",
        title=draw(texts()),
        summary=draw(texts()),
        content=draw(st.one_of(st.just(""), texts(5))),
        link=draw(
            st.sampled_from(["", "https://www.reuters.com/a", "https://reuters.com.evil.org"])
        ),
        lang=draw(st.sampled_from(LANGS)),
        author=draw(st.one_of(st.just(""), texts(3))),
        tags=tuple(draw(st.lists(texts(2), max_size=2))),
        source="Example News",
    )


@st.composite
def plain_terms(draw):
    kind = draw(
        st.sampled_from([TermKind.WORDS] * 7 + [TermKind.EXACT, TermKind.PREFIX, TermKind.TYPOS])
    )
    text = draw(words)
    if kind is TermKind.PREFIX:
        text = text.split()[0][:4]
    return Term(text, kind)


regexes = st.sampled_from(
    [
        Term(pattern, TermKind.REGEX)
        for pattern in (r"[Aa]pples?", r"\d+", "智", r"\s", "(?i)iran|us")
    ]
)
any_terms = st.one_of(plain_terms(), plain_terms(), plain_terms(), regexes)
sides = st.one_of(
    any_terms, st.lists(any_terms, min_size=2, max_size=3).map(lambda p: Or(tuple(p)))
)
nears = st.builds(Near, sides, sides, st.integers(0, 4), st.booleans())


def positives(inner):
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda parts: And(tuple(parts))),
        st.tuples(several, inner).map(lambda p: And((*p[0], Not(p[1])))),
        several.map(lambda parts: Or(tuple(parts))),
        several.flatmap(
            lambda parts: st.integers(1, len(parts)).map(lambda n: NOf(n, tuple(parts)))
        ),
    )


unscoped = st.recursive(st.one_of(any_terms, nears), positives, max_leaves=5)
scoped = st.one_of(
    st.builds(Scoped, st.sampled_from(["title", "body", "author", "tag"]), unscoped),
    st.sampled_from(
        [
            Scoped("site", Term("reuters.com")),
            Scoped("lang", Term("de")),
            Scoped("feed", Term("example")),
            Scoped("feed", Term("Atom")),
        ]
    ),
)
queries = st.one_of(
    unscoped,
    unscoped,
    st.tuples(scoped, unscoped).map(And),
    st.tuples(scoped, unscoped).map(Or),
    scoped,
)
aliases = st.sampled_from(
    [
        {},
        {},
        {"ai": ("artificial intelligence", "人工智能", "KI")},
        {"China": ("Chinese", "Beijing", "中国"), "US": ("America",)},
        {"人工智能": ("AI",), "Apple": ("苹果公司", "Appel")},
    ]
)


@st.composite
def rule_sets(draw):
    found = draw(st.lists(st.tuples(queries, aliases, st.integers(0, 5)), min_size=1, max_size=6))
    return [
        Rule(name=f"r{i}", match="", query=query, canonical="", aliases=given, fuzzy=roll > 0)
        for i, (query, given, roll) in enumerate(found)
    ]


@settings(max_examples=times(1.5), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rules=rule_sets(),
    news=st.lists(items(), min_size=1, max_size=4),
    memo=st.sampled_from([1, 3, 1000]),
)
def test_the_engine_finds_what_the_oracle_finds(oracle, rules, news, memo):
    matcher = Matcher(rules, known=KNOWN, memo_size=memo)
    for item in [*news, *news]:  # from memory the second time
        slow = oracle(item, KNOWN)
        expected = {rule.name: score for rule in rules if (score := slow.score(rule)) is not None}
        matches = matcher.match(item)
        assert {match.rule: match.score for match in matches} == expected
        assert matcher.names(item) == [match.rule for match in matches]
        for match in matches:
            for hit in match.hits:
                if hit.field in ("title", "summary", "content", "author"):
                    assert getattr(item, hit.field)[hit.start : hit.end] == hit.found


@settings(max_examples=times(1.5), deadline=None, suppress_health_check=list(HealthCheck))
@given(rules=rule_sets(), item=items())
def test_every_place_is_found_and_no_other(oracle, rules, item):
    lexicon = Lexicon(KNOWN)
    compiler = Compiler(lexicon)
    slow = oracle(item, KNOWN)
    patterns = [compiler.patterns(rule) for rule in rules]
    document = Document(item, lexicon)
    for rule, compiled in zip(rules, patterns, strict=True):
        for term, pattern in compiled.items():
            for name in ("title", "summary", "content"):
                found = {(hit.start, hit.end) for hit in document.find(pattern, [name])}
                assert found == slow.spans(rule, term, name)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(rules=rule_sets(), more=rule_sets(), news=st.lists(items(), min_size=1, max_size=3))
def test_adding_and_removing_is_as_if_built_anew(rules, more, news):
    more = [Rule(name=f"m{i}", match="", query=rule.query, canonical="", aliases=rule.aliases,
                 fuzzy=rule.fuzzy) for i, rule in enumerate(more)]  # fmt: skip
    grown = Matcher(rules, known=KNOWN)
    for item in news:
        grown.match_and_near(item)
    for rule in more:
        grown.add(rule)
    for rule in rules[::2]:
        grown.remove(rule.name)
    anew = Matcher([*rules[1::2], *more], known=KNOWN)
    for item in news:
        matches, near = grown.match_and_near(item)
        assert (matches, set(near)) == (anew.match(item), set(anew.match_and_near(item)[1]))


@pytest.mark.parametrize("seed", range(2))
def test_real_words_corrupted_at_random(oracle, known, seed):
    """Hundreds of rules over real vocabulary against texts with typing errors in them."""
    rng = random.Random(seed)
    vocabulary = [
        "government", "Microsoft", "interest", "rates", "inflation", "China", "Chinese", "tariffs",
        "Boeing", "strike", "hurricane", "Florida", "Ukraine", "Putin", "talks", "nuclear", "Korea",
        "semiconductor", "vaccine", "pandemic", "election", "parliament", "Nvidia", "earnings",
        "quarterly", "acquisition", "shareholders", "antitrust", "European", "Commission", "Brexit",
        "Samsung", "PlayStation", "earthquake", "Istanbul", "climate", "emissions", "football",
        "Manchester", "United", "champions", "Shell", "Target", "Visa", "IT", "WHO", "AI", "EU",
    ]  # fmt: skip

    def corrupted(word: str) -> str:
        at = rng.randrange(len(word) - 1)
        return rng.choice(
            [
                word, word, word.lower(), word.upper(), word + "s", word + "'s",
                word[:at] + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + rng.choice("aeiourst") + word[at:],
                word[: at + 1] + rng.choice(["-", " "]) + word[at + 1 :],
            ]
        )  # fmt: skip

    rules = []
    for i in range(250):
        parts = [Term(rng.choice(vocabulary)) for _ in range(rng.choice([1, 2, 2, 3]))]
        if rng.random() < 0.3:
            parts[0] = Term(f"{parts[0].text} {rng.choice(vocabulary)}")
        if rng.random() < 0.2:
            parts.append(Not(Term(rng.choice(vocabulary))))
        query = And(tuple(parts)) if len(parts) > 1 else parts[0]
        rules.append(Rule(name=f"r{i}", match="", query=query, canonical=""))
    matcher = Matcher(rules, known=known)
    for _ in range(12):
        chosen = [corrupted(rng.choice(vocabulary)) for _ in range(14)]
        item = Item(
            feed="f", key="k", title=" ".join(chosen[:6]), summary=" ".join(chosen[6:]), lang="en"
        )
        slow = oracle(item, known)
        assert matcher.names(item) == [rule.name for rule in rules if slow.holds(rule)]
