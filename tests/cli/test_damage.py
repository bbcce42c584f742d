"""A database that can't be used: every command says so in words, with the file and the cure."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.errors import MonitorError
from tests.command_line import call
from tests.forked_process import ran

ROOT = Path(__file__).parents[2]
PAGE = 4_096
CONFIG = """timezone = "UTC"
[targets.desk]
url = "json://127.0.0.1:9/hook"
[[feeds]]
url = "seeds/sample.rss"
name = "Sample"
backfill = "all"
[[rules]]
name = "Apple"
match = "Apple"
"""


def damage_pages(path):
    body = bytearray(path.read_bytes())
    for at in range(PAGE, len(body), PAGE):
        body[at : at + 200] = b"\xde\xad" * 100
    path.write_bytes(body)


def damage_tables(path):
    """Leave sound what is read at the start, and nothing else."""
    with sqlite3.connect(path) as database:
        roots = database.execute(
            "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
            " AND name NOT LIKE '\\_sqlite%' ESCAPE '\\'"
        ).fetchall()
    database.close()
    body = bytearray(path.read_bytes())
    for (page,) in roots:
        body[(page - 1) * PAGE : page * PAGE] = b"\xde\xad" * (PAGE // 2)
    path.write_bytes(body)


def make_a_folder(path):
    path.unlink()
    path.mkdir()


def make_newer(path):
    with sqlite3.connect(path) as database:
        database.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " SELECT migration_set, 'm999_future', applied_at FROM _sqlite_migrations LIMIT 1"
        )
    database.close()


def drop_a_table(path):
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE matches")
    database.close()


def make_anothers(path):
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE bookmarks (url TEXT)")
    database.close()


DAMAGES = {
    "a table is missing": (drop_a_table, "restore a backup"),
    "another program's": (make_anothers, "ame another file"),
    "pages": (damage_pages, "restore a backup"),
    "tables": (damage_tables, "restore a backup"),
    "no database": (
        lambda path: path.write_text("A text, and no database. " * 9),
        "Check the path",
    ),
    "a folder": (make_a_folder, "must be a file"),
    "newer": (make_newer, "update this one"),
}
WORKS_WITHOUT = {
    "empty": lambda path: path.write_bytes(b""),
    "missing": lambda path: path.unlink(),
}
COMMANDS = [
    "check",
    "once",
    "run",
    "matches",
    "matches --search Apple",
    "why 1",
    "silence",
    "silence Apple --for 1h",
    "vote 1 good",
    "stories",
    "stats",
    "export",
    "backup copy.db",
    "backtest",
    "feeds",
    "feeds show Sample",
    "feeds enable Sample",
    "rules",
    "rules suggest Apple",
    "alerts",
    "alerts send 1",
    "deliveries",
    "deliveries show 1",
    "deliveries retry 1",
    "targets",
    "targets preview desk",
    "import export.jsonl",
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A folder with a database in which most commands have something to do."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "config.toml").write_text(CONFIG)
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    result = call("once", "--config", str(folder / "config.toml"))
    assert "not sent: 8 deliveries to desk" in str(result.exception), result.output
    return folder


@pytest.fixture
def said(filled, tmp_path, monkeypatch):
    """Run a command on a database that was damaged; (exit code, all it said)."""

    def said(command, damage):
        for name in ("config.toml", "news.db"):
            shutil.copy(filled / name, tmp_path)
        shutil.copytree(filled / "seeds", tmp_path / "seeds")
        (tmp_path / "export.jsonl").write_text("")
        damage(tmp_path / "news.db")
        monkeypatch.chdir(tmp_path)
        result = call(*command.split(), "--config", "config.toml")
        if not isinstance(result.exception, SystemExit | MonitorError | None):
            raise result.exception
        return result.exit_code, f"{result.output}{result.exception or ''}"

    return said


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_that_cannot_be_used_is_named_with_the_cure(said, command, damage):
    do, cure = DAMAGES[damage]
    code, printed = said(command, do)
    assert code == 1, printed
    assert "news.db" in printed or cure in printed
    assert cure in printed


@pytest.mark.parametrize("damage", WORKS_WITHOUT)
@pytest.mark.parametrize("command", [each for each in COMMANDS if each != "run"])
def test_a_database_that_is_not_there_yet_is_no_traceback(said, command, damage):
    code, printed = said(command, WORKS_WITHOUT[damage])
    told = ("news.db", "there is no", "export", "not sent: ")
    assert code == 0 or any(each in printed for each in told)


@pytest.mark.parametrize(
    ("table", "column", "value", "command"),
    [
        ("matches", "matched_at", "yesterday", "matches"),
        ("deliveries", "next_attempt_at", "soon", "deliveries"),
        ("feeds", "next_poll_at", "x", "feeds"),
    ],
)
def test_a_value_that_makes_no_sense_is_damage_too(said, table, column, value, command):
    def spoil(path):
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA ignore_check_constraints = ON")
            database.execute(f"UPDATE {table} SET {column} = ?", [value])
        database.close()

    code, printed = said(command, spoil)
    assert code == 1, printed
    assert "news.db is damaged" in printed


@pytest.mark.parametrize("command", ["matches", "stories", "rules", "why 1", "once"])
def test_a_table_that_is_missing_is_damage_too(said, command):
    def drop(path):
        with sqlite3.connect(path) as database:
            database.execute("DROP TABLE matches")
        database.close()

    code, printed = said(command, drop)
    assert code == 1, printed
    assert "news.db is damaged (the table matches is missing)" in printed


def test_a_text_that_is_none_any_more_is_told_without_a_traceback(said, caplog):
    def spoil(path):
        with sqlite3.connect(path) as database:
            database.execute("UPDATE items SET title = CAST(x'ff80fe' AS TEXT)")
            database.execute("DELETE FROM items WHERE id % 2")
        database.close()

    _, printed = said("once", spoil)
    assert "news.db is damaged" in printed + caplog.text
    assert "Traceback" not in printed + caplog.text


def test_a_limit_on_the_size_of_files_is_told_and_nothing_is_lost(filled, tmp_path, feed_server):
    """As a full disk: the round fails in words, and the next one brings what it couldn't write."""
    text = " ".join(f"word{number}" for number in range(900))
    items = "".join(
        f"<item><guid>{number}</guid><title>Apple {number}</title>"
        f"<description>{text}{number}</description></item>"
        for number in range(60)
    )
    feed_server.publish("/feed", f"<rss><channel><title>W</title>{items}</channel></rss>")
    (tmp_path / "config.toml").write_text(
        CONFIG.replace("seeds/sample.rss", feed_server.url("/feed")) + "[web]\nenabled = false\n"
    )
    config = (tmp_path / "config.toml").read_text()
    (tmp_path / "config.toml").write_text(f'allow_private = ["127.0.0.1"]\n{config}')
    shutil.copy(filled / "news.db", tmp_path)
    once = [sys.executable, "-c", "from monitor.cli.main import main; main()", "once"]
    limited = ["bash", "-c", "trap '' XFSZ; ulimit -f 400; exec \"$@\"", "bash", *once]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        limited, check=False, cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert run.returncode == 1, run.stdout
    assert "Traceback" not in run.stderr
    assert "news.db" in run.stderr
    assert "Nothing is lost" in run.stderr
    run = ran("once", folder=tmp_path)
    assert "not sent: " in run.stderr  # nobody listens there
    assert "could be written" not in run.stderr
    with sqlite3.connect(tmp_path / "news.db") as database:
        (found,) = database.execute(
            "SELECT count(*) FROM items WHERE title LIKE 'Apple %'"
        ).fetchone()
    database.close()
    assert found >= 60
