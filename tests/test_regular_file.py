from __future__ import annotations

import os
import subprocess
import sys

import pytest

from monitor.regular_file import read_regular


def test_a_file_is_read_whole_or_in_part(tmp_path):
    file = tmp_path / "a"
    file.write_bytes(b"hello")
    assert read_regular(file) == b"hello"
    assert read_regular(file, most=2) == b"he"
    link = tmp_path / "b"
    link.symlink_to(file)
    assert read_regular(link) == b"hello"


def test_a_pipe_or_a_device_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", type(tmp_path)("/dev/zero")):
        with pytest.raises(OSError, match="not a file"):
            read_regular(path)
    with pytest.raises(IsADirectoryError):
        read_regular(tmp_path)


def test_what_a_shell_hands_over_is_read():
    code = "from pathlib import Path; from monitor.regular_file import *\n"
    code += "print(read_regular(Path('/dev/stdin')))"
    done = subprocess.run(
        [sys.executable, "-c", code], input=b"hello", capture_output=True, check=True
    )
    assert done.stdout == b"b'hello'\n"
