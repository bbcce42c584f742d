"""An executor that keeps its threads few and warm."""

import threading
import time
from concurrent.futures import wait

import pytest

from monitor.net.threads import Threads


@pytest.fixture
def threads():
    made = []

    def threads(most, **options):
        made.append(Threads(most, "test", **options))
        return made[-1]

    yield threads
    for each in made:
        each.shutdown()


def test_a_call_returns_what_it_returns_and_raises_what_it_raises(threads):
    executor = threads(2)
    assert executor.submit(divmod, 7, 2).result(5) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        executor.submit(divmod, 7, 0).result(5)


def test_there_are_never_more_threads_than_allowed_and_everything_has_its_turn(threads):
    executor, gate, names = threads(3), threading.Event(), set()

    def work(number):
        names.add(threading.get_ident())
        gate.wait(5)
        return number

    futures = [executor.submit(work, number) for number in range(20)]
    gate.set()
    assert [future.result(5) for future in futures] == list(range(20))
    assert len(names) <= 3


def test_the_thread_that_was_busy_last_works_first(threads):
    executor, gate = threads(8), threading.Event()
    burst = [executor.submit(gate.wait, 5) for _ in range(4)]
    gate.set()
    wait(burst, 5)
    workers = set()
    for _ in range(20):
        until(lambda: len(executor._idle) == 4)
        workers.add(executor.submit(threading.get_ident).result(5))
    assert len(workers) == 1


def test_a_thread_that_submits_work_as_its_own_ends_goes_on_with_it(threads):
    executor, gate = threads(8), threading.Event()
    idle = [executor.submit(gate.wait, 5) for _ in range(4)]
    gate.set()
    wait(idle, 5)
    until(lambda: len(executor._idle) == 4)
    workers, over = [], threading.Event()

    def go_on(ended):
        workers.append(ended.result())
        if len(workers) == 20:
            over.set()
        else:
            executor.submit(threading.get_ident).add_done_callback(go_on)

    start = threading.Event()  # the first callback, too, is to run where the call ended
    executor.submit(lambda: start.wait(5) and threading.get_ident()).add_done_callback(go_on)
    start.set()
    assert over.wait(5)
    assert len(set(workers)) == 1


def test_of_several_submitted_so_the_others_have_threads_of_their_own(threads):
    executor, both = threads(8), threading.Barrier(3)
    start = threading.Event()
    made = []

    def fork(_):
        made.extend(executor.submit(both.wait, 5) for _ in range(2))

    executor.submit(start.wait, 5).add_done_callback(fork)
    start.set()
    both.wait(5)
    assert {future.result(5) for future in made} <= {0, 1, 2}


def test_an_idle_thread_ends(threads):
    executor = threads(2, idle=0.01)
    thread = executor.submit(threading.current_thread).result(5)
    thread.join(5)
    assert not thread.is_alive()
    assert executor.submit(int, "7").result(5) == 7


def test_after_a_shutdown_there_is_no_work_and_no_thread(threads):
    executor, gate = threads(1), threading.Event()
    running = executor.submit(gate.wait, 5)
    waiting = executor.submit(int)
    gate.set()
    executor.shutdown()
    assert (running.result(0), waiting.result(0)) == (True, 0)
    assert not [thread for thread in threading.enumerate() if thread.name == "test"]
    with pytest.raises(RuntimeError):
        executor.submit(int)


def test_work_waits_for_a_thread_where_the_system_gives_no_more(threads, monkeypatch):
    executor, gate = threads(8), threading.Event()
    first = executor.submit(gate.wait, 5)
    monkeypatch.setattr(threading.Thread, "start", no_more_threads)
    second = executor.submit(divmod, 7, 2)
    gate.set()
    assert first.result(5)
    assert second.result(5) == (3, 1)


def test_without_a_single_thread_work_is_refused_and_the_threads_can_be_closed(
    threads, monkeypatch
):
    executor = threads(8)
    monkeypatch.setattr(threading.Thread, "start", no_more_threads)
    with pytest.raises(RuntimeError, match="new thread"):
        executor.submit(int)
    executor.shutdown()


def test_a_shutdown_can_cancel_what_waits(threads):
    executor, gate = threads(1), threading.Event()
    running = executor.submit(gate.wait, 5)
    waiting = executor.submit(int)
    executor.shutdown(wait=False, cancel_futures=True)
    gate.set()
    assert waiting.cancelled()
    assert running.result(5)


def no_more_threads(_):
    raise RuntimeError("can't start new thread")


def until(condition):
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.001)
