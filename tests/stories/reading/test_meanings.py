"""Words of like meaning."""

import numpy as np
import pytest

from monitor.stories.reading.meanings import Meanings


def nearness(one, other):
    table = Meanings.shipped()
    first, second = table.at(table.rows([one, other]))
    return float(first @ second)


@pytest.mark.parametrize(
    ("word", "like", "unlike"),
    [
        ("quits", "resigns", "factory"),
        ("factory", "manufacturing", "lawsuit"),
        ("quake", "earthquake", "recall"),
        ("sues", "lawsuit", "earthquake"),
        ("arrested", "detained", "profit"),
    ],
)
def test_a_word_is_nearer_to_what_means_the_same(word, like, unlike):
    assert nearness(word, like) > 0.3
    assert nearness(word, like) > nearness(word, unlike) + 0.2


def test_vectors_are_of_length_one_and_those_of_unknown_words_are_zero():
    table = Meanings.shipped()
    known, unknown = table.at(table.rows(["factory", "zzyzx"]))
    assert np.linalg.norm(known) == pytest.approx(1, abs=1e-5)
    assert not unknown.any()


def test_a_table_of_ones_own():
    table = Meanings(["up", "down"], np.array([[100, 0], [-100, 0]], np.int8))
    up, down, other = table.at(table.rows(["up", "down", "left"]))
    assert (up @ down, up @ other) == (-1, 0)
