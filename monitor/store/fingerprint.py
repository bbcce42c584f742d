"""Fingerprint: a text as one number, where the database has only to know it again.

An integer takes eight bytes in a row and in each index, a key or an address a hundred. Without this
module what is kept only to be recognised would take as much room as what is kept to be read.
"""

from __future__ import annotations

import hashlib


def fingerprint(text: str) -> int:
    """64 bits of BLAKE2b of a text, as SQLite's integers are: signed."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
