"""docs/rules.md: every example in it is true.

Its fenced blocks are marked by what they hold: ``rule`` (lines of rules, then ✓ and ✗ lines of
items), ``rule-error`` (what is printed for a rule), ``rule-warning`` (a rule, then its warnings),
``rule-canonical`` (rule → canonical text) and ``toml`` (rules, each with ``# ✓`` and ``# ✗``).
"""

import re
import tomllib
from pathlib import Path

import pytest

from monitor.errors import RuleError
from monitor.item import Item
from monitor.rules import KnownWords, Matcher, parse_rule
from monitor.rules.language.parser import canonical


def query_of(text):
    return parse_rule(text).query


TEXT = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\S+)\n(.*?)^```$", TEXT, flags=re.MULTILINE | re.DOTALL)


def blocks(kind):
    return [body for name, body in BLOCKS if name == kind]


@pytest.fixture(scope="module")
def known():
    return KnownWords()


def read_item(line):
    """``headline · body: … · lang: …`` as an item."""
    title, *others = line.split(" · ")
    fields = dict(other.split(": ", 1) for other in others)
    tags = (fields.pop("tag"),) if "tag" in fields else ()
    if "body" in fields:
        fields["summary"] = fields.pop("body")
    fields = {"feed": "https://feeds.example.org/news", "lang": "", **fields}
    return Item(key="1", title=title, tags=tags, **fields)


def found(rule, line, known):
    return bool(Matcher([rule], known=known).match(read_item(line)))


def split(lines):
    """Rules, and the items they find and don't find."""
    rules = [line for line in lines if line[:1] not in "✓✗"]
    verdicts = [(line[2:], line[0] == "✓") for line in lines if line[:1] in "✓✗"]
    return rules, verdicts


RULES = [
    (rule, item, verdict)
    for rules, verdicts in (split(body.splitlines()) for body in blocks("rule"))
    for rule in rules
    for item, verdict in verdicts
]


@pytest.mark.parametrize(("rule", "item", "verdict"), RULES)
def test_an_example_finds_what_it_says(rule, item, verdict, known):
    assert found(parse_rule(rule), item, known) is verdict


@pytest.mark.parametrize("body", blocks("rule"))
def test_rules_of_one_example_are_spellings_of_one_rule(body):
    rules, verdicts = split(body.splitlines())
    assert verdicts
    assert rules
    assert len({parse_rule(rule).canonical for rule in rules}) == 1


@pytest.mark.parametrize("body", blocks("rule"))
def test_examples_are_rules_to_imitate(body):
    rules, _ = split(body.splitlines())
    assert [warning for rule in rules for warning in parse_rule(rule).warnings] == []


@pytest.mark.parametrize("body", blocks("toml"))
def test_rules_in_a_configuration_find_what_they_say(body, known):
    config = tomllib.loads(body)
    for rule in config["rules"]:
        aliases = {**config.get("aliases", {}), **rule.get("aliases", {})}
        parsed = parse_rule(rule["match"], aliases=aliases, fuzzy=rule.get("fuzzy", True))
        _, verdicts = split([line[2:] for line in body.splitlines() if line.startswith("# ")])
        assert verdicts
        for item, verdict in verdicts:
            assert found(parsed, item, known) is verdict, item


@pytest.mark.parametrize("body", blocks("rule-error"))
def test_an_error_reads_as_shown(body):
    with pytest.raises(RuleError) as caught:
        parse_rule(body.splitlines()[1])
    assert str(caught.value) == body.rstrip("\n")


@pytest.mark.parametrize("body", blocks("rule-warning"))
def test_a_warning_reads_as_shown(body):
    rule, *warnings = body.splitlines()
    assert list(parse_rule(rule).warnings) == warnings


@pytest.mark.parametrize("body", blocks("rule-canonical"))
def test_canonical_text_reads_as_shown(body):
    for line in body.splitlines():
        written, expected = re.split(r" +→ +", line)
        assert canonical(query_of(written)) == expected


def cells():
    for line in TEXT.splitlines():
        if line.startswith("| `"):
            yield from re.findall(r"`(.+?)`", line.split(" | ")[0].replace(r"\|", "|"))


@pytest.mark.parametrize("rule", list(cells()))
def test_what_tables_say_to_write_can_be_read(rule):
    assert parse_rule(rule).warnings == ()


def test_names_said_to_be_words_are_words():
    line = TEXT.partition("Names with signs in them")[2].partition("\n- ")[0]
    for name in re.findall(r"`([^`]+)`", line):
        assert query_of(name).text == name.strip('"')


def test_all_examples_are_checked():
    kinds = {name for name, _ in BLOCKS}
    assert kinds == {"rule", "rule-error", "rule-warning", "rule-canonical", "toml"}
    assert TEXT.count("```") == 2 * len(BLOCKS)
