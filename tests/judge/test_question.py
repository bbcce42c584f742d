"""What a model is asked, whatever an item says."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from monitor.item import Item
from monitor.judge.question import INSTRUCTION, MAX_TEXT, body_of, key_of, question_of

ABOUT = "the technology company Apple, not fruit"


def item(title="Apple opens a shop", **rest):
    return Item(feed="https://wire.example/", key="1", title=title, **rest)


def asked(of):
    return json.loads(body_of(question_of(ABOUT, of), "llama3.2"))


def test_it_is_asked_in_json_mode_at_temperature_0_for_a_short_answer():
    body = asked(item())
    assert body["model"] == "llama3.2"
    assert body["temperature"] == 0
    assert body["response_format"] == {"type": "json_object"}
    assert body["max_tokens"] <= 200
    assert body["stream"] is False


def test_the_longest_text_is_shown_and_what_its_article_added():
    body = asked(item(summary="Short.", content="Short, and more.", full_text="The article."))
    data = json.loads(body["messages"][1]["content"])
    assert data == {
        "subject": ABOUT,
        "title": "Apple opens a shop",
        "text": "Short, and more. The article.",
    }


def test_a_long_text_is_cut():
    data = json.loads(asked(item(summary="word " * 5_000))["messages"][1]["content"])
    assert len(data["text"]) <= MAX_TEXT


@given(st.text(max_size=200), st.text(max_size=400))
def test_no_text_leaves_the_data_block(title, text):
    body = asked(item(title=title, summary=text))
    first, second = body["messages"]
    assert first == {"role": "system", "content": INSTRUCTION}
    assert second["role"] == "user"
    assert set(json.loads(second["content"])) == {"subject", "title", "text"}
    assert second["content"].isascii()
    assert set(body) == {
        *("model", "messages", "temperature", "max_tokens", "response_format", "stream")
    }


def test_the_same_words_have_the_same_key_and_others_another():
    def key(about=ABOUT, model="llama3.2", **rest):
        return key_of(question_of(about, item(**rest)), model)

    assert key(lang="en", author="Somebody") == key()
    others = {key(title="x"), key(summary="x"), key(about="fruit"), key(model="other"), key()}
    assert len(others) == 5
