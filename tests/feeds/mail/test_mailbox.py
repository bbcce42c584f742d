"""A mailbox is polled like a feed: each mail once, nothing changed in it, failures in words."""

from __future__ import annotations

import json
import logging
import os
import signal
import ssl
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from monitor.feeds.http.connection import Connections
from monitor.feeds.limits import Limits
from monitor.feeds.mail import mailbox as mailbox_module
from monitor.feeds.mail.one_by_one import MOST_KILLED
from monitor.feeds.parsing.sandbox import KilledError
from monitor.feeds.parsing.source import parse_source
from monitor.feeds.polling.poll import open_poller, poll
from monitor.feeds.state.feed import Mailbox, Validators
from monitor.feeds.state.outcome import Failed, FailureKind, Parsed, Unchanged
from tests.forked_process import ForkedProcess, ran

pytestmark = pytest.mark.xdist_group("imap")
ROOT = Path(__file__).parents[3]
NOW = datetime.now(UTC)


def mail(n=1, text="Some text", **headers):
    made = EmailMessage()
    wanted = {"From": "Brief <b@x.example>", "Subject": f"Letter {n}", "Message-ID": f"<{n}@x>"}
    for name, value in (wanted | headers).items():
        made[name] = value
    made.set_content(text)
    return made


def mails(*numbers):
    return [mail(n) for n in numbers]


@pytest.fixture
def connections():
    with Connections() as opened:
        yield opened


@pytest.fixture
def polled(connections):
    """Poll a request, and again from where the poll before ended: ``polled(request, before)``."""

    def polled(request, before=None):
        if before is not None:
            request = replace(request, validators=before.validators, body_hash=before.body_hash)
        return poll(request, now=NOW, connections=connections)

    return polled


def titles(outcome):
    assert isinstance(outcome, Parsed), outcome
    return [item.title for item in outcome.items]


def test_the_first_poll_brings_what_is_there_and_the_next_only_what_came_since(imap, polled):
    imap.deliver(*mails(1, 2))
    first = polled(imap.request())
    assert sorted(titles(first)) == ["Letter 1", "Letter 2"]
    assert first.title == f"INBOX of {imap.user}@127.0.0.1"
    second = polled(imap.request(), first)
    assert isinstance(second, Unchanged)
    imap.deliver(*mails(3))
    assert titles(polled(imap.request(), second)) == ["Letter 3"]


def test_in_an_empty_mailbox_the_first_mail_is_found(imap, polled):
    first = polled(imap.request())
    assert isinstance(first, Unchanged)
    imap.deliver(*mails(1))
    assert titles(polled(imap.request(), first)) == ["Letter 1"]


def test_nothing_is_marked_as_read(imap, polled):
    imap.deliver(*mails(1))
    polled(imap.request())
    assert b"\\Seen" not in imap.flags()[0]


def test_what_was_read_is_marked_where_the_user_wants_it(imap, polled):
    imap.deliver(*mails(1, 2))
    polled(imap.request(mailbox=Mailbox(mark_read=True)))
    assert [b"\\Seen" in flags for flags in imap.flags()] == [True, True]


def test_mails_that_were_deleted_meanwhile_are_no_trouble(imap, polled):
    imap.deliver(*mails(1, 2, 3))
    first = polled(imap.request())
    imap.expunge("1:2")
    imap.deliver(*mails(4, 5))
    imap.expunge("2")
    assert titles(polled(imap.request(), first)) == ["Letter 5"]


def test_when_the_server_counts_anew_recent_mails_are_read_again_under_the_same_ids(imap, polled):
    imap.deliver(*mails(1, 2))
    first = polled(imap.request())
    lost = replace(first, validators=Validators(etag="1:99"), body_hash="")
    again = polled(imap.request(), lost)
    assert {item.key for item in again.items} == {item.key for item in first.items}


def test_of_more_mails_than_one_poll_reads_the_others_come_with_the_next(imap, polled, monkeypatch):
    monkeypatch.setattr(mailbox_module, "MOST", 3)
    first = polled(imap.request())
    imap.deliver(*mails(1, 2, 3, 4, 5))
    second = polled(imap.request(), first)
    assert titles(second) == ["Letter 1", "Letter 2", "Letter 3"]
    third = polled(imap.request(), second)
    assert titles(third) == ["Letter 4", "Letter 5"]
    assert isinstance(polled(imap.request(), third), Unchanged)


def test_at_the_first_poll_the_newest_are_read_and_older_ones_never_become_news(
    imap, polled, monkeypatch
):
    monkeypatch.setattr(mailbox_module, "FIRST", 2)
    imap.deliver(*mails(1, 2, 3, 4))
    first = polled(imap.request())
    assert sorted(titles(first)) == ["Letter 3", "Letter 4"]
    assert isinstance(polled(imap.request(), first), Unchanged)


def test_older_mails_than_a_month_are_not_looked_for(imap, polled):
    imap.deliver(mail(1), arrived=NOW - timedelta(days=60))
    assert isinstance(polled(imap.request()), Unchanged)


def test_a_poll_fetches_no_more_bytes_than_it_may_and_loses_nothing(imap, polled):
    first = polled(imap.request())
    imap.deliver(*(mail(n, "x " * 40_000) for n in range(1, 6)))
    small = imap.request(limits=Limits(max_bytes=200_000))
    found, outcome = [], first
    for _ in range(3):
        outcome = polled(small, outcome)
        found.append(len(titles(outcome)))
    assert found == [2, 2, 1]


def test_a_mail_with_a_huge_attachment_is_read_without_it(imap, polled):
    made = mail(1, "The text")
    made.add_attachment(b"x" * 3_000_000, maintype="video", subtype="mp4", filename="x.mp4")
    imap.deliver(made)
    outcome = polled(imap.request(limits=Limits(max_bytes=1_000_000)))
    assert [item.summary for item in outcome.items] == ["The text"]
    assert outcome.size < 600_000


def test_folders_of_any_script_are_found(imap, polled):
    imap.deliver(*mails(1), folder="&AMQ-rger")  # Ärger, as IMAP writes it
    assert titles(polled(imap.request("%C3%84rger"))) == ["Letter 1"]


def test_a_folder_that_is_not_there_is_told_with_those_that_are(imap, polled):
    imap.deliver(*mails(1), folder="News")
    outcome = polled(imap.request("Nwes"))
    assert (outcome.kind, outcome.message) == (
        FailureKind.CLIENT_ERROR,
        f'127.0.0.1:{imap.port} has no folder "Nwes"; it has: INBOX, News',
    )


@pytest.mark.parametrize("password", ["wrong", "fälsch"])
def test_a_wrong_password_is_told_and_in_no_message_or_log(imap, polled, caplog, password):
    caplog.set_level(logging.DEBUG)
    outcome = polled(imap.request(auth=(imap.user, password)))
    assert outcome.kind is FailureKind.UNAUTHORIZED
    assert outcome.message.startswith(f'127.0.0.1:{imap.port} refuses the user "{imap.user}"')
    assert "app password" in outcome.message
    assert password not in outcome.message + caplog.text


def test_a_private_address_is_refused_unless_it_is_allowed(imap, polled):
    outcome = polled(imap.request(allow_private=frozenset()))
    assert outcome.kind is FailureKind.REFUSED_ADDRESS


def test_nobody_there_is_told(imap, polled):
    outcome = polled(imap.request(port=1))
    assert outcome.kind is FailureKind.CONNECT
    assert "nobody answers at 127.0.0.1:1" in outcome.message


def test_a_server_that_falls_silent_is_given_up(imap, polled, relay):
    stalled = relay(imap.port, stop_after=400)
    limits = Limits(connect=1, read=0.3, total=2)
    outcome = polled(imap.request(port=stalled.port, limits=limits))
    assert outcome.kind is FailureKind.TIMEOUT


def test_a_connection_that_breaks_is_told(imap, polled, relay):
    imap.deliver(*mails(1))
    broken = relay(imap.port, stop_after=700, cut=True)
    outcome = polled(imap.request(port=broken.port))
    assert outcome.kind is FailureKind.CONNECT
    assert "broke the connection" in outcome.message


def test_what_is_no_imap_server_is_told(imap, polled, feed_server):
    limits = Limits(connect=1, read=0.3, total=1)
    outcome = polled(imap.request(port=feed_server.port, limits=limits))
    assert outcome.kind in {FailureKind.TIMEOUT, FailureKind.CONNECT, FailureKind.SERVER_ERROR}


def secured(imap, host):
    url = f"imaps://{imap.user}@{host}:{imap.secure_port}/INBOX"
    return replace(imap.request(allow_private=frozenset({host})), url=url)


def over_tls(request, *, trusted):
    tls = ssl.create_default_context()
    if trusted:
        tls.load_verify_locations(ROOT / "tests/feeds/tls/ca.pem")
    with open_poller(
        resolve=lambda *_: ["127.0.0.1"], tls=tls, parsers=1, clock=lambda: NOW
    ) as poller:
        return poller.submit(request).result()


def test_over_tls_mails_come_and_are_parsed_in_the_sandbox(imap):
    imap.deliver(*mails(1))
    assert titles(over_tls(secured(imap, "feeds.test"), trusted=True)) == ["Letter 1"]


def test_a_mail_that_kills_its_reader_costs_its_own_text_alone(imap, connections):
    imap.deliver(mail(1), mail(2, "MALICIOUS"), mail(3))

    def parse(body, **details):
        if b"MALICIOUS" in body:
            raise KilledError("reading it takes more than 5 s of computing")
        return parse_source(body, **details)

    outcome = poll(imap.request(), now=NOW, connections=connections, parse=parse)
    assert sorted(titles(outcome)) == ["Letter 1", "Letter 2", "Letter 3"]
    (told,) = (item.summary or item.content for item in outcome.items if item.title == "Letter 2")
    assert told == (
        "The text of this mail can't be read: reading it takes more than 5 s of computing."
    )


def test_after_many_mails_that_kill_their_reader_of_others_the_headers_are_read(imap, connections):
    imap.deliver(*mails(*range(MOST_KILLED + 2)))
    killed = []

    def parse(body, **details):
        if b"Some text" in body:
            killed.append(body)
            raise KilledError("reading it takes more than 5 s of computing")
        return parse_source(body, **details)

    outcome = poll(imap.request(), now=NOW, connections=connections, parse=parse)
    assert len(titles(outcome)) == MOST_KILLED + 2
    assert len(killed) == 1 + MOST_KILLED


def test_a_certificate_that_cannot_be_trusted_or_is_another_s_is_refused(imap):
    for host, trusted in (("feeds.test", False), ("elsewhere.test", True)):
        outcome = over_tls(secured(imap, host), trusted=trusted)
        assert isinstance(outcome, Failed)
        assert outcome.kind is FailureKind.TLS
        assert "certificate can't be trusted" in outcome.message


def test_tls_where_there_is_none_is_told(imap):
    plain = secured(imap, "feeds.test")
    plain = replace(plain, url=plain.url.replace(str(imap.secure_port), str(imap.port)))
    assert over_tls(plain, trusted=True).kind is FailureKind.TLS


def test_without_a_password_nothing_is_asked(imap, polled):
    outcome = polled(imap.request(auth=None))
    assert outcome.kind is FailureKind.UNAUTHORIZED
    assert 'auth = { password = "env:NAME" }' in outcome.message


def test_without_imap_tools_a_poll_says_what_to_install(imap, polled, monkeypatch):
    monkeypatch.setitem(sys.modules, "monitor.feeds.mail.session", None)
    outcome = polled(imap.request())
    assert outcome.kind is FailureKind.INTERNAL
    assert "pip install 'news-monitor[mail]'" in outcome.message


@pytest.fixture
def desk(tmp_path, imap):
    """Writes a configuration that watches the mailbox, by way of any port: ``--config``, path."""
    (tmp_path / "password").write_text(imap.password)

    def desk(port):
        config = tmp_path / "config.toml"
        config.write_text(
            'allow_private = ["127.0.0.1"]\n[targets.console]\nurl = "console:"\n'
            f'[[feeds]]\nurl = "imap://{imap.user}@127.0.0.1:{port}/INBOX"\nname = "Mail"\n'
            'auth = { password = "file:password" }\n'
            '[[rules]]\nname = "Letters"\nmatch = "Letter"\ngroup = "item"\n'
        )
        return "--config", config

    return desk


def once(*config):
    printed = ran("once", "--json", *config, code=0).stdout
    return json.loads(printed[printed.index('{\n  "feeds"') :]), printed.replace("*", "")


def test_killed_in_the_middle_of_a_poll_nothing_is_lost_and_nothing_told_twice(imap, desk, relay):
    imap.deliver(*mails(1))
    passing = relay(imap.port)
    (feed,) = once(*desk(passing.port))[0]["feeds"]
    assert (feed["new"], feed["alerts"]) == (1, 0)
    subjects = ["Letter about steel", "Letter about milk", "Letter about trains"]
    imap.deliver(*(mail(n, "x " * 4_000, Subject=s) for n, s in enumerate(subjects, 2)))
    passing.stop_after = 9_000
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a file descriptor is wanted
        killed = ForkedProcess(
            *("once", *desk(passing.port)), environ=os.environ, stdout=nowhere, stderr=nowhere
        )
    assert passing.stopped.wait(30)
    killed.kill()
    assert killed.wait(30) == -signal.SIGKILL
    passing.stop_after = None
    done, printed = once(*desk(passing.port))
    assert done["feeds"][0]["new"] == 3
    assert [printed.count(subject) for subject in subjects] == [1, 1, 1]
    done, printed = once(*desk(passing.port))
    assert done["feeds"][0]["new"] == 0
    assert "Letter about" not in printed


def test_feeds_test_shows_the_mails_or_says_that_there_are_none(imap, desk):
    config = desk(imap.port)
    empty = ran("feeds", "test", "Mail", *config, code=1)
    assert "it can be read, but no mail has come in the last 30 days" in empty.stderr
    imap.deliver(*mails(1))
    assert "Letter 1" in ran("feeds", "test", "Mail", *config, code=0).stdout
