"""The page Alerts: the outbox, what was given up, what was withheld, and silences."""

from __future__ import annotations

from starlette.responses import Response

from monitor.actions import deliveries, silences
from monitor.alerts.alert import DeliveryState
from monitor.errors import MonitorError
from monitor.store.history import match_list
from monitor.store.history.match_query import MatchQuery
from monitor.store.outbox import edits, outbox
from monitor.store.reading import attempts
from monitor.store.reading.silences import active
from monitor.web.page_request import Visit
from monitor.web.period import SILENCES, length

SHOWN, MORE, DEAD_SHOWN, WITHHELD_SHOWN = 20, 200, 5, 8
_STATES = {
    "": "All",
    "pending": "Waiting",
    "delivered": "Delivered",
    "dead": "Dead",
    "withheld": "Withheld",
}
_HEADINGS = {
    "": "The newest deliveries",
    "pending": "Still to be sent",
    "delivered": "Delivered",
    "dead": "Given up",
    "withheld": "Withheld from a target",
}


def show(visit: Visit) -> Response:
    """Show the page."""
    db, state = visit.db, visit.word("state")
    if state not in _STATES:
        raise MonitorError(f'no delivery is "{state}"; choose one of {", ".join(_STATES.values())}')
    counts = outbox.counts(db)
    sums = {name: sum(states.get(name, 0) for states in counts.values()) for name in _STATES}
    dead = [] if state else outbox.newest(db, state=DeliveryState.DEAD, limit=DEAD_SHOWN)
    most = MORE if visit.word("show") == "more" else SHOWN
    rows = outbox.newest(db, state=DeliveryState(state) if state else None, limit=most)
    apart = {row.id for row in dead}
    sums[""] = sum(sum(states.values()) for states in counts.values())
    return visit.page(
        "alerts.html",
        state=state,
        states=[(value, name, sums[value]) for value, name in _STATES.items()],
        heading=_HEADINGS[state],
        rows=[row for row in rows if row.id not in apart],
        more=most == SHOWN and len(rows) == SHOWN,
        attempts=attempts.counts(db, [row.id for row in (*rows, *dead)]),
        edits=edits.of_deliveries(db, [row.id for row in rows]),
        dead=dead,
        withheld=[]
        if state
        else match_list.matches(db, MatchQuery(withheld="any", limit=WITHHELD_SHOWN)).rows,
        silences=active(db, now=visit.now),
        silence_for=SILENCES,
        rules=[rule.name for rule in visit.desk.config.rules],
    )


def retry(visit: Visit) -> Response:
    """Try a dead delivery again, or send one after all that was withheld."""
    id_, now, targets = visit.form_number("delivery"), visit.now, visit.desk.config.targets
    visit.desk.write(lambda db: deliveries.retry(db, id_, targets=targets, now=now))
    visit.desk.changed()
    return visit.done("retried", back_to=visit.form.get("back", "/alerts"))


def silence(visit: Visit) -> Response:
    """Silence a rule or a story for a while."""
    rule, now = visit.form.get("rule", ""), visit.now
    until = now + length(visit.form.get("until", ""))
    if ("story" in visit.form) == bool(rule):
        raise MonitorError("choose a rule or a story to silence")
    if rule:
        names = [each.name for each in visit.desk.config.rules]
        visit.desk.write(
            lambda db: silences.silence_rule(db, rule, rules=names, until=until, now=now)
        )
    else:
        story = visit.form_number("story")
        visit.desk.write(lambda db: silences.silence_story(db, story, until=until, now=now))
    return visit.done("silenced", back_to=visit.form.get("back", "/alerts"))


def end_silence(visit: Visit) -> Response:
    """End a silence now."""
    number, now = visit.form_number("silence"), visit.now
    visit.desk.write(lambda db: silences.lift(db, number, now=now))
    return visit.done("ended", back_to="/alerts")
