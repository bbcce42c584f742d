"""Changing what entries say, and targets."""

import tomllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.config import load_config
from monitor.config.editing import edit
from monitor.errors import MonitorError, NoSuchError

START = """\
# targets
[targets.desk]  # the desk
url = "console:"  # here
max_per_hour = 5

[targets."the boss"]
url = "env:BOSS"
# ends

[[feeds]]
url = "https://a.example/"
name = "A"  # a
    tags = [
      "x",  # first
      "y",
    ]
[feeds.pick]
item = "li"

[[rules]]
name = "One"
match = "Apple"  # why
[rules.aliases]
Apple = ["Cupertino"]
"""


@pytest.fixture
def path(folder):
    return folder.write(START)


def change(path, key, wanted, **values):
    edit.change(path, key, wanted, values, by=("url", "name") if key == "feeds" else ("name",))


def test_only_the_line_of_the_key_is_written_anew_and_its_comment_stays(path):
    change(path, "rules", "one", match='"Apple" + AI')
    assert path.read_text() == START.replace(
        'match = "Apple"  # why', "match = '\"Apple\" + AI'  # why"
    )


def test_a_new_key_stands_below_the_others_above_inner_tables(path):
    change(path, "rules", "One", urgent=True)
    change(path, "feeds", "a", interval="15m")
    assert path.read_text() == START.replace("# why\n", "# why\nurgent = true\n").replace(
        "    ]\n", '    ]\n    interval = "15m"\n'
    )


def test_a_key_that_goes_takes_its_lines_along_and_nothing_else(path):
    change(path, "feeds", "A", tags=None)
    change(path, "targets", "desk", max_per_hour=None)
    start, end = START.index("    tags"), START.index("[feeds.pick]")
    assert path.read_text() == (START[:start] + START[end:]).replace("max_per_hour = 5\n", "")


def test_paused_and_resumed_leaves_no_trace(path):
    for key, name in (("rules", "One"), ("feeds", "A"), ("targets", "The Boss")):
        change(path, key, name, enabled=False)
    config = load_config(path, environ={}, secrets=False)
    assert (config.rules, config.feeds, list(config.targets)) == ((), (), ["desk"])
    for key, name in (("rules", "One"), ("feeds", "A"), ("targets", "the boss")):
        change(path, key, name, enabled=None)
    assert path.read_text() == START


def test_a_paused_target_is_told_nothing_and_rules_may_name_it(path):
    change(path, "rules", "One", targets=["desk", "the boss"])
    change(path, "targets", "the boss", enabled=False)
    config = load_config(path, environ={}, secrets=False)
    policy = config.policies["One"]
    assert (policy.targets, policy.paused) == (("desk",), ("the boss",))


def test_a_target_is_added_after_the_last_one_and_taken_out_again(path):
    edit.add_target(path, "mail room", {"url": "env:MAIL", "quiet_hours": "22:00-07:00"})
    block = '\n[targets."mail room"]\nurl = "env:MAIL"\nquiet_hours = "22:00-07:00"\n'
    assert path.read_text() == START.replace("# ends\n", f"# ends\n{block}")
    edit.remove(path, "targets", "mail room", by=("name",))
    assert path.read_text() == START


def test_what_would_be_a_mistake_is_refused(path):
    for call, told in (
        (lambda: change(path, "rules", "One", macth="x"), "unknown key"),
        (lambda: change(path, "rules", "One", targets=["nobody"]), "no target"),
        (lambda: change(path, "rules", "One", match="Apple + ("), "left as it is"),
        (lambda: change(path, "feeds", "A", interval="soon"), "left as it is"),
        (lambda: edit.add_target(path, "Desk", {"url": "console:"}), "already"),
    ):
        with pytest.raises(MonitorError, match=told):
            call()
    change(path, "rules", "One", targets=["desk"])
    with pytest.raises(MonitorError, match='no target "desk"'):
        edit.remove(path, "targets", "desk", by=("name",))
    with pytest.raises(NoSuchError, match='did you mean "One"'):
        change(path, "rules", "Oen", match="x")


@pytest.mark.parametrize(
    "text",
    [
        'rules = [{ name = "One", match = "Apple" }]  # inline\n',
        '[targets]\ndesk = { url = "console:" }\n[[rules]]\nname = "One"\nmatch = "Apple"\n',
        'targets.desk.url = "console:"\n[[rules]]\nname = "One"\nmatch = "Apple"\n',
    ],
    ids=["list", "table", "dotted"],
)
def test_other_ways_to_write_tables_are_changed_too(folder, text):
    path = folder.write(text)
    change(path, "rules", "One", match="Pear", urgent=True)
    if "desk" in text:
        change(path, "targets", "desk", max_per_hour=3)
    edit.add_target(path, "new", {"url": "console:"})
    tables = tomllib.loads(path.read_text())
    assert tables["rules"][0] == {"name": "One", "match": "Pear", "urgent": True}
    assert "new" in tables["targets"]
    assert tables["targets"].get("desk", {}).get("max_per_hour", 3) == 3


values = st.text(
    st.characters(exclude_categories=["C", "Zl", "Zp"]) | st.sampled_from("\"'\\#=[]"),
    min_size=1,
    max_size=15,
).filter(lambda text: text == text.strip() and text.isprintable())


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None
)
@given(tags=st.lists(values, min_size=1, max_size=3), name=values)
def test_any_value_reads_back_as_it_was_given_and_back_again(tags, name, folder):
    path = folder.write(START)
    change(path, "feeds", "https://a.example/", tags=tags, name=name, lang="en")
    (feed,) = tomllib.loads(path.read_text())["feeds"]
    assert (feed["tags"], feed["name"], feed["lang"]) == (tags, name, "en")
    assert "# a" in path.read_text()
    change(path, "feeds", "https://a.example/", tags=["x", "y"], name="A", lang=None)
    assert tomllib.loads(path.read_text()) == tomllib.loads(START)
