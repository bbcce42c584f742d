"""Channels: which services' messages can be edited, and where a target of theirs sends.

Apprise has read the URL; what it found is taken from its object here. A URL that asks for what only
Apprise does (templates, its own formats) leaves the sending to it, and nothing is edited. Without
this module every alert would go through Apprise, which forgets what it has posted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from monitor.alerts.sending.chats.discord import API as DISCORD
from monitor.alerts.sending.chats.discord import DiscordWebhook
from monitor.alerts.sending.chats.slack_bot import API as SLACK
from monitor.alerts.sending.chats.slack_bot import SlackChannel, channel_of
from monitor.alerts.sending.chats.telegram import API as TELEGRAM
from monitor.alerts.sending.chats.telegram import TelegramChat
from monitor.alerts.sending.recipients import Channel
from monitor.errors import TargetError
from monitor.printable import clean

_API = re.compile(r"(?P<before>[?&])api=(?P<address>[^&#]*)(?P<after>&?)", re.IGNORECASE)


def without_api(url: str) -> tuple[str, str]:
    """Return a target's URL without ``?api=``, and the address that this names.

    It names another server that speaks the service's API: a Bot API server of one's own, say.

    Raises:
        TargetError: It is no web address.
    """
    found = _API.search(url)
    if not found or url.partition(":")[0].lower() not in _SERVICES:
        return url, ""
    address = unquote(found["address"]).rstrip("/")
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query
    except ValueError:
        usable = False
    if not usable:
        raise TargetError("api= must be a web address, such as ?api=https://bots.example.org")
    left = found["before"] if found["after"] else ""
    return url[: found.start()] + left + url[found.end() :], address


def channels_of(service: Any, api: str = "") -> tuple[Channel, ...]:
    """Return where a target's messages go, if they can be edited there; else nothing.

    Args:
        service: Apprise's object for its URL (a ``NotifyBase``, which has no types).
        api: The server to use instead of the service's own.

    Raises:
        TargetError: It names a recipient that can't be one, or an ``api`` that it has no use for.
    """
    make = _SERVICES.get(str(service.secure_protocol))
    channels = make(service, api) if make else ()
    if api and not channels:
        raise TargetError(
            "api= works for Slack with a bot token, for Discord and for Telegram, and where their "
            "URL asks for nothing that only Apprise does"
        )
    return channels


def _slack(service: Any, api: str) -> tuple[Channel, ...]:
    if not service.access_token:
        return ()
    named = [channel_of(channel) for channel in service.channels if channel]
    return tuple(
        SlackChannel(
            token=service.access_token,
            channel=name,
            thread=thread,
            username=clean(service.user or ""),
            api=api or SLACK,
        )
        for name, thread in named
    )


def _discord(service: Any, api: str) -> tuple[Channel, ...]:
    # ``thread=`` alone has Apprise set a format, too.
    own_format = _has_own_format(service) and not service.thread_id
    if service.template or service.tts or own_format:
        return ()
    ping: Mapping[str, Any] = service.ping_payload(" ".join(service.ping)) if service.ping else {}
    allowed = dict(ping.get("allow_mentions", {"parse": []}))
    # @here and @everyone are one kind of mention to Discord.
    allowed["parse"] = ["everyone"] if allowed.get("parse") else []
    channel = DiscordWebhook(
        id=service.webhook_id,
        token=service.webhook_token,
        username=clean(service.user or ""),
        avatar_url=service.avatar_url or "" if service.avatar else "",
        thread=service.thread_id or "",
        flags=service.flags or 0,
        ping=str(ping.get("content", "")),
        allowed_mentions=allowed,
        without_emoji=service.dialect_convert,
        api=api or DISCORD,
        verify=service.verify_certificate,
    )
    return (channel,)


def _telegram(service: Any, api: str) -> tuple[Channel, ...]:
    if service.template or service.include_image or _has_own_format(service):
        return ()
    # Without a chat, Apprise asks the bot who wrote to it first.
    return tuple(
        TelegramChat(
            token=service.bot_token,
            chat=chat,
            topic=topic,
            silent=service.silent,
            preview=service.preview,
            api=api or TELEGRAM,
            verify=service.verify_certificate,
        )
        for chat, topic in service.targets
    )


def _has_own_format(service: Any) -> bool:
    """Whether the URL asks for ``format=``."""
    return getattr(service, "_format_override", None) is not None


_SERVICES = {"slack": _slack, "discord": _discord, "tgram": _telegram}
"""By the scheme that Apprise knows a service by."""
