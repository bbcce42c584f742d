"""Shortage: this machine gave us no descriptor, thread, process or memory.

That says nothing about the feed or the target for which it was wanted: whoever wants it tries again
later, and nothing counts against the other end. Without this module a feed would be called
unreachable, or news-monitor broken, because somebody else had used up what there was.
"""

from __future__ import annotations

import errno

from monitor.errors import MonitorError

_WORDS = {
    errno.EMFILE: "no further file may be opened (LimitNOFILE of the service, or ulimit -n)",
    errno.ENFILE: "this machine has too many files open",
    errno.ENOMEM: "this machine has no memory left",
    errno.ENOBUFS: "this machine has no memory left for connections",
}
NO_THREAD = "no further thread may be started (TasksMax of the service, or ulimit -u)"


class ShortageError(MonitorError):
    """There was too little of something on this machine; ``str(error)`` says of what."""


def shortage_in(error: BaseException) -> ShortageError | None:
    """What there was too little of, if that is what an exception says, or what it came from."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ShortageError):
            return cause
        if isinstance(cause, RuntimeError) and str(cause) == "can't start new thread":
            return ShortageError(NO_THREAD)
        # Of the system: a resolver has numbers of its own, and a socket that isn't ready none.
        if type(cause) is OSError and cause.errno in _WORDS:
            return ShortageError(_WORDS[cause.errno])
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return None
