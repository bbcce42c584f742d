"""News-monitor in a process of its own, forked from one that has imported it already.

Importing the program takes most of a second, and tests start it two hundred times. What is forked
is in all else the process that ``python -m monitor`` is: it has streams, an environment and
a folder of its own, can be killed, and ends by itself as the interpreter does.

    process = ForkedProcess("matches", "--json", environ=os.environ, stdout=file, stderr=file)
    process.wait(30)
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

import typer.main

_AT_START = ("PYTHON", "LD_", "LC_", "LANG", "MALLOC_", "COVERAGE_")
"""What the names of variables begin with that an interpreter reads as it starts."""
_IMPORTED = (
    "monitor.cli.main",
    "monitor.process.daemon",
    "monitor.process.web_page",
    "monitor.cli.history.matches",
)


def is_same_start(environ) -> bool:
    """Whether an interpreter with this environment would start as this one did."""
    return not any(
        environ.get(name) != os.environ.get(name)
        for name in {*environ, *os.environ}
        if name.startswith(_AT_START)
    )


def started(*words, environ, **streams):
    """Start news-monitor: anew where its interpreter has to start otherwise than this one did."""
    if is_same_start(environ):
        return ForkedProcess(*words, environ=environ, **streams)
    command = [sys.executable, "-m", "monitor", *words]
    return subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, **streams)


def ran(*words, folder=None, code=None, seconds=60.0, **environ):
    """What ``subprocess.run`` returns, once news-monitor has ended (with that code, if given)."""
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as said:
        process = ForkedProcess(
            *words, environ=os.environ | environ, stdout=printed, stderr=said, folder=folder
        )
        ended = process.wait(seconds)
        for file in (printed, said):
            file.seek(0)
        done = subprocess.CompletedProcess(
            words, ended, printed.read().decode(), said.read().decode()
        )
    assert code in {None, ended}, done.stderr
    return done


class ForkedProcess:
    """What tests use of ``subprocess.Popen``."""

    def __init__(self, *words, environ, stdin=subprocess.DEVNULL, stdout, stderr, folder=None):
        self.returncode = None
        self._server = _connected()
        with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a file descriptor is wanted
            streams = [nothing if stdin == subprocess.DEVNULL else stdin, stdout, stderr]
            asked = {
                "words": [os.fspath(word) for word in words],
                "environ": dict(environ),
                "folder": os.fspath(folder or Path.cwd()),
            }
            told = json.dumps(asked).encode()
            socket.send_fds(
                self._server,
                [len(told).to_bytes(4, "big")],
                [stream if isinstance(stream, int) else stream.fileno() for stream in streams],
            )
            self._server.sendall(told)
            self.pid = int.from_bytes(_received(self._server, 4), "big")

    def poll(self):
        """The exit code; None while it runs."""
        return self._ended(0)

    def wait(self, timeout=None):
        """The exit code, once it has ended."""
        if self._ended(timeout) is None:
            raise subprocess.TimeoutExpired("news-monitor", timeout)
        return self.returncode

    def send_signal(self, number):
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self):
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def terminate(self):
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def _ended(self, timeout):
        if self.returncode is None and select.select([self._server], [], [], timeout)[0]:
            self.returncode = int.from_bytes(_received(self._server, 4), "big", signed=True)
            self._server.close()
        return self.returncode


_parent = None
"""The process that forks, and its address."""


def _connected():
    """A connection to the process that forks, which is started by the first who needs it."""
    global _parent  # noqa: PLW0603 - one for all tests of this process
    if _parent is None:
        folder = tempfile.mkdtemp(prefix="forks-")
        address = f"{folder}/address"
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(address)
        listener.listen()
        with listener:
            process = subprocess.Popen(
                [sys.executable, "-P", __file__, str(listener.fileno())],
                pass_fds=[listener.fileno()],
                stdin=subprocess.DEVNULL,
                env=os.environ,
            )
        _parent = process, address
        atexit.register(_end, process, folder)
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(_parent[1])
    return connection


def _end(process, folder):
    process.kill()
    process.wait()
    with suppress(OSError):
        Path(folder, "address").unlink()
        Path(folder).rmdir()


def _received(connection, length):
    data = b""
    while len(data) < length:
        more = connection.recv(length - len(data))
        if not more:
            raise RuntimeError("the process that forks has ended")
        data += more
    return data


def _serve(listener):
    """Fork for whoever asks, and tell of each how it ended; returns in what was forked."""
    running = {}
    ended, told = os.pipe()
    os.set_blocking(told, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(told)
    while True:
        ready, _, _ = select.select([listener, ended], [], [])
        if ended in ready:
            os.read(ended, 4096)
            with suppress(ChildProcessError):
                while (found := os.waitpid(-1, os.WNOHANG))[0]:
                    with suppress(OSError), running.pop(found[0]) as connection:
                        code = os.waitstatus_to_exitcode(found[1])
                        connection.sendall(code.to_bytes(4, "big", signed=True))
        if listener in ready:
            connection, _ = listener.accept()
            length, streams, _, _ = socket.recv_fds(connection, 4, 3)
            asked = json.loads(_received(connection, int.from_bytes(length, "big")))
            pid = os.fork()
            if not pid:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for each in (ended, told):
                    os.close(each)
                for each in (listener, connection, *running.values()):
                    each.close()
                return asked, streams
            for stream in streams:
                os.close(stream)
            running[pid] = connection
            connection.sendall(pid.to_bytes(4, "big"))


def _become(asked, streams):
    """Take on what was asked for."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding="utf-8", buffering=buffering, closefd=False, errors=errors)  # noqa: SIM115
        for number, mode, buffering, errors in (
            (0, "r", -1, "surrogateescape"),
            (1, "w", -1, "strict"),
            (2, "w", 1, "backslashreplace"),
        )
    )
    os.environ.clear()
    os.environ.update(asked["environ"])
    time.tzset()
    os.chdir(asked["folder"])
    sys.argv = [str(Path(sys.executable).with_name("news-monitor")), *asked["words"]]


if __name__ == "__main__":
    for _name in _IMPORTED:
        __import__(_name)
    typer.main.get_command = cache(typer.main.get_command)  # all commands are put together once
    typer.main.get_command(sys.modules["monitor.cli.main"].app)
    with socket.socket(fileno=int(sys.argv[1])) as _listener:
        _asked = _serve(_listener)
    _become(*_asked)
    sys.modules["monitor.cli.main"].main()
