"""Sessions: who has a cookie of ours, who has logged in, and what proves that a form is ours.

Kept in memory: a restart asks for the password again. A cookie holds 256 random bits and nothing
else; of those who logged in only a digest is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
from datetime import datetime, timedelta

COOKIE = "news-monitor"
IDLE = timedelta(days=14)
"""Who hasn't been seen for so long logs in again."""
MOST = 1_000
"""Logins remembered; the one that was idle longest goes first."""

_ID = re.compile(r"[A-Za-z0-9_-]{43}")


class Sessions:
    """All sessions. Threads may share it."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._logged_in: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def new(self) -> str:
        """Return a new session's id, to be kept in the visitor's cookie."""
        return secrets.token_urlsafe(32)

    def is_id(self, text: str) -> bool:
        """Whether a cookie's value may be an id."""
        return _ID.fullmatch(text) is not None

    def form_token(self, session: str) -> str:
        """Return the token that a form must carry to be accepted from this session."""
        return hmac.new(self._key, session.encode(), hashlib.sha256).hexdigest()

    def is_form_token(self, session: str, given: str) -> bool:
        """Whether ``given`` is this session's form token, compared in constant time."""
        return hmac.compare_digest(self.form_token(session).encode(), given.encode())

    def log_in(self, *, now: datetime) -> str:
        """Return a new session that is logged in: a new id, so that no planted one ever is."""
        session = self.new()
        with self._lock:
            self._logged_in[_digest(session)] = now
            while len(self._logged_in) > MOST:
                del self._logged_in[min(self._logged_in, key=self._logged_in.__getitem__)]
        return session

    def log_out(self, session: str) -> None:
        """End a session."""
        with self._lock:
            self._logged_in.pop(_digest(session), None)

    def is_logged_in(self, session: str, *, now: datetime) -> bool:
        """Whether a session is logged in and hasn't been idle for too long; the call renews it."""
        key = _digest(session)
        with self._lock:
            seen = self._logged_in.get(key)
            if seen is None:
                return False
            if now - seen > IDLE:
                del self._logged_in[key]
                return False
            self._logged_in[key] = now
            return True


def _digest(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()
