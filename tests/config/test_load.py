from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.planning.policy import Policy, Target, TargetKind
from monitor.config import Config, load_config
from monitor.errors import ConfigError
from monitor.feeds.state.feed import Feed
from monitor.feeds.state.full_text import FullText

WHOLE = """\
database = "data/news.db"
timezone = "Europe/Berlin"
allow_private = ["Intranet.Example", "[::1]", "NAS:8080", "10.0.0.1/8"]
alias_pack = false

[aliases]
AI = ["人工智能"]

[targets.desk]
url = "env:DESK_URL"
max_attempts = 3

[targets.console]
url = "console:"

[[feeds]]
url = "https://news.example/rss.xml"
full_text = "always"
name = " Example "
tags = ["tech", "uk"]
lang = "en-GB"
interval = "1h30m"
backfill = "24h"
headers = { X-Api-Key = "env:KEY", Accept = "text/xml" }
auth = { user = "me", password = "env:PASSWORD" }
proxy = "http://proxy.example:3128"

[[feeds]]
url = "sample.rss"
backfill = "all"

[[rules]]
name = "Apple's AI in China"
match = "apple+China + AI"
targets = ["desk"]
aliases = { China = ["Beijing"] }

[[rules]]
name = "Tea"
match = "tea"
fuzzy = false
"""


def test_a_whole_configuration_becomes_what_it_says(folder):
    feed = folder.file("sample.rss", "<rss/>")
    (folder.path / "data").mkdir()
    config = folder.load(
        WHOLE, DESK_URL="json://desk.example/hook", KEY="k-1", PASSWORD="hunter2", TZ="Asia/Tokyo"
    )
    assert config.path == folder.config
    assert config.directory == folder.path
    assert config.database == folder.path / "data" / "news.db"
    assert config.timezone == ZoneInfo("Europe/Berlin")
    assert config.allow_private == {"intranet.example", "::1", "nas:8080", "10.0.0.0/8"}
    assert config.feeds == (
        Feed(
            url="https://news.example/rss.xml",
            name="Example",
            tags=("tech", "uk"),
            lang="en",
            interval=timedelta(minutes=90),
            backfill=timedelta(hours=24),
            headers=(("X-Api-Key", "k-1"), ("Accept", "text/xml")),
            auth=("me", "hunter2"),
            proxy="http://proxy.example:3128",
            full_text=FullText.ALWAYS,
        ),
        Feed(url="sample.rss", path=feed, backfill=None, full_text=FullText.AUTO),
    )
    assert config.targets == {
        "desk": Target(
            name="desk",
            url="json://desk.example/hook",
            kind=TargetKind.TEXT,
            max_attempts=3,
            max_per_hour=60,
        ),
        "console": Target(name="console", url="console:", kind=TargetKind.CONSOLE),
    }
    assert [rule.name for rule in config.rules] == ["Apple's AI in China", "Tea"]
    assert config.rules[0].canonical == "apple+China + AI"
    assert config.rules[0].aliases == {"AI": ("人工智能",)}
    assert [rule.fuzzy for rule in config.rules] == [True, False]
    assert config.policies == {
        "Apple's AI in China": Policy(rule="Apple's AI in China", targets=("desk",)),
        "Tea": Policy(rule="Tea", targets=("desk", "console")),
    }


def test_what_is_left_out_has_its_default(folder):
    config = folder.load("", TZ="Asia/Tokyo")
    assert config.database == folder.path / "news.db"
    assert config.timezone == ZoneInfo("Asia/Tokyo")
    assert (config.feeds, config.rules, config.targets, config.policies) == ((), (), {}, {})
    assert config.aliases["china"][0] == "Chinese"
    assert set(folder.warnings("")) == {"feeds", "rules", "targets"}


def test_a_path_given_relative_to_the_working_directory_is_the_same_file(folder, monkeypatch):
    folder.write("")
    monkeypatch.chdir(folder.path)
    config = load_config(type(folder.path)("config.toml"), environ={"TZ": "UTC"})
    assert config.database == folder.path / "news.db"


def test_what_is_not_enabled_is_left_alone(folder):
    config = folder.load(
        '[[feeds]]\nurl = "none.rss"\nheaders = { A = "env:NONE" }\nenabled = false\n'
        '[[rules]]\nname = "x"\nmatch = "a + +"\ntargets = ["none"]\nenabled = false\n'
        '[[rules]]\nname = "x"\nmatch = "apple"\n'
    )
    assert config.feeds == ()
    assert [rule.match for rule in config.rules] == ["apple"]


MANY = """\
timezone = "Europe/Berln"
databse = "x.db"
allow_private = ["http://intranet.example/"]

[aliases]
AI = "artificial intelligence"

[targets.desk-slack]
url = "env:DESK_SLACK_URL"
max_attempts = 0

[[feeds]]
url = "bbc.co.uk/rss.xml"
intervall = "15m"
backfill = "a day"

[[feeds]]
name = "No URL"

[[rules]]
name = "Apple in China"
match = "Apple + + China"
targets = ["desk"]

[[rules]]
name = "apple in china"
match = "Apple"
"""


def test_all_mistakes_are_told_at_once_with_line_and_suggestion(folder):
    problems = folder.problems(MANY)
    told = {path: (problem.line, problem.message) for path, problem in problems.items()}
    rule = told.pop("rules[1].match")
    assert told == {
        "timezone": (1, 'there is no time zone "Europe/Berln"; did you mean "Europe/Berlin"?'),
        "databse": (2, 'unknown key; did you mean "database"?'),
        "allow_private[1]": (
            3,
            (
                'must be a host, an address or a network, such as "intranet.example", '
                '"192.168.1.10" or "10.0.0.0/8"'
            ),
        ),
        "aliases.AI": (6, 'must be a list, such as ["one", "two"]'),
        "targets.desk-slack.url": (
            9,
            (
                "environment variable DESK_SLACK_URL isn't set here; set it, or put it into the "
                "service's environment file (EnvironmentFile=), and restart the daemon: while it "
                "runs it gets no new variables"
            ),
        ),
        "targets.desk-slack.max_attempts": (10, "must be at least 1"),
        "feeds[1].url": (
            13,
            (
                'there is no file "bbc.co.uk/rss.xml"; if it is a web address, write https:// '
                "before it"
            ),
        ),
        "feeds[1].intervall": (14, 'unknown key; did you mean "interval"?'),
        "feeds[1].backfill": (
            15,
            (
                '"a day" is not a duration; write a whole number and a unit: "90s", "15m", "24h", '
                '"7d", "2w" or "1h30m"'
            ),
        ),
        "feeds[2].url": (17, 'in "No URL": is missing'),
        "rules[1].targets[1]": (
            23,
            'in "Apple in China": there is no target "desk"; did you mean "desk-slack"?',
        ),
        "rules[2].name": (26, '"apple in china" is there already, as rules[1]'),
    }
    line, message = rule
    assert line == 22
    assert message.startswith('in "Apple in China": ')
    text, caret = message.split("\n")[1:3]
    assert text.strip() == "Apple + + China"
    assert caret.index("^") == text.index("+ China") - 2


def test_the_error_is_fit_to_print(folder):
    with pytest.raises(ConfigError) as caught:
        folder.load('timezone = "UCT+1"\nfoo = 1\n')
    head, *lines = str(caught.value).split("\n")
    assert head == f"{folder.config} can't be used:"
    assert lines[0].startswith('  line 1: timezone: there is no time zone "UCT+1"')
    assert lines[1] == "  line 2: foo: unknown key"


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        ("[feeds]\nurl = 'x'\n", "feeds", "[[feeds]], with double brackets"),
        ("[rules.x]\n", "rules", "[[rules]], with double brackets"),
        ("[[targets]]\nurl = 'x'\n", "targets", "[targets.NAME]"),
        ("[targets]\nurl = 'console:'\n", "targets.url", "[targets.NAME]"),
        ("feeds = ['https://a.example/']\n", "feeds[1]", "[[feeds]]"),
        ("rules = ['Apple + China']\n", "rules[1]", "[[rules]]"),
        ("[[feed]]\nurl = 'x'\n", "feed", 'did you mean "feeds"?'),
        ("[[feeds]]\nurl = 'x'\ntimezone = 'UTC'\n", "feeds[1].timezone", "at the top of the file"),
        ("[[feeds]]\nurl = 'x'\nmatch = 'y'\n", "feeds[1].match", "belongs to [[rules]]"),
        (
            "[[feeds]]\nurl = 'x'\ntargets = ['y']\n",
            "feeds[1].targets",
            "belongs to [health] or [[rules]]",
        ),
        ("url = 'x'\n", "url", "belongs to [targets.NAME] or [heartbeat] or [judge] or [[feeds]]"),
        ("[[feeds]]\nurl = 5\n", "feeds[1].url", "must be text in quotes"),
        ("[[feeds]]\nenabled = 'no'\n", "feeds[1].enabled", "must be true or false"),
        ("[[feeds]]\ninterval = 15\n", "feeds[1].interval", 'a unit: "90s"'),
        ("[[feeds]]\nbackfill = 24\n", "feeds[1].backfill", 'a unit: "90s"'),
        ("[[feeds]]\ninterval = '0s'\n", "feeds[1].interval", "at least a second"),
        ("[[feeds]]\nlang = 'english'\n", "feeds[1].lang", 'a language code such as "en"'),
        ("[[feeds]]\ntags = ['a', '']\n", "feeds[1].tags[2]", "is empty"),
        ("[[feeds]]\nheaders = { 'a b' = 'c' }\n", "feeds[1].headers", '"a b" isn\'t a header'),
        ("[[feeds]]\nauth = 'me:x'\n", "feeds[1].auth", "must be a table of keys"),
        ("[[feeds]]\nauth = { usr = 'x' }\n", "feeds[1].auth.usr", 'did you mean "user"?'),
        ("[[feeds]]\nauth = { user = 'x' }\n", "feeds[1].auth.password", "is missing"),
        ("[targets.x]\nmax_attempts = 1.5\n", "targets.x.max_attempts", "must be a whole number"),
        ("[targets.x]\nmax_attempts = 101\n", "targets.x.max_attempts", "must be at most 100"),
        ("[[rules]]\nname = ''\n", "rules[1].name", "is empty"),
        ("[[rules]]\nmatch = ' '\n", "rules[1].match", "is empty"),
        ("[[rules]]\nname = 'a\\u0007'\n", "rules[1].match", "is missing"),
        ('[[rules]]\nname = "a\\u0007"\n', "rules[1].name", "one line of plain text"),
        (f"[[rules]]\nname = '{'x' * 101}'\n", "rules[1].name", "at most 100 characters"),
        ("[[rules]]\nfuzzy = 1\n", "rules[1].fuzzy", "must be true or false"),
        ("allow_private = ['a/b']\n", "allow_private[1]", "a host, an address or a network"),
        ("allow_private = ['*.example']\n", "allow_private[1]", "such as"),
        ("allow_private = ['10.0.0.0/40']\n", "allow_private[1]", '"10.0.0.0/8"'),
        ("allow_private = ['']\n", "allow_private[1]", "such as"),
        ("alias_pack = 'no'\n", "alias_pack", "must be true or false"),
        ("database = '.'\n", "database", "must be a file"),
        ("database = '/dev/null'\n", "database", "is a pipe, a device or a socket"),
        ("database = 'none/x.db'\n", "database", "make it: mkdir -p"),
    ],
)
def test_each_mistake_says_what_to_write_instead(text, path, words, folder):
    mistakes = folder.mistakes(text)
    assert words in mistakes[path]


SECRETIVE = """\
[targets.desk]
url = "slack://CANARY-1/2/3"
urll = "slack://CANARY-1/2/3"
[targets.other]
url = ["slack://CANARY-1"]
[targets.third]
url = "slak://CANARY-1/2"
[targets.fourth]
url = "env:A"
[targets]
fifth = "slack://CANARY-1"
[[feeds]]
url = "https://me:CANARY-1@news.example/rss"
headers = { Authorization = "Bearer CANARY-1\\u0007", Cookie = 5, "X Y" = "CANARY-1" }
auth = { user = "me:CANARY-1", password = "CANARY-1", passwort = "CANARY-1" }
proxy = "CANARY-1"
[[feeds]]
url = "https://news.example/rss"
headers = { Authorization = "Bearer CANARY-1é" }
auth = { user = "me:CANARY-1", password = "CANARY-1" }
proxy = "ftp://me:CANARY-1@proxy.example"
"""


def test_no_message_holds_a_secret(folder):
    with pytest.raises(ConfigError) as caught:
        folder.load(SECRETIVE, A="CANARY-1")
    assert len(caught.value.problems) > 8
    assert "CANARY" not in str(caught.value)
    assert "CANARY" not in repr(caught.value.problems)


def test_no_warning_and_no_printed_configuration_holds_a_secret(folder):
    config = folder.load(
        '[targets.desk]\nurl = "json://me:CANARY-1@desk.example"\n'
        '[[feeds]]\nurl = "https://news.example/rss"\nheaders = { Authorization = "CANARY-2" }\n'
        'auth = { user = "me", password = "CANARY-3" }\nproxy = "http://me:CANARY-4@p.example"\n'
    )
    assert len([warning for warning in config.warnings if "secret" in warning.message]) == 4
    assert "CANARY" not in repr(config)


def test_without_secrets_nothing_is_looked_up_and_no_target_is_tried(folder):
    config = folder.load(
        '[targets.desk]\nurl = "env:NONE"\n[targets.odd]\nurl = "unknown://x"\n'
        '[[feeds]]\nurl = "https://news.example/rss"\nheaders = { A = "file:none" }\n'
        'proxy = "credential:none"\n[[rules]]\nname = "x"\nmatch = "apple"\n',
        secrets=False,
    )
    assert isinstance(config, Config)
    assert config.targets["desk"].url == "env:NONE"
    assert config.policies["x"].targets == ("desk", "odd")


def test_without_secrets_mistakes_of_other_kinds_are_still_told(folder):
    assert set(
        folder.problems("tiemzone = 'UTC'\n[targets.a]\nurl = 'env:A'\n", secrets=False)
    ) == {"tiemzone"}
