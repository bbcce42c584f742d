"""Undo: put an earlier state of config.toml in its place; what was there is kept as well."""

from __future__ import annotations

from pathlib import Path

from monitor.config.editing import history
from monitor.config.editing.changes import changes
from monitor.config.editing.draft import changing, refuse_new_mistakes
from monitor.config.reading.syntax import parse
from monitor.errors import MonitorError


def go_back(path: Path, number: int | None = None) -> tuple[str, ...]:
    """Return to an earlier state of the file.

    Args:
        path: The configuration file.
        number: Which (``history.Version``); None: the newest.

    Returns:
        What that changed, in words.

    Raises:
        NoSuchError: There is no such state.
        NotWritable: The file can't be written.
        MonitorError: That state couldn't be used any more; the file is as it was.
    """
    with changing(path) as draft:
        text = history.text_of(path, number)
        if text == draft.text:
            raise MonitorError(f"{path} is as it was then; there is nothing to undo")
        before = parse(text, source=f"the earlier {path}")
        refuse_new_mistakes(
            draft.document.text,
            before.text,
            path,
            why=", for what it was then has mistakes (`news-monitor config undo NUMBER` goes "
            "further back)",
        )
        source = history.file_of(path, number)
        draft.replace(text, by_hand=f"copy {source} over it")
        return changes(draft.document.tables, before.tables)
