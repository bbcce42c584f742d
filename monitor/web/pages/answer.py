"""The page behind a link in an alert: one button, which says what it does; only the button acts.

Programs that look into mail follow links, so a GET changes nothing. No login is asked for: the
token in the address opens this one answer and nothing else, and who hasn't it can't send the form.
The page leads nowhere else and works below any path (a proxy's prefix): its addresses are relative.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from starlette.responses import RedirectResponse, Response

from monitor.actions import answers
from monitor.alerts.answers import (
    PREVIEW,
    Answer,
    ExpiredOfferError,
    Offer,
    Tokens,
    UnreadableOfferError,
    until_of,
)
from monitor.errors import MonitorError
from monitor.store.answer_key import known_key
from monitor.store.reading.answered import Answered, answered, told_beside
from monitor.web.page_request import Visit

_TOKEN = re.compile(r"[\w.-]+", re.ASCII)
_INSTEAD = "You can still answer on the page of news-monitor, or by its commands vote and silence."
_PREVIEW = "This link is from a preview, so it does nothing. Those in messages that are sent do."
_TEST = "This link works. It is from a test, so there is nothing to vote on or to mute."
_UNREADABLE = (
    "This link is incomplete, or news-monitor has had a new key since. Open it from the "
    "message again, or use one from a newer message."
)
_EXPIRED = "This link has expired: links in alerts count for 30 days."
_OFF = "Links in alerts to this target no longer count: somebody has switched them off."
_READ_ONLY = "This page is read-only. The page of a running news-monitor takes answers."


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer as the page offers it."""

    offer: Offer
    token: str
    found: Answered
    is_given: bool


class _RefusedError(MonitorError):
    """There is nothing to answer; says why, and what to do instead."""

    def __init__(self, said: str, *, status: int, is_well: bool = False) -> None:
        super().__init__(said)
        self.status = status
        self.is_well = is_well


def show(visit: Visit) -> Response:
    """Show what a link is about, and its button; change nothing."""
    try:
        tokens, offer = _read(visit)
        choices = _choices(visit, tokens, offer)
    except _RefusedError as error:
        return _refused(visit, error)
    return visit.page(
        "answer.html",
        choices=choices,
        label=offer.answer.label,
        found=choices[0].found,
        refused="",
        instead="" if visit.desk.can_write else _READ_ONLY,
    )


def answer(visit: Visit) -> Response:
    """Do what the link says, or take it back, and show that."""
    try:
        _, offer = _read(visit)
    except _RefusedError as error:
        return _refused(visit, error)
    now = visit.now
    rules = [rule.name for rule in visit.desk.config.rules]
    try:
        if "undo" in visit.form:
            visit.desk.write(lambda db: answers.take_back(db, offer, now=now))
        else:
            visit.desk.write(lambda db: answers.give(db, offer, rules=rules, now=now))
    except MonitorError as error:
        said = f"{str(error)[:1].upper()}{str(error)[1:]}."
        return _refused(visit, _RefusedError(said, status=409))
    visit.desk.changed()  # other messages of the alert say it, too
    # Relative, so that it leads back below a proxy's prefix; and a reload sends nothing again.
    back = visit.form.get("back", "")
    where = back if _TOKEN.fullmatch(back) else visit.path_params["token"]
    return RedirectResponse(f"./{where}", 303)


def _read(visit: Visit) -> tuple[Tokens, Offer]:
    """The tokens there can be, and what the one in the address says.

    Raises:
        _RefusedError: It says nothing that counts.
    """
    token = visit.path_params["token"]
    if token == PREVIEW:
        raise _RefusedError(_PREVIEW, status=200, is_well=True)
    key = known_key(visit.desk.config.database)
    if key is None:
        raise _RefusedError(_UNREADABLE, status=404)
    tokens = Tokens(key)
    try:
        offer = tokens.read(token, now=visit.now)
    except ExpiredOfferError:
        raise _RefusedError(f"{_EXPIRED} {_INSTEAD}", status=410) from None
    except UnreadableOfferError:
        raise _RefusedError(f"{_UNREADABLE} {_INSTEAD}", status=404) from None
    if not offer.alert:
        raise _RefusedError(_TEST, status=200, is_well=True)
    target = visit.desk.config.targets.get(offer.target)
    if target is None or not target.answers:
        raise _RefusedError(f"{_OFF} {_INSTEAD}", status=403)
    return tokens, offer


def _choices(visit: Visit, tokens: Tokens, offer: Offer) -> list[Choice]:
    """What the link's page offers: one answer, or all that there are to what was sent.

    Raises:
        _RefusedError: The alert is no longer kept.
    """
    first = answered(visit.db, offer.alert, now=visit.now)
    if first is None or not answers.is_about(offer, first):
        said = "This alert is no longer kept, so there is nothing left to answer."
        raise _RefusedError(said, status=410)
    if offer.answer is not Answer.CHOOSE:
        return [_choice(tokens, offer, first)]
    beside = told_beside(visit.db, offer.alert, offer.target)[1:]
    found = [answered(visit.db, number, now=visit.now) for number in beside]
    return [
        _choice(
            tokens,
            replace(offer, answer=each, alert=one.alert, until=until_of(one.created_at)),
            one,
        )
        for one in (first, *filter(None, found))
        for each in (Answer.GOOD, Answer.BAD, Answer.MUTE_STORY, Answer.MUTE_RULE)
        if each is not Answer.MUTE_STORY or one is first
    ]


def _choice(tokens: Tokens, offer: Offer, found: Answered) -> Choice:
    return Choice(
        offer=offer,
        token=tokens.write(offer),
        found=found,
        is_given=answers.is_given(offer, found),
    )


def _refused(visit: Visit, error: _RefusedError) -> Response:
    return visit.page(
        "answer.html",
        status=error.status,
        choices=[],
        label="This link works" if error.is_well else "This link doesn't work",
        found=None,
        refused=str(error),
        instead="",
    )
