"""Fixtures shared by the tests of rules."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from monitor.rules.vocabulary.known_words import KnownWords


@pytest.fixture(scope="session")
def oracle():
    """The class that matches the slow way: ``Oracle(item, known).holds(rule)``."""
    path = Path(__file__).with_name("oracle.py")
    spec = importlib.util.spec_from_file_location("rules_oracle", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Oracle


@pytest.fixture(scope="session")
def known(words):
    """The words people really use."""
    return KnownWords(cache=words)
