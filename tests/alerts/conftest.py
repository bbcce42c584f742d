"""What tests of alerts share: servers to send to, and something to send."""

from __future__ import annotations

import pytest

from tests.alerts.servers import MailServer, TarPit, WebhookServer
from tests.alerts.stories import alert_about


@pytest.fixture(autouse=True)
def no_proxy_of_the_machine(monkeypatch):
    """Loopback is reached directly, whatever the environment says."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def alert():
    return alert_about()


@pytest.fixture
def webhook():
    with WebhookServer() as server:
        yield server


@pytest.fixture
def mail_server():
    with MailServer() as server:
        yield server


@pytest.fixture
def tar_pit():
    """Accepts connections and says nothing."""
    with TarPit() as server:
        yield server
