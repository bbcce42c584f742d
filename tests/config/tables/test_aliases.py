import pytest

from monitor.config.tables.aliases import alias_key, aliases_for, keyed, layered, shipped_pack
from monitor.item import Item
from monitor.rules import Matcher, parse_rule


@pytest.mark.parametrize(
    ("one", "other"),
    [("China", "china"), ("US", "U.S."), ("AI", "A.I."), ("Federal  Reserve", "federal reserve")],
)
def test_spellings_of_one_term_have_one_key(one, other):
    assert alias_key(one) == alias_key(other)


@pytest.mark.parametrize("acronym", ["US", "IT", "AI", "WHO", "OPEC"])
def test_an_acronym_is_not_the_word_of_its_letters(acronym):
    assert alias_key(acronym) != alias_key(acronym.lower())


def test_aliases_of_us_do_not_widen_the_pronoun():
    table = keyed({"US": ["American"]})
    assert aliases_for(["us", "US", "U.S."], {}, table) == {
        "US": ("American",),
        "U.S.": ("American",),
    }


def test_a_word_written_in_capitals_is_still_that_word():
    table = keyed({"China": ["Chinese"]})
    assert aliases_for(["CHINA"], {}, table) == {"CHINA": ("Chinese",)}


def test_a_plural_in_small_letters_has_its_singulars_aliases():
    table = keyed({"explosion": ["explode"], "Wale": ["Welsh"]})
    assert aliases_for(["explosions", "Wales", "explosionss"], {}, table) == {
        "explosions": ("explode",)
    }


def test_only_terms_with_aliases_are_there_under_their_own_spelling():
    table = keyed({"china": ["Chinese"], "Apple": ["苹果"]})
    assert aliases_for(["China", "tea"], {}, table) == {"China": ("Chinese",)}


def test_the_nearest_table_comes_first_and_nothing_comes_twice():
    pack = keyed({"China": ["Chinese", "中国"]})
    shared = layered(keyed({"china": ["chinese", "PRC"]}), pack)
    own = keyed({"CHINA": ["Peking"], "China": ["Sino", "china"]})
    assert aliases_for(["China"], own, shared) == {"China": ("Sino", "chinese", "PRC", "中国")}
    assert aliases_for(["China"], keyed({"China": ["PRC"]}), shared) == {
        "China": ("PRC", "chinese", "中国")
    }


def test_an_empty_list_ends_it_there():
    pack = keyed({"US": ["American"], "UK": ["British"]})
    shared = layered(keyed({"US": [], "UK": ["Britain"]}), pack)
    assert aliases_for(["US", "UK"], {}, shared) == {"UK": ("Britain", "British")}
    assert aliases_for(["US", "UK"], keyed({"UK": []}), shared) == {}
    assert aliases_for(["US"], keyed({"US": ["Uncle Sam"]}), shared) == {"US": ("Uncle Sam",)}


def test_the_shipped_pack_knows_people_and_technology():
    pack = shipped_pack()
    assert "Chinese" in pack[alias_key("China")]
    assert "artificial intelligence" in pack[alias_key("AI")]
    assert alias_key("us") not in pack


@pytest.mark.parametrize(
    ("term", "lang", "title"),
    [
        ("election", "en", "Board elected Smith as chairman"),
        ("eruption", "en", "Protests erupted in Beirut"),
        ("dismissal", "en", "Minister dismissed claims of a rift"),
        ("theft", "en", "Understudy nearly steals the show"),
        ("Räumung", "de", "Der Vorwurf steht seit Jahren im Raum"),
        ("despido", "es", "El técnico se despide de sus jugadores"),
        ("dimissioni", "it", "Il cantante dimesso dall'ospedale di Milano"),
    ],
)
def test_the_pack_leaves_out_verbs_that_mostly_mean_something_else(term, lang, title):
    rule = parse_rule(term, name="r", aliases=aliases_for([term], {}, shipped_pack()))
    item = Item(feed="f", key="k", title=title, lang=lang)
    assert not Matcher([rule]).match(item)


@pytest.mark.parametrize(
    ("term", "lang", "title"),
    [
        ("арест", "ru", "Бывшего мэра Ярославля арестовали"),
        ("забастовка", "ru", "Машинисты депо бастуют"),
        ("вибух", "uk", "На складі вибухнув газ"),
        ("strajk", "pl", "Kontrolerzy lotów strajkują od rana"),
        ("rezignace", "cs", "Starosta rezignoval"),
        ("ontslag", "nl", "Directeur museum ontslagen"),
        ("streik", "no", "Busssjåførene streiker"),
        ("räjähdys", "fi", "Kerrostalossa räjähti"),
        ("letartóztatás", "hu", "Letartóztatták a volt igazgatót"),
        ("tutuklama", "tr", "Eski müdür tutuklandı"),
        ("σύλληψη", "el", "Συνελήφθη ο πρώην πρόεδρος"),
        ("demisie", "ro", "Directorul operei a demisionat"),
        ("استقالة", "ar", "رئيس النادي يستقيل"),
        ("התפטרות", "he", "יו״ר הוועד התפטר"),
        ("explode", "en", "Explosion in a paint shop"),
        ("resigns", "en", "Mayor's resignation accepted"),
        ("Red Sea", "fr", "Un navire attaqué en mer Rouge"),
        ("Suez Canal", "de", "Frachter blockiert Suezkanal"),
    ],
)
def test_the_pack_knows_what_other_languages_call_what_happens(term, lang, title):
    rule = parse_rule(f'"{term}"', name="r", aliases=aliases_for([term], {}, shipped_pack()))
    assert Matcher([rule]).match(Item(feed="f", key="k", title=title, lang=lang))


@pytest.mark.parametrize(
    ("term", "lang", "title"),
    [
        ("intercept", "en", "Quarterback throws interception"),
        ("suspend", "en", "New car has air suspension"),
        ("פיטורים", "he", "הארי פוטר חוזר"),
        ("explosión", "es", "La mina que explota la empresa"),
    ],
)
def test_the_pack_leaves_out_what_only_looks_like_the_event(term, lang, title):
    rule = parse_rule(term, name="r", aliases=aliases_for([term], {}, shipped_pack()))
    assert not Matcher([rule]).match(Item(feed="f", key="k", title=title, lang=lang))
