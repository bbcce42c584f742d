"""A changed configuration is taken up, or nothing of it is."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from monitor.alerts.wording.own_templates import FOLDER, load_wording
from monitor.config import load_config
from monitor.errors import DiskFull
from monitor.process.reload import AGAIN, MISSING_AGAIN, TROUBLE, Reloader, WatchedFiles, files_of
from monitor.troubles import Troubles

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
CONFIG = '[targets.desk]\nurl = "file:secret"\n[[rules]]\nname = "A"\nmatch = "apple"\n'


class Bench:
    """A configuration in a folder, and what takes it up."""

    def __init__(self, folder, *, meanwhile=None):
        self.path = folder / "config.toml"
        (folder / "secret").write_text("json://127.0.0.1/a")
        self.path.write_text(CONFIG)
        self.taken_up, self.told, self.troubles = [], [], Troubles(lambda: NOW)
        self.fails = False
        config, wording = self.read()
        if meanwhile is not None:
            self.change(meanwhile)
        self.reloader = Reloader(
            config,
            wording,
            read=self.read,
            take_up=self.take_up,
            troubles=self.troubles,
            clock=lambda: NOW,
            told=self.told.append,
            watched=WatchedFiles(files_of(config)),
        )

    def read(self):
        config = load_config(self.path, environ={"TZ": "UTC"})
        return config, load_wording(config.directory / FOLDER)

    def take_up(self, before, after, wording):
        if self.fails:
            raise DiskFull("the disk is full")
        self.taken_up.append((before, after))

    def change(self, text):
        self.path.write_text(text)

    def look(self, times=2):
        """As often as it takes to see that a file changes no more."""
        for _ in range(times):
            self.reloader.look()
        return len(self.taken_up)


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def test_a_change_is_taken_up_once_it_changes_no_more(bench):
    assert bench.look(3) == 0
    bench.change(CONFIG.replace("apple", "pear"))
    assert bench.look(1) == 0
    assert bench.look(1) == 1
    assert bench.look(3) == 1
    assert bench.told[-1].lines == ('rule "A": apple → pear',)


@pytest.mark.parametrize("name", ["secret", f"{FOLDER}/alert.text.txt"])
def test_so_is_a_change_to_a_file_that_it_refers_to(bench, tmp_path, name):
    (tmp_path / FOLDER).mkdir()
    assert bench.look() == 1  # the folder is new
    path = tmp_path / name
    path.write_text("json://127.0.0.1/b" if name == "secret" else "{{ alert.byline }}")
    assert bench.look() == 2
    (line,) = bench.told[-1].lines
    assert line in {"1 target changed: desk", "templates: changed"}
    if name != "secret":
        path.write_text("Now: {{ alert.byline }}")
        assert bench.look() == 3


def test_asked_after_a_change_was_taken_up_it_says_which_and_when(bench):
    bench.reloader.look(asked=True)
    assert (bench.told[-1].lines, bench.told[-1].earlier) == ((), None)
    bench.change(CONFIG.replace("apple", "pear"))
    bench.look()
    by_itself = bench.told[-1]
    bench.reloader.look(asked=True)
    assert bench.told[-1].lines == ()
    assert bench.told[-1].earlier == by_itself


def test_a_file_that_an_editor_replaces_has_changed(bench, tmp_path):
    new = tmp_path / "config.toml.new"
    new.write_text(CONFIG.replace("apple", "pear!"[:4]))
    before = bench.path.stat()
    os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))
    new.replace(bench.path)
    assert bench.look() == 1


def test_with_a_mistake_nothing_is_taken_up_until_it_is_mended(bench, caplog):
    bench.change(CONFIG.replace('"apple"', '"apple +"').replace("url", "ulr"))
    assert bench.look(4) == 0
    assert not bench.told[-1].ok
    assert len(bench.told) == 1  # not at every look
    assert len(bench.told[-1].lines) >= 2
    (trouble,) = bench.troubles.now()
    assert trouble.name == TROUBLE
    assert "the configuration from before stays in use" in trouble.what
    assert "rules[0].match" in caplog.text.replace("rules[1]", "rules[0]")
    bench.change(CONFIG)
    assert bench.look() == 1
    assert bench.troubles.now() == ()


def test_what_could_not_be_written_down_is_tried_again(bench):
    bench.fails = True
    bench.change(CONFIG.replace("apple", "pear"))
    assert bench.look(3 * AGAIN) == 0
    assert [outcome.ok for outcome in bench.told] == [False]
    bench.fails = False
    assert bench.look(AGAIN) == 1
    ((before, after),) = bench.taken_up
    assert (before.rules[0].match, after.rules[0].match) == ("apple", "pear")
    assert bench.troubles.now() == ()


def test_a_secret_that_was_missing_is_found_when_it_has_come(bench, tmp_path):
    bench.change(CONFIG.replace("secret", "other"))
    assert bench.look() == 0
    (tmp_path / "other").write_text("json://127.0.0.1/b")
    assert bench.look(AGAIN) == 1


def test_a_new_template_is_watched_while_it_has_mistakes(bench, tmp_path):
    (tmp_path / FOLDER).mkdir()
    path = tmp_path / FOLDER / "alert.text.txt"
    path.write_text("{{ nothing.here }}")
    assert bench.look() == 0
    path.write_text("{{ alert.byline }}")
    assert bench.look() == 1


def test_who_asks_is_answered_also_where_nothing_has_changed(bench):
    bench.reloader.look(asked=True)
    assert bench.told[-1].ok
    assert bench.told[-1].lines == ()


def test_a_file_that_comes_and_goes_is_noticed(tmp_path):
    path = tmp_path / "list.opml"
    watched = WatchedFiles({path: ()})
    path.write_text("x")
    assert [watched.changed(), watched.changed(), watched.changed()] == [False, True, False]
    path.unlink()
    assert [watched.changed(), watched.changed()] == [False, True]


def test_what_changes_while_it_is_read_is_read_again(bench):
    """Else the last of two quick changes would wait for the next one."""
    read = bench.reloader._read

    def slow():
        found = read()
        bench.change(CONFIG.replace("apple", "plum"))
        bench.reloader._read = read
        return found

    bench.reloader._read = slow
    bench.change(CONFIG.replace("apple", "pear"))
    assert bench.look(4) == 2
    assert bench.reloader.config.rules[0].match == "plum"


def test_what_changes_while_the_program_starts_is_taken_up(tmp_path):
    bench = Bench(tmp_path, meanwhile=CONFIG.replace("apple", "pear"))
    assert bench.look(3) == 1
    assert bench.reloader.config.rules[0].match == "pear"


def test_lists_of_feeds_in_files_are_watched(tmp_path):
    path = tmp_path / "config.toml"
    (tmp_path / "feeds.opml").write_text("<opml/>")
    path.write_text('[[subscriptions]]\nurl = "feeds.opml"\n')
    files = files_of(load_config(path, environ={"TZ": "UTC"}))
    assert {path, tmp_path / "feeds.opml"} < files.keys()


def test_what_was_missing_is_looked_for_again_where_no_change_shows(tmp_path, monkeypatch):
    """As where its folder was closed, or its file: a file's mode is no change of it."""
    monkeypatch.setattr(WatchedFiles, "changed", lambda _: False)
    monkeypatch.setattr(f"{__name__}.CONFIG", f'{CONFIG}[[feeds]]\nurl = "local.xml"\n')
    bench = Bench(tmp_path)
    assert [each.missing for each in bench.reloader.config.missing] == [str(tmp_path / "local.xml")]
    assert bench.look(MISSING_AGAIN - 1) == 0
    (tmp_path / "local.xml").write_text("<rss/>")
    assert bench.look(1) == 1
    assert bench.reloader.config.missing == ()
    assert bench.look(MISSING_AGAIN + 1) == 1


def test_what_was_missing_before_keeps_no_change_out(bench, tmp_path):
    bench.change(f'{CONFIG}[[feeds]]\nurl = "local.xml"\n')
    assert bench.look() == 0
    assert 'there is no file "local.xml"' in bench.told[-1].lines[0]
    (tmp_path / "local.xml").write_text("<rss/>")
    bench.reloader.look(asked=True)
    assert bench.told[-1].ok
    (tmp_path / "local.xml").unlink()
    bench.reloader.look(asked=True)
    assert bench.told[-1].ok, "its feed says so"
    (tmp_path / "secret").unlink()
    bench.reloader.look(asked=True)
    assert not bench.told[-1].ok, "the one that it has is better than none"
