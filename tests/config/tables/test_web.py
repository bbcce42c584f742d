"""[web]: on by default on this machine alone; elsewhere only with a secret."""

import pytest

from monitor.config.tables.web import Web, parse_listen, with_secrets
from monitor.errors import ConfigError


def test_without_the_table_the_page_is_on_loopback(folder, console):
    web = folder.load(console).web
    assert (web.host, web.port) == ("127.0.0.1", 8321)
    assert web.is_open
    assert web.is_loopback
    assert web.url == "http://127.0.0.1:8321"


@pytest.mark.parametrize("text", ['listen = ""', "enabled = false"])
def test_it_can_be_switched_off(folder, text):
    assert folder.load(f"[web]\n{text}\n").web is None


@pytest.mark.parametrize("listen", ["0.0.0.0:8321", "192.168.1.5:80", "[::]:8321", "desk.lan:80"])
def test_another_address_needs_a_secret_and_says_how_to_give_one(folder, listen):
    mistakes = folder.mistakes(f'[web]\nlisten = "{listen}"\n')
    assert 'password = "env:' in mistakes["web.listen"]
    web = folder.load(f'[web]\nlisten = "{listen}"\ntoken = "env:T"\n', T="0123456789abcdef").web
    assert not web.is_open
    assert not web.is_loopback


@pytest.mark.parametrize("listen", ["127.0.0.1:80", "127.9.9.9:0", "localhost:65535", "[::1]:1"])
def test_loopback_needs_none(folder, listen):
    assert folder.load(f'[web]\nlisten = "{listen}"\n').web.is_open


@pytest.mark.parametrize(
    "listen", ["8321", ":8321", "127.0.0.1", "127.0.0.1:99999", "[zz]:1", "a b:1"]
)
def test_what_is_no_address_is_a_mistake_that_shows_one(folder, listen):
    assert '"127.0.0.1:8321"' in folder.mistakes(f'[web]\nlisten = "{listen}"\n')["web.listen"]


def test_weak_secrets_are_mistakes(folder):
    mistakes = folder.mistakes(
        '[web]\ntoken = "env:T"\npassword = "env:P"\n', T="x" * 15, P="x" * 7
    )
    assert "at least 16" in mistakes["web.token"]
    assert "at least 8" in mistakes["web.password"]


def test_a_secret_in_the_file_is_told_of_and_never_shown(folder):
    text = '[web]\npassword = "correct horse battery"\n'
    assert "env:WEB_PASSWORD" in folder.warnings(text)["web.password"]
    assert "horse" not in repr(folder.load(text).web)


def test_secrets_are_looked_up_by_those_who_serve(folder):
    text = '[web]\nlisten = "0.0.0.0:1"\npassword = "env:P"\n'
    config = folder.load(text, secrets=False)
    resolve = {"directory": config.directory, "source": "config.toml"}
    assert (
        with_secrets(config.web, environ={"P": "long enough"}, **resolve).password == "long enough"
    )
    with pytest.raises(ConfigError, match="P isn't set"):
        with_secrets(config.web, environ={}, **resolve)
    with pytest.raises(ConfigError, match="guessed"):
        with_secrets(config.web, environ={"P": "short"}, **resolve)


@pytest.mark.parametrize(
    "url", ["news.example.org", "ftp://x.example", "https://x.example/news", "https://x.example?a"]
)
def test_a_public_address_is_a_whole_host(folder, url):
    assert "web.url" in folder.mistakes(f'[web]\nurl = "{url}"\n')


def test_the_public_address_is_the_one_that_is_told(folder):
    assert (
        folder.load('[web]\nurl = "https://news.example.org/"\n').web.url
        == "https://news.example.org"
    )


def test_ipv6_has_brackets_in_addresses():
    assert parse_listen("[::1]:8321") == ("::1", 8321)
    assert Web(host="::1", port=8321).url == "http://[::1]:8321"
