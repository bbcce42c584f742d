"""SECURITY.md points to code and documents that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "SECURITY.md").read_text("utf-8")


def test_each_part_of_the_code_it_names_is_there():
    rows = [line for line in TEXT.splitlines() if line.startswith("|")]
    named = {each for row in rows for each in re.findall(r"`([\w/]+(?:\.py|/))`", row)}
    assert len(named) > 15
    paths = named - {"secrets/", "config.history/"}
    assert [each for each in sorted(paths) if not (ROOT / "monitor" / each).exists()] == []


def test_each_document_and_test_it_names_is_there():
    links = re.findall(r"\]\(([^)#]+)\)|`(tests/[\w/]+\.py)`", TEXT)
    assert links
    assert [a or b for a, b in links if not (ROOT / (a or b)).exists()] == []
