"""Service: a target as Apprise understands it. With ``plugins``, the only user of Apprise.

``load`` reads a URL; ``endpoints_of`` and ``mailbox_of`` take from it what our own senders need;
``ThroughApprise`` sends to all that Apprise alone speaks, one at a time, without its retries and
its pool of threads (eight targets that hang would hold up a ninth), and within our bounds
(``exchange``).
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Sequence
from email.headerregistry import Address
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import apprise
from urllib3.util import make_headers

from monitor.alerts.alert import Message, SendFailed, SendResult, Sent
from monitor.alerts.planning.policy import Priority
from monitor.alerts.sending.chats.slack_bot import channel_of
from monitor.alerts.sending.exchange import bind_requests, exchange
from monitor.alerts.sending.pace import Pace
from monitor.alerts.sending.plugins import SERVICES, load_all, load_for, scheme_of
from monitor.alerts.sending.response import MAX_PHRASE, Answer, is_web_page, result_of, unreadable
from monitor.alerts.sending.signed_webhook import Receiver
from monitor.alerts.sending.smtp import Mailbox, Security
from monitor.alerts.sending.webhook import Endpoint
from monitor.errors import TargetError
from monitor.net.deadline import DeadlineError
from monitor.net.location import host_of
from monitor.printable import clean

_METHODS = frozenset({"POST", "PUT", "PATCH"})
"""By which JSON is sent."""
_ANSWERS_ANYTHING = frozenset({"json", "xml", "form", "apprise"})
"""Apprise's services for a program of the user's own, which may answer with a page, too."""
_SLACK = {
    "hook": "https://hooks.slack.com/services",
    "gov-hook": "https://hooks.slack-gov.com/services",
    "workflow": "https://hooks.slack.com/workflows",
    "trigger": "https://hooks.slack.com/triggers",
}


def load(url: str, timezone: ZoneInfo) -> Any:
    """Return Apprise's object for the URL (a ``NotifyBase``, which has no types).

    Raises:
        TargetError: The URL can't be used; the message says why, as far as that shows no secret.
    """
    asset = apprise.AppriseAsset(
        app_id="news-monitor",
        app_desc="news-monitor",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        service_timeout=0,  # both keep the call in our thread: no pool that others' hangs can fill
        http_redirects=False,
        interpret_emojis=False,
        interpret_escapes=False,
        allow_templates=False,
        storage_mode="memory",
        timezone=timezone,
    )
    load_for(url)
    service = apprise.Apprise.instantiate(url, asset=asset)
    if service is None:
        raise TargetError(_what_is_wrong(url))
    service.retry = 0  # the outbox retries, and a failure is never optional
    service.optional = False
    return service


def endpoints_of(service: Any) -> tuple[Endpoint, ...]:
    """Return where a slack:// URL without a token, or a hooks.slack.com address, posts to.

    Raises:
        TargetError: it names a recipient that isn't a channel, a user or an ID.
    """
    if service.mode in {"workflow", "trigger"}:
        path = "/".join(service.workflow_path)
        return (Endpoint(url=f"{_SLACK[service.mode]}/{path}", blocks=False),)
    url = f"{_SLACK[service.mode]}/{service.token_a}/{service.token_b}/{service.token_c}"
    name = (("username", clean(service.user)),) if service.user else ()
    return tuple(
        Endpoint(url=url, extra=(*name, *(_channel(channel) if channel else ())))
        for channel in service.channels
    )


def _channel(written: str) -> tuple[tuple[str, str], ...]:
    channel, thread = channel_of(written)
    of_channel = ("channel", channel)
    return (of_channel, ("thread_ts", thread)) if thread else (of_channel,)


def mailbox_of(service: Any) -> Mailbox:
    """Return what a mailto:// or mailtos:// URL says.

    Raises:
        TargetError: an address can't be read.
    """
    if not service.targets:
        raise TargetError("no recipient's address could be read; write ?to=you@example.com")
    name, address = service.from_addr
    return Mailbox(
        host=service.smtp_host,
        port=service.port,
        security=Security(service.secure_mode),
        user=service.user or "",
        password=service.password or "",
        sender=_address(name or "", address),
        to=tuple(_address(name or "", address) for name, address in service.targets),
        cc=_named(service.cc, service.names),
        bcc=_named(service.bcc, service.names),
        reply_to=_named(service.reply_to, service.names),
        headers=tuple(service.headers.items()),
        verify=service.verify_certificate,
    )


def receiver_of(service: Any) -> Receiver:
    """Return whom a json:// or jsons:// URL names.

    Raises:
        TargetError: It asks for fields of its own, which the schema doesn't have, or for a method
            that says nothing.
    """
    if service.method not in _METHODS:
        raise TargetError('with format = "full" the method must be POST, PUT or PATCH')
    if service.payload_extras:
        raise TargetError('with format = "full" the JSON has its own fields; take out the ?:NAME=…')
    port = f":{service.port}" if isinstance(service.port, int) else ""
    query = f"?{urlencode(service.params)}" if service.params else ""
    scheme = "https" if service.secure else "http"
    login = (service.user, service.password or "") if service.user else None
    headers = make_headers(basic_auth=":".join(login)) if login else {}
    return Receiver(
        url=f"{scheme}://{service.host}{port}{service.fullpath or '/'}{query}",
        method=service.method,
        headers=tuple({**headers, **service.headers}.items()),
        verify=service.verify_certificate,
    )


class ThroughApprise:
    """Sends to one service by Apprise. For one thread."""

    def __init__(self, service: Any, *, seconds: float) -> None:
        bind_requests()
        self._apprise = apprise.Apprise(services=[service], asset=service.asset)
        self._name = str(service.service_name)
        self._seconds = seconds
        self._pace = Pace(service.request_rate_per_sec)
        self._service = service
        self._priorities = _priorities(service)

    def __call__(self, message: Message) -> SendResult:
        """Send the message: HTML where there is any, else plain text.

        Apprise would wait between two messages, as each service likes it, within the deadline; so
        the wait is over before that begins.
        """
        self._pace.keep()
        if self._priorities:
            self._service.priority = self._priorities[message.priority]
        headers = _of_ntfy(message) if self._service.protocol == "ntfy" else {}
        with exchange(message.key, self._seconds, headers) as current:
            result = self._apprise.notify(
                title=message.title,
                body=message.html or message.text,
                body_format="html" if message.html else "text",
                interpret_escapes=False,
            )
            late = DeadlineError() if current.deadline.spent else None
        self._pace.sent()
        if result and not self._got_a_page(current.answers):
            return Sent()
        if result:
            return SendFailed(reason=unreadable(self._name))
        refusals = [answer for answer in current.answers if answer.status >= 300]
        if refusals:
            return result_of(refusals[-1], self._name)
        if late:
            return SendFailed(reason=current.explain(late, self._name))
        said = [entry.message for entry in result.logs()]
        return SendFailed(
            reason=f"{self._name}: {clean(said[-1] if said else 'not sent', limit=MAX_PHRASE)}"
        )

    def _got_a_page(self, answers: Sequence[Answer]) -> bool:
        """Whether somebody in between answered: Apprise looks at the status alone."""
        return self._service.protocol not in _ANSWERS_ANYTHING and any(map(is_web_page, answers))


def _of_ntfy(message: Message) -> dict[str, str]:
    """Buttons below a push message by ntfy, and where a tap on it leads; the URL's own go before.

    Source: https://docs.ntfy.sh/publish/#action-buttons, #click-action.
    """
    *votes, last = message.actions or (("", ""),)
    actions = [f'http, {label}, "{link}", method=POST, clear=true' for label, link in votes]
    actions += [f'view, {last[0]}, "{last[1]}"'] if last[1] else []
    found = {"X-Click": message.article, "X-Actions": "; ".join(actions)}
    return {name: value for name, value in found.items() if value and value.isascii()}


def _priorities(service: Any) -> dict[Priority, Any]:
    """Return what the service (ntfy, Pushover, Gotify …) calls our priorities.

    Empty where it has none, or where the URL asks for one for all messages.
    """
    for name, scale in vars(sys.modules[type(service).__module__]).items():
        steps = {each: getattr(scale, each.name, None) for each in Priority}
        if name.endswith("Priority") and None not in steps.values():
            usual = getattr(service, "priority", None) == steps[Priority.NORMAL]
            return steps if usual else {}
    return {}


def _what_is_wrong(url: str) -> str:
    """Return why Apprise can't use the URL. Quotes no more of it than a known scheme's name."""
    load_all()
    scheme = scheme_of(url)
    if not scheme:
        return (
            "isn't a target; write console:, or an address such as slack://…, mailtos://… or "
            "ntfy://… (https://appriseit.com/services lists them)"
        )
    if scheme in SERVICES:
        service = SERVICES[scheme]
        if not service.enabled:
            needs = service.requirements.get("packages_required") or "a package"
            needs = needs if isinstance(needs, str) else ", ".join(map(str, needs))
            return f"{scheme}:// needs a Python package that isn't installed: {needs}"
        return (
            f"this {scheme}:// address is incomplete or has a mistake in it; "
            f"{service.setup_url} shows how to write it"
        )
    if scheme in {"http", "https"}:
        if host_of(url) == "hooks.slack.com":
            return (
                "this Slack webhook isn't whole: three parts stand behind /services/ (T…/B…/…); "
                "copy it again from the app's page, Incoming Webhooks"
            )
        return (
            "a web address alone isn't a target; write webhook+https://… for a program of your "
            "own, or slack+https://… for a service that takes Slack's format"
        )
    if scheme == "msteams":
        return (
            "Microsoft has switched these webhooks off; make a workflow in Teams (Power Automate) "
            "that takes webhook requests and write its address, or workflows://…"
        )
    near = difflib.get_close_matches(scheme, [*SERVICES.schemas(), "console"], n=1)
    hint = f"; did you mean {near[0]}:{'' if near[0] == 'console' else '//'}?" if near else ""
    return f"{scheme}:// isn't a kind of target this program knows{hint}"


def _named(addresses: set[str], names: dict[str, str | bool]) -> tuple[Address, ...]:
    return tuple(_address(names.get(address) or "", address) for address in sorted(addresses))


def _address(name: str | bool, address: str) -> Address:
    try:
        return Address(clean(str(name or "")), addr_spec=address)
    except (ValueError, IndexError) as error:
        raise TargetError("an e-mail address can't be read; write it as you@example.com") from error
