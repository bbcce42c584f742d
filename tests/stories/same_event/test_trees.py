"""Models as data."""

import json
from pathlib import Path

import numpy as np
import pytest

import monitor.stories.same_event
from monitor.stories.same_event.trees import Trees

TWO = {
    # Two trees of two levels: the first asks about both numbers, the second about the first twice.
    "features": [[0, 1], [0, 0]],
    "borders": [[1.0, 5.0], [0.0, 2.0]],
    "leaves": [[0.0, 1.0, 2.0, 4.0], [-1.0, 0.0, 8.0, 1.0]],
}


def odds(probability):
    return np.log(probability / (1 - probability))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([0.0, 0.0], 0.0 - 1.0),  # no, no; no, no
        ([1.0, 9.0], 2.0 + 0.0),  # at a border is not above it
        ([1.5, 9.0], 4.0 + 0.0),
        ([3.0, 0.0], 1.0 + 1.0),
    ],
)
def test_the_first_levels_answer_is_the_lowest_bit_of_the_leaf(row, expected):
    (probability,) = Trees(TWO, bias=0.0).probabilities(np.array([row]))
    assert odds(probability) == pytest.approx(expected)


def test_the_bias_is_added_once():
    rows = np.array([[0.0, 0.0]])
    assert odds(Trees(TWO, bias=0.5).probabilities(rows)[0]) == pytest.approx(-0.5)


def test_rows_are_judged_each_by_itself():
    trees = Trees.shipped("pair", monitor.stories.same_event.likeness.NAMES)
    rows = np.random.default_rng(1).random((7, len(monitor.stories.same_event.likeness.NAMES)))
    together = trees.probabilities(rows)
    alone = [trees.probabilities(row[None])[0] for row in rows]
    assert together == pytest.approx(alone)


def test_a_model_trained_on_other_numbers_is_refused():
    with pytest.raises(ValueError, match="pair_model.json was trained on other numbers"):
        Trees.shipped("pair", ("title", "hours"))


@pytest.mark.parametrize(
    "path",
    sorted(Path(monitor.stories.same_event.__file__).parent.glob("*_model.json")),
    ids=lambda p: p.stem,
)
def test_a_shipped_model_is_well_formed(path):
    model = json.loads(path.read_text("utf-8"))
    features, borders, leaves = (np.array(model[key]) for key in ("features", "borders", "leaves"))
    assert features.shape == borders.shape
    assert leaves.shape == (len(features), 2 ** features.shape[1])
    assert 0 <= features.min() <= features.max() < len(model["names"])
    assert features.shape[1] <= 8
