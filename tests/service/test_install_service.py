"""The files of a service are shown, asked for, and written; nothing of anybody's is lost."""

from __future__ import annotations

import os
import stat
import sys
import tomllib
from pathlib import Path

import pytest

from monitor.errors import MonitorError
from monitor.service.plan import plan, system_places, user_places
from monitor.service.units import is_unedited, marked
from tests.command_line import call

PROGRAM = Path(sys.prefix) / "bin" / "news-monitor"


@pytest.fixture
def install(tmp_path, monkeypatch):
    """``install(*words, types=…)``: run it below ``tmp_path``; return what it said."""
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)

    def install(*words, types="", code=0):
        command = ["install-service", "--root", str(tmp_path), *words]
        result = call(*command, input=types, catch_exceptions=False)
        assert result.exit_code == code, result.output
        return result.output

    return install


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def written(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_it_writes_units_configuration_and_a_file_for_secrets(install, tmp_path):
    old = os.umask(0)
    try:
        said = install("--yes")
    finally:
        os.umask(old)
    assert {
        "etc/news-monitor/config.toml",
        "etc/news-monitor/environment",
        "etc/systemd/system/news-monitor.service",
        "etc/systemd/system/news-monitor-backup.service",
        "etc/systemd/system/news-monitor-backup.timer",
        "usr/local/share/man/man1/news-monitor.1",
    } <= written(tmp_path)
    assert mode(tmp_path / "etc/news-monitor/environment") == 0o600
    assert mode(tmp_path / "etc/systemd/system/news-monitor.service") == 0o644
    assert "sudo systemctl enable --now news-monitor.service news-monitor-backup.timer" in said
    unit = (tmp_path / "etc/systemd/system/news-monitor.service").read_text()
    assert f"ExecStart={PROGRAM} run --config /etc/news-monitor/config.toml" in unit
    config = tomllib.loads((tmp_path / "etc/news-monitor/config.toml").read_text())
    assert config["database"] == "/var/lib/news-monitor/news.db"


def test_a_service_of_a_user_stays_in_their_home(install, tmp_path):
    said = install("--user", "--yes")
    assert {path.split("/")[0] for path in written(tmp_path)} == {"home"}
    folder = tmp_path / "home/ann/.config"
    unit = (folder / "systemd/user/news-monitor.service").read_text()
    for word in ("DynamicUser", "ProtectSystem", "/etc/", "/var/lib", "multi-user"):
        assert word not in unit
    assert "SystemCallFilter=" in unit
    assert mode(folder / "news-monitor/config.toml") == 0o600
    assert mode(tmp_path / "home/ann/.local/state/news-monitor") == 0o700
    assert "systemctl --user enable" in said
    assert "sudo" not in said


def test_print_shows_every_file_and_writes_none(install, tmp_path):
    said = install("--print")
    assert "ExecStart=" in said
    assert "OnCalendar=" in said
    assert written(tmp_path) == set()


def test_who_says_no_has_nothing_written(install, tmp_path):
    assert "Write these?" in install(types="n\n", code=1)
    assert written(tmp_path) == set()


def test_a_second_time_nothing_is_written(install, tmp_path):
    install("--yes")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert "Write these?" not in install()
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize(
    ("words", "types", "is_kept"),
    [((), "n\n", True), ((), "\n", True), ((), "y\n", False), (("--yes",), "", True)],
)
def test_an_edited_unit_is_overwritten_only_if_they_say_so(
    install, tmp_path, words, types, is_kept
):
    install("--yes")
    unit = tmp_path / "etc/systemd/system/news-monitor.service"
    edited = unit.read_text().replace("MemoryMax=1G", "MemoryMax=4G")
    unit.write_text(edited)
    said = install(*words, types=types)
    assert (unit.read_text() == edited) is is_kept
    assert ("Kept, for somebody has edited it" in said) is is_kept
    if not words:
        assert "-MemoryMax=4G" in said


def test_one_of_an_earlier_version_is_brought_up_to_date(install, tmp_path):
    install("--yes")
    unit = tmp_path / "etc/systemd/system/news-monitor.service"
    now = unit.read_text()
    unit.write_text(marked("[Service]\nExecStart=/opt/old\n"))
    assert "update     0644" in install("--yes")
    assert unit.read_text() == now


def test_configuration_and_secrets_are_never_written_again(install, tmp_path):
    install("--yes")
    for name in ("config.toml", "environment"):
        (tmp_path / "etc/news-monitor" / name).write_text("# mine\n")
    install("--yes")
    for name in ("config.toml", "environment"):
        assert (tmp_path / "etc/news-monitor" / name).read_text() == "# mine\n"


def test_credentials_of_the_configuration_are_handed_to_the_service(install, tmp_path):
    install("--yes")
    config = tmp_path / "etc/news-monitor/config.toml"
    config.write_text('[targets.desk]\nurl = "credential:slack"\n[web]\ntoken = "env:TOKEN"\n')
    (tmp_path / "etc/news-monitor/environment").unlink()
    install("--yes")
    drop_in = tmp_path / "etc/systemd/system/news-monitor.service.d/credentials.conf"
    assert "LoadCredential=slack:/etc/news-monitor/credentials/slack\n" in drop_in.read_text()
    assert mode(tmp_path / "etc/news-monitor/credentials") == 0o700
    assert "#TOKEN=" in (tmp_path / "etc/news-monitor/environment").read_text()


def test_a_configuration_with_a_mistake_is_no_traceback(install, tmp_path):
    install("--yes")
    (tmp_path / "etc/news-monitor/config.toml").write_text("nonsense")
    with pytest.raises(MonitorError, match="isn't TOML"):
        install("--yes")


def test_a_program_that_the_service_cannot_see_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "prefix", "/home/ann/venv")
    monkeypatch.setattr(Path, "is_file", lambda _: True)
    with pytest.raises(MonitorError, match=r"can't see /home.*--user"):
        call("install-service", catch_exceptions=False)


def test_a_path_with_a_blank_cannot_stand_in_a_unit():
    with pytest.raises(MonitorError, match="without blanks"):
        plan(system_places(Path("/opt/news monitor/bin/news-monitor")), None, manual="")


def test_a_percent_sign_stays_one():
    wanted = plan(user_places(Path("/opt/n/bin/news-monitor"), Path("/home/100%")), None, manual="")
    (unit,) = [each.text for each in wanted if each.path.name == "news-monitor.service"]
    assert "--config /home/100%%/.config/news-monitor/config.toml" in unit


def test_a_line_more_or_less_is_an_edit():
    assert is_unedited(marked("a\nb\n"))
    assert not is_unedited(marked("a\nb\n") + "c\n")
    assert not is_unedited("a\nb\n")


def test_a_shell_finds_the_program_by_its_name(install, tmp_path):
    command = tmp_path / "usr/local/bin/news-monitor"
    said = install("--yes")
    assert command.readlink() == PROGRAM
    assert f"{command} → {PROGRAM}" in said
    assert "unchanged  0777" in install("--yes")
    # One that leads nowhere any more is set right; what is somebody else's stays.
    command.unlink()
    command.symlink_to(tmp_path / "gone")
    assert "update     0777" in install("--yes")
    assert command.readlink() == PROGRAM
    command.unlink()
    command.write_text("#!/bin/sh\n")
    assert "kept       0777" in install("--yes")
    assert command.read_text() == "#!/bin/sh\n"


def test_a_service_whose_credential_is_gone_gets_a_blank_and_starts(install, tmp_path):
    install("--yes")
    (tmp_path / "etc/news-monitor/config.toml").write_text('heartbeat = {url = "credential:hc"}\n')
    install("--yes")
    drop_in = tmp_path / "etc/systemd/system/news-monitor.service.d/credentials.conf"
    assert "\nSetCredential=hc:\\x20\n" in drop_in.read_text()
