"""The config.toml that comes with the program, and the examples in it."""

import re
import shutil
from datetime import timedelta

import pytest

from monitor.config import load_config
from monitor.errors import ConfigError
from monitor.shipped import shipped

SHIPPED = shipped("config.toml").read_text("utf-8")
BLOCKS = re.findall(r"(?m)(?:^#\S.*\n)+", SHIPPED)
SECRETS = {
    "SLACK_URL": "https://hooks.slack.com/services/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",
    "MAIL_PASSWORD": "x",
    "GMAIL_URL": "mailtos://YOU:APP-PASSWORD@gmail.com",
    "MAIL_URL": "mailtos://USER:PASSWORD@mail.example.org?from=news@example.org&to=you@example.org",
    "INTRANET_PASSWORD": "x",
}


@pytest.fixture
def seeded(folder):
    for name in ("sample.rss", "sample.atom", "sample.json", "feeds.opml"):
        (folder.path / "seeds").mkdir(exist_ok=True)
        shutil.copyfile(shipped(name), folder.path / "seeds" / name)
    return folder


def real(block):
    return re.sub(r"(?m)^#(?=\S)", "", block)


def test_untouched_it_works_offline_and_without_any_secret():
    config = load_config(shipped("config.toml"), environ={"TZ": "UTC"})
    assert config.warnings == ()
    assert [rule.canonical for rule in config.rules] == ["Apple + China + AI"]
    assert [feed.path for feed in config.feeds] == [shipped("sample.rss")]
    assert config.feeds[0].backfill is None
    assert [target.url for target in config.targets.values()] == ["console:"]
    assert config.database.name == "news.db"


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[-1][:40])
def test_each_example_is_real_once_its_marks_are_removed(block, seeded):
    text = SHIPPED.replace(block, real(block))
    assert text != SHIPPED
    assert seeded.load(text, **SECRETS).warnings == ()


def test_all_examples_are_real_together(seeded):
    config = seeded.load(real(SHIPPED), **SECRETS)
    assert config.warnings == ()
    assert set(config.targets) == {"console", "slack", "gmail", "mail", "phone", "digest"}
    assert {target.kind.value for target in config.targets.values()} == {
        "console",
        "slack",
        "email",
        "text",
    }
    hosts = " ".join(feed.url for feed in config.feeds)
    for outlet in (
        "bbc",
        "theguardian",
        "nytimes",
        "site:reuters.com",
        "news.google",
        "ycombinator",
    ):
        assert outlet in hosts
    assert any(feed.backfill == timedelta(hours=24) for feed in config.feeds)


def test_what_an_example_asks_to_set_is_named_when_it_is_not(seeded):
    with pytest.raises(ConfigError) as caught:
        seeded.load(real(SHIPPED))
    named = set(re.findall(r"environment variable (\w+) isn't set", str(caught.value)))
    assert named == set(SECRETS)


def test_the_comments_say_which_variable_holds_what():
    for name in set(SECRETS) - {"INTRANET_PASSWORD", "MAIL_PASSWORD"}:
        assert f"#   {name}=" in SHIPPED
