"""The wheel holds all that the program needs, and works away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

# The wheel is built by one process.
pytestmark = pytest.mark.xdist_group("wheel")
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The folder of a wheel built from this checkout, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(folder))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def files(folder):
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_everything_of_the_package_is_in_it(unpacked):
    assert files(ROOT / "monitor") - files(unpacked / "monitor") == set()


def test_so_is_what_comes_with_the_program(unpacked):
    seeds = files(unpacked / "monitor" / "seeds")
    assert files(ROOT / "seeds") | {"config.toml", "webhook.schema.json"} <= seeds
    assert {f"systemd/{name}" for name in files(ROOT / "systemd")} <= seeds


def test_nothing_else_is_in_it(unpacked):
    tops = {path.name.partition("-")[0] for path in unpacked.iterdir()}
    assert tops == {"monitor", "news_monitor"}


def test_it_works_away_from_the_checkout(unpacked, tmp_path):
    def run(*words):
        done = subprocess.run(
            [sys.executable, "-P", "-m", "monitor", *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(unpacked), "HOME": str(tmp_path / "nobody")},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "Wrote config.toml" in run("init")
    assert "ExecStart=" in run("install-service", "--print")
    assert "25 new items" in run("once")
    assert str(ROOT) not in run("check")
