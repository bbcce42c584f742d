"""Gate: who may come in, and how many attempts anybody has.

Secrets are compared as digests in constant time. An address that failed ``MOST`` times within
``WINDOW`` is refused, even with the right secret, until ``WINDOW`` after the first of these.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from monitor.config.tables.web import Web

MOST, WINDOW = 5, timedelta(minutes=5)
ADDRESSES = 10_000
"""Remembered at most; the one that failed longest ago is forgotten first."""


class Attempts:
    """Failed attempts by address. Safe to use from several threads."""

    def __init__(self) -> None:
        self._failed: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, address: str, *, now: datetime) -> timedelta:
        """Return for how long this address is still refused; zero: it isn't."""
        with self._lock:
            times = self._failed.get(_network(address))
            while times and now - times[0] >= WINDOW:
                times.popleft()
            if not times or len(times) < MOST:
                return timedelta(0)
            return times[0] + WINDOW - now

    def failed(self, address: str, *, now: datetime) -> None:
        """Note that this address gave a wrong secret."""
        key = _network(address)
        with self._lock:
            self._failed.setdefault(key, deque(maxlen=MOST)).append(now)
            self._failed.move_to_end(key)
            while len(self._failed) > ADDRESSES:
                self._failed.popitem(last=False)


class Gate:
    """Knows the secrets of one configuration."""

    def __init__(self, web: Web) -> None:
        self._token, self._password = web.token, web.password
        self._readers, self._writers = web.read_tokens, web.write_tokens
        self.attempts = Attempts()
        self.is_open = web.is_open

    def knows(self, given: str) -> bool:
        """Whether what was given is the password or the token."""
        return any([_same(given, self._password), _same(given, self._token)])

    def knows_token(self, given: str) -> bool:
        """Whether what was given is a token, whatever it may do."""
        return any(_same(given, each) for each in (self._token, *self._writers, *self._readers))

    @property
    def has_writers(self) -> bool:
        """Whether there is a token that may change something."""
        return bool(self._token or self._writers)

    def may_write(self, authorization: str) -> bool:
        """Whether an Authorization header has a token that may change something, by the API."""
        scheme, _, given = authorization.partition(" ")
        given = given.strip()
        known = any(_same(given, each) for each in (self._token, *self._writers))
        return known and scheme.lower() == "bearer"

    def only_reads(self, authorization: str) -> bool:
        """Whether an Authorization header has a token that may not change anything."""
        given = authorization.partition(" ")[2].strip()
        return any(_same(given, each) for each in self._readers) and not self.may_write(
            authorization
        )

    def feed_key(self, rule: str) -> str:
        """Return the key that opens one rule's feed and nothing else, to stand in its address."""
        secret = f"{self._token}\0{self._password}".encode()
        return hmac.new(secret, b"feed\0" + rule.encode(), hashlib.sha256).hexdigest()[:32]

    def opens_feed(self, rule: str, given: str) -> bool:
        """Whether the given key opens this rule's feed."""
        return any([_same(given, self.feed_key(rule)), self.knows_token(given)])

    def opens(self, authorization: str) -> bool:
        """Whether an Authorization header opens the page: ``Bearer``, or ``Basic`` (any user)."""
        scheme, _, given = authorization.partition(" ")
        if scheme.lower() == "bearer":
            return self.knows_token(given.strip())
        if scheme.lower() == "basic":
            try:
                pair = base64.b64decode(given.strip(), validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                return False
            return self.knows(pair.partition(":")[2])
        return False


def _same(given: str, secret: str) -> bool:
    one, other = (
        hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in (given, secret)
    )
    return hmac.compare_digest(one, other) and bool(secret)


def _network(address: str) -> str:
    """An IPv6 visitor has 2⁶⁴ addresses: they count as one."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
