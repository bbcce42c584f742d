"""The command line, called inside a test's own process."""

from __future__ import annotations

from functools import cache
from unittest.mock import patch

from typer.main import get_command
from typer.testing import CliRunner

from monitor.cli.main import app

once = cache(get_command)
"""Puts all commands together once: the runner would do so at each call, which takes 40 ms."""


def call(*words, **options):
    """Call ``news-monitor`` with these words; return what ``CliRunner.invoke`` returns."""
    with patch("typer.testing._get_command", once):
        return CliRunner().invoke(app, [*map(str, words)], **options)
