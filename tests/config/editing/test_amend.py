"""Changing one rule in the file: only the lines of the key that changes are written anew."""

from __future__ import annotations

import pytest

from monitor.config import load_config
from monitor.config.editing import amend, edit
from monitor.config.editing.entries import statement_text
from monitor.errors import MonitorError

HEAD = """\
# mine
[targets.desk]
url = "console:"

[[rules]]
name = "One"
match = "Apple + AI"  # the big one
"""
TAIL = """\
# about the second
[[rules]]
name = "Two"
match = "China"
"""


@pytest.fixture
def mine(folder):
    def mine(text):
        folder.config.write_text(text)
        return folder.config

    return mine


def rule_of(path, name="One"):
    return next(rule for rule in load_config(path, environ={}).rules if rule.name == name)


def test_a_rules_text_is_changed_and_every_other_byte_stays(mine):
    path = mine(HEAD + TAIL)
    edit.change(path, "rules", "one", {"match": 'Apple + AI - "apple pie"'}, by=("name",))
    assert (
        path.read_text()
        == HEAD.replace('match = "Apple + AI"', "match = 'Apple + AI - \"apple pie\"'") + TAIL
    )


def test_the_first_alias_gets_a_line_behind_the_rules_text(mine):
    path = mine(HEAD + TAIL)
    amend.add_alias(path, "One", "AI", "machine learning")
    assert path.read_text() == f'{HEAD}aliases = {{AI = ["machine learning"]}}\n{TAIL}'
    assert "machine learning" in rule_of(path).aliases["AI"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'aliases = { AI = ["x"] }  # known\n',
            'aliases = { AI = ["x", "machine learning"] }  # known\n',
        ),
        (
            'aliases = { Apple = ["x"] }\n',
            'aliases = { Apple = ["x"] , AI = ["machine learning"]}\n',
        ),
        ('aliases.AI = ["x"]\n', 'aliases.AI = ["x", "machine learning"]\n'),
        ('aliases.Apple = ["x"]\n', 'aliases.Apple = ["x"]\naliases.AI = ["machine learning"]\n'),
        ('[rules.aliases]\nAI = ["x"]\n', '[rules.aliases]\nAI = ["x", "machine learning"]\n'),
        (
            '[rules.aliases]\nApple = ["x"]\n',
            '[rules.aliases]\nApple = ["x"]\nAI = ["machine learning"]\n',
        ),
        ('aliases = { "A.I." = ["x"] }\n', 'aliases = { "A.I." = ["x", "machine learning"] }\n'),
    ],
    ids=[
        "inline",
        "inline, new",
        "dotted",
        "dotted, new",
        "table",
        "table, new",
        "spelt otherwise",
    ],
)
def test_an_alias_is_added_in_the_way_the_others_are_written(mine, before, after):
    path = mine(HEAD + before + TAIL)
    amend.add_alias(path, "One", "AI", "machine learning")
    assert path.read_text().replace(" ,", ",") == (HEAD + after + TAIL).replace(" ,", ",")
    assert "machine learning" in rule_of(path).aliases["AI"]


def test_rules_written_as_a_list_of_inline_tables_are_changed_too(mine):
    text = 'rules = [{ name = "One", match = "Apple + AI" }, { name = "Two", match = "China" }]\n'
    path = mine(text + '[targets.desk]\nurl = "console:"\n')
    edit.change(path, "rules", "One", {"match": "Apple"}, by=("name",))
    amend.add_alias(path, "One", "Apple", "苹果")
    assert rule_of(path).match == "Apple"
    assert "苹果" in rule_of(path).aliases["Apple"]
    assert rule_of(path, "Two").match == "China"


def test_the_lines_of_a_windows_file_end_as_before(mine, folder):
    folder.config.write_bytes((HEAD + TAIL).replace("\n", "\r\n").encode())
    amend.add_alias(folder.config, "One", "AI", "machine learning")
    edit.change(folder.config, "rules", "Two", {"match": "China | Japan"}, by=("name",))
    data = folder.config.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") == (HEAD + TAIL).count("\n") + 1


def test_what_would_be_a_mistake_leaves_the_file_as_it_is(mine):
    path = mine(HEAD + TAIL)
    with pytest.raises(MonitorError, match="left as it is"):
        edit.change(path, "rules", "One", {"match": "Apple + ("}, by=("name",))
    assert path.read_text() == HEAD + TAIL


def test_a_rule_that_isnt_there_is_named(mine):
    path = mine(HEAD + TAIL)
    with pytest.raises(MonitorError, match='no rule "Three"'):
        amend.add_alias(path, "Three", "AI", "x")


def test_the_lines_to_paste_are_those_that_would_be_written(mine):
    path = mine(HEAD + 'aliases = { Apple = ["x"] }\n' + TAIL)
    line = amend.aliases_line(path, "One", "AI", "machine learning")
    assert line == 'aliases = {Apple = ["x"], AI = ["machine learning"]}'
    assert statement_text("match", '"Joe Tsai" + AI') == "match = '\"Joe Tsai\" + AI'"
