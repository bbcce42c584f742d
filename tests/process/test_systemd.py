"""Talking to the service manager."""

from __future__ import annotations

import inspect
import re
import socket
from pathlib import Path

import pytest

from monitor.feeds.polling import poller
from monitor.net import lookup
from monitor.process.systemd import notify

UNIT = Path(__file__).parents[2] / "systemd" / "news-monitor.service"


@pytest.fixture
def manager():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.settimeout(10)
        yield manager


def test_a_message_reaches_the_manager(manager, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    manager.bind("notify")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    notify("READY=1")
    assert manager.recv(100) == b"READY=1"


def test_a_socket_in_the_abstract_namespace_is_found(manager, monkeypatch):
    manager.bind("\0news-monitor-test-notify")
    monkeypatch.setenv("NOTIFY_SOCKET", "@news-monitor-test-notify")
    notify("STOPPING=1")
    assert manager.recv(100) == b"STOPPING=1"


@pytest.mark.parametrize("address", ["", "relative", "/no/such/socket"])
def test_without_a_manager_nothing_happens(address, monkeypatch):
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    notify("READY=1")


def test_the_unit_allows_all_the_threads_that_may_be_started():
    most = int(re.search(r"^TasksMax=(\d+)", UNIT.read_text(), re.MULTILINE)[1])
    polling = inspect.signature(poller.Poller).parameters["workers"].default
    lookups = lookup.MOST + lookup.MOST_SHARED
    assert polling + lookups + 200 < most  # targets, the page, parsing processes
