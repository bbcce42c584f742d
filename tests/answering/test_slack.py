"""Listening to a Slack app: whatever Slack or the database does, each press is done, and once."""

from __future__ import annotations

import logging
import ssl
import threading

import pytest
from websockets.sync.server import serve

from monitor.alerts.planning.policy import Target, TargetKind
from monitor.alerts.sending.send import slack_of
from monitor.answering.listening_state import FAILED
from monitor.answering.presses import UNKNOWN, Said
from monitor.answering.slack import STRANGER, SlackListener
from monitor.answering.slack_app import SlackApp, Unheard, _is_private
from monitor.answering.slack_socket import Greeted, SlackPress, SlackSocket, read_press
from monitor.errors import DiskFull
from monitor.troubles import Troubles
from tests.alerts.servers import CERTIFICATE
from tests.alerts.services import slack_error
from tests.alerts.slack_workspace import SlackWorkspace

QUIET = logging.getLogger("tests.quiet")
QUIET.propagate = False
DONE = Said("Voted bad.", shown=True)
MESSAGE = {
    "channel": "#news",
    "blocks": [
        {"type": "actions", "elements": [{"text": {"text": "Bad"}, "value": "b1"}]},
    ],
}


class Presses:
    """Notes what is pressed; answers as the test says, then well."""

    def __init__(self, *results):
        self.results = list(results)
        self.pressed = []
        self.changed = threading.Condition()

    def press(self, data, *, place, message, who):
        result = self.results.pop(0) if self.results else DONE
        with self.changed:
            self.pressed.append((data, place, message, who))
            self.changed.notify_all()
        if isinstance(result, Exception):
            raise result
        return result

    def wait(self, count):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.pressed) >= count, 30), self.pressed
        return self.pressed


class Told(Troubles):
    """Troubles that a test can wait for."""

    def __init__(self):
        super().__init__()
        self.changed = threading.Condition()

    def met(self, name, what, **more):
        result = super().met(name, what, **more)
        with self.changed:
            self.changed.notify_all()
        return result

    def over(self, name):
        result = super().over(name)
        with self.changed:
            self.changed.notify_all()
        return result

    def wait(self, condition):
        with self.changed:
            assert self.changed.wait_for(lambda: condition(self.now()), 30), self.now()
        return self.now()


@pytest.fixture
def slack():
    with SlackWorkspace() as workspace:
        with workspace.changed:
            workspace.show("1700000000.000001", MESSAGE)
        yield workspace


def app(slack):
    target = Target(name="desk", url=slack.target(), kind=TargetKind.SLACK)
    return SlackApp(slack_of(target), slack.APP_TOKEN)


@pytest.fixture
def listen(slack, monkeypatch):
    monkeypatch.setattr("monitor.answering.listening_state.FIRST_REST", 0.01)
    monkeypatch.setattr("monitor.answering.slack.TICK", 0.02)
    listeners = []

    def listen(*results, troubles=None):
        presses = Presses(*results)
        listener = SlackListener(
            "desk", app(slack), SlackSocket(), presses, troubles=troubles or Troubles()
        )
        listener.start()
        listeners.append(listener)
        return presses

    yield listen
    for listener in listeners:
        listener.stop()


def test_a_press_says_which_button_of_which_message_and_who(slack, listen):
    presses = listen()
    envelope = slack.press("Bad")
    assert presses.wait(1) == [("b1", "C05", "1700000000.000001", "ann")]
    slack.wait_until(lambda _: envelope in slack.acknowledged)
    assert slack.notices == []  # the message says it


def test_an_envelope_is_acknowledged_while_presses_are_still_being_done(slack, listen):
    held = threading.Event()

    presses = listen()
    press = presses.press
    presses.press = lambda *data, **more: held.wait(30) and press(*data, **more)
    envelopes = [slack.press("Bad") for _ in range(3)]
    slack.wait_until(lambda _: set(envelopes) <= slack.acknowledged.keys())
    assert presses.pressed == []
    held.set()
    presses.wait(3)
    assert all(slack.acknowledged[each] - slack.sent[each] < 3 for each in envelopes)


def test_what_the_message_does_not_show_is_said_to_who_pressed_alone(slack, listen):
    listen(Said("Voted bad."), Said(UNKNOWN))
    slack.press("Bad")
    slack.press("Bad", who="bob")
    slack.wait_until(lambda _: len(slack.notices) == 2)
    assert slack.notices == [("Uann", "Voted bad."), ("Ubob", UNKNOWN)]


def test_strangers_and_other_bots_messages_are_refused(slack, listen):
    presses = listen()
    slack.press("Bad", team="T0OTHER")
    slack.press("Bad", bot="B0OTHER")
    slack.wait_until(lambda _: len(slack.notices) == 2)
    assert [text for _, text in slack.notices] == [STRANGER, UNKNOWN]
    assert presses.pressed == []


def test_a_message_that_is_not_known_yet_is_waited_for_once(slack, listen):
    presses = listen(None, DONE, None, None)
    slack.press("Bad")
    presses.wait(2)
    slack.press("Bad")
    slack.wait_until(lambda _: [text for _, text in slack.notices] == [UNKNOWN])
    assert len(presses.pressed) == 4


def test_what_cannot_be_written_now_is_done_later_in_order(slack, listen):
    presses = listen(DiskFull("full"), DiskFull("full"))
    slack.press("Bad")
    slack.press("Bad", who="bob")
    assert [who for *_, who in presses.wait(4)] == ["ann", "ann", "ann", "bob"]


def test_a_press_that_meets_a_mistake_of_ours_does_not_come_back(slack, listen):
    presses = listen(ValueError("ours"))
    slack.press("Bad")
    slack.press("Bad")
    presses.wait(2)
    slack.wait_until(lambda _: [text for _, text in slack.notices] == [FAILED])


def test_it_connects_anew_when_slack_asks_for_it_and_when_it_hangs_up(slack, listen):
    presses, lost = listen(), ()
    for end in ("refresh", "close", "hang up"):
        link = slack.linked(but=lost)
        envelope = slack.press("Bad", who=end.replace(" ", "-"))
        slack.wait_until(lambda _, sent=envelope: sent in slack.acknowledged)
        match end:
            case "refresh":
                link.leave()
            case "close":
                link.leave("warning")
            case _:
                link.hang_up()
        lost = (*lost, link)
    slack.linked(but=lost)
    slack.press("Bad", who="last")
    assert [who for *_, who in presses.wait(4)] == ["refresh", "close", "hang-up", "last"]


def test_what_the_connection_before_said_last_does_not_end_the_next(slack):
    socket = SlackSocket()
    socket.connect(app(slack).address())
    link = slack.linked()
    link.leave()
    slack.wait_until(lambda _: link not in slack.links)  # it is gone, and nobody has asked yet
    socket.connect(app(slack).address())
    envelope = slack.press("Bad")
    slack.wait_until(lambda _: envelope in slack.acknowledged)
    heard = [socket.next(30) for _ in range(4)]  # two of the connection before
    socket.close()
    assert [type(each) for each in heard if each] == [Greeted, SlackPress]


def test_who_cannot_connect_anew_still_hears_the_connection_before(slack):
    socket = SlackSocket()
    assert socket.connect(app(slack).address())
    link = slack.linked()
    unknown = app(slack).address().replace("ticket=", "ticket=0")
    for wrong in ("ws://127.0.0.1:1/", "ws://x:nonsense/", unknown):
        assert not socket.connect(wrong)
    envelope = slack.press("Bad")
    slack.wait_until(lambda _: envelope in slack.acknowledged)
    assert slack.links == [link]
    socket.close()


@pytest.mark.parametrize("is_trusted", [False, True])
def test_whose_certificate_nobody_vouches_for_is_told_nothing(is_trusted, monkeypatch):
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    asked = []

    def greet(connection):
        asked.append(connection.request.path)
        connection.send('{"type": "hello"}')
        connection.recv()  # until the other end leaves

    with serve(greet, "127.0.0.1", 0, ssl=context, logger=QUIET) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.socket.getsockname()[1]
        socket = SlackSocket()
        assert socket.connect(f"wss://localhost:{port}/?ticket=canary") is is_trusted
        assert (socket.next(30) == Greeted()) if is_trusted else not socket.is_connected()
        assert asked == (["/?ticket=canary"] if is_trusted else [])
        socket.close()
        server.shutdown()


def test_a_revoked_token_is_told_with_its_cure_until_there_is_another(slack, listen):
    troubles = Told()
    slack.next(*[slack_error("token_revoked")] * 2)
    listen(troubles=troubles)
    (trouble,) = troubles.wait(lambda now: now)
    assert trouble.name == "buttons of desk"
    assert "nobody hears what is pressed" in trouble.what
    assert "token_revoked" in trouble.what
    assert "put its bot token where url takes it from" in trouble.cure
    troubles.wait(lambda now: not now)
    slack.linked()


def test_an_app_whose_socket_mode_is_switched_off_is_told_of(slack, listen):
    troubles = Told()
    listen(troubles=troubles)
    slack.linked().leave("link_disabled")
    (trouble,) = troubles.wait(lambda now: now)
    assert "Socket Mode is switched off" in trouble.what
    assert "switch it on" in trouble.cure


def test_connections_that_slack_never_greets_are_rested_from_and_told_of(slack, listen):
    slack.greets = False
    troubles = Told()
    listen(troubles=troubles)
    lost = ()
    for _ in range(3):
        link = slack.linked(but=lost)
        link.leave("too_many_websockets")
        lost = (*lost, link)
    (trouble,) = troubles.wait(lambda now: now)
    assert "hangs up at once" in trouble.what
    slack.greets = True
    troubles.wait(lambda now: not now)


def test_whoever_stopped_acknowledges_nothing_more(slack):
    listener = SlackListener("desk", app(slack), SlackSocket(), Presses(), troubles=Troubles())
    listener.start()
    link = slack.linked()
    listener.stop()
    slack.press("Bad")
    link.leave()
    slack.wait_until(lambda _: link not in slack.links)
    assert slack.acknowledged == {}


@pytest.mark.parametrize("error", ["invalid_auth", "not_allowed_token_type", "missing_scope"])
def test_what_is_wrong_with_the_apps_token_is_said_without_it(slack, error):
    slack.next(slack_error(f"{error} {slack.APP_TOKEN}"))
    unheard = app(slack).address()
    assert isinstance(unheard, Unheard)
    assert unheard.lasting
    assert "apps.connections.open" in unheard.reason
    assert "connections:write" in unheard.cure
    assert "canary" not in unheard.reason


def test_too_much_for_slack_waits_as_long_as_it_says(slack):
    slack.next(slack_error("ratelimited", retry_after="30"))
    unheard = app(slack).address()
    assert unheard.retry_at is not None
    assert not unheard.lasting


@pytest.mark.parametrize("url", ["", "http://x/", "wss:///", "wss://[x/"])
def test_an_address_where_others_could_listen_too_is_none(slack, url):
    body = b'{"ok": true, "url": "%s"}' % url.encode()
    slack.next(lambda handler: handler.say(200, body))
    assert isinstance(app(slack).address(), Unheard)


def test_plain_websockets_are_for_a_plain_api_alone(slack):
    body = b'{"ok": true, "url": "ws://x/"}'
    slack.next(lambda handler: handler.say(200, body))
    assert app(slack).address() == "ws://x/"
    assert not _is_private("ws://x/", plainly=False)
    assert _is_private("wss://x:8443/", plainly=False)


@pytest.mark.parametrize(
    "payload",
    [
        None,
        {},
        {"type": "view_submission"},
        {"type": "block_actions"},
        {"type": "block_actions", "container": {"type": "view"}, "actions": [{"value": "b1"}]},
        {"type": "block_actions", "container": {"type": "message"}, "actions": []},
        {"type": "block_actions", "container": [], "actions": ["b1"], "user": 7},
    ],
)
def test_what_is_no_press_under_a_message_is_none(payload):
    assert read_press(payload) is None


def test_a_press_without_names_is_somebodys():
    payload = {
        "type": "block_actions",
        "container": {"type": "message", "channel_id": "C1", "message_ts": "1.2"},
        "team": {"id": "T1"},
        "actions": [{"value": "g1"}],
    }
    press = SlackPress(data="g1", place="C1", message="1.2", team="T1", who="somebody")
    assert read_press(payload) == press
