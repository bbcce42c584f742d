"""The [web] table → Web: where the page is served, and which password or token opens it."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from monitor.config.reading.file_context import FileContext
from monitor.config.reading.lines import Place
from monitor.config.reading.schema import WebTable
from monitor.config.reading.secrets import resolve
from monitor.config.reading.table import read_table
from monitor.errors import ConfigError, Problem

PLACE = ("web",)
LEAST_TOKEN, LEAST_PASSWORD = 16, 8
"""Characters: a token is tried by programs, a password behind a limit of attempts."""

_LISTEN = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[\w.-]+):(\d{1,5})")
_HOW_TO = 'write an address and a port, such as "127.0.0.1:8321", or "" for no page'
_EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - the user's to choose; a secret is required then


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """How the page is served."""

    host: str
    """A name or an address; an IPv6 address without brackets."""
    port: int
    """0: any that is free."""
    token: str = field(default="", repr=False)
    """For programs and feed readers; empty: none. A reference where secrets weren't looked up."""
    password: str = field(default="", repr=False)
    """For people; as ``token``."""
    read_tokens: tuple[str, ...] = field(default=(), repr=False)
    """For programs that may only read; as ``token``."""
    write_tokens: tuple[str, ...] = field(default=(), repr=False)
    """For programs that may change things, too; as ``token``."""
    public: str = ""
    """The base of the page's addresses as others see them, without a slash at the end; empty: as
    it listens."""
    answer_url: str = ""
    """Where readers of alerts reach ``/answer/``, if that isn't ``public``: it may have a path."""

    @property
    def is_open(self) -> bool:
        """Whether the page is open to everybody: there is neither password nor token."""
        return not (self.token or self.password)

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the page."""
        return is_loopback(self.host)

    @property
    def url(self) -> str:
        """The base of the page's addresses, without a slash at the end."""
        if self.public:
            return self.public
        host = socket.gethostname() if self.host in _EVERYWHERE else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def answers_at(self) -> str:
        """Where readers of alerts reach ``/answer/``; empty: nowhere that is known.

        Without a slash at the end.
        """
        if self.answer_url:
            return self.answer_url
        return "" if self.is_loopback and not self.public else self.url


USUAL = Web(host="127.0.0.1", port=8321)
"""Where the page is when nothing is said."""


def read_web(value: object, context: FileContext) -> Web | None:
    """Return how to serve the page; None: not at all, or there are mistakes, which are noted."""
    table = read_table(WebTable, value, PLACE, context.problems)
    if table is None or not table.enabled or not table.listen.strip():
        return None
    public = _public(table.url, "url", context)
    answer_url = _public(table.answer_url, "answer_url", context, may_have_path=True)
    secrets: dict[str, str] = {}
    for name, least in (("token", LEAST_TOKEN), ("password", LEAST_PASSWORD)):
        secrets[name] = _secret(name, getattr(table, name), least, context)
    more = {
        name: tuple(
            _secret(name, written, LEAST_TOKEN, context, number)
            for number, written in enumerate(getattr(table, name))
        )
        for name in ("read_tokens", "write_tokens")
    }
    try:
        host, port = parse_listen(table.listen)
    except ValueError as error:
        context.problems.add((*PLACE, "listen"), str(error))
        return None
    if not (table.token or table.password or is_loopback(host)):
        context.problems.add(
            (*PLACE, "listen"),
            f"others can reach {host}, so the page must ask who they are; add "
            'password = "env:NEWS_MONITOR_PASSWORD" (or token = …), '
            'or listen on "127.0.0.1:8321" for this machine only',
        )
        return None
    if context.problems.lacking(PLACE):  # better no page than one that nothing guards
        return None
    return Web(
        host=host,
        port=port,
        token=secrets["token"],
        password=secrets["password"],
        read_tokens=more["read_tokens"],
        write_tokens=more["write_tokens"],
        public=public,
        answer_url=answer_url,
    )


def parse_listen(text: str) -> tuple[str, int]:
    """Return host and port of ``127.0.0.1:8321``, ``[::1]:8321``, ``desk.example:80``.

    Raises:
        ValueError: The text is no host with a port; the message says what to write.
    """
    found = _LISTEN.fullmatch(text.strip())
    if not found or int(found[2]) > 65_535:
        raise ValueError(f"{text.strip()!r} isn't an address to listen on; {_HOW_TO}")
    host = found[1].removeprefix("[").removesuffix("]").lower()
    if found[1].startswith("["):
        try:
            ipaddress.IPv6Address(host)
        except ValueError:
            raise ValueError(f"{host!r} isn't an IPv6 address; {_HOW_TO}") from None
    return host, int(found[2])


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def with_secrets(web: Web, *, environ: Mapping[str, str], directory: Path, source: str) -> Web:
    """Look the page's secrets up, for a run that looked up none (``load_config(secrets=False)``).

    Raises:
        ConfigError: A reference leads nowhere.
    """
    found: dict[str, str] = {}
    problems = []
    for name, least in (("token", LEAST_TOKEN), ("password", LEAST_PASSWORD)):
        if written := getattr(web, name):
            try:
                found[name] = resolve(written, environ=environ, directory=directory)
                _check_length(found[name], least)
            except ValueError as error:
                problems.append(Problem(f"web.{name}", str(error)))
    lists: dict[str, tuple[str, ...]] = {}
    for name in ("read_tokens", "write_tokens"):
        try:
            lists[name] = tuple(
                resolve(written, environ=environ, directory=directory)
                for written in getattr(web, name)
            )
            for token in lists[name]:
                _check_length(token, LEAST_TOKEN)
        except ValueError as error:
            problems.append(Problem(f"web.{name}", str(error)))
    if problems:
        raise ConfigError(source, tuple(problems))
    return replace(
        web,
        token=found.get("token", web.token),
        password=found.get("password", web.password),
        read_tokens=lists["read_tokens"],
        write_tokens=lists["write_tokens"],
    )


def _secret(
    name: str, written: str, least: int, context: FileContext, number: int | None = None
) -> str:
    place: Place = (*PLACE, name) if number is None else (*PLACE, name, number)
    value = context.secret(written, place, tell=True) or ""
    if (value or number is not None) and context.secrets:
        try:
            _check_length(value, least)
        except ValueError as error:
            context.problems.add(place, str(error))
    return value


def _check_length(value: str, least: int) -> None:
    if len(value) < least:
        raise ValueError(
            f"is too easily guessed; it must have at least {least} characters, such as what "
            "`openssl rand -hex 16` prints"
        )


def _public(url: str, key: str, context: FileContext, *, may_have_path: bool = False) -> str:
    url = url.strip().rstrip("/")
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        context.problems.add(
            (*PLACE, key),
            'must be how others reach the page, such as "https://news.example.org"',
        )
        return ""
    if parts.query or parts.fragment or parts.username or not (url.isascii() and url.isprintable()):
        context.problems.add(
            (*PLACE, key), "must be an address alone: no user, no ? and no # in it"
        )
        return ""
    if parts.path and not may_have_path:
        context.problems.add(
            (*PLACE, key),
            "must end after the host or the port: the page needs a host of its own",
        )
        return ""
    return url
