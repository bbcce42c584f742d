"""Garbage collection."""

import gc

import numpy as np
import psutil
import pytest

from monitor.garbage_collection import give_back, settled, uncollected


def test_nothing_is_collected_while_much_is_built():
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_is_there_is_left_alone_and_what_comes_is_looked_through_less_often():
    before = gc.get_threshold()
    with settled():
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == before


@pytest.mark.skipif(not psutil.LINUX, reason="only glibc can")
def test_memory_that_is_free_is_given_back():
    process = psutil.Process()
    taken = [np.ones(12_000) for _ in range(600)]  # 58 MB, each too small for a mapping of its own
    last = np.ones(1_000)  # what stands behind them keeps the heap from shrinking by itself
    before = process.memory_info().rss
    del taken
    give_back()
    assert process.memory_info().rss < before - 30e6
    del last
