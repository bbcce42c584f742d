"""A mailbox is a feed whose password is never written into its address."""

from __future__ import annotations

import pytest

from monitor.config.tables.feeds import mailbox
from monitor.feeds.state.feed import Mailbox

AUTH = 'auth = { password = "env:MAIL_PASSWORD" }\n'


def box(url="imaps://me@x.example/INBOX", more=AUTH):
    return f'[[feeds]]\nurl = "{url}"\n{more}'


SECRET = {"MAIL_PASSWORD": "hunter2"}


def test_user_and_password_come_from_the_address_and_the_secret(folder):
    (feed,) = folder.load(box(), **SECRET).feeds
    assert (feed.auth, feed.mailbox) == (("me", "hunter2"), Mailbox())
    (feed,) = folder.load(
        box("imaps://x.example/", 'auth = { user = "me@x", password = "env:MAIL_PASSWORD" }\n'),
        **SECRET,
    ).feeds
    assert feed.auth == ("me@x", "hunter2")


def test_how_it_is_read_can_be_set(folder):
    (feed,) = folder.load(
        box(more=AUTH + "mailbox = { mark_read = true, split = false }\n"), **SECRET
    ).feeds
    assert feed.mailbox == Mailbox(mark_read=True, split=False)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (box(more=""), "feeds[1].auth", 'write auth = { password = "env:NAME" }'),
        (box("imaps://x.example/"), "feeds[1].auth.user", "imaps://USER@HOST/INBOX"),
        (box("imaps:///INBOX"), "feeds[1].url", "imaps://USER@HOST/INBOX"),
        (box("imap://me@x.example/"), "feeds[1].url", "mailbox = { unencrypted = true }"),
        (box(more=AUTH + 'pick = { item = "a" }\n'), "feeds[1].pick", "not for a mailbox"),
        (box(more=AUTH + 'proxy = "http://p:1"\n'), "feeds[1].proxy", "not for a mailbox"),
        (box(more=AUTH + 'headers = { A = "b" }\n'), "feeds[1].headers", "not for a mailbox"),
        (box(more=AUTH + "mailbox = { marks = 1 }\n"), "feeds[1].mailbox.marks", "unknown key"),
        (
            '[[feeds]]\nurl = "https://x.example/"\nmailbox = { split = true }\n',
            "feeds[1].mailbox",
            "begins with imaps://",
        ),
        (
            '[[feeds]]\nurl = "https://x.example/"\n' + AUTH,
            "feeds[1].auth.user",
            "is missing",
        ),
        ('[[subscriptions]]\nurl = "imaps://me@x.example/"\n', "subscriptions[1].url", "imaps"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_cure(folder, text, place, words):
    assert words in folder.mistakes(text, **SECRET)[place]


def test_a_password_in_the_address_is_a_mistake_and_not_quoted(folder):
    message = folder.mistakes(box("imaps://me:hunter2@x.example/"), **SECRET)["feeds[1].url"]
    assert "auth = {" in message
    assert "hunter2" not in message


@pytest.mark.parametrize(
    ("url", "more"),
    [
        ("imap://me@127.0.0.1:1143/", ""),
        ("imap://me@localhost/", ""),
        ("imap://me@mail.lan/", "mailbox = { unencrypted = true }\n"),
    ],
)
def test_without_encryption_it_is_read_on_this_machine_or_where_the_user_accepts_it(
    folder, url, more
):
    assert folder.load(box(url, AUTH + more), **SECRET).feeds


def test_the_same_mailbox_twice_is_a_mistake_and_another_user_s_is_not(folder):
    twice = box() + box("imaps://me@X.example:993/INBOX")
    assert "is there already" in folder.mistakes(twice, **SECRET)["feeds[2].url"]
    assert len(folder.load(box() + box("imaps://you@x.example/INBOX"), **SECRET).feeds) == 2


def test_a_mailbox_that_is_switched_off_is_no_feed(folder):
    assert folder.load(box(more=AUTH + "enabled = false\n"), **SECRET).feeds == ()


def test_where_imap_tools_is_missing_the_check_says_what_to_install(folder, monkeypatch):
    monkeypatch.setattr(mailbox, "NEEDS", "imap_tools_that_are_not_there")
    assert any(
        "news-monitor[mail]" in message for message in folder.warnings(box(), **SECRET).values()
    )
