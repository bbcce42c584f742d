"""Selectors: whether a text is one that pages can be read by.

Without this module a mistyped selector would be noticed at the first poll, not by ``check``.
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

_EMPTY = LexborHTMLParser("<p></p>")


def check_selector(selector: str) -> None:
    """Do nothing if pages can be read by this CSS selector.

    Raises:
        ValueError: They can't; the message says what to write, for the user.
    """
    if not selector.strip():
        raise ValueError('is empty; write a CSS selector, such as "li.release"')
    try:
        _EMPTY.css(selector)
    except (SelectolaxError, UnicodeError):
        hint = ""
        if "::" in selector or "@" in selector:
            hint = ": it must choose elements, not their text or attributes"
        raise ValueError(
            f"isn't a CSS selector that can be used{hint}; write one such as "
            '"li.release", "table.news tr" or "article h3 a"'
        ) from None
