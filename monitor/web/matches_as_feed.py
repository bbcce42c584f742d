"""The matches of a rule as a feed: Atom (RFC 4287) and JSON Feed 1.1, with conditional GET.

An entry's id is made of the rule and of the item's feed and key, so it stays the same whatever
happens to the database. A reader that sends the validators of its last copy gets a 304 if nothing
is new (RFC 9110 §13).
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.alerts.why import why
from monitor.alerts.wording.passage import passage_of, title_of
from monitor.item import digest
from monitor.printable import clean, safe_link
from monitor.store.history import match_list
from monitor.store.history.match_list import MatchRow
from monitor.store.history.match_query import MatchQuery
from monitor.web.access.credentials import Gate
from monitor.web.page_request import Visit
from monitor.web.templating import feed_label

ENTRIES = 50
_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_SPACE = uuid.UUID("6f1a4c0e-3a57-4c39-9a0d-5a1d0c1f3f52")
"""Of this program's ids: random, and never to be changed."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A match as an entry of a feed."""

    id: str
    title: str
    link: str
    """May be empty."""
    story: str
    html: str
    text: str
    author: str
    lang: str
    tags: tuple[str, ...]
    published: datetime
    updated: datetime


class Feeds:
    """Answers requests for a rule's feed, in both formats."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def atom(self, visit: Visit) -> Response:
        """``/feeds/RULE.atom``."""
        rule, entries, own = self._entries(visit, "atom")
        body = atom(rule, entries, own=own, home=visit.desk.web.url)
        return _conditional(visit, body, entries, "application/atom+xml; charset=utf-8")

    def json(self, visit: Visit) -> Response:
        """``/feeds/RULE.json``."""
        rule, entries, own = self._entries(visit, "json")
        body = json_feed(rule, entries, own=own, home=visit.desk.web.url)
        return _conditional(visit, body, entries, "application/feed+json; charset=utf-8")

    def _entries(self, visit: Visit, kind: str) -> tuple[str, list[Entry], str]:
        rule = visit.path_params["rule"]
        rows = match_list.matches(visit.db, MatchQuery(rule=rule, limit=ENTRIES)).rows
        configured = {each.name for each in visit.desk.config.rules}
        if not rows and rule not in configured:
            raise HTTPException(404, f'There is no rule "{rule}".')
        url = visit.desk.web.url
        return (
            rule,
            [_entry(row, url) for row in rows],
            f"{url}/feeds/{quote(rule, safe='')}.{kind}",
        )


def atom(rule: str, entries: list[Entry], *, own: str, home: str) -> bytes:
    """Return the matches of a rule as an Atom document.

    Args:
        rule: The rule's name.
        entries: Newest first.
        own: The address of the document itself, without any key.
        home: The base of the page's addresses.
    """
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    _add(feed, "title", clean(rule))
    _add(feed, "id", f"urn:uuid:{uuid.uuid5(_SPACE, rule)}")
    _add(feed, "updated", _moment(_updated(entries)))
    _add(feed, "link", rel="self", type="application/atom+xml", href=own)
    _add(feed, "link", rel="alternate", type="text/html", href=_page_of(rule, home))
    _add(feed, "generator", "news-monitor")
    for each in entries:
        entry = _add(feed, "entry")
        if each.lang:
            entry.set(_LANGUAGE, each.lang)
        _add(entry, "title", each.title)
        _add(entry, "id", each.id)
        _add(entry, "updated", _moment(each.updated))
        _add(entry, "published", _moment(each.published))
        _add(_add(entry, "author"), "name", each.author)
        if each.link:
            _add(entry, "link", rel="alternate", href=each.link)
        _add(entry, "link", rel="related", href=each.story)
        for tag in each.tags:
            _add(entry, "category", term=tag)
        _add(entry, "content", each.html, type="html")
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def json_feed(rule: str, entries: list[Entry], *, own: str, home: str) -> bytes:
    """Return the matches of a rule as a JSON Feed document (jsonfeed.org, 1.1).

    Args:
        rule: The rule's name.
        entries: Newest first.
        own: The address of the document itself, without any key.
        home: The base of the page's addresses.
    """
    items: list[dict[str, Any]] = []
    for each in entries:
        item: dict[str, Any] = {
            "id": each.id,
            "title": each.title,
            "content_html": each.html,
            "content_text": each.text,
            "date_published": _moment(each.published),
            "date_modified": _moment(each.updated),
            "authors": [{"name": each.author}],
            "tags": list(each.tags),
        }
        if each.link:
            item["url"] = each.link
        if each.lang:
            item["language"] = each.lang
        items.append(item)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": clean(rule),
        "home_page_url": _page_of(rule, home),
        "feed_url": own,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _entry(row: MatchRow, url: str) -> Entry:
    item = row.item
    passage = passage_of(item, row.hits)
    because = why(row.hits)
    story = f"{url}/story/{row.story}"
    html = Markup("")
    if passage:
        inner = Markup("").join(
            Markup("<b>{}</b>").format(piece.text) if piece.hit else escape(piece.text)
            for piece in passage
        )
        html = Markup("<p>{}</p>").format(inner)
    html += Markup('<p><small>Matched: {} · <a href="{}">the story</a></small></p>').format(
        because, story
    )
    text = "".join(piece.text for piece in passage)
    source = feed_label(item.source or row.feed_name)
    return Entry(
        id=f"urn:uuid:{uuid.uuid5(_SPACE, digest((row.rule, item.feed, item.key)))}",
        title="".join(piece.text for piece in title_of(item, row.hits, limit=300)) or "(untitled)",
        link=safe_link(item.link),
        story=story,
        html=str(html),
        text=f"{text}\nMatched: {because}".strip(),
        author=source,
        lang=item.lang,
        tags=tuple(filter(None, (clean(tag, limit=100) for tag in (row.rule, *item.tags)))),
        published=item.published or row.matched_at,
        updated=row.matched_at,
    )


def _conditional(visit: Visit, body: bytes, entries: list[Entry], media_type: str) -> Response:
    """Return the feed, or a 304 if the reader's copy is current."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    modified = _updated(entries).replace(microsecond=0)
    headers = {
        "etag": etag,
        "last-modified": format_datetime(modified, usegmt=True),
        "cache-control": "private, max-age=60",
    }
    if _has(visit, etag, modified):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


def _has(visit: Visit, etag: str, modified: datetime) -> bool:
    given = visit.headers.get("if-none-match")
    if given is not None:  # then If-Modified-Since doesn't count, RFC 9110 §13.1.3
        tags = {tag.strip().removeprefix("W/") for tag in given.split(",")}
        return bool(tags & {etag, "*"})
    try:
        since = parsedate_to_datetime(visit.headers.get("if-modified-since", ""))
        return modified <= (since if since.tzinfo else since.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return False


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    kept = {key: _NOT_XML.sub("", value) for key, value in attributes.items()}
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", kept)
    if text:
        element.text = _NOT_XML.sub("", text)
    return element


def _updated(entries: list[Entry]) -> datetime:
    return max((each.updated for each in entries), default=_BEGINNING)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _page_of(rule: str, home: str) -> str:
    return f"{home}/matches?rule={quote(rule, safe='')}"
