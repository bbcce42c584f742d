"""What holds while the tests run, whatever they are about."""

import socket
import subprocess
import sys

import pytest


def test_no_test_can_leave_an_audit_hook_behind():
    with pytest.raises(AssertionError, match="a process of its own"):
        sys.addaudithook(print)


def test_no_test_has_left_a_socket_changed():
    """What watches connections in some tests is gone after them."""
    assert "connect" not in vars(socket.socket)
    assert "connect_ex" not in vars(socket.socket)


def test_a_process_of_its_own_may_have_an_audit_hook():
    code = "import sys; sys.addaudithook(lambda *_: None)"
    subprocess.run([sys.executable, "-c", code], check=True)
