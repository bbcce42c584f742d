"""A page that can't be moved stays where it is, and is told of."""

from __future__ import annotations

import socket
from contextlib import contextmanager

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
        path.write_text(f'web = {{ listen = "{listen}", password = "of this test" }}\n')
        return load_config(path, environ={"TZ": "UTC"})

    return load


@pytest.fixture
def troubles():
    return Troubles(utc_now)


@pytest.fixture
def shown(tmp_path, troubles, caplog):
    caplog.set_level("INFO")

    @contextmanager
    def shown(config):
        with (
            Database(tmp_path / "news.db") as database,
            served(
                config,
                database,
                words=tmp_path,
                wake=lambda: None,
                visitors=20,
                clock=utc_now,
                troubles=troubles,
            ) as page,
        ):
            yield page

    return shown


@pytest.fixture
def free():
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def test_it_goes_on_where_it_was_and_says_so(load, shown, troubles, caplog):
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        shown(load("127.0.0.1:0")) as page,
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


def test_it_opens_to_others_on_the_port_it_has(load, shown, troubles, free):
    with shown(load(f"127.0.0.1:{free}")) as page:
        page.take_up(load(f"0.0.0.0:{free}"))
        assert troubles.now() == ()
        assert requests.get(f"http://127.0.0.2:{free}/livez", timeout=30).status_code == 200


def test_it_comes_back_where_it_was_if_others_cannot_have_it(load, shown, troubles, free):
    with (
        socket.create_server(("127.0.0.2", free)),
        shown(load(f"127.0.0.1:{free}")) as page,
    ):
        page.take_up(load(f"0.0.0.0:{free}"))
        assert [trouble.name for trouble in troubles.now()] == [TROUBLE]
        assert requests.get(f"http://127.0.0.1:{free}/livez", timeout=30).status_code == 200


def test_it_is_served_as_soon_as_its_port_is_free(load, shown, troubles, caplog, monkeypatch):
    monkeypatch.setattr("monitor.process.web_page.AGAIN_SECONDS", 0)
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        shown(load(f"127.0.0.1:{(port := taken.getsockname()[1])}")) as page,
    ):
        page.try_again()
        assert page.url == "", "nobody is sent to another program's page"
        assert [trouble.name for trouble in troubles.now()] == [TROUBLE]
        assert len([each for each in caplog.records if each.event == "page-failed"]) == 1
        taken.close()
        page.try_again()
        assert page.url == f"http://127.0.0.1:{port}"
        assert troubles.now() == ()
        assert requests.get(f"{page.url}/livez", timeout=30).status_code == 200


def test_it_is_tried_once_a_minute(load, shown, caplog):
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        shown(load(f"127.0.0.1:{taken.getsockname()[1]}")) as page,
    ):
        taken.close()
        page.try_again()
        assert page.url == ""
