"""A mailbox's URL is read the same way by the check of the configuration and by the poll."""

from __future__ import annotations

import pytest

from monitor.feeds.mail.address import MailboxAddress, called, is_mailbox, read_address
from monitor.feeds.state.feed import Feed, identity


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("imaps://me@x.example/INBOX", ("x.example", 993, "me", "INBOX", True)),
        ("imaps://me@x.example", ("x.example", 993, "me", "INBOX", True)),
        ("imap://me@x.example:1143/", ("x.example", 1143, "me", "INBOX", False)),
        ("IMAPS://me@X.example/News/Press", ("x.example", 993, "me", "News/Press", True)),
        ("imaps://me%40b.example@x.example/A%20b", ("x.example", 993, "me@b.example", "A b", True)),
        ("imaps://me@b.example@x.example/", ("x.example", 993, "me@b.example", "INBOX", True)),
        ("imaps://x.example/Gel%C3%B6scht", ("x.example", 993, "", "Gelöscht", True)),
        ("imaps://me@[::1]/INBOX", ("::1", 993, "me", "INBOX", True)),
    ],
)
def test_an_address_names_server_user_and_folder(url, address):
    assert is_mailbox(url)
    assert read_address(url) == MailboxAddress(*address)


@pytest.mark.parametrize(
    "url", ["imaps://", "imaps:///INBOX", "imaps://x.example:99999/", "imap:x"]
)
def test_what_names_no_server_is_no_mailbox(url):
    with pytest.raises(ValueError, match="imaps://USER@HOST/INBOX"):
        read_address(url)


def test_a_password_in_an_address_is_refused_and_not_quoted():
    with pytest.raises(ValueError, match="auth = ") as caught:
        read_address("imaps://me:hunter2@x.example/")
    assert "hunter2" not in str(caught.value)


def test_two_users_of_one_server_are_two_feeds():
    one, two = Feed(url="imaps://a@x.example/INBOX"), Feed(url="imaps://b@x.example:993/INBOX")
    assert identity(one) != identity(two)
    assert identity(two) == identity(Feed(url="imaps://b@X.example/INBOX"))


def test_a_mailbox_is_called_by_its_folder_and_user():
    assert called("imaps://me@x.example/News") == "News of me@x.example"
    assert called("imaps://me@b.example@x.example/") == "INBOX of me@b.example"
