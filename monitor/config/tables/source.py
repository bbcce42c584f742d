"""What [[feeds]] and [[subscriptions]] have in common: an address or a file, and how to get in.

The way in is request headers, user and password, and a proxy, with their secrets looked up.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from monitor.config.reading.file_context import FileContext
from monitor.config.reading.lines import Place
from monitor.config.reading.schema import FeedTable, SubscriptionTable
from monitor.net.address import AddressRefusedError, checked, literal
from monitor.presence import forbidden, may_look
from monitor.regular_file import stamp_of

SourceTable = FeedTable | SubscriptionTable

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!\d)")
_LIKE_A_SITE = re.compile(
    r"(?:localhost|(?:[\w-]+\.)+[a-z]{2,}|\d+(?:\.\d+){3})(?::\d+)?(?:[/?].*)?", re.IGNORECASE
)
_LIKE_A_FILE = re.compile(r"[\w.-]+\.(?:atom|html?|json|opml|rdf|rss|txt|xml)", re.IGNORECASE)
_SECRET_HEADER = re.compile(r"auth|token|key|secret|cookie|pass", re.IGNORECASE)
_PRIVATE_NAME = re.compile(
    r"[^.]+|.*\.(?:localhost|local|lan|internal|intranet|home|corp|home\.arpa)"
)
_PORTS = {"http": 80, "https": 443, "imap": 143, "imaps": 993}


def file_of(url: str, place: Place, context: FileContext) -> Path | None:
    """Return the file that a ``url`` key names; None if it is a web address.

    A file that isn't there, or that this user may not read, is noted.

    Raises:
        ValueError: It is neither a file nor an address; the message holds no password.
    """
    return _file(url, place, context) if web_address(url) is None else None


def web_address(url: str) -> SplitResult | None:
    """Return the parts of an http(s) URL; None for what must be the path of a file.

    Raises:
        ValueError: It is neither; the message holds no password.
    """
    scheme = found[1].lower() if (found := _SCHEME.match(url)) else ""
    match scheme:
        case "":
            return None
        case "env" | "credential":
            raise ValueError(
                "can't be a secret, as it is shown in lists; put what is secret into headers or "
                "auth"
            )
        case "file":
            raise ValueError('must be the path alone, without "file:"')
        case "feed":
            raise ValueError('must begin with http:// or https://, not with "feed:"')
        case "http" | "https":
            pass
        case _:
            raise ValueError(f'can\'t be read over "{scheme}:"; write http://, https:// or a path')
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or not url.isprintable() or " " in url:
        raise ValueError("isn't a valid web address; compare it with the one in your browser")
    if parts.username is not None:
        raise ValueError(
            "holds a user or password, and is shown in lists; write them as "
            'auth = { user = "…", password = "env:NAME" }'
        )
    return parts


def read_headers(
    table: SourceTable, place: Place, context: FileContext
) -> tuple[tuple[str, str], ...]:
    """Return the request headers to add, noting what is wrong with them."""
    headers = []
    for name, written in table.headers.items():
        at = (*place, "headers", name)
        value = context.secret(written, at, tell=bool(_SECRET_HEADER.search(name)))
        if value is None:
            continue
        if not value.isascii() or not value.isprintable():
            context.problems.add(at, "must be one line of plain ASCII text")
        headers.append((name, value))
    return tuple(headers)


def read_auth(table: SourceTable, place: Place, context: FileContext) -> tuple[str, str] | None:
    """Return user and password, noting what is wrong with them."""
    if table.auth is None:
        return None
    at = (*place, "auth")
    if table.auth.user is None:
        context.problems.add((*at, "user"), "is missing")
        return None
    user = context.secret(table.auth.user, (*at, "user"), tell=False)
    password = context.secret(table.auth.password, (*at, "password"), tell=True)
    if user is None or password is None:
        return None
    if ":" in user and context.secrets:
        context.problems.add((*at, "user"), "must hold no colon (RFC 7617)")
    return user, password


def read_proxy(table: SourceTable, place: Place, context: FileContext) -> str:
    """Return the proxy's address, noting what is wrong with it."""
    if not table.proxy:
        return ""
    at = (*place, "proxy")
    proxy = context.secret(table.proxy, at, tell="@" in table.proxy) or ""
    if proxy and context.secrets:
        try:
            parts = urlsplit(proxy)
            usable = parts.scheme == "http" and parts.hostname and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            context.problems.add(at, "must be the address of a proxy: http://HOST:PORT")
    return proxy


def warn_of_private(url: str, place: Place, context: FileContext, allow: frozenset[str]) -> None:
    """Warn if ``url`` will be refused as private, as far as its address shows."""
    if _is_private(url, allow):
        host = urlsplit(url).hostname
        context.problems.warn(
            (*place, "url"),
            f"{host} is on a private network, where feeds are refused unless you allow it: "
            f'allow_private = ["{host}"] at the top of the file',
            kind="on a private network, where feeds are refused unless you allow it: "
            "name the hosts in allow_private at the top of the file",
        )


def _file(url: str, place: Place, context: FileContext) -> Path:
    """Return the file of that name, relative to the configuration's folder.

    Raises:
        ValueError: It can't be one.
    """
    if not url:
        raise ValueError("is empty; write a web address, or the path of a file")
    path = context.directory / Path(url).expanduser()
    if not may_look(path):
        lacking = forbidden(path)
    elif path.is_file():
        lacking = "" if os.access(path, os.R_OK) else f"may not be read; see who may: ls -l {path}"
    elif path.exists():
        other = "a folder" if path.is_dir() else "a pipe, a device or a socket"
        raise ValueError(f"must be a file; {path} is {other}")
    elif _LIKE_A_SITE.fullmatch(url) and not _LIKE_A_FILE.fullmatch(url):
        raise ValueError(
            f'there is no file "{url}"; if it is a web address, write https:// before it'
        )
    else:
        lacking = f'there is no file "{url}" (looked for {path}); put it back, or take this out'
    if lacking:
        context.problems.lack((*place, "url"), lacking, missing=str(path))
        # As it is now, so that its return is noticed.
        context.files.setdefault(path, stamp_of(path))
    return path


def _is_private(url: str, allow_private: frozenset[str]) -> bool:
    """Whether a URL will be refused as private, as far as its address shows without a look-up."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    address = literal(host)
    if address is None and not _PRIVATE_NAME.fullmatch(host):
        return False
    if address is None and any("/" in allowed for allowed in allow_private):
        return False  # the name may well lead into an allowed network
    try:
        checked(host, port, [str(address or "127.0.0.1")], allow_private)
    except AddressRefusedError:
        return True
    return False
