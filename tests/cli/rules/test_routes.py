"""``check`` says in words whom a rule tells and when."""

from __future__ import annotations

import pytest

from monitor.cli.rules.routes import of_target, route
from monitor.config import load_config

HEAD = """
[[feeds]]
url = "https://wire.example/feed"
name = "The Wire"

[targets.desk]
url = "json://desk.example/hook"
quiet_hours = "22:00-07:00"

[targets.boss]
url = "console:"
digest = "weekdays 08:00"
languages = ["en", "de"]

[[rules]]
name = "R"
match = "apple"
"""
BOTH = "desk at once, quiet 22:00-07:00; boss: digest weekdays 08:00"


@pytest.fixture
def load(tmp_path):
    def load(more):
        path = tmp_path / "config.toml"
        path.write_text(HEAD + more)
        return load_config(path, environ={"TZ": "UTC"})

    return load


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("", BOTH),
        ("targets = []", "nobody"),
        ("urgent = true", "desk at once, always; boss at once, always"),
        (
            'mode = "digest"\ntargets = ["desk"]',
            "desk: digest daily 08:00, quiet 22:00-07:00",
        ),
        (
            'mode = "instant"\ntargets = ["boss"]\nmax_per_hour = 5',
            "boss at once, at most 5 an hour",
        ),
        (
            'targets = ["desk"]\nquiet_hours = "sat,sun 00:00-24:00"',
            "desk at once, quiet sat,sun 00:00-24:00, quiet 22:00-07:00",
        ),
        ('priority = "high"', f"{BOTH}; high priority"),
        (
            'languages = ["zh"]\nfeeds = ["the wire"]\ntags = ["Tech", "UK"]',
            f"{BOTH}; only zh; only from The Wire; only tagged tech or uk",
        ),
        (
            'again_at = [5, 20]\nagain_after = "24h"\nexpect = "36h"',
            (
                f"{BOTH}; again at 5, 20 outlets and after 1d without news; "
                "warns after 1d12h without a match"
            ),
        ),
        ('group = "item"', f"{BOTH}; every item"),
        (
            'group = "day"',
            (
                "desk: one message a day, daily 08:00, quiet 22:00-07:00; "
                "boss: one message a day, weekdays 08:00"
            ),
        ),
        (
            'group = "day"\ndigest = "daily 9:00, 18:00"\ntargets = ["boss"]',
            "boss: one message a day, at the first of daily 9:00, 18:00",
        ),
        ('group = "day"\nurgent = true\ntargets = ["boss"]', "boss at once, always"),
        ('expect = "auto"', f"{BOTH}; warns when unusually silent"),
        (
            'feeds = ["Of a list"]\n[[subscriptions]]\nurl = "https://lists.example/a.opml"',
            f"{BOTH}; only from Of a list",
        ),
    ],
)
def test_a_rules_route_in_words(more, words, load):
    config = load(more)
    names = {feed.url: feed.name for feed in config.feeds}
    assert route(config.policies["R"], config.targets, names) == words


def test_a_targets_own_wishes_in_words(load):
    targets = load("").targets
    assert of_target(targets["desk"], {}) == "at once, quiet 22:00-07:00, at most 60 an hour"
    assert of_target(targets["boss"], {}) == "digest weekdays 08:00; only de, en"


def test_check_shows_both(cli, cli_json, home):
    text = (home / "config.toml").read_text()
    text = text.replace('url = "console:"', 'url = "console:"\nquiet_hours = "22:00-07:00"')
    (home / "config.toml").write_text(text)
    printed = " ".join(cli("check").split())
    assert printed.count("at once, quiet 22:00-07:00") == 2
    found = cli_json("check")
    assert found["rules"][0]["route"] == "console at once, quiet 22:00-07:00"
    assert found["targets"][0]["when"] == "at once, quiet 22:00-07:00"


@pytest.mark.parametrize(
    ("more", "tells"),
    [
        ("", "console"),
        ('group = "item"', "console, every item"),
        ('group = "day"', "console, once a day"),
        ('group = "day"\nurgent = true', "console"),
        ('group = "day"\ntargets = []', "nobody"),
    ],
)
def test_the_list_of_rules_says_what_is_told(more, tells, cli, cli_json, home):
    with (home / "config.toml").open("a") as file:
        file.write(f'[[rules]]\nname = "Own"\nmatch = "pears"\n{more}\n')
    (line,) = (line for line in cli("rules").splitlines() if line.startswith("Own"))
    assert f" {tells}  " in line
    group = next(each["group"] for each in cli_json("rules") if each["name"] == "Own")
    assert f'group = "{group}"' in more or (group, more) == ("story", "")
