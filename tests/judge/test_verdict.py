"""Three words count, and nothing else of what a model says."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.judge.verdict import Answer, UnreadableError, read_verdict
from tests.judge.stand_in import completion, said


def read(content):
    return read_verdict(completion(content))


@pytest.mark.parametrize("word", ["yes", "no", "unsure"])
def test_an_answer_is_a_word_and_a_reason(word):
    verdict = read(said(word, "It is about the company."))
    assert verdict.answer is Answer(word)
    assert verdict.reason == "It is about the company."
    assert (verdict.tokens_in, verdict.tokens_out) == (210, 14)


@pytest.mark.parametrize("begin", ["```json\n", "```\n", " \n```JSON\r\n"])
def test_an_answer_that_is_wholly_in_a_fence_counts(begin):
    verdict = read(f"{begin}{said('no', 'It is about pie.')}\n```\n")
    assert (verdict.answer, verdict.reason) == (Answer.NO, "It is about pie.")


@pytest.mark.parametrize(
    "content",
    [
        "yes",
        "",
        "null",
        "[]",
        '"yes"',
        said("YES"),
        said("yes!"),
        said("yes, definitely"),
        said(True),
        said(["yes"]),
        json.dumps({"reason": "yes"}),
        json.dumps({"verdict": "no"}),
        'Sure!\n```json\n{"answer": "no"}\n```',
        '```json\n{"answer": "no"}\n```\n```json\n{"answer": "yes"}\n```',
        said("no") + said("yes"),
        "[" * 50_000,
    ],
)
def test_whatever_isnt_one_of_the_three_words_is_no_answer(content):
    with pytest.raises(UnreadableError):
        read(content)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"{}",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": null}}]}',
        b'{"choices": {"message": "no"}}',
        b'{"error": {"message": "no such model"}}',
        b"\xff\xfe",
        b"[" * 50_000,
    ],
)
def test_a_body_of_another_kind_is_no_answer_and_isnt_quoted(body):
    with pytest.raises(UnreadableError) as error:
        read_verdict(body)
    assert "such model" not in str(error.value)


def test_a_reason_is_one_printable_line_that_calls_nobody_and_ends():
    verdict = read(said("no", "\x1b[2J\u202eevil\n\n@everyone [x](https://x.example) " + "z" * 500))
    assert verdict.reason.isprintable() or "\u200b" in verdict.reason
    assert "\x1b" not in verdict.reason
    assert "@everyone" not in verdict.reason
    assert "](" not in verdict.reason
    assert len(verdict.reason) < 200


@pytest.mark.parametrize("reason", [None, 7, ["x"], {"a": 1}])
def test_a_reason_that_is_no_text_is_left_out(reason):
    assert read(said("no", reason)).reason == ""


@pytest.mark.parametrize("count", [-1, 10**30, "12", None, True, 1.5])
def test_a_count_of_tokens_that_cant_be_is_none(count):
    verdict = read_verdict(completion(said("yes"), prompt_tokens=count))
    assert verdict.tokens_in == 0


@given(st.binary(max_size=300))
def test_no_body_does_more_than_fail(body):
    with suppress(UnreadableError):
        read_verdict(body)
