"""Webhooks for programs: JSON by docs/webhook.schema.json, signed as Standard Webhooks says.

    webhook-id          the delivery's key: the same at every attempt
    webhook-timestamp   of this attempt
    webhook-signature   one for each secret, over id, timestamp and body

2xx: taken. 410: the receiver wants no more, ever. A redirect isn't followed. All else is tried
again, for a receiver can be mended: https://github.com/standard-webhooks/standard-webhooks/blob/
main/spec/standard-webhooks.md#delivery-success-and-failure. Without this module a program would get
words made for people, and couldn't tell who sent them.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from standardwebhooks import Webhook
from urllib3.exceptions import HTTPError
from urllib3.util import make_headers

from monitor.alerts.alert import Message, SendFailed, SendResult
from monitor.alerts.sending.exchange import exchange, post
from monitor.alerts.sending.response import Answer, result_of
from monitor.errors import TargetError
from monitor.net.location import LocationError, bare, read_url, userinfo

PREFIX: Final = "whsec_"
LEAST, MOST = 24, 64
"""Bytes of a secret, as the specification has them."""
_HOW_TO_MAKE: Final = 'make one: echo "whsec_$(openssl rand -base64 32)"'
GONE: Final = "the receiver wants no more (410 Gone)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A program that takes our JSON."""

    url: str = field(repr=False)
    """http(s), without user and password."""
    method: str = "POST"
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """What it wants beside ours."""
    verify: bool = True
    """Whether its certificate must be valid."""

    @property
    def host(self) -> str:
        """The URL's host, the part of it that is no secret."""
        return urlsplit(self.url).hostname or "the receiver"


class SignedSender:
    """Posts messages to one receiver. For one thread.

    Args:
        receiver: Where to.
        secrets: With each of which a message is signed; none: it isn't.
        seconds: How long one attempt may take.
        clock: Says what time it is, aware.
    """

    def __init__(
        self,
        receiver: Receiver,
        *,
        secrets: tuple[str, ...] = (),
        seconds: float,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._receiver = receiver
        self._signers = [Webhook(secret) for secret in secrets]
        self._seconds = seconds
        self._clock = clock or (lambda: datetime.now(UTC))

    def __call__(self, message: Message) -> SendResult:
        """Post the message's JSON."""
        receiver = self._receiver
        headers = {**dict(receiver.headers), **self._signed(message)}
        with exchange(message.key, self._seconds) as current:
            try:
                answer = post(
                    current,
                    receiver.url,
                    message.text.encode(),
                    headers,
                    method=receiver.method,
                    verify=receiver.verify,
                )
            except (HTTPError, OSError) as error:
                return SendFailed(reason=current.explain(error, receiver.host))
        return _judged(answer, receiver.host)

    def _signed(self, message: Message) -> Mapping[str, str]:
        at = self._clock().astimezone(UTC)
        headers = {"webhook-id": message.key, "webhook-timestamp": str(int(at.timestamp()))}
        if self._signers:
            signatures = (each.sign(message.key, at, message.text) for each in self._signers)
            headers["webhook-signature"] = " ".join(signatures)
        return headers


def receiver_of(url: str) -> Receiver:
    """Return whom ``webhook+https://…`` or ``webhook+http://…`` names.

    Args:
        url: What follows ``webhook+``.

    Raises:
        TargetError: It can't be read; the message doesn't quote it.
    """
    try:
        parsed = read_url(url)
    except LocationError:
        raise TargetError(
            "webhook+ must be followed by a web address, such as https://host/hooks/news"
        ) from None
    user = userinfo(parsed)
    login = make_headers(basic_auth=":".join(user)) if user else {}
    return Receiver(url=bare(parsed).url, headers=tuple(login.items()))


def check_secret(secret: str) -> None:
    """Make sure that a secret can be signed with.

    Raises:
        ValueError: It can't; the message says what one looks like and doesn't repeat it.
    """
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not LEAST <= len(key) <= MOST:
        raise ValueError(
            f"must be {PREFIX} and {LEAST} to {MOST} random bytes in base64; {_HOW_TO_MAKE}"
        )


def _judged(answer: Answer, who: str) -> SendResult:
    """Return what the status means, by the specification."""
    result = result_of(answer, who)
    if not isinstance(result, SendFailed):
        return result
    if answer.status == 410:
        return SendFailed(reason=f"{who}: {GONE}", permanent=True, gone=True)
    if answer.status < 400:
        return result
    return SendFailed(reason=result.reason, retry_at=result.retry_at)
