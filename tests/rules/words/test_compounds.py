"""Words within compounds are found where the language makes them, and hardly by chance."""

from __future__ import annotations

import pytest

from monitor.alerts.why import why
from monitor.item import Item
from monitor.rules import Matcher, parse_rule
from monitor.rules.rule import HitKind


@pytest.fixture
def look(known):
    """``look(rule, title, lang)``: the hits in a title; none if the rule doesn't match."""

    def hits(rule, title, lang, *, fuzzy=True):
        matcher = Matcher([parse_rule(rule, name="r", fuzzy=fuzzy)], known=known)
        item = Item(feed="f", key="k", title=title, lang=lang)
        assert bool(matcher.names(item)) == bool(matcher.match(item))
        return [hit for match in matcher.match(item) for hit in match.hits]

    return hits


@pytest.mark.parametrize(
    ("lang", "term", "title", "found"),
    [
        # At the end, in its forms.
        ("de", "Streik", "Warnstreik am Hafen", "Warnstreik"),
        ("de", "Streik", "Neue Warnstreiks am Hafen", "Warnstreiks"),
        ("de", "streik", "Fluglotsenstreik in Graz", "Fluglotsenstreik"),
        ("de", "Verhandlung", "Die Tarifverhandlungen stocken", "Tarifverhandlungen"),
        ("de", "Anschlag", "Zwei Brandanschläge in Gera", "Brandanschläge"),
        ("de", "Preis", "Ölpreise fallen", "Ölpreise"),
        ("nl", "staking", "Havenstaking duurt voort", "Havenstaking"),
        ("nl", "verkiezing", "De gemeenteraadsverkiezingen komen", "gemeenteraadsverkiezingen"),
        ("sv", "strejk", "Hamnstrejken är över", "Hamnstrejken"),
        ("sv", "ränta", "Styrräntan ligger still", "Styrräntan"),
        ("da", "angreb", "Cyberangreb lammer kommunen", "Cyberangreb"),
        ("no", "streik", "Lærerstreiken er over", "Lærerstreiken"),
        ("fi", "lakko", "Yleislakko alkaa", "Yleislakko"),
        # At the beginning, with what links the two.
        ("de", "Streik", "Streikrecht wird eingeschränkt", "Streikrecht"),
        ("de", "Verhandlung", "Verhandlungsführer reist ab", "Verhandlungsführer"),
        ("de", "Waffe", "Waffenexporte nehmen zu", "Waffenexporte"),
        ("de", "Schule", "Schulferien in Hessen", "Schulferien"),
        ("de", "Bahn", "Bahnstreik am Montag", "Bahnstreik"),
        ("nl", "fraude", "Fraudezaak voor de rechter", "Fraudezaak"),
        ("sv", "skola", "Skolpolitik i valet", "Skolpolitik"),
        ("sv", "skatt", "Regeringen lovar skattesänkning", "skattesänkning"),
        ("no", "skole", "Skolebudsjettet kuttes", "Skolebudsjettet"),
        # Text without capitals tells nothing by them.
        ("de", "Streik", "warnstreik am hafen", "warnstreik"),
        ("de", "Streik", "WARNSTREIK AM HAFEN", "WARNSTREIK"),
        ("de", "Streik", "„Warnstreik“, sagt Verdi", "Warnstreik"),
    ],
)
def test_a_word_is_found_in_a_compound(look, lang, term, title, found):
    assert [(hit.found, hit.kind) for hit in look(term, title, lang)] == [(found, HitKind.COMPOUND)]


@pytest.mark.parametrize(
    ("lang", "term", "title"),
    [
        # Too short for the end: what ends so is mostly another word.
        ("de", "Bank", "Eine Datenbank wird gehackt"),
        ("de", "Bahn", "Die Autobahn ist gesperrt"),
        ("de", "Wahl", "Die Auswahl ist groß"),
        ("de", "Rat", "Der Vorrat reicht"),
        ("nl", "bank", "De rechtbank oordeelt"),
        # By chance: what is left is no word, or a prefix or suffix.
        ("de", "Messer", "Das Messergebnis steht fest"),
        ("de", "Fusion", "Konfusion im Rathaus"),
        ("de", "Handlung", "Die Behandlung wirkt"),
        ("de", "Lieferung", "So will es die Überlieferung"),
        ("de", "Kanzler", "Die Kanzlerschaft endet"),
        ("de", "Finale", "Das Halbfinale beginnt"),
        ("de", "Haft", "Die Haftung ist begrenzt"),
        ("de", "Bank", "Festliches Bankett in Wien"),
        # Another place to cut is better.
        ("de", "Sturm", "Der Aussichtsturm ist gesperrt"),
        ("de", "Sturm", "Der Beobachtungsturm ist gesperrt"),
        ("sv", "storm", "Stormakten hotar"),
        # Names, and words that are another in compounds.
        ("de", "Brand", "Brandenburg baut Schulen"),
        ("de", "Bauer", "Frau Neubauer tritt zurück"),
        ("de", "Zucker", "Zuckerberg sagt aus"),
        ("de", "Bahnhof", "Unfall in der Bahnhofstraße"),
        ("de", "Russland", "Weißrussland rüstet auf"),
        ("de", "Daten", "Die Soldaten kehren heim"),
        ("de", "Messer", "Ein Krater von großem Durchmesser"),
        ("nl", "huis", "Huisarts gezocht"),
        ("nl", "rechter", "Hij mist zijn rechterhand"),
        # Verbs and adjectives are written small; umlauts count.
        ("de", "Grenze", "Der Schaden wird eingegrenzt"),
        ("de", "Preis", "Ein preiswerter Urlaub"),
        ("de", "Fähre", "Radfahren wird beliebter"),
        # English in a text of another language.
        ("de", "Apple", "Applesauce aus Österreich"),
        ("de", "Cisco", "Ein Beben in San Francisco"),
    ],
)
def test_it_isnt_where_it_only_seems_to_be(look, lang, term, title):
    assert not look(term, title, lang)


def test_one_compound_may_hold_two_terms(look):
    hits = look("Streik + Bahn", "Bahnstreik: Züge stehen still", "de")

    assert [(hit.term, hit.found, hit.start, hit.end) for hit in hits] == [
        ("Streik", "Bahnstreik", 0, 10),
        ("Bahn", "Bahnstreik", 0, 10),
    ]
    assert why(hits) == "Streik → Bahnstreik (compound) · Bahn → Bahnstreik (compound)"


@pytest.mark.parametrize("lang", ["en", "fr", "ru"])
def test_other_languages_make_none(look, lang):
    assert not look("Streik", "Warnstreik am Hafen", lang)


def test_who_wants_a_word_as_written_gets_no_compound(look):
    assert not look("=Streik", "Warnstreik am Hafen", "de")
    assert not look("Streik", "Warnstreik am Hafen", "de", fuzzy=False)
    assert not look('"wilder Streik"', "Ein wilder Warnstreik am Hafen", "de")


def test_a_compound_is_a_part_of_distances_and_exceptions(look):
    assert look("Hafen NEAR/2 Streik", "Warnstreik am Hafen", "de")
    assert not look("Hafen - Streik", "Warnstreik am Hafen", "de")


def test_names_begin_compounds_where_only_they_have_capitals(look):
    assert look("Europa", "Europaparlement stemt", "nl")
    assert not look("Europa", "Het europaparlement stemt", "nl")
    assert not look("Strejk", "Ny hamnstrejk i Gävle", "sv")
