"""Listening to a bot: whatever Telegram or the database does, each press is done, and once."""

from __future__ import annotations

import threading

import pytest

from monitor.alerts.planning.policy import Target, TargetKind
from monitor.alerts.sending.send import telegram_of
from monitor.answering.listening_state import FAILED
from monitor.answering.presses import UNKNOWN, Said
from monitor.answering.telegram import TelegramListener
from monitor.answering.telegram_bot import TelegramBot
from monitor.errors import DiskFull
from monitor.troubles import Troubles
from tests.alerts.services import TelegramApi, telegram_error


@pytest.fixture
def telegram():
    with TelegramApi() as api:
        with api.changed:
            api.show(1, {"chat_id": -100123, "text": "x", "reply_markup": KEYBOARD})
        yield api


KEYBOARD = {"inline_keyboard": [[{"text": "Bad", "callback_data": "b1"}]]}


class Presses:
    """Notes what is pressed; answers as the test says, then well."""

    def __init__(self, *results):
        self.results = list(results)
        self.pressed = []

    def press(self, data, *, place, message, who):
        self.pressed.append((data, place, message, who))
        result = self.results.pop(0) if self.results else Said("Voted bad.", shown=True)
        if isinstance(result, Exception):
            raise result
        return result


@pytest.fixture
def listen(telegram, monkeypatch):
    monkeypatch.setattr("monitor.answering.listening_state.FIRST_REST", 0.01)
    listeners = []

    def listen(*results, troubles=None):
        target = Target(name="chat", url=telegram.target(), kind=TargetKind.TEXT, buttons=True)
        presses = Presses(*results)
        listener = TelegramListener(
            "chat",
            TelegramBot(telegram_of(target)),
            presses,
            troubles=troubles or Troubles(),
            wait=1,
        )
        listener.start()
        listeners.append(listener)
        return presses

    yield listen
    for listener in listeners:
        listener.stop()


def test_a_press_says_which_button_of_which_message_and_who(telegram, listen):
    presses = listen()
    telegram.press("Bad", who="Ann")
    telegram.wait_until(lambda _: telegram.notices == ["Voted bad."])
    assert presses.pressed == [("b1", "-100123", "1", "Ann")]


def test_what_cannot_be_written_now_is_asked_for_again(telegram, listen):
    presses = listen(DiskFull("full"), DiskFull("full"))
    telegram.press("Bad")
    telegram.wait_until(lambda _: telegram.notices == ["Voted bad."])
    assert len(presses.pressed) == 3


def test_a_message_that_is_not_known_yet_is_waited_for_once(telegram, listen):
    presses = listen(None)
    telegram.press("Bad")
    telegram.wait_until(lambda _: telegram.notices == ["Voted bad."])
    presses.results = [None, None]
    telegram.press("Bad")
    telegram.wait_until(lambda _: telegram.notices[1:] == [UNKNOWN])


def test_a_press_that_meets_a_mistake_of_ours_does_not_come_back(telegram, listen, caplog):
    presses = listen(ValueError("ours"))
    telegram.press("Bad")
    telegram.press("Bad")
    telegram.wait_until(lambda _: telegram.notices == [FAILED, "Voted bad."])
    assert len(presses.pressed) == 2


def test_another_program_that_listens_is_told_of_and_waited_for(telegram, listen):
    told = threading.Event()

    class Heard(Troubles):
        def met(self, name, what, **more):
            told.what = what
            told.set()
            return super().met(name, what, **more)

    conflict = telegram_error(409, "Conflict: terminated by other getUpdates request")
    telegram.next(*[conflict] * 3)
    troubles = Heard()
    listen(troubles=troubles)
    assert told.wait(30)
    assert "nobody hears what is pressed" in told.what
    assert "terminated by other getUpdates" in told.what
    assert telegram.TOKEN not in told.what
    telegram.press("Bad")
    telegram.wait_until(lambda _: telegram.notices == ["Voted bad."])
    assert not troubles.now()


def test_updates_that_are_no_presses_are_passed_over(telegram, listen):
    with telegram.changed:
        telegram.updates += [{"update_id": 1, "message": {"text": "hi"}}, {"update_id": 2}]
        telegram.updates += [{"update_id": 3, "callback_query": {"id": "x"}}]
    listen()
    telegram.press("Bad")
    telegram.wait_until(lambda _: telegram.notices == ["Voted bad."])
