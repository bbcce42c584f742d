"""What goes into systemd's journal says how urgent it is."""

from __future__ import annotations

import logging
import os
import socket
from zoneinfo import ZoneInfo

import pytest

from monitor.journal import is_journal, with_priority
from monitor.process.logs.logs import LogStyle, set_up_logs, show_times_in
from tests.forked_process import ran, started


@pytest.fixture
def journal():
    """A stream such as systemd gives a service: a socket, and its name for the environment."""
    ours, theirs = socket.socketpair()
    with ours, theirs, theirs.makefile("w") as stream:
        status = os.fstat(stream.fileno())
        yield ours, stream, f"{status.st_dev}:{status.st_ino}"


def test_each_line_has_its_priority():
    assert with_priority("two\nlines", logging.ERROR) == "<3>two\n<3>lines"
    levels = (logging.CRITICAL, logging.WARNING, logging.INFO, logging.DEBUG)
    assert [with_priority("", level) for level in levels] == ["<2>", "<4>", "<6>", "<7>"]


def test_only_the_stream_that_systemd_names_is_the_journal(journal, monkeypatch):
    _, stream, name = journal
    assert not is_journal(stream)
    monkeypatch.setenv("JOURNAL_STREAM", name)
    assert is_journal(stream)
    with open(os.devnull, "w") as another:  # noqa: PTH123 - a stream is wanted
        assert not is_journal(another)


@pytest.mark.parametrize(
    ("style", "line"), [(LogStyle.LINE, "<4>00:00:00  ! oh"), (LogStyle.JSON, '<4>{"time": "1970-')]
)
def test_the_log_tells_it_in_either_style(journal, monkeypatch, style, line):
    ours, stream, name = journal
    monkeypatch.setenv("JOURNAL_STREAM", name)
    monkeypatch.setattr("sys.stderr", stream)
    set_up_logs(style, ZoneInfo("Asia/Hong_Kong"))
    show_times_in(ZoneInfo("UTC"))
    record = {"name": "monitor.x", "levelno": 30, "levelname": "WARNING", "created": 0.0}
    logging.getLogger("monitor.x").handle(logging.makeLogRecord({**record, "msg": "oh"}))
    for handler in logging.getLogger().handlers:
        handler.flush()
    assert ours.recv(1000).decode().startswith(line)


def test_what_keeps_a_service_from_starting_is_an_error_there_and_plain_elsewhere(
    journal, tmp_path
):
    ours, stream, name = journal
    path = tmp_path / "config.toml"
    path.write_text("[[rules")
    words = ("run", "-c", path)
    environ = os.environ | {"JOURNAL_STREAM": name}
    with open(os.devnull, "wb") as nothing:  # noqa: PTH123 - a file descriptor is wanted
        assert started(*words, environ=environ, stdout=nothing, stderr=stream).wait(30) == 1
    lines = ours.recv(10_000).decode().splitlines()
    assert lines[0].startswith("<3>news-monitor: ")
    assert all(line.startswith("<3>") for line in lines)
    assert ran(*words).stderr.startswith("news-monitor: ")
