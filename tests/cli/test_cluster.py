"""The commands of a cluster; tests/feeds/cluster has the cluster itself."""

from __future__ import annotations

import pytest

pytest.importorskip("distributed")


from monitor.errors import MonitorError
from tests.cli.conftest import run
from tests.command_line import call


def refused(*words):
    result = call("cluster", *words)
    assert result.exit_code == 2, result.output
    return " ".join(result.output.replace("│", " ").split())


def test_certificates_are_made_and_it_is_said_where_they_go(tmp_path):
    said = run("cluster", "certificates", tmp_path / "c")
    assert "for the coordinator, until" in said
    assert "Each machine needs its own two files" in said
    assert (tmp_path / "c" / "worker.key").exists()


def test_a_member_without_a_certificate_is_told_how_to_make_one(tmp_path):
    with pytest.raises(MonitorError, match="news-monitor cluster certificates"):
        run("cluster", "worker", "tls://127.0.0.1:9", "--tls", tmp_path)


@pytest.mark.parametrize(
    "command", [("worker", "tcp://127.0.0.1:9"), ("scheduler", "--listen", "tcp://127.0.0.1:9")]
)
def test_plain_tcp_must_be_accepted_by_name(command):
    said = refused(*command)
    assert "can run code on all of its machines" in said
    assert "--accept-plain-tcp" in said


def test_an_address_that_is_none_is_refused_with_an_example():
    assert "tls://10.0.0.5:8786" in refused("worker", "10.0.0.5")


@pytest.mark.parametrize(
    "command",
    [("worker", "tls://127.0.0.1:9", "--listen", "h:p"), ("scheduler", "--dashboard", "h:p")],
)
def test_where_to_listen_is_refused_with_an_example_if_it_is_no_address(command, tmp_path):
    run("cluster", "certificates", tmp_path)
    assert "such as 10.0.0.7:9000" in refused(*command, "--tls", str(tmp_path))


def test_status_without_a_cluster_says_so(tmp_path):
    (tmp_path / "config.toml").write_text("")
    with pytest.raises(MonitorError, match="there is no cluster"):
        run("cluster", "status", "-c", tmp_path / "config.toml")
