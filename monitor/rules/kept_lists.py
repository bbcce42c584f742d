"""Lists that take seconds to build and milliseconds to read: built once, then kept in a folder.

They are built in another process, for that takes up to 130 MB, little of which Python would give
back. The only module of ``rules`` that writes files. Without it every start would build them anew.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TypeVar

from monitor.ownership import given_to_owner, made_folder, no_link

_PATIENCE: Final = 120.0
"""Seconds that building a list may take; the largest take 6."""

T = TypeVar("T")


def kept(
    path: Path, read: Callable[[bytes], T], build: Callable[..., None], *given: str
) -> T | None:
    """Read a list from its file, which is built if there is none or it is damaged.

    Args:
        path: The file.
        read: Makes the list of the file's bytes; raises ValueError if they are something else.
        build: A module's function, called in another process with the file's path and ``given``:
            builds the list and ``store``s it.
        given: What else it is to know.

    Returns:
        The list; None where it can't be kept.
    """
    with suppress(OSError, ValueError):
        return read(path.read_bytes())
    with suppress(OSError, ValueError, subprocess.SubprocessError), _alone(path):
        with suppress(OSError, ValueError):
            return read(path.read_bytes())  # another process has built it
        _elsewhere(build, str(path), *given)
        return read(path.read_bytes())
    return None


def store(path: str, data: bytes) -> None:
    """Write a whole file or none.

    Raises:
        OSError: It can't be written.
    """
    whole = Path(path)
    handle, temporary = tempfile.mkstemp(dir=whole.parent, prefix=whole.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        given_to_owner(Path(temporary))
        Path(temporary).replace(whole)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _elsewhere(build: Callable[..., None], *given: str) -> None:
    passed = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "LANG", "LC_ALL", "TMPDIR")
    module, name = build.__module__, build.__name__
    subprocess.run(  # noqa: S603 - our own interpreter and module
        [
            *(sys.executable, "-P", "-c"),
            f"import sys; from {module} import {name} as build; build(*sys.argv[1:])",
            *given,
        ],
        env={
            **{name: os.environ[name] for name in passed if name in os.environ},
            "PYTHONPATH": os.pathsep.join(each or str(Path.cwd()) for each in sys.path),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=_PATIENCE,
    )


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Have no other process build the same list at the same time."""
    made_folder(path.parent)
    with open(path.with_suffix(".lock"), "wb", opener=no_link) as lock:
        given_to_owner(path.with_suffix(".lock"))
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
