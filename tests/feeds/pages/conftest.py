"""The pages that the tests of pages share."""

import importlib.util
import sys
from pathlib import Path

import pytest

_NAME = "monitor_tests_sites"


def _load():
    if _NAME not in sys.modules:
        spec = importlib.util.spec_from_file_location(_NAME, Path(__file__).with_name("sites.py"))
        sys.modules[_NAME] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[_NAME])
    return sys.modules[_NAME].SITES


def pytest_generate_tests(metafunc):
    if "site" in metafunc.fixturenames:
        metafunc.parametrize("site", _load().values(), ids=_load().keys())


@pytest.fixture
def sites():
    """Pages of publishers without a feed, by their style; see tests/feeds/pages/sites.py."""
    return _load()
