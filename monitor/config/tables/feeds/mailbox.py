"""What a [[feeds]] table says of a mailbox: its address, the way in, and how it is read."""

from __future__ import annotations

from importlib.util import find_spec

from monitor.config.reading.file_context import FileContext
from monitor.config.reading.lines import Place
from monitor.config.reading.schema import FeedTable
from monitor.feeds.mail.address import MailboxAddress, is_mailbox, read_address
from monitor.feeds.state.feed import Mailbox
from monitor.net.address import literal

NEEDS = "imap_tools"
INSTALL = "pip install 'news-monitor[mail]'"


def read_mailbox(
    table: FeedTable, place: Place, context: FileContext
) -> tuple[Mailbox, tuple[str, str] | None] | None:
    """Read how a mailbox is read, and user and password, noting what is wrong.

    Returns:
        None if the table is that of something else, or of no mailbox that can be read.
    """
    at = (*place, "url")
    if not is_mailbox(table.url.strip()):
        if table.mailbox is not None:
            context.problems.add(
                (*place, "mailbox"), "is for a mailbox, whose url begins with imaps://"
            )
        return None
    try:
        address = read_address(table.url)
    except ValueError as error:
        context.problems.add(at, str(error))
        return None
    for key in ("headers", "proxy", "pick"):
        if getattr(table, key):
            context.problems.add((*place, key), "is for web addresses, not for a mailbox")
    wanted = table.mailbox
    is_plain = not address.is_secure and not _is_loopback(address.host)
    if is_plain and not (wanted and wanted.unencrypted):
        context.problems.add(
            at,
            "would send the password unencrypted; write imaps://, or, if the network is yours, add "
            "mailbox = { unencrypted = true }",
        )
    if find_spec(NEEDS) is None:
        context.problems.warn(at, f"mailboxes can't be read yet; install imap-tools: {INSTALL}")
    mailbox = Mailbox(mark_read=wanted.mark_read, split=wanted.split) if wanted else Mailbox()
    return mailbox, _way_in(table, address, place, context)


def _way_in(
    table: FeedTable, address: MailboxAddress, place: Place, context: FileContext
) -> tuple[str, str] | None:
    """User and password, noting what is wrong with them."""
    at = (*place, "auth")
    if table.auth is None:
        context.problems.add(
            at, 'is missing: a mailbox needs a password; write auth = { password = "env:NAME" }'
        )
        return None
    user = context.secret(table.auth.user or address.user, (*at, "user"), tell=False)
    password = context.secret(table.auth.password, (*at, "password"), tell=True)
    if user is None or password is None:
        return None
    if not user:
        context.problems.add(
            (*at, "user"), "is missing; write it here, or into the url: imaps://USER@HOST/INBOX"
        )
    return user, password


def _is_loopback(host: str) -> bool:
    address = literal(host)
    return host == "localhost" or (address is not None and address.is_loopback)
