"""Polling: one feed's poll from request to outcome, and many of them at once, politely.

    poll          PollRequest → fetch, over HTTP or from a mailbox → same body? → parse → Outcome
    poll_at_host  the same, or a Hop: a redirect leads to another host
    open_poller   threads, connections and parser processes, ready for use; it reads articles, too

Knows no database and no rules: plain frozen values in, plain frozen values out, and a request
polled twice does no harm. Without this module the daemon, ``feeds test`` and ``feeds add`` would
each poll in a way of their own.
"""

from __future__ import annotations

import logging
import ssl
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol

from monitor.feeds.articles.article import Article, ArticleRequest
from monitor.feeds.articles.reader import ArticleReader
from monitor.feeds.http.body import body_hash
from monitor.feeds.http.connection import Connections
from monitor.feeds.http.fetch import fetch_at_host
from monitor.feeds.http.fetched import Fetched, NotModified
from monitor.feeds.http.large import LARGE, Turn
from monitor.feeds.limits import Limits
from monitor.feeds.mail.mailbox import fetch_mailbox
from monitor.feeds.mail.one_by_one import read_one_by_one
from monitor.feeds.parsing.fast_lane import FastLane
from monitor.feeds.parsing.parse import ParsedFeed
from monitor.feeds.parsing.sandbox import KilledError
from monitor.feeds.parsing.source import parse_source
from monitor.feeds.polling.lost import LostPollError
from monitor.feeds.polling.poller import Asked, Poller
from monitor.feeds.sample import brought_up_to_date
from monitor.feeds.state.feed import Mailbox, Validators
from monitor.feeds.state.outcome import (
    Failed,
    FailureKind,
    Hop,
    Outcome,
    Parsed,
    PollRequest,
    Unchanged,
)
from monitor.feeds.state.pick import Pick
from monitor.net.location import shown
from monitor.net.lookup import MOST, Resolve, system_resolve
from monitor.net.shortage import shortage_in

logger = logging.getLogger(__name__)

UNPACKED_PATIENCE = 2.0
"""Seconds that a body waits for its turn that was small until it was unpacked."""

Run = Callable[[Asked], Outcome | Article | Hop]
"""Polls a feed, or reads an article, on one host."""


class Parse(Protocol):
    """What reads any source: ``parse_source``, or a ``Sandbox`` around it."""

    def __call__(
        self,
        body: bytes,
        *,
        url: str,
        final_url: str,
        content_type: str,
        source: str,
        lang: str,
        tags: tuple[str, ...],
        limits: Limits,
        seen: bytes = b"",
        now: datetime | None = None,
        pick: Pick | None = None,
        mailbox: Mailbox | None = None,
    ) -> ParsedFeed:
        """Read what was fetched, or raise ``KilledError``."""


def poll(
    request: PollRequest,
    *,
    now: datetime,
    connections: Connections,
    parse: Parse = parse_source,
) -> Outcome:
    """Poll one feed. Never raises for what a feed does, nor for a mistake of ours over it.

    Raises:
        CancelledError, ShortageError, LostPollError: As ``poll_at_host``.
    """
    while isinstance(
        outcome := poll_at_host(request, now=now, connections=connections, parse=parse), Hop
    ):
        request = replace(request, hop=outcome)
    return outcome


def poll_at_host(
    request: PollRequest,
    *,
    now: datetime,
    connections: Connections,
    parse: Parse = parse_source,
) -> Outcome | Hop:
    """Poll one feed on one host only; a ``Hop`` if a redirect leads to another host.

    Set the ``Hop`` as ``request.hop`` and call again to go on there. Never raises for what a feed
    does, nor for a mistake of ours over it.

    Raises:
        CancelledError: ``parse`` is a ``Sandbox`` that was closed meanwhile.
        ShortageError: This machine had no descriptor, thread or memory for it.
        LostPollError: It is large once unpacked, and so are others that are being read.
    """
    began = time.monotonic() - (request.hop.elapsed if request.hop else 0.0)
    try:
        with Turn(connections.turns) as turn:
            return _poll(request, now, connections, parse, began=began, turn=turn)
    except (CancelledError, LostPollError):
        raise
    except Exception as error:
        if shortage := shortage_in(error):
            raise shortage from error
        # One feed must not end the polling of the others.
        # Only where it happened: an error's own text may hold a URL with a token in it.
        frames = "".join(traceback.format_tb(error.__traceback__))
        logger.error(  # noqa: TRY400
            "polling %s: %s\n%s",
            shown(request.url),
            type(error).__name__,
            frames,
            extra={"event": "bug"},
        )
        return Failed(
            url=request.url,
            kind=FailureKind.MALFORMED,
            message=f"news-monitor failed on it ({type(error).__name__}); please report",
            elapsed=time.monotonic() - began,
        )


def _poll(
    request: PollRequest,
    now: datetime,
    connections: Connections,
    parse: Parse,
    *,
    began: float,
    turn: Turn,
) -> Outcome | Hop:
    if request.pick and request.seen != request.pick.memory:
        # Other selectors than last time: a page that hasn't changed must be read, too.
        request = replace(request, validators=Validators(), body_hash="")
    answer = (
        fetch_mailbox(request, now=now, connections=connections)
        if request.mailbox
        else fetch_at_host(request, now=now, connections=connections, turn=turn)
    )
    if isinstance(answer, Failed | Hop):
        return answer
    if isinstance(answer, NotModified):
        return Unchanged(
            url=request.url,
            validators=answer.validators,
            body_hash=request.body_hash,
            status=304,
            moved_to=answer.moved_to,
            insecure=answer.insecure,
            min_interval=answer.min_interval,
            elapsed=time.monotonic() - began,
        )
    if len(answer.body) > LARGE and not turn.take(UNPACKED_PATIENCE):
        raise LostPollError("it is large, and others that are large are read first")
    new_hash = body_hash(answer.body)
    if new_hash == request.body_hash:
        return Unchanged(
            url=request.url,
            validators=answer.validators,
            body_hash=new_hash,
            status=answer.status,
            moved_to=answer.moved_to,
            insecure=answer.insecure,
            min_interval=answer.min_interval,
            elapsed=time.monotonic() - began,
        )
    return _parsed(request, answer, new_hash, parse, now=now, began=began)


def _parsed(
    request: PollRequest,
    answer: Fetched,
    new_hash: str,
    parse: Parse,
    *,
    now: datetime,
    began: float,
) -> Parsed | Failed:
    kind, problem = FailureKind.MALFORMED, ""
    began_to_parse = time.monotonic()

    def read(body: bytes) -> ParsedFeed:
        return parse(
            body,
            url=request.url,
            final_url=answer.final_url,
            content_type=answer.content_type,
            source=request.source,
            lang=request.lang,
            tags=request.tags,
            limits=request.limits,
            seen=request.seen,
            pick=request.pick,
            mailbox=request.mailbox,
            now=now,
        )

    try:
        try:
            feed = read(answer.body)
        except KilledError:
            if not request.mailbox:
                raise
            feed = read_one_by_one(answer.body, read)
        problem = feed.problem
    except (KilledError, MemoryError) as error:
        kind = FailureKind.QUARANTINED
        reason = str(error) or "reading it takes more memory than there is"
        problem = f"{reason}; such a document is malicious or badly broken"
    if problem:
        return Failed(
            url=request.url,
            kind=kind,
            message=problem,
            status=answer.status,
            elapsed=time.monotonic() - began,
        )
    items = feed.items
    if request.path is not None:
        items = brought_up_to_date(items, answer.body, now=now)
    return Parsed(
        url=request.url,
        items=items,
        validators=answer.validators,
        body_hash=new_hash,
        title=feed.title,
        status=answer.status,
        moved_to=answer.moved_to,
        insecure=answer.insecure,
        min_interval=max(answer.min_interval, feed.ttl),
        truncated=feed.truncated,
        unchanged_items=feed.unchanged,
        seen=feed.seen,
        is_read_afresh=feed.is_read_afresh,
        unread_dates=feed.unread_dates,
        unread_date=feed.unread_date,
        elapsed=time.monotonic() - began,
        parsing=time.monotonic() - began_to_parse,
        size=len(answer.body),
    )


@contextmanager
def open_poller(
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    resolve: Resolve = system_resolve,
    tls: ssl.SSLContext | None = None,
    parsers: int = 2,
    workers: int = 256,
    lookups: int = MOST,
    keep: int = 64,
    per_host: int = 2,
    gap: float = 1.0,
    around: Callable[[Run], Callable[[Asked], Any]] = lambda run: run,
) -> Iterator[Poller]:
    """Open a poller that runs here, in threads, and close it with all it needs.

    Args:
        clock: The time, aware UTC.
        resolve: Name → addresses.
        tls: How servers are verified; default: the system's certificate authorities.
        parsers: How many processes to parse in, beside one for what takes long. 0: parse in this
            process, where nothing can be killed; only for documents that can be trusted.
        workers: How many polls may be under way at a time.
        lookups: How many look-ups of names may be.
        keep: How many idle connections stay open.
        per_host: How many polls of one host may be under way at a time.
        gap: Seconds between the starts of two polls of one host.
        around: Returns what to run instead of what polls and reads; it may answer what it likes.
    """
    with ExitStack() as stack:
        articles = stack.enter_context(ArticleReader())
        connections = stack.enter_context(
            Connections(resolve=resolve, tls=tls, keep=keep, lookups=lookups)
        )
        parse: Parse = parse_source
        if parsers:
            parse = sandbox = stack.enter_context(
                FastLane(
                    parse_source,
                    whose=lambda _, url, **__: url,
                    is_large=lambda body, **_: len(body) > LARGE,
                    workers=parsers,
                )
            )

        def run(request: Asked) -> Outcome | Article | Hop:
            if isinstance(request, ArticleRequest):
                return articles.read_at_host(request, now=clock(), connections=connections)
            return poll_at_host(request, now=clock(), connections=connections, parse=parse)

        def abort() -> None:
            connections.close()
            articles.close()
            if parsers:
                sandbox.close()

        yield stack.enter_context(
            Poller(around(run), workers=workers, per_host=per_host, gap=gap, abort=abort)
        )
