"""Entry and Channel: what a feed document says, read but not yet judged; Channel → Items.

The readers of the two families of formats (``parse`` for XML, ``jsonfeed``) fill these; here they
become Items the same way: which text is the summary, whose name is the source, which key an entry
keeps, which entries are one. Without this module a site's RSS and its JSON Feed would make
different items of the same articles. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from monitor.feeds.identity.syndicated import article_of, lists_others, publisher
from monitor.feeds.limits import Limits
from monitor.feeds.parsing.dates.read import LATEST
from monitor.feeds.parsing.plaintext import MAX_TITLE, cut, opening
from monitor.feeds.parsing.session_ids import session_of, without, without_session
from monitor.item import Item, identify, short_key

MAX_LINK = 4_000
MAX_TAGS = 20
MAX_NAME = 200
"""Characters of an author, a source or a tag."""
LEAD = 500
"""Characters of a summary made from the full text."""
LONG_SUMMARY = 2_000
"""A description longer than this is the full text, not a summary."""
MADE_TITLE = 100
"""Characters of a title made from the text, for entries that have none."""

_LANG = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][\w-]{1,30})?\s*")
# Countries that are written where a language belongs, and codes that name no language.
_LANG_MEANT = {"cn": "zh", "jp": "ja", "cz": "cs", "gr": "el", "dk": "da", "ua": "uk"}
_NO_LANG = frozenset({"und", "mul", "zxx", "mis"})
_SEPARATORS = (" - ", " – ", " — ", " | ")
_BARE_HOST = re.compile(r"(?:www\.|[a-z0-9-]+\.(?:[a-z0-9-]+\.)*[a-z]{2,18}/)", re.IGNORECASE)
_URL = re.compile(r"https?://", re.IGNORECASE)
_NOWHERE = re.compile(r"(?:https?:/*)?", re.IGNORECASE)
_PLAIN_LINK = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?:/[\w./~%+,:=@!$&()*-]*)?(?:\?[\w./~%+,:=@!$&()*-]+)?",
    re.ASCII,
)
_WORDS = re.compile(r"[^\s/.?#:]+(?:\s+[^\s/.?#:]+)+|(?i:none|null|undefined|false|nan)")
_ANOTHER = re.compile(r"\s+(?=https?://)", re.IGNORECASE)
_WRAP = re.compile(r"\s*[\r\n\t]\s*|\s{2,}")
_HREF = re.compile(r"<a\s[^<>]{0,200}\bhref\s*=\s*[\"']?([^\s\"'<>]+)", re.IGNORECASE)
_SCHEME = re.compile(
    r"(?:https?:/{1,3})?(https?)(?::[/\\]+|//)(?=[\w\[])(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_SPACE = re.compile(r"\s+")


Raw = TypeVar("Raw")


@dataclass(slots=True, kw_only=True)
class Entry:
    """One entry as the document has it. Texts are plain; ``link`` is absolute http(s) or empty."""

    guid: str = ""
    link: str = ""
    title: str = ""
    """Whole; an item's is cut, and what is cut off becomes text (``to_items``)."""
    summary: str = ""
    content: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    unread_date: str = ""
    """What stands in place of a date, if none of the entry's can be read."""
    lang: str = ""
    author: str = ""
    source: str = ""
    """Where the entry says it was taken from, as in an aggregator's feed."""
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Channel:
    """A feed document: its own title, language and ttl, and its entries."""

    title: str = ""
    lang: str = ""
    ttl: timedelta = timedelta(0)
    entries: list[Entry] = field(default_factory=list)
    truncated: int = 0
    """Entries left out, beyond ``Limits.max_items``."""
    unchanged: int = 0
    """Entries left out because they were read before, as they are (``seen``)."""
    seen: bytes = b""


def says_something(entry: Entry) -> bool:
    """Whether an entry has anything to read or to open; one without is left out."""
    return bool(entry.title or entry.summary or entry.content or entry.link)


def to_items(
    channel: Channel, *, url: str, source: str, lang: str, tags: tuple[str, ...], limits: Limits
) -> tuple[Item, ...]:
    """Make the Items of a feed document, in its order; entries that are one item appear once.

    Args:
        channel: The document as it was read.
        url: The feed's identity: ``Item.feed``.
        source: The user's name for the feed, for entries that name no source of their own.
        lang: The user's word for the language; empty: the entry's or the document's claim counts.
        tags: The feed's tags, put before those of each entry.
        limits: ``max_text`` bounds summary and content, in characters.
    """
    _drop_sessions(channel.entries)
    # Repeated entries first: ``identify`` would take their guid for one that tells nothing apart,
    # and name the item otherwise as soon as the repetition is gone.
    distinct: dict[tuple[str, ...], Entry] = {}
    for e in channel.entries:
        if says_something(e):
            text = "" if e.guid or e.link else e.summary or e.content
            distinct.setdefault((e.guid, e.link, cut(e.title, MAX_TITLE), text), e)
    entries = list(distinct.values())
    by_engine = lists_others(url)
    keys = identify(
        [(e.guid, e.link, cut(e.title, MAX_TITLE), e.summary or e.content) for e in entries]
    )
    items: dict[str, Item] = {}
    for long_key, entry in zip(keys, entries, strict=True):
        key = short_key(long_key)
        if key in items:
            continue
        from_source = cut(entry.source, MAX_NAME) if entry.source != entry.title else ""
        title = _without_source(cut(entry.title, MAX_TITLE), from_source)
        summary, content = settle(entry.summary, _all_text(entry), limits.max_text)
        title = title or opening(summary or content, MADE_TITLE) or entry.link
        if summary in {title, f"{title} {from_source}"} or (
            # an opening that the title says already; the content has it, too
            len(entry.title) > MAX_TITLE and content and entry.title.startswith(summary.rstrip("…"))
        ):
            summary = ""
        link = entry.link
        if by_engine:  # to the article itself, not to the engine that counts who opens it
            link = absolute_link(article_of(link), url) or link
        items[key] = Item(
            feed=url,
            key=key,
            title=title,
            link=link,
            summary=summary,
            content=content,
            published=entry.published,
            updated=entry.updated,
            lang=lang or language(entry.lang) or language(channel.lang),
            author=cut(entry.author, MAX_NAME),
            source=from_source or publisher(url, link) or source or channel.title,
            tags=_distinct((*tags, *entry.tags)),
        )
    return tuple(items.values())


def _all_text(entry: Entry) -> str:
    """The full text; with a title that is too long for one before it, unless it stands there.

    Microblogs give a whole post as its title, and some feeds nothing else.
    """
    if len(entry.title) <= MAX_TITLE:
        return entry.content
    title = " ".join(entry.title.split())
    if any(title in " ".join(text.split()) for text in (entry.summary, entry.content)):
        return entry.content
    return "\n".join(filter(None, [entry.title, entry.content]))


def _drop_sessions(entries: Sequence[Entry]) -> None:
    """Take session ids off the links, and off the guids that are links."""
    session = session_of(entry.link for entry in entries)
    for entry in entries:
        entry.link = without(without_session(entry.link), session)
        if _URL.match(entry.guid):
            entry.guid = without(without_session(entry.guid), session)


def settle(short: str, full: str, limit: int) -> tuple[str, str]:
    """Decide what is the summary and what the content, so that nothing is lost and nothing doubled.

    Args:
        short: The description or summary, plain text; may be empty.
        full: The full text; may be empty, or say no more than ``short``.
        limit: Characters kept of each.

    Returns:
        (summary, content). Content is empty unless it says more than the summary. Where there is
        only a full text, or the description is one by its length, the summary is its opening and
        the content is all of it.
    """
    if short == full:
        short = ""
    elif full in short:
        full = ""
    if not full and len(short) > LONG_SUMMARY:
        short, full = "", short
    if not short:
        return (opening(full, LEAD), full[:limit]) if len(full) > LEAD else (full, "")
    return short[:limit], full[:limit]


def language(claim: str) -> str:
    """The primary language subtag of a claim such as ``en_US`` (BCP 47); empty if it names none."""
    match = _LANG.fullmatch(claim)
    code = match[1].lower() if match else ""
    return "" if code in _NO_LANG else _LANG_MEANT.get(code, code)


def absolute_link(link: str, base: str) -> str:
    """The http(s) URL that ``link`` means in a document at ``base``; empty if it means none.

    A user and a password in it, maybe those that the feed itself is fetched with, are left out:
    it is shown and sent.
    """
    link = link.strip().replace("&amp;", "&")
    if _PLAIN_LINK.fullmatch(link):  # nearly all: nothing about it needs to be thought of
        return link if len(link) <= MAX_LINK else ""
    if _WORDS.fullmatch(link):
        return ""
    if "<" in link and (anchor := _HREF.search(link)):
        link = anchor[1]
    if scheme := _SCHEME.match(link):
        link = _mended_scheme(scheme)
    # Of two addresses the first; what breaks a line in one is no part of it, a single blank is.
    link = _SPACE.sub("%20", _WRAP.sub("", _ANOTHER.split(link, 1)[0]))
    if _BARE_HOST.match(link):
        link = f"https://{link}"
    try:
        url = "" if _NOWHERE.fullmatch(link) else urljoin(base, link)
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
        if "@" in parts.netloc:
            url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    except ValueError:
        return ""
    return url if usable and len(url) <= MAX_LINK and url.isprintable() else ""


def _mended_scheme(found: re.Match[str]) -> str:
    r"""``https:/x``, ``http//x``, ``https:\\x`` and ``http://https://x`` as browsers take them."""
    return f"{found[1]}://{found['rest'].replace(chr(92), '/')}"


def newest(
    entries: Sequence[Raw], date_of: Callable[[Raw], datetime | None], limit: int
) -> Sequence[Raw]:
    """Return the ``limit`` newest entries, in document order; undated entries count as new."""
    if len(entries) <= limit:
        return entries
    dates = [date_of(entry) or LATEST for entry in entries]
    by_age = sorted(range(len(dates)), key=dates.__getitem__, reverse=True)
    return [entries[at] for at in sorted(by_age[:limit])]


def _without_source(title: str, source: str) -> str:
    """Drop the outlet that aggregators append: "Headline - Outlet"."""
    for separator in _SEPARATORS if source else ():
        suffix = f"{separator}{source}"
        if len(title) > len(suffix) and title.casefold().endswith(suffix.casefold()):
            return title[: -len(suffix)].rstrip()
    return title


def _distinct(tags: tuple[str, ...]) -> tuple[str, ...]:
    distinct: dict[str, str] = {}
    for tag in tags:
        shown = cut(tag, MAX_NAME)
        if shown:
            distinct.setdefault(shown.casefold(), shown)
    return tuple(distinct.values())[:MAX_TAGS]
