"""CAP 1.0 to 1.2 (Common Alerting Protocol, OASIS): a warning of weather or disaster → Channel.

Most offices list their warnings in a feed, which feedparser reads; some publish the bare document.
Without this module the latter couldn't be watched. A test or an exercise says so in its title: it
must not be taken for a warning.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET

from monitor.feeds.limits import Limits
from monitor.feeds.parsing.dates.read import read_date
from monitor.feeds.parsing.entry import Channel, Entry, absolute_link
from monitor.feeds.parsing.plaintext import fold, text_of_html, text_of_title
from monitor.feeds.parsing.xml.tree import said_in, tree_of, within

_NO_WARNING = {"test": "Test", "exercise": "Exercise", "draft": "Draft", "system": "System"}


def read_cap(xml: str, *, base: str, limits: Limits) -> Channel:
    """Read the warnings of a document, mostly one.

    Args:
        xml: The document, mended; an ``alert``, or something with alerts in it.
        base: Where it came from; a warning without a page of its own is read there.
        limits: ``max_items`` and ``max_text`` apply.

    Raises:
        Broken: It isn't well-formed.
    """
    alerts = list(within(tree_of(xml), "alert"))
    entries = [_entry(alert, base, limits) for alert in alerts[: limits.max_items]]
    return Channel(
        title=entries[0].source if entries else "",
        entries=entries,
        truncated=max(0, len(alerts) - limits.max_items),
    )


def _entry(alert: ET.Element, base: str, limits: Limits) -> Entry:
    infos = list(within(alert, "info")) or [alert]
    first = infos[0]
    areas = _areas(first)
    event, headline = said_in(first, "event"), said_in(first, "headline")
    title = text_of_title(headline) or " – ".join(filter(None, [event, areas]))
    status, kind = said_in(alert, "status").lower(), said_in(alert, "msgtype").lower()
    if kind == "cancel":
        title = f"Cancelled: {title}"
    if status in _NO_WARNING:
        title = f"{_NO_WARNING[status]}: {title}"
    texts = [_text(info, limits) for info in infos]
    tags = [said_in(first, name) for name in ("event", "category", "severity", "urgency")]
    return Entry(
        guid=fold(said_in(alert, "identifier")),
        link=absolute_link(said_in(first, "web"), base) or base,
        title=fold(title),
        summary=texts[0],
        content="\n\n".join(texts)[: limits.max_text] if len(texts) > 1 else "",
        published=read_date(said_in(alert, "sent")) or read_date(said_in(first, "effective")),
        lang=said_in(first, "language"),
        author=text_of_title(said_in(first, "sendername")),
        source=text_of_title(said_in(first, "sendername") or said_in(alert, "sender")),
        tags=[fold(tag) for tag in tags if tag],
    )


def _text(info: ET.Element, limits: Limits) -> str:
    """What one language says: headline and event, area, description, what to do."""
    parts = [said_in(info, name) for name in ("headline", "event")]
    parts += [_areas(info), said_in(info, "description"), said_in(info, "instruction")]
    plain = [text_of_html(part, limits.max_text) for part in parts if part]
    return "\n".join(dict.fromkeys(filter(None, plain)))[: limits.max_text]


def _areas(info: ET.Element) -> str:
    named = [each.text.strip() for each in within(info, "areadesc") if each.text]
    return ", ".join(dict.fromkeys(filter(None, named)))
