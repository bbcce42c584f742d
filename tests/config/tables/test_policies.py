"""What rules and targets wish: when, how often, and of which items."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.planning.policy import Group, Mode, Policy, Priority, Scope
from monitor.volume.silence import OWN_RHYTHM

DESK = '[targets.desk]\nurl = "json://desk.example/hook"\n'
FEED = '[[feeds]]\nurl = "https://wire.example/feed"\nname = "The Wire"\n'
LIST = '[[subscriptions]]\nurl = "https://lists.example/team.opml"\n'


def target(more, kind="json://desk.example/hook"):
    return f'{FEED}[targets.desk]\nurl = "{kind}"\n{more}\n'


def rule(more):
    return f'{FEED}{DESK}[[rules]]\nname = "R"\nmatch = "apple"\n{more}\n'


@pytest.fixture
def target_of(folder):
    return lambda more, **rest: folder.load(target(more, **rest)).targets["desk"]


@pytest.fixture
def policy_of(folder):
    return lambda more: folder.load(rule(more)).policies["R"]


def test_without_a_wish_all_is_told_at_once(target_of, policy_of):
    desk = target_of("")
    assert (desk.mode, desk.digest, desk.quiet_hours) == (Mode.INSTANT, None, None)
    assert desk.scope == Scope()
    assert policy_of("") == Policy(rule="R", targets=("desk",))


def test_a_rule_with_all_wishes(policy_of):
    policy = policy_of(
        'mode = "digest"\ndigest = "weekdays 08:00"\nquiet_hours = "22:00-07:00"\n'
        'max_per_hour = 5\npriority = "high"\nlanguages = ["en", "zh-Hans"]\n'
        'feeds = ["the wire"]\ntags = ["Tech"]\nagain_after = "24h"\nagain_at = [20, 5, 5]\n'
        'expect = "36h"'
    )
    assert policy.mode is Mode.DIGEST
    assert policy.digest.text == "weekdays 08:00"
    assert policy.quiet_hours.text == "22:00-07:00"
    assert (policy.max_per_hour, policy.priority) == (5, Priority.HIGH)
    assert policy.scope == Scope(
        languages=frozenset({"en", "zh"}),
        feeds=frozenset({"https://wire.example/feed"}),
        tags=frozenset({"tech"}),
    )
    assert (policy.again_after, policy.again_at) == (timedelta(hours=24), (5, 20))
    assert policy.expect == timedelta(hours=36)


def test_times_are_wish_enough_for_digests(target_of, policy_of):
    assert target_of('digest = "daily 18:00"').mode is Mode.DIGEST
    assert policy_of('digest = "daily 18:00"').mode is Mode.DIGEST


def test_digests_without_times_go_out_at_eight(folder):
    desk = folder.load(target('mode = "digest"')).targets["desk"]
    due = desk.digest.next_after(datetime(2025, 2, 13, 12, tzinfo=UTC), ZoneInfo("UTC"))
    assert due == datetime(2025, 2, 14, 8, tzinfo=UTC)


def test_a_rule_that_wants_digests_gives_its_targets_a_timetable_but_not_another(folder):
    config = folder.load(
        rule('mode = "digest"\ntargets = ["desk", "boss"]')
        + '[targets.boss]\nurl = "console:"\nmode = "instant"\ndigest = "weekdays 9:30"\n'
        '[targets.other]\nurl = "console:"\n'
    )
    assert config.policies["R"].digest is None
    targets = config.targets
    assert targets["desk"].digest.text == "daily 08:00"
    assert targets["boss"].digest.text == "weekdays 9:30"
    assert targets["other"].digest is None
    assert {each.mode for each in targets.values()} == {Mode.INSTANT}


@pytest.mark.parametrize(
    ("more", "url", "limit"),
    [
        ("", "json://desk.example", 60),
        ("", "console:", None),
        ("max_per_hour = 5", "console:", 5),
        ("max_per_hour = 0", "json://desk.example", None),
    ],
)
def test_a_target_but_the_console_is_sent_sixty_an_hour_unless_it_says(more, url, limit, target_of):
    assert target_of(more, kind=url).max_per_hour == limit


def test_a_rule_has_no_limit_of_its_own_unless_it_says(policy_of):
    assert policy_of("max_per_hour = 0").max_per_hour is None
    assert policy_of("max_per_hour = 3").max_per_hour == 3


def test_quiet_hours_may_be_several(target_of):
    quiet = target_of('quiet_hours = ["22:00-07:00", "sat,sun 00:00-24:00"]').quiet_hours
    saturday = datetime(2025, 2, 15, 12, tzinfo=UTC)
    assert quiet.end_after(saturday, ZoneInfo("UTC")) == datetime(2025, 2, 17, 7, tzinfo=UTC)


class TestGroup:
    """What a rule makes one message of."""

    def test_is_each_event_unless_the_rule_or_the_file_says(self, folder, policy_of):
        assert policy_of("").group is Group.STORY
        assert policy_of('group = "item"').group is Group.ITEM
        text = f'group = "day"\n{rule("")}[[rules]]\nname = "S"\nmatch = "pear"\ngroup = "item"\n'
        config = folder.load(text)
        assert config.group is Group.DAY
        assert [config.policies[name].group for name in "RS"] == [Group.DAY, Group.ITEM]

    def test_a_day_is_told_at_eight_unless_the_rule_or_the_target_has_a_time(self, folder):
        config = folder.load(
            rule('group = "day"\ntargets = ["desk", "boss"]')
            + '[targets.boss]\nurl = "console:"\ndigest = "weekdays 9:30"\n'
        )
        assert config.targets["desk"].digest.text == "daily 08:00"
        assert config.targets["desk"].mode is Mode.INSTANT
        assert config.targets["boss"].digest.text == "weekdays 9:30"
        own = folder.load(rule('group = "day"\ndigest = "daily 18:00"'))
        assert own.policies["R"].digest.text == "daily 18:00"
        assert own.targets["desk"].digest is None

    @pytest.mark.parametrize("value", ['"events"', '"Story"', "1", "true", '["day"]'])
    def test_that_cannot_be_read_is_a_mistake_with_its_cure(self, value, folder):
        (at_rule,) = folder.problems(rule(f"group = {value}")).values()
        (at_top,) = folder.problems(f"group = {value}\n{rule('')}").values()
        assert (at_rule.path, at_rule.line) == ("rules[1].group", 9)
        assert (at_top.path, at_top.line) == ("group", 1)
        for mistake in (at_rule, at_top):
            assert '"story" (each event once), "item" (every item' in mistake.message

    def test_of_a_target_is_a_mistake(self, folder):
        (mistake,) = folder.mistakes(target('group = "day"')).values()
        assert mistake == (
            "isn't a key of this table; it belongs to [[rules]] or the top of the file, above the "
            "first [table]"
        )

    @pytest.mark.parametrize(
        ("more", "path", "says"),
        [
            ('group = "item"\nagain_at = [5]', "again_at", "every item is told anyway"),
            ('group = "item"\nagain_after = "1d"', "again_after", "every item is told anyway"),
            ('group = "day"\nmode = "instant"', "mode", 'for one at once, group = "story"'),
            ('group = "day"\nmax_per_hour = 3', "max_per_hour", "one message a day"),
            ('group = "day"\ndigest = "daily 08:00, 18:00"', "digest", "its first time of a day"),
            ('group = "day"\nurgent = true', "urgent", "group has no effect"),
        ],
    )
    def test_that_leaves_another_wish_without_effect_is_warned_of(self, more, path, says, folder):
        (warning,) = folder.warnings(rule(more)).values()
        assert folder.warnings(rule(more)).keys() == {f"rules[1].{path}"}
        assert says in warning

    @pytest.mark.parametrize(
        "more",
        [
            'group = "story"\nagain_at = [5]\nurgent = true',
            'group = "item"\nurgent = true',
            'group = "day"\ndigest = "mon,thu 08:00"\nagain_at = [5]\nmode = "digest"',
        ],
    )
    def test_that_agrees_with_all_else_is_not(self, more, folder):
        assert folder.warnings(rule(more)) == {}


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("daily", timedelta(hours=30)),
        ("weekly", timedelta(days=8)),
        ("36h", timedelta(hours=36)),
        ("auto", OWN_RHYTHM),
    ],
)
def test_what_a_rule_expects(text, waits, policy_of):
    assert policy_of(f'expect = "{text}"').expect == waits


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('mode = "sometimes"', '"instant" (at once) or "digest"'),
        ('digest = "now and then"', 'write "daily 08:00"'),
        ("digest = 8", '"weekdays 08:00"'),
        ('digest = "0 0 31 2 *"', "never comes"),
        ('quiet_hours = "22-7"', '"22:00-07:00"'),
        ("quiet_hours = 22", '"22:00-07:00"'),
        ("quiet_hours = []", "leave it out"),
        ('quiet_hours = "00:00-24:00"', "no hour of the week"),
        ("max_per_hour = -1", "at least 0"),
        ('max_per_hour = "5"', "whole number"),
    ],
)
def test_a_wish_that_cannot_be_read_is_a_mistake_with_its_cure(line, says, folder):
    (at_target,) = folder.problems(target(line)).values()
    (at_rule,) = folder.problems(rule(line)).values()
    assert says in at_target.message
    assert says in at_rule.message
    key = line.split()[0]
    assert (at_target.path, at_target.line) == (f"targets.desk.{key}", 6)
    assert (at_rule.path, at_rule.line) == (f"rules[1].{key}", 9)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('priority = "urgent"', '"low", "normal" or "high"'),
        ('languages = [""]', "write a language code"),
        ('languages = ["english!"]', '"en", "de" or "zh"'),
        ('again_after = "soon"', '"24h"'),
        ("again_at = [1, 5]", "such as [5, 20]"),
        ("again_at = 5", "must be a list"),
        ('expect = "often"', '"daily", "weekly" or "auto"'),
        ("expect = 3", '"36h"'),
        ('expect = "5m"', "at least an hour"),
    ],
)
def test_a_rules_own_wish_that_cannot_be_read_is_a_mistake_with_its_cure(line, says, folder):
    (mistake,) = folder.mistakes(rule(line)).values()
    assert says in mistake


@pytest.mark.parametrize(
    "name", ["The Wire", "the wire", "https://wire.example/feed", "https://WIRE.example:443/feed"]
)
def test_a_feed_is_named_by_its_name_or_its_address(name, policy_of):
    scope = policy_of(f'feeds = ["{name}"]').scope
    assert scope.feeds == {"https://wire.example/feed"}


def test_a_feed_that_is_switched_off_or_mistaken_is_known_all_the_same(folder):
    text = rule('feeds = ["Off"]').replace(
        FEED, FEED + '[[feeds]]\nurl = "https://off.example/x"\nname = "Off"\nenabled = false\n'
    )
    assert folder.load(text).policies["R"].scope.feeds == {"https://off.example/x"}


def test_a_misspelt_feed_is_a_mistake_with_a_suggestion(folder):
    problems = folder.problems(rule('feeds = [\n  "The Wire",\n  "The Wrie",\n]'))
    (problem,) = problems.values()
    assert (problem.path, problem.line) == ("rules[1].feeds[2]", 11)
    assert 'did you mean "The Wire"' in problem.message


def test_where_there_are_lists_of_feeds_an_unknown_feed_is_a_warning(folder):
    config = folder.load(rule('feeds = ["Of the list"]') + LIST)
    assert config.policies["R"].scope.feeds == {"Of the list", "of the list"}
    (warning,) = [each for each in config.warnings if each.path == "rules[1].feeds[1]"]
    assert "perhaps one of a list" in warning.message


@pytest.mark.parametrize(
    ("more", "path", "says"),
    [
        ('mode = "instant"\ndigest = "daily 08:00"', "digest", "isn't used"),
        ('urgent = true\nquiet_hours = "22:00-07:00"', "urgent", "quiet_hours has no effect"),
        (
            'urgent = true\nmode = "digest"\nmax_per_hour = 1',
            "urgent",
            "mode and max_per_hour have",
        ),
        ('targets = []\nexpect = "daily"', "expect", "nobody would be told"),
    ],
)
def test_a_wish_of_no_effect_is_warned_of(more, path, says, folder):
    assert says in folder.warnings(rule(more))[f"rules[1].{path}"]


def test_urgent_and_at_once_agree(folder):
    assert "rules[1].urgent" not in folder.warnings(rule('urgent = true\nmode = "instant"'))
