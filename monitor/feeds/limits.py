"""Limits: what one request may cost – seconds, bytes, redirects, items.

Without this module a slow or endless answer could hold up a poll for as long as it likes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one poll may cost, in seconds, bytes and numbers, whatever the other end does."""

    connect: float = 10.0
    """Seconds to connect."""
    read: float = 20.0
    """Seconds without a byte."""
    total: float = 45.0
    """Seconds for everything, redirects included."""
    max_bytes: int = 10_000_000
    """Decoded bytes of a body."""
    max_items: int = 1_000
    max_redirects: int = 5
    max_text: int = 50_000
    """Characters kept of one item's text."""
