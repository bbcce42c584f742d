"""Quick calls that never wait for slow ones. (``eval`` stands in for the parser.)"""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import pytest

from monitor.feeds.parsing import fast_lane, sandbox
from monitor.feeds.parsing.fast_lane import FastLane
from monitor.feeds.parsing.sandbox import KilledError

WORKER = "__import__('os').getpid()"
FOR_EVER = "any(iter(int, 1))"
FOREVER_SECONDS = 600.0


def busy(seconds):
    """An expression that computes for so long and says in which process."""
    clock = "__import__('time').process_time"
    compute = f"any(iter(lambda: {clock}() >= end, True))"
    return f"(lambda end: {compute} or {WORKER})({clock}() + {seconds})"


def whose(expression):
    return expression.partition("#")[2]


def is_large(expression):
    return "large" in whose(expression)


@pytest.fixture
def lane():
    lanes = []

    def lane(*, fast=0.1, slow=5.0, workers=1):
        lanes.append(FastLane(eval, whose, is_large, workers=workers, fast=fast, slow=slow))
        return lanes[-1]

    yield lane
    for each in lanes:
        each.close()


def test_what_takes_longer_is_read_by_another_with_all_its_time(lane):
    it = lane()
    assert it(busy(0.2) + "#slow") != it(f"{WORKER}#quick")


def test_what_took_longer_once_holds_up_no_quick_one_again(lane):
    it = lane()
    it(busy(0.2) + "#slow")
    first = it(f"{WORKER}#quick")
    it(busy(0.2) + "#slow")
    assert it(f"{WORKER}#quick") == first, "its worker was neither killed nor replaced"


def test_quick_ones_are_read_while_the_slow_worker_is_held(lane):
    it = lane(slow=FOREVER_SECONDS, workers=2)
    with ThreadPoolExecutor(4) as threads:
        held = [threads.submit(it, f"{FOR_EVER}#bomb{n}") for n in range(4)]
        assert [it(f"{n}#quick") for n in range(20)] == list(range(20))
        assert not any(each.done() for each in held)
        it.close()


def test_large_ones_leave_a_worker_to_the_others(lane, monkeypatch):
    monkeypatch.setattr(sandbox, "PATIENCE", 0.05)
    it = lane(fast=FOREVER_SECONDS, workers=2)
    with ThreadPoolExecutor(4) as threads:
        held = [threads.submit(it, f"{FOR_EVER}#large{n}") for n in range(4)]
        assert [it(f"{n}#quick") for n in range(20)] == list(range(20))
        assert not any(each.done() for each in held)
        it.close()


def test_what_takes_longer_than_any_may_is_killed(lane):
    with pytest.raises(KilledError, match=r"more than 0\.3 s of computing"):
        lane(fast=0.1, slow=0.3)(f"{FOR_EVER}#bomb")


def test_where_many_slow_ones_wait_another_is_refused_and_quick_ones_are_read(lane, monkeypatch):
    monkeypatch.setattr(fast_lane, "MOST_WAITING", 1)
    it = lane(fast=0.1, slow=FOREVER_SECONDS)
    with ThreadPoolExecutor(2) as threads:
        bombs = [threads.submit(it, f"{FOR_EVER}#bomb{n}") for n in range(2)]
        (refused,) = wait(bombs, timeout=20, return_when=FIRST_COMPLETED).done
        with pytest.raises(KilledError, match="1 others that do wait"):
            refused.result()
        assert it("1#quick") == 1
        it.close()


def test_what_became_quick_is_read_with_the_quick_ones_again(lane, monkeypatch):
    monkeypatch.setattr(fast_lane, "AGAIN_AFTER", 1)
    it = lane()
    it(busy(0.2) + "#feed")
    fast = it(f"{WORKER}#other")
    assert it(f"{WORKER}#feed") != fast
    assert it(f"{WORKER}#feed") == fast
