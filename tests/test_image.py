"""The container's image, built by an engine and run with what compose.yaml lets it do.

Only `make test-image` runs these: the build takes minutes, and fetches packages.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
NAME = "news-monitor-tested"
IMAGE = f"localhost/{NAME}"
BASE = "debian:trixie-slim"
SERVICE = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["news-monitor"]
ALLOWED = [
    "--init",
    "--read-only",
    *(f"--tmpfs={path}" for path in SERVICE["tmpfs"]),
    *(f"--cap-drop={name}" for name in SERVICE["cap_drop"]),
    *(f"--security-opt={name}" for name in SERVICE["security_opt"]),
    f"--memory={SERVICE['mem_limit']}",
    f"--pids-limit={SERVICE['pids_limit']}",
    f"--ulimit=nofile={SERVICE['ulimits']['nofile']}",
    f"--volume={NAME}:/data",
]
GRACE_SECONDS = int(SERVICE["stop_grace_period"].removesuffix("s"))
START_SECONDS = 60
MEGABYTES = 200

# What lies on the root's own file system: neither volumes nor /proc.
SIZE = """
import os
root = os.lstat("/").st_dev
print(sum(
    os.lstat(f"{folder}/{name}").st_size
    for folder, _, names in os.walk("/") if os.lstat(folder).st_dev == root
    for name in names
))
"""

pytestmark = [pytest.mark.image, pytest.mark.timeout(1800), pytest.mark.xdist_group("image")]


def works(engine):
    """Whether it is there, has the base image or gets it, and may run it."""
    if shutil.which(engine) is None:
        return False
    try:
        tried = subprocess.run(
            [engine, "run", "--rm", BASE, "true"], capture_output=True, check=False, timeout=300
        )
    except subprocess.TimeoutExpired:
        return False
    return tried.returncode == 0


@pytest.fixture(scope="module")
def engine():
    found = next((name for name in ("podman", "docker") if works(name)), None)
    if found is None:
        pytest.skip(f"neither podman nor docker runs {BASE} here: apt install podman")

    def engine(*words, status=0):
        done = subprocess.run([found, *words], capture_output=True, text=True, check=False)
        if status is not None:
            assert done.returncode == status, done.stdout[-3000:] + done.stderr[-3000:]
        return done

    return engine


@pytest.fixture(scope="module")
def image(engine):
    engine("build", "--tag", IMAGE, "--file", str(ROOT / "Containerfile"), str(ROOT))
    return IMAGE


@pytest.fixture
def running(engine, image):
    """Started on a new volume, and well."""

    def clear():
        engine("rm", "--force", NAME, status=None)
        engine("volume", "rm", NAME, status=None)

    clear()
    engine("run", "--rm", *ALLOWED, image, "init")
    engine("run", "--detach", "--name", NAME, *ALLOWED, image)
    until_well(engine)
    yield NAME
    clear()


def until(true, engine):
    end = time.monotonic() + START_SECONDS
    while not true():  # each asks a process, which takes a second
        assert time.monotonic() < end, engine("logs", NAME).stderr


def until_well(engine):
    check = ("exec", NAME, *SERVICE["healthcheck"]["test"][1:])
    until(lambda: engine(*check, status=None).returncode == 0, engine)


def test_it_alerts_and_a_restart_keeps_what_it_found(engine, running):
    def alerts():
        return engine("exec", running, "news-monitor", "alerts").stdout

    until(lambda: alerts().count("console delivered") == 3, engine)
    before = alerts()
    engine("restart", running)
    until_well(engine)
    assert alerts() == before


def test_sigterm_ends_it_in_time(engine, running):
    began = time.monotonic()
    engine("stop", "-t", str(GRACE_SECONDS), running)
    assert time.monotonic() - began < GRACE_SECONDS
    assert engine("inspect", "--format", "{{.State.ExitCode}}", running).stdout.strip() == "0"


def test_nothing_is_amiss_and_a_backup_can_be_made(engine, running):
    engine("exec", running, "news-monitor", "doctor")
    copied = engine("exec", running, "news-monitor", "backup", "--rotate", "7", "/data/backups")
    assert "checked" in copied.stdout


def test_it_can_change_nothing_but_its_volume_and_has_no_shell(engine, running):
    tried = engine("exec", running, "python", "-c", "open('/opt/own', 'w')", status=1)
    assert "Read-only file system" in tried.stderr
    lines = engine("exec", running, "python", "-c", "print(open('/proc/self/status').read())")
    said = dict(line.split(":\t", 1) for line in lines.stdout.splitlines() if ":\t" in line)
    assert said["Uid"].split() == ["10001"] * 4
    assert int(said["CapBnd"], 16) == 0
    assert said["NoNewPrivs"] == "1"
    assert engine("exec", running, "/bin/sh", "-c", ":", status=None).returncode != 0


def test_its_files_are_few_enough(engine, image):
    size = engine("run", "--rm", "--read-only", "--entrypoint", "python", image, "-c", SIZE)
    assert int(size.stdout) < MEGABYTES * 1_000_000
