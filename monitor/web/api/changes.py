"""Changes by the API: each is one of ``monitor.actions``, as on the page and the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.actions import configuration, deliveries, silences, votes
from monitor.actions import feeds as feed_actions
from monitor.actions import rules as rule_actions
from monitor.actions import targets as target_actions
from monitor.actions.send_match import send_match
from monitor.durations import parse_duration
from monitor.errors import MonitorError
from monitor.feeds.discovery.found import Discovery
from monitor.feeds.discovery.look import look_for_feeds
from monitor.feeds.mail.address import is_mailbox
from monitor.store.feeds import feeds
from monitor.web.api.answer import answer
from monitor.web.page_request import Visit

PATIENCE = 25.0
"""Seconds that looking for feeds may take."""


def add_rule(visit: Visit) -> Response:
    """``POST /api/rules``."""
    given = dict(visit.body)
    name, match = given.pop("name"), given.pop("match")
    return _changed(
        visit, lambda: rule_actions.add(visit.desk.config.path, name, match, more=given), 201
    )


def change_rule(visit: Visit) -> Response:
    """``PATCH /api/rules/{name}``."""
    name, values = visit.path_params["name"], visit.body
    return _changed(visit, lambda: rule_actions.change(visit.desk.config.path, name, values))


def remove_rule(visit: Visit) -> Response:
    """``DELETE /api/rules/{name}``."""
    name = visit.path_params["name"]
    return _changed(visit, lambda: rule_actions.remove(visit.desk.config.path, name))


def add_feed(visit: Visit) -> Response:
    """``POST /api/feeds``: what is found there, as ``feeds add`` does in a script."""
    visit.refuse_if_read_only("news-monitor")
    given = visit.body
    url, others = given["url"], list[str]()
    if not given.get("unchecked"):
        looked = _look(visit, url)
        if not looked.found:
            raise MonitorError(
                f'{url}: {looked.problem}; if the address is right anyway, send "unchecked": true'
            )
        url, *others = (each.url for each in looked.found)
    new = feed_actions.NewFeed(
        url, given.get("name", ""), tuple(given.get("tags", ())), given.get("lang", "")
    )
    path = visit.desk.config.path
    more: dict[str, object] = {"url": url, "others": others}
    return _changed(visit, lambda: feed_actions.add_new(path, [new]), 201, more)


def import_feeds(visit: Visit) -> Response:
    """``POST /api/feeds/import``."""
    document = visit.body["opml"].encode()
    return _changed(visit, lambda: feed_actions.import_opml(visit.desk.config.path, document), 201)


def find_feeds(visit: Visit) -> Response:
    """``POST /api/feeds/find``."""
    url = visit.body["url"]
    if is_mailbox(url):
        raise MonitorError("a mailbox is written into config.toml: see docs/sources.md")
    looked = _look(visit, url)
    found = [
        {"url": each.url, "title": each.title, "items": each.items, "how": each.how.value}
        for each in looked.found
    ]
    return answer({"feeds": found, "problem": looked.problem})


def change_feed(visit: Visit) -> Response:
    """``PATCH /api/feeds/{id}``."""
    url, values = _url(visit), visit.body
    return _changed(visit, lambda: feed_actions.change(visit.desk.config.path, url, values))


def remove_feed(visit: Visit) -> Response:
    """``DELETE /api/feeds/{id}``."""
    url = _url(visit)
    return _changed(visit, lambda: feed_actions.remove(visit.desk.config.path, url))


def poll_feed(visit: Visit) -> Response:
    """``POST /api/feeds/{id}/poll``."""
    id_, now = visit.number("id"), visit.now
    visit.desk.write(lambda db: feed_actions.poll_now(db, id_, now=now))
    return answer({"done": "it will be polled within seconds"})


def add_target(visit: Visit) -> Response:
    """``POST /api/targets``."""
    given = dict(visit.body)
    name, url = given.pop("name"), given.pop("url")
    return _changed(
        visit, lambda: target_actions.add(visit.desk.config.path, name, url, more=given), 201
    )


def change_target(visit: Visit) -> Response:
    """``PATCH /api/targets/{name}``."""
    name, values = visit.path_params["name"], visit.body
    return _changed(visit, lambda: target_actions.change(visit.desk.config.path, name, values))


def remove_target(visit: Visit) -> Response:
    """``DELETE /api/targets/{name}``."""
    name = visit.path_params["name"]
    return _changed(visit, lambda: target_actions.remove(visit.desk.config.path, name))


def try_target(visit: Visit) -> Response:
    """``POST /api/targets/{name}/test``."""
    visit.refuse_if_read_only("news-monitor targets test NAME")
    visit.desk.send_test(visit.path_params["name"])
    return answer({"done": "a sample was sent"})


def silence(visit: Visit) -> Response:
    """``POST /api/silences``."""
    given, now = visit.body, visit.now
    if ("rule" in given) == ("story" in given):
        raise MonitorError("name either a rule or a story to silence")
    try:
        until = now + parse_duration(given["for"])
    except (ValueError, OverflowError) as error:
        raise MonitorError(f"for: {error}") from None
    if "rule" in given:
        names = [rule.name for rule in visit.desk.config.rules]
        visit.desk.write(
            lambda db: silences.silence_rule(db, given["rule"], rules=names, until=until, now=now)
        )
    else:
        visit.desk.write(
            lambda db: silences.silence_story(db, given["story"], until=until, now=now)
        )
    return answer({"done": f"silenced until {visit.look.full(until)}"}, 201)


def end_silence(visit: Visit) -> Response:
    """``DELETE /api/silences/{id}``."""
    id_, now = visit.number("id"), visit.now
    visit.desk.write(lambda db: silences.lift(db, id_, now=now))
    return answer({"done": "the silence has ended"})


def vote(visit: Visit) -> Response:
    """``POST /api/matches/{id}/vote``."""
    id_, now, said = visit.number("id"), visit.now, visit.body["vote"]
    visit.desk.write(lambda db: votes.vote(db, id_, said, now=now))
    return answer({"done": "the vote is counted"})


def send(visit: Visit) -> Response:
    """``POST /api/matches/{id}/send``."""
    id_, now, config = visit.number("id"), visit.now, visit.desk.config
    rules = {rule.name: rule for rule in config.rules}
    visit.desk.write(lambda db: send_match(db, id_, rules=rules, policies=config.policies, now=now))
    visit.desk.changed()
    return answer({"done": "it will be sent within seconds"})


def retry(visit: Visit) -> Response:
    """``POST /api/alerts/{id}/retry``."""
    id_, now, targets = visit.number("id"), visit.now, visit.desk.config.targets
    visit.desk.write(lambda db: deliveries.retry(db, id_, targets=targets, now=now))
    visit.desk.changed()
    return answer({"done": "it will be sent within seconds"})


def undo(visit: Visit) -> Response:
    """``POST /api/config/undo``."""
    number = visit.body.get("number")
    return _changed(visit, lambda: configuration.undo(visit.desk.config.path, number))


def _look(visit: Visit, url: str) -> Discovery:
    return look_for_feeds(url, allow_private=visit.desk.config.allow_private, seconds=PATIENCE)


def _changed(
    visit: Visit,
    do: Callable[[], object],
    status: int = 200,
    more: Mapping[str, object] = MappingProxyType({}),
) -> Response:
    """Change the configuration file, and say what that did, and ``more``."""
    visit.refuse_if_read_only("news-monitor")
    path = visit.desk.config.path
    before = configuration.versions(path, most=1)
    do()
    found = configuration.versions(path, most=1)
    is_new = bool(found) and found != before and (not before or found[0].number > before[0].number)
    return answer(
        {
            "changes": list(found[0].changes) if is_new else [],
            "undo": found[0].number if is_new else None,
            "takes_effect": configuration.takes_effect(visit.desk.config.path)
            if is_new
            else "Nothing had to be changed.",
            **more,
        },
        status,
    )


def _url(visit: Visit) -> str:
    row = feeds.by_id(visit.db, visit.number("id"))
    if row is None:
        raise HTTPException(404, "There is no such feed; /api/feeds lists them.")
    return row.url


CHANGES: dict[tuple[str, str], Callable[[Visit], Response]] = {
    ("POST", "/api/rules"): add_rule,
    ("PATCH", "/api/rules/{name}"): change_rule,
    ("DELETE", "/api/rules/{name}"): remove_rule,
    ("POST", "/api/feeds"): add_feed,
    ("POST", "/api/feeds/import"): import_feeds,
    ("POST", "/api/feeds/find"): find_feeds,
    ("PATCH", "/api/feeds/{id}"): change_feed,
    ("DELETE", "/api/feeds/{id}"): remove_feed,
    ("POST", "/api/feeds/{id}/poll"): poll_feed,
    ("POST", "/api/targets"): add_target,
    ("PATCH", "/api/targets/{name}"): change_target,
    ("DELETE", "/api/targets/{name}"): remove_target,
    ("POST", "/api/targets/{name}/test"): try_target,
    ("POST", "/api/silences"): silence,
    ("DELETE", "/api/silences/{id}"): end_silence,
    ("POST", "/api/matches/{id}/vote"): vote,
    ("POST", "/api/matches/{id}/send"): send,
    ("POST", "/api/alerts/{id}/retry"): retry,
    ("POST", "/api/config/undo"): undo,
}
"""By method and address; ``description`` says what each takes and gives."""
