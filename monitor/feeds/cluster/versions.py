"""Which versions can work together, and what to say of those that can't. Pure.

Functions and values travel as pickles, which name modules and attributes: another version of
news-monitor may misread them, and another Python or Dask may not read them at all. Without this
module that would show as an error from the depths of a library, or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.feeds.cluster.batch import PROTOCOL


def worker_mismatch(worker: Mapping[str, object], *, version: str, python: str) -> str:
    """Say why a worker can't be worked with; empty if it can.

    Args:
        worker: What it says of itself (``on_worker.introduce``).
        version: Our own version of news-monitor.
        python: Our own Python's.
    """
    theirs, protocol = str(worker.get("version")), worker.get("protocol")
    if theirs != version or protocol != PROTOCOL:
        return f"it has news-monitor {theirs}, here is {version}: install the same there"
    other = str(worker.get("python"))
    if _minor(other) != _minor(python):
        return f"it has Python {other}, here is {python}: both must be {_minor(python)}"
    return ""


def scheduler_mismatch(scheduler: Mapping[str, object], *, distributed: str, python: str) -> str:
    """Say why a scheduler can't be worked with; empty if it can.

    Args:
        scheduler: Its packages (Dask's ``versions``).
        distributed: Our own version of Dask's ``distributed``.
        python: Our own Python's.
    """
    theirs = str(scheduler.get("distributed"))
    if theirs != distributed:
        return f"it has Dask {theirs}, here is {distributed}: install the same there"
    other = str(scheduler.get("python"))
    if _minor(other) != _minor(python):
        short = ".".join(other.split(".")[:3])
        return f"it has Python {short}, here is {python}: both must be {_minor(python)}"
    return ""


def _minor(python: str) -> str:
    return ".".join(python.split(".")[:2])
