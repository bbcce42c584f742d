from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from monitor.feeds.http.connection import Connections
from monitor.feeds.polling.poll import poll

pytestmark = pytest.mark.xdist_group("imap")


def test_x(imap):
    m = EmailMessage()
    m["Subject"] = "Zölle: nächste Runde"
    m["From"] = "Börsen-Brief <brief@boerse.example>"
    m["Message-ID"] = "<1@x>"
    m["Date"] = "Sat, 28 Nov 2026 10:00:00 +0100"
    m.set_content("Text\nhttps://boerse.example/a")
    imap.deliver(m)
    with Connections() as c:
        out = poll(imap.request(), now=datetime.now(UTC), connections=c)
    print(out)
    assert out.items[0].title == "Zölle: nächste Runde"
