"""Session: one visit to a mailbox, over a connection that the guard of addresses has let through.

    log in → open the folder → which mails are there → their bytes → mark them, if that is wanted

The only user of imap-tools, which is an extra. Attachments are hardly ever fetched: of each mail
comes what stands at its beginning, where the text is. Without this module mailboxes couldn't be
read.
"""

from __future__ import annotations

import imaplib
import re
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Self

from imap_tools import AND, BaseMailBox, MailMessageFlags, U
from imap_tools.errors import ImapToolsError

from monitor.feeds.http.failures import FetchError
from monitor.feeds.mail.address import MailboxAddress
from monitor.feeds.mail.batch import Letter
from monitor.feeds.state.outcome import FailureKind
from monitor.printable import clean

PROTOCOL_ERRORS = (imaplib.IMAP4.error, ImapToolsError)
"""What the library raises for what a server says, or for its saying nothing."""

LONGEST = 500_000
"""Bytes fetched of one mail."""
_NAMED = 10
"""Folders that are named to who asked for another."""
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_RECEIVED = re.compile(rb'\bINTERNALDATE "\s*([^"]{1,40})"')


class _Client(imaplib.IMAP4):
    """imaplib's client on a socket that is connected already."""

    def __init__(self, connected: socket.socket) -> None:
        self._connected = connected
        super().__init__()

    def _create_socket(self, timeout: float | None) -> socket.socket:  # noqa: ARG002
        return self._connected


class _Box(BaseMailBox):
    def __init__(self, connected: socket.socket) -> None:
        self._connected = connected
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return _Client(self._connected)


class Session:
    """A conversation with an IMAP server (RFC 3501). Use it in a ``with``.

    Args:
        connected: A socket that is connected, with TLS where the address asks for it.
        address: Which mailbox.

    Raises:
        PROTOCOL_ERRORS, OSError: From any method, where the server doesn't answer as it should.
    """

    def __init__(self, connected: socket.socket, address: MailboxAddress) -> None:
        self._address = address
        self._box = _Box(connected)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with suppress(*PROTOCOL_ERRORS, OSError):  # everything was said already
            if kind is None:
                self._box.logout()
        with suppress(OSError):
            self._box.client.shutdown()

    def log_in(self, user: str, password: str) -> None:
        """Log in.

        Raises:
            FetchError: The server refuses; why, in words for the user.
        """
        capabilities = self._box.client.capabilities
        if "LOGINDISABLED" in capabilities:
            raise FetchError(
                FailureKind.UNAUTHORIZED,
                f"{self._address.server} takes no password without TLS; write imaps://",
            )
        try:
            if "AUTH=PLAIN" in capabilities:  # takes letters of any script
                self._box.login_utf8(user, password, initial_folder=None)
            else:
                self._box.login(user, password, initial_folder=None)
        except imaplib.IMAP4.abort:
            raise
        except UnicodeError:
            raise FetchError(
                FailureKind.UNAUTHORIZED,
                f"{self._address.server} takes only ASCII letters in user name and password",
            ) from None
        except PROTOCOL_ERRORS as error:
            raise self._refused(user, str(error)) from None

    def open_folder(self, *, for_changes: bool) -> tuple[int, int]:
        """Open the folder.

        Args:
            for_changes: Whether mails are to be marked; else nothing in it can be changed.

        Returns:
            UIDVALIDITY, and the UID that the next mail will get.

        Raises:
            FetchError: There is no such folder, or it can't be changed.
        """
        try:
            self._box.folder.set(self._address.folder, readonly=not for_changes)
        except imaplib.IMAP4.readonly:
            raise FetchError(
                FailureKind.CLIENT_ERROR,
                f'the folder "{self._folder}" may only be read; remove mark_read',
            ) from None
        except imaplib.IMAP4.abort:
            raise
        except PROTOCOL_ERRORS:
            raise self._no_folder() from None
        upcoming = self._number("UIDNEXT")
        if not upcoming:  # it needn't be said here, but must be when asked for
            upcoming = self._box.folder.status(self._address.folder, ["UIDNEXT"])["UIDNEXT"]
        return self._number("UIDVALIDITY"), upcoming

    def uids_from(self, first: int) -> list[int]:
        """Return the UIDs of the mails from this one on, in ascending order."""
        found = self._box.uids(AND(uid=U(str(first), "*")), charset=None)
        # "*" is the last mail's, however small (RFC 3501 §6.4.8).
        return sorted(uid for uid in map(int, found) if uid >= first)

    def uids_since(self, day: date) -> list[int]:
        """Return the UIDs of the mails that came on this day or later, in ascending order."""
        return sorted(map(int, self._box.uids(AND(date_gte=day), charset=None)))

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """Return how many bytes each of these mails has; those that are gone are left out."""
        return {
            int(uid[1]): int(size[1])
            for each, _ in self._fetched(uids, "(UID RFC822.SIZE)")
            if (uid := _UID.search(each)) and (size := _SIZE.search(each))
        }

    def letters(self, uids: Sequence[int]) -> list[Letter]:
        """Return these mails, as far as ``LONGEST``; those that are gone are left out."""
        letters = []
        for said, data in self._fetched(uids, f"(UID INTERNALDATE BODY.PEEK[]<0.{LONGEST}>)"):
            uid, received = _UID.search(said), _RECEIVED.search(said)
            if uid and data:
                at = received[1].decode("ascii", "replace") if received else ""
                letters.append(Letter(int(uid[1]), at, data))
        return letters

    def mark_read(self, uids: Sequence[int]) -> None:
        """Mark mails as read."""
        self._box.flag(map(str, uids), MailMessageFlags.SEEN, value=True)

    @property
    def _folder(self) -> str:
        return clean(self._address.folder, limit=100)

    def _fetched(self, uids: Sequence[int], parts: str) -> Iterator[tuple[bytes, bytes]]:
        """What the server says of each mail: as text, and the literal in it."""
        if not uids:
            return
        status, data = self._box.client.uid("FETCH", ",".join(map(str, uids)), parts)
        if status != "OK":
            raise imaplib.IMAP4.error("FETCH failed")
        said, literal = b"", b""
        for part in data:
            if isinstance(part, tuple):
                said, literal = part[0], part[1]
            elif isinstance(part, bytes):
                yield said + part, literal
                said, literal = b"", b""

    def _number(self, name: str) -> int:
        _, held = self._box.client.response(name)
        text = held[0] if held else None
        return int(text) if isinstance(text, bytes) and text.isdigit() else 0

    def _refused(self, user: str, said: str) -> FetchError:
        server = self._address.server
        if "[UNAVAILABLE]" in said or "[INUSE]" in said:
            return FetchError(
                FailureKind.SERVER_ERROR, f"{server} can't check passwords just now; we will retry"
            )
        if "[LIMIT]" in said or "too many" in said.lower():
            return FetchError(FailureKind.THROTTLED, f"{server} has too many visitors of this user")
        return FetchError(
            FailureKind.UNAUTHORIZED,
            f'{server} refuses the user "{clean(user, limit=100)}"; check user name and password '
            "(Gmail, iCloud, Fastmail and Yahoo want an app password)",
        )

    def _no_folder(self) -> FetchError:
        names: Iterable[str] = [clean(each.name, limit=60) for each in self._box.folder.list()]
        listed = ", ".join(sorted(names)[:_NAMED])
        return FetchError(
            FailureKind.CLIENT_ERROR,
            f'{self._address.server} has no folder "{self._folder}"; it has: {listed or "none"}',
        )
