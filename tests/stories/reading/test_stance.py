"""Words that deny, and words that plan."""

import pytest

from monitor.stories.reading.stance import denies, plans
from monitor.text import fold


@pytest.mark.parametrize("word", ["not", "denies", "kein", "dementiert", "jamais", "не", "没"])
def test_words_that_deny(word):
    assert denies(fold(word))


@pytest.mark.parametrize("word", ["may", "plans", "set", "könnte", "envisage", "может", "拟"])
def test_words_that_plan(word):
    assert plans(fold(word))


@pytest.mark.parametrize("word", ["resigns", "buys", "factory", "kauft", "", "Not"])
def test_others_do_neither_and_words_are_asked_for_folded(word):
    assert not denies(word)
    assert not plans(word)
