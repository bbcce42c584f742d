import pytest

from monitor.config import make_rule, shipped_pack
from monitor.config.tables.aliases import keyed
from monitor.errors import RuleError


def rule(match, more=""):
    return f'[[rules]]\nname = "R"\nmatch = """{match}"""\n{more}\n'


def test_a_rule_gets_the_aliases_of_its_own_terms_only(folder):
    text = '[aliases]\nChina = ["PRC"]\ntea = ["chai"]\n' + rule(
        "Apple + China + =AI", 'aliases = { China = ["Peking"] }'
    )
    config = folder.load("alias_pack = false\n" + text)
    assert config.rules[0].aliases == {"China": ("Peking", "PRC")}


def test_the_shipped_pack_comes_after_the_users_own(folder):
    config = folder.load('[aliases]\nChina = ["Cathay"]\n' + rule("China"))
    aliases = config.rules[0].aliases["China"]
    assert aliases[:2] == ("Cathay", "Chinese")


@pytest.mark.parametrize("match", ["=China", "chin*", "/China/"])
def test_what_is_asked_for_exactly_or_by_a_pattern_has_no_aliases(match):
    aliases = keyed({"China": ["PRC"], "chin": ["x"], "chin*": ["x"], "/China/": ["x"]})
    assert make_rule(match, name="x", aliases=aliases).aliases == {}


@pytest.mark.parametrize("match", ["China", "-tea + China", 'title:"China"', "2of(China, tea, x)"])
def test_a_term_has_its_aliases_wherever_it_stands(match):
    made = make_rule(match, name="x", aliases=keyed({"China": ["PRC"]}))
    assert made.aliases == {"China": ("PRC",)}


def test_a_rule_can_be_made_without_any_configuration():
    made = make_rule("Apple + China", name="test", aliases=shipped_pack())
    assert "Chinese" in made.aliases["China"]
    with pytest.raises(RuleError):
        make_rule("Apple +", name="test", aliases={})


def test_an_empty_list_switches_aliases_off(folder):
    config = folder.load(
        '[aliases]\nUK = []\nChina = ["PRC"]\n' + rule("UK + China", "aliases = { China = [] }")
    )
    assert config.rules[0].aliases == {}
    assert "aliases.UK" not in {warning.path for warning in config.warnings}


def test_an_empty_list_that_switches_nothing_off_is_warned_of(folder):
    message = folder.warnings("[aliases]\nus = []\n")["aliases.us"]
    assert "switches nothing off" in message
    assert 'did you mean "US"?' in message


def test_an_alias_of_a_term_that_the_rule_does_not_have_is_warned_of(folder):
    warnings = folder.warnings(rule("Apple + CHINA", 'aliases = { china = ["x"], tea = ["y"] }'))
    assert "rules[1].aliases.china" not in warnings
    assert 'has no term "tea"' in warnings["rules[1].aliases.tea"]


def test_what_the_language_advises_becomes_a_warning_with_its_line(folder):
    config = folder.load(rule("apple or china"))
    (advice,) = [warning for warning in config.warnings if warning.path == "rules[1].match"]
    assert advice.line == 3
    assert advice.message.removeprefix('in "R": ') in config.rules[0].warnings


def test_no_targets_at_all_or_an_empty_list_tells_nobody(folder):
    assert folder.load(rule("apple")).policies["R"].targets == ()
    text = '[targets.a]\nurl = "console:"\n' + rule("apple", "targets = []")
    assert folder.load(text).policies["R"].targets == ()


def test_a_target_named_twice_is_told_once(folder):
    text = '[targets.a]\nurl = "console:"\n' + rule("apple", 'targets = ["a", "a"]')
    assert folder.load(text).policies["R"].targets == ("a",)


def test_each_target_that_is_not_there_is_named_on_its_line(folder):
    problems = folder.problems(
        '[targets.desk]\nurl = "console:"\n'
        + rule("apple", 'targets = [\n  "desk",\n  "dsk",\n  "pager",\n]')
    )
    assert {path: problem.line for path, problem in problems.items()} == {
        "rules[1].targets[2]": 8,
        "rules[1].targets[3]": 9,
    }


def test_a_rule_over_several_lines_is_one_rule(folder):
    config = folder.load(rule("Apple\n  + China\n"))
    assert config.rules[0].canonical == "Apple + China"
