"""Payload: what a message says, as JSON for programs, by docs/webhook.schema.json. Pure.

    {"version": 1, "type": "alert.new", "id": …, "timestamp": …, "title": …, "data": {…}}

The frame (``type``, ``timestamp``, ``data``) is that of Standard Webhooks
(https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). Texts
are the item's own, as places in them are told; only what JSON can't hold is replaced. Without this
module a program would have to read what was worded for people.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby
from typing import Final, NamedTuple, assert_never

from monitor.alerts.alert import Alert, Bundle, Content, Digest, Message, Named, Note, Report
from monitor.alerts.answers import Answer, Answers
from monitor.alerts.planning.match_decision import ON_REQUEST, UPDATED
from monitor.alerts.why import why
from monitor.alerts.wording.card import UNTITLED, again, outlet_of
from monitor.alerts.wording.passage import passage_of
from monitor.printable import clean, safe_link
from monitor.rules.rule import TEXTS

VERSION: Final = 1
"""Of the schema; a new one means that receivers must change."""
MAX_TEXT: Final = 20_000
"""Characters of each of an item's texts."""
MAX_TEXT_IN_DIGEST: Final = 2_000
MAX_HITS: Final = 100
"""Hits of one alert; the others are counted."""


Plain = dict[str, object]
"""An object of JSON."""

_USERINFO = re.compile(r"^([a-z][a-z0-9+.-]*://)[^/]*@", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Links(NamedTuple):
    """Where the page is, as far as a message leads there."""

    story_url: Callable[[int], str]
    answers: Answers | None


def webhook_message(
    content: Content,
    *,
    key: str,
    title: str,
    page: str = "",
    story_url: Callable[[int], str] = lambda _: "",
    answers: Answers | None = None,
) -> Message:
    """Return what ``payload_of`` says as a message; it shows every headline that it has."""
    text = payload_of(
        content, key=key, title=title, page=page, story_url=story_url, answers=answers
    )
    return Message(key=key, title=title, text=text, named=_named(content))


def payload_of(
    content: Content,
    *,
    key: str,
    title: str,
    page: str = "",
    story_url: Callable[[int], str] = lambda _: "",
    answers: Answers | None = None,
) -> str:
    """Return the JSON for an alert, a bundle, a digest or a note.

    Args:
        content: What to tell.
        key: The delivery's key, the same at every attempt.
        title: It in one line, for people.
        page: The page of this program that lists alerts; empty: there is none.
        story_url: Returns the page about a story.
        answers: Makes the links by which alerts are answered.
    """
    kind, data = _typed(content, page, _Links(story_url, answers))
    whole: Plain = {
        "version": VERSION,
        "type": kind,
        "id": key,
        "timestamp": _iso(content.created_at),
        "title": title,
        "data": data,
    }
    # A lone half of a character is none, and no other parser would take it.
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return _SURROGATE.sub("\ufffd", text)


def kind_of(alert: Alert) -> str:
    """Return what sort of alert it is, as ``type`` and ``kind`` have it."""
    if alert.is_test:
        return "test"
    if alert.asked or alert.reason.startswith(ON_REQUEST):
        return "alert.requested"
    if alert.reason.startswith(UPDATED):
        return "alert.update"
    if alert.again:
        return "alert.again"
    return "alert.development" if alert.earlier else "alert.new"


def _typed(content: Content, page: str, links: _Links) -> tuple[str, Plain]:
    match content:
        case Note():
            return "note", _note(content)
        case Digest():
            return "digest", _digest(content, page, links)
        case Alert():
            alerts: Sequence[Alert] = (content,)
        case Bundle():
            alerts = content.alerts
        case _:
            assert_never(content)
    return kind_of(alerts[0]), _about(alerts, links, longest=MAX_TEXT)


def _note(note: Note) -> Plain:
    return {
        "title": note.title,
        "text": note.text,
        "links": [
            {"title": each.title, "url": safe_link(each.link) or None, "said": each.said}
            for each in note.links
        ],
        "chart": [
            {"label": bar.label, "count": bar.count, "usual": bar.usual} for bar in note.chart
        ],
    }


def _digest(digest: Digest, page: str, links: _Links) -> Plain:
    entries = [list(entry) for _, entry in groupby(digest.alerts, key=_entry)]
    return {
        "held": [reason.value for reason in digest.reasons],
        "count": digest.size,
        "rules": [{"name": rule, "count": count} for rule, count in digest.counts],
        "also": list(digest.also),
        "url": page or None,
        "events": [_about(entry, links, longest=MAX_TEXT_IN_DIGEST) for entry in entries],
    }


def _entry(alert: Alert) -> tuple[int, int]:
    return alert.story, alert.event


def _about(alerts: Sequence[Alert], links: _Links, *, longest: int) -> Plain:
    """What there is to say about one event; of several alerts, the first is the most urgent."""
    first = alerts[0]
    return {
        "story": {
            "id": first.story or None,
            "url": links.story_url(first.story) or None,
            "earlier": first.earlier or None,
        },
        "event": {
            "id": first.event or None,
            "outlets": max(first.sources, len(first.coverage), 1),
            "reports": [_report(report) for report in first.coverage],
        },
        "alerts": [_alert(alert, links.answers, longest) for alert in alerts],
    }


def _report(report: Report) -> Plain:
    return {
        "outlet": clean(report.source),
        "title": report.title,
        "link": safe_link(report.link) or None,
        "item": report.item_id or None,
        "published_at": _iso(report.published_at),
        "why": report.why or None,
    }


def _alert(alert: Alert, answers: Answers | None, longest: int) -> Plain:
    item = alert.item
    hits = [hit for hit in alert.hits if hit.stands_in_item(item)]
    return {
        "id": alert.key,
        "kind": kind_of(alert),
        "created_at": _iso(alert.created_at),
        "rule": {
            "name": alert.rule,
            "query": alert.canonical,
            "priority": alert.priority.value,
        },
        "before": alert.again,
        "reason": again(alert) or None,
        "item": _item(alert, longest),
        "why": why(alert.hits),
        "passage": [asdict(piece) for piece in passage_of(item, alert.hits)],
        "hits": [asdict(hit) for hit in hits[:MAX_HITS]],
        "more_hits": max(len(hits) - MAX_HITS, 0),
        "answers": _answers(alert, answers) if answers else None,
    }


def _answers(alert: Alert, answers: Answers) -> Plain:
    return {
        "good": answers.url(alert, Answer.GOOD),
        "bad": answers.url(alert, Answer.BAD),
        "mute_story": answers.url(alert, Answer.MUTE_STORY),
        "mute_rule": answers.url(alert, Answer.MUTE_RULE),
    }


def _item(alert: Alert, longest: int) -> Plain:
    item = alert.item
    texts = {name: getattr(item, name) for name in TEXTS}
    return {
        "id": alert.item_id or None,
        "feed": _without_secrets(item.feed),
        "key": item.key,
        **{name: text[:longest] for name, text in texts.items()},
        "cut": _cut(texts.items(), longest),
        "link": safe_link(item.link) or None,
        "outlet": outlet_of(alert) or None,
        "author": item.author or None,
        "tags": list(item.tags),
        "lang": item.lang or None,
        "published_at": _iso(item.published),
        "updated_at": _iso(item.updated),
    }


def _without_secrets(url: str) -> str:
    """A feed's address without user, password and query: there tokens are kept."""
    return re.split("[?#]", _USERINFO.sub(r"\1", url), maxsplit=1)[0]


def _cut(texts: Iterable[tuple[str, str]], longest: int) -> list[str]:
    """The names of the texts that are longer than what is told of them."""
    return [name for name, text in texts if len(text) > longest]


def _named(content: Content) -> tuple[Named, ...]:
    alerts: Sequence[Alert]
    match content:
        case Note():
            return ()
        case Alert():
            alerts = (content,)
        case _:
            alerts = content.alerts
    shown = [(alert.item_id, alert.item.title) for alert in alerts]
    shown += [(each.item_id, each.title) for alert in alerts for each in alert.coverage]
    titles: dict[int, str] = {}
    for item_id, title in shown:
        titles.setdefault(item_id, title or UNTITLED)
    return tuple(Named(item_id, title) for item_id, title in titles.items() if item_id)


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None
