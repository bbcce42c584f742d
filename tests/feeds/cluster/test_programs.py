"""What the cluster's programs do beside their work; test_cluster.py has the work."""

from __future__ import annotations

import asyncio
import threading

import numpy as np
import psutil
import pytest

pytest.importorskip("distributed")

from monitor.feeds.cluster import programs
from monitor.garbage_collection import give_back


@pytest.mark.skipif(not psutil.LINUX, reason="only glibc can")
def test_a_worker_gives_memory_that_is_free_back(monkeypatch):
    monkeypatch.setattr(programs, "_TIDY", 0.0)
    process = psutil.Process()
    taken = [np.ones(12_000) for _ in range(600)]  # 58 MB, each too small for a mapping of its own
    last = np.ones(1_000)  # what stands behind them keeps the heap from shrinking by itself
    before = process.memory_info().rss
    del taken

    tidied = threading.Event()

    def and_say_so():
        give_back()
        tidied.set()

    monkeypatch.setattr(programs, "give_back", and_say_so)

    async def until_it_has_tidied():
        tidying = asyncio.create_task(programs._tidy())
        assert await asyncio.to_thread(tidied.wait, 20)
        tidying.cancel()

    asyncio.run(until_it_has_tidied())
    assert process.memory_info().rss < before - 30e6
    del last
