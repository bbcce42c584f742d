"""What a model says of a match, and what becomes of its alert; told on time whatever happens."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.inbound.judging.judging import Judging
from monitor.judge.client import NoAnswerError
from monitor.judge.model import WAIT, Judge
from monitor.store.judge import judgements, verdicts
from monitor.store.judge.judgements import State
from monitor.store.outbox import outbox
from tests.desk import Desk
from tests.judge.stand_in import completion, said
from tests.store.conftest import database

__all__ = ["database"]

SECOND = timedelta(seconds=1)
JUDGE = Judge(url="http://127.0.0.1:9/v1", model="m", per_minute=5)


class JudgedDesk(Desk):
    """A desk whose rule is about the maker of aeroplanes; the model answers by the title."""

    def __init__(self, database):
        super().__init__(database)
        self.recorded = {"judged_within": WAIT}
        self.policies["Boeing"] = replace(self.policies["Boeing"], about="the maker of aeroplanes")
        self.restart()
        self.asked, self.woken, self.seconds = [], 0, 0.0
        self.open = threading.Event()
        self.open.set()
        self.answer = lambda data: said("no" if "boeing street" in data.lower() else "yes", "Mm.")
        self.begin()

    def begin(self, judge=JUDGE):
        self.judging = Judging(
            self.database,
            judge,
            self.policies,
            clock=lambda: self.now,
            wake=self._wake,
            put=self._put,
            seconds=lambda: self.seconds,
        )

    def _wake(self):
        self.woken += 1

    def _put(self, judge, body, key):
        data = body.decode()
        self.asked.append(data)
        assert self.open.wait(20)
        answer = self.answer(data)
        if isinstance(answer, Exception):
            raise answer
        return completion(answer)

    def tick(self, *, wait=True):
        left = self.judging.tick()
        while wait and self.judging.busy:
            time.sleep(0.005)
        return left

    def after(self, span):
        self.now += span

    @property
    def sent(self):
        self.deliver()
        return [message.text for _, message in self.messages]


@pytest.fixture
def desk(database):
    return JudgedDesk(database)


def test_nothing_is_sent_before_the_model_has_answered_and_yes_sends_it_at_once(desk):
    desk.poll(wire="Boeing delivers a jet")
    assert desk.sent == []
    assert desk.tick() == 1
    assert desk.woken == 1
    assert len(desk.sent) == 1
    assert "judged" not in desk.sent[0]
    assert desk.tick() == 0


def test_a_verdict_is_waited_for_from_when_the_match_is_written_however_long_it_was_decided(desk):
    """Fifty new items on a busy machine take longer than a verdict may."""
    slow = iter((0.0, 12.7, 0.0))
    desk.recorded["seconds"] = lambda: next(slow)
    desk.restart()
    desk.poll(wire="Boeing delivers a jet")
    desk.after(12 * SECOND)
    assert desk.sent == []

    desk.tick()
    assert len(desk.asked) == 1
    assert "judged" not in desk.sent[0]


def test_no_is_withheld_with_the_reason_and_can_be_sent_by_hand(desk):
    desk.poll(wire="Fire in Boeing Street")
    desk.tick()
    desk.after(2 * WAIT)
    assert desk.sent == []
    assert desk.said("wire") == "withheld: the model says no: Mm."
    assert outbox.newest(desk.database.read()) == [], "it was never on its way"
    assert outbox.counts(desk.database.read()) == {}
    desk.send("wire")
    assert len(desk.sent) == 1
    assert desk.said("wire").startswith("sent")


def test_unsure_is_told_and_says_so(desk):
    desk.answer = lambda data: said("unsure", "It could be either.")
    desk.poll(wire="Boeing is back")
    desk.tick()
    (text,) = desk.sent
    assert "Not judged: the model is unsure" in text


def test_a_question_that_failed_since_it_was_listed_is_not_put_again(desk, monkeypatch):
    desk.answer = lambda data: "rubbish"
    desk.poll(wire="Boeing delivers a jet")
    listed = judgements.wanted

    def then_settled(db, **values):
        matches = listed(db, **values)
        monkeypatch.setattr(judgements, "wanted", listed)
        desk.tick()
        return matches

    monkeypatch.setattr(judgements, "wanted", then_settled)
    assert desk.tick() == 0
    assert len(desk.asked) == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (NoAnswerError("127.0.0.1:9 can't be reached"), "127.0.0.1:9 can't be reached"),
        ("rubbish", "the model's answer isn't JSON"),
        (ValueError("a bug"), "asking failed (ValueError)"),
    ],
)
def test_a_model_that_is_down_holds_up_nothing(desk, answer, words):
    desk.answer = lambda data: answer
    desk.poll(wire="Boeing delivers a jet")
    desk.tick()
    (text,) = desk.sent
    assert f"Not judged: {words}" in text
    assert verdicts.costs(desk.database.read()).failures == 1


def test_a_slow_model_is_waited_for_ten_seconds_and_no_longer(desk):
    desk.open.clear()
    desk.poll(wire="Fire in Boeing Street")
    desk.tick(wait=False)
    desk.after(WAIT - SECOND)
    desk.tick(wait=False)
    assert desk.sent == []
    desk.after(SECOND)
    desk.tick(wait=False)
    (text,) = desk.sent
    assert "Not judged: the model didn't answer within 8 s" in text
    desk.open.set()
    desk.tick()
    assert desk.said("wire").startswith("sent")


def test_if_the_flow_is_dead_alerts_are_sent_all_the_same(desk):
    desk.poll(wire="Boeing delivers a jet")
    desk.after(WAIT)
    (text,) = desk.sent
    assert "Not judged: no verdict came in time" in text


def test_the_same_words_are_asked_about_once(desk):
    desk.poll(wire="Fire in Boeing Street")
    desk.tick()
    desk.later(60 * 24 * 3)
    desk.poll(herald="Fire in Boeing Street")
    desk.tick()
    assert len(desk.asked) == 1
    costs = verdicts.costs(desk.database.read())
    assert (costs.calls, costs.remembered, costs.tokens_in) == (1, 1, 210)
    assert desk.said("herald") == "withheld: the model says no: Mm."


def test_more_than_so_many_questions_a_minute_arent_put(desk):
    titles = {f"outlet{n}": f"Boeing number {n} {'x' * n}" for n in range(7)}
    for name, title in titles.items():
        desk.poll(**{name: title})
        desk.tick()
    assert len(desk.asked) <= JUDGE.per_minute
    desk.seconds += 61
    desk.poll(late="Boeing has a new chief executive in Ohio")
    desk.tick()
    assert "new chief" in desk.asked[-1]


def test_another_report_of_the_event_may_let_the_alert_through(desk):
    """The first teaser says too little; the second is about the company."""
    desk.answer = lambda data: said("no" if "crash A" in data else "yes", "Mm.")
    desk.poll(wire="Boeing 737 jet crash A kills nine in Ohio")
    desk.poll(herald="Boeing 737 jet crash A1 kills nine in Ohio")
    desk.answer = lambda data: said("yes" if "A1" in data else "no", "Mm.")
    desk.tick()
    desk.tick()
    (text,) = desk.sent
    assert "crash A1 kills" in text
    assert "crash A kills" not in text
    assert desk.said("herald").startswith("sent")


def test_the_first_report_stays_the_headline_if_nothing_speaks_against_it(desk):
    desk.answer = lambda data: said("unsure", "Mm.")
    desk.poll(wire="Boeing 737 jet crash A kills nine in Ohio")
    desk.poll(herald="Boeing 737 jet crash A1 kills nine in Ohio")
    desk.tick()
    (text,) = desk.sent
    assert "crash A kills" in text


def test_a_report_that_is_about_the_rule_comes_after_an_alert_was_withheld(desk):
    desk.answer = lambda data: said("yes" if "A1" in data else "no", "Mm.")
    desk.poll(wire="Boeing 737 jet crash A kills nine in Ohio")
    desk.tick()
    desk.after(WAIT)
    assert desk.sent == []
    desk.poll(herald="Boeing 737 jet crash A1 kills nine in Ohio")
    desk.tick()
    (text,) = desk.sent
    assert "crash A1 kills" in text


def test_what_is_judged_away_uses_up_no_limit_while_it_waits(desk):
    desk.targets["slack"] = replace(desk.targets["slack"], max_per_hour=1)
    desk.add_rule("Trains", "train", "slack")
    desk.poll(wire="Fire in Boeing Street")
    desk.poll(herald="A night train to Rome")
    assert len(desk.sent) == 1
    desk.tick()
    assert len(desk.sent) == 1


def test_what_is_judged_away_in_the_same_poll_uses_up_no_limit(desk):
    desk.targets["slack"] = replace(desk.targets["slack"], max_per_hour=1)
    desk.add_rule("Trains", "train", "slack")
    desk.poll(wire="Fire in Boeing Street", herald="A night train to Rome")
    assert len(desk.sent) == 1


def test_the_limit_holds_for_what_the_model_lets_through(desk):
    desk.targets["slack"] = replace(desk.targets["slack"], max_per_hour=1)
    desk.restart()
    desk.poll(wire="Boeing delivers a jet to Oslo", herald="Strike at Boeing plant in Seattle")
    desk.tick()
    desk.tick()
    assert len(desk.sent) == 1
    assert sorted((desk.said("wire")[:4], desk.said("herald")[:4])) == ["held", "sent"]


def test_a_rule_without_about_and_one_that_is_silenced_ask_nobody(desk):
    desk.add_rule("Jets", "jet", "mail")
    desk.poll(wire="A jet lands")
    assert desk.judging.tick() == 0
    assert desk.asked == []
    assert len(desk.sent) == 1


def test_others_that_match_dont_wait_for_it_nor_take_it_along(desk):
    desk.add_rule("Streets", "street", "slack")
    desk.begin()
    desk.open.clear()
    desk.poll(wire="Fire in Boeing Street")
    desk.tick(wait=False)
    (text,) = desk.sent
    assert "Boeing: " not in text
    desk.open.set()
    while desk.judging.busy:
        time.sleep(0.005)
    desk.after(WAIT)
    assert len(desk.sent) == 1


def test_a_verdict_after_a_restart_counts(desk):
    desk.poll(wire="Fire in Boeing Street")
    desk.restart()
    desk.begin()
    desk.tick()
    desk.after(WAIT)
    assert desk.sent == []


def test_when_the_judge_is_gone_what_waits_is_let_go(desk):
    desk.poll(wire="Fire in Boeing Street")
    desk.judging.take_up(None, desk.policies)
    assert desk.tick() == 0
    assert len(desk.sent) == 1
    assert judgements.counts(desk.database.read(), since=desk.now - WAIT) == {
        "Boeing": {State.UNJUDGED: 1}
    }
