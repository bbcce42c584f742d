"""Killed again and again in the middle of the work, nothing is lost (a short run of the bench)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[1] / "benchmarks" / "crash.py"


def test_killed_again_and_again_nothing_is_lost_and_little_comes_twice():
    done = subprocess.run(
        [sys.executable, BENCH, "--kills", "3", "--json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["matches made"] > 20
    assert set(found["lost"].values()) == {0}
    assert found["items stored twice"] == 0
    assert found["most duplicates per kill and target"] <= 1
    assert found["messages received"]["json"] > 5
