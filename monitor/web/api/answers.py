"""The API: the page's queries, answered as JSON. A test compares it with ``description``."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.actions.configuration import is_paused, versions
from monitor.alerts.alert import DeliveryState
from monitor.alerts.sending.send import can_edit
from monitor.alerts.wording.card import text_of
from monitor.alerts.wording.passage import full_text_of
from monitor.errors import MonitorError
from monitor.feeds.state.health import judge
from monitor.feeds.state.schedule import plain_status
from monitor.net.location import shown
from monitor.rules.matching.explain import plain_hits
from monitor.store.history import history
from monitor.store.history.history import MatchRow
from monitor.store.history.match_state import sentence
from monitor.store.outbox import edits, outbox
from monitor.store.outbox.edits import Edits
from monitor.store.outbox.outbox_row import OutboxRow
from monitor.store.reading import attempts
from monitor.store.reading.belonging import because
from monitor.store.reading.feed_list import FeedQuery, listed
from monitor.store.reading.silences import active
from monitor.store.reading.stats import RuleStats, rule_stats
from monitor.store.reading.story_events import StoryEvent
from monitor.store.reading.story_history import StoryQuery, StoryRow, StorySort, stories
from monitor.store.reading.story_history import story as read_story
from monitor.store.reading.target_health import TargetHealth, glance
from monitor.web.api.description import DESCRIPTION
from monitor.web.api.query import Page, only_described
from monitor.web.match_query import match_query, whole_number
from monitor.web.page_request import Visit
from monitor.web.pages.rules import DAYS
from monitor.web.period import since
from monitor.web.templating import feed_label

MOST, USUAL = 500, 50


def matches(visit: Visit) -> Response:
    """``/api/matches``."""
    page = history.matches(visit.db, match_query(visit, limit=_limit(visit)))
    return answer({"matches": [_match(visit, row) for row in page], "next": page.next})


def one_match(visit: Visit) -> Response:
    """``/api/matches/{id}``."""
    row = history.match(visit.db, visit.number("id"))
    if row is None:
        raise HTTPException(404, "There is no such match, or it is no longer kept.")
    return answer(_match(visit, row))


def all_stories(visit: Visit) -> Response:
    """``/api/stories``."""
    zone = visit.desk.config.timezone
    query = StoryQuery(
        since=since(visit.word("since"), now=visit.now, zone=zone),
        until=since(visit.word("until"), now=visit.now, zone=zone),
        rule=visit.word("rule"),
        search=visit.word("q"),
        sort=StorySort(visit.word("sort") or StorySort.NEWEST),
        limit=_limit(visit),
        after=visit.word("after"),
    )
    page = stories(visit.db, query)
    return answer({"stories": [_story(visit, row) for row in page], "next": page.next})


def one_story(visit: Visit) -> Response:
    """``/api/stories/{id}``."""
    detail = read_story(visit.db, visit.number("id"))
    if detail is None:
        raise HTTPException(404, "There is no such story, or it is no longer kept.")
    timeline = [
        {
            "item": telling.item_id,
            "event": event.id,
            "published_at": _iso(visit, telling.published_at),
            "source": feed_label(telling.source),
            "title": telling.title,
            "link": telling.link,
            "lang": telling.lang,
            "why": because(
                telling.why,
                edited=visit.look.full(telling.updated_at) if telling.updated_at else "",
            ),
            "rules": list(telling.rules),
        }
        for event in detail.story.events
        for telling in event.tellings
    ]
    return answer(_story(visit, detail.story) | {"timeline": timeline})


def rules(visit: Visit) -> Response:
    """``/api/rules``."""
    found = rule_stats(visit.db, visit.now - timedelta(days=DAYS), visit.now)
    stats = {each.rule: each for each in found}
    config = visit.desk.config
    plain = [
        {
            "name": rule.name,
            "match": rule.match,
            "canonical": rule.canonical,
            "paused": False,
            "targets": list(config.policies[rule.name].targets),
            "group": config.policies[rule.name].group.value,
            **_figures(visit, stats.get(rule.name)),
        }
        for rule in config.rules
    ]
    plain += [
        {
            "name": name,
            "match": str(entry.get("match", "")),
            "canonical": "",
            "paused": True,
            "targets": [],
            "group": entry.get("group", config.group.value),
            **_figures(visit, stats.get(name)),
        }
        for name, entry in visit.desk.written().rules.items()
        if is_paused(entry)
    ]
    return answer({"rules": plain, "days": DAYS})


def _figures(visit: Visit, stats: RuleStats | None) -> dict[str, Any]:
    return {
        "matches": stats.matches if stats else 0,
        "stories": stats.stories if stats else 0,
        "alerts": stats.alerts if stats else 0,
        "good": stats.good if stats else 0,
        "bad": stats.bad if stats else 0,
        "corrections": stats.corrections if stats else 0,
        "precision": stats.precision if stats else None,
        "last_match_at": _iso(visit, stats.last_match if stats else None),
        "per_day": list(stats.per_day) if stats else [0] * DAYS,
    }


def all_feeds(visit: Visit) -> Response:
    """``/api/feeds``."""
    entries = visit.desk.written().feeds
    paused = frozenset(url for url, entry in entries.items() if is_paused(entry))
    query = FeedQuery(
        text=visit.word("q"),
        trouble=visit.word("health") == "trouble",
        paused=paused,
        limit=_limit(visit),
        after=visit.word("after"),
    )
    page = listed(visit.db, query)
    plain = [
        {
            "id": row.id,
            "url": shown(row.url),
            "name": row.name or row.state.title,
            "tags": list(row.tags),
            "health": judge(row.state, visit.now).value,
            "status": "paused" if row.url in paused else plain_status(row.state, visit.now),
            "paused": row.url in paused,
            "failures": row.state.trouble.failures,
            "last_poll_at": _iso(visit, row.state.last_poll_at),
            "last_success_at": _iso(visit, row.state.last_success_at),
            "last_new_at": _iso(visit, row.state.news.last_new_at),
            "next_poll_at": _iso(visit, row.state.schedule.next_poll_at)
            if row.url not in paused
            else None,
            "next_reason": row.state.schedule.next_reason if row.url not in paused else "",
        }
        for row in page
    ]
    return answer({"feeds": plain, "next": page.next})


def alerts(visit: Visit) -> Response:
    """``/api/alerts``: deliveries, newest first."""
    state = visit.word("state")
    rows = outbox.newest(
        visit.db,
        state=DeliveryState(state) if state else None,
        target=visit.word("target") or None,
        limit=_limit(visit),
    )
    tried = attempts.counts(visit.db, [row.id for row in rows])
    edited = edits.of_deliveries(visit.db, [row.id for row in rows])
    plain = [_delivery(visit, row, tried.get(row.id, 0), edited.get(row.id)) for row in rows]
    return answer({"alerts": plain})


def all_targets(visit: Visit) -> Response:
    """``/api/targets``."""
    config, written = visit.desk.config, visit.desk.written().targets
    health = glance(visit.db, written)
    plain = []
    for name in dict.fromkeys([*written, *config.targets]):
        each = health.get(name, TargetHealth())
        plain.append(
            {
                "name": name,
                "kind": config.targets[name].kind.value if name in config.targets else "",
                "edits": name in config.targets and can_edit(config.targets[name].url),
                "paused": is_paused(written.get(name, {})),
                "rules": [r for r, policy in config.policies.items() if name in policy.targets],
                "delivered": each.delivered,
                "waiting": each.pending + each.held,
                "dead": each.dead,
                "last_delivered_at": _iso(visit, each.delivered_at),
                "last_error": each.last_error,
            }
        )
    return answer({"targets": plain})


def all_silences(visit: Visit) -> Response:
    """``/api/silences``: those that hold."""
    plain = [
        {
            "id": each.id,
            "rule": each.rule or "",
            "story": each.story,
            "until": _iso(visit, each.until),
            "created_by": each.created_by or None,
        }
        for each in active(visit.db, now=visit.now)
    ]
    return answer({"silences": plain})


def history_of_configuration(visit: Visit) -> Response:
    """``/api/config/history``."""
    plain = [
        {"number": each.number, "at": _iso(visit, each.at), "changes": list(each.changes)}
        for each in versions(visit.desk.config.path)
    ]
    return answer({"versions": plain})


def description(visit: Visit) -> Response:
    """``/api/openapi.json``."""
    return answer(DESCRIPTION | {"servers": [{"url": visit.desk.web.url}]})


_PAGES: dict[str, Page] = {
    "/api/matches": matches,
    "/api/matches/{id}": one_match,
    "/api/stories": all_stories,
    "/api/stories/{id}": one_story,
    "/api/rules": rules,
    "/api/feeds": all_feeds,
    "/api/alerts": alerts,
    "/api/targets": all_targets,
    "/api/silences": all_silences,
    "/api/config/history": history_of_configuration,
    "/api/openapi.json": description,
}
PAGES = {path: only_described(path, page) for path, page in _PAGES.items()}


def _match(visit: Visit, row: MatchRow) -> dict[str, Any]:
    item = row.item
    return {
        "id": row.id,
        "rule": row.rule,
        "score": row.score,
        "matched_at": _iso(visit, row.matched_at),
        "item": row.item_id,
        "story": row.story,
        "story_items": row.story_items,
        "title": item.title,
        "summary": item.summary,
        "link": item.link,
        "source": item.source or feed_label(row.feed_name),
        "author": item.author,
        "lang": item.lang,
        "tags": list(item.tags),
        "published_at": _iso(visit, item.published),
        "feed": shown(item.feed),
        "feed_name": feed_label(row.feed_name),
        "hits": plain_hits(row.hits),
        "full_text": text_of(full_text_of(item, row.hits)),
        "state": row.state.value,
        "fate": sentence(row.fate, visit.look.full),
        "sent_at": _iso(visit, row.fate.sent_at),
        "sent_as": row.fate.sent_as,
        "withheld": row.withheld,
        "vote": row.vote,
        "deliveries": [
            {"target": each.target, "state": each.state.value, "at": _iso(visit, each.at)}
            for each in row.fate.targets
        ],
    }


def _story(visit: Visit, row: StoryRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "first_title": row.first_title,
        "opened_at": _iso(visit, row.opened_at),
        "last_item_at": _iso(visit, row.last_item_at),
        "items": row.items,
        "first": feed_label(row.first),
        "sources": list(map(feed_label, row.sources)),
        "source_count": row.source_count,
        "rules": list(row.rules),
        "events": [_event(visit, event) for event in row.events],
    }


def _event(visit: Visit, event: StoryEvent) -> dict[str, Any]:
    return {
        "id": event.id,
        "title": event.title,
        "at": _iso(visit, event.at),
        "items": len(event.tellings),
        "first": feed_label(event.first),
        "sources": list(map(feed_label, event.sources)),
        "source_count": event.source_count,
        "alerts": [{"rule": rule, "state": state} for rule, state in event.alerts],
    }


def _delivery(visit: Visit, row: OutboxRow, tried: int, edited: Edits | None) -> dict[str, Any]:
    delivery = row.delivery
    return {
        "id": row.id,
        "target": delivery.target,
        "state": delivery.state.value,
        "hold": delivery.hold.value if delivery.hold else "",
        "attempts": tried,
        "last_error": delivery.last_error,
        "created_at": _iso(visit, row.created_at),
        "next_attempt_at": _iso(visit, delivery.next_attempt_at),
        "delivered_at": _iso(visit, delivery.delivered_at),
        "edits": edited.count if edited else 0,
        "edited_at": _iso(visit, edited.edited_at) if edited else None,
        "edit_error": edited.error if edited else "",
        "rule": row.rule,
        "rules": list(row.rules),
        "title": row.title,
        "title_now": row.title_now,
        "story": row.alert.story if row.alert else None,
    }


def _iso(visit: Visit, moment: datetime | None) -> str | None:
    zone = visit.desk.config.timezone
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None


def _limit(visit: Visit) -> int:
    text = visit.word("limit")
    limit = whole_number("limit", text) if text else USUAL
    if not 1 <= limit <= MOST:
        raise MonitorError(f"limit must be from 1 to {MOST}")
    return limit


def answer(value: object, status: int = 200) -> Response:
    """Return a value as JSON."""
    # Python's JSON lets lone surrogates through, which are no UTF-8.
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, status, media_type="application/json")
