import os

import pytest

from monitor.alerts.planning.policy import TargetKind
from monitor.config import load_config
from monitor.config.tables.targets import advice_on, holds_secret


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("console:", TargetKind.CONSOLE),
        ("https://hooks.slack.com/services/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", "slack"),
        ("mailtos://me:secret@mail.example.org?to=you@example.org", TargetKind.EMAIL),
        ("ntfy://news-k7w2q9x4", TargetKind.TEXT),
    ],
)
def test_a_target_knows_its_kind_by_its_url(url, kind, folder):
    config = folder.load('[targets.x]\nurl = "env:URL"\n', URL=url)
    assert config.targets["x"].kind == kind
    assert config.targets["x"].url == url
    assert config.targets["x"].max_attempts == 36


@pytest.mark.parametrize("url", ["slak://a/b/c", "not a url", "console:x", "mailto://@x"])
def test_a_url_that_no_service_has_is_a_mistake_and_not_quoted(url, folder):
    message = folder.mistakes('[targets.x]\nurl = "env:URL"\n', URL=url)["targets.x.url"]
    assert url not in message


@pytest.mark.parametrize("parts", ["", "T1H9RESGL", "T1H9RESGL/B1HA6SNTE"])
def test_half_a_slack_webhook_is_told_as_such(parts, folder):
    url = f"https://hooks.slack.com/services/{parts}"
    message = folder.mistakes('[targets.x]\nurl = "env:URL"\n', URL=url)["targets.x.url"]
    assert "isn't whole" in message
    assert "three parts" in message
    assert "T1H9" not in message


@pytest.mark.parametrize(
    ("url", "is_doubtful"),
    [
        ("mailto://user@mail.example?to=me@mail.example", True),
        ("mailtos://user:secret@mail.example", False),
        ("mailtos://user@mail.example?pass=secret", False),
        ("ntfys://user@push.example/topic", False),
        ("env:MAIL_URL", False),
    ],
)
def test_an_address_to_mail_to_is_doubtful_without_a_password(url, is_doubtful):
    assert bool(advice_on(url)) == is_doubtful


def test_a_mailbox_to_send_by_without_a_password_is_warned_of(folder):
    text = '[targets.x]\nurl = "mailtos://me@mail.example.org?to=you@example.org"\n'
    assert "no password" in folder.warnings(text)["targets.x.url"]
    for url in (
        "mailtos://me:secret@mail.example.org?to=you@example.org",
        "mailtos://mail.example.org?user=me&pass=secret&to=you@example.org",
        "mailto://mail.example.org?from=me@example.org&to=you@example.org",
    ):
        text = '[targets.x]\nurl = "env:URL"\n'
        assert "targets.x.url" not in folder.warnings(text, URL=url)


def test_an_empty_url_is_a_mistake(folder):
    assert "targets.x.url" in folder.mistakes('[targets.x]\nurl = ""\n')


def test_a_target_needs_a_name(folder):
    mistakes = folder.mistakes('[targets.""]\nurl = "console:"\n')
    assert mistakes['targets.""'] == "needs a name, such as [targets.desk]"


def test_a_target_with_a_mistake_is_still_known_to_rules(folder):
    mistakes = folder.mistakes(
        '[targets.x]\nurl = "env:NONE"\n[[rules]]\nname = "r"\nmatch = "apple"\ntargets = ["x"]\n'
    )
    assert set(mistakes) == {"targets.x.url"}


@pytest.mark.parametrize(
    "url",
    [
        "slack://a/b/c",
        "https://hooks.slack.com/services/a/b/c",
        "mailtos://me:hunter2@gmail.com",
        "json://me:hunter2@host/",
        "jsons://host/?token=abc",
        "discord://id/token",
        "json://[",
        "http://localhost:9000/hook?token=abc",
        "http://me:hunter2@127.0.0.1/hook",
    ],
)
def test_urls_that_hold_a_secret(url):
    assert holds_secret(url)


@pytest.mark.parametrize(
    "url",
    [
        "console:",
        "ntfy://topic",
        "json://host:8080/x",
        "mailto://host",
        "http://127.0.0.1:9000/hook",
        "https://localhost/hook",
        "http://[::1]:9000/hook",
    ],
)
def test_urls_that_hold_none(url):
    assert not holds_secret(url)


def test_a_secret_in_the_file_is_warned_of_with_the_way_out(folder):
    text = '[targets.my-desk]\nurl = "json://me:hunter2@desk.example"\n'
    message = folder.warnings(text)["targets.my-desk.url"]
    assert '"env:TARGETS_MY_DESK_URL"' in message
    assert "chmod" not in message


def test_a_secret_in_a_file_that_others_can_read_asks_for_chmod_too(folder):
    path = folder.write('[targets.desk]\nurl = "json://me:hunter2@desk.example"\n')
    path.chmod(0o644)

    def told():
        return load_config(path, environ={}).warnings[-1].message

    if os.geteuid() == 0:
        # Root's is a service's, perhaps, whose user couldn't read it with 600.
        assert told().endswith("let nobody read it but root and the daemon (others can now)")
        os.chown(path, 64_886, -1)
    assert "chmod 600 config.toml" in told()


def test_a_reference_is_not_warned_of(folder):
    folder.file("desk", "json://me:hunter2@desk.example\n")
    warnings = folder.warnings('[targets.desk]\nurl = "file:desk"\n')
    assert "targets.desk.url" not in warnings


@pytest.mark.parametrize(
    ("url", "signed", "holds"),
    [
        ("webhook+https://hub.example/hook", False, True),
        ("webhook+https://hub.example/hook", True, False),
        ("webhook+https://ann:pw@hub.example/hook", True, True),
        ("webhook+https://hub.example/hook?token=x", True, True),
    ],
)
def test_a_webhooks_path_may_be_its_secret_unless_it_is_signed(url, signed, holds):
    assert holds_secret(url, signed=signed) is holds
