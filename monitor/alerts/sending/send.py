"""Sending: one long-lived sender for each target, and whether a target's URL can be used at all.

    console:                                      ours, on the terminal         console
    https://hooks.slack.com/…, slack://A/B/C      ours, through urllib3         webhook
    slack+https://mattermost.example/hooks/…      the same, on your own host    webhook
    slack://xoxb-…, discord://…, tgram://…        ours, and edited later        chats
    webhook+https://…, json:// in full            ours, signed JSON             signed_webhook
    mailto://, mailtos://                         ours, over SMTP               smtp
    everything else Apprise knows                 Apprise, within our bounds    here

Apprise (``service``) reads all URLs but the first and the third kind, so they are written as its
documentation says. Nothing here raises an error or logs a line that could hold a target's URL.
"""

from __future__ import annotations

import logging
import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from monitor.alerts.alert import Editor, EditResult, Message, Sender, SendFailed, SendResult
from monitor.alerts.planning.policy import Target, TargetKind
from monitor.alerts.post import Post
from monitor.errors import TargetError

if TYPE_CHECKING:
    from monitor.alerts.sending.chats.slack_bot import SlackChannel
    from monitor.alerts.sending.chats.telegram import TelegramChat
    from monitor.alerts.sending.recipients import Channel

UTC = ZoneInfo("UTC")
DEADLINE = 30.0
"""Seconds a send may take in all."""

_SLACK_FORMAT = re.compile(r"slack\+(https?://.+)", re.IGNORECASE | re.DOTALL)
_WEBHOOK = re.compile(r"webhook\+(https?://.+)", re.IGNORECASE | re.DOTALL)
_JSON = frozenset({"json", "jsons"})
_SLACK_HOOK = re.compile(r"https?://hooks\.slack(-gov)?\.com/", re.IGNORECASE)
_MAIL_SERVICES = frozenset(
    {"brevo", "mailersend", "mailgun", "o365", "azure", "postmark", "resend", "sendgrid"}
    | {"sendpulse", "ses", "smtp2go", "sparkpost"}
)
"""Apprise's services that send e-mail over HTTP."""
_SHORTEST_SECRET = 6
"""Characters; shorter parts of a URL are left in a reason, or half of its words would be gone."""


def kind_of(url: str, *, full: bool = False) -> TargetKind:
    """Return the kind of a target, by its URL's scheme alone.

    Args:
        url: The target's.
        full: Whether a ``json://`` is to get all that there is (``format = "full"``).
    """
    url = url.strip()
    scheme = url.partition(":")[0].lower()
    if scheme == "console":
        return TargetKind.CONSOLE
    if scheme == "slack" or _SLACK_FORMAT.match(url) or _SLACK_HOOK.match(url):
        return TargetKind.SLACK
    if scheme in {"mailto", "mailtos"} or scheme in _MAIL_SERVICES:
        return TargetKind.EMAIL
    if _WEBHOOK.match(url) or (full and scheme in _JSON):
        return TargetKind.WEBHOOK
    return TargetKind.TEXT


def takes_full(url: str) -> bool:
    """Whether ``format = "full"`` means something for a target's URL."""
    return url.strip().partition(":")[0].lower() in _JSON


def check_target(url: str, *, full: bool = False) -> None:
    """Make sure that a target's URL can be used, without sending anything.

    Args:
        url: The target's.
        full: As for ``kind_of``.

    Raises:
        TargetError: It can't be used; the message says what to write instead and never quotes the
            URL.
    """
    target = Target(name="", url=url, kind=kind_of(url, full=full))
    _open(target, timezone=UTC, stream=sys.stdout, seconds=DEADLINE)


def open_sender(
    target: Target,
    *,
    timezone: ZoneInfo,
    stream: TextIO | None = None,
    seconds: float = DEADLINE,
) -> Sender:
    """Return the target's sender: keep it, and call it from one thread.

    Args:
        target: Where messages go.
        timezone: Zone of the times that the console shows.
        stream: What ``console:`` writes to; None: standard output.
        seconds: How long one send may take.

    Returns:
        A callable (Message) → Sent | SendFailed that never raises, and whose reasons hold no
        secret. It ends within the deadline whatever the other end does, but for Apprise's services
        that don't speak HTTP (IRC, MQTT, XMPP …): those are why each target has its own thread.

    Raises:
        TargetError: the URL can't be used.
    """
    send = _open(target, timezone=timezone, stream=stream or sys.stdout, seconds=seconds)
    secrets = _secrets(target.url)

    def sender(message: Message) -> SendResult:
        try:
            result = send(message)
        except Exception as error:  # noqa: BLE001 - a traceback would show the URL; see below
            return _unexpected(error)
        return _without(secrets, result) if isinstance(result, SendFailed) else result

    return sender


def telegram_of(target: Target) -> TelegramChat | None:
    """Return the first Telegram chat that a target names; None: it names none."""
    from monitor.alerts.sending.chats.telegram import TelegramChat  # noqa: PLC0415 - as in _open

    return next((each for each in _channels(target.url) if isinstance(each, TelegramChat)), None)


def slack_of(target: Target) -> SlackChannel | None:
    """Return the first channel that a bot's target names in Slack; None: it names none."""
    from monitor.alerts.sending.chats.slack_bot import SlackChannel  # noqa: PLC0415 - as in _open

    return next((each for each in _channels(target.url) if isinstance(each, SlackChannel)), None)


def open_editor(target: Target, *, seconds: float = DEADLINE) -> Editor | None:
    """Return what edits the target's posts: keep it, and call it from one thread.

    Args:
        target: Where messages went.
        seconds: How long one edit may take.

    Returns:
        A callable (Post, Message) → Edited | Gone | SendFailed that never raises, and whose reasons
        hold no secret; None: what is sent to the target can't be edited.

    Raises:
        TargetError: the URL can't be used.
    """
    channels = _channels(target.url)
    if not channels:
        return None
    from monitor.alerts.sending.recipients import EditEach  # noqa: PLC0415 - as in _open

    edit = EditEach(channels, seconds=seconds)
    secrets = _secrets(target.url)

    def editor(post: Post, message: Message) -> EditResult:
        try:
            result = edit(post, message)
        except Exception as error:  # noqa: BLE001 - as above
            return _unexpected(error)
        return _without(secrets, result) if isinstance(result, SendFailed) else result

    return editor


def can_edit(url: str) -> bool:
    """Whether what is sent to a target's URL can be edited later; not if it can't be used."""
    try:
        return bool(_channels(url))
    except TargetError:
        return False


def _channels(url: str) -> tuple[Channel, ...]:
    """Where a URL sends, if it can be edited there."""
    url = url.strip()
    if kind_of(url) not in {TargetKind.SLACK, TargetKind.TEXT} or _SLACK_FORMAT.match(url):
        return ()
    from monitor.alerts.sending.chats import channels  # noqa: PLC0415 - as in _open

    return channels.channels_of(*_loaded(url))


def _loaded(url: str, timezone: ZoneInfo = UTC) -> tuple[Any, str]:
    """Apprise's object for a URL, and the server that this names by ``?api=``."""
    from monitor.alerts.sending import service  # noqa: PLC0415 - as in _open
    from monitor.alerts.sending.chats import channels  # noqa: PLC0415 - as in _open

    _hush()
    plain, api = channels.without_api(url)
    loaded = service.load(plain, timezone)
    if plain.lower().startswith("ntfy") and not loaded.topics:
        # Apprise takes it, and refuses each message.
        raise TargetError("names no topic, so it would reach nobody; write ntfy://your-topic")
    return loaded, api


def _unexpected(error: Exception) -> SendFailed:
    """Errors of HTTP libraries quote the URL, so only the kind of the error is named."""
    return SendFailed(reason=f"sending failed unexpectedly ({type(error).__name__})")


def _without(secrets: tuple[str, ...], failed: SendFailed) -> SendFailed:
    return replace(failed, reason=redacted(failed.reason, secrets))


def _open(target: Target, *, timezone: ZoneInfo, stream: TextIO, seconds: float) -> Sender:
    url, kind = target.url.strip(), target.kind
    if kind is TargetKind.CONSOLE:
        from monitor.alerts.sending.console import ConsoleSender  # noqa: PLC0415 - see below

        if url not in {"console:", "console://"}:
            raise TargetError("write the console as just console:")
        return ConsoleSender(stream, timezone)
    # Apprise, requests and urllib3 take 0.2 s to import; kind_of and a console do without them.
    from monitor.alerts.sending import service as services  # noqa: PLC0415
    from monitor.alerts.sending import signed_webhook as signed  # noqa: PLC0415
    from monitor.alerts.sending.chats.channels import channels_of  # noqa: PLC0415
    from monitor.alerts.sending.recipients import ToEach  # noqa: PLC0415
    from monitor.alerts.sending.smtp import MailSender  # noqa: PLC0415
    from monitor.alerts.sending.webhook import PACE, Endpoint  # noqa: PLC0415

    _hush()
    if own := _SLACK_FORMAT.match(url):
        if not _is_web_address(own[1]):
            raise TargetError(
                "slack+ must be followed by a web address, such as https://host/hooks/…"
            )
        return ToEach((Endpoint(url=own[1]),), seconds=seconds, pace=PACE)
    if own := _WEBHOOK.match(url):
        receiver = signed.receiver_of(own[1])
        return signed.SignedSender(receiver, secrets=target.secrets, seconds=seconds)
    service, api = _loaded(url, timezone)
    if kind is TargetKind.WEBHOOK:
        receiver = services.receiver_of(service)
        return signed.SignedSender(receiver, secrets=target.secrets, seconds=seconds)
    if channels := channels_of(service, api):
        return ToEach(channels, seconds=seconds, pace=max(each.pace for each in channels))
    if kind is TargetKind.SLACK:
        return ToEach(services.endpoints_of(service), seconds=seconds, pace=PACE)
    if url.lower().startswith("mailto") and service.pgp_mode == "no":
        return MailSender(services.mailbox_of(service), seconds=seconds)
    return services.ThroughApprise(service, seconds=seconds)


def _hush() -> None:
    """Keep libraries from logging URLs.

    Apprise logs a URL it can't read at WARNING, token and all; urllib3 logs paths at DEBUG and, of
    malformed headers, whole URLs at WARNING. What Apprise has to say of a failure reaches us in its
    result, which needs its logger at WARNING: so that one is cut off from everybody else's.
    """
    import urllib3  # noqa: PLC0415 - as in _open

    # Who wrote ?verify=no knows that the certificate isn't checked.
    urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    for name in ("urllib3", "requests"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    talker = logging.getLogger("apprise")
    talker.setLevel(logging.WARNING)
    talker.propagate = False
    if not talker.handlers:
        talker.addHandler(logging.NullHandler())


def _is_web_address(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _secrets(url: str) -> tuple[str, ...]:
    """Return the parts of a URL that a reason mustn't show, longest first.

    For e-mail the password alone: a reason has to say which address was refused.
    """
    try:
        parts = urlsplit(url.replace("/#", "/%23"))
        password = parts.password or ""
        values = {value for _, value in parse_qsl(parts.query)}
        within = {part for value in values for part in urlsplit(value).path.split("/")}
    except ValueError:
        return (url,)
    found = {password}
    if parts.scheme not in {"mailto", "mailtos", "console"}:
        found |= {parts.username or "", *parts.path.split("/"), parts.query}
        found |= values | within
        if not parts.scheme.endswith(("http", "https")):
            found.add(parts.netloc.rpartition("@")[2])  # slack://TOKEN/…: the host is a secret too
    found |= {unquote(part) for part in found}
    found |= {part.lower() for part in found}
    long = {part for part in found if len(part) >= _SHORTEST_SECRET}
    return tuple(sorted(long, key=len, reverse=True))


def redacted(text: str, secrets: tuple[str, ...]) -> str:
    """Return a text without what is secret, also where it was cut in the midst of it."""
    for secret in secrets:
        text = text.replace(secret, "…")
        # What a reason quotes is cut, maybe in the midst of a secret.
        for length in range(len(secret) - 1, _SHORTEST_SECRET - 1, -1):
            text = text.replace(f"{secret[:length]}…", "…")
    return text
