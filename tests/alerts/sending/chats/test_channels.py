"""Which targets' messages can be edited, and where their URLs send."""

from __future__ import annotations

import pytest

from monitor.alerts.sending.chats.channels import without_api
from monitor.alerts.sending.send import can_edit, check_target
from monitor.errors import TargetError

SLACK = "slack://xoxb-1234-1234-abcdefgh/#news"
DISCORD = "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js"
TELEGRAM = "tgram://123456789:abcdefg_hijklmnop/-100123"


@pytest.mark.parametrize(
    "url",
    [
        SLACK,
        DISCORD,
        "https://discord.com/api/webhooks/4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
        f"{DISCORD}?thread=17",
        TELEGRAM,
        f"{TELEGRAM}?api=https://bots.example.org",
    ],
)
def test_what_these_are_sent_can_be_edited(url):
    assert can_edit(url)


@pytest.mark.parametrize(
    "url",
    [
        "console:",
        "mailto://news.example.org?to=ann@example.org",
        "https://hooks.slack.com/services/T00000000/B00000000/abcdefghijklmnopqrstuvwx",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#news",
        "slack+https://chat.example.org/hooks/x",
        "ntfy://ntfy.sh/news",
        f"{DISCORD}?format=markdown",  # Apprise's own layout
        f"{DISCORD}?tts=yes",
        "tgram://123456789:abcdefg_hijklmnop/",  # whoever wrote to the bot first
        f"{TELEGRAM}?format=html",
        f"{TELEGRAM}?image=yes",
    ],
)
def test_what_those_are_sent_cannot(url):
    assert not can_edit(url)


@pytest.mark.parametrize(
    ("url", "plain", "api"),
    [
        (f"{SLACK}?api=https://slack-gov.com/api/", SLACK, "https://slack-gov.com/api"),
        (f"{DISCORD}?api=http%3A%2F%2Fh%3A8%2Fapi&flags=4", f"{DISCORD}?flags=4", "http://h:8/api"),
        (f"{TELEGRAM}?silent=yes&api=https://b.example", f"{TELEGRAM}?silent=yes",
         "https://b.example"),
        ("json://h.example/?api=x", "json://h.example/?api=x", ""),
        (DISCORD, DISCORD, ""),
    ],
)  # fmt: skip
def test_another_server_is_named_by_api(url, plain, api):
    assert without_api(url) == (plain, api)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"{SLACK}?api=slack-gov.com", "must be a web address"),
        (f"{SLACK}?api=https://", "must be a web address"),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#n?api=https://h", "bot token"),
        (f"{DISCORD}?api=https://h.example&format=markdown", "only Apprise does"),
    ],
)
def test_an_api_that_is_of_no_use_is_refused(url, said):
    with pytest.raises(TargetError, match=said):
        check_target(url)
