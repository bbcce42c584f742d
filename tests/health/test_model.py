"""``doctor`` tries the user's model."""

from __future__ import annotations

import pytest

from monitor.health.checkup import of_judge
from monitor.judge.model import Judge
from tests.judge.stand_in import StandIn, said


def test_a_model_that_answers_is_well():
    with StandIn() as model:
        finding = of_judge(Judge(url=model.url, model="llama3.2"))
    assert finding.well
    assert finding.what.startswith("llama3.2 at 127.0.0.1:")
    assert len(model.requests) == 1


@pytest.mark.parametrize(
    ("script", "words"),
    [(lambda body: 404, "no such model"), (lambda body: "Sure!", "isn't JSON")],
)
def test_one_that_doesnt_is_told_with_what_to_do(script, words):
    with StandIn(script) as model:
        finding = of_judge(Judge(url=model.url, model="llama3.2"))
    assert not finding.well
    assert words in finding.what
    assert "alerts go out unjudged" in finding.cure


def test_a_key_that_isnt_there_is_named_and_nobody_is_asked():
    with StandIn(lambda body: said("yes")) as model:
        finding = of_judge(Judge(url=model.url, model="m", key="env:MODEL_KEY"))
    assert (finding.well, model.requests) == (False, [])
    assert "env:MODEL_KEY" in finding.what
