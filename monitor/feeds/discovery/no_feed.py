"""Sites that offer no feed at all: what to tell those who ask for one. Pure.

They answer a stranger with a login page, so nothing is fetched from them. Without this module
``feeds add`` would try a dozen places there and end with "no feed was found", which helps nobody.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_SEARCH = (
    "What is written about an account can be followed with a search feed: "
    "news-monitor feeds add --search NAME"
)
_WHAT_THEY_DO = (
    f"Many publish the same on a site, a blog or a newsletter of their own: add that. {_SEARCH}"
)

_SITES: tuple[tuple[str, str], ...] = (
    (
        r"t\.me|telegram\.(?:me|org|dog)",
        ("Telegram has no feeds. A public channel can be read at https://t.me/s/CHANNEL; a bridge "
        "that you run yourself, such as RSSHub or RSS-Bridge, makes a feed of it. "
        f"{_WHAT_THEY_DO}"),
    ),
    (
        r"(?:[\w-]+\.)?(?:x|twitter)\.com",
        ("X (Twitter) has had no feeds since 2013 and shows posts only to those who log in. Many "
        f"of its authors are on Mastodon or Bluesky too, which have feeds. {_WHAT_THEY_DO}"),
    ),
    (
        r"(?:[\w-]+\.)?(?:facebook|fb)\.com",
        f"Facebook has no feeds and shows pages only to those who log in. {_WHAT_THEY_DO}",
    ),
    (
        r"(?:[\w-]+\.)?instagram\.com",
        f"Instagram has no feeds and shows posts only to those who log in. {_WHAT_THEY_DO}",
    ),
    (
        r"(?:[\w-]+\.)?threads\.(?:net|com)",
        ("Threads has no feeds. An account that shares with the fediverse can be followed by its "
        f"profile on a Mastodon server. {_WHAT_THEY_DO}"),
    ),
    (
        r"(?:[\w-]+\.)?(?:linkedin\.com|lnkd\.in)",
        ("LinkedIn has no feeds and shows posts only to those who log in. Companies mostly have a "
        f"press page or a blog with a feed: add that. {_SEARCH}"),
    ),
    (r"(?:[\w-]+\.)?tiktok\.com", f"TikTok has no feeds. {_WHAT_THEY_DO}"),
    (
        r"groups\.google\.com",
        ("Google Groups has no feeds any more. Join the group and have its mail sent to a "
        "mailbox that is watched, or look for an archive of the list that has a feed."),
    ),
    (
        r"(?:[\w-]+\.)?(?:whatsapp\.com|wa\.me)",
        f"WhatsApp has no feeds, nor have its channels. {_WHAT_THEY_DO}",
    ),
    (
        r"(?:[\w-]+\.)?discord(?:app)?\.(?:com|gg)",
        f"Discord has no feeds. {_WHAT_THEY_DO}",
    ),
    (
        r"(?:[\w-]+\.)?(?:weibo\.(?:com|cn)|weixin\.qq\.com)",
        f"Weibo and WeChat have no feeds. {_WHAT_THEY_DO}",
    ),
    (
        r"(?:open|podcasters)\.spotify\.com",
        ("Spotify has no feeds. Most podcasts have one elsewhere: try the podcast's own site, or "
        "its page on podcasts.apple.com, which names it."),
    ),
    (
        r"(?:[\w-]+\.)?quora\.com",
        f"Quora has no feeds any more. {_WHAT_THEY_DO}",
    ),
)  # fmt: skip
_COMPILED = tuple((re.compile(host, re.IGNORECASE), says) for host, says in _SITES)


def without_feed(url: str) -> str:
    """Return what to do instead, for a page of a site that has no feeds; else empty."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return next((says for site, says in _COMPILED if site.fullmatch(host)), "")
