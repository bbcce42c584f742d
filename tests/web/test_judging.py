"""The workbench puts the newest matches to the user's model, when it is asked to."""

from __future__ import annotations

import html
import re

import pytest

from tests.judge.stand_in import StandIn, said


@pytest.fixture
def model():
    with StandIn(lambda body: said("no" if "strike" in str(body) else "yes", "A quarrel.")) as it:
        yield it


@pytest.fixture
def page(serve, make_room, newsroom, model):
    asked = f'[judge]\nurl = "{model.url}"\nmodel = "llama3.2"'
    return serve(make_room(web=f"{newsroom.ANY_PORT}\n{asked}"))


def text_of(answer):
    plain = re.sub(r"<(script|svg).*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", plain)).split())


def test_it_asks_when_the_button_is_pressed_and_shows_what_would_be_withheld(page, model):
    assert "Put the newest 12 to llama3.2" in text_of(page.get("/workbench"))
    answer = page.submit("/workbench/judge", rule="strike", about="ports", name="")
    seen = text_of(answer)
    assert answer.status_code == 200
    assert "What llama3.2 says of the newest" in seen
    assert "withheld" in seen
    assert "A quarrel." in seen
    assert 0 < len(model.requests) <= 12
    assert {each["subject"] for each in model.data} == {"ports"}


def test_without_a_sentence_nobody_is_asked(page, model):
    answer = page.submit("/workbench/judge", rule="strike", about=" ", name="")
    assert answer.status_code == 400
    assert model.requests == []


def test_a_model_that_is_down_is_said_to_be(page, model):
    model.script = lambda body: 500
    seen = text_of(page.submit("/workbench/judge", rule="strike", about="ports", name=""))
    assert "not judged" in seen
    assert "answered 500" in seen


def test_the_sentence_is_saved_with_the_rule(page):
    page.submit("/rules/save", rule="strike", about="ports,  not pay", new_name="Ports", name="")
    assert "about ports, not pay" in text_of(page.get("/rules"))
    shown = page.get("/workbench?name=Ports").text
    assert 'value="ports, not pay"' in shown


def test_what_the_model_withholds_is_listed_with_its_reason(serve, make_room):
    def withhold(db):
        (item, rule) = db.execute("SELECT item_id, rule FROM matches LIMIT 1").fetchone()
        which = [item, rule]
        db.execute(
            "UPDATE matches SET sent_at = NULL, withheld = 'judged' WHERE item_id = ? AND rule = ?",
            which,
        )
        db.execute(
            "INSERT INTO judgements (item_id, rule, alert_id, state, reason, wanted_at, until) "
            "VALUES (?, ?, 1, 'no', 'A dessert.', '', '')",
            which,
        )

    room = make_room()
    room.database.write(withhold)
    assert "the model says no: A dessert." in text_of(serve(room).get("/alerts"))
