"""What the service's user may not do is told, also to root, who may do all."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from monitor.config import load_config
from monitor.health.permissions import of_permissions
from monitor.store.opening import open_writer

SERVICE = 64_886

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files of others")


@pytest.fixture
def config(tmp_path):
    """A service's: its database is its own, its configuration root's."""
    state = tmp_path / "state"
    state.mkdir()
    os.chown(state, SERVICE, SERVICE)
    open_writer(state / "news.db", alone=True).close()
    etc = tmp_path / "etc"
    etc.mkdir()
    (etc / "local.xml").write_text("<rss/>")
    path = etc / "config.toml"
    path.write_text(f'database = "{state}/news.db"\n[[feeds]]\nurl = "local.xml"\n')
    for each in (etc, path, etc / "local.xml"):
        each.chmod(0o755)
    return load_config(path, environ={})


def wrong(config):
    return [(each.what, each.cure) for each in of_permissions(config) if not each.well]


def test_where_all_is_right_nothing_is_said(config):
    assert wrong(config) == []


@pytest.mark.parametrize(
    ("name", "mode", "done", "cure"),
    [
        ("etc", 0o700, "entered", "chmod o+x"),
        ("etc/config.toml", 0o600, "read", "chmod o+r"),
        ("etc/local.xml", 0o640, "read", "chmod o+r"),
        ("state/news.db", 0o400, "written", "chmod u+w"),
    ],
)
def test_what_is_closed_to_the_service_is_told_with_its_cure(
    config, tmp_path, name, mode, done, cure
):
    (tmp_path / name).chmod(mode)
    ((what, told),) = wrong(config)
    state = tmp_path / "state"
    assert what == f"{tmp_path / name} can't be {done} by the user to whom {state} belongs"
    assert cure in told


def test_a_database_that_is_roots_is_to_be_given_back(config, tmp_path):
    path = tmp_path / "state" / "news.db"
    os.chown(path, 0, 0)
    ((_, cure),) = wrong(config)
    assert cure.startswith(f"chown --reference={path.parent} {path}")


def test_a_file_of_the_services_group_is_judged_by_that(config, tmp_path):
    path = tmp_path / "etc" / "config.toml"
    path.chmod(0o640)
    os.chown(path, 0, SERVICE)
    assert wrong(config) == []


def test_a_secret_is_closed_to_all_but_the_service(config, tmp_path):
    path = tmp_path / "etc" / "desk"
    path.write_text("json://127.0.0.1/")
    path.chmod(0o644)
    ((what, cure),) = wrong(replace(config, files={**config.files, path: ()}))
    assert what == f"everybody can read {path}"
    assert cure == f"chgrp --reference={tmp_path / 'state'} {path}; chmod 640 {path}"


def test_where_the_folder_is_roots_there_is_nobody_else_to_ask_for(config, tmp_path):
    os.chown(tmp_path / "state", 0, 0)
    (tmp_path / "etc" / "config.toml").chmod(0o600)
    assert wrong(config) == []
