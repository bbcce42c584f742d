"""Which addresses a feed may lead us to: those of the public internet, and what the user allows.

A feed's address, and every redirect, is a stranger's word: followed blindly it would let a feed
read the router's page or a cloud machine's metadata service (server-side request forgery, OWASP).
So a name is resolved first, its addresses are judged here, and the connection then goes to the
very address that was judged (``feeds.http.connection``): a second DNS answer never gets a say.

Pure: no lookups, no sockets.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

_V4_REFUSED = {
    IPv4Network("192.0.0.0/24"): "a reserved",  # IETF protocol assignments; Oracle Cloud's metadata
    IPv4Network("192.88.99.0/24"): "a reserved",  # 6to4 relays, RFC 7526
    IPv4Network("100.64.0.0/10"): "a private",  # carrier-grade NAT, RFC 6598; Alibaba's metadata
    IPv4Network(
        "168.63.129.16/32"
    ): "a reserved",  # a public number, but Azure's own host answers it
}
_V6_GLOBAL = IPv6Network("2000::/3")
"""Global unicast, RFC 4291 §2.4. Whatever lies outside is local, multicast or unassigned."""
_NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 seen from an IPv6-only network, RFC 6052: as good or bad as the address inside."""


def is_in_house(host: str, port: int, allow_private: frozenset[str]) -> bool:
    """Whether a host is on this machine or in a network of the user's own, without a lookup.

    Args:
        host: As ``checked`` has it; IPv6 with or without brackets.
        port: The port to connect to.
        allow_private: As ``checked`` has it: what the user says is private.
    """
    host = host.rstrip(".").strip("[]").lower()
    names, networks = _allowed(allow_private)
    if host == "localhost" or not names.isdisjoint((host, f"{host}:{port}", f"[{host}]:{port}")):
        return True
    ip = literal(host)
    return ip is not None and (
        not_global(ip) in {"a loopback", "a private"}
        or any(_unwrapped(ip) in network for network in networks)
    )


class AddressRefusedError(Exception):
    """A host leads only to addresses that aren't public; ``str`` is fit for the user."""


def checked(
    host: str, port: int, addresses: Iterable[str], allow_private: frozenset[str]
) -> tuple[str, ...]:
    """Return those of a host's addresses that may be connected to, in their order.

    Args:
        host: As the URL names it, lower case, IPv6 without brackets.
        port: The port to connect to.
        addresses: What the name resolved to.
        allow_private: ``host``, ``host:port``, an address or a network (``10.0.0.0/8``) that the
            user allows although it isn't public. An address or network counts however it is
            named: a name that resolves into it is allowed.

    Raises:
        AddressRefusedError: None is left.
    """
    host = host.rstrip(".")
    names, networks = _allowed(allow_private)
    if not names.isdisjoint((host, f"{host}:{port}", f"[{host}]:{port}")):
        return tuple(addresses)
    good: list[str] = []
    refused = ""
    for address in addresses:
        ip, reason = _judged(address)
        if not reason or any(ip in network for network in networks):
            good.append(address)
        else:
            refused = refused or f"{reason} address ({address})"
    if refused and not good:
        raise AddressRefusedError(
            f"refused: {host} is {refused}; to allow it add {host!r} to allow_private"
        )
    return tuple(good)


@lru_cache(maxsize=5_000)
def literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address a host *is*, if it isn't a name.

    Besides the usual notations those of inet_aton(3) count, which resolvers accept:
    ``2130706433``, ``0x7f.1`` and ``0177.0.0.1`` are all 127.0.0.1.
    """
    try:
        return ip_address(host)
    except ValueError:
        return _aton(host)


def not_global(address: IPv4Address | IPv6Address) -> str:
    """Say what an address is ("a loopback", "a private", …), or "" when it is public.

    An IPv6 address that embeds an IPv4 one (mapped, NAT64, 6to4) is judged by both.
    """
    ip = _unwrapped(address)
    if ip.is_unspecified or ip.is_loopback:
        return "a loopback"
    if ip.is_link_local:
        return "a link-local"
    if ip.is_multicast:
        return "a multicast"
    if isinstance(ip, IPv4Address):
        for network, reason in _V4_REFUSED.items():
            if ip in network:
                return reason
        if ip.is_private and not ip.is_reserved:
            return "a private"
        return "" if ip.is_global and not ip.is_reserved else "a reserved"
    if ip.is_private:
        return "a private"
    if ip not in _V6_GLOBAL or not ip.is_global or ip.teredo:
        return "a reserved"
    return not_global(ip.sixtofour) if ip.sixtofour else ""


@lru_cache(maxsize=5_000)
def _judged(address: str) -> tuple[IPv4Address | IPv6Address, str]:
    """An address as packets see it, and what is against it; the same ones come at every poll."""
    ip = _unwrapped(ip_address(address))
    return ip, not_global(ip)


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that packets to a mapped or NAT64 address end up at."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


@lru_cache(maxsize=8)
def _allowed(
    entries: frozenset[str],
) -> tuple[frozenset[str], tuple[IPv4Network | IPv6Network, ...]]:
    """What the user allows: as names, and what of it are addresses or networks."""
    names = frozenset(entry.lower() for entry in entries)
    networks = []
    for name in names:
        try:
            networks.append(ip_network(name.strip("[]"), strict=False))
        except ValueError:  # a host name
            continue
    return names, tuple(networks)


def _aton(host: str) -> IPv4Address | None:
    """Read an IPv4 address as inet_aton(3) does: 1 to 4 parts, each decimal, octal or hex."""
    parts = host.split(".")
    if not 1 <= len(parts) <= 4:
        return None
    numbers = []
    for part in parts:
        base = 16 if part[:2] in {"0x", "0X"} else 8 if part[:1] == "0" and part != "0" else 10
        try:
            numbers.append(int(part, base) if part.isascii() and part.isalnum() else -1)
        except ValueError:
            return None
    *heads, last = numbers
    if any(not 0 <= head <= 255 for head in heads) or not 0 <= last < 256 ** (5 - len(parts)):
        return None
    value = last
    for position, head in enumerate(heads):
        value += head << (8 * (3 - position))
    return IPv4Address(value)
