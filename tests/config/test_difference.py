"""What a reload says has changed."""

from __future__ import annotations

import pytest

from monitor.config import load_config
from monitor.config.difference import changed_rules, differences

BEFORE = """\
timezone = "UTC"
[targets.desk]
url = "jsons://user:secret@hooks.example/desk"
[[feeds]]
url = "https://wire.example/feed?token=secret"
[[rules]]
name = "Apple"
match = "apple"
"""


@pytest.fixture
def said(tmp_path):
    """What is said when ``BEFORE`` becomes what replacements make of it."""
    path = tmp_path / "config.toml"

    def load(text):
        path.write_text(text)
        return load_config(path, environ={"TZ": "UTC"})

    def said(*replacements, more=""):
        text = BEFORE
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        return differences(load(BEFORE), load(text + more))

    return said


FEED = '[[feeds]]\nurl = "https://{}.example/feed"\n'
RULE = '[[rules]]\nname = "{}"\nmatch = "pear"\n'


def test_nothing_has_changed(said):
    assert said() == ()
    assert said(more="# a note to ourselves\n") == ()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('"apple"', '"apple + china"', 'rule "Apple": apple → apple + china'),
        ('"apple"', '"apple"\nfuzzy = false', 'rule "Apple": fuzzy = false'),
        (
            '"apple"',
            '"apple"\naliases = { apple = ["AAPL"] }',
            'rule "Apple": its aliases changed',
        ),
        ('"apple"', '"apple"\nurgent = true', "how alerts are sent: changed for Apple"),
        ('"apple"\n', f'"apple"\n{RULE.format("Pear")}', "+1 rule: Pear"),
        ("user:secret", "user:other", "1 target changed: desk"),
        ('"UTC"', '"Europe/Berlin"', "timezone: changed"),
        (
            '"UTC"',
            '"UTC"\n[aliases]\nFed = ["FOMC"]\nBundesbank = ["Buba"]',
            "aliases: changed for bundesbank, fed",
        ),
        ('"UTC"', '"UTC"\ndatabase = "other.db"', "database: changed, which takes effect"),
        ('"UTC"', '"UTC"\nkeep = "30d"', "how long items are kept: changed"),
    ],
)
def test_each_change_is_named(said, old, new, line):
    (found,) = said((old, new))
    assert found.startswith(line)


def test_a_feed_is_named_without_what_may_be_secret(said):
    assert said(("wire", "other")) == (
        "+1 feed: https://other.example/feed",
        "−1 feed: https://wire.example/feed",
    )
    (changed,) = said(('secret"\n[[rules]]', 'secret"\ninterval = "1h"\n[[rules]]'))
    assert changed == "1 feed changed: https://wire.example/feed"


def test_a_target_is_paused_and_resumed(said):
    paused = ('/desk"', '/desk"\nenabled = false')
    assert "paused: desk" in said(paused)
    assert not any(line.startswith("−") for line in said(paused))


def test_of_many_some_are_named(said):
    (line,) = said(more="".join(RULE.format(f"R{number}") for number in range(8)))
    assert line == "+8 rules: R0, R1, R2, R3, R4 and 3 more"


def test_only_rules_that_read_differently_are_to_be_compiled(said, tmp_path):
    path = tmp_path / "config.toml"

    def rules(text):
        path.write_text(text)
        return load_config(path, environ={}).rules

    before = rules(BEFORE + RULE.format("Gone") + RULE.format("Same"))
    after = rules(BEFORE.replace('"apple"', '"apple + x"') + RULE.format("Same") + RULE.format("N"))
    gone, changed = changed_rules(before, after)
    assert gone == ["Gone"]
    assert [rule.name for rule in changed] == ["Apple", "N"]
