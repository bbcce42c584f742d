"""What a web page says of feeds: ``<link>``, the header ``Link``, and plain links to a feed. Pure.

The tags are found by expressions that take time in proportion to the page, and only these tags are
handed to the HTML parser, which takes 20 s over 100,000 nested elements. Sources: the HTML
standard's link types, https://www.rssboard.org/rss-autodiscovery, jsonfeed.org (1.0 and 1.1),
RFC 8288. Without this module the feeds that sites announce could not be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.net.location import read_url

MAX_TAGS = 500
"""Tags of a kind that are looked at."""
MAX_TAG = 4_000
"""Characters of one tag."""

_NOT_SHOWN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template)\b.*?(?:</\1\b|\Z)", re.IGNORECASE | re.DOTALL
)
_ATTRIBUTES = r"""(?:(?:[^<>"']|"[^"<]{0,2000}"|'[^'<]{0,2000}'){0,4000}|[^<>]{0,4000})"""
_TAG = re.compile(rf"<(?:link|base|html)\s{_ATTRIBUTES}>", re.IGNORECASE)
_ANCHOR = re.compile(rf"<a\s{_ATTRIBUTES}>.{{0,400}}?(?=</a\b)", re.IGNORECASE | re.DOTALL)
_FEED_TYPE = re.compile(
    r"(?:[a-z]{1,20}/)?(?:x[-.])?(?:xml\+)?(?:rss|atom|rdf|feed|podcast)(?:\b|_?xml)"
    r"|(?:application|text)/(?:x[-.])?xml$"
)
_QUOTES = " \t\r\n\"'“”„‟‘’‚"
"""What is written around a value; curly quotes, which a word processor makes, are part of it."""
_JSON = "application/json"
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_NO_FEED = frozenset(
    {"stylesheet", "icon", "preload", "prefetch", "canonical", "search", "license"}
)
"""Relations of something else; with them only what looks like a feed altogether may be one."""
_LIKE_A_FEED = re.compile(
    r"(?:^|[/._?=&-])(?:rss|atom|feeds?|rdf|jsonfeed)(?:\d{0,2}(?:$|[/._?=&-]))|\.xml$",
    re.IGNORECASE,
)
_NAMES_A_FEED = re.compile(  # also in 订阅RSS, where the letters before it are of its word
    r"(?<![a-z\d])(?:rss|atom|feeds?|newsfeed|syndication|xml)(?![a-z\d])", re.IGNORECASE
)
_COMMENTS = re.compile(
    r"comment|comentario|comentário|commenti\b|kommentar|reacties|komentar|kommentit|коммент|комент"
    r"|评论|評論|コメント|댓글|تعليق|/replies|/discussion",
    re.IGNORECASE,
)
_READERS = re.compile(
    r"(?:^|\.)(?:feedly\.com|inoreader\.com|newsblur\.com|netvibes\.com|theoldreader\.com"
    r"|add\.my\.yahoo\.com|bloglines\.com|feedbin\.com|bazqux\.com|subtome\.com|follow\.it)$"
)
_INSIDE = re.compile(r"https?(?:://|%3a%2f%2f)", re.IGNORECASE)
_LINK_VALUE = re.compile(r"<([^<>]{0,2000})>((?:\s*;\s*[^;,\"]+(?:\"(?:[^\"\\]|\\.){0,500}\")?)*)")
_PARAMETER = re.compile(r";\s*([\w!#$&+.^`|~*-]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;,\"]+))")
_FEED_SCHEME = re.compile(r"(?:feed|rss|itpc|pcast|podcasts?):(?://)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFeed:
    """A feed as a page names it; nobody has asked yet whether there is one."""

    url: str
    title: str = ""
    lang: str = ""
    """Primary subtag of ``hreflang``."""
    is_sure: bool = True
    """False: nothing but its type, JSON, or its look speaks for a feed."""

    @property
    def is_comments(self) -> bool:
        """Whether it seems to bring what readers write, not the site."""
        return bool(_COMMENTS.search(f"{self.url} {self.title}"))


def named_feeds(html: str, *, url: str, link_header: str = "") -> list[NamedFeed]:
    """Return the feeds a page names in its head, body or ``Link`` header, the likeliest first.

    Feeds of comments come last, before them what may be something else; else the feed of the page's
    own language and of its own part of the site comes first, and else the order of the page counts.

    Args:
        html: The page.
        url: Where it came from; relative addresses start there, or at its ``<base>``.
        link_header: The header's values, joined with commas.
    """
    shown = _NOT_SHOWN.sub(" ", html)
    tree = _tree(_TAG, shown)
    base = base_of(tree, url)
    found = [
        feed
        for feed in (*_of_header(link_header, url), *_of_links(tree, base))
        if not _same_page(feed.url, url)
    ]
    root = tree.css_first("html")
    lang = _primary(root.attributes.get("lang") or "") if root else ""
    return _ranked(found, url=url, lang=lang)


def linked_feeds(html: str, *, url: str) -> list[NamedFeed]:
    """Return what the page's plain links lead to that looks like a feed, the likeliest first.

    That is what has a feed's type, an address like a feed's, or a text that says RSS, Atom or feed;
    of a link to a feed reader, the feed it would subscribe to.
    """
    shown = _NOT_SHOWN.sub(" ", html)
    base = base_of(_tree(_TAG, shown), url)
    found = []
    for anchor in _tree(_ANCHOR, shown).css("a[href]"):
        href = anchor.attributes.get("href") or ""
        subscribed = _of_reader(href)
        address = absolute(base, subscribed)
        if not address or _same_page(address, url):
            continue
        told = " ".join(
            anchor.attributes.get(name) or "" for name in ("title", "aria-label", "class", "rel")
        )
        images = " ".join(image.attributes.get("alt") or "" for image in anchor.css("img"))
        text = " ".join(anchor.text(deep=True).split())
        parts = urlsplit(address)
        typed = (
            subscribed != href
            or bool(_FEED_TYPE.match(_kind(anchor)))
            or bool(_FEED_SCHEME.match(href.strip()))
        )
        looks = bool(_LIKE_A_FEED.search(f"{parts.path.rstrip('/')}?{parts.query}".rstrip("?")))
        says = bool(_NAMES_A_FEED.search(f"{text} {told} {images}"))
        if typed or looks or says:
            found.append(NamedFeed(url=address, title=text[:100], is_sure=typed or looks))
    return _ranked(found, url=url, lang="")


def absolute(base: str, href: str) -> str:
    """The http(s) URL a link means; empty if it means none.

    ``feed:https://…`` is the address behind it, ``feed://…`` (``itpc://…``) one of the page's own
    scheme.
    """
    address = _FEED_SCHEME.sub("", href.strip(), count=1)
    if address != href.strip() and not address.lower().startswith(("http:", "https:")):
        address = f"//{address}"
    try:
        url = urljoin(base, address)
        read_url(url)
    except ValueError:
        return ""
    return url.partition("#")[0]


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """What the relative addresses of a page start from."""
    root = tree.css_first("base[href]")
    return (absolute(url, root.attributes.get("href") or "") if root else "") or url


def _tree(tags: re.Pattern[str], html: str) -> LexborHTMLParser:
    found = (tag[0] for tag in islice(tags.finditer(html), MAX_TAGS * 4))
    kept = islice((tag for tag in found if len(tag) <= MAX_TAG), MAX_TAGS)
    return LexborHTMLParser("".join(f"{tag}</a>" if tags is _ANCHOR else tag for tag in kept))


def _of_links(tree: LexborHTMLParser, base: str) -> Iterator[NamedFeed]:
    for link in tree.css("link[href]"):
        attributes = link.attributes
        named = _feed_of(
            absolute(base, (attributes.get("href") or "").strip(_QUOTES)),
            relations=(attributes.get("rel") or "").lower().split(),
            kind=_kind(link),
            title=attributes.get("title") or "",
            lang=attributes.get("hreflang") or "",
        )
        if named:
            yield named


def _of_header(header: str, url: str) -> Iterator[NamedFeed]:
    """The feeds of a ``Link`` header (RFC 8288 §3)."""
    for value in islice(_LINK_VALUE.finditer(header[:20_000]), MAX_TAGS):
        given: dict[str, str] = {}
        for name, quoted, token in _PARAMETER.findall(value[2]):
            given.setdefault(name.lower(), re.sub(r"\\(.)", r"\1", quoted) or token)
        if "anchor" in given and not _same_page(absolute(url, given["anchor"]), url):
            continue  # it is about another page
        long = given.get("title*", "").split("'", 2)
        title = unquote(long[2], long[0] or "utf-8", "replace") if len(long) == 3 else ""
        named = _feed_of(
            absolute(url, value[1]),
            relations=given.get("rel", "").lower().split(),
            kind=given.get("type", "").partition(";")[0].strip().lower(),
            title=title or given.get("title", ""),
            lang=given.get("hreflang", ""),
        )
        if named:
            yield named


def _feed_of(
    url: str, *, relations: Iterable[str], kind: str, title: str, lang: str
) -> NamedFeed | None:
    """The feed that a link is, if it is one."""
    rel = {word.strip("," + _QUOTES) for word in relations}
    is_feed = bool(rel & {"feed", "service.feed", "rss", "atom"})
    typed = bool(_FEED_TYPE.match(kind))
    looks = bool(_LIKE_A_FEED.search(urlsplit(url).path.rstrip("/")))
    is_related = is_feed or "alternate" in rel
    misspelt = typed and all(word.startswith("alt") for word in rel)  # or no relation at all
    if not url or kind in _HTML or not (is_related or misspelt):
        return None
    is_else = bool(rel & _NO_FEED)
    if is_else and not (typed and looks):
        return None
    if not (typed or is_feed or kind == _JSON or (looks and not kind and not lang)):
        return None
    return NamedFeed(
        url=url,
        title=" ".join(title.split()),
        lang=_primary(lang),
        is_sure=is_related and (typed or is_feed) and not is_else,
    )


def _ranked(found: Iterable[NamedFeed], *, url: str, lang: str) -> list[NamedFeed]:
    distinct: dict[str, NamedFeed] = {}
    for feed in found:
        held = distinct.get(feed.url)
        if held is None or (feed.is_sure and not held.is_sure):
            distinct[feed.url] = feed
    return sorted(
        distinct.values(),
        key=lambda feed: (
            feed.is_comments,
            not feed.is_sure,
            bool(feed.lang and lang and feed.lang != lang),
            -_shared_folders(feed.url, url),
        ),
    )


def _shared_folders(feed: str, page: str) -> int:
    """How far a feed stands in the page's own part of the site: /sport/rss for /sport/tennis."""
    one, other = urlsplit(feed), urlsplit(page)
    mine = [part for part in one.path.lower().split("/") if part]
    theirs = [part for part in other.path.lower().split("/") if part]
    if not theirs or one.hostname != other.hostname:
        return 0
    return sum(part in mine for part in theirs)


def _of_reader(href: str) -> str:
    """The feed's address inside a link to a feed reader; else the link."""
    try:
        host = urlsplit(href).hostname or ""
    except ValueError:
        return href
    inside = _INSIDE.search(href, 8) if _READERS.search(host) else None
    if not inside:
        return href
    address = href[inside.start() :]
    return unquote(address.partition("&")[0]) if "%3a" in inside[0].lower() else address


def _same_page(one: str, other: str) -> bool:
    return one.partition("#")[0].rstrip("/") == other.partition("#")[0].rstrip("/")


def _kind(node: LexborNode) -> str:
    return (node.attributes.get("type") or "").partition(";")[0].strip(_QUOTES).lower()


def _primary(tag: str) -> str:
    return re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]
