"""The package run as a program."""

import os
import subprocess
import sys

import pytest

from monitor import __version__
from tests.command_line import call


def test_the_package_is_the_command():
    command = [sys.executable, "-m", "monitor", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"news-monitor {__version__}\n"


HEAVY = {
    *("pandas", "scipy", "dask", "distributed", "tornado", "cryptography", "websockets"),
    *("trafilatura", "lxml", "babel", "dateparser", "protego", "imap_tools"),
    *("simplemma", "wordfreq", "py3langid", "jsonschema", "yaml", "httpx"),
}


def test_as_shipped_it_loads_nothing_that_it_does_not_use(tmp_path):
    """Neither what is for extras, nor what only builds lists, nor what a library would like."""
    others = tmp_path / "others"
    others.mkdir()
    (others / "pandas.py").write_text("Timestamp = type('Timestamp', (), {})\n")
    assert call("init", tmp_path / "mine").exit_code == 0
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "monitor", "once"],
        cwd=tmp_path / "mine",
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(others), *sys.path])},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.split("|")[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "25 new items, 6 matches" in done.stdout
    assert {"monitor", "sqlite_utils", "numpy"} <= loaded
    assert not HEAVY & loaded


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
@pytest.mark.parametrize(("asked", "threads"), [({}, 1), ({"OPENBLAS_NUM_THREADS": "2"}, 2)])
def test_no_threads_wait_for_large_matrices_unless_they_are_asked_for(asked, threads):
    environ = {name: value for name, value in os.environ.items() if "OPENBLAS" not in name} | asked
    code = "import monitor, numpy, os; print(len(os.listdir('/proc/self/task')))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environ
    )
    assert int(done.stdout) == min(threads, os.cpu_count())


def test_a_command_ends_without_being_looked_through_for_garbage():
    code = """if True:
        import atexit, gc, sys
        atexit.register(lambda: print(gc.get_freeze_count() > 0))  # is run last
        sys.argv = ["news-monitor", "--version"]
        from monitor.cli.main import main
        main()
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"news-monitor {__version__}", "True"]
