"""Which words a term accepts, and which it must not."""

from __future__ import annotations

import pytest

from monitor.item import Item
from monitor.rules.language.query import Term, TermKind
from monitor.rules.matching.matcher import Matcher
from monitor.rules.rule import HitKind, Rule
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.ordinary import is_ordinary
from monitor.rules.words.words import edits


@pytest.fixture(scope="module")
def hit(known: KnownWords):
    """``hit(term, text, lang)``: (what was found, how) of the first hit, or None."""

    def look(term, text, lang="en", *, kind=TermKind.WORDS, aliases=None, fuzzy=True):
        rule = Rule(
            name="r", match=term, query=Term(term, kind), canonical=term,
            aliases=aliases or {}, fuzzy=fuzzy,
        )  # fmt: skip
        item = Item(feed="f", key="k", title=text, lang=lang)
        for match in Matcher([rule], known=known).match(item):
            return match.hits[0].found, match.hits[0].kind
        return None

    return look


E, I, J, T = HitKind.EXACT, HitKind.INFLECTED, HitKind.JOINED, HitKind.TYPO  # noqa: E741


@pytest.mark.parametrize(
    ("term", "text", "lang", "found", "kind"),
    [
        # The same word, differently written.
        ("Iran", "IRAN SAYS NO", "en", "IRAN", E),
        ("Müller", "Thomas Muller scores", "en", "Muller", E),
        ("Müller", "Herr Mueller kommt", "de", "Mueller", E),
        ("Sony", "S&#111;ny’s new console", "en", "S&#111;ny", E),
        ("Israeli", "El ejército israelí", "es", "israelí", E),
        ("JPMorgan", "JP Morgan cuts jobs", "en", "JP Morgan", J),
        ("JPMorgan", "J.P. Morgan cuts jobs", "en", "J.P. Morgan", J),
        ("Moody's", "Moodys cuts Italy", "en", "Moodys", I),
        ("Côte d'Ivoire", "La Cote d'Ivoire vote", "fr", "Cote d'Ivoire", E),
        ("Apple", "Apple™ Vision", "en", "Apple", E),
        ("semiconductor", "the semi\u00adconductor trade", "en", "semi\u00adconductor", E),
        ("Ford", "ＦＯＲＤ raises prices", "en", "ＦＯＲＤ", E),
        # Inflection, by language.
        ("tariff", "New tariffs on steel", "en", "tariffs", I),
        ("ban", "The app was banned", "en", "banned", I),
        ("price", "Pricing power", "en", "Pricing", I),
        ("Sony", "Sonys new console", "en", "Sonys", I),
        ("Citi", "Citis new boss", "en", "Citis", I),
        ("Refugee", "Refugees arrive", "en", "Refugees", I),
        ("Flüchtling", "Viele Flüchtlinge kommen", "de", "Flüchtlinge", I),
        ("Kind", "Die Kinder spielen", "de", "Kinder", I),
        ("Regierung", "zwei Regierungen", "de", "Regierungen", I),
        ("gouvernement", "les gouvernements", "fr", "gouvernements", I),
        ("élection", "Des elections en mai", "fr", "elections", I),
        ("elecciones", "una elección", "es", "elección", I),
        ("governo", "i governi europei", "it", "governi", I),
        ("eleição", "as eleições", "pt", "eleições", I),
        ("ministro", "os ministros", "pt", "ministros", I),
        ("hospital", "os hospitais", "pt", "hospitais", I),
        ("imagem", "as imagens", "pt", "imagens", I),
        ("país", "os países", "pt", "países", I),
        ("negociar", "siguen negociando", "es", "negociando", I),
        ("цена", "с высокими ценами", "ru", "ценами", I),
        ("verkiezing", "de verkiezingen", "nl", "verkiezingen", I),
        ("prijs", "hogere prijzen", "nl", "prijzen", I),
        ("school", "scholen dicht", "nl", "scholen", I),
        ("akkoord", "nieuwe akkoorden", "nl", "akkoorden", I),
        ("вакцина", "новые вакцины", "ru", "вакцины", I),
        ("Путин", "встреча с Путиным", "ru", "Путиным", I),
        ("صين", "اقتصاد الصين", "ar", "الصين", I),
        ("الصين", "والصين وروسيا", "ar", "والصين", I),
        ("حكومة", "قالت الحكومة", "ar", "الحكومة", I),
        ("حكومة", "للحكومة الجديدة", "ar", "للحكومة", I),
        ("شركة", "الشركات الكبرى", "ar", "الشركات", I),
        ("انتخابات", "قبل الانتخابات", "ar", "الانتخابات", I),
        ("وزير", "قال الوزير", "ar", "الوزير", I),
        ("لبنان", "بلبنان اليوم", "ar", "بلبنان", I),
        ("فلسطين", "وفلسطين أيضا", "ar", "وفلسطين", I),
        # Written in one or in two.
        ("e-commerce", "ecommerce grows", "en", "ecommerce", J),
        ("ecommerce", "e-commerce grows", "en", "e-commerce", J),
        ("ecommerce", "e commerce grows", "en", "e commerce", J),
        ("Wal-Mart", "Walmart grows", "en", "Walmart", J),
        ("Walmart", "Wal-Mart grows", "en", "Wal-Mart", J),
        ("Walmart", "Wal Mart grows", "en", "Wal Mart", J),
        ("TikTok", "Tik Tok grows", "en", "Tik Tok", J),
        ("PlayStation", "a Play Station for all", "en", "Play Station", J),
        ("Joe Tsai", "follow #JoeTsai", "en", "JoeTsai", J),
        ("semiconductor", "semi-conductors", "en", "semi-conductors", J),
        ("semiconductor", "semi conductors", "en", "semi conductors", J),
        ("healthcare", "health care for all", "en", "health care", J),
        ("cybersecurity", "Cyber security", "en", "Cyber security", J),
        ("Loreal", "chez L'Oréal", "fr", "L'Oréal", J),
        ("antitrust", "l'anti-trust", "it", "anti-trust", J),
        # Typing errors.
        ("Nvidia", "Nvidea earnings", "en", "Nvidea", T),
        ("Huawei", "Hauwei phones", "en", "Hauwei", T),
        ("Chrysler", "Chrysller recalls", "en", "Chrysller", T),
        ("tariff", "Tariffss rise", "en", "Tariffss", T),
        ("вакцина", "доставка вацкины", "ru", "вацкины", T),
        ("semiconductor", "semicondutcers", "en", "semicondutcers", T),
        ("AI-powered", "an AI-poered app", "en", "AI-poered", T),
        ("López Obrador", "Lopez Obrdor said", "es", "Lopez Obrdor", T),
        # Scripts without spaces.
        ("人工智能", "中国人工智能产业", "zh", "人工智能", E),
        ("東京", "東京都の人口", "ja", "東京", E),
        ("トヨタ", "ﾄﾖﾀ自動車", "ja", "ﾄﾖﾀ", E),
        ("삼성", "삼성전자는 오늘", "ko", "삼성", E),
        ("苹果AI", "苹果AI手机", "zh", "苹果AI", E),
        ("중국", "애플, 중국서 AI 공개", "ko", "중국", E),
        ("중국", "중국선 불가능", "ko", "중국", E),
        ("중국", "중국엔 기회", "ko", "중국", E),
        ("중국", "중국산 배터리", "ko", "중국", E),
        ("파업", "버스 노조 총파업", "ko", "파업", E),
        ("선거", "내년 총선거 실시", "ko", "선거", E),
        ("ज़मीन", "जमीन का सौदा", "hi", "जमीन", E),
        ("जमीन", "ज़मीन का सौदा", "hi", "ज़मीन", E),
        ("मांग", "चाय की माँग", "hi", "माँग", E),
        ("मुंबई", "मुम्बई से रेल", "hi", "मुम्बई", E),
        ("फ़िल्म", "फिल्म रिलीज", "hi", "फिल्म", E),
        # Initials.
        ("J.K. Rowling", "J. K. Rowling sues", "en", "J. K. Rowling", E),
        ("J.K. Rowling", "JK Rowling sues", "en", "JK Rowling", E),
        ("J.K. Rowling", "J K Rowling sues", "en", "J K Rowling", E),
        ("J. K. Rowling", "J.K. Rowling sues", "en", "J.K. Rowling", E),
        ("J. K. Rowling", "JK Rowling sues", "en", "JK Rowling", E),
        ("JK Rowling", "J. K. Rowling sues", "en", "J. K. Rowling", E),
        ("George R.R. Martin", "George R. R. Martin writes", "en", "George R. R. Martin", E),
        # Acronyms.
        ("2026", "Wahl am 20.9.2026", "de", "2026", E),
        ("18", "iOS 18.2 is out", "en", "18", E),
        ("3.5 million", "Some 3.5 million jobs", "en", "3.5 million", E),
        ("AI", "The A.I. boom", "en", "A.I.", E),
        ("US", "the U.S. said", "en", "U.S.", E),
        ("U.S.", "the US said", "en", "US", E),
        ("OPEC", "Opec cuts output", "en", "Opec", E),
        ("NASA", "Nasa launches", "en", "Nasa", E),
        ("NATO", "Nato-Gipfel in Den Haag", "de", "Nato", E),
        ("NATO", "Nato väntar på beslut", "sv", "Nato", E),
        ("NATO", "Nato vil øge indsatsen", "da", "Nato", E),
        ("NATO", "Nato øker innsatsen", "no", "Nato", E),
        ("NATO", "vertice della Nato", "it", "Nato", E),
        ("NATO", "Naton pääsihteeri", "fi", "Naton", I),
        ("NATO", "Suomi liittyi Natoon", "fi", "Natoon", I),
        ("NASA", "NASAn luotain", "fi", "NASAn", I),
        ("OPEC", "Opecin tuotanto", "fi", "Opecin", I),
        ("NATO", "Rootsi astus Natosse", "et", "Natosse", I),
        ("BCE", "La Bce alza i tassi", "it", "Bce", E),
        ("UE", "la Ue approva i dazi", "it", "Ue", E),
        ("CEO", "Two CEOs met", "en", "CEOs", I),
        ("737 MAX", "Boeing's 737 MAXes return", "en", "737 MAXes", I),
        ("GPS", "A million GPSes", "en", "GPSes", I),
        ("AT&T", "AT&amp;T reports", "en", "AT&amp;T", E),
        ("AT&T", "AT T reports", "en", "AT T", E),
        ("AI", "NEW AI RULES FOR BANKS", "en", "AI", E),
        ("AI", "人工智能AI来了", "zh", "AI", E),
        # Names that are words.
        ("Target", "TARGET CUTS PRICES", "en", "TARGET", E),
        ("Apple", "no capitals here, apple said", "en", "apple", E),
        ("Iran", "talks with iran Today", "en", "iran", E),
        ("Federal Reserve", "the Federal reserve board", "en", "Federal reserve", E),
        # Marks.
        ("C++", "Rust and C++ code", "en", "C", E),
        ("Disney", "Disney+ launches", "en", "Disney", E),
    ],
)
def test_a_term_accepts(hit, term, text, lang, found, kind):
    assert hit(term, text, lang) == (found, kind)


@pytest.mark.parametrize(
    ("term", "text", "lang"),
    [
        # A word that people use is no typo of another.
        ("Iran", "Iraq votes", "en"),
        ("Austria", "Australia votes", "en"),
        ("price", "the Nobel prize", "en"),
        ("Korea", "the Koran", "en"),
        ("Putin", "a puffin", "en"),
        ("Chrysler", "Christie's", "en"),
        ("semiconductor", "a conductor", "en"),
        ("Wal-Mart", "Kmart", "en"),
        # Inside of words.
        ("5%", "Prices rise 2.5%", "en"),
        ("5%", "Die Preise steigen um 2,5 %", "de"),
        ("100,000", "A fine of 1,100,000 francs", "en"),
        ("5 million", "A fine of $1.5 million", "en"),
        ("$5bn", "A fine of $1.5bn", "en"),
        ("AI", "he said again", "en"),
        ("China", "in Chinatown", "en"),
        ("Apple", "Applebee's opens", "en"),
        ("Apple", "a pineapple", "en"),
        # Other words of the same stem.
        ("nation", "a national park", "en"),
        ("Müller", "he mulled it over", "en"),
        ("Müller", "der Müll", "de"),
        ("Williams", "Prince William", "en"),
        ("bom", "de bomen", "nl"),
        ("mal", "muito mais", "pt"),
        ("Florida", "flores", "es"),
        ("Citi", "Big cities grow", "en"),
        ("لبنان", "أطراف بنان", "ar"),
        ("وزير", "زير نساء", "ar"),
        ("مصر", "مصير البلاد", "ar"),
        ("Citi", "The Biggest Cities of All", "en"),
        # Nor is half of a phrase.
        ("electric car", "Electrica shares rise", "en"),
        # Acronyms that are words.
        ("AI", "j'ai dit", "fr"),
        ("AI", "Ai Weiwei exhibits", "en"),
        ("IT", "it is said", "en"),
        ("IT", "IRAQ SAYS IT ATTACKS", "en"),
        ("US", "join us", "en"),
        ("US", "the USS Nimitz", "en"),
        ("TAX", "Higher taxes for all", "en"),
        ("AX", "The Axes of power", "en"),
        ("WHO", "the man who knew", "en"),
        ("ICE", "thick ice", "en"),
        ("UN", "Un hombre y un perro", "es"),
        ("IBM", "IBN reports", "en"),
        # Names that are words.
        ("Target", "He missed his target again", "en"),
        ("Hinge", "Talks hinge on gas", "en"),
        ("Lucid", "A lucid dream", "en"),
        ("Tusk", "Two elephant tusks", "en"),
        ("Uber", "The über-rich", "en"),
        ("Moody's", "A moody sky", "en"),
        ("USAid", "More US aid for Ukraine", "en"),
        ("Apple", "Plant an apple tree", "en"),
        ("Best Buy", "Is this the best buy?", "en"),
        # Italian words in the capital of a sentence's beginning, and in small letters.
        ("AI", "Ai cittadini di Roma", "it"),
        ("NATO", "è nato in Ucraina", "it"),
        ("USA", "chi usa il telefono", "it"),
        # The forms of another language, and of a word.
        ("NATO", "Natoon ships a phone", "en"),
        ("NATO", "Nata montada", "es"),
        ("IDEA", "Ideaa kehitellään", "fi"),
        # Words written in two that aren't.
        ("therapist", "the rapist was jailed", "en"),
        ("manage", "The man, age 50", "en"),
        ("manage", "a man age 50", "en"),
        ("Dune", "le prix d'une maison", "fr"),
        ("lune", "L'une des villes", "fr"),
        ("lune", "L'UNE DES VILLES", "fr"),
        ("center", "Gli ufo non c'entrano", "it"),
        ("quedar", "los niños que den positivo", "es"),
        # Other marks, other acronyms.
        ("C++", "C and Java", "en"),
        ("Disney+", "Disney parks", "en"),
        ("R&D", "on Abbey Rd", "en"),
        # Digits and short words have no typos.
        ("PS5", "PS4 games", "en"),
        ("2024", "in 2025", "en"),
        ("Visa", "Vsia card", "en"),
        # Characters that don't follow one another.
        ("人工智能", "人工的智能", "zh"),
        ("中国", "中 国", "zh"),
    ],
)
def test_a_term_does_not_accept(hit, term, text, lang):
    assert hit(term, text, lang) is None


def test_in_german_nouns_have_capitals_so_lower_case_tells_nothing(hit):
    assert hit("Target", "das target der firma Xy", "de") == ("target", E)


def test_exactly_as_written_means_capitals_accents_and_dots(hit):
    exact = TermKind.EXACT
    assert hit("AI", "the AI boom", kind=exact) == ("AI", E)
    assert hit("AI", "Ai Weiwei", kind=exact) is None
    assert hit("AI", "the A.I. boom", kind=exact) is None
    assert hit("Müller", "Muller", kind=exact) is None
    assert hit("target", "Target", kind=exact) is None


def test_a_prefix_accepts_every_word_that_begins_so(hit):
    assert hit("micro", "a Microchip", kind=TermKind.PREFIX) == ("Microchip", HitKind.PREFIX)
    assert hit("micro", "a submicron", kind=TermKind.PREFIX) is None


def test_a_tilde_allows_typos_in_short_words_but_not_other_words(hit):
    assert hit("Visa", "Vsia card", kind=TermKind.TYPOS) == ("Vsia", T)
    assert hit("Iran", "Iraq", kind=TermKind.TYPOS) is None


def test_without_fuzz_only_case_and_accents_are_forgiven(hit):
    assert hit("tariff", "TARIFF", fuzzy=False) == ("TARIFF", E)
    assert hit("Müller", "muller", fuzzy=False) == ("muller", E)
    assert hit("tariff", "tariffs", fuzzy=False) is None
    assert hit("tariff", "tarrif", fuzzy=False) is None
    assert hit("Wal-Mart", "Walmart", fuzzy=False) is None


def test_an_alias_is_looked_for_with_the_same_tolerance_and_says_so(hit):
    aliases = {"ai": ("artificial intelligence", "人工智能")}
    assert hit("AI", "artifical intelligence", aliases=aliases) == (
        "artifical intelligence",
        HitKind.ALIAS,
    )
    assert hit("AI", "中国人工智能产业", "zh", aliases=aliases) == ("人工智能", HitKind.ALIAS)


def test_an_alias_keeps_its_accents_where_english_has_the_word_without(hit):
    def sweden(text, lang):
        return hit("Sweden", text, lang, aliases={"Sweden": ("Suède",)})

    assert sweden("La Suede vote dimanche", "fr")
    assert sweden("Why Suède has a grave accent", "en")
    assert sweden("Suede shoes recalled", "en") is None
    assert hit("Turkey", "Turkiye votes", "en", aliases={"Turkey": ("Türkiye",)})


def test_an_alias_that_english_knows_as_something_else_is_none_there(hit):
    aliases = {"Putin": ("Poutine",)}
    assert hit("Putin", "Poutine à Pékin", "fr", aliases=aliases)
    assert hit("Putin", "Poutine stand wins prize", "en", aliases=aliases) is None


def test_exact_terms_have_no_aliases(hit):
    aliases = {"AI": ("artificial intelligence",)}
    assert hit("AI", "artificial intelligence", kind=TermKind.EXACT, aliases=aliases) is None


def test_typos_are_allowed_by_length():
    assert [edits(letters) for letters in (3, 4, 5, 8, 9, 20)] == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("word", "ordinary"),
    [
        ("apple", True), ("target", True), ("visa", True), ("ice", True), ("who", True),
        ("may", True), ("nasa", False), ("putin", False), ("covid", False),
        ("xyzzy", False),
    ],
)  # fmt: skip
def test_names_and_ordinary_words_are_told_apart_by_their_forms(known, word, ordinary):
    assert is_ordinary(word, ("en",), known) is ordinary
