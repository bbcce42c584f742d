"""No secret of a target's URL in a log line, a reason, an error or a repr, whatever goes wrong."""

from __future__ import annotations

import logging
import traceback
import warnings
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import SendFailed
from monitor.alerts.planning.policy import Target
from monitor.alerts.sending.send import check_target, kind_of, open_sender
from monitor.alerts.wording.render import render
from monitor.errors import TargetError
from tests.alerts import servers
from tests.alerts.servers import MailServer, TarPit, refusing

BERLIN = ZoneInfo("Europe/Berlin")
CANARY = "canary7b3f9a"


@pytest.fixture
def everything_logged(caplog):
    """All that anybody logs, libraries' DEBUG included, as far as they are let."""
    root = logging.getLogger()
    caplog.set_level(logging.NOTSET)
    seen = []
    handler = logging.Handler(level=1)

    def keep(record):
        if record.name != "mail.log":  # the test's own SMTP server
            seen.append(handler.format(record))

    handler.emit = keep
    root.addHandler(handler)
    last_resort, logging.lastResort = logging.lastResort, handler
    yield seen
    logging.lastResort = last_resort
    root.removeHandler(handler)


def tell(url, alert, seconds=0.3):
    """Send to the URL; return all that a user might get to see of it."""
    target = Target(name="t", url=url, kind=kind_of(url))
    shown = [repr(target), str(target)]
    try:
        check_target(url)
        send = open_sender(target, timezone=BERLIN, seconds=seconds)
        message = render(alert, target.kind, key="k", timezone=BERLIN)
        result = send(message)
        shown += [repr(send), repr(result)]
        assert isinstance(result, SendFailed), "the point is to see what a failure shows"
    except TargetError as error:
        shown += [str(error), "".join(traceback.format_exception(error))]
    return shown


MALFORMED = [
    f"slack://{CANARY}",
    f"slack://T00/{CANARY}!/x",
    f"slack://xoxb-{CANARY}-!/#x",
    f"slack://T00/B00/{CANARY}/bad@example.com",
    f"https://hooks.slack.com/services/{CANARY}",
    f"slack+ftp://host/{CANARY}",
    f"slack+https:///{CANARY}",
    f"mailto://{CANARY}",
    f"mailtos://user:{CANARY}@",
    f"mailtos://user:{CANARY}@example.com?mode=wrong",
    f"mailtos://user:{CANARY}@example.com:notaport",
    f"mailtos://user:{CANARY}@example.com?to=nobody",
    f"discord://{CANARY}",
    f"tgram://{CANARY}",
    f"json://user:{CANARY}@",
    f"nonsense://{CANARY}",
    f"{CANARY}",
    f"http://[{CANARY}",
    f"https://user:{CANARY}@example.com/x",
    f"mqtts://user:{CANARY}@localhost/x",
    f"ntfy://{CANARY}@@@",
    f"console:{CANARY}",
]


@pytest.mark.parametrize("url", MALFORMED)
def test_a_url_that_cannot_be_used_is_never_shown(url, alert, everything_logged, capfd):
    shown = tell(url, alert)

    out, err = capfd.readouterr()
    for text in (*shown, *everything_logged, out, err):
        assert CANARY not in text


MOODS = {
    "refusing": refusing(404, b"no such hook"),
    "echoing": refusing(400, f"what is {CANARY}?".encode()),
    "throttling": refusing(429, retry_after="30"),
    "failing": refusing(500),
    "redirecting": refusing(302, location=f"http://127.0.0.1/{CANARY}"),
    "hanging": servers.hanging,
    "dripping": servers.dripping,
    "closing": servers.closing,
}


@pytest.mark.parametrize("mood", MOODS.values(), ids=MOODS)
@pytest.mark.parametrize(
    "shape",
    [
        "slack+http://127.0.0.1:{port}/services/{canary}",
        "slack+http://user:{canary}@127.0.0.1:{port}/hook?token={canary}",
        "json://user:{canary}@127.0.0.1:{port}/{canary}?+X-Token={canary}",
        "ntfy://user:{canary}@127.0.0.1:{port}/topic",
    ],
)
def test_a_failing_service_never_shows_a_secret(
    shape, mood, alert, webhook, everything_logged, capfd
):
    webhook.always(mood)

    shown = tell(shape.format(port=webhook.port, canary=CANARY), alert)

    out, err = capfd.readouterr()
    for text in (*shown, *everything_logged, out, err):
        assert CANARY not in text


def test_malformed_headers_of_a_service_do_not_make_urllib3_log_the_url(
    alert, webhook, everything_logged
):
    def garbled(handler):
        handler.wfile.write(b"HTTP/1.1 500 No\r\nno colon here\r\nContent-Length: 0\r\n\r\n")

    webhook.always(garbled)
    shown = tell(f"slack+http://127.0.0.1:{webhook.port}/{CANARY}", alert)

    for text in (*shown, *everything_logged):
        assert CANARY not in text


@pytest.mark.parametrize("scheme", ["slack+http", "slack+https", "json", "jsons", "ntfys"])
def test_a_service_that_cannot_be_reached_never_shows_a_secret(
    scheme, alert, everything_logged, capfd
):
    with TarPit() as closed:
        port = closed.port

    shown = tell(f"{scheme}://user:{CANARY}@127.0.0.1:{port}/{CANARY}", alert)

    out, err = capfd.readouterr()
    for text in (*shown, *everything_logged, out, err):
        assert CANARY not in text


@pytest.mark.parametrize("reply", ["535 no", f"535 {CANARY}? no", "454 later"])
def test_a_failing_login_never_shows_the_password(reply, alert, everything_logged, capfd):
    with MailServer(password="right") as server:
        server.auth_reply = reply
        shown = tell(server.url(user=f"ann:{CANARY}"), alert)

    out, err = capfd.readouterr()
    for text in (*shown, *everything_logged, out, err):
        assert CANARY not in text


def test_an_unverified_certificate_is_no_warning_for_the_terminal(alert, recwarn):
    with MailServer(tls="ssl") as server:
        tell(f"jsons://127.0.0.1:{server.port}/x?verify=no", alert)

    assert [str(warning.message) for warning in recwarn] == []


def test_the_canary_would_be_seen(everything_logged):
    """The net has no hole: what does get logged is caught."""
    logging.getLogger("somebody").debug("%s", CANARY)

    assert any(CANARY in line for line in everything_logged)
    with warnings.catch_warnings():
        assert CANARY in repr(replace(Target(name=CANARY, url="", kind=kind_of("console:"))))
