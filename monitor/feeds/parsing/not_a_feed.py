"""Not a feed: what came in a feed's place, and what to do about it, in plain words. Pure.

Hosts answer with a page where a feed was: one that asks for proof of being human, a login, a notice
that the account is suspended. Without this module all of these would be "malformed", and nobody
would know whether to wait, to log in or to look for another address.
"""

from __future__ import annotations

import re
from html import unescape

from monitor.feeds.challenge import is_challenge
from monitor.feeds.parsing.document import is_web_page
from monitor.printable import clean

_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_BINARY = re.compile("[\x00-\x08\x0e-\x1f]")
_TITLE = re.compile(r"<title[^<>]*>([^<>]{1,300})<", re.IGNORECASE)
_LOGIN = re.compile(r"<input\b[^<>]{0,300}\btype\s{0,5}=\s{0,5}[\"']?password", re.IGNORECASE)
_READ = 200_000
"""Characters in which a page is looked at."""
_LONGEST_TITLE = 60


def not_a_feed(text: str) -> str:
    """Say in plain words what a text is, given that it is no feed, and what to do about it."""
    if not text.strip("\x00 \t\r\n\ufeff"):
        return (
            "the answer is empty; the publisher may be rebuilding it; it will be polled again later"
        )
    if is_web_page(text):
        return _web_page(text[:_READ])
    if text.startswith("%PDF-"):
        return "this is a PDF, not a feed; check the URL"
    if _BINARY.search(text[:200]):
        return "this is a binary file, not a feed; check the URL"
    element = _ELEMENT.search(text)
    if not element:
        return "this is plain text, not a feed; check the URL"
    match element[1].lower():
        case "opml":
            return "this is a list of feeds (OPML); try: news-monitor feeds import FILE"
        case "urlset" | "sitemapindex":
            return "this is a sitemap, not a feed; check the URL"
        case name:
            return f"this is not a feed: its root is <{name[:40]}>; check the URL"


def _web_page(text: str) -> str:
    title = _TITLE.search(text)
    named = clean(unescape(title[1]), limit=_LONGEST_TITLE) if title else ""
    page = f'a web page ("{named}")' if named else "a web page"
    if is_challenge(text):
        return (
            f"this is {page} that asks for proof of being human, not a feed; "
            "ask its publisher to let feed readers in, or look for another address"
        )
    if _LOGIN.search(text):
        return (
            f"this is {page} that asks for a login, not a feed; add `auth`, a cookie or a token "
            "that the feed wants, or look for another address"
        )
    return f"this is {page}, not a feed; try: news-monitor feeds add URL, which looks for its feed"
