"""What people type into a search box → an FTS5 expression over our own tokens.

``apple china`` both; ``"joe tsai"`` a phrase; ``alib*`` a prefix, of three letters or more;
``-huawei`` without it. Anything else is taken literally: no input is a syntax error. Chinese,
Japanese and Korean are looked for as phrases of bigrams, so that 中国 finds 中国人; a single
character as the beginning of one.
"""

from __future__ import annotations

import re

from monitor.text import is_spaceless, search_tokens

_PARTS = re.compile(
    r'(?P<minus>[-－])?(?:["“”„«»](?P<phrase>[^"“”„«»]*)["“”„«»]|(?P<word>[^\s"“”„«»]+))'
)
_MAX_PARTS = 50
_SHORTEST_PREFIX = 3


def fts_query(text: str) -> str | None:
    """The expression, or None where nothing can be found: only ``-words``, or no word at all."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for part in list(_PARTS.finditer(text))[:_MAX_PARTS]:
        words = part["phrase"] if part["word"] is None else part["word"]
        prefix = part["word"] is not None and words.endswith("*")
        tokens = search_tokens(words)
        if not tokens:
            continue
        # A letter or two begin too many words to look through.
        prefix = prefix and (len(tokens[-1]) >= _SHORTEST_PREFIX or not tokens[-1].isascii())
        prefix = prefix or (len(tokens[-1]) == 1 and is_spaceless(tokens[-1]))
        phrase = '"' + " ".join(tokens) + '"' + ("*" if prefix else "")
        (unwanted if part["minus"] else wanted).append(phrase)
    if not wanted:
        return None
    expression = " AND ".join(wanted)
    return f"({expression}) NOT ({' OR '.join(unwanted)})" if unwanted else expression
