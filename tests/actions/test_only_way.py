"""The command line, the page and the API change nothing but by ``monitor.actions``.

Which modules they may not import at all is a contract in pyproject.toml; here are the modules that
both read and write.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import monitor

ROOT = Path(monitor.__file__).parent
WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|REPLACE) ")
AS_A_WHOLE = ("monitor.store.upkeep.",)
"""``backup``, ``restore``, ``export`` and ``import`` take the database as a file."""
CALLERS = sorted(path for part in ("cli", "web") for path in (ROOT / part).rglob("*.py"))


def _module(path):
    return ".".join(("monitor", *path.relative_to(ROOT).with_suffix("").parts))


def _has_sql(node):
    return any(
        isinstance(each, ast.Constant) and isinstance(each.value, str) and WRITES.search(each.value)
        for each in ast.walk(node)
    )


def _calls(node):
    return {
        each.func.id if isinstance(each.func, ast.Name) else each.func.attr
        for each in ast.walk(node)
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name | ast.Attribute)
    }


def _writing_functions():
    """``monitor.store.outbox.outbox.save`` and the like: with SQL that writes, or calling such."""
    found = set()
    for path in (ROOT / "store").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        functions = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}
        writing = {name for name, node in functions.items() if _has_sql(node)}
        while more := {
            name
            for name, node in functions.items()
            if name not in writing and _calls(node) & writing
        }:
            writing |= more
        found |= {f"{_module(path)}.{name}" for name in writing}
    return {name for name in found if not name.startswith(AS_A_WHOLE)}


WRITING = _writing_functions()


def _uses(path):
    """Everything of other modules that a module names, by its full name."""
    tree = ast.parse(path.read_text("utf-8"))
    names = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    used = set(names.values())
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            used.add(f"{names.get(node.value.id, '')}.{node.attr}")
    return used


def test_what_writes_is_known():
    assert {
        "monitor.store.outbox.outbox.save",
        "monitor.store.outbox.outbox.record_attempt",
        "monitor.store.feeds.feeds.save_state",
        "monitor.store.by_hand.silences.end",
    } <= WRITING
    assert "monitor.store.outbox.outbox.newest" not in WRITING


@pytest.mark.parametrize("path", CALLERS, ids=[_module(path) for path in CALLERS])
def test_it_calls_nothing_of_the_store_that_writes(path):
    assert not _uses(path) & WRITING
