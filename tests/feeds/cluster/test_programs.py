"""What the cluster's programs do beside their work; test_cluster.py has the work."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import numpy as np
import psutil
import pytest

pytest.importorskip("distributed")

from monitor.feeds.cluster import programs


@pytest.mark.skipif(not psutil.LINUX, reason="only glibc can")
def test_a_worker_gives_memory_that_is_free_back(monkeypatch):
    monkeypatch.setattr(programs, "_TIDY", 0.0)
    process = psutil.Process()
    taken = [np.ones(12_000) for _ in range(600)]  # 58 MB, each too small for a mapping of its own
    last = np.ones(1_000)  # what stands behind them keeps the heap from shrinking by itself
    before = process.memory_info().rss
    del taken

    async def until_it_is_less():
        tidying = asyncio.create_task(programs._tidy())
        with suppress(TimeoutError):
            async with asyncio.timeout(20):
                while process.memory_info().rss > before - 30e6:
                    await asyncio.sleep(0)
        tidying.cancel()

    asyncio.run(until_it_is_less())
    assert process.memory_info().rss < before - 30e6
    del last
