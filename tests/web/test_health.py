"""What programs are told that watch over the daemon."""

from __future__ import annotations

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from tests.daemon_process import DaemonProcess

TOKEN = "a-token-of-some-length"
CONFIG = """\
timezone = "UTC"
[web]
listen = "127.0.0.1:0"
token = "{token}"
[targets.desk]
url = "json://127.0.0.1:1/"
[[feeds]]
url = "news.xml"
backfill = "all"
[[rules]]
name = "Apple"
match = "apple"
"""


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """A daemon's page whose only target takes nothing."""
    folder = tmp_path_factory.mktemp("health")
    (folder / "news.xml").write_text(
        '<rss version="2.0"><channel><item><title>Apple</title></item></channel></rss>'
    )
    (folder / "config.toml").write_text(CONFIG.format(token=TOKEN))
    with DaemonProcess(folder / "config.toml") as daemon:
        url = daemon.wait_for(event="page")["url"]
        daemon.wait_for(event="delivery", state="pending")
        yield url
        assert daemon.stop() == 0


def get(url, *, token=TOKEN):
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return requests.get(url, headers=headers, timeout=30, allow_redirects=False)


def test_strangers_learn_whether_it_is_well_and_nothing_else(watched):
    assert get(f"{watched}/livez", token="").text == "alive\n"
    assert get(f"{watched}/readyz", token="").text == "ready\n"
    assert get(f"{watched}/healthz", token="").json() == {"state": "well"}
    assert get(f"{watched}/metrics", token="").status_code == 401
    assert get(f"{watched}/healthz", token="wrong").status_code == 401


def test_who_may_see_it_is_told_why(watched):
    answer = get(f"{watched}/healthz")
    assert (answer.status_code, answer.json()) == (200, {"state": "well", "reasons": []})


def test_the_numbers_are_in_prometheus_format(watched):
    answer = get(f"{watched}/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert found["news_monitor_healthy",] == 1
    assert found["news_monitor_polls_total", "polled"] >= 1
    assert found["news_monitor_items_total", "new"] == 1
    assert found["news_monitor_matches_total",] == 1
    assert found["news_monitor_deliveries", "desk", "pending"] == 1
    assert found["news_monitor_feeds", "ok"] == 1
    ours = [name for name, *_ in found if name.startswith("news_monitor")]
    assert len(ours) < 60  # however many feeds and rules there are


def test_a_page_that_is_served_alone_says_that_no_daemon_runs(page):
    assert page.get("/livez").status_code == 200
    answer = page.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["state"] == "down"
    assert answer.json()["reasons"][0]["what"] == "no daemon is running"
    assert page.get("/readyz").status_code == 503
    assert page.get("/metrics").status_code == 404
