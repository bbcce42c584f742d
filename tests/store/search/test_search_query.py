"""What a search box takes, what it finds, and what is marked of it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import SearchError
from monitor.rules.language.query import Term
from monitor.rules.vocabulary.known_words import known_beside
from monitor.rules.words.readings import readings
from monitor.rules.words.terms import accepts_form
from monitor.rules.words.text_context import TextContext
from monitor.store.database import Database
from monitor.store.history.match_list import count, matches, near
from monitor.store.history.match_query import MatchQuery, Sort
from monitor.store.reading.story_history import StoryQuery, stories
from monitor.store.search import fts_expression as sought_module
from monitor.store.search import text_index
from monitor.store.search.fts_expression import sought
from monitor.store.search.search_query import MAX_TERMS, MAX_TEXT, read_search
from monitor.text import tokenise


@pytest.fixture
def found(database):
    """The titles that a search finds, in every way to ask for them."""

    def found(search):
        db = database.read()
        by_time = {row.item.title for row in matches(db, MatchQuery(search=search)).rows}
        ranked = matches(db, MatchQuery(search=search, sort=Sort.RELEVANCE)).rows
        assert {row.item.title for row in ranked} == by_time
        assert count(db, MatchQuery(search=search)) == len(by_time)
        assert {row.title for row in stories(db, StoryQuery(search=search)).rows} == by_time
        return by_time

    return found


@pytest.mark.parametrize(
    ("search", "titles"),
    [
        ("resign", {"Minister resigns", "He resigned", "Resign now"}),
        ("resigned", {"Minister resigns", "He resigned", "Resign now"}),
        ("Resign", {"Minister resigns", "He resigned", "Resign now"}),
        ("=resign", {"Resign now"}),
        ("=resigned", {"He resigned"}),
        ("resign*", {"Minister resigns", "He resigned", "Resign now", "A resignation"}),
        ("nation", {"Two nations"}),
        ("national", {"National day"}),
        ('"two nation"', {"Two nations"}),
        ('="two nation"', set()),
        ('="two nations"', {"Two nations"}),
        ("minister resign", {"Minister resigns"}),
        ("minister AND resign", {"Minister resigns"}),
        ("minister + resign", {"Minister resigns"}),
        ("minister OR nation", {"Minister resigns", "Two nations"}),
        ("minister | nation", {"Minister resigns", "Two nations"}),
        ("resign -minister -now", {"He resigned"}),
        ("resign NOT (minister OR now)", {"He resigned"}),
        ("(resign OR nation) (two OR he)", {"He resigned", "Two nations"}),
        ("resign OR nation two", {"Minister resigns", "He resigned", "Resign now", "Two nations"}),
        ("title:resign", {"Minister resigns", "He resigned", "Resign now"}),
        ("body:resign", set()),
        ("body:(story OR resign) he", {"He resigned"}),
        ("he -title:minister", {"He resigned"}),
    ],
)
def test_a_search_finds_words_in_their_forms(record, found, search, titles):
    record(
        "Minister resigns", "He resigned", "Resign now", "A resignation", "Two nations",
        "National day", summary="The whole story.",
    )  # fmt: skip
    assert found(search) == titles


def test_a_form_of_another_language_counts_in_its_items_alone(record, found):
    record("Der Plan", "Die Pläne", "Viele Räte", "Ein Rat", lang="de")
    record("A rate plan", "A rat plane", lang="en")
    record("El plane", lang="es")
    record("Räte Tage", lang="")
    assert found("rat") == {"Viele Räte", "Ein Rat", "A rat plane", "Räte Tage"}
    assert found("räte -tag") == {"Viele Räte", "A rate plan"}
    assert found('"viele rat"') == {"Viele Räte"}
    assert found("title:rat -rat*") == set()
    assert "A rat plane" not in found("plan")


def test_an_item_of_a_language_nobody_named_counts_as_any_that_there_is(record, found):
    record("Los gobiernos", lang="es")
    record("Un gobierno", lang="")
    record("O governos", lang="")
    assert found("gobiernos") == {"Los gobiernos", "Un gobierno"}
    assert found("governo") == {"O governos"}  # an s is English, too


def test_acronyms_have_a_plural_and_no_more(record, found):
    record("AIDS spreads", "Foreign aid", "NATOs members", "NATO meets", "Two AIs", "AI rises")
    assert found("AIDS") == {"AIDS spreads"}
    assert found("NATO") == {"NATOs members", "NATO meets"}
    assert found("AI") == {"Two AIs", "AI rises"}


def test_hyphens_and_umlauts_are_as_in_rules(record, found):
    record("Wal-Mart opens", "Walmart closes", "Herr Müller", "Herr Mueller", "Herr Muller")
    assert found("Wal-Mart") == {"Wal-Mart opens", "Walmart closes"}
    assert found("müller") == {"Herr Müller", "Herr Mueller", "Herr Muller"}


def test_an_item_that_has_gone_or_changed_is_found_by_nothing_it_was(database, record, found):
    record("Viele Räte", lang="de")
    database.write(
        lambda db: text_index.remove(db, 1, text_index.tokens("Viele Räte", "", "", "de"))
    )
    assert found("rat") == found("räte") == set()
    assert sought(database.read(), "rat").expression == '"rat"'


languages = st.sampled_from(["en", "de", "fr", "es", "it", "pt", "nl", "ru", "sv", "pl", "ar"])
some_words = st.sampled_from(
    [
        "resign", "resigns", "resigned", "nation", "nations", "national", "price", "prices",
        "pricing", "ban", "banned", "plan", "plane", "planes", "kind", "kinder", "regierung",
        "regierungen", "gobierno", "gobiernos", "eleccion", "elecciones", "prijs", "prijzen",
        "вакцина", "вакцины", "цена", "ценами", "nationen", "nationer", "حكومة", "الحكومة",
    ]
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    items=st.lists(st.tuples(languages, some_words), min_size=1, max_size=8, unique=True),
    own=some_words,
)
def test_it_finds_what_a_rule_finds_in_an_items_language(tmp_path_factory, items, own):
    folder = tmp_path_factory.mktemp("search")
    known = known_beside(folder / "news.db")
    with Database(folder / "news.db") as database:

        def is_found(word, lang):
            ((term,),) = [reading.words for reading in readings(Term(own))]
            (token,) = tokenise(word)
            return accepts_form(term, token, TextContext(lang), known) is not None

        def fill(db):
            for number, (lang, word) in enumerate(items, 1):
                text_index.add(db, number, text_index.indexed(word, "", "", lang))

        database.write(fill)
        db = database.read()
        search = sought(db, own)
        ids = {id_ for (id_,) in db.execute(text_index.FOUND, [search.expression])}
        assert ids == {
            number for number, (lang, word) in enumerate(items, 1) if is_found(word, lang)
        }
        assert ids == {
            number
            for number, (lang, word) in enumerate(items, 1)
            if search.hits_in(word, lang=lang)
        }


@pytest.mark.parametrize(
    ("search", "text", "marked"),
    [
        ("resign", "He resigned, a resignation", ["resigned"]),
        ("=resign", "Resign or be resigned", ["Resign"]),
        ("resign*", "A resignation", ["resignation"]),
        ('"prime minister"', "Prime ministers: the prime minister’s", ["Prime ministers",
                                                                       "prime minister"]),
        ("prime OR minister -late", "The late minister", ["minister"]),
        ("中国", "在中国人", ["中国"]),
        ("国", "中国和美国", ["国", "国"]),
        ("苹果AI", "新苹果AI来了", ["苹果AI"]),
        ("body:resign", "He resigned", []),
        ("AT&T", "AT&amp;T buys", ["AT&amp;T"]),
    ],
)  # fmt: skip
def test_what_was_searched_for_is_marked(database, record, search, text, marked):
    record(text)
    hits = sought(database.read(), search).hits_in(text)
    assert [hit.found for hit in hits] == [text[hit.start : hit.end] for hit in hits] == marked


@pytest.mark.parametrize(
    ("search", "message", "hint"),
    [
        ("", "nothing to search for", "Write a word"),
        ("-apple", "only what you don't want", "apple -pie"),
        ("apple OR -pear", "only what you don't want", "apple -pie"),
        ("(apple", "never closed", "Add )"),
        ("apple)", "closes nothing", "Leave it out"),
        ("()", "nothing after this (", "Write a word there"),
        ('"joe tsai', "never closed", 'Add "'),
        ("apple AND", "nothing after this AND", '"AND"'),
        ("OR apple", "nothing before this OR", "Write a word there"),
        ("apple NOT NOT pear", "Two NOTs", "Leave one"),
        ("al*", "at least 3 letters", "al without the *"),
        ("国*", "at least 3 letters", "found inside longer words anyway"),
        ("nvidia~", "no misspellings", "Leave out the ~"),
        ("/x+/", "no regular expressions", "alib*"),
        ("apple NEAR/3 china", "NEAR doesn't work", "phrase in quotes"),
        ("2of(a, b)", "can't count", "AND, OR"),
        ("site:reuters.com apple", "can't look at site:", "Leave it out"),
        ("title:", "nothing after this title:", '"title:"'),
        ("title:-apple", "follows title:", "title:apple"),
        ("title:(body:apple)", "stands inside title:", "title:apple body:china"),
        ("apple & china", "no letter or digit", "leave it out"),
        ("\ud800", "character is incomplete", "type it again"),
        ("a " * (MAX_TERMS + 1), "50 words", "important"),
        ("a" * (MAX_TEXT + 1), "2,000 are the limit", "important"),
        ("(" * 60 + "a", "parentheses", "needed"),
    ],
)
def test_what_cannot_be_read_is_told_with_what_to_write(search, message, hint):
    with pytest.raises(SearchError) as told:
        read_search(search)
    assert message in told.value.message
    assert hint in told.value.hint
    assert 0 <= told.value.position <= len(search)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.text(max_size=60)
    | st.from_regex(r'[a-z"*()\-:| ANDORTNE^+.=国]{0,30}', fullmatch=True)
    | st.lists(
        st.sampled_from(["a", "AND", "OR", "NOT", "(", ")", "-", "title:", '"a b"', "中国", "=a"])
    ).map(" ".join)
)
def test_every_search_is_answered_or_refused_in_words(database, search):
    db = database.read()
    try:
        read_search(search)
    except SearchError as error:
        said = (error.message, error.hint)
        assert all(said)
        return
    for sort in Sort:
        matches(db, MatchQuery(search=search, sort=sort))
    count(db, MatchQuery(search=search))
    near(db, MatchQuery(search=search))
    stories(db, StoryQuery(search=search))


def test_a_search_that_cannot_be_read_is_told_whatever_else_is_asked(database):
    with pytest.raises(SearchError):
        matches(database.read(), MatchQuery(search="(", rule="nothing"))


def test_a_phrase_of_many_forms_stays_small(database, record, monkeypatch):
    forms = ["", "s", "ed", "ing"]
    record(*(f"x {stem}{end}" for stem in ("walk", "talk", "jump", "kick") for end in forms))

    def combinations():
        return sought(database.read(), '"walk talk jump kick"').expression.count(" OR ")

    assert combinations() == sought_module.MOST_WORDS  # and all of it in one word
    monkeypatch.setattr(sought_module, "_WORK", 5)
    assert combinations() < 10
