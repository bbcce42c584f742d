"""Webhooks that take Slack's format: Slack's own, Mattermost, Rocket.Chat, Discord's /slack.

Without this module Apprise would post to them: it throws Retry-After away, posts again at once, and
lays the message out in its own way. What they have taken they don't name, so it can't be edited;
``slack_bot`` posts to Slack with a bot token, and can.

Source: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from monitor.alerts.alert import Message, SendResult
from monitor.alerts.sending.exchange import Exchange, post_json
from monitor.alerts.sending.response import Answer, result_of_hook
from monitor.printable import shorten

SLACK_HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
PACE = 1.0
"""Seconds between two posts: Slack takes one a second."""

_BLOCKS_REFUSED = (b"invalid_blocks", b"msg_blocks_too_long")
"""Slack's errors that a message without blocks doesn't meet."""
_TEXT_REFUSED = b"msg_too_long"
_MAX_FALLBACK = 3_000
"""Characters of the text beside blocks, which only notifications show, if Slack finds it too
long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One address that takes Slack's JSON."""

    url: str = field(repr=False)
    extra: tuple[tuple[str, str], ...] = ()
    """More of the payload: channel, username."""
    blocks: bool = True
    """False for workflows, which take ``text`` alone."""

    @property
    def host(self) -> str:
        """The URL's host, the part of it that is no secret."""
        return urlsplit(self.url).hostname or "the webhook"

    @property
    def name(self) -> str:
        """A name that differs between the endpoints of one target."""
        return f"{self.url} {self.extra}"

    def post(self, current: Exchange, message: Message) -> SendResult:
        """Post the message."""
        if not self.blocks:
            answer = post_json(current, self.url, {"text": message.text}, {})
        else:
            payload = {**worded(message), **dict(self.extra)}
            answer = post_blocks(current, self.url, payload, {})
        return result_of_hook(answer, self.host, is_slack=self.host in SLACK_HOSTS)


def worded(message: Message) -> dict[str, object]:
    """Return what a message says, as Slack's format has it."""
    payload: dict[str, object] = {
        "text": message.text,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    if message.blocks:
        payload["blocks"] = list(message.blocks)
    return payload


def post_blocks(
    current: Exchange,
    url: str,
    payload: Mapping[str, object],
    headers: Mapping[str, str],
    *,
    edits: bool = False,
) -> Answer:
    """Post a payload, once more without its blocks, or with less text, where that is refused.

    Better sent without its looks than not sent. What ``edits`` a message must say that there are no
    blocks: Slack keeps, and shows, those of before where it is told of none.
    """
    if edits:
        payload = {"blocks": [], **payload}
    answer = post_json(current, url, payload, headers)
    if not payload.get("blocks"):
        return answer
    if _TEXT_REFUSED in answer.body:
        brief = shorten(str(payload["text"]), _MAX_FALLBACK)
        return post_json(current, url, {**payload, "text": brief}, headers)
    if any(error in answer.body for error in _BLOCKS_REFUSED):
        plain = {name: value for name, value in payload.items() if name != "blocks"}
        return post_json(current, url, plain | ({"blocks": []} if edits else {}), headers)
    return answer
