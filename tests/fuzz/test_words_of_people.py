"""Whatever people write into a rule, a search or the configuration, the answer is in words."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.config import load_config
from monitor.errors import ConfigError, RuleError, SearchError
from monitor.item import Item
from monitor.rules.language.parser import canonical, parse_rule
from monitor.rules.matching.matcher import Matcher
from monitor.rules.rule import Rule
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.store.database import Database
from monitor.store.history.match_list import count, matches
from monitor.store.history.match_query import MatchQuery, Sort
from monitor.store.reading.story_history import StoryQuery, stories
from monitor.store.search.search_query import read_search
from tests.fuzz.junk import mutated, outcome

RULES = [
    "Apple + China + AI", '"interest rates" + (ECB | Federal Reserve) - football',
    "2of(a, b, c) | title:(Apple NEAR/5 Alibaba)", "micro* =AI nvidia~ /cov[ie]d/ site:reuters.com",
    "（苹果 ｜ ＡＩ）＋中国 - lang:zh", "C++ + AT&T - Disney+", "a ONEAR/3 (b | c) tag:x feed:bbc",
]  # fmt: skip
SIGNS = (
    " + ", " | ", " - ", " AND ", " OR ", " NOT ", " NEAR/2 ", " ONEAR/9999 ", "2of(", "title:",
    "body:", "/(a+)+$/", "/[/", "(?i)", "“", "”", "*", "~9", "=", "!", ",", "，", "site:", "lang:",
    "İ", "ß", "ﬁ", "\u0338", "ʼ", "ำ", "क्", "\u200d", "/\\C*/",
)  # fmt: skip
ITEM = Item(
    feed="https://wire.example/f",
    key="1",
    title="Apple picks Alibaba for AI in China; ＡＩ 苹果 İ ß ﬁ nvidia covid C++ AT&T",
    summary="interest rates, ECB and Federal Reserve: football a b c micro",
    link="https://reuters.com/x",
    lang="en",
)
KNOWN = KnownWords.of({"en": {"apple": 4.8, "apples": 4.0, "the": 7.7, "micro": 3.0}}, {})


def assert_names_its_place(error, text):
    assert 0 <= error.position <= len(text)
    assert error.message
    assert error.hint
    assert str(error)


@given(mutated(RULES, SIGNS))
def test_any_rule_is_read_and_matched_or_refused_with_its_place(text):
    rule = outcome(parse_rule, text, RuleError)
    if isinstance(rule, RuleError):
        assert_names_its_place(rule, text)
        return
    again = parse_rule(rule.canonical)
    assert (again.query, again.canonical) == (rule.query, rule.canonical)
    assert canonical(rule.query) == rule.canonical
    watched = Rule(name="r", match=text, query=rule.query, canonical=rule.canonical)
    for match in Matcher([watched], known=KNOWN).match(ITEM):
        for hit in match.hits:
            if hit.field in ("title", "summary"):
                assert getattr(ITEM, hit.field)[hit.start : hit.end] == hit.found


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "news.db") as database:
        yield database


SEARCHES = ['"joe tsai" -huawei', "(resign OR dismiss) chairman", "title:apple 中国 =AI micro*"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutated(SEARCHES, SIGNS))
def test_any_search_is_answered_or_refused_with_its_place(database, text):
    found = outcome(read_search, text, SearchError)
    if isinstance(found, SearchError):
        assert_names_its_place(found, text)
        return
    db = database.read()
    for sort in Sort:
        matches(db, MatchQuery(search=text, sort=sort))
    count(db, MatchQuery(search=text))
    stories(db, StoryQuery(search=text))


CONFIGS = [
    (Path(__file__).parents[2] / "config.toml").read_text("utf-8"),
    """\
database = "news.db"
timezone = "Europe/Berlin"
gather = "3s"
allow_private = ["10.0.0.1/8", "NAS:8080"]
[aliases]
AI = ["人工智能", { words = "KI", lang = "de" }]
[keep]
items = "90d"
[web]
listen = "127.0.0.1:0"
password = "a long password"
[heartbeat]
url = "https://beat.example/x"
[health]
targets = ["desk"]
[targets.desk]
url = "json://127.0.0.1/"
digest = "daily 08:00"
quiet_hours = "22:00-07:00"
max_per_hour = 9
[[subscriptions]]
url = "https://team.example/feeds.opml"
[[feeds]]
url = "https://me:secret@a.example/f"
tags = ["tech"]
interval = "1h30m"
headers = { X-Key = "k" }
[[rules]]
name = "Apple"
match = "Apple + China"
targets = ["desk"]
again_after = "2d"
expect = "weekly"
""",
]
LINES = (
    "[", "[[", "]]", "= ", '"""', "'''", "[feeds]\n", "[[rules]]\n", "[targets.x]\n", "[rules]\n",
    'url = "', "url = 7\n", "match = []\n", "tags = [[]]\n", "name = {}\n", "true", "2026-11-29",
    "07:32:00", "1e400", "-0", "0x7fffffffffffffffffff", 'interval = "-1s"\n', "a.b.c = 1\n",
    'interval = "99999999999d"\n', 'digest = "31 2 30 2 *"\n', 'url = "env:X"\n', "file:/dev/zero",
    'quiet_hours = "25:00-7"\n', 'listen = ":99999"\n', 'url = "http://["\n', "credential:../x",
    'timezone = "../../etc/passwd"\n', "\r", "# \0\n",
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutated(CONFIGS, LINES), st.booleans())
def test_any_configuration_is_read_or_refused_with_lines_that_exist(tmp_path, text, secrets):
    path = tmp_path / "config.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    path.chmod(0o600)
    found = outcome(partial(load_config, environ={}, secrets=secrets), path, ConfigError)
    if isinstance(found, ConfigError):
        most = max(text.count("\n"), len(text.splitlines())) + 1
        assert found.problems
        for problem in found.problems:
            assert problem.message
            assert problem.line is None or 1 <= problem.line <= most
        assert str(found)
