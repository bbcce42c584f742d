"""Interpreter: what is known to be wrong with the Python that runs this. Pure.

Without it nobody would know why what works elsewhere fails here.
"""

from __future__ import annotations

_POSSESSIVE = ((3, 11, 0), (3, 11, 5))
"""From, to below: github.com/python/cpython/issues/106052."""


def known_fault(version: tuple[int, int, int]) -> str:
    """Say what is wrong with a CPython and what to do about it; empty: nothing that we know of."""
    first, mended = _POSSESSIVE
    if not first <= version < mended:
        return ""
    return (
        "misreads some regular expressions (possessive quantifiers); news-monitor uses none of "
        f"these, but Python {'.'.join(map(str, mended))} or newer is safer"
    )
