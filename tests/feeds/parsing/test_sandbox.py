"""Calls that can be killed, and the workers behind them. (``eval`` stands in for the parser.)"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor
from multiprocessing.connection import Connection

import psutil
import pytest

from monitor import __version__
from monitor.feeds.limits import Limits
from monitor.feeds.parsing import sandbox as module
from monitor.feeds.parsing.parse import parse_feed
from monitor.feeds.parsing.sandbox import KilledError, Sandbox
from monitor.net.shortage import ShortageError


def workers():
    return psutil.Process().children(recursive=True)


@pytest.fixture
def sandbox():
    with Sandbox(eval, workers=1, cpu=0.3, memory=100_000_000) as opened:
        yield opened


def test_a_call_brings_its_result(sandbox):
    assert sandbox("[6 * 7, {'a': b'c'}]") == [42, {"a": b"c"}]


def test_an_exception_comes_through_as_itself(sandbox):
    with pytest.raises(ZeroDivisionError):
        sandbox("1 / 0")
    assert sandbox("1") == 1


def test_a_worker_sees_no_secret_of_the_environment(monkeypatch):
    monkeypatch.setenv("SLACK_URL", "CANARY")
    with Sandbox(eval) as sandbox:
        assert "CANARY" not in sandbox("str(__import__('os').environ)")


def test_one_worker_serves_many_calls(sandbox):
    assert len({sandbox("__import__('os').getpid()") for _ in range(20)}) == 1


def test_no_worker_runs_before_it_is_needed():
    before = set(workers())
    with Sandbox(eval, workers=4) as sandbox:
        assert set(workers()) == before
        sandbox("1")
        assert len(set(workers()) - before) == 1


PROCESS = "(__import__('time').sleep({}), __import__('os').getpid())[1]"


def test_calls_wait_for_the_worker_that_runs_rather_than_start_another():
    with Sandbox(eval, workers=4) as sandbox, ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(sandbox, [PROCESS.format(0.02)] * 8))) == 1


def test_another_worker_starts_when_the_first_stays_busy(monkeypatch):
    monkeypatch.setattr("monitor.feeds.parsing.sandbox.PATIENCE", 0.05)
    with Sandbox(eval, workers=2) as sandbox, ThreadPoolExecutor(3) as pool:
        assert len(set(pool.map(sandbox, [PROCESS.format(0.5)] * 3))) == 2


def test_a_further_worker_ends_when_nobody_needs_it(monkeypatch):
    monkeypatch.setattr("monitor.feeds.parsing.sandbox.PATIENCE", 0.05)
    monkeypatch.setattr("monitor.feeds.parsing.sandbox.NEEDED", 0.2)
    before = set(workers())
    with Sandbox(eval, workers=2) as sandbox, ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(sandbox, [PROCESS.format(0.5)] * 2))) == 2
        end = time.monotonic() + 30
        while len(set(workers()) - before) > 1:
            assert time.monotonic() < end
            time.sleep(0.01)
        sandbox("1")
        assert len(set(pool.map(sandbox, [PROCESS.format(0.5)] * 2))) == 2


def test_a_call_that_computes_too_long_is_killed_even_within_c_code(sandbox):
    for endless in ("sum(iter(int, 1))", "__import__('time').sleep(0) or (9**9**9)"):
        began = time.monotonic()
        with pytest.raises(KilledError, match=r"more than 0.3 s of computing"):
            sandbox(endless)
        assert time.monotonic() - began < 10
    assert sandbox("1") == 1


def test_waiting_is_not_computing(sandbox):
    assert sandbox("__import__('time').sleep(0.5)") is None


def test_each_call_has_its_whole_time(sandbox):
    for _ in range(4):
        sandbox("sum(range(5_000_000))")  # about 0.1 s of computing


def test_a_worker_that_hangs_is_killed_by_the_clock():
    with Sandbox(eval, wall=0.2) as sandbox:
        with pytest.raises(KilledError, match=r"not read after 0.2 s"):
            sandbox("__import__('time').sleep(60)")
        sandbox._wall = 60  # a new worker takes its time to start where much goes on
        assert sandbox("1") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits address space so")
def test_a_call_that_takes_too_much_memory_is_ended(sandbox):
    with pytest.raises(KilledError, match=r"more than 100 MB"):
        sandbox("bytes(200_000_000)")
    assert sandbox("len(bytes(50_000_000))") == 50_000_000


@pytest.mark.parametrize(
    "death", ["__import__('os')._exit(3)", "__import__('os').kill(__import__('os').getpid(), 11)"]
)
def test_a_worker_that_dies_over_a_call_is_told_and_replaced(sandbox, death):
    with pytest.raises(KilledError, match="died"):
        sandbox(death)
    assert sandbox("1") == 1


def test_a_result_that_cannot_be_sent_is_no_result(sandbox, capfd):
    with pytest.raises(KilledError):
        sandbox("lambda: 1")
    assert sandbox("1") == 1


def test_a_worker_killed_while_idle_is_replaced_unnoticed(sandbox):
    victim = sandbox("__import__('os').getpid()")
    os.kill(victim, signal.SIGKILL)
    while psutil.Process(victim).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.005)
    assert sandbox("1") == 1


def test_a_call_whose_worker_is_told_to_stop_is_made_again(sandbox, tmp_path):
    """A SIGTERM to the whole process group is no fault of the document."""
    seen = tmp_path / "seen"
    first_only = (
        f"(__import__('pathlib').Path({str(seen)!r}).exists()"
        f" or (__import__('pathlib').Path({str(seen)!r}).touch(),"
        " __import__('os').kill(__import__('os').getpid(), 15))) and 'again'"
    )
    assert sandbox(first_only) == "again"


def test_a_worker_is_replaced_after_its_number_of_calls():
    with Sandbox(eval, workers=1, calls=3) as sandbox:
        pids = [sandbox("__import__('os').getpid()") for _ in range(7)]
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 1]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells so easily")
def test_a_worker_that_has_grown_is_replaced(sandbox):
    pid = "__import__('os').getpid()"
    lean = sandbox(pid)
    grown = sandbox(f"globals().setdefault('kept', bytes(1) * 50_000_000) and {pid}")
    assert grown == lean
    assert sandbox(pid) != lean


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits address space so")
def test_a_result_too_large_to_send_is_too_much_memory(sandbox):
    with pytest.raises(KilledError, match=r"more than 100 MB"):
        sandbox("bytes(1) * 80_000_000")


def test_the_largest_document_allowed_can_be_read_whatever_was_read_before():
    def document(items, words):
        item = "<item><title>x</title><guid>%d</guid><description>%s</description></item>"
        listed = "".join(item % (number, "word &amp; " * words) for number in range(items))
        return f"<rss><channel><title>T</title>{listed}</channel></rss>".encode()

    largest = document(1_000, 900)
    assert 9_000_000 < len(largest) < Limits().max_bytes
    with Sandbox(parse_feed, workers=1, cpu=30) as sandbox:
        sandbox(document(1_000, 120), url="https://news.example/feed")
        assert len(sandbox(largest, url="https://news.example/feed").items) == 1_000


def test_more_calls_than_workers_wait_for_their_turn():
    with Sandbox(eval, workers=2) as sandbox:
        pids = []
        callers = [
            threading.Thread(
                target=lambda: pids.append(
                    sandbox("__import__('time').sleep(0.02) or __import__('os').getpid()")
                )
            )
            for _ in range(8)
        ]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
    assert len(pids) == 8
    assert len(set(pids)) <= 2


def test_closing_ends_workers_and_cancels_calls():
    before = set(workers())
    sandbox = Sandbox(eval, workers=1)
    sandbox("1")
    results = []

    def call():
        try:
            sandbox("__import__('time').sleep(60)")
        except CancelledError:
            results.append("cancelled")

    callers = [threading.Thread(target=call) for _ in range(3)]
    for caller in callers:
        caller.start()
    sandbox.close()
    for caller in callers:
        caller.join(10)
    assert results == ["cancelled"] * 3
    assert set(workers()) == before
    with pytest.raises(CancelledError):
        sandbox("1")


def test_workers_with_nothing_to_do_may_rest_and_come_back():
    before = set(workers())
    with Sandbox(eval, workers=2) as sandbox:
        first = sandbox("__import__('os').getpid()")
        sandbox.rest()
        assert set(workers()) == before
        assert sandbox("__import__('os').getpid()") != first


def test_no_worker_outlives_a_program_that_was_killed():
    program = (
        "from monitor.feeds.parsing.sandbox import Sandbox\n"
        "sandbox = Sandbox(eval)\n"
        "print(sandbox('__import__(\"os\").getpid()'), flush=True)\n"
        "sandbox('__import__(\"time\").sleep(0.5)')\n"
        "input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        worker = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    worker.wait(timeout=10)
    assert not worker.is_running()


def test_a_worker_whose_daemon_is_killed_over_an_answer_ends_without_a_word():
    ours, theirs = socket.socketpair()
    code = f"from monitor.feeds.parsing.sandboxed import serve; serve({theirs.fileno()})"
    with subprocess.Popen(
        [sys.executable, "-c", code], pass_fds=[theirs.fileno()], stderr=subprocess.PIPE
    ) as worker:
        theirs.close()
        pipe = Connection(ours.detach())
        pipe.send(__version__)
        pipe.send((eval, 1.0, 100_000_000))
        pipe.send((("1",), {}))
        assert pipe.poll(30)
        pipe.close()  # with the answer unread
        _, told = worker.communicate(timeout=30)
    assert (worker.returncode, told) == (0, b"")


def test_a_python_that_is_gone_is_told_of_and_blamed_on_no_document(sandbox, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(ShortageError, match=r"No such file.*restart news-monitor"):
        sandbox("1")


def test_so_is_an_update_that_the_daemon_has_not_seen(sandbox, monkeypatch):
    monkeypatch.setattr(module, "__version__", "0.0.9")
    with pytest.raises(ShortageError, match=r"another version is installed.*restart news-monitor"):
        sandbox("1")
