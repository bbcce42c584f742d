"""Strangers' words made fit to show: nothing invisible, nothing that a terminal or a chat obeys.

A feed's title may hold escape sequences, direction overrides or @everyone. Whatever shows one, an
alert, a page, a table or the log, has it cleaned here, or a stranger writes on the user's screen.
What one format alone needs (HTML, mrkdwn) is in that format's own module. Pure.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

MAX_LINK = 2_000
"""Characters; Slack refuses a message whose link is longer than 3,000."""

_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor moves
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # window titles, hyperlinks
    r"|\x1b[ -/]*[0-~]"
)
_SPACE = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]")
_RUN = re.compile(" {2,}")
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u00ad\u180e\u200b\u2060-\u2064\ufeff"  # soft hyphen, zero widths (not ZWJ, which emoji need)
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # direction
    "\ufff9-\ufffb\U000e0000-\U000e007f]"  # annotations, tags
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_PILE = re.compile("([\u0300-\u036f\u0489\u20d0-\u20ff]{4})[\u0300-\u036f\u0489\u20d0-\u20ff]+")
_MENTION = re.compile(r"(?<![\w.+-])@(?=[\w&!]|$)")
_LINKED = re.compile(r"\](?=\(|$)")
_LIVE = re.compile(
    r":(?=//|/?$|[a-z][\w+-]*:)|<(?=[\w#@!:/&])|#(?=\w)|\$(?=[a-z])|(?<!\S)/(?=[a-z])"
    r"|\|(?=\||$)|~(?=[\w~]|$)",
    re.IGNORECASE,
)
_OPENS = re.compile(r"\*(?=\S|$)|(?<![^\W_])_(?=\S|$)")
_HOST = re.compile(r"(?<![@\w.+-])(?:[\w-]+\.)+[^\W\d_]{2,}(?![\w@-])")
_BEGINS = re.compile(r"^(?=\s*(?:[#>]|-#?\s|[+*•]\s|\d+[.)]\s))")
_LINK_KEEPS = ":/?#[]@!$&'()*+,;=%~-._"


def clean(text: str, *, limit: int | None = None) -> str:
    """Return the text on one line, without escapes, control, bidi and invisible characters.

    White space becomes single spaces, not stripped: pieces cleaned one by one still fit together.
    A pile of more than four combining marks is cut, so that a title can't climb over its
    neighbours. Text in any script stays as it is. With ``limit``, it is also stripped and cut to
    so many characters.
    """
    text = _RUN.sub(" ", _harmless(text))
    return text if limit is None else shorten(text.strip(), limit)


def clean_lines(text: str) -> str:
    """Return the text cleaned as by ``clean``, but with its line breaks and runs of spaces.

    For text that is laid out with them: notes, tables, a caret under a mistake.
    """
    return "\n".join(map(_harmless, text.replace("\r\n", "\n").split("\n")))


def in_place(text: str) -> str:
    """Return the text with a space in place of each character that doesn't show.

    Every other character stays where it was, so positions in the text hold in what is shown.
    """
    return "".join(char if char.isprintable() else " " for char in text)


def _harmless(text: str) -> str:
    text = _SPACE.sub(" ", _SEQUENCES.sub("", text))
    text = _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", text))
    return _PILE.sub(r"\1", text)


def shorten(text: str, limit: int) -> str:
    """Return the text, or its beginning with an ellipsis: at most ``limit`` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def safe_link(url: str) -> str:
    """Return the link if it is http(s) with a host, else empty.

    What would end a link in HTML, mrkdwn or a terminal (quotes, angle brackets, bars, spaces) is
    percent-encoded; letters of any script stay readable.
    """
    url = clean(url).strip()
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    if not usable or len(url) > MAX_LINK:
        return ""
    return "".join(
        char if char.isalnum() or char in _LINK_KEEPS else quote(char, safe="") for char in url
    )


def inert(text: str) -> str:
    """Return plain text of which chat programs make nothing: no call, no link, no markup.

    Besides what ``defuse`` does: addresses (``https://``, ``evil.example``) and what
    leads elsewhere inside the chat (``#tag``, ``/command``, ``$CASH``, ``~channel``, ``<t:0>``) are
    broken by a zero-width space, as are emoji's names and what makes a heading, a quote or a list
    at the beginning; a hair space keeps ``*`` and ``_`` from opening emphasis, and a backtick
    becomes its look-alike. It reads as before. Texts made inert one by one may be joined.
    """
    text = _HOST.sub(lambda host: host[0].replace(".", ".\u200b"), defuse(text))
    text = _OPENS.sub("\\g<0>\u200a", _LIVE.sub("\\g<0>\u200b", text))
    return _BEGINS.sub("\u200b", text.replace("`", "\u02cb"))


def defuse(text: str) -> str:
    """Return plain text in which chat programs find nobody to call and no disguised link.

    For services that read markup even in plain text (Discord, Mattermost, Telegram): a zero-width
    space after the ``@`` of ``@everyone`` or ``<@U123>`` and between the ``](`` of a markdown link.
    An address such as desk@example.com stays whole. Texts defused one by one may be joined.
    """
    return _LINKED.sub("]\u200b", _MENTION.sub("@\u200b", text))
