"""A stop that is asked for by a signal."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from monitor.process.stopping import StopSignal


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_waiting(number):
    stop = StopSignal()
    with stop.listening():
        threading.Timer(0.05, os.kill, (os.getpid(), number)).start()
        stop.wait()
    assert stop.asked


def test_a_signal_that_another_thread_gets_ends_the_waiting_as_well():
    """The system may give a signal to any thread; the main one then isn't roused by it."""
    stop, gone = StopSignal(), threading.Event()
    late: list[bool] = []
    another = threading.Thread(target=gone.wait)
    another.start()

    def kill_and_watch():
        signal.pthread_kill(another.ident, signal.SIGINT)
        if not gone.wait(10):
            late.append(True)
            stop.ask()

    with stop.listening():
        watch = threading.Timer(0.05, kill_and_watch)
        watch.start()
        stop.wait()
        gone.set()
        watch.join()
    another.join()
    assert not late


def test_signals_in_any_number_at_any_moment_are_survived():
    """A service manager and a terminal may both send one, and again; none may deadlock us."""
    stop, done = StopSignal(), threading.Event()

    def storm():
        while not done.is_set():
            os.kill(os.getpid(), signal.SIGTERM)

    with stop.listening():
        sender = threading.Thread(target=storm)
        sender.start()
        try:
            end = time.monotonic() + 0.5
            while time.monotonic() < end:
                stop.wait()
                stop.asked = False
        finally:
            done.set()
            sender.join()
            stop.ask()


def test_handlers_are_as_before_afterwards():
    before = signal.getsignal(signal.SIGTERM)
    with StopSignal().listening():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_stop_may_be_asked_for_without_a_signal():
    stop = StopSignal()
    threading.Timer(0.05, stop.ask).start()
    stop.wait()
    assert stop.asked
