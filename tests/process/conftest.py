"""Fixtures for daemons that send to a webhook."""

import pytest

from tests.alerts.servers import WebhookServer


@pytest.fixture
def receiver():
    with WebhookServer() as server:
        yield server
