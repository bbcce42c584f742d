"""The container's files name what is there, and keep what they promise. No engine is needed.

``test_image.py`` builds the image and runs it.
"""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
LINES = (ROOT / "Containerfile").read_text().replace("\\\n", " ").splitlines()
IGNORED = (ROOT / ".dockerignore").read_text().split()


def instructions(name):
    return [line.removeprefix(f"{name} ") for line in LINES if line.startswith(f"{name} ")]


def copied():
    words = [shlex.split(line) for line in instructions("COPY") if "--from" not in line]
    return [source for line in words for source in line[:-1]]


@pytest.fixture(scope="module")
def service():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    return services["news-monitor"]


def test_each_file_copied_is_there_and_not_ignored():
    assert len(copied()) > 5
    assert [name for name in copied() if not (ROOT / name).exists()] == []
    assert IGNORED[0] == "*"
    assert {line[1:] for line in IGNORED if line.startswith("!")} == set(copied())


def test_all_that_the_wheel_takes_in_is_copied():
    project = (ROOT / "pyproject.toml").read_text()
    (section,) = re.findall(r"force-include\]\n((?:\".*\n)+)", project)
    assert set(re.findall(r'^"([^"]+)"', section, re.MULTILINE)) <= set(copied())


def test_it_runs_as_an_ordinary_user_and_is_asked_how_it_is():
    (user,) = instructions("USER")
    assert int(user.split(":")[0]) > 0
    (check,) = instructions("HEALTHCHECK")
    assert json.loads(check.partition(" CMD ")[2]) == ["news-monitor", "status"]


def test_compose_asks_it_as_the_image_does_which_podman_builds_without_a_check(service):
    (check,) = instructions("HEALTHCHECK")
    options, _, words = check.partition(" CMD ")
    asked = dict(re.findall(r"--([a-z-]+)=(\S+)", options))
    assert service["healthcheck"] == {
        "test": ["CMD", *json.loads(words)],
        **{name.replace("-", "_"): value for name, value in asked.items() if name != "retries"},
        "retries": int(asked["retries"]),
    }


def test_nothing_in_it_needs_a_shell_for_there_is_none():
    for name in ("ENTRYPOINT", "CMD"):
        (words,) = instructions(name)
        assert all(isinstance(word, str) for word in json.loads(words))


def test_base_images_have_no_host():
    names = [line.split()[0] for line in instructions("FROM")]
    assert names == ["debian:trixie-slim", "scratch"]


def test_its_python_is_the_one_that_packages_are_installed_for():
    (downloaded,) = (line for line in instructions("RUN") if "apt-get download" in line)
    (python,) = re.findall(r" (python3\.\d+)-minimal ", downloaded)
    assert any(f"/lib/{python}/site-packages" in folder for folder in instructions("WORKDIR"))


def test_compose_writes_only_to_its_volume_and_may_do_little(service):
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["volumes"] == [f"data:{path}" for path in instructions("VOLUME")]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_a_cluster_is_built_once_and_its_members_are_one_image():
    services = yaml.safe_load((ROOT / "compose.cluster.yaml").read_text())["services"]
    assert len({each["image"] for each in services.values()}) == 1
    assert [name for name, each in services.items() if "build" in each] == ["news-monitor"]


def test_an_image_of_that_name_on_the_internet_is_never_taken(service):
    cluster = yaml.safe_load((ROOT / "compose.cluster.yaml").read_text())["services"]
    images = [each["image"] for each in (service, *cluster.values())]
    assert all(name.startswith("localhost/") for name in images)


def test_compose_and_the_unit_have_the_same_limits(service):
    unit = (ROOT / "systemd" / "news-monitor.service").read_text()
    limits = dict(re.findall(r"^(\w+)=(\w+)$", unit, re.MULTILINE))
    assert service["pids_limit"] == int(limits["TasksMax"])
    assert service["ulimits"]["nofile"] == int(limits["LimitNOFILE"])
    assert service["mem_limit"].upper() == limits["MemoryMax"]
    assert service["stop_grace_period"] == limits["TimeoutStopSec"]
