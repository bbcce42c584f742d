"""One instance a database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from monitor.errors import DatabaseInUse
from monitor.store.lock import InstanceLock, is_held


def test_a_second_instance_is_refused_and_told_who_holds_it(tmp_path):
    with (
        InstanceLock(tmp_path / "news.db"),
        pytest.raises(DatabaseInUse, match=f"process {os.getpid()}"),
        InstanceLock(tmp_path / "news.db"),
    ):
        pass


def test_whether_somebody_holds_it_can_be_asked_without_taking_it(tmp_path):
    database = tmp_path / "news.db"
    assert not is_held(database)
    with InstanceLock(database):
        assert is_held(database)
    assert not is_held(database)


def test_the_lock_is_free_again_after_the_first_has_ended(tmp_path):
    with InstanceLock(tmp_path / "news.db"):
        pass
    with InstanceLock(tmp_path / "news.db"):
        pass


def test_a_killed_instance_leaves_no_lock_behind(tmp_path):
    code = (
        "import sys, pathlib, monitor.store.lock as lock\n"
        "with lock.InstanceLock(pathlib.Path(sys.argv[1])):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "news.db")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(DatabaseInUse), InstanceLock(tmp_path / "news.db"):
            pass
        holder.send_signal(signal.SIGKILL)
    with InstanceLock(tmp_path / "news.db"):
        pass
