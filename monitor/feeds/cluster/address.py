"""Where the cluster is, and how its members prove that they belong to it. Plain values.

    [polling] engine = "dask:tls://host:8786"   → Cluster

Whoever may speak to a Dask cluster can have it run any code, on every machine of it: it sends
pickled functions. So every connection is encrypted and shows a certificate, on both sides, unless
the user has written that plain TCP is accepted. Without this module that would be for each command
to remember.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from monitor.feeds.cluster.tls_files import TlsFiles

PORT: Final = 8786
"""Where Dask's schedulers listen."""
LOCAL: Final = "local"
"""The engine that polls in this process."""
_ADDRESS = re.compile(
    r"(?P<scheme>tls|tcp)://(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:/@\[\]]+)(?::(?P<port>\d{1,5}))?/?"
)
_LISTEN = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:/@\[\]]*)(?::(?P<port>\d{1,5}))?")
PLAIN_IS_CODE: Final = (
    "over plain TCP, whoever can reach the cluster can run code on all of its machines, for Dask "
    "sends pickled functions, and can read the feeds' passwords"
)


class AddressError(ValueError):
    """What was written isn't the address of a cluster; ``str(error)`` says what to write."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster as a member finds it."""

    address: str
    """Its scheduler's: ``tls://host:port``, or ``tcp://…`` where the user accepted that."""
    tls: TlsFiles | None
    """None only for plain TCP."""

    @property
    def host(self) -> str:
        """The scheduler's host."""
        return self.address.partition("://")[2].rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """The scheduler's port."""
        return int(self.address.rpartition(":")[2])


def read_address(text: str) -> str:
    """Return the address of a scheduler with its port.

    Raises:
        AddressError: It is none.
    """
    found = _ADDRESS.fullmatch(text.strip())
    if found is None:
        raise AddressError(f'"{text}" is no address of a scheduler, such as tls://10.0.0.5:{PORT}')
    port = int(found["port"] or PORT)
    if not 0 < port < 65_536:
        raise AddressError(f"there is no port {port}")
    return f"{found['scheme']}://{found['host']}:{port}"


def read_listen(text: str) -> tuple[str, int]:
    """Return a host, empty if none is named, and a port, 0 if none is named.

    Raises:
        AddressError: They are neither.
    """
    found = _LISTEN.fullmatch(text.strip())
    port = int((found and found["port"]) or 0)
    if found is None or port >= 65_536:
        raise AddressError(f'"{text}" is no address to listen at, such as 10.0.0.7:9000')
    return found["host"].strip("[]"), port


def read_engine(text: str) -> str | None:
    """Read what is written for ``engine``.

    Returns:
        The scheduler's address; None for "local".

    Raises:
        AddressError: It is neither.
    """
    text = text.strip()
    if text == LOCAL:
        return None
    if not text.startswith("dask:"):
        raise AddressError(f'must be "{LOCAL}" or, for a cluster, "dask:tls://HOST:{PORT}"')
    return read_address(text.removeprefix("dask:"))


def is_plain(address: str) -> bool:
    """Whether connections to an address are neither encrypted nor proven."""
    return address.startswith("tcp://")
