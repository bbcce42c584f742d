"""Run every command in a folder, and again where that, or only its database, can't be written to.

    python tests/cli/every_command.py FOLDER

Prints a line of JSON for each: what was run, which files it changes where it may, and how it ended
where it may not. It gives up root's power to write everywhere, so a test starts it as a program of
its own. The commands are those that the command line has, with words for what they ask for.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.command_line import call, once

PR_CAPBSET_DROP = 24
OVERRIDES = (1, 2, 3)
"""capabilities(7): CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER."""

NAMES = {"feeds": "Sample", "rules": "Apple in China", "targets": "console", "deliveries": "1"}
"""What a command of these nouns is given for its first argument."""
WORDS = {
    "alerts send": ["1"],
    "backtest": ["Apple"],
    "backup": ["copy.db"],
    "cluster certificates": ["certificates"],
    "cluster status": [],
    "config undo": [],
    "export": ["--output", "all.jsonl"],
    "feeds add": ["seeds/sample.atom"],
    "feeds change": ["Sample", "--tag", "tech"],
    "feeds export": ["feeds.opml"],
    "feeds import": ["seeds/feeds.opml"],
    "feeds test": ["seeds/sample.rss"],
    "import": ["export.jsonl"],
    "init": ["new"],
    "match": ["rules.toml", "export.jsonl"],
    "restore": ["sound.db"],
    "rules add": ["Rates", "Apple + rates"],
    "rules change": ["Apple in China", "--match", "Apple + China"],
    "rules test": ["Apple in China", "--text", "Apple"],
    "silence": ["Apple in China", "--for", "1h"],
    "targets add": ["me", "console:"],
    "targets change": ["console", "--set", "max_per_hour=7"],
    "vote": ["1", "good"],
    "why": ["1"],
}
"""What the others are given."""
SERVING = {"web", "cluster scheduler", "cluster worker"}
"""What goes on until it is stopped, also where nothing can be written."""
DAEMON = "run"
"""What goes on where it may write, and must not begin where it may not."""


def commands(group, path=()):
    """Yield the name of each command, that of a group included if it does something."""
    for name, command in sorted(group.commands.items()):
        whole = " ".join((*path, name))
        if hasattr(command, "commands"):
            if command.invoke_without_command:
                yield whole
            yield from commands(command, (*path, name))
        elif whole not in SERVING:
            yield whole


def words_for(name, command):
    """The words to run a command by."""
    noun, _, verb = name.partition(" ")
    guess = [NAMES[noun]] if verb and noun in NAMES else []
    return [*name.split(), *WORDS.get(name, guess if "argument" in kinds(command) else [])]


def kinds(command):
    return {parameter.param_type_name for parameter in command.params}


def contents(folder):
    """A digest of each file, but for what stands beside a database while it is in use."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm", ".lock"))
    }


def ended(folder, words):
    """Run a command in a folder: (exit code, what it said, an error that isn't ours)."""
    logging.getLogger().handlers[:] = []
    with contextlib.chdir(folder):
        done = call(*words)
    error = done.exception
    ours = error is None or isinstance(error, SystemExit)
    ours = ours or any(each.__module__ == "monitor.errors" for each in type(error).__mro__)
    said = f"{done.output}{'' if isinstance(error, SystemExit) else error or ''}"
    return {"code": done.exit_code, "said": said, "error": "" if ours else repr(error)}


def changes(folder, words):
    """The files that a command changes, and how it ended."""
    before = contents(folder)
    done = ended(folder, words)
    after = contents(folder)
    names = before.keys() | after.keys()
    return done | {"changed": sorted(n for n in names if before.get(n) != after.get(n))}


@contextlib.contextmanager
def copy_of(folder, *read_only):
    """A copy, and in it the paths that can't be written to."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "desk"
        shutil.copytree(folder, copy)
        paths = [
            path for part in read_only for path in (copy, *copy.rglob("*")) if path.match(part)
        ]
        modes = [(path, path.stat().st_mode) for path in paths]
        for path, mode in reversed(modes):
            path.chmod(mode & ~0o222)
        try:
            yield copy
        finally:
            for path, mode in modes:
                path.chmod(mode)


def main():
    folder = Path(sys.argv[1])
    if os.geteuid() == 0 and "dropped" not in sys.argv:
        for capability in OVERRIDES:
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
        os.execv(sys.executable, [sys.executable, *sys.argv, "dropped"])
    from monitor.cli.main import app

    group = once(app)
    for name in commands(group):
        command = group
        for part in name.split():
            command = command.commands[part]
        words = words_for(name, command)
        line = {"command": " ".join(words), "changed": ["news.db"], "code": 0}
        if name != DAEMON:
            with copy_of(folder) as copy:
                line |= changes(copy, words)
        for kind, paths in {"folder": ["*"], "database": ["news.db"]}.items():
            with copy_of(folder, *paths) as copy:
                line[kind] = ended(copy, words)
        sys.stdout.write(f"{json.dumps(line)}\n")


if __name__ == "__main__":
    main()
