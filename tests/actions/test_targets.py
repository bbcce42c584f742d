"""Targets: added, changed, taken out; their secrets kept apart; a sample sent."""

from __future__ import annotations

import os
import stat

import pytest

from monitor.actions import configuration, targets
from monitor.config import load_config
from monitor.errors import MonitorError, NoSuchError, TargetError

SECRET = "ntfys://me:canary-hush@ntfy.example/desk"


def targets_of(path, **environ):
    return load_config(path, environ=environ).targets


def test_an_address_with_a_secret_is_put_into_a_file_of_its_own(config):
    targets.add(config, "The Desk", SECRET)
    text = config.read_text()
    assert "canary-hush" not in text
    assert 'url = "file:secrets/the-desk"' in text
    file = config.parent / "secrets" / "the-desk"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert targets_of(config)["The Desk"].url == SECRET


def test_a_change_of_the_address_can_be_undone(config):
    targets.add(config, "mail", SECRET)
    targets.change(config, "MAIL", {"url": SECRET.replace("hush", "new")})
    assert targets_of(config)["mail"].url == SECRET.replace("hush", "new")
    configuration.undo(config)
    assert targets_of(config)["mail"].url == SECRET


def test_what_holds_no_secret_and_what_is_a_reference_stand_in_the_file(config):
    targets.add(config, "ntfy", "ntfy://ntfy.example/desk")
    targets.add(config, "boss", "env:BOSS", more={"quiet_hours": "22:00-07:00"})
    assert not (config.parent / "secrets").exists()
    assert targets_of(config, BOSS="console:").keys() == {"desk", "ntfy", "boss"}


def test_a_refused_target_leaves_no_file_and_tells_no_secret(config):
    before = config.read_text()
    for name, url, error in (
        ("desk", SECRET, MonitorError),
        ("new", "sluck://canary-hush@x", TargetError),
        ("new", SECRET, MonitorError),
    ):
        with pytest.raises(error) as caught:
            targets.add(config, name, url, more={"mode": "never"} if name == "new" else None)
        assert "canary" not in str(caught.value)
    assert config.read_text() == before
    assert not list((config.parent / "secrets").glob("*"))


def test_one_is_paused_resumed_and_taken_out(config):
    targets.add(config, "other", "console:")
    targets.pause(config, "other")
    assert targets_of(config).keys() == {"desk"}
    targets.resume(config, "other")
    targets.remove(config, "other")
    assert targets_of(config).keys() == {"desk"}
    with pytest.raises(NoSuchError):
        targets.remove(config, "other")


def test_a_sample_is_sent_or_it_says_why_not(config, capsys, now):
    loaded = load_config(config, environ={})
    targets.send_test(loaded, "desk", now=now)
    assert "This is a test alert" in capsys.readouterr().out
    with pytest.raises(NoSuchError, match='no target "nobody"; there is desk'):
        targets.send_test(loaded, "nobody", now=now)
    targets.add(config, "away", "console:")
    targets.pause(config, "away")
    with pytest.raises(NoSuchError, match="'away' is paused; .*: news-monitor targets resume away"):
        targets.send_test(load_config(config, environ={}), "away", now=now)
    targets.add(config, "dead", "json://127.0.0.1:9/x")
    with pytest.raises(MonitorError, match="dead: "):
        targets.send_test(load_config(config, environ={}), "dead", now=now)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files of others")
def test_a_secret_that_root_writes_can_be_read_by_the_service_and_nobody_else(config):
    state = config.parent / "state"
    state.mkdir()
    os.chown(state, 64_886, 64_887)
    config.write_text(f'database = "{state}/news.db"\n')
    secrets = config.parent / "secrets"
    secrets.mkdir(mode=0o700)  # of before
    targets.add(config, "desk", "json://me:hunter2@127.0.0.1/")
    for path, mode in ((secrets, 0o750), (secrets / "desk", 0o640)):
        found = path.stat()
        assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (0, 64_887, mode)
