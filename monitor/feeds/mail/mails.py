"""Mails → Channel: each mail an entry, or each headline of a mail that is a list of headlines.

    title     Subject            guid   Message-ID
    source    the sender's name  date   Date, or when it arrived
    text      of the HTML as a reader sees it, else the plain text; attachments aren't read
    link      where it can be read on the web, else its first link to something to read

Mails are a stranger's words like any page: broken encodings, headers and structures are read as far
as they go. Without this module what was fetched from a mailbox would say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from selectolax.lexbor import LexborHTMLParser

from monitor.feeds.limits import Limits
from monitor.feeds.mail.batch import Letter, unpack, without_body
from monitor.feeds.mail.headline_list import (
    WEB_VERSION,
    headlines_in_html,
    headlines_in_text,
    is_chore,
    is_small,
    unwrapped,
)
from monitor.feeds.pages.block import columns
from monitor.feeds.pages.page import with_charset
from monitor.feeds.parsing.charsets.charset import decode
from monitor.feeds.parsing.dates.read import read_date
from monitor.feeds.parsing.entry import Channel, Entry, absolute_link
from monitor.feeds.parsing.plaintext import fold, text_of_html
from monitor.feeds.state.feed import Mailbox
from monitor.item import digest

_URL = re.compile(r"https?://[^\s<>\"'\]]+[^\s<>\"'\].,;:!?)]")
_ENCODED = re.compile(
    r"=\?[^?\s]+\?[bq]\?[^?]*\?=(?:\s+=\?[^?\s]+\?[bq]\?[^?]*\?=)*", re.IGNORECASE
)
_HIDDEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|(?:font-size|max-height|opacity)\s*:\s*0(?:\.0+)?(?:px|pt|em|%)?\s*(?:!important\s*)?(?:;|$))",
    re.IGNORECASE,
)
_HIDES = re.compile(r"<[^<>]*\s(?:hidden\b|style\s*=)", re.IGNORECASE)
_MOST_PARTS = 100
_HEADLINE = 15
"""Columns of a link's text that leads to something to read."""


@dataclass(slots=True)
class _Texts:
    html: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)


def read_mails(body: bytes, *, mailbox: Mailbox, limits: Limits, title: str = "") -> Channel:
    """Read a batch of mails.

    Args:
        body: The batch.
        mailbox: Whether mails are split into their headlines.
        limits: ``max_items`` and ``max_text`` apply.
        title: What the mailbox is called.
    """
    entries: dict[str, Entry] = {}
    for letter in unpack(body):
        for entry in _read(letter, mailbox=mailbox, limits=limits):
            first = entries.setdefault(entry.guid, entry)
            if first.link != entry.link or first.content != entry.content:
                # Two mails that their sender gave one Message-ID: neither may be lost.
                entry.guid = f"{entry.guid} {digest((entry.title, entry.link, entry.content))}"
                entries.setdefault(entry.guid, entry)
    listed = list(entries.values())
    kept = listed[-limits.max_items :]
    return Channel(title=title, entries=kept, truncated=len(listed) - len(kept))


def _read(letter: Letter, *, mailbox: Mailbox, limits: Limits) -> list[Entry]:
    try:
        mail = message_from_bytes(letter.data)
        return _entries(mail, letter.received, mailbox=mailbox, limits=limits)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one mail must not keep us from the others
        rest = without_body(letter, f"it is badly broken ({type(error).__name__})")
        mail = message_from_bytes(rest.data)
        return _entries(mail, rest.received, mailbox=mailbox, limits=limits)


def _entries(mail: Message, received: str, *, mailbox: Mailbox, limits: Limits) -> list[Entry]:
    texts = _texts(mail)
    html, plain = _visible("\n".join(texts.html)), "\n".join(texts.plain)
    published = _date(mail, received)
    sender = _sender(mail)
    if mailbox.split:
        found = headlines_in_html(html, limits) if html else headlines_in_text(plain)
        if found:
            for entry in found:
                entry.guid = entry.guid or entry.link
                entry.published = published
                entry.source = entry.source or sender
            return found
    subject = fold(_header(mail, "subject"))
    text = text_of_html(html, limits.max_text) if html else fold(plain)[: limits.max_text]
    name = fold(_header(mail, "message-id")) or f"mail:{digest((subject, str(published), text))}"
    return [
        Entry(
            guid=name,
            link=_link(html, plain),
            title=subject,
            content=text,
            published=published,
            lang=fold(_header(mail, "content-language")).partition(",")[0],
            author=sender,
            source=sender,
        )
    ]


def _visible(html: str) -> str:
    """The HTML without what is hidden in it: the opening that only a list of mails shows."""
    if not (is_small(html) and _HIDES.search(html)):
        return html
    tree = LexborHTMLParser(html)
    for node in tree.css("[style], [hidden]"):
        style = node.attributes.get("style") or ""
        if "hidden" in node.attributes or _HIDDEN.search(style):
            node.decompose()
    return tree.html or ""


def _texts(mail: Message) -> _Texts:
    """The texts of a mail, without those of attachments."""
    texts = _Texts()
    for number, part in enumerate(mail.walk()):
        if number >= _MOST_PARTS:
            break
        kind = part.get_content_type()
        if kind not in {"text/html", "text/plain"} or _is_attached(part):
            continue
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes):
            continue
        charset = part.get_content_charset() or ""
        content_type = f"text/html; charset={charset}" if charset else "text/html"
        if kind == "text/html":
            texts.html.append(decode(data, with_charset(data, content_type)))
        else:
            texts.plain.append(decode(data, content_type))
    return texts


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _header(mail: Message, name: str) -> str:
    """A header's text: encoded words (RFC 2047), and what should have been encoded, too."""
    value = mail.get(name)
    if value is None:
        return ""
    try:
        parts = decode_header(value)
    except Exception:  # noqa: BLE001 - it raises anything on broken base64
        return str(value)
    return "".join(
        decode(text, f"text/plain; charset={charset}" if charset else "")
        if isinstance(text, bytes)
        else text
        for text, charset in parts
    )


def _sender(mail: Message) -> str:
    """The sender's name; where there is none, the host that the mail is from."""
    # Taken apart before it is decoded: a name may hold a comma.
    raw = " ".join(str(mail.get("from") or "").split())
    if '"' not in raw:
        raw = _ENCODED.sub(r'"\g<0>"', raw)  # what is encoded may hold a colon
    for written, address in getaddresses([raw]):
        holder = Message()
        holder["x"] = written.replace("\n", " ")
        if name := fold(_header(holder, "x")).strip("\"' "):
            return name
        if host := address.rpartition("@")[2]:
            return fold(host)
    return ""


def _date(mail: Message, received: str) -> datetime | None:
    return read_date(fold(str(mail.get("date") or ""))) or read_date(received)


def _link(html: str, plain: str) -> str:
    links = (
        list(_links(html))
        if html and is_small(html)
        else [(url, "") for url in _URL.findall(plain)]
    )
    useful = [(url, text) for url, text in links if not is_chore(url, text)]
    for url, text in links:
        if WEB_VERSION.search(text):
            return url
    for url, text in useful:
        if columns(text) >= _HEADLINE:
            return url
    return useful[0][0] if useful else ""


def _links(html: str) -> Iterator[tuple[str, str]]:
    for node in LexborHTMLParser(html).css("a[href]"):
        url = absolute_link(unwrapped((node.attributes.get("href") or "").strip()), "")
        if url:
            yield url, fold(node.text())
