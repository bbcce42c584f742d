"""What a stranger's page and robots.txt say. Runs in a ``Sandbox``: either may be made to hang it.

The libraries (the extra ``fulltext``) are imported only in the process that can be killed: they
take 50 MB. Without this module menus, notices and other people's headlines would pass for what an
article says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, ParamSpec, TypeVar

from selectolax.lexbor import LexborHTMLParser

from monitor.feeds.articles.surroundings import is_credits, without_surroundings

P = ParamSpec("P")
R = TypeVar("R")

_META_CHARSET: Final = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE
)
_HEAD: Final = 4_096
"""Bytes in which a page names its charset (HTML 4.2.5.4 asks for it within 1,024)."""
_DEPTH: Final = 8
"""How deep the statement may stand in a page's linked data."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a page says."""

    text: str
    """Its article, in paragraphs; empty if it seems to have none."""
    paid: bool
    """Whether it says of itself that it isn't free to read."""


def apply(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call one of the functions below: a sandbox's worker has one function."""
    return function(*args, **kwargs)


class Applied:
    """``apply`` for a sandbox: a worker that gets it has the libraries, and is limited after that.

    Loaded with the first call they would count as that call's memory, and cost the worker its life.
    """

    def __call__(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function here."""
        return apply(function, *args, **kwargs)

    def __reduce__(self) -> tuple[Callable[[], Callable[..., Any]], tuple[()]]:
        return _with_libraries, ()


def _with_libraries() -> Callable[..., Any]:
    import protego  # noqa: F401, PLC0415 - wanted in the worker alone
    import trafilatura  # noqa: F401, PLC0415

    return apply


def extract(body: bytes, *, url: str, charset: str, max_text: int) -> Extracted:
    """Return the article that a page holds, without what stands around it.

    Args:
        body: The page, HTML.
        url: Where it came from.
        charset: As its server names it; empty if it doesn't.
        max_text: Characters to return at most.
    """
    import trafilatura  # noqa: PLC0415 - the heaviest of libraries, wanted in the worker alone

    html = _decoded(body, charset)
    own = without_surroundings(html, url)
    found = trafilatura.extract(own, url=url, include_comments=False, include_tables=True)
    lines = (" ".join(line.split()) for line in (found or "").splitlines())
    text = "\n".join(line for line in lines if line and not is_credits(line))
    return Extracted(text[:max_text], _is_paid(html))


def allows(robots: bytes, url: str, agent: str) -> tuple[bool, float]:
    """Say whether a robots.txt (RFC 9309) lets ``agent`` read a page, and how slowly.

    Returns:
        Whether it may; and the seconds it asks for between two requests (Crawl-delay), or 0.
    """
    from protego import Protego  # noqa: PLC0415 - as above

    rules = Protego.parse(robots.decode("utf-8-sig", "replace"))
    return rules.can_fetch(url, agent), float(rules.crawl_delay(agent) or 0.0)


def _decoded(body: bytes, charset: str) -> str:
    from trafilatura.utils import decode_file  # noqa: PLC0415 - as above

    named = _META_CHARSET.search(body, 0, _HEAD)
    for name in (charset, named[1].decode("ascii", "replace") if named else ""):
        try:
            if name:
                return body.decode(name)
        except (LookupError, UnicodeDecodeError):  # it is named wrongly
            continue
    return decode_file(body)


def _is_paid(html: str) -> bool:
    """Whether a page is marked as paid for (schema.org isAccessibleForFree, article:content_tier).

    https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
    """
    tree = LexborHTMLParser(html)
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(script.text(), strict=False)
        except (ValueError, RecursionError):
            continue
        if any(_is_no(value) for value in _said_free(data, _DEPTH)):
            return True
    marks = tree.css('meta[property="article:content_tier"], [itemprop="isAccessibleForFree"]')
    return any(
        mark.attributes.get("content") == "locked"
        or (mark.attributes.get("itemprop") is not None and _is_no(mark.attributes.get("content")))
        for mark in marks
    )


def _said_free(data: Any, depth: int) -> Iterator[Any]:
    """Yield what linked data says of being free, wherever it says so."""
    if depth == 0:
        return
    if isinstance(data, dict):
        if "isAccessibleForFree" in data:
            yield data["isAccessibleForFree"]
        for value in data.values():
            yield from _said_free(value, depth - 1)
    elif isinstance(data, list):
        for value in data:
            yield from _said_free(value, depth - 1)


def _is_no(value: object) -> bool:
    return str(value).strip().rpartition("/")[2].lower() == "false"
