"""An address as people write it → the web addresses that it may mean. Pure.

People paste ``feed://`` and ``feed:https://`` links, leave the scheme out, keep the angle brackets
of an e-mail, or know an account by its handle. Without this module ``feeds add`` would ask them to
type it again.
"""

from __future__ import annotations

import re

_AROUND = " \t\r\n<>\"'“”‘’«»`"
_BEFORE = re.compile(r"view-source:|(?:URL|RSS|Feed)\s*:\s+", re.IGNORECASE)
# feed:https://… keeps its scheme; feed://… and its kind stand for http(s).
_FEED_SCHEME = re.compile(
    r"(?:feeds?|rss|itpc|itpcs|pcast|podcasts?|news)\s*:\s*(?://+)?", re.IGNORECASE
)
_WEB = re.compile(r"(https?)\s*:\s*/*", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
_HANDLE = re.compile(r"@?([\w.-]+)@((?:[\w-]+\.)+[a-z]{2,})", re.IGNORECASE)
_REDDIT = re.compile(r"/?((?:r|u|user)/[\w-]+)/?", re.IGNORECASE)
_HOST = re.compile(
    r"(?:(?:[\w-]+\.)+[\w-]+|localhost|\[[0-9a-f:.]+\])\.?(?::\d+)?(?=[/?#]|$)", re.IGNORECASE
)


def addresses(written: str) -> tuple[str, ...]:
    """Return the web addresses that a text may mean, the likeliest first.

    Where the scheme is missing, that is https, then http, then the same with ``www.``. What is no
    address comes back as it is: fetching it says what is wrong.

    >>> addresses("feed:https://example.org/rss")
    ('https://example.org/rss',)
    >>> addresses("@Gargron@mastodon.social")
    ('https://mastodon.social/@Gargron',)
    """
    text = _BEFORE.sub("", written.strip(_AROUND), count=1).strip(_AROUND)
    scheme_missing = not _WEB.match(text)
    if scheme_missing and (feed := _FEED_SCHEME.match(text)):
        text = text[feed.end() :]
    if web := _WEB.match(text):  # also http:/x and https:///x
        return (f"{web[1].lower()}://{text[web.end() :]}",)
    text = text.removeprefix("//")
    if handle := _HANDLE.fullmatch(text):
        return (f"https://{handle[2].lower()}/@{handle[1]}",)
    if reddit := _REDDIT.fullmatch(text):
        return (f"https://www.reddit.com/{reddit[1]}",)
    if _SCHEME.match(text) or not _HOST.match(text):
        return (text if "://" in text else f"https://{text}",)
    bare = (f"https://{text}", f"http://{text}")
    if re.match(r"www\.|localhost|\[|[\d.]+(?:[:/]|$)|[^/?#]*:\d", text, re.IGNORECASE):
        return bare
    return (*bare, f"https://www.{text}", f"http://www.{text}")
