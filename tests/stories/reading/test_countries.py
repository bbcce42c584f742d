"""Countries are known by their names in the languages that are often read."""

import pytest

from monitor.stories.reading.countries import is_country


@pytest.mark.parametrize("word", ["Belgium", "BELGIQUE", "España", "Perú", "Europe"])
def test_a_country_is_known_however_it_is_written(word):
    assert is_country(word)


@pytest.mark.parametrize("word", ["Ghent", "Renault", ""])
def test_a_town_or_a_firm_is_none(word):
    assert not is_country(word)
