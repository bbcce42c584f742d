"""What a target says of its other end: ``format``, ``secret``, ``buttons`` and ``app_token``.

Without this module a secret that can't be signed with would show when there is news, and JSON that
anybody could have sent, or read on its way, would go out without a word.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import NamedTuple

from monitor.config.reading.file_context import FileContext
from monitor.config.reading.lines import Place
from monitor.config.reading.problems import Problems
from monitor.config.reading.schema import TargetTable
from monitor.config.reading.secrets import is_reference
from monitor.net.address import is_in_house
from monitor.net.location import LocationError, read_url

_WEBHOOK = re.compile(r"webhook\+(https?://.*)", re.IGNORECASE | re.DOTALL)

_TELEGRAM = re.compile(r"tgram://([^/?]+)/", re.IGNORECASE)
_SLACK_BOT = re.compile(r"slack://([^/?@]*@)?xox[a-z]-", re.IGNORECASE)
_APP = re.compile(r"xapp-[0-9]+-([A-Za-z0-9]+)-[A-Za-z0-9-]+")
"""An app-level token: Slack's name of the app is its third part."""

NEEDS = "websockets"
INSTALL = "pip install 'news-monitor[slack]'"


class Signing(NamedTuple):
    """How a target's JSON is signed."""

    full: bool
    """Whether a ``json://`` is to get all that there is."""
    secrets: tuple[str, ...]


def read_signing(
    table: TargetTable,
    url: str,
    place: Place,
    context: FileContext,
    *,
    allow_private: frozenset[str],
) -> Signing:
    """Return how a target's JSON is signed, noting what doesn't go together.

    Args:
        table: The target's.
        url: Its address, its secret in place; a reference where secrets aren't looked up.
        place: Where the table stands.
        context: The file's; collects the problems.
        allow_private: Hosts that the user says are in the house.
    """
    # Not at the top: it brings Apprise along, which commands that send nothing can do without.
    from monitor.alerts.sending.send import takes_full  # noqa: PLC0415

    problems, known = context.problems, not is_reference(url)
    webhook = _WEBHOOK.match(url)
    full = table.format == "full"
    if full and known and not takes_full(url):
        problems.add(
            (*place, "format"),
            "is for json:// and jsons:// alone; "
            + ("a webhook gets all that there is anyway" if webhook else "leave it out"),
        )
    takes_json = bool(webhook) or full
    if table.secret and known and not takes_json:
        problems.add(
            (*place, "secret"),
            'is for webhook+https:// and for json:// with format = "full": nothing else is signed',
        )
    if webhook:
        _check_in_house(webhook[1], place, context, allow_private)
        if not table.secret:
            problems.warn(
                place, f"isn't signed, so its receiver can't tell who sends; {_how_to_sign()}"
            )
    return Signing(full, _secrets(table, place, context))


def read_app_token(
    table: TargetTable,
    url: str,
    place: Place,
    context: FileContext,
    bots: set[str],
) -> str:
    """Return the token by which a target's buttons are listened to; empty: it needs none.

    What is wrong with it, or with ``buttons``, is noted.

    Args:
        table: The target's.
        url: Its address, its secret in place; a reference where secrets aren't looked up.
        place: Where the table stands.
        context: The file's; collects the problems.
        bots: Those that are listened to already; the target's is added.
    """
    problems = context.problems
    token = ""
    if table.app_token:
        token = context.secret(table.app_token, (*place, "app_token"), tell=True) or ""
        if not table.buttons:
            problems.warn((*place, "app_token"), "does nothing without buttons = true")
    if is_reference(url) or problems.lacking((*place, "app_token")):
        return token
    for_slack = bool(_SLACK_BOT.match(url))
    at = (*place, "app_token")
    if table.app_token and not for_slack:
        problems.add(at, "is for Slack with a bot token (slack://xoxb-…/#channel); leave it out")
    elif token and not is_reference(token) and not _APP.fullmatch(token):
        problems.add(
            at,
            "is no app-level token, such as xapp-1-A…; api.slack.com/apps makes one: your app, "
            "Basic Information, App-Level Tokens, with the scope connections:write",
        )
    elif table.buttons:
        _check_buttons(url, token, (*place, "buttons"), problems, bots)
        if for_slack and find_spec(NEEDS) is None:
            problems.add((*place, "buttons"), f"in Slack need websockets: {INSTALL}")
    return token if table.buttons else ""


def _check_buttons(url: str, token: str, at: Place, problems: Problems, bots: set[str]) -> None:
    if found := _TELEGRAM.match(url):
        bot, only = found[1], "a bot; name all chats in that one: tgram://BOT/CHAT/CHAT"
    elif not _SLACK_BOT.match(url):
        problems.add(
            at,
            "is for Telegram (tgram://BOT/CHAT) and for Slack with a bot token "
            "(slack://xoxb-…/#channel); elsewhere there are links: answers",
        )
        return
    elif not token:
        problems.add(
            at, 'needs an app_token in Slack, such as app_token = "env:NAME" (docs/answers.md)'
        )
        return
    elif app := _APP.fullmatch(token):
        bot, only = app[1], "an app; name all channels in that one: slack://BOT/#one/#two"
    else:
        return
    if bot in bots:
        problems.add(at, f"only one target can listen to {only}")
    bots.add(bot)


def _secrets(table: TargetTable, place: Place, context: FileContext) -> tuple[str, ...]:
    found = []
    many = len(table.secret) > 1
    for number, written in enumerate(table.secret):
        at: Place = (*place, "secret", number) if many else (*place, "secret")
        secret = context.secret(written, at, tell=True)
        if secret is None:
            continue
        if context.secrets:
            try:
                _check(secret)
            except ValueError as error:
                context.problems.add(at, str(error))
                continue
        found.append(secret)
    return tuple(found)


def _check(secret: str) -> None:
    from monitor.alerts.sending.signed_webhook import check_secret  # noqa: PLC0415 - as above

    check_secret(secret)


def _how_to_sign() -> str:
    return 'add secret = "env:NAME" (docs/webhook.md)'


def _check_in_house(
    url: str, place: Place, context: FileContext, allow_private: frozenset[str]
) -> None:
    try:
        parsed = read_url(url)
    except LocationError:
        return  # that is told of the address itself
    host, port = parsed.host or "", parsed.port or 80
    if parsed.scheme == "http" and not is_in_house(host, port, allow_private):
        context.problems.add(
            (*place, "url"),
            f"what goes to {host} by http can be read on its way; write webhook+https://…, or, if "
            f'the host is in your own network, add "{host}" to allow_private',
        )
