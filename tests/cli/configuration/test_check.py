"""``check``: what it warns of is said once, with all whom it concerns."""

from __future__ import annotations

import os
import sys

import pytest

from monitor.health.interpreter import known_fault
from tests.command_line import call


@pytest.fixture
def checked(cli, home):
    """Check the configuration with more in it: what was printed, in one line."""

    def checked(more):
        with (home / "config.toml").open("a") as file:
            file.write(more)
        return " ".join(cli("check").split())

    return checked


def test_each_kind_of_warning_is_said_once_with_the_names_it_concerns(checked, cli_json):
    printed = checked(
        "".join(
            f'[[feeds]]\nurl = "https://example.com/{number}"\ninterval = "{number}s"\n{name}'
            for number, name in ((5, 'name = "Wire"\n'), (6, ""), (7, ""))
        )
        + '[targets.a]\nurl = "slack://TokenA/TokenB/TokenC"\n'
        + '[targets.b]\nurl = "ntfys://user:pass@example.com/topic"\n'
    )
    assert printed.count("more often than most publishers tolerate") == 1
    assert (
        '! "Wire" (line 13), "https://example.com/6" (line 17), "https://example.com/7" (line 20): '
        "this is more often than most publishers tolerate" in printed
    )
    assert printed.count("this file holds the secret itself") == 1
    assert (
        "! targets.a.url (line 22), targets.b.url (line 24): this file holds the secret itself"
        in printed
    )
    assert "2 warnings. It can be used." in printed
    assert "No mistakes" not in printed
    assert len(cli_json("check")["warnings"]) == 5, "programs are told of each"


def test_what_warns_once_says_it_of_that_one(checked):
    printed = checked('[[feeds]]\nurl = "https://example.com/"\ninterval = "5s"\n')
    assert 'feeds[2].interval: in "https://example.com/": every 5s is more often than' in printed
    assert "1 warning. It can be used." in printed


@pytest.mark.parametrize("url", ["json://127.0.0.1:9/hook", "form://[::1]:9/hook"])
def test_an_address_on_this_machine_is_no_secret(checked, url):
    assert "No mistakes found." in checked(f'[targets.hook]\nurl = "{url}"\n')


def test_a_password_is_one_on_this_machine_too(checked):
    assert "the secret itself" in checked('[targets.hook]\nurl = "json://me:word@127.0.0.1/"\n')


def test_a_python_that_is_known_to_be_wrong_is_warned_of(checked, cli_json, monkeypatch):
    fault = known_fault((3, 11, 2))
    monkeypatch.setattr("monitor.health.interpreter.known_fault", lambda _: fault)
    printed = checked("")
    version = ".".join(map(str, sys.version_info[:3]))
    assert f"! Python {version}: misreads some regular expressions" in printed
    assert "1 warning. It can be used." in printed
    assert [each["message"] for each in cli_json("check")["warnings"]] == [fault]


@pytest.mark.parametrize(
    ("place", "told", "more"),
    [
        ("templates/alert.txt", "alert.txt: can't be read", ""),
        ("secret", "it is a pipe, a device or a socket", '[targets.a]\nurl = "file:secret"\n'),
        ("feeds.opml", "must be a file", '[[subscriptions]]\nurl = "feeds.opml"\n'),
    ],
)
def test_a_named_pipe_in_place_of_a_file_is_told_and_not_waited_for(home, place, told, more):
    (home / place).parent.mkdir(exist_ok=True)
    os.mkfifo(home / place)
    (home / "config.toml").write_text(more)
    result = call("check", "--online")
    assert result.exit_code == 1
    assert told in " ".join(f"{result.output} {result.exception}".split())


def test_a_list_in_a_file_is_tried_without_being_asked(home):
    (home / "mine.opml").write_text("<opml")
    (home / "config.toml").write_text('[[subscriptions]]\nurl = "mine.opml"\n')
    result = call("check")
    assert result.exit_code == 1
    assert "1 list failed." in result.output
    assert "this is not an OPML file" in call("check", "--json").output


def test_mistakes_in_the_configuration_and_in_a_template_are_told_at_once(home):
    (home / "config.toml").write_text('databse = "news.db"\n')
    (home / "templates").mkdir()
    (home / "templates" / "alert.txt").write_text("{{ broken")
    told = str(call("check").exception)
    assert "line 1: databse: unknown key" in told
    assert "alert.txt: unexpected end of template" in told
