"""systemd accepts the units, of the system and of a user, and finds little exposed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from monitor.service.plan import plan, system_places, user_places
from monitor.service.units import NAMES, SHIPPED
from monitor.shipped import shipped

pytestmark = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="needs systemd: apt install systemd"
)
PLACES = {
    "system": system_places(Path("/opt/news-monitor/bin/news-monitor")),
    "user": user_places(Path("/opt/news-monitor/bin/news-monitor"), Path("/home/ann")),
}


def analyze(*words):
    return subprocess.run(
        ["systemd-analyze", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(params=PLACES)
def units(request, tmp_path):
    """Their folder; of programs that are on this machine."""
    for each in plan(PLACES[request.param], None, manual=""):
        if each.path.name in NAMES:
            (tmp_path / each.path.name).write_text(
                re.sub(r"(?m)^(Exec\w+)=\S+", r"\1=/bin/true", each.text)
            )
    return tmp_path


def test_systemd_accepts_them(units):
    done = analyze("verify", "--man=no", *(units / name for name in NAMES))
    assert "news-monitor" not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "tenths"), [("news-monitor.service", 12), ("news-monitor-backup.service", 5)]
)
def test_little_is_exposed(name, tenths):
    unit = shipped(f"systemd/{name}")
    words = ("security", "--offline=yes", "--no-pager")
    done = analyze(*words, f"--threshold={tenths}", unit)
    assert done.returncode == 0, done.stdout[-80:]
    assert analyze(*words, "--threshold=1", unit).returncode != 0, "the threshold is heeded"


def test_the_paths_that_are_replaced_stand_in_the_shipped_units():
    texts = "".join(shipped(f"systemd/{name}").read_text() for name in NAMES)
    assert [path for path in SHIPPED.values() if path not in texts] == []
