"""Fixtures for all tests."""

import importlib.util
import inspect
import logging
import os
import re
import shutil
import signal
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import settings

from monitor import text
from monitor.process.logs.logs import _QUIET
from monitor.rules.detection import language_model
from monitor.rules.forms import dictionaries, in_bulk, lemmas, twins
from monitor.rules.forms.spellings import devanagari
from monitor.rules.vocabulary import counted_words, vocabulary, word_lists
from monitor.store import database
from tests.examples import SUITE
from tests.kept_sandboxes import USERS, KeptSandboxes

# Whatever the shell says: else each of the hundreds of processes that tests start would compile the
# whole program anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Started in the background by a shell, we are to ignore interrupts, and so would be what we start.
signal.signal(signal.SIGINT, signal.default_int_handler)


def _no_audit_hook(_):
    raise AssertionError("No audit hook can ever be removed: add it in a process of its own.")


# Left behind by one test, it would be asked about all that every later test does.
sys.addaudithook = _no_audit_hook

# A busy machine is no failure.
settings.register_profile("news-monitor", deadline=None, max_examples=SUITE)
# tests/fuzz/for_long.py
_EXAMPLES = int(os.environ.get("NEWS_MONITOR_FUZZ_EXAMPLES", "2000"))
settings.register_profile("long", deadline=None, max_examples=_EXAMPLES)
settings.load_profile("news-monitor")


_SET_UP = ("monitor", "apscheduler", *_QUIET)
"""The loggers that ``set_up_logs`` sets up."""

# Whose code makes the lists what they are.
_BUILDING = (
    *(text, counted_words, vocabulary, word_lists),
    *(devanagari, dictionaries, in_bulk, lemmas, twins, language_model),
)


def pytest_configure(config):
    """One folder has the lists of words for all that tests start: built once, kept for later runs.

    For all sixty languages that takes a minute and a half; for a daemon in a fresh folder, seconds.
    """
    if hasattr(config, "cache"):
        sources = [Path(inspect.getfile(module)).read_bytes() for module in _BUILDING]
        kept = config.cache.mkdir(f"known-words-{crc32(b''.join(sources)):08x}")
    else:  # nothing is to be kept (tests/other_pythons.py)
        kept = tempfile.mkdtemp(prefix="known-words-")
        config.add_cleanup(lambda: shutil.rmtree(kept, ignore_errors=True))
    os.environ[word_lists.SHARED] = str(kept)


@pytest.hookimpl(trylast=True)  # once pytest-randomly has shuffled them
def pytest_collection_modifyitems(config, items):
    """Have tests of the whole program begin first: those that take long never wait for the end."""
    of_all = config.rootpath / "tests"
    items.sort(key=lambda item: item.path.parent != of_all)


@pytest.hookimpl(optionalhook=True)  # xdist isn't there for other Pythons
def pytest_xdist_make_scheduler(config, log):
    """Have all tests of a file that is marked with a group run one after another, as it asks.

    pytest 9.2 no longer lets xdist 3.8 write a test's group into its name, where it looks for it.
    """
    from xdist.scheduler import LoadScopeScheduling

    @cache
    def group_of(path):
        found = re.search(r'xdist_group\("(\w+)"\)', (config.rootpath / path).read_text("utf-8"))
        return found[1] if found else ""

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return group_of(nodeid.partition("::")[0]) or nodeid

    return ByGroup(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.fixture(scope="session")
def words():
    """The folder with the lists of words that all tests share."""
    return Path(os.environ[word_lists.SHARED])


@pytest.fixture(scope="session", autouse=True)
def new_databases(tmp_path_factory):
    """A new database is a copy of an empty one: to make its tables takes five times as long."""
    opened = database.open_writer

    @cache
    def empty():
        path = tmp_path_factory.mktemp("empty") / "news.db"
        opened(path, alone=True).close()
        return path.read_bytes()

    def open_writer(path, *, alone):
        if path.parent.is_dir() and not path.exists():
            with suppress(OSError):
                path.write_bytes(empty())
        return opened(path, alone=alone)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "open_writer", open_writer)
        yield


@pytest.fixture(scope="session")
def kept_sandboxes():
    kept = KeptSandboxes()
    yield kept
    kept.end()


@pytest.fixture
def shared_sandboxes(kept_sandboxes, monkeypatch):
    """Tests share the processes that read documents."""
    for user in USERS:
        monkeypatch.setattr(f"monitor.{user}.Sandbox", kept_sandboxes.get)


def _load_server():
    """Load tests/feeds/server.py, which is in no package, once."""
    name = "monitor_tests_feed_server"
    if name not in sys.modules:
        path = Path(__file__).parent / "feeds" / "server.py"
        spec = importlib.util.spec_from_file_location(name, path)
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(autouse=True)
def logs_as_before():
    """What ``set_up_logs`` sets up for a command, or for a fixture, isn't there for a test."""
    root = logging.getLogger()
    loggers = [(logging.getLogger(name), logging.NOTSET) for name in _SET_UP]
    loggers.append((root, logging.WARNING))

    def reset():
        root.handlers[:] = [
            each for each in root.handlers if type(each).__module__.startswith("_pytest")
        ]
        for logger, level in loggers:
            if logger.level != level:  # to set one has all loggers forget what they know
                logger.setLevel(level)
        logging.captureWarnings(capture=False)

    reset()
    yield
    reset()


@pytest.fixture(autouse=True)
def no_proxy_of_the_machine(monkeypatch):
    """Loopback is reached directly, whatever the environment says."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def start_feed_server():
    """Start HTTP servers on loopback: ``start_feed_server(tls=context)`` → FeedServer."""
    servers = []

    def start(**options):
        server = _load_server().FeedServer(**options)
        servers.append(server.__enter__())
        return server

    yield start
    for server in servers:
        server.__exit__()


@pytest.fixture
def feed_server(start_feed_server):
    """A real HTTP server on loopback; see tests/feeds/server.py for what it can do."""
    return start_feed_server()
