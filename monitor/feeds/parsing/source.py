"""What a fetch brought → its Items, whatever kind of source it is.

    a feed                  parse.parse_feed
    a page without a feed   pages.page.read_page, by the user's selectors
    a mailbox               mail.mails.read_mails

The daemon calls it in processes that it can kill (``sandbox``). Without this module feeds alone
could be read.
"""

from __future__ import annotations

from datetime import datetime

from monitor.feeds.limits import Limits
from monitor.feeds.mail.address import called
from monitor.feeds.mail.mails import read_mails
from monitor.feeds.pages.page import read_page, with_charset
from monitor.feeds.parsing.charsets.charset import decode
from monitor.feeds.parsing.entry import language, to_items
from monitor.feeds.parsing.parse import ParsedFeed, parse_feed
from monitor.feeds.state.feed import Mailbox
from monitor.feeds.state.pick import Pick


def parse_source(
    body: bytes,
    *,
    url: str,
    final_url: str = "",
    content_type: str = "",
    source: str = "",
    lang: str = "",
    tags: tuple[str, ...] = (),
    limits: Limits = Limits(),  # noqa: B008 - frozen
    seen: bytes = b"",
    now: datetime | None = None,
    pick: Pick | None = None,
    mailbox: Mailbox | None = None,
) -> ParsedFeed:
    """Read what was fetched, as ``parse_feed`` does.

    With ``pick`` it is a web page, to be read by these selectors; with ``mailbox`` it is mails
    (``mail.batch``), to be read in this way.
    """
    if pick is None and mailbox is None:
        return parse_feed(
            body,
            url=url,
            final_url=final_url,
            content_type=content_type,
            source=source,
            lang=lang,
            tags=tags,
            limits=limits,
            seen=seen,
            now=now,
        )
    try:
        if mailbox is not None:
            channel = read_mails(body, mailbox=mailbox, limits=limits, title=called(url))
        elif pick is not None:
            html = decode(body, with_charset(body, content_type), lang=lang, url=final_url or url)
            channel = read_page(
                html, pick=pick, base=final_url or url, limits=limits, lang=lang, now=now
            )
        items = to_items(channel, url=url, source=source, lang=lang, tags=tags, limits=limits)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a stranger's document leads to
        return ParsedFeed(problem=f"it can't be read ({type(error).__name__}); please report")
    return ParsedFeed(
        items=items,
        title=channel.title,
        lang=language(channel.lang),
        truncated=channel.truncated,
        is_read_afresh=pick is not None and seen != pick.memory,
        seen=channel.seen,
    )
