"""What tests of alerts share: servers to send to, and something to send."""

from __future__ import annotations

import pytest

from tests.alerts.servers import MailServer, TarPit, WebhookServer
from tests.alerts.stories import alert_about


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
