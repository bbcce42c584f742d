"""Cookies: those that a redirect sets, for the rest of one fetch.

Some publishers send a visitor around in a circle until it brings back the cookie that the circle
gave it. So a cookie goes back to the very host that set it, and is forgotten when the fetch ends:
nobody is known again by it. Without this module such feeds would redirect for ever. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable

Cookies = tuple[tuple[str, str, str], ...]
"""Host (with its port), name and value of each."""
_MOST, _LONGEST = 20, 4_096


def with_set(cookies: Cookies, host: str, headers: Iterable[str]) -> Cookies:
    """Return the cookies after an answer.

    Args:
        cookies: Those before it.
        host: Who answered.
        headers: The values of its ``Set-Cookie`` headers.
    """
    kept = {(at, name): value for at, name, value in cookies}
    for header in headers:
        name, equals, value = header.partition(";")[0].strip().partition("=")
        if equals and name and len(header) <= _LONGEST and (name + value).isprintable():
            kept[host, name] = value
    return tuple((at, name, value) for (at, name), value in kept.items())[:_MOST]


def header_for(cookies: Cookies, host: str) -> str:
    """Return the ``Cookie`` header for a host; empty if it has set none."""
    return "; ".join(f"{name}={value}" for at, name, value in cookies if at == host)
