"""docs/logs.md has every event of the log, with its levels; and every line has an event."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[3]
ROWS = re.compile(r"^\| ((?:`[a-z-]+`(?:, )?)+) \| ([a-z,; ]+) \|", re.MULTILINE)
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def documented():
    """Event → its levels. Where several events share a row, their levels stand between ``;``."""
    found = {}
    for names, levels in ROWS.findall((ROOT / "docs/logs.md").read_text("utf-8")):
        events, parts = re.findall(r"`([a-z-]+)`", names), levels.split(";")
        for number, event in enumerate(events):
            part = parts[min(number, len(parts) - 1)]
            assert event not in found, f"{event} has two rows"
            found[event] = set(re.findall(r"[a-z]+", part))
    return found


def event_within(node):
    """The event that an expression names, if it does: ``{"event": "poll", …}``."""
    for each in ast.walk(node):
        if isinstance(each, ast.Dict):
            for key, value in zip(each.keys, each.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "event":
                    return value.value
    return None


def calls(tree):
    """Each call of the log, with the function that it stands in."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id == "logger"
                    and node.func.attr in LEVELS
                ):
                    yield node, function


def event_of(call, function):
    """The event that a call says, in its ``extra`` or in what that was made of above."""
    (extra,) = (keyword.value for keyword in call.keywords if keyword.arg == "extra")
    names = {node.id for node in ast.walk(extra) if isinstance(node, ast.Name)}
    made_of = [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and names & {each.id for each in ast.walk(node.targets[0]) if isinstance(each, ast.Name)}
    ]
    return next(filter(None, map(event_within, [extra, *made_of])))


def logged():
    """Event → the levels of the calls that say it; ``log`` where that is decided then."""
    found = defaultdict(set)
    for path in sorted((ROOT / "monitor").rglob("*.py")):
        text = path.read_text("utf-8")
        if "getLogger" not in text:
            continue
        tree = ast.parse(text)
        for call, function in calls(tree):
            try:
                event = event_of(call, function)
            except (ValueError, StopIteration):
                raise AssertionError(f"{path}:{call.lineno} says no event") from None
            found[event].add({"exception": "error"}.get(call.func.attr, call.func.attr))
    return found


def test_the_documents_have_every_event_with_its_levels():
    said = logged()
    said["log-dropped"] = {"warning"}  # which the writer of the log says itself
    rows = documented()
    assert set(rows) == set(said)
    for event, levels in said.items():
        known = levels - {"log"}
        assert known == rows[event] or ("log" in levels and known < rows[event]), event
