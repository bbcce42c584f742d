"""What config.toml names and isn't there: the rest can be used, and nothing is done by halves."""

from __future__ import annotations

import pytest

from monitor.errors import ConfigError


def started(folder, text, **environ):
    """As the daemon reads it."""
    return folder.load(text, complete=False, **environ)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ('[[feeds]]\nurl = "gone.xml"', "{}/gone.xml"),
        ('[[feeds]]\nurl = "news/gone"', "{}/news/gone"),
        ('[[subscriptions]]\nurl = "gone.opml"', "{}/gone.opml"),
        ('[[feeds]]\nurl = "https://a.example/"\nproxy = "env:NONE"', "env:NONE"),
        ('[targets.x]\nurl = "credential:none"', "credential:none"),
        ('[targets.x]\nurl = "webhook+https://a.example/"\nsecret = "env:NONE"', "env:NONE"),
        ('[heartbeat]\nurl = "file:gone"', "file:gone"),
        ('[judge]\nurl = "http://a.example/v1"\nmodel = "m"\nkey = "env:NONE"', "env:NONE"),
        ('[web]\ntoken = "env:NONE"', "env:NONE"),
        (
            '[targets.x]\nurl = "slack://xoxb-1-2-a/#b"\nbuttons = true\napp_token = "env:NONE"',
            "env:NONE",
        ),
    ],
)
def test_a_daemon_starts_without_it_and_check_calls_it_a_mistake(text, missing, folder):
    config = started(folder, text)
    assert [each.missing for each in config.missing] == [missing.format(folder.path)]
    assert folder.mistakes(text).keys() == {each.path for each in config.missing}


@pytest.mark.parametrize(
    "text",
    [
        '[targets.x]\nurl = "env:no-name!"',
        '[[feeds]]\nurl = "bbc.co.uk/rss.xml"',
        '[[feeds]]\nurl = "."',
        'database = "nowhere/news.db"',
        '[[feeds]]\nurl = "gone.xml"\n[[rules]]\nname = "A"\nmatch = "apple +"',
    ],
)
def test_what_cannot_come_back_or_is_a_mistake_as_well_keeps_it_from_starting(text, folder):
    with pytest.raises(ConfigError):
        started(folder, text)


def test_a_page_whose_password_is_gone_is_not_served_at_all(folder):
    assert started(folder, '[web]\npassword = "file:p"').web is None
    two = '[web]\ntoken = "env:NONE"\npassword = "long enough, surely"'
    assert started(folder, two).web is None
    folder.file("p", "long enough, surely")
    assert started(folder, '[web]\npassword = "file:p"').web.password == "long enough, surely"


def test_a_target_whose_secret_is_gone_is_known_to_rules_and_lacks_it(folder):
    rule = '[[rules]]\nname = "r"\nmatch = "apple"\ntargets = ["x"]\n'
    config = started(folder, f'[targets.x]\nurl = "file:x"\n{rule}')
    assert config.policies["r"].targets == ("x",)
    assert config.targets["x"].lacks.startswith("file x isn't there")
    folder.file("x", "json://a.example/")
    config = started(folder, f'[targets.x]\nurl = "file:x"\n{rule}')
    assert config.targets["x"].lacks == ""
    assert config.missing == ()


def test_a_message_is_never_sent_unsigned_because_one_of_two_secrets_is_gone(folder):
    one = "whsec_" + "YWJj" * 8
    text = f'[targets.x]\nurl = "webhook+https://a.example/"\nsecret = ["{one}", "env:NONE"]'
    assert "NONE isn't set" in started(folder, text).targets["x"].lacks


def test_a_feed_says_what_it_lacks_and_is_watched_all_the_same(folder):
    text = '[[feeds]]\nurl = "https://a.example/"\nheaders = { X-Key = "env:NONE" }'
    (feed,) = started(folder, text).feeds
    assert "NONE isn't set" in feed.lacks
    assert feed.headers == ()


def test_the_files_whose_return_matters_are_watched(folder):
    text = '[[feeds]]\nurl = "gone.xml"\n[targets.x]\nurl = "file:desk"'
    files = started(folder, text).files
    assert files[folder.path / "gone.xml"] == ()
    assert files[folder.path / "desk"] == ()
