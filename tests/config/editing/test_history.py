"""The history of config.toml, and undoing."""

import multiprocessing
import os
import stat
import tempfile
from pathlib import Path

import pytest

from monitor.config.editing import edit, history
from monitor.config.editing.changes import changes
from monitor.config.editing.undo import go_back
from monitor.errors import MonitorError, NoSuchError, NotWritable

START = """\
# mine
[targets.desk]
url = "console:"
[[feeds]]
url = "https://a.example/?key=hush"  # a
[[rules]]
name = "One"
match = "Apple"
"""


@pytest.fixture
def path(folder):
    return folder.write(START)


def change(path, name, values):
    edit.change(path, "rules", name, values, by=("name",))


def test_each_change_can_be_taken_back_and_that_too(path):
    edit.add_rule(path, "Two", "tea")
    with_two = path.read_text()
    assert go_back(path) == ('rule "Two" removed',)
    assert path.read_text() == START
    assert go_back(path) == ('rule "Two" added',)
    assert path.read_text() == with_two


def test_it_says_what_each_change_did_without_a_secret(path):
    edit.add_rule(path, "Two", "tea")
    change(path, "two", {"enabled": False})
    change(path, "two", {"match": "green + tea", "urgent": True})
    change(path, "two", {"enabled": None})
    edit.remove_feed(path, "https://a.example/?key=hush")
    edit.add_target(path, "mail", {"url": "env:MAIL"})
    said = [each.changes for each in history.versions(path)]
    assert said == [
        ('target "mail" added',),
        ('feed "https://a.example/" removed',),
        ('rule "Two" resumed',),
        ('rule "Two" changed: match, urgent',),
        ('rule "Two" paused',),
        ('rule "Two" added',),
    ]


def test_going_back_several_changes_keeps_what_an_editor_changed_meanwhile(path):
    edit.add_rule(path, "Two", "tea")
    (first,) = history.versions(path)
    edit.add_rule(path, "Three", "coffee")
    path.write_text(path.read_text() + "# by hand\n")
    go_back(path, first.number)
    assert path.read_text() == START
    go_back(path)
    assert path.read_text().endswith('match = "coffee"\n# by hand\n')


def test_the_last_ten_are_kept_for_those_who_may_read_the_file(path):
    path.chmod(0o640)
    for number in range(13):
        edit.add_rule(path, f"Rule {number}", "tea")
    kept = history.versions(path)
    assert [each.number for each in kept] == list(range(13, 3, -1))
    assert history.versions(path, most=2) == kept[:2]
    folder = history.folder_of(path)
    assert folder.name == "config.history"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o640}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_the_history_has_the_owner_of_the_file(path):
    os.chown(path, 1234, 1235)
    edit.add_rule(path, "Two", "tea")
    folder = history.folder_of(path)
    assert {(each.stat().st_uid, each.stat().st_gid) for each in (folder, *folder.iterdir())} == {
        (1234, 1235)
    }


def test_what_could_not_be_used_any_more_is_not_put_back(path):
    edit.add_rule(path, "Two", "tea")
    path.write_text(path.read_text().replace("[targets.desk]", "[targets.other]"))
    edit.remove_rule(path, "One")
    edit.add_rule(path, "Four", "x", targets=["other"])
    before = path.read_text()
    # Before that change nothing was called "other", but nothing named it either.
    go_back(path)
    assert "Four" not in path.read_text()
    path.write_text(before)
    path.write_text('[[rules]]\nname = "Only"\nmatch = "x"\n')
    file = history.file_of(path)
    file.write_text(file.read_text() + "tiemzone = 1\n")
    with pytest.raises(MonitorError, match="left as it is"):
        go_back(path)
    assert "Only" in path.read_text()


def test_where_there_is_no_history_it_says_so(path):
    with pytest.raises(NoSuchError, match="no history"):
        go_back(path)
    edit.add_rule(path, "Two", "tea")
    with pytest.raises(NoSuchError, match="no version 7"):
        go_back(path, 7)


def _add(path, first):
    for number in range(first, first + 5):
        edit.add_rule(path, f"Rule {number}", "tea")


def test_changes_of_several_processes_at_once_all_arrive(path):
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=_add, args=(path, first)) for first in (0, 10, 20)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert path.read_text().count("[[rules]]") == 16


def _as_somebody_else(path, told):
    """What each change says to a user who may only read."""
    if os.geteuid() == 0:
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)
    for call in (
        lambda: edit.add_rule(path, "Two", "tea"),
        lambda: change(path, "one", {"match": '"x y"', "urgent": True}),
        lambda: edit.remove_rule(path, "One"),
    ):
        try:
            call()
        except NotWritable as error:
            told.put(str(error))
        else:
            told.put("changed")


@pytest.mark.parametrize("closed", ["file", "folder"])
def test_who_may_not_write_it_is_shown_the_lines_to_paste(closed):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text(START)
        path.chmod(0o444 if closed == "file" else 0o666)
        path.parent.chmod(0o777 if closed == "file" else 0o555)
        context = multiprocessing.get_context("fork")
        told = context.SimpleQueue()
        process = context.Process(target=_as_somebody_else, args=(path, told))
        process.start()
        process.join(60)
        refused = f"{path} can't be written: this user may not write it. It is as it was. As "
        assert [told.get() for _ in range(3)] == [
            (
                f"{refused}somebody who may write it, add these lines at its end:\n\n"
                '[[rules]]\nname = "Two"\nmatch = "tea"\n'
            ),
            (
                f'{refused}somebody who may write it, write these lines into the rule "One":\n\n'
                "match = '\"x y\"'\nurgent = true"
            ),
            (
                f'{refused}somebody who may write it, take out the lines of the rule "One", from '
                "[[rules]] on"
            ),
        ]
        assert path.read_text() == START
        path.parent.chmod(0o755)


def test_a_disk_that_is_full_leaves_all_as_it_was(path, monkeypatch):
    def full(*_given, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(history, "put_beside", full)
    with pytest.raises(NotWritable, match="No space left"):
        edit.add_rule(path, "Two", "tea")
    assert path.read_text() == START


def test_a_slip_by_hand_is_told_as_one():
    assert changes({"rules": []}, None) == ("a slip in the file",)
    assert changes({"timezone": "UTC"}, {"timezone": "UTC"}) == ("only comments or the layout",)
    assert changes({"timezone": "UTC"}, {}) == ("timezone removed",)
