"""The IMAP server that the tests of mailboxes share; each test has a mailbox of its own."""

import importlib.util
import sys
from pathlib import Path

import pytest


def _load(name):
    full = f"monitor_tests_{name}"
    if full not in sys.modules:
        path = Path(__file__).with_name(f"{name}.py")
        spec = importlib.util.spec_from_file_location(full, path)
        sys.modules[full] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[full])
    return sys.modules[full]


@pytest.fixture(scope="session")
def _running():
    server = _load("imap_server")
    if server.where() is None:
        pytest.skip("no IMAP server here; to have it: sudo apt-get install dovecot-imapd")
    with server.running() as new_mailbox:
        yield new_mailbox


@pytest.fixture
def imap(_running):
    """An empty mailbox on a real IMAP server; see tests/feeds/mail/imap_server.py."""
    return _running()


@pytest.fixture
def relay():
    """Start relays to a port; see tests/feeds/mail/relay.py."""
    started = []

    def relay(port, **options):
        started.append(_load("relay").Relay(port, **options).__enter__())
        return started[-1]

    yield relay
    for each in started:
        each.__exit__()
