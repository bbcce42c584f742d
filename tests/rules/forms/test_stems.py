"""How words inflect, and where in a list of words a form is to be found."""

from __future__ import annotations

from collections import defaultdict

import pytest
from wordfreq import top_n_list

from monitor.rules.forms.stems import beginnings, inflects, stem
from monitor.store.search.vocabulary import _LONGER, _LONGER_IN_ARABIC
from monitor.text import fold

LANGS = ("en", "de", "fr", "es", "it", "pt", "nl", "ru", "ar", "sv", "pl", "fi", "tr")


@pytest.mark.parametrize("lang", LANGS)
def test_every_form_begins_as_is_said_and_is_not_too_long(lang):
    """Of the commonest words of the language."""
    by_stem = defaultdict(set)
    for word in map(fold, top_n_list(lang, 5_000)):
        if word.isalpha():
            by_stem[stem(word, lang)].add(word)
    forms_of = {
        own: [other for other in words - {own} if inflects(own, other, lang)]
        for words in by_stem.values()
        for own in words
    }
    assert sum(map(len, forms_of.values())) > 400
    longer = _LONGER_IN_ARABIC if lang == "ar" else _LONGER
    for own, forms in forms_of.items():
        begins = tuple(beginnings(own, ("en", lang))) if forms else ()
        for other in forms:
            assert other.startswith(begins), (own, other)
            assert len(other) <= len(own) + longer, (own, other)


def test_a_short_beginning_stands_for_the_longer_ones():
    assert beginnings("resigned", ("en",)) == {"resi"}
    assert beginnings("gobiernos", ("en", "es")) == {"gob"}
    assert beginnings("ban", ("en",)) == {"ban"}
