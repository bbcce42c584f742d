"""Web addresses: reading them, following them, showing them, and who may see a password.

One parser (urllib3's) reads an address for the check, the connection, the Host header and what is
shown alike: where two readings differ, an address that was found harmless leads elsewhere, or one
that is shown has its password still in it. Pure.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

_PATH: Final = re.compile(r"[^?#]*")
_AROUND: Final = " \t\r\n\"'<>"
_SLASHES: Final = re.compile(r"^(https?:)/{3,}", re.IGNORECASE)


class LocationError(ValueError):
    """It is no http(s) address; ``str`` is fit for the user."""


def read_url(url: str) -> Url:
    """Parse an http(s) address as the user wrote it.

    Raises:
        LocationError: It isn't one.
    """
    try:
        parsed = _parsed(url)
    except LocationParseError:
        parsed = Url()
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise LocationError(f"{shown(url)!r} isn't a web address; it should begin with https://")
    return parsed


def followed(url: Url, location: str) -> Url:
    """Where a Location header leads (RFC 9110 §10.2.2), without user, password and fragment.

    As browsers read it (WHATWG URL Standard): bytes that aren't UTF-8 stay what they are, a
    backslash is a slash, and slashes too many before a host are none. Quotes and brackets around it
    are no part of it, nor is what a second such header repeats.

    Raises:
        LocationError: Not to an http(s) address.
    """
    text = _text_of(location).strip(_AROUND)
    first, _, second = text.partition(", ")
    text = first if first == second else text  # two headers that say the same
    path = _PATH.match(text)
    end = path.end() if path else 0
    text = _SLASHES.sub(r"\1//", text[:end].replace("\\", "/")) + text[end:]
    try:
        target = parse_url(urljoin(bare(url).url, text))
    except ValueError:  # LocationParseError is one
        target = Url()
    if target.scheme not in {"http", "https"} or not target.host:
        raise LocationError(
            f"{shown(url.url)} redirects to something that isn't a web page "
            f"({(target.scheme or 'unreadable')[:20]}:); it was not followed"
        )
    return bare(target)


def _text_of(location: str) -> str:
    """A header's characters stand for bytes; those of a page are themselves."""
    try:
        data = location.encode("latin-1")
    except UnicodeError:
        return location
    try:
        return data.decode("utf-8")
    except UnicodeError:
        return "".join(each if each < "\x80" else f"%{ord(each):02X}" for each in location)


def bare(url: Url) -> Url:
    """The address as it goes over the wire: without user, password and fragment."""
    return url._replace(auth=None, fragment=None)


def shown(url: str) -> str:
    """An address as it may be shown: also without the query, where tokens are kept."""
    try:
        parsed = _parsed(url)
    except LocationParseError:
        return "this address"
    return parsed._replace(auth=None, query=None, fragment=None).url


def host_of(url: str) -> str:
    """The host an address names, in lower case; empty if it can't be read."""
    try:
        return (_parsed(url).host or "").rstrip(".")
    except LocationParseError:
        return ""


@lru_cache(maxsize=5_000)
def _parsed(url: str) -> Url:
    """Parse an address; remembered, as its lane, its poll and later polls all ask for it."""
    return parse_url(url.strip())


def userinfo(url: Url) -> tuple[str, str] | None:
    """User and password written into an address."""
    if not url.auth:
        return None
    user, _, password = url.auth.partition(":")
    return unquote(user), unquote(password)


def same_site(url: Url, home: Url) -> bool:
    """Whether credentials meant for ``home`` may go to ``url``.

    That is the same origin (RFC 6454), or the same host's change from http to https, both on their
    usual ports.
    """
    here, there = _origin(url), _origin(home)
    upgrade = here[1] == there[1] and (there[0], there[2], here[0], here[2]) == (
        "http",
        80,
        "https",
        443,
    )
    return here == there or upgrade


def _origin(url: Url) -> tuple[str, str, int]:
    port = url.port or (443 if url.scheme == "https" else 80)
    return url.scheme or "", (url.host or "").rstrip("."), port
