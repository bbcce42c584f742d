"""Slack, and what takes Slack's format (Mattermost, Rocket.Chat, Discord's /slack), posted by us.

Apprise would throw Retry-After away, post again at once, and show the message in its own way.

Sources: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks,
https://docs.slack.dev/reference/methods/chat.postMessage.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from urllib3.exceptions import HTTPError

from monitor.alerts.alert import Message, SendFailed, SendResult, Sent
from monitor.alerts.sending.exchange import Exchange, exchange, post_json
from monitor.alerts.sending.pace import Pace
from monitor.alerts.sending.receipts import Receipts
from monitor.alerts.sending.response import Answer, judge
from monitor.errors import TargetError
from monitor.printable import clean

PACE = 1.0
"""Seconds between two posts: Slack takes one a second."""

_CHANNEL = re.compile(r"(?P<channel>[+#@]?[\w-]{1,80})(?::(?P<thread>[0-9.]+))?")
_PASSING = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable"}
    | {"request_timeout", "team_added_to_org", "message_limit_exceeded"}
)
"""chat.postMessage's errors that another attempt may mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One place that takes Slack's JSON."""

    url: str = field(repr=False)
    token: str = field(default="", repr=False)
    """For Slack's Web API."""
    extra: tuple[tuple[str, str], ...] = ()
    """More of the payload: channel, thread_ts, username."""
    blocks: bool = True
    """False for workflows, which take ``text`` alone."""

    @property
    def host(self) -> str:
        """The part of the URL that is no secret."""
        return urlsplit(self.url).hostname or "the webhook"

    @property
    def name(self) -> str:
        """Tells the endpoints of one target apart."""
        return f"{self.url} {self.extra}"


class WebhookSender:
    """Posts messages to the endpoints of one target. For one thread."""

    def __init__(
        self,
        endpoints: tuple[Endpoint, ...],
        *,
        seconds: float,
        pace: float = PACE,
    ) -> None:
        self._endpoints = {endpoint.name: endpoint for endpoint in endpoints}
        self._seconds = seconds
        self._pace = Pace(pace)
        self._receipts = Receipts()

    def __call__(self, message: Message) -> SendResult:
        """Post the message to every endpoint that hasn't taken it yet."""
        for name in self._receipts.missing(message.key, tuple(self._endpoints)):
            self._pace.keep()
            with exchange(message.key, self._seconds) as current:
                result = _post(current, self._endpoints[name], message)
            self._pace.sent()
            if isinstance(result, SendFailed):
                return result
            self._receipts.add(message.key, name)
        self._receipts.settle(message.key)
        return Sent()


def channel_extra(target: str) -> tuple[tuple[str, str], ...]:
    """Return what the payload says for a channel as Apprise's slack:// URLs write it.

    ``#general`` and ``general``, ``@user``, ``+C0123`` (an ID), each with ``:THREAD`` after it.

    Raises:
        TargetError: it is none of these (an e-mail address, say).
    """
    found = _CHANNEL.fullmatch(target)
    if not found:
        raise TargetError(
            "a Slack recipient must be a channel (#news), a user (@ann) or an ID (+C0123ABCD)"
        )
    channel = found["channel"]
    if channel.startswith("+"):
        channel = channel[1:]
    elif channel[0] not in "#@":
        channel = f"#{channel}"
    extra = (("channel", channel),)
    return (*extra, ("thread_ts", found["thread"])) if found["thread"] else extra


_BLOCKS_REFUSED = (b"invalid_blocks", b"msg_blocks_too_long")
"""Slack's errors that a message without blocks doesn't meet."""


def _post(current: Exchange, endpoint: Endpoint, message: Message) -> SendResult:
    headers = {"Authorization": f"Bearer {endpoint.token}"} if endpoint.token else {}
    payload = _payload(endpoint, message)
    try:
        answer = post_json(current, endpoint.url, payload, headers)
        if "blocks" in payload and any(error in answer.body for error in _BLOCKS_REFUSED):
            # Better told without its looks than not told.
            del payload["blocks"]
            answer = post_json(current, endpoint.url, payload, headers)
    except (HTTPError, OSError) as error:
        return SendFailed(reason=current.explain(error, endpoint.host))
    result = judge(answer, endpoint.host)
    if isinstance(result, Sent) and endpoint.token:
        return _judge_api(answer)
    return result


def _payload(endpoint: Endpoint, message: Message) -> dict[str, object]:
    if not endpoint.blocks:
        return {"text": message.text}
    payload: dict[str, object] = {
        "text": message.text,
        "unfurl_links": False,
        "unfurl_media": False,
        **dict(endpoint.extra),
    }
    if message.blocks:
        payload["blocks"] = list(message.blocks)
    return payload


def _judge_api(answer: Answer) -> SendResult:
    """Return what Slack's Web API says in the body of its 200."""
    try:
        said = json.loads(answer.body)
        taken, error = said["ok"] is True, str(said.get("error", ""))
    except (ValueError, TypeError, KeyError, AttributeError):
        return SendFailed(reason="Slack's answer can't be read")
    if taken:
        return Sent()
    error = clean(error, limit=80) or "no reason"
    return SendFailed(reason=f"Slack refused it ({error})", permanent=error not in _PASSING)
