"""Line: whether it is our own connection to the internet that is down, not the feeds. Pure.

Without this module a night without the network would count against every feed, and so would an hour
behind the login page of a hotel.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.feeds.state.outcome import Failed, FailureKind, Outcome

OUTAGE_HOSTS = 10
_UNREACHED = {
    *(FailureKind.DNS, FailureKind.CONNECT, FailureKind.TIMEOUT),
    *(FailureKind.TLS, FailureKind.REFUSED_ADDRESS),  # who answers isn't who was asked
}


class Line:
    """What the polls of the last five minutes showed, of feeds that hadn't been failing before."""

    WINDOW = timedelta(minutes=5)
    MOST = 1_000

    def __init__(self) -> None:
        self._shown: deque[tuple[datetime, str, str | None]] = deque(maxlen=self.MOST)
        """When, by which URL, and its sign."""

    def add(self, outcome: Outcome, now: datetime, *, was_failing: bool) -> None:
        """Note an outcome; a feed that is down anyway says nothing about our connection.

        Args:
            outcome: What the poll brought.
            now: When the poll ended, aware UTC.
            was_failing: Whether the feed's poll before had failed.
        """
        sign = sign_of_outage(outcome)
        if was_failing and sign is not None:
            return
        self._shown.append((now, outcome.url, sign))
        while now - self._shown[0][0] > self.WINDOW:
            self._shown.popleft()

    def sign_of_outage(self) -> str | None:
        """By what most of the hosts asked in the last five minutes show it; None: it is up.

        See the function of that name.
        """
        return sign_of_most((url, sign) for _, url, sign in self._shown)


def sign_of_outage(outcome: Outcome) -> str | None:
    """What a poll has in common with others where our own connection to the internet is down.

    Returns:
        Empty if the host wasn't reached at all: no name, no connection, no answer in time, or it
        couldn't prove to be the one that was asked. The words of the failure if what came is no
        feed: the login page of a network says the same in everybody's name. None: no sign.
    """
    if not isinstance(outcome, Failed):
        return None
    if outcome.kind in _UNREACHED:
        return ""
    return outcome.message if outcome.kind is FailureKind.MALFORMED else None


def sign_of_most(polls: Iterable[tuple[str, str | None]]) -> str | None:
    """By what most hosts' polls show that our own connection failed, not the feeds.

    Args:
        polls: Of the last minutes, in order, of feeds that weren't failing before: the URL, and
            the ``sign_of_outage``.

    Returns:
        A ``sign_of_outage`` where ten hosts or more were asked and most had it the last time.
        Failures with it count for nothing: see ``schedule.due_after_outage``. None: it is up.
    """
    signs: dict[str, str | None] = {}
    for url, sign in polls:
        host = urlsplit(url).hostname
        if host:
            signs[host] = sign
    if len(signs) < OUTAGE_HOSTS:
        return None
    ((shared, hosts),) = Counter(signs.values()).most_common(1)
    return shared if hosts * 2 > len(signs) else None
