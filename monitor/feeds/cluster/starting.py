"""Starting: starts Dask's servers and closes them again; says in words why one can't start.

Dask hides the reason behind an error of its own. Without this module a second scheduler on a
machine, or a second worker of the same name, would end in fifty lines of traceback.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from monitor.errors import MonitorError

_TAKEN: Final = re.compile(r"name taken, ([^']*)")


class CannotStartError(MonitorError):
    """A scheduler or worker can't start; ``str(error)`` says why."""


@asynccontextmanager
async def started(server: Any) -> AsyncIterator[Any]:
    """Start one of Dask's servers, and close it at the end.

    Raises:
        CannotStartError: It can't start.
        TimeoutError: It takes too long.
    """
    try:
        await server
    except RuntimeError as error:
        raise CannotStartError(_why(error)) from None
    try:
        yield server
    finally:
        await server.close()


def _why(error: RuntimeError) -> str:
    cause = error.__cause__
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    if taken := _TAKEN.search(str(cause)):
        return f"the cluster has a worker called {taken[1]} already"
    return str(cause or error) or type(cause).__name__
