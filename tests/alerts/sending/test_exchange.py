"""HTTP within bounds: through a proxy too."""

from __future__ import annotations

import gzip
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import SendFailed, Sent
from monitor.alerts.planning.policy import Target, TargetKind
from monitor.alerts.sending.exchange import MAX_BODY, exchange, post_json
from monitor.alerts.sending.send import kind_of, open_sender
from monitor.alerts.wording.render import render
from tests.alerts import servers
from tests.alerts.servers import well

BERLIN = ZoneInfo("Europe/Berlin")


def post(webhook, path="/x"):
    with exchange("k1", 5.0) as current:
        return post_json(current, webhook.url(path), {"text": "hello"}, {})


def test_an_answer_is_read_up_to_its_limit(webhook):
    webhook.next(well(b"y" * (MAX_BODY + 10_000)))

    assert post(webhook).body == b"y" * MAX_BODY


def test_a_compressed_answer_is_counted_as_what_it_unpacks_to(webhook):
    packed = gzip.compress(b"z" * 50_000_000)

    def bomb(handler):
        handler.say(200, packed, {"Content-Encoding": "gzip"})

    webhook.next(bomb)

    assert post(webhook).body == b"z" * MAX_BODY


def test_a_chunked_answer_is_read(webhook):
    def chunked(handler):
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n1\r\n!\r\n0\r\n\r\n"
        )

    webhook.next(chunked)

    assert post(webhook).body == b"ok!"


@pytest.mark.parametrize("url", ["slack+http://far.invalid/hook", "json://far.invalid/hook"])
def test_the_proxy_of_the_environment_is_used(url, webhook, monkeypatch, alert):
    monkeypatch.setenv("http_proxy", webhook.url(""))
    target = Target(name="t", url=url, kind=kind_of(url))
    send = open_sender(target, timezone=BERLIN, seconds=5.0)

    assert send(render(alert, target.kind, key="k", timezone=BERLIN)) == Sent()
    assert webhook.posts[0].path in {"http://far.invalid/hook", "http://far.invalid/hook/"}


def test_a_proxy_is_not_used_where_it_is_not_wanted(webhook, monkeypatch):
    with servers.TarPit() as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert post(webhook).status == 200
        assert proxy.connections == 0


def test_a_proxy_that_is_gone_is_named(monkeypatch, alert):
    with servers.TarPit() as gone:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{gone.port}")
    target = Target(name="t", url="slack+http://far.invalid/hook", kind=TargetKind.SLACK)
    send = open_sender(target, timezone=BERLIN, seconds=5.0)

    assert send(render(alert, target.kind, key="k", timezone=BERLIN)) == SendFailed(
        reason="far.invalid can't be reached through the proxy; check the proxy's address"
    )


def test_exchanges_do_not_reach_into_one_another(webhook):
    with exchange("outer", 5.0) as outer:
        with exchange("inner", 5.0) as inner:
            post_json(inner, webhook.url(), {}, {})
        post_json(outer, webhook.url(), {}, {})

    assert [post.headers["Idempotency-Key"] for post in webhook.posts] == ["inner", "outer"]
    assert len(inner.answers) == len(outer.answers) == 1
