"""Fetching a mailbox: the mails that came since the last poll, whatever goes wrong in plain words.

    Validators.etag = "UIDVALIDITY:UID"   up to where it was read; stored with the items of a poll
      → nothing behind it                 NotModified
      → the mails behind it               Fetched, as a batch (``batch``)

UIDs only grow (RFC 3501 §2.3.1.1), so whoever is killed in the middle of a poll reads the same
mails again, and no others. At the first poll come the newest; when the server has counted anew
(UIDVALIDITY), those of the last weeks: most of them are known by their Message-ID. Nothing in the
mailbox is changed, unless the user has mails marked as read. Without this module a mailbox couldn't
be polled like a feed.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.feeds.http.connection import Connections
from monitor.feeds.http.failures import FetchError, broken
from monitor.feeds.http.fetched import Fetched, NotModified
from monitor.feeds.mail.address import MailboxAddress, read_address
from monitor.feeds.mail.batch import Letter, pack
from monitor.feeds.state.feed import Validators
from monitor.feeds.state.outcome import Failed, FailureKind, PollRequest
from monitor.net.deadline import Deadline
from monitor.net.failures import WIRE_ERRORS

if TYPE_CHECKING:
    from monitor.feeds.mail.session import Session

FIRST = 100
"""Mails that are read at the first poll, the newest."""
RECENT = timedelta(days=30)
"""No older mails are looked for at the first poll, or after the server has counted anew."""
MOST = 200
"""Mails that are read at one poll; the others at the next."""
TOGETHER = 20
"""Mails that are asked for at a time."""

_POSITION = re.compile(r"(\d{1,20}):(\d{1,20})")


def fetch_mailbox(
    request: PollRequest, *, now: datetime, connections: Connections
) -> Fetched | NotModified | Failed:
    """Fetch the mails that came since ``request.validators``; never raises for what a server does.

    Args:
        request: Which mailbox, and within which limits.
        now: Aware.
        connections: Where the connection comes from.
    """
    began = time.monotonic()
    try:
        with connections.deadline(request.limits) as deadline:
            return _fetch(request, now, connections, deadline)
    except FetchError as error:
        return Failed(
            url=request.url,
            kind=error.kind,
            message=str(error),
            elapsed=time.monotonic() - began,
        )


def _fetch(
    request: PollRequest, now: datetime, connections: Connections, deadline: Deadline
) -> Fetched | NotModified:
    try:
        from monitor.feeds.mail.session import PROTOCOL_ERRORS, Session  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise FetchError(
            FailureKind.INTERNAL,
            "mailboxes can't be read without imap-tools: pip install 'news-monitor[mail]'",
        ) from None
    try:
        address = read_address(request.url)
    except ValueError as error:
        raise FetchError(FailureKind.CLIENT_ERROR, f"this {error}") from None
    if request.auth is None:
        raise FetchError(
            FailureKind.UNAUTHORIZED,
            'a mailbox needs a password; write auth = { password = "env:NAME" } below its url',
        )
    try:
        connected = connections.connect(
            address.host,
            address.port,
            deadline=deadline,
            allow_private=request.allow_private,
            tls=address.is_secure,
        )
        try:
            session = Session(connected, address)
        except BaseException:
            connected.close()
            raise
        with session:
            session.log_in(*request.auth)
            return _read(session, request, now, deadline)
    except WIRE_ERRORS as error:
        raise broken(error, address.server, deadline, request.limits) from error
    except PROTOCOL_ERRORS as error:
        if deadline.spent:
            raise broken(TimeoutError(), address.server, deadline, request.limits) from None
        raise _unexpected(error, address) from None


def _read(
    session: Session, request: PollRequest, now: datetime, deadline: Deadline
) -> Fetched | NotModified:
    marks = request.mailbox.mark_read if request.mailbox else False
    validity, upcoming = session.open_folder(for_changes=marks)
    known = _POSITION.fullmatch(request.validators.etag)
    if known and int(known[1]) == validity:
        after = int(known[2])
        uids = [] if after >= upcoming else session.uids_from(after)
    else:
        after = 0
        uids = session.uids_since((now - RECENT).date())
    if known:
        letters, read = _take(session, uids[:MOST], request, deadline)
        after = max(after, upcoming) if len(read) == len(uids) else after
    else:  # the newest first, and never those that there is no room for: they would be news then
        letters, read = _take(session, uids[: -FIRST - 1 : -1], request, deadline)
        after = upcoming
    after = max(after, max(read, default=0) + 1)
    validators = Validators(etag=f"{validity}:{after}")
    if not letters:
        return NotModified(validators=validators)
    if marks:
        session.mark_read([letter.uid for letter in letters])
    return Fetched(
        body=pack(letters),
        final_url=request.url,
        content_type="message/rfc822",
        validators=validators,
        status=None,
    )


def _take(
    session: Session, uids: Sequence[int], request: PollRequest, deadline: Deadline
) -> tuple[list[Letter], list[int]]:
    """Fetch mails in this order, as many as the limits let through.

    Returns:
        The mails; and the UIDs that are done with, of mails that are gone, too.
    """
    from monitor.feeds.mail.session import LONGEST  # noqa: PLC0415 - an extra

    letters: list[Letter] = []
    done: list[int] = []
    room = request.limits.max_bytes
    sizes = session.sizes(uids)
    for start in range(0, len(uids), TOGETHER):
        # What has come is worth more than nothing at all: the rest comes with the next poll.
        if done and deadline.elapsed > deadline.seconds / 2:
            break
        some: list[int] = []
        for uid in uids[start : start + TOGETHER]:
            room -= min(sizes.get(uid, 0), LONGEST)
            if room < 0 and (done or some):
                break
            some.append(uid)
        letters += session.letters([uid for uid in some if uid in sizes])
        done += some
        if len(some) < TOGETHER:
            break
    return letters, done


def _unexpected(error: Exception, address: MailboxAddress) -> FetchError:
    """The error for a conversation that went wrong; what the server said may hold anything."""
    if "abort" in type(error).__name__:
        return FetchError(
            FailureKind.CONNECT, f"{address.server} broke the connection before it had answered"
        )
    return FetchError(
        FailureKind.SERVER_ERROR,
        f"{address.server} doesn't answer as an IMAP server does; check host and port",
    )
