"""The feeds of search engines, made out of a rule."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from monitor.feeds.http.connection import Connections
from monitor.feeds.polling.poll import poll
from monitor.feeds.state.outcome import Parsed
from monitor.rules import parse_rule
from monitor.search_feeds.editions import editions
from monitor.search_feeds.engines import ENGINES, engine_named
from monitor.search_feeds.search_feeds import MAX_QUERIES, search_feeds


def made(text, engine, lang="en", aliases=None):
    rule = parse_rule(text, aliases=aliases or {})
    return search_feeds(rule, engines=[engine_named(engine)], editions=editions(lang))


def queries(text, engine, lang="en", aliases=None):
    return [feed.query for feed in made(text, engine, lang, aliases).feeds]


def notes(text, engine, aliases=None):
    [feed] = made(text, engine, aliases=aliases).feeds
    return " / ".join(feed.notes)


@pytest.mark.parametrize(
    ("rule", "google", "bing", "gdelt", "reddit"),
    [
        ("Apple + China", "Apple China", "Apple China", "Apple China", "Apple AND China"),
        ('"Joe Tsai" + (Apple | iPhone)', '"Joe Tsai" (Apple OR iPhone)',
         '"Joe Tsai" (Apple OR iPhone)', '"Joe Tsai" (Apple OR iPhone)',
         '"Joe Tsai" AND (Apple OR iPhone)'),
        ("Apple | Google", "(Apple OR Google)", "(Apple OR Google)", "(Apple OR Google)",
         "(Apple OR Google)"),
        ("hurricane - football", "hurricane -football", "hurricane -football",
         "hurricane -football", "hurricane NOT football"),
        ('hurricane - "apple pie"', 'hurricane -"apple pie"', 'hurricane -"apple pie"',
         'hurricane -"apple pie"', 'hurricane NOT "apple pie"'),
        ("title:Apple + China", "intitle:Apple China", "intitle:Apple China", "Apple China",
         "title:Apple AND China"),
        ("title:(Apple | iPhone)", "(intitle:Apple OR intitle:iPhone)",
         "(intitle:Apple OR intitle:iPhone)", "(Apple OR iPhone)", "(title:Apple OR title:iPhone)"),
        ("hurricane - title:pie", "hurricane -intitle:pie", "hurricane -intitle:pie", "hurricane",
         "hurricane NOT title:pie"),
        ("Apple + site:reuters.com", "Apple site:reuters.com", "Apple site:reuters.com",
         "Apple domain:reuters.com", "Apple AND site:reuters.com"),
        ("AT&T + C++", '"AT&T" "C++"', '"AT&T" "C++"', None, '"AT&T" AND "C++"'),
        ('"OR" + Oregon', '"OR" Oregon', '"OR" Oregon', "Oregon", '"OR" AND Oregon'),
        ("苹果 + Apple", "苹果 Apple", "苹果 Apple", "Apple", "苹果 AND Apple"),
    ],
)  # fmt: skip
def test_a_rule_is_put_into_each_engines_operators(rule, google, bing, gdelt, reddit):
    assert queries(rule, "google") == [google]
    assert queries(rule, "bing") == [bing]
    assert queries(rule, "gdelt") == ([gdelt] if gdelt else [])
    assert queries(rule, "reddit") == [reddit]


@pytest.mark.parametrize(
    ("rule", "query"),
    [
        ("Apple", "Apple"),
        ("Joe Tsai", "Joe Tsai"),
        ("Apple | Google", "Apple OR Google"),
        ("(Apple | Google) + antitrust", "antitrust"),
        ("Apple - pie", "Apple"),
    ],
)
def test_hacker_news_is_asked_for_one_clause(rule, query):
    assert queries(rule, "hackernews") == [query]


def test_what_gdelt_refuses_is_not_sent():
    assert queries("Apple + AI", "gdelt") == ["Apple"]
    assert "AI is too short to be searched for" in notes("Apple + AI", "gdelt")
    assert queries("Apple + 苹果", "gdelt") == ["Apple"]
    assert queries("Apple + (EU | Brussels)", "gdelt") == ["Apple"]
    assert "so (EU | Brussels) isn't searched for at all" in notes(
        "Apple + (EU | Brussels)", "gdelt"
    )
    assert made("AI", "gdelt").impossible == ("GDELT: AI is too short to be searched for",)


def test_aliases_are_asked_in_the_languages_that_they_are_in():
    aliases = {"China": ("Chinese", "中国", "Китай")}
    assert queries("China", "google", "en", aliases) == ["(China OR Chinese)"]
    assert queries("China", "google", "zh", aliases) == ["(China OR 中国 OR Chinese)"]
    assert queries("China", "google", "ru", aliases) == ["(China OR Китай OR Chinese)"]
    assert queries("China", "reddit", "zh", aliases) == ["(China OR Chinese)"]


def test_where_words_are_few_aliases_go_first():
    aliases = {"China": tuple(f"alias{n}" for n in range(20))}
    [query] = queries("Apple + China", "bing", aliases=aliases)
    assert query.startswith("Apple (China OR alias0 OR alias1")
    assert len(query.replace("OR", " ").split()) == 10
    assert "12 aliases of the rule's words are left out" in notes(
        "Apple + China", "bing", aliases=aliases
    )


def test_then_what_is_excluded_and_then_whole_clauses():
    many = " | ".join(f"word{n}" for n in range(9))
    rule = f"Apple + ({many}) + China - football"
    assert queries(rule, "bing") == ["Apple China"]
    assert "what is excluded is left to the rule" in notes(rule, "bing")
    assert "anywhere in them" not in notes(rule, "bing")
    assert "pages with football anywhere in them are left out" in notes("Apple - football", "bing")
    assert "isn't searched for, as there are too many words" in notes(rule, "bing")


def test_many_alternatives_become_several_feeds():
    rule = " | ".join(f"word{n}" for n in range(25))
    found = queries(rule, "bing")
    assert len(found) == 3
    assert sum(query.count("word") for query in found) == 25
    names = [feed.name for feed in made(rule, "bing").feeds]
    assert [name[-2:] for name in names] == [" 1", " 2", " 3"]
    too_many = " | ".join(f"word{n}" for n in range(60))
    feeds = made(too_many, "bing").feeds
    assert len(feeds) == MAX_QUERIES
    assert "20 alternatives of 60 don't fit" in feeds[0].notes[0]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.key)
def test_no_query_is_longer_than_its_engine_takes(engine):
    rule = " + ".join(f"({' | '.join(f'longword{n}of{m}' for n in range(9))})" for m in range(20))
    [feed] = search_feeds(parse_rule(rule), engines=[engine], editions=editions("en")).feeds or [
        None
    ]
    assert feed is not None
    assert len(feed.query) <= engine.max_length


def test_each_language_is_a_feed_where_the_engine_has_editions():
    assert [feed.name for feed in made("Apple", "google", "en,de-AT").feeds] == [
        "Google News: Apple (en)",
        "Google News: Apple (de-AT)",
    ]
    assert [feed.name for feed in made("Apple", "reddit", "en,de").feeds] == ["Reddit: Apple"]


def parameters(engine, lang="de"):
    [feed] = made('"Joe Tsai" + Apple', engine, lang).feeds
    parts = urlsplit(feed.url)
    return (f"{parts.scheme}://{parts.hostname}{parts.path}",
            {name: value for name, [value] in parse_qs(parts.query).items()})  # fmt: skip


def test_the_addresses_are_those_of_the_engines():
    assert parameters("google") == (
        "https://news.google.com/rss/search",
        {"q": '"Joe Tsai" Apple when:3d', "hl": "de", "gl": "DE", "ceid": "DE:de"},
    )
    at, given = parameters("bing")
    assert at == "https://www.bing.com/news/search"
    assert (given["q"], given["format"]) == ('"Joe Tsai" Apple', "rss")
    assert (given["setlang"], given["cc"]) == ("de-DE", "DE")
    at, given = parameters("gdelt")
    assert at == "https://api.gdeltproject.org/api/v2/doc/doc"
    assert given["query"] == '"Joe Tsai" Apple sourcelang:german'
    assert (given["mode"], given["format"], given["sort"]) == ("artlist", "rss", "datedesc")
    at, given = parameters("hackernews")
    assert (at, given["q"]) == ("https://hnrss.org/newest", "Joe Tsai")
    at, given = parameters("reddit")
    assert (at, given["q"]) == ("https://www.reddit.com/search.rss", '"Joe Tsai" AND Apple')


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("google", "google"),
        ("Google News", "google"),
        ("BING", "bing"),
        ("hn", "hackernews"),
        ("hacker-news", "hackernews"),
        ("yahoo", None),
        ("", None),
    ],
)
def test_an_engine_is_known_by_its_names(name, key):
    found = engine_named(name)
    assert (found.key if found else None) == key


def test_an_engine_elsewhere_is_asked_there(feed_server):
    """As a proxy of one's own, or here a stand-in."""
    feed_server.publish(
        "/rss/search",
        "<rss version='2.0'><channel><title>Search</title><item><guid>1</guid>"
        "<title>Apple turns to Alibaba - Reuters</title><link>https://news.google.com/x</link>"
        "<source url='https://www.reuters.com'>Reuters</source></item></channel></rss>",
    )
    engine = replace(engine_named("google"), base=feed_server.url("/rss/search"))
    [feed] = search_feeds(
        parse_rule("Apple + (Alibaba | 阿里巴巴)"), engines=[engine], editions=editions("de")
    ).feeds
    with Connections() as connections:
        request = replace(feed_server.request("/"), url=feed.url, source=feed.name)
        outcome = poll(request, now=datetime(2026, 11, 22, tzinfo=UTC), connections=connections)
    assert isinstance(outcome, Parsed)
    [item] = outcome.items
    assert (item.title, item.source) == ("Apple turns to Alibaba", "Reuters")
    [asked] = feed_server.requests
    assert parse_qs(urlsplit(asked.path).query)["q"] == ["Apple (Alibaba OR 阿里巴巴) when:3d"]


AI = [
    "KI",
    "artificial intelligence",
    "intelligence artificielle",
    "Künstliche Intelligenz",
    "人工智能",
]
USED = {
    "de": {
        "ki": 4.0,
        "kunstliche": 4.0,
        "intelligenz": 4.4,
        "artificial": 2.3,
        "intelligence": 3.6,
    },
    "fr": {"ki": 3.9, "intelligence": 5.0, "artificielle": 4.0},
    "en": {"ki": 3.9, "artificial": 4.4, "intelligence": 5.0},
    "zh": {},
}


def zipf(word, langs):
    return max(USED[lang].get(word, 0.0) for lang in langs)


@pytest.mark.parametrize(
    ("lang", "first"),
    [
        ("de", "Künstliche Intelligenz"),
        ("fr", "intelligence artificielle"),
        ("en", "KI"),
        ("zh", "人工智能"),
    ],
)
def test_the_aliases_of_the_language_asked_come_first(lang, first):
    found = search_feeds(
        parse_rule("AI", aliases={"AI": AI}),
        engines=[engine_named("google")],
        editions=editions(lang),
        zipf=zipf,
    )
    (feed,) = found.feeds
    words = [word.strip('"') for word in feed.query.strip("()").split(" OR ")]
    assert words[:2] == ["AI", first]
    assert words[-1] != first


def test_where_there_is_no_room_words_of_other_languages_go_first():
    many = [f"Name{number}" for number in range(40)]
    found = search_feeds(
        parse_rule("AI", aliases={"AI": [*many, "Künstliche Intelligenz"]}),
        engines=[engine_named("bing")],
        editions=editions("de"),
        zipf=zipf,
    )
    assert "Künstliche Intelligenz" in found.feeds[0].query
    assert "Name39" not in found.feeds[0].query
