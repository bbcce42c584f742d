"""Plugins: which of Apprise's are loaded: those that a target's address may mean.

Apprise knows 200 services, a module each, and loads all of them when it is first asked for one.
Without this module a daemon with one target keeps them all in memory, and the libraries that they
use: 12 MB, and half a second at its start.
"""

from __future__ import annotations

import re
import tempfile
import threading
import warnings
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import apprise.plugins
from apprise.manager_plugins import NotificationManager

_MANAGER: Any = NotificationManager
SERVICES = _MANAGER()
"""What is loaded: scheme → Apprise's class."""

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,30})://", re.IGNORECASE)

_lock = threading.Lock()
_loaded: set[str] = set()


def scheme_of(url: str) -> str:
    """Return what stands before ``://``, in small letters; nothing if none does."""
    found = _SCHEME.match(url)
    return found[1].lower() if found else ""


def may_read(url: str) -> set[str]:
    """Return the plugins that may read an address: their code names its scheme.

    Of a web address, all that know their service's addresses as a browser shows them.
    """
    return set(_naming(scheme_of(url)))


@lru_cache(maxsize=64)
def _naming(scheme: str) -> frozenset[str]:
    """The plugins that name a scheme; it takes 10 ms to look, and each target's address asks."""
    named = {f'"{scheme}"', f"'{scheme}'"}
    if scheme in {"http", "https"}:
        named = {"def parse_native_url"}
    return frozenset(name for name, code in all_code() if any(each in code for each in named))


def load_for(url: str) -> None:
    """Load what may read an address."""
    _load(may_read(url))


def load_all() -> None:
    """Load every plugin, to know all that there are."""
    _load(_names())


@cache
def _names() -> frozenset[str]:
    return frozenset(name for name, _ in _files())


def all_code() -> Iterator[tuple[str, str]]:
    """The name of each plugin and its code."""
    for name, path in _files():
        files = sorted(path.glob("*.py")) if path.is_dir() else [path]
        yield name, "".join(each.read_text("utf-8") for each in files)


def _files() -> Iterator[tuple[str, Path]]:
    """The name of each plugin, and its module or folder of modules."""
    for path in Path(apprise.plugins.__file__).parent.iterdir():
        if path.suffix in {"", ".py"} and not path.name.startswith(("_", "base")):
            yield path.stem, path


def _load(names: AbstractSet[str]) -> None:
    """Load plugins that aren't yet. Apprise loads those that a folder shows, by their names."""
    with _lock, warnings.catch_warnings():
        # Its e-mail plugin imports imghdr, which Python 3.13 dropped.
        warnings.simplefilter("ignore", DeprecationWarning)
        new = names - _loaded
        if _loaded and not new:
            return
        try:
            with tempfile.TemporaryDirectory() as folder:
                for name in new:
                    (Path(folder) / f"{name}.py").touch()
                SERVICES.load_modules(path=folder)
        except OSError:  # no folder can be written to: then all, from where they are
            SERVICES.load_modules()
        _loaded.update(new)
