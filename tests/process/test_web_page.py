"""A page that can't be moved stays where it is, and is told of."""

from __future__ import annotations

import socket

import pytest
import requests

from monitor.config import load_config
from monitor.process.web_page import TROUBLE, served
from monitor.store.database import Database
from monitor.troubles import Troubles
from monitor.web.context import utc_now


@pytest.fixture
def load(tmp_path):
    path = tmp_path / "config.toml"

    def load(listen):
        path.write_text(f'web = {{ listen = "{listen}" }}\n')
        return load_config(path, environ={"TZ": "UTC"})

    return load


def test_it_goes_on_where_it_was_and_says_so(load, tmp_path, caplog):
    caplog.set_level("INFO")
    troubles = Troubles(utc_now)
    with (
        Database(tmp_path / "news.db") as database,
        socket.create_server(("127.0.0.1", 0)) as taken,
        served(
            load("127.0.0.1:0"),
            database,
            words=tmp_path,
            wake=lambda: None,
            visitors=20,
            clock=utc_now,
            troubles=troubles,
        ) as page,
    ):
        url = caplog.records[-1].url
        port = taken.getsockname()[1]
        page.take_up(moved := load(f"127.0.0.1:{port}"))
        (trouble,) = troubles.now()
        assert trouble.name == TROUBLE
        assert "can't be served" in trouble.what
        assert requests.get(f"{url}/livez", timeout=30).status_code == 200
        taken.close()  # the other program has ended: the next reload finds room
        page.take_up(moved)
        assert troubles.now() == ()
        assert caplog.records[-1].url.endswith(f":{port}")
        assert requests.get(f"{caplog.records[-1].url}/livez", timeout=30).status_code == 200
        page.take_up(load(""))
        assert troubles.now() == ()
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{url}/livez", timeout=30)
