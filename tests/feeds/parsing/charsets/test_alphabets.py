"""Facts about alphabets, and the charsets they tell apart."""

import pytest

from monitor.feeds.parsing.charsets.alphabets import strangers
from monitor.feeds.parsing.charsets.charset import decode


@pytest.mark.parametrize(
    ("text", "country", "count"),
    [
        ("Földrengés rázta meg Győrt", "", 0),
        ("Földrengés rázta meg Gyõrt", "", 1),
        ("Rząd przyjął budżet – „tak”", "pl", 0),
        ("Rzšd przyjšł budżet", "pl", 2),
        ("ŁÓDŹ, GDAŃSK", "pl", 0),
        ("Größte Straße", "de", 0),
        ("İstanbul, Iğdır", "tr", 0),
        ("plain ASCII", "", 0),
        ("čšž", "xx", 0),
    ],
)
def test_letters_of_no_one_language_are_counted(text, country, count):
    assert strangers(text, country) == count


def feed(title, lang):
    language = f"<language>{lang}</language>" if lang else ""
    return (
        f"<rss version='2.0'><channel><title>Wire</title>{language}"
        f"<item><title>{title}</title></item></channel></rss>"
    )


@pytest.mark.parametrize(
    ("title", "charset", "lang"),
    [
        ("Rząd przyjął budżet, opozycja zapowiada sprzeciw", "cp1250", "pl"),
        ("Vyriausybė patvirtino biudžetą", "cp1257", "lt"),
        ("Földrengés rázta meg Győrt, többen megsérültek", "iso8859-2", ""),
        ("Jarðskjálfti á Reykjanesi, ríkisstjórnin samþykkti aðgerðir", "cp1252", ""),
        ("Şiddetli yağış İzmir'de hayatı felç etti", "cp1254", "tr"),
        ("L’Élysée réagit à l’incendie d’Orléans", "cp1252", "fr"),
    ],
)
def test_the_alphabet_tells_which_charset_it_is(title, charset, lang):
    assert title in decode(feed(title, lang).encode(charset))
