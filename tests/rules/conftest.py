"""Fixtures shared by the tests of rules."""

from __future__ import annotations

import importlib.util
import inspect
from pathlib import Path
from zlib import crc32

import pytest

from monitor.rules.forms import lemmas
from monitor.rules.words import known_words
from monitor.rules.words.known_words import KnownWords


@pytest.fixture(scope="session")
def oracle():
    """The class that matches the slow way: ``Oracle(item, known).holds(rule)``."""
    path = Path(__file__).with_name("oracle.py")
    spec = importlib.util.spec_from_file_location("rules_oracle", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Oracle


@pytest.fixture(scope="session")
def known(pytestconfig):
    """The words people really use, in lists that are built once and kept for later runs."""
    sources = [Path(inspect.getfile(module)).read_bytes() for module in (known_words, lemmas)]
    kept = f"known-words-{crc32(b''.join(sources)):08x}"
    return KnownWords(cache=pytestconfig.cache.mkdir(kept))
