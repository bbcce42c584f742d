from __future__ import annotations

import io
import os
import subprocess
import sys
import threading

import pytest

from monitor.standard_streams import open_closed_streams, write_patiently


@pytest.fixture
def pipe():
    read, write = os.pipe()
    with open(read, "rb") as reader, open(write, "w", encoding="ascii") as writer:  # noqa: PTH123
        yield reader, writer


def test_more_than_a_pipe_holds_arrives_whole_if_somebody_reads(pipe):
    reader, writer = pipe
    text = "".join(f"line {number}\n" for number in range(50_000))
    read = []

    def read_all():
        while sum(map(len, read)) < len(text):
            read.append(os.read(reader.fileno(), 1 << 16))

    thread = threading.Thread(target=read_all)
    thread.start()
    write_patiently(writer, text, seconds=30)
    thread.join(30)
    assert b"".join(read).decode() == text


def test_if_nobody_reads_it_is_given_up(pipe):
    with pytest.raises(TimeoutError):
        write_patiently(pipe[1], "x" * 1_000_000, seconds=0.01)


def test_what_an_encoding_lacks_is_a_question_mark(pipe):
    reader, writer = pipe
    write_patiently(writer, "naïve", seconds=30)
    assert os.read(reader.fileno(), 100) == b"na?ve"
    in_memory = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    write_patiently(in_memory, "naïve", seconds=30)
    assert in_memory.buffer.getvalue() == b"na?ve"


CLOSED = """
import os, sys
from monitor.standard_streams import open_closed_streams
open_closed_streams()
print("to nobody"); print("to nobody", file=sys.stderr); assert sys.stdin.read() == ""
number = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT)
os.write(number, str(number).encode())
"""


def test_streams_that_are_closed_lead_nowhere_and_their_numbers_stay_taken(tmp_path):
    told = tmp_path / "number"
    shell = 'exec "$0" -c "$1" "$2" <&- >&- 2>&-'
    subprocess.run(["sh", "-c", shell, sys.executable, CLOSED, told], check=True)
    assert int(told.read_text()) > 2


def test_streams_that_are_open_stay_as_they_are():
    before = sys.stdin, sys.stdout, sys.stderr
    open_closed_streams()
    assert (sys.stdin, sys.stdout, sys.stderr) == before
