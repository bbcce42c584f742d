"""What this machine had too little of."""

from __future__ import annotations

import errno
import socket
import ssl

import pytest

from monitor.net.shortage import shortage_in


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EMFILE, "Too many open files"), "LimitNOFILE"),
        (OSError(errno.ENFILE, "Too many open files in system"), "too many files open"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "no memory left"),
        (RuntimeError("can't start new thread"), "TasksMax"),
    ],
)
def test_it_is_told_with_the_cure_from_however_deep_it_came(error, said):
    outer = ValueError("nothing works")
    outer.__cause__ = error
    assert said in str(shortage_in(outer))


@pytest.mark.parametrize(
    "error",
    [
        socket.gaierror(socket.EAI_AGAIN, "no answer"),
        ConnectionRefusedError(errno.ECONNREFUSED, "refused"),
        ssl.SSLError(errno.ENOMEM, "a number of its own"),
        TimeoutError(),
        RuntimeError("the poller is closed"),
    ],
)
def test_what_another_end_does_is_none(error):
    assert shortage_in(error) is None
