"""The journal of systemd: how urgent a line is, told as it wants to be told.

It takes ``<3>`` at the beginning of a line for the priority of an error (sd-daemon(3)) and doesn't
show it. Without this module all that a service says would be of one priority, and
``journalctl -p err`` would show nothing.
"""

from __future__ import annotations

import logging
import os
from typing import TextIO

from monitor.standard_streams import descriptor_of

_PRIORITIES = (
    (logging.CRITICAL, 2),
    (logging.ERROR, 3),
    (logging.WARNING, 4),
    (logging.INFO, 6),
)
_DEBUG = 7


def is_journal(stream: TextIO) -> bool:
    """Whether what is written to a stream goes straight into the journal (systemd.exec(5))."""
    descriptor = descriptor_of(stream)
    if descriptor is None:
        return False
    try:
        status = os.fstat(descriptor)
    except OSError:
        return False
    return os.environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"


def with_priority(text: str, level: int) -> str:
    """Return a text each line of which says how urgent it is.

    Args:
        text: One line or more.
        level: As ``logging`` has them.
    """
    priority = next((number for least, number in _PRIORITIES if level >= least), _DEBUG)
    return "\n".join(f"<{priority}>{line}" for line in text.split("\n"))
