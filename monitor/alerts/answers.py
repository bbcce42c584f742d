"""Answers: what a reader can say to an alert by a link in it, and the tokens that such links hold.

A token names one answer to one alert, for whom it was made, and until when it counts; it is signed
(itsdangerous, HMAC-SHA-256), so that nobody can make another of it. It needs no login and lasts
``LIFE``. Pure: the key and the time come in. Without this module a link could be guessed, or would
have to open the page to whoever a message is forwarded to.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from itsdangerous import Signer

from monitor.alerts.alert import Alert
from monitor.errors import MonitorError

LIFE: Final = timedelta(days=30)
"""How long links count, from the making of the alert."""
MUTED_STORY: Final = timedelta(days=7)
MUTED_RULE: Final = timedelta(days=1)
PATH: Final = "/answer/"
"""Where the page takes them, below its address."""
_SALT: Final = b"news-monitor.answer"
_HOUR: Final = 3600


class Answer(StrEnum):
    """What a link says."""

    GOOD = "good"
    BAD = "bad"
    MUTE_STORY = "mute-story"
    MUTE_RULE = "mute-rule"
    CHOOSE = "choose"
    """Nothing yet: it leads to all of them, where there is room for one link only."""

    @property
    def label(self) -> str:
        """What stands on its link and its button."""
        return _LABELS[self]


_LABELS: Final = {
    Answer.GOOD: "Good",
    Answer.BAD: "Bad",
    Answer.MUTE_STORY: "Mute the story",
    Answer.MUTE_RULE: "Mute the rule for a day",
    Answer.CHOOSE: "Good, bad or mute",
}
_CODES: Final = {
    Answer.GOOD: "g",
    Answer.BAD: "b",
    Answer.MUTE_STORY: "s",
    Answer.MUTE_RULE: "r",
    Answer.CHOOSE: "c",
}
_ANSWERS: Final = {code: answer for answer, code in _CODES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One answer that somebody may give."""

    answer: Answer
    alert: int
    """The alert's number in the database; 0: a made-up one."""
    target: str
    """The name of the target that the link was sent to."""
    until: datetime
    """Until when it counts, aware: ``until_of`` the alert."""

    @property
    def who(self) -> str:
        """Who gives it, as the history has it."""
        return f"a link in {self.target}"


def until_of(made_at: datetime) -> datetime:
    """Return until when links to an alert count, by when it was made: a full hour.

    It is also by what an alert is told from an earlier one of the same number: the database gives
    numbers again once the highest are gone, and a backup that was restored goes on from its own.
    """
    hours = -(-int((made_at + LIFE).timestamp()) // _HOUR)
    return datetime.fromtimestamp(hours * _HOUR, UTC)


class UnreadableOfferError(MonitorError):
    """It is no token of ours, or not all of one."""


class ExpiredOfferError(MonitorError):
    """It was one, and counts no more."""


class Tokens:
    """Makes tokens, and reads them. Threads may share it."""

    def __init__(self, key: bytes) -> None:
        self._signer = Signer(
            key, salt=_SALT, sep=".", key_derivation="hmac", digest_method=hashlib.sha256
        )

    def write(self, offer: Offer) -> str:
        """Return the token: some 70 characters, fit for an address.

        It ends with a digit: programs that look for links in a text may leave a last ``-`` out.
        """
        hours = -(-int(offer.until.timestamp()) // _HOUR)
        target = urlsafe_b64encode(offer.target.encode()).decode().rstrip("=")
        text = f"{target}.{hours:x}.{_CODES[offer.answer]}{offer.alert}"
        return f"{self._signer.get_signature(text).decode()}.{text}"

    def read(self, token: str, *, now: datetime) -> Offer:
        """Return what a token says.

        Args:
            token: What ``write`` returned, or anything else.
            now: Aware.

        Raises:
            UnreadableOfferError: It isn't ours, or was changed on its way.
            ExpiredOfferError: It counts no more.
        """
        signature, _, text = token.partition(".")
        try:
            genuine = self._signer.verify_signature(text, signature)
        except UnicodeError:  # of a lone half of a character
            genuine = False
        if not genuine:
            raise UnreadableOfferError("this link isn't whole, or isn't ours")
        target, hours, what = text.split(".")
        until = datetime.fromtimestamp(int(hours, 16) * _HOUR, UTC)
        if now >= until:
            raise ExpiredOfferError("this link is too old")
        return Offer(
            answer=_ANSWERS[what[0]],
            alert=int(what[1:]),
            target=urlsafe_b64decode(f"{target}==").decode(),
            until=until,
        )


PREVIEW: Final = "preview"
"""Stands in the place of a token where a message is only looked at."""


class Answers:
    """The links for the messages to one target.

    Args:
        tokens: Makes the tokens; None: the message is only looked at, and its links do nothing.
        base: Where readers reach the page, without a slash at the end.
        target: The target's name.
    """

    def __init__(self, tokens: Tokens | None, base: str, target: str) -> None:
        self._tokens, self._base, self._target = tokens, base, target

    def url(self, alert: Alert, answer: Answer) -> str:
        """Return the link for one answer to an alert; the same whenever it is asked for."""
        until = until_of(alert.created_at)
        offer = Offer(answer=answer, alert=alert.id, target=self._target, until=until)
        token = self._tokens.write(offer) if self._tokens else PREVIEW
        return f"{self._base}{PATH}{token}"

    def of(self, alert: Alert, *which: Answer) -> Iterator[AnswerLink]:
        """Give the links for these answers to an alert."""
        for answer in which:
            yield AnswerLink(answer.label, self.url(alert, answer))


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """A link by which a reader answers."""

    label: str
    link: str
