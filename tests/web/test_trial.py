"""The workbench: a rule as it is typed, and what it would have found."""

from __future__ import annotations

import html
import multiprocessing
import re
import threading
import time
from datetime import timedelta

import pytest

from monitor.alerts.planning.policy import Policy
from monitor.config import make_rule
from monitor.errors import MonitorError
from monitor.web import trial as module
from monitor.web.trial import Superseded, Trials


def text_of(answer):
    plain = re.sub(r"<svg.*?</svg>", " ", answer.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", plain)).split())


@pytest.fixture
def not_yet():
    """Opening the workbench starts the process, as it does outside of the other tests."""


def test_opening_the_workbench_starts_the_process(page):
    others = set(multiprocessing.active_children())
    page.get("/workbench")
    assert len(set(multiprocessing.active_children()) - others) == 1


def test_a_rule_is_read_back_and_tried_on_the_stored_items(page, room):
    token = page.token()
    answer = page.submit(
        "/workbench/trial", form_token=token, rule="apple  + ALIBABA", headers={"X-Part": "1"}
    )
    seen = text_of(answer)
    assert "read as apple + ALIBABA" in seen
    assert "9 matches" in seen
    assert "Chip Ledger 1" in seen
    assert "Northgate Wire 2" in seen
    assert re.search(
        r"Saved as a rule, it would have sent each target, in these days, \d+ messages? if it "
        r"alerts on each event once, 9 on every item, \d+ with one message a day",
        seen,
    )
    assert "<mark>Alibaba</mark>" in answer.text
    assert "<html" not in answer.text
    # A rule of ours, changed: what it gains and loses.
    answer = page.submit(
        "/workbench/trial",
        form_token=token,
        rule="Apple + China + AI - chairman",
        name="Apple's AI in China",
    )
    seen = text_of(answer)
    assert "+0 −1 against the current version" in seen
    assert "Alibaba chairman confirms" in seen
    assert "</html>" in answer.text
    # Warnings, and errors with a caret.
    answer = page.submit("/workbench/trial", form_token=token, rule="apple and alibaba")
    assert 'class="warning"' in answer.text or 'class="mistake"' in answer.text
    answer = page.submit("/workbench/trial", form_token=token, rule="Apple + (China")
    assert 'class="mistake"' in answer.text
    assert re.search(r"Apple \+ \(China\n +\^", html.unescape(answer.text))
    # Hostile words, and none at all.
    answer = page.submit("/workbench/trial", form_token=token, rule="<img src=x onerror=alert(1)>")
    assert "<img" not in answer.text
    assert page.submit("/workbench/trial", form_token=token, rule=" ").status_code == 200
    assert page.submit("/workbench/trial", form_token=token, rule="x" * 5000).status_code == 200


@pytest.fixture
def trials(room):
    trials = Trials(room.config, words=room.words)
    yield trials
    trials.close()


def run(trials, text, page="one", newsroom=None):
    rule = make_rule(text, name="r", aliases={})
    policy = Policy(rule="r", targets=("desk",))
    return trials.run(page, rule, policy=policy, current=None, now=newsroom.NOW)


def until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_newer_trial_of_the_same_page_ends_the_older(trials, newsroom):
    ended = []

    def old():
        try:
            run(trials, "first + rule", newsroom=newsroom)
        except Superseded:
            ended.append(True)

    thread = threading.Thread(target=old)
    others = set(multiprocessing.active_children())
    thread.start()
    until(lambda: set(multiprocessing.active_children()) - others)  # it is being tried
    report = run(trials, "storm + vega", newsroom=newsroom)
    thread.join()
    assert ended
    assert report.rules[0].matches >= 5
    # Another page's isn't disturbed.
    assert run(trials, "storm", page="two", newsroom=newsroom).rules[0].matches


def test_the_process_goes_when_nobody_needs_it_and_comes_again(trials, newsroom, monkeypatch):
    monkeypatch.setattr(module, "IDLE", 0.01)
    others = set(multiprocessing.active_children())
    assert run(trials, "storm", newsroom=newsroom).rules[0].matches
    until(lambda: not set(multiprocessing.active_children()) - others)
    assert run(trials, "storm", newsroom=newsroom).rules[0].matches


def test_a_process_that_still_starts_when_the_page_stops_ends_without_a_traceback(room):
    others = set(multiprocessing.active_children())
    trials = Trials(room.config, words=room.words)
    trials.warm()
    until(lambda: set(multiprocessing.active_children()) - others)
    (process,) = set(multiprocessing.active_children()) - others
    trials.close()
    del trials
    until(lambda: process.exitcode is not None)  # another thread may have waited for it first
    assert process.exitcode == 0


def test_a_process_that_was_killed_is_told_of_and_started_anew(trials, newsroom):
    others = set(multiprocessing.active_children())
    run(trials, "storm", newsroom=newsroom)
    (process,) = set(multiprocessing.active_children()) - others
    process.kill()
    process.join()
    with pytest.raises(MonitorError, match="cut off"):
        run(trials, "storm", newsroom=newsroom)
    assert run(trials, "storm", newsroom=newsroom).rules[0].matches


def test_where_there_was_no_time_it_says_so_and_nothing_of_the_rule(serve, room, monkeypatch):
    monkeypatch.setattr(module, "SECONDS", 0.0)
    page = serve(room)
    answer = page.submit(
        "/workbench/trial", form_token=page.token(), rule="storm", headers={"X-Part": "1"}
    )
    seen = text_of(answer)
    assert "There was no time to look at any of" in seen
    assert "0 matches" not in seen


def test_after_the_stop_nothing_is_tried(trials, newsroom):
    trials.close()
    with pytest.raises(MonitorError, match="about to stop"):
        run(trials, "storm", newsroom=newsroom)


def test_any_number_of_pages_may_try_rules(trials, newsroom):
    """Beyond the slots that there are, a page takes over that of the page which asked first."""
    for number in range(module.SLOTS + 1):
        assert run(trials, "storm", page=str(number), newsroom=newsroom).rules[0].matches


def test_a_history_that_has_ended_is_tried_as_of_its_end(serve, room, newsroom):
    page = serve(room, clock=lambda: newsroom.NOW + timedelta(days=500))
    answer = page.submit(
        "/workbench/trial",
        form_token=page.token(),
        rule="apple + ALIBABA",
        headers={"X-Part": "1"},
    )
    seen = text_of(answer)
    assert "9 matches" in seen
    assert "items of the 30 days up to 14 Feb 2025" in seen
