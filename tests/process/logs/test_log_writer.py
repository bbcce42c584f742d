"""The log holds nobody up."""

from __future__ import annotations

import logging
import os
import threading

import pytest

from monitor.process.logs.log_writer import LogWriter


@pytest.fixture
def pipe():
    read, write = os.pipe()
    with open(read, encoding="utf-8") as reader, open(write, "w", encoding="utf-8") as writer:  # noqa: PTH123
        yield reader, writer


def _record(text):
    return logging.makeLogRecord({"msg": text})


def test_lines_come_in_order(pipe):
    reader, writer = pipe
    log = LogWriter(writer)
    for number in range(100):
        log.emit(_record(f"line {number}"))
    log.flush()
    assert [reader.readline() for _ in range(100)] == [f"line {n}\n" for n in range(100)]


def test_while_nobody_reads_nobody_waits_and_what_is_dropped_is_counted(pipe):
    reader, writer = pipe
    log = LogWriter(writer, most=3)
    long = "x" * 200_000  # more than a pipe holds
    for number in range(10):
        log.emit(_record(f"{number} {long}"))
    came, dropped = [], 0
    while len(came) + dropped < 10:
        first, second, *_ = reader.readline().split()
        if first == "dropped":
            dropped += int(second)
        else:
            came.append(int(first))
    assert came == sorted(came)
    assert dropped >= 3
    log.emit(_record("again"))
    assert reader.readline() == "again\n"


def test_the_end_of_the_program_waits_for_a_second_only(pipe, monkeypatch):
    monkeypatch.setattr("monitor.process.logs.log_writer.LAST_WAIT", 0.01)
    log = LogWriter(pipe[1])
    log.emit(_record("x" * 200_000))
    waiting = threading.Thread(target=log.flush)
    waiting.start()
    waiting.join(10)
    assert not waiting.is_alive()
    # Else its thread would go on writing into whatever gets the pipe's number next.
    assert pipe[0].readline().startswith("x")


def test_a_reader_that_has_gone_ends_nothing(pipe):
    reader, writer = pipe
    log = LogWriter(writer)
    reader.close()
    for _ in range(3):
        log.emit(_record("to nobody"))
        log.flush()
