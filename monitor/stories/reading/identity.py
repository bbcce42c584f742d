"""Identity: when two items of different feeds are one text, whatever their words.

The same page under two addresses, one guid in two feeds, one title from one outlet. Pure.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from monitor.item import Item
from monitor.text import fold

_TRACKING: Final = frozenset(
    {
        "__twitter_impression", "_ga", "_gl", "amp", "campaign_id", "cmp", "cmpid", "dclid",
        "emc", "ex_cid", "fbclid", "feature", "feedname", "feedtype", "ftag", "gaa_at",
        "gclid", "guccounter", "guce_referrer", "guce_referrer_sig", "icid", "igshid",
        "instance_id", "ito", "leadsource", "mbid", "mc_cid", "mc_eid", "mkt_tok", "mod",
        "msclkid", "ncid", "ocid", "origin", "partner", "ref", "ref_src", "referer",
        "referrer", "rss", "segment_id", "shared", "sharetype", "smid", "smtyp", "source",
        "spm", "src", "st_source", "syndication", "taid", "tpcc", "twclid", "user_id", "via",
        "wprov", "wt.mc_id", "xtor", "yclid",
    }
)  # fmt: skip
_TRACKING_PREFIX: Final = ("utm_", "pk_", "mtm_", "hsa_", "at_", "ns_", "guce")
_HOST_PREFIX: Final = re.compile(r"^(?:www\d?|m|mobile|amp|edition)\.(?=[^.]+\.)")
_PLAIN: Final = re.compile(r"[A-Za-z0-9/._~-]*")
_AMP: Final = re.compile(r"(?:/amp|\.amp)/?$")
_WORD: Final = re.compile(r"[^\W_]+")
_COPIED: Final = 6  # words
_SHORTEST_GUID: Final = 16  # shorter ones are numbers that any feed may have


@lru_cache(maxsize=4096)
def canonical_link(link: str) -> str:
    """Reduce a page's address to what names the page.

    Tracking parameters, fragment, scheme, default port and www or m go; the rest of the query is
    sorted (w3lib). Empty for no address, or for one that names a site and no page.
    """
    try:
        parts = urlsplit(link.strip())
        scheme, host, path, query, _ = parts
        port = parts.port
    except ValueError:
        return ""
    if scheme.lower() not in {"http", "https"} or not host:
        return ""
    host = host.rpartition("@")[2].lower()
    if port in {80, 443}:
        host = host.rpartition(":")[0]
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if name.lower() not in _TRACKING and not name.lower().startswith(_TRACKING_PREFIX)
    ]
    path = _AMP.sub("", path).rstrip("/")
    if not path and not kept:
        return ""
    host = _HOST_PREFIX.sub("", host)
    if not kept and _PLAIN.fullmatch(path):
        return host + path  # as canonicalize_url would leave it
    plain = urlunsplit(("https", host, path, urlencode(kept), ""))
    return canonicalize_url(plain).removeprefix("https://")


def global_guid(item: Item) -> str:
    """The item's key, if no other text anywhere is likely to have it; else empty."""
    return item.key if len(item.key) >= _SHORTEST_GUID else ""


def plain_title(item: Item) -> str:
    """The title and the outlet without punctuation, case and accents; empty for an empty title."""
    title = " ".join(_plain_words(item.title))
    return f"{title}\n{(item.source or item.feed).casefold()}" if title else ""


def long_title(item: Item) -> str:
    """The title without punctuation, case and accents if it is too long to be a chance; or empty.

    "Morning briefing" is many a paper's; six words and more, one after the other, are copied.
    """
    words = _plain_words(item.title)
    return " ".join(words) if len(words) >= _COPIED else ""


@lru_cache(maxsize=64)  # each title is asked for twice in a row
def _plain_words(title: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(title)))
