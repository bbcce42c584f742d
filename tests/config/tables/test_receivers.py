"""``webhook+https://``, ``format`` and ``secret`` of a target: what goes together."""

from __future__ import annotations

import base64

import pytest

from monitor.alerts.planning.policy import TargetKind

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
HUB = '[targets.hub]\nurl = "webhook+https://hub.example/hook"\n'


def test_a_webhook_is_signed_by_a_secret_that_stands_elsewhere(folder):
    config = folder.load(f'{HUB}secret = "env:HUB"\n', HUB=SECRET)

    hub = config.targets["hub"]
    assert (hub.kind, hub.secrets, hub.max_per_hour) == (TargetKind.WEBHOOK, (SECRET,), None)
    assert SECRET not in repr(hub)
    assert not [each for each in config.warnings if each.path.startswith("targets")]


def test_two_secrets_while_one_is_exchanged(folder):
    config = folder.load(f'{HUB}secret = ["env:HUB", "env:OLD"]\n', HUB=SECRET, OLD=SECRET)

    assert config.targets["hub"].secrets == (SECRET, SECRET)


def test_a_webhook_that_is_not_signed_is_warned_of(folder):
    assert "isn't signed" in folder.warnings(HUB)["targets.hub"]


def test_a_secret_in_the_file_is_warned_of(folder):
    text = f'{HUB}secret = "{SECRET}"\n'
    assert "holds the secret itself" in folder.warnings(text)["targets.hub.secret"]


def test_a_secret_that_is_none_is_a_mistake_and_not_quoted(folder):
    message = folder.mistakes(f'{HUB}secret = "env:HUB"\n', HUB="canary77")["targets.hub.secret"]
    assert "24 to 64 random bytes" in message
    assert "canary77" not in message


def test_a_run_without_secrets_takes_them_as_they_are_written(folder):
    config = folder.load(f'{HUB}secret = "env:HUB"\n', secrets=False)
    assert config.targets["hub"].kind is TargetKind.WEBHOOK


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("127.0.0.1:9000", ""),
        ("localhost", ""),
        ("[::1]:9000", ""),
        ("10.1.2.3", ""),
        ("192.168.7.7", ""),
        ("hub", "hub"),
        ("hub.lan:81", "hub.lan:81"),
        ("100.64.1.1", ""),
        ("203.0.113.9", "203.0.113.0/24"),
    ],
)
def test_plain_http_is_for_hosts_in_the_house(folder, host, allowed):
    text = f'allow_private = ["{allowed}"]\n' if allowed else ""
    config = folder.load(f'{text}[targets.hub]\nurl = "webhook+http://{host}/x"\n')
    assert config.targets["hub"].kind is TargetKind.WEBHOOK


@pytest.mark.parametrize(
    "host", ["hub.example", "hub", "8.8.8.8", "169.254.169.254", "[2606:4700::1]"]
)
def test_plain_http_to_elsewhere_is_a_mistake(folder, host):
    text = f'[targets.hub]\nurl = "webhook+http://{host}/x"\n'
    message = folder.mistakes(text)["targets.hub.url"]
    assert f'add "{host}" to allow_private' in message


@pytest.mark.parametrize("url", ["webhook+https://", "webhook+https:///x", "webhook+https://[x/"])
def test_a_webhook_without_a_host_is_a_mistake(folder, url):
    text = f'[targets.hub]\nurl = "{url}"\n'
    assert "targets.hub.url" in folder.mistakes(text)


def test_json_in_full_is_a_webhook(folder):
    text = '[targets.b]\nurl = "jsons://board.example/in"\nformat = "full"\nsecret = "env:B"\n'
    board = folder.load(text, B=SECRET).targets["b"]
    assert (board.kind, board.secrets) == (TargetKind.WEBHOOK, (SECRET,))


def test_json_as_it_was_is_none(folder):
    text = '[targets.b]\nurl = "jsons://board.example/in"\n'
    assert folder.load(text).targets["b"].kind is TargetKind.TEXT


def test_json_in_full_has_no_fields_of_its_own(folder):
    text = '[targets.b]\nurl = "jsons://board.example/in?:a=b"\nformat = "full"\n'
    assert "its own fields" in folder.mistakes(text)["targets.b.url"]


@pytest.mark.parametrize(
    ("more", "place", "told"),
    [
        ('format = "full"', "format", "for json:// and jsons:// alone"),
        ('format = "ful"', "format", 'must be "text"'),
        ('secret = "env:S"', "secret", "nothing else is signed"),
    ],
)
def test_what_does_not_go_together_is_a_mistake(folder, more, place, told):
    text = f'[targets.x]\nurl = "ntfys://topic"\n{more}\n'
    assert told in folder.mistakes(text, S=SECRET)[f"targets.x.{place}"]
