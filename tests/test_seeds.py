"""What comes along in seeds/: three sample feeds, a list of real feeds and the alias pack.

``LABELS`` says of every sample item whether it tells the story that ``Apple + China + AI`` asks
for, and if not, why not: labelled by reading, never adjusted to what the matcher finds.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from rapidfuzz import fuzz

from monitor.config.tables.aliases import alias_key
from monitor.feeds.parsing.parse import parse_feed
from monitor.item import Item
from monitor.rules import KnownWords, Matcher, parse_rule
from monitor.text import fold

SEEDS = Path(__file__).parent.parent / "seeds"
RULE = "Apple + China + AI"
STORY = "tells it"

LABELS: dict[str, dict[str, str]] = {
    "sample.rss": {
        "nw:2025-02-13:tsai-dubai": STORY,
        "nw:2025-02-13:flash": STORY,  # all in capitals, no text
        "nw:2025-02-13:alibaba-close": STORY,  # title names none of the three
        "nw:2025-02-12:the-information": STORY,
        "nw:2025-02-14:explainer": STORY,  # Beijing, large language model
        "nw:2025-02-14:huawei-gains": STORY,  # "artifical intelligence"
        "nw:2025-02-13:asia-markets": "Alibaba, but no Apple",
        "nw:2025-02-16:huawei-centre": "Huawei, but no Apple",
        "nw:2025-02-15:chinatown-harvest": "fruit in Chinatown; said, again, email",
        "nw:2025-02-16:chino-truck": "fruit in Chino; said, aid",
        "nw:2025-02-14:applebees": "Applebee's",
        "nw:2025-02-12:air-china": "no AI, only airline, said, retail, aid",
        "nw:2025-02-11:pineapples": "pineapples",
        "nw:2025-02-13:rents": "Big Apple, Chinatown, machine learning",
        "nw:2025-02-14:tea-set": "porcelain with apple twigs",
        "nw:2025-02-12:yakima": "the fruit, though China and AI are meant",
        "nw:2025-02-13:taiwan-chips": "no Apple",
        "nw:2025-02-15:apple-india": "neither China nor AI",
        "nw:2025-02-11:fiona-apple": "a singer, no AI",
        "nw:2025-02-12:apple-valley": "a town, no China",
        "nw:2025-02-16:appliances": "appliances",
        "nw:2025-02-17:pacific-aid": "aid",
        "nw:2025-02-10:crab-apples": "crab apples, no AI",
        "nw:2025-02-17:gold": "something else",
        "nw:2025-02-16:lisbon-nurses": "something else",
    },
    "sample.atom": {
        "tag:bitrot.example,2025-02-15:five-charts": STORY,  # "Aplle"
        "tag:bitrot.example,2025-02-14:who-answers": STORY,  # entities; artificial intelligence
        "tag:bitrot.example,2025-02-13:apple-ki": STORY,  # in German
        "tag:bitrot.example,2025-02-13:they-chose": STORY,  # artificial intelligence, Chinese
        "tag:bitrot.example,2025-02-13:suitors": STORY,  # A.I., China's
        "tag:bitrot.example,2025-02-13:zhongwen": STORY,  # in Chinese
        "tag:bitrot.example,2025-02-12:so-its-alibaba": STORY,  # all of it in the summary
        "tag:bitrot.example,2025-02-17:chinaberry": "two kinds of wood",
        "tag:bitrot.example,2025-02-16:kerning": "the letters a and i",
        "tag:bitrot.example,2025-02-16:two-hinges": "Huawei; neither Apple nor AI",
        "tag:bitrot.example,2025-02-15:apple-ii": "Chinatown",
        "tag:bitrot.example,2025-02-14:montre": "French j'ai",
        "tag:bitrot.example,2025-02-12:crawlers": "neither Apple nor China",
        "tag:bitrot.example,2025-02-12:golden-apple": "a prize, no China",
        "tag:bitrot.example,2025-02-12:applesauce": "Applesauce",
        "tag:bitrot.example,2025-02-11:price": "no Apple",
        "tag:bitrot.example,2025-02-11:headset": "no AI",
        "tag:bitrot.example,2025-02-10:hackerspace": "Big Apple, Chinatown, machine learning",
        "tag:bitrot.example,2025-02-10:export-rules": "no Apple",
        "tag:bitrot.example,2025-02-09:pencils": "neither China nor AI",
        "tag:bitrot.example,2025-02-08:mail": "no China",
        "tag:bitrot.example,2025-02-07:keycaps": "porcelain with an apple",
        "tag:bitrot.example,2025-02-06:mailing-list": "mail, wait, fair, pay",
        "tag:bitrot.example,2025-02-05:cables": "something else",
        "tag:bitrot.example,2025-02-04:fruit": "the fruit, though China and AI are meant",
    },
    "sample.json": {
        "ledger-20250217-01": STORY,  # Apple’s
        "ledger-20250215-01": STORY,  # "Chnia"
        "ledger-20250214-01": STORY,  # Beijing’s; no summary, only HTML
        "ledger-20250214-02": STORY,  # title names none of the three; Chinese
        "ledger-20250213-01": STORY,
        "ledger-20250213-02": STORY,  # in Chinese, traditional
        "ledger-20250213-03": STORY,  # in Chinese, terms in the HTML
        "ledger-20250213-04": STORY,  # no summary, only text
        "ledger-20250217-02": "apple pie; Chai Wan",
        "ledger-20250216-01": "the fruit, though China and AI are meant, and Alibaba's shop",
        "ledger-20250216-02": "the fruit, in Chinese; no AI",
        "ledger-20250215-02": "Indochina",
        "ledger-20250214-03": "Appleby",
        "ledger-20250212-01": "Alibaba, but no Apple",
        "ledger-20250212-02": "pineapples",
        "ledger-20250212-03": "no AI",
        "ledger-20250211-01": "Applied Materials",
        "ledger-20250211-02": "apple blossom on bone china",
        "ledger-20250211-03": "something else",
        "ledger-20250210-01": "Snapple",
        "ledger-20250210-02": "a newspaper; neither China nor AI",
        "ledger-20250209-01": "no Apple",
        "ledger-20250208-01": "Chinatown; no Apple",
        "ledger-20250207-01": "Taiwan; no China",
        "ledger-20250206-01": "something else",
    },
}

SAMPLES = tuple(LABELS)
FEED_URLS = {
    "sample.rss": "https://wire.example/feeds/top.rss",
    "sample.atom": "https://bitrot.example/feed.atom",
    "sample.json": "https://ledger.example/feed.json",
}


def read(name: str) -> bytes:
    return (SEEDS / name).read_bytes()


@pytest.fixture(scope="module")
def pack() -> dict[str, list[str]]:
    """The alias pack as it is used: aliases.toml, and what other languages call things."""
    names = ("aliases.toml", "names.toml", "events.toml")
    parts = [tomllib.loads(read(name).decode())["aliases"] for name in names]
    return {
        term: [word for part in parts for word in part.get(term, ())]
        for term in dict.fromkeys(term for part in parts for term in part)
    }


@pytest.fixture(scope="module")
def known(words) -> KnownWords:
    """In lists that are built once and kept: the names are in some thirty languages."""
    return KnownWords(cache=words)


@pytest.fixture(scope="module")
def items() -> dict[str, dict[str, Item]]:
    """Sample → key → item."""
    return {
        name: {item.key: item for item in parse_feed(read(name), url=FEED_URLS[name]).items}
        for name in SAMPLES
    }


@pytest.fixture(scope="module")
def matcher(pack: dict[str, list[str]]) -> Matcher:
    return Matcher([parse_rule(RULE, name=RULE, aliases=pack)])


# ── The samples as feeds ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_is_read_whole_and_every_item_is_labelled(name):
    feed = parse_feed(read(name), url=FEED_URLS[name])

    assert feed.problem == ""
    assert feed.truncated == 0
    assert feed.title
    assert feed.lang == "en"
    assert len(feed.items) == 25
    assert sorted(item.key for item in feed.items) == sorted(LABELS[name])


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_items_are_dated_in_february_2025_and_lead_nowhere_real(name, items):
    for item in items[name].values():
        assert item.published is not None
        assert datetime(2025, 2, 1, tzinfo=UTC) < item.published < datetime(2025, 2, 18, tzinfo=UTC)
        assert item.title
        assert item.link.startswith("https://")
        assert (urlsplit(item.link).hostname or "").endswith(".example")
        assert item.tags
        for text in (item.title, item.summary, item.content):
            assert not re.search(r"<[a-z/]|&[a-z#0-9]+;", text), f"markup left in {text!r}"


def test_samples_have_three_languages_beside_english(items):
    found = Counter(item.lang for name in SAMPLES for item in items[name].values())

    assert found == {"en": 69, "zh": 4, "de": 1, "fr": 1}


def test_rss_sample_is_valid_rss():
    """As https://www.rssboard.org/rss-specification asks."""
    rss = ET.fromstring(read("sample.rss"))
    channel = rss.find("channel")

    assert (rss.tag, rss.get("version")) == ("rss", "2.0")
    assert channel is not None
    assert all(channel.findtext(name) for name in ("title", "link", "description", "language"))
    guids = [item.findtext("guid") for item in channel.iter("item")]
    assert len(set(guids)) == len(guids) == 25
    for date in channel.iter("pubDate"):
        assert parsedate_to_datetime(date.text or "").tzinfo is not None


def test_atom_sample_is_valid_atom():
    """As RFC 4287, 4.1.1 and 4.1.2 ask."""
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(read("sample.atom"))
    entries = feed.findall(f"{atom}entry")
    ids = [entry.findtext(f"{atom}id") for entry in entries]

    assert feed.tag == f"{atom}feed"
    assert feed.find(f"{atom}author") is not None
    assert len(set(ids)) == len(ids) == 25
    for holder in (feed, *entries):
        assert all(holder.findtext(atom + name) for name in ("id", "title", "updated"))
        updated = datetime.fromisoformat(holder.findtext(f"{atom}updated") or "")
        assert updated.tzinfo is not None
    updates = [entry.findtext(f"{atom}updated") for entry in entries]
    assert feed.findtext(f"{atom}updated") == max(updates, key=str)


def test_json_sample_is_a_valid_json_feed():
    """As https://www.jsonfeed.org/version/1.1/ asks."""
    feed = json.loads(read("sample.json"))
    ids = [item["id"] for item in feed["items"]]

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert len(set(ids)) == len(ids) == 25
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert {"summary", "content_html", "content_text"} & item.keys()
        assert datetime.fromisoformat(item["date_published"]).tzinfo is not None


# ── The samples and the rule ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "key"),
    [pytest.param(name, key, id=key) for name, keys in LABELS.items() for key in keys],
)
def test_rule_finds_an_item_if_and_only_if_it_tells_the_story(name, key, items, matcher):
    item = items[name][key]

    found = matcher.match(item)

    assert bool(found) == (LABELS[name][key] == STORY), (item.title, LABELS[name][key], found)


def test_without_the_alias_pack_half_of_the_story_is_missed(items):
    """Demonyms, Beijing, translations and "artificial intelligence" are no misspellings."""
    bare = Matcher([parse_rule(RULE, name=RULE)])

    missed = [
        key
        for name, labels in LABELS.items()
        for key, label in labels.items()
        if label == STORY and not bare.match(items[name][key])
    ]

    assert len(missed) >= 10


def test_look_alikes_do_fool_a_naive_matcher(items):
    """Else they would prove nothing: RapidFuzz's partial_ratio is what most of us try first."""
    naive = {
        key: _partial_ratio(items[name][key]) >= 80
        for name, labels in LABELS.items()
        for key in labels
    }
    labels = {key: label for keys in LABELS.values() for key, label in keys.items()}

    found = [key for key, hit in naive.items() if hit and labels[key] == STORY]
    fooled = [key for key, hit in naive.items() if hit and labels[key] != STORY]

    assert len(fooled) > len(found) > 0


def _partial_ratio(item: Item) -> float:
    text = f"{item.title} {item.summary} {item.content}".lower()
    return min(fuzz.partial_ratio(term, text) for term in ("apple", "china", "ai"))


# ── feeds.opml ──────────────────────────────────────────────────────────────────────────────────


def test_opml_has_forty_feeds_in_folders():
    opml = ET.fromstring(read("feeds.opml"))
    folders = opml.findall("body/outline")
    feeds = [feed for folder in folders for feed in folder]

    assert opml.get("version") == "2.0"
    assert opml.findtext("head/title")
    assert len(folders) >= 6
    assert len(feeds) == len({feed.get("xmlUrl") for feed in feeds}) == 40
    for folder in folders:
        assert folder.get("text")
        assert len(folder) >= 2
    for feed in feeds:
        assert feed.get("type") == "rss"
        assert feed.get("text") == feed.get("title") != ""
        for attribute in ("xmlUrl", "htmlUrl"):
            url = urlsplit(feed.get(attribute, ""))
            assert url.scheme == "https"
            assert "." in (url.hostname or "")


def test_opml_speaks_more_than_english():
    languages = {feed.get("language") for feed in ET.fromstring(read("feeds.opml")).iter("outline")}

    assert {"en", "de", "fr", "es", "zh", "ja"} <= languages


# ── aliases.toml ────────────────────────────────────────────────────────────────────────────────

COUNTRIES = """
    Afghanistan Albania Algeria Andorra Angola Argentina Armenia Australia Austria Azerbaijan
    Bahamas Bahrain Bangladesh Barbados Belarus Belgium Belize Benin Bhutan Bolivia Bosnia Botswana
    Brazil Brunei Bulgaria Burkina_Faso Burundi Cambodia Cameroon Canada Cape_Verde
    Central_African_Republic Chad Chile China Colombia Comoros Congo Costa_Rica Croatia Cuba Cyprus
    Czech_Republic DR_Congo Denmark Djibouti Dominica Dominican_Republic East_Timor Ecuador Egypt
    El_Salvador Equatorial_Guinea Eritrea Estonia Eswatini Ethiopia Fiji Finland France Gabon Gambia
    Georgia Germany Ghana Greece Grenada Guatemala Guinea Guinea-Bissau Guyana Haiti Honduras
    Hungary Iceland India Indonesia Iran Iraq Ireland Israel Italy Ivory_Coast Jamaica Japan Jordan
    Kazakhstan Kenya Kiribati Kosovo Kuwait Kyrgyzstan Laos Latvia Lebanon Lesotho Liberia Libya
    Liechtenstein Lithuania Luxembourg Madagascar Malawi Malaysia Maldives Mali Malta
    Marshall_Islands Mauritania Mauritius Mexico Micronesia Moldova Monaco Mongolia Montenegro
    Morocco Mozambique Myanmar Namibia Nauru Nepal Netherlands New_Zealand Nicaragua Niger Nigeria
    North_Korea North_Macedonia Norway Oman Pakistan Palau Palestine Panama Papua_New_Guinea
    Paraguay Peru Philippines Poland Portugal Qatar Romania Russia Rwanda Saint_Lucia Samoa
    San_Marino Saudi_Arabia Senegal Serbia Seychelles Sierra_Leone Singapore Slovakia Slovenia
    Solomon_Islands Somalia South_Africa South_Korea South_Sudan Spain Sri_Lanka Sudan Suriname
    Sweden Switzerland Syria Taiwan Tajikistan Tanzania Thailand Togo Tonga Trinidad_and_Tobago
    Tunisia Turkey Turkmenistan Tuvalu UAE UK US Uganda Ukraine Uruguay Uzbekistan Vanuatu Vatican
    Venezuela Vietnam Yemen Zambia Zimbabwe
"""
LARGER = """
    Argentina Australia Bangladesh Brazil Canada China Colombia DR_Congo Egypt Ethiopia France
    Germany India Indonesia Iran Iraq Israel Italy Japan Kenya Malaysia Mexico Myanmar Netherlands
    Nigeria North_Korea Pakistan Philippines Poland Russia Saudi_Arabia South_Africa South_Korea
    Spain Sweden Switzerland Taiwan Thailand Turkey UAE UK US Ukraine Venezuela Vietnam
"""
TOO_OFTEN_SOMETHING_ELSE = """
    Lima Santiago San_Jose Victoria Kingston Georgetown Praia Male Wellington Sofia Nassau Vienna
    Geneva The_Hague Paris Rome Madrid Muscat Dakar Jerusalem Washington Holland Georgian Lao Finn
    Pole Dane Sino Europe Emirates Congress PM Peking 马里 苏丹 几内亚 阿里 大众 中美 我国
    이란 인도 インド タイ チリ マリ オマン 오만 기아 카카오 メタ インテル آبل أبل Мета
"""
BOTH_WAYS = (
    ("AI", "artificial intelligence"),
    ("EV", "electric vehicle"),
    ("IPO", "initial public offering"),
    ("CEO", "chief executive"),
    ("GDP", "gross domestic product"),
    ("Fed", "Federal Reserve"),
    ("ECB", "European Central Bank"),
    ("EU", "European Union"),
    ("UN", "United Nations"),
    ("UK", "Britain"),
    ("US", "United States"),
    ("UAE", "United Arab Emirates"),
    ("WHO", "World Health Organization"),
    ("COVID", "coronavirus"),
    ("bird flu", "avian influenza"),
    ("Myanmar", "Burma"),
    ("Kyiv", "Kiev"),
    ("Zelensky", "Zelenskyy"),
    ("Gaddafi", "Qaddafi"),
    ("VW", "Volkswagen"),
    ("China", "中国"),
    ("Apple", "苹果"),
)


def _names(text: str) -> list[str]:
    return [name.replace("_", " ") for name in text.split()]


def _folded(text: str) -> str:
    """Letters and digits only, without case, accents and marks: what makes two spellings one.

    And the plus, by which OPEC+ is another than OPEC; and the vowels of Hindi.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if char.isalnum() or char == "+" or "ा" <= char <= "ौ")


def test_every_alias_is_a_word_and_says_something_new(pack):
    for term, words in pack.items():
        assert term == term.strip() != ""
        assert words, term
        # Four letters are too few to be found as one where they are written as two.
        forms = [_folded(word) for word in (term, *words) if word not in ("EEUU", "govt")]
        assert all(forms), term
        assert len(set(forms)) == len(forms), f"{term}: said twice"
        for word in words:
            assert word == " ".join(word.split())
            assert len(word) <= 100
            assert _folded(word) != _folded(term) + "s", f"{term}: plurals need no alias"


def test_no_term_stands_twice_in_the_pack(pack):
    """Terms are looked up without case, but with accents: greve is Portuguese, grève French."""
    twice = [key for key, times in Counter(map(alias_key, pack)).items() if times > 1]

    assert twice == []


def test_pack_knows_the_countries(pack):
    countries = _names(COUNTRIES)

    assert len(countries) == len(set(countries)) >= 110
    assert [country for country in countries if country not in pack] == []


def test_larger_countries_have_their_chinese_name(pack):
    without = [
        country
        for country in _names(LARGER)
        if not any("\u4e00" <= word[0] <= "\u9fff" for word in pack[country])
    ]

    assert without == []


def test_words_that_usually_mean_something_else_are_no_aliases(pack):
    taken = {word for words in pack.values() for word in words}

    assert taken & set(_names(TOO_OFTEN_SOMETHING_ELSE)) == set()


def test_no_name_is_written_like_an_everyday_word(pack, known):
    """In scripts with capitals; for the others, see what usually means something else.

    But for the adjectives of countries, which are in everyday use as what they mean here.
    """
    names = tomllib.loads(read("names.toml").decode())["aliases"]
    langs = ("en", "fr", "it", "pt", "es", "de", "pl", "nl", "sv", "tr", "ru", "uk")
    countries = {*_names(COUNTRIES), "USA", "United States", "Britain", "United Kingdom"}
    countries |= {"Czechia", "Burma", "Türkiye"}

    everyday = {
        (term, word)
        for term, words in names.items()
        for word in words
        if term not in countries and word.islower() and " " not in word
        if known.zipf(fold(word), langs) >= 4
    }

    assert everyday == set()


@pytest.mark.parametrize(("one", "other"), BOTH_WAYS)
def test_synonyms_go_both_ways(one, other, pack):
    assert other in pack[one]
    assert one in pack[other]


def test_the_adjective_of_a_country_means_nothing_else_in_english(pack, known):
    """Without accents, too, which a text may lack: francés would find everybody called Frances."""
    names = tomllib.loads(read("names.toml").decode())["aliases"]
    adjectives = [
        word for each in _names(COUNTRIES) for word in names.get(each, ()) if word.islower()
    ]

    assert len(adjectives) > 50
    assert [word for word in adjectives if known.zipf(fold(word), ("en",)) >= 2.5] == []


@pytest.mark.parametrize(
    "same",
    [
        ("US", "USA", "United States"), ("UK", "United Kingdom", "Britain"),
        ("EU", "European Union"), ("UN", "United Nations"), ("WHO", "World Health Organization"),
        ("IMF", "International Monetary Fund"), ("WTO", "World Trade Organization"),
        ("Czech Republic", "Czechia"), ("Myanmar", "Burma"), ("UAE", "United Arab Emirates"),
        ("Turkey", "Türkiye"), ("ECB", "European Central Bank"), ("BoJ", "Bank of Japan"),
        ("ISIS", "Islamic State"), ("AI", "artificial intelligence"), ("Volkswagen", "VW"),
        ("General Motors", "GM"), ("General Electric", "GE"), ("ExxonMobil", "Exxon"),
        ("Saudi Aramco", "Aramco"),
    ],
)  # fmt: skip
def test_a_thing_has_its_names_in_other_languages_by_whichever_it_is_called(same, pack):
    foreign = [{word for word in pack[term] if not word.isascii()} - {*same} for term in same]
    assert foreign[1:] == foreign[:-1]


def test_adjectives_go_one_way(pack):
    """Who asks for Chinese food doesn't mean China."""
    for adjective in ("Chinese", "American", "British", "German", "Russian", "Indian"):
        assert adjective not in pack


def test_machine_learning_is_not_what_ai_asks_for(pack):
    assert not {"machine learning", "deep learning", "chatbot", "algorithm"} & set(pack["AI"])


def test_chinese_names_do_not_hide_in_those_of_other_countries(pack):
    """Chinese is looked for inside longer runs. Two are known, and said in the file."""
    names = {
        (country, word)
        for country in _names(COUNTRIES)
        for word in pack[country]
        if "\u4e00" <= word[0] <= "\u9fff"
    }

    hidden = {
        (short, long)
        for one, short in names
        for other, long in names
        if one != other and short in long
    }

    assert hidden == {
        ("俄罗斯", "白俄罗斯"),
        ("刚果", "刚果(金)"),
        ("刚果", "刚果民主共和国"),
    }


@pytest.mark.parametrize("term", ["AI", "artificial intelligence"])
def test_french_for_ai_is_iowa_in_english(term, pack, known):
    matcher = Matcher([parse_rule(term, name="r", aliases=pack)], known=known)
    iowa = Item(feed="f", key="1", title="Factory to open in Des Moines, IA", lang="en")
    french = Item(feed="f", key="2", title="L'IA au travail", lang="fr")

    assert list(matcher.match(iowa)) == []
    assert list(matcher.match(french)) != []


@pytest.mark.timeout(400)  # it is in some thirty languages, whose lists are built for it
def test_every_alias_finds_what_it_stands_for(pack, known):
    """As the matcher uses them: an item that says only the alias satisfies the term."""
    rules = [parse_rule(f'"{term}"', name=term, aliases=pack) for term in pack]
    matcher = Matcher(rules, known=known)
    lost = []
    for term, words in pack.items():
        for word in words:
            lang = "fr" if word in ("IA", "Poutine") else ""  # in English Iowa, and a dish
            title = f"Today: {word}, they say."
            item = Item(feed="https://a.example/", key=word, title=title, lang=lang)
            if term not in matcher.names(item):
                lost.append((term, word))

    assert lost == []
