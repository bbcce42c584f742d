from datetime import timedelta

import pytest

from monitor.feeds.state.feed import Feed, identity


def subscription(line, more=""):
    return f"[[subscriptions]]\n{line}\n{more}"


def test_a_list_is_an_address_or_a_file_beside_the_configuration(folder):
    near = folder.file("team.opml", "<opml/>")
    config = folder.load(
        subscription('url = "team.opml"', 'tags = ["team"]\n')
        + subscription('url = "https://lists.example/a.opml"', 'every = "6h"')
    )
    first, second = config.subscriptions
    assert first.path.samefile(near)
    assert (first.tags, first.every) == (("team",), timedelta(days=1))
    assert (second.path, second.every) == (None, timedelta(hours=6))


def test_the_way_in_is_written_as_for_a_feed(folder):
    config = folder.load(
        subscription(
            'url = "https://lists.example/"',
            'auth = { user = "me", password = "env:P" }\nproxy = "env:X"\n'
            'headers = { Authorization = "env:T" }',
        ),
        P="canary-p",
        X="http://proxy.example:3128",
        T="canary-t",
    )
    (found,) = config.subscriptions
    assert found.auth == ("me", "canary-p")
    assert found.headers == (("Authorization", "canary-t"),)
    assert found.proxy == "http://proxy.example:3128"
    assert "canary" not in repr(config)


@pytest.mark.parametrize(
    ("line", "path", "words"),
    [
        ('url = ""', "url", "is empty"),
        ('url = "none.opml"', "url", "there is no file"),
        ('url = "lists.example/a.opml"', "url", "write https:// before it"),
        ('url = "ftp://lists.example/"', "url", 'can\'t be read over "ftp:"'),
        ('url = "https://me:canary@lists.example/"', "url", "auth = {"),
        ('tags = ["x"]', "url", "is missing"),
        ('url = "https://a.example/"\nevery = "0s"', "every", "at least a second"),
        ('url = "https://a.example/"\nevery = "daily"', "every", "not a duration"),
        ('url = "https://a.example/"\nname = "A"', "name", "isn't a key of this table"),
        ('url = "https://a.example/"\nproxy = "x"', "proxy", "http://HOST:PORT"),
        ('url = "https://a.example/"\nauth = { user = "x" }', "auth.password", "is missing"),
    ],
)
def test_each_mistake_is_named_at_its_place(line, path, words, folder):
    message = folder.mistakes(subscription(line))[f"subscriptions[1].{path}"]
    assert words in message
    assert "canary" not in message


def test_it_must_be_written_as_a_table_for_each_list(folder):
    assert "double brackets" in folder.mistakes("[subscriptions]\nurl = 'x'\n")["subscriptions"]
    mistakes = folder.mistakes("subscriptions = ['team.opml']\n")
    assert "write [[subscriptions]]" in mistakes["subscriptions[1]"]


def test_the_same_list_twice_is_a_mistake(folder):
    twice = subscription('url = "https://a.example"') + subscription('url = "https://A.example/"')
    assert "as subscriptions[1]" in folder.mistakes(twice)["subscriptions[2].url"]


def test_a_list_that_is_switched_off_is_not_in_it(folder):
    off = subscription('url = "https://a.example"', "enabled = false")
    assert folder.load(off).subscriptions == ()


def test_a_private_host_and_an_impatient_wait_are_warned_of(folder):
    text = subscription('url = "http://nas/team.opml"', 'every = "1m"')
    warnings = folder.warnings(text)
    assert 'allow_private = ["nas"]' in warnings["subscriptions[1].url"]
    assert "every 1m" in warnings["subscriptions[1].every"]
    allowed = folder.warnings('allow_private = ["nas"]\n' + text)
    assert "subscriptions[1].url" not in allowed


def test_with_a_list_there_are_feeds_to_watch(folder):
    assert "feeds" in folder.warnings("")
    assert "feeds" not in folder.warnings(subscription('url = "https://a.example/"'))


def test_feeds_that_are_switched_off_are_remembered_for_no_list_to_bring_back(folder):
    text = (
        '[[feeds]]\nurl = "https://A.example"\nenabled = false\n'
        '[[feeds]]\nurl = "none.rss"\nenabled = false\n'
        '[[feeds]]\nurl = "ftp://old.example/"\nenabled = false\n'
    )
    assert folder.load(text).switched_off == {identity(Feed(url="https://a.example/"))}


def test_health_names_its_targets(folder, console):
    assert folder.load(console).health_targets == ()
    told = folder.load(console + '[health]\ntargets = ["console", "console"]\n')
    assert told.health_targets == ("console",)


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        ('[health]\ntargets = ["consol"]\n', "health.targets[1]", 'did you mean "console"?'),
        ('[health]\ntarget = ["console"]\n', "health.target", 'did you mean "targets"?'),
        ('[health]\ntargets = "console"\n', "health.targets", "must be a list"),
        ("[[health]]\ntargets = []\n", "health", "write [health]"),
    ],
)
def test_a_mistake_in_health_is_named_at_its_place(text, path, words, folder, console):
    assert words in folder.mistakes(console + text)[path]
