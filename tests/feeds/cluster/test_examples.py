"""The examples for systemd and containers: their commands are started as they are written."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

pytest.importorskip("distributed")

from tests.feeds.cluster.processes import ClusterProcesses

pytestmark = pytest.mark.xdist_group("cluster")

ROOT = Path(__file__).parents[3]
UNITS = ROOT / "systemd" / "cluster"
FILES = ("news-monitor-scheduler.service", "news-monitor-worker@.service")
COMPOSE = yaml.safe_load((ROOT / "compose.cluster.yaml").read_text())


def of_compose():
    return [COMPOSE["services"][name]["command"] for name in ("scheduler", "worker")]


def of_systemd():
    lines = [re.search(r"(?m)^ExecStart=(.*)$", (UNITS / name).read_text())[1] for name in FILES]
    return [shlex.split(line)[1:] for line in lines]


def placed(command, processes):
    """The words of a command, with what systemd or the container's network stands for."""
    here = {
        "tls://0.0.0.0:8786": processes.address,
        "tls://scheduler:8786": processes.address,
        "${SCHEDULER}": processes.address,
        "/run/secrets": str(processes.tls),
        "%d": str(processes.tls),
        "%H-%i": "host-1",
    }
    words = [here.get(word, word) for word in command[1:]]
    assert not [word for word in words if "%" in word or "$" in word]
    return words


def test_the_scheduler_and_a_worker_start_as_the_examples_have_it(tmp_path):
    with ClusterProcesses(tmp_path) as processes:
        (scheduler, worker), (unit, worker_unit) = (
            [placed(command, processes) for command in commands()]
            for commands in (of_compose, of_systemd)
        )
        assert scheduler == unit
        assert [*worker[:2], "--name", "host-1", *worker[2:]] == worker_unit
        processes.begin(*scheduler, "--dashboard", f"127.0.0.1:{processes.dashboard}").wait_for(
            "listens at"
        )
        joined = processes.begin(*worker_unit)
        joined.wait_for("has joined")
        assert joined.stop() == 0


def test_each_member_gets_the_files_of_its_own():
    for member, service in (("scheduler", "scheduler"), ("worker", "worker")):
        own = ["ca.pem", f"{member}.pem", f"{member}.key"]
        assert COMPOSE["services"][service]["secrets"] == own
        (unit,) = (UNITS / name for name in FILES if member in name)
        loaded = re.findall(r"(?m)^LoadCredential=([^:]+):(.*)$", unit.read_text())
        assert [name for name, _ in loaded] == own
        assert {Path(path).name for _, path in loaded} == set(own)
    assert "ca.key" not in str(COMPOSE["services"])
    assert {Path(each["file"]).name for each in COMPOSE["secrets"].values()} == set(
        COMPOSE["secrets"]
    )


def test_a_worker_is_given_the_time_to_finish():
    from monitor.feeds.cluster.programs import FINISH

    unit = (UNITS / "news-monitor-worker@.service").read_text()
    assert int(re.search(r"TimeoutStopSec=(\d+)s", unit)[1]) > FINISH
    assert int(COMPOSE["services"]["worker"]["stop_grace_period"].rstrip("s")) > FINISH


def test_no_unit_hides_from_dask_what_it_reads_at_its_start():
    assert not any("ProcSubset=pid" in path.read_text() for path in UNITS.iterdir())
    assert "ProcSubset=all" in (UNITS / "coordinator.conf").read_text()


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="needs systemd: apt install systemd"
)
def test_systemd_accepts_the_units_and_finds_little_exposed(tmp_path):
    for name in FILES:
        text = (UNITS / name).read_text()
        path = tmp_path / name.replace("@", "@1")
        path.write_text(re.sub(r"(?m)^(Exec\w+)=\S+", r"\1=/bin/true", text))
        for words in (("verify", "--man=no"), ("security", "--offline=yes", "--threshold=12")):
            done = subprocess.run(
                ["systemd-analyze", *words, path],
                capture_output=True,
                text=True,
                check=False,
                stdin=subprocess.DEVNULL,
            )
            assert done.returncode == 0, done.stderr + done.stdout[-80:]
