"""Standard streams: that they are there, and that nobody who doesn't read them holds us up.

A program whose standard output is closed gets its number for the next file that it opens: what it
prints would go into the database. A write to a pipe that nobody reads never returns, with a lock
held that the interpreter needs at its end. Without this module either would end or hang the daemon.
"""

from __future__ import annotations

import os
import select
import sys
from typing import TextIO

_AT_ONCE = 4096
"""Bytes that a pipe takes as one piece, at once where it takes any (POSIX: at least 512)."""


def open_closed_streams() -> None:
    """Open those of the three that are closed, on nothing. To be called before any file is."""
    for descriptor, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
        if getattr(sys, name) is None:
            stream = open(descriptor, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)


def descriptor_of(stream: TextIO) -> int | None:
    """The number of the file that a stream writes to; None: it writes to none, as in a test."""
    try:
        return stream.fileno()
    except (OSError, ValueError, AttributeError):
        return None


def encoded(text: str, stream: TextIO) -> bytes:
    """The text as the stream's bytes, with question marks for what its encoding lacks."""
    return text.encode(stream.encoding or "utf-8", "replace")


def write_patiently(stream: TextIO, text: str, *, seconds: float) -> None:
    """Write a text to a stream, if need be piece by piece.

    Args:
        stream: Where to.
        text: What.
        seconds: How long to wait at a time for somebody to read.

    Raises:
        TimeoutError: Nobody read. Part of the text may have been written.
        OSError: It can't be written.
        ValueError: The stream is closed.
    """
    descriptor = descriptor_of(stream)
    if descriptor is None:
        stream.write(encoded(text, stream).decode(stream.encoding or "utf-8", "replace"))
        stream.flush()
        return
    stream.flush()
    waiting = select.poll()
    waiting.register(descriptor, select.POLLOUT)
    left = encoded(text, stream)
    while left:
        if not waiting.poll(seconds * 1000):
            raise TimeoutError("nobody reads it")
        left = left[os.write(descriptor, left[:_AT_ONCE]) :]
