"""MailboxAddress: where a mailbox is, as its URL says (RFC 5092): ``imaps://user@host/Folder``.

Pure. Without this module the check of the configuration and the poll could read an address in two
ways.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_PORTS = {"imap": 143, "imaps": 993}


@dataclass(frozen=True, slots=True)
class MailboxAddress:
    """Server and folder; ``user`` is empty where the URL names none."""

    host: str
    port: int
    user: str
    folder: str
    is_secure: bool
    """Whether TLS begins with the connection (``imaps``)."""

    @property
    def server(self) -> str:
        """Host, and port if it isn't the usual one, as people are told of it."""
        usual = _PORTS["imaps" if self.is_secure else "imap"]
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == usual else f"{host}:{self.port}"


def is_mailbox(url: str) -> bool:
    """Whether a URL names a mailbox."""
    return url.lower().startswith(("imap://", "imaps://"))


def called(url: str) -> str:
    """What a mailbox is called that the user gave no name: its folder and whose it is."""
    address = read_address(url)
    user = address.user if "@" in address.user else f"{address.user}@{address.host}"
    return f"{address.folder} of {user.removeprefix('@')}"


def read_address(url: str) -> MailboxAddress:
    """Read a mailbox's URL.

    Raises:
        ValueError: It is none; the message is for the user and holds no password.
    """
    try:
        parts = urlsplit(url.strip())
        host, port, password = parts.hostname, parts.port, parts.password
    except ValueError:
        host, port, password = None, None, None
    if not host or parts.scheme not in _PORTS or not url.strip().isprintable():
        raise ValueError("isn't the address of a mailbox; write imaps://USER@HOST/INBOX")
    if password is not None:
        raise ValueError(
            'holds a password, and is shown in lists; write it as auth = { password = "env:NAME" }'
        )
    folder = unquote(parts.path.removeprefix("/").partition(";")[0]).strip("/")
    return MailboxAddress(
        host=host,
        port=port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        folder=folder or "INBOX",
        is_secure=parts.scheme == "imaps",
    )
