"""Session ids: what a server hangs on every link of a document, another at each visit. Pure.

Some names say it themselves (``;jsessionid=``, ``PHPSESSID``). A ``sid`` may as well name a story:
it is a session's only if it is long, looks random, and is the same in all links that have one.
Without this module a feed whose links carry them would seem edited as a whole at each poll.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_SURE: Final = re.compile(
    r";jsessionid=[^?#;/]*"
    r"|(?<=[?&])(?:PHPSESSID|JSESSIONID|CFID|CFTOKEN|ASPSESSIONID\w*)=[^&#]*&?"
    r"|/\(S\([a-z0-9]{24}\)\)(?=/)",
    re.IGNORECASE,
)
_LIKELY: Final = re.compile(
    r"(?<=[?&])(?:sid|sess|sessid|session|session_?id|zenid|oscsid|xtcsid|s)"
    r"=(?P<value>(?=[a-z-]*\d)[0-9a-z-]{16,128})(?P<end>&|(?=#)|$)",
    re.IGNORECASE,
)


def without_session(link: str) -> str:
    """Return an address without what is surely a session's."""
    if "=" not in link and "(" not in link:
        return link
    found = _SURE.sub("", link)
    return link if found == link else _tidy(found)


def session_of(links: Iterable[str]) -> str:
    """Return the id that all of a document's links share which have any; empty if there is none.

    Links that share it must be two at least, and lead to different places.
    """
    values: set[str] = set()
    places: set[str] = set()
    for link in links:
        for found in _LIKELY.finditer(link):
            values.add(found["value"])
            places.add(link.replace(found[0], ""))
    return values.pop() if len(values) == 1 and len(places) > 1 else ""


def without(link: str, session: str) -> str:
    """Return an address without a session's id (``session_of``)."""
    if not session or session not in link:
        return link
    return _tidy(_LIKELY.sub(lambda found: "" if found["value"] == session else found[0], link))


def _tidy(link: str) -> str:
    """Take off a question mark with nothing behind it."""
    head, mark, fragment = link.partition("#")
    return head.rstrip("?&") + mark + fragment
