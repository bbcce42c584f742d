"""[polling]: who polls, and what is refused."""

import pytest

from monitor.config import load_config
from monitor.errors import ConfigError

TLS = '[polling.tls]\nca = "ca.pem"\ncertificate = "me.pem"\nkey = "me.key"\n'


@pytest.fixture
def load(tmp_path):
    def load(text, *, secrets=True):
        path = tmp_path / "config.toml"
        path.write_text(text)
        return load_config(path, environ={}, secrets=secrets)

    return load


@pytest.fixture
def files(tmp_path):
    for name in ("ca.pem", "me.pem", "me.key"):
        (tmp_path / name).write_text("x")


def problems(load, text):
    with pytest.raises(ConfigError) as caught:
        load(text)
    return {each.path: each.message for each in caught.value.problems}


def test_this_process_polls_unless_another_engine_is_named(load):
    assert load("").cluster is None
    assert load('[polling]\nengine = "local"\n').cluster is None


def test_a_cluster_is_named_by_its_scheduler_and_three_files(load, files, tmp_path):
    cluster = load(f'[polling]\nengine = "dask:tls://10.0.0.5"\n{TLS}').cluster
    assert cluster.address == "tls://10.0.0.5:8786"
    assert cluster.tls.key == tmp_path / "me.key"


def test_plain_tcp_is_refused_because_it_lets_others_run_code(load):
    found = problems(load, '[polling]\nengine = "dask:tcp://10.0.0.5"\n')
    assert "can run code on all of its machines" in found["polling.engine"]
    assert "accept_plain_tcp = true" in found["polling.engine"]


def test_plain_tcp_is_taken_from_whoever_writes_that_they_accept_it(load):
    config = load('[polling]\nengine = "dask:tcp://h"\naccept_plain_tcp = true\n')
    assert config.cluster.tls is None


def test_another_engine_is_refused_with_the_right_ones(load):
    found = problems(load, '[polling]\nengine = "ray://h"\n')
    assert found["polling.engine"].startswith('must be "local"')


def test_tls_needs_its_files(load):
    found = problems(load, '[polling]\nengine = "dask:tls://h"\n')
    assert "news-monitor cluster certificates" in found["polling.tls"]


def test_a_file_that_is_not_there_is_named(load, files, tmp_path):
    (tmp_path / "me.key").unlink()
    text = f'[polling]\nengine = "dask:tls://h"\n{TLS}'
    assert "me.key isn't there" in problems(load, text)["polling.tls.key"]
    assert load(text, secrets=False).cluster.tls.key == tmp_path / "me.key"
