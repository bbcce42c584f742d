"""An aggregator's feed, in which a story grows."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

TITLE = "Apple picks Alibaba's AI for iPhones sold in China"


class Aggregator:
    """An aggregator's feed that brings the same news from one outlet after another."""

    def __init__(self, server):
        self._server, self._items = server, []
        self.url = self.bring("Wire")

    def bring(self, *outlets):
        at = format_datetime(datetime.now(UTC))
        for outlet in outlets:
            link = f"https://{outlet.lower()}.example/1"
            self._items.append(
                f"<item><guid>{outlet}</guid><title>{TITLE}</title><link>{link}</link>"
                f'<source url="{link}">{outlet}</source><pubDate>{at}</pubDate></item>'
            )
        body = f"<title>All</title>{''.join(self._items)}"
        return self._server.publish(
            "/feed.xml",
            f'<?xml version="1.0"?><rss version="2.0"><channel>{body}</channel></rss>',
        )
