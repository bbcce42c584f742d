"""Markup → the plain text a reader sees: on one line, without tags, scripts, entities or controls.

    text_of_html    a description or an article: HTML, or text that may as well be HTML
    text_of_title   a title: mostly plain text, sometimes escaped HTML, sometimes escaped twice
    fold            text that is plain already: white space folded, what can't be shown dropped
    opening         the first sentences of a text

What comes out is still a stranger's words: escape it wherever it is shown. Without this module
rules would match scripts and addresses inside tags, and alerts show markup.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from html.entities import html5

from selectolax.lexbor import LexborHTMLParser

MAX_TITLE = 500
"""Characters kept of a title."""

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
# Soft hyphens, directional embeddings and isolates, byte order marks, annotation marks, halves of
# surrogate pairs: they split words or turn a line around, and say nothing. Joiners and left- and
# right-to-left marks stay: Persian, Hindi and emoji need them.
_INVISIBLE = re.compile("[\u00ad\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")
_EDGES = " \u200b\u200e\u200f\u2060\ufffd"  # the last: half a character where a text was cut

_BLOCKS = (
    "address|article|aside|blockquote|br|caption|center|dd|details|div|dl|dt|fieldset|figcaption"
    "|figure|footer|form|h1|h2|h3|h4|h5|h6|header|hr|li|main|nav|ol|option|p|pre|section|summary"
    "|table|tbody|td|tfoot|th|thead|tr|ul"
)
_VOID = "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
_SELDOM_CLOSED = "p|li|dt|dd|option|thead|tbody|tfoot|tr|td|th"
_UNREAD = "head|iframe|noembed|noframes|noscript|script|style|svg|template"
_INLINE = (
    "a|abbr|acronym|audio|b|bdi|bdo|big|body|button|cite|code|colgroup|data|datalist|del|dfn|em"
    "|font|html|i|ins|kbd|label|legend|map|mark|meter|nobr|object|optgroup|output|picture|progress|q|rp"
    "|rt|ruby|s|samp|select|small|span|strike|strong|sub|sup|textarea|time|title|tt|u|var|video"
)
_BLOCK_NAMES = frozenset(_BLOCKS.split("|"))
_VOID_NAMES = frozenset(_VOID.split("|"))
_UNREAD_NAMES = _UNREAD.split("|")
_TAG_NAMES = _BLOCK_NAMES.union(_VOID_NAMES, _UNREAD_NAMES, _INLINE.split("|"))

# A block ends a word, and so does one link beside another; inline markup doesn't: H<sub>2</sub>O.
_WORD_BREAK = re.compile(rf"<(?:(?=/?(?:{_BLOCKS})\b)|(?<=</a><)(?=a\b))", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_UNENDED = re.compile(  # the names that no word begins with
    r"&(?:nbsp|[lr]aquo|iexcl|iquest|[A-Za-z]{1,2}(?:acute|cedil|circ|grave|lig|ring|slash|tilde|uml)"
    r"|(?:amp|quot)(?![\w=])|#(?:3[489]|\d{3,5})(?!\d))(?!;)"
)
_TYPOGRAPHIC = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|apos|quot|nbsp|[lr][sd]quo|[nm]dash|hellip);"
)

_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)"
    r"(?P<attributes>(?:[\s/]+[\w:.-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>=`]+))?)*)"
    r"\s*(?P<empty>/?)>"
)
_UNREAD_TAG = re.compile(rf"<(?:{_UNREAD})", re.IGNORECASE)
_UNREAD_START = re.compile(rf"<(?:(?P<name>{_UNREAD})\b[^<>]*>|!--)", re.IGNORECASE)
_UNREAD_END = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in _UNREAD_NAMES}
_COMMENT_END = re.compile("-->")
_ANY_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_ENDING_THEMSELVES = _VOID_NAMES.union(_SELDOM_CLOSED.split("|"))
_MAX_WORK = 500_000
"""Steps for one tree, about a millisecond; see ``_is_tangled``."""
_CLOSED = re.compile(r"</([a-zA-Z][a-zA-Z0-9]*)\s*>")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s)|[。！？][”’」』）]*")


def fold(text: str) -> str:
    """Fold white space to single spaces and drop what can't be shown."""
    return " ".join(_shown(text).split()).strip(_EDGES)


def text_of_html(markup: str, limit: int) -> str:
    """The text of a piece of HTML, at most ``limit`` characters.

    Blocks separate words, inline markup doesn't; scripts, styles and comments are dropped. What
    holds no HTML is read like a title, so ``a < b`` and ``x<y`` survive.
    """
    markup = _shown(markup)
    if not _holds_markup(markup):
        return cut(fold(_read(markup)), limit)
    text = fold(_typographic(_rendered(markup)))
    if text.startswith("<") and _holds_markup(text):  # escaped twice
        text = fold(_rendered(text))
    return cut(text, limit)


def text_of_title(markup: str, limit: int = MAX_TITLE) -> str:
    """The text of a title, at most ``limit`` characters.

    Nobody can tell from a title alone whether it is text or HTML, so a tag is taken for markup
    only where it can't well be anything else: it is closed (``<i>Hamlet</i>``), void (``<br>``) or
    has attributes. ``AT&T``, ``a < b``, ``5 > 3``, ``<3`` and "the <b> tag" are text.
    """
    return cut(fold(_read(markup[: 8 * limit])), limit)


def opening(text: str, limit: int = MAX_TITLE) -> str:
    """The first sentences of a plain text that fit into ``limit`` characters.

    Where the first sentence alone is longer, it is cut at a word and ends in ``…``.
    """
    if len(text) <= limit:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, limit + 1)]
    fitting = [end for end in ends if limit // 2 <= end <= limit]
    return text[: fitting[-1]] if fitting else cut(text, limit)


def cut(text: str, limit: int) -> str:
    """Cut a text that is longer than ``limit`` at a word (where it has any) and end it in ``…``."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    word_end = head.rfind(" ")
    if word_end > limit // 2 and text[limit - 1] != " ":
        head = head[:word_end]
    return head.rstrip() + "…"


def _shown(text: str) -> str:
    """Drop what can't be shown; most texts have nothing of that kind, which is quickly seen."""
    return text if text.isprintable() else _INVISIBLE.sub("", _CONTROL.sub(" ", text))


def _read(text: str) -> str:
    for _ in range(3):  # once for HTML; feeds that escape two or three times are not rare
        read = _decoded(_without_tags(text))
        if read == text:
            break
        text = read
    return text


def _rendered(markup: str) -> str:
    markup = markup.replace("<![CDATA[", "").replace("]]>", "")
    if _is_tangled(markup):
        return _stripped(markup)
    tree = LexborHTMLParser(_WORD_BREAK.sub(" <", markup))
    if _UNREAD_TAG.search(markup):
        tree.strip_tags(_UNREAD_NAMES)
    return tree.body.text() if tree.body is not None else ""


def _is_tangled(markup: str) -> bool:
    """Whether elements are left open in such numbers that a tree isn't worth its time.

    By the rules of HTML each tag may have to look at every element still open, or open it again:
    100,000 nested ``<div>`` keep a parser busy for 20 s, and some ``<b>`` never closed make each
    paragraph's tree as large as all of them.
    """
    if markup.count("<") ** 2 // 2 <= _MAX_WORK:
        return False
    work, depth = 0, 0
    still_open: Counter[str] = Counter()
    for tag in _ANY_TAG.finditer(markup):
        name = tag["name"].lower()
        work += depth
        if work > _MAX_WORK:
            return True
        if name in _ENDING_THEMSELVES:
            continue
        if not tag["close"]:
            still_open[name] += 1
            depth += 1
        elif still_open[name]:
            still_open[name] -= 1
            depth -= 1
    return False


def _stripped(markup: str) -> str:
    """The text without a tree: tags cut out one by one."""

    def read(tag: re.Match[str]) -> str:
        return " " if tag["name"].lower() in _BLOCK_NAMES else ""

    return _decoded(_ANY_TAG.sub(read, _without_unread(markup)))


def _holds_markup(text: str) -> bool:
    if "<" not in text:
        return False
    closed = _closed(text)
    return "<!--" in text or any(
        _is_markup(tag, closed) or tag["name"].lower() in _BLOCK_NAMES
        for tag in _TAG.finditer(text)
    )


def _without_tags(text: str) -> str:
    if "<" not in text and "]]>" not in text:
        return text
    text = _without_unread(text).replace("<![CDATA[", "").replace("]]>", "")
    closed = _closed(text)

    def read(tag: re.Match[str]) -> str:
        if not _is_markup(tag, closed):
            return tag[0]
        return " " if tag["name"].lower() in _BLOCK_NAMES else ""

    return _TAG.sub(read, text)


def _without_unread(text: str) -> str:
    """Drop scripts, styles and comments that end; linear in the text, unlike one lazy pattern."""
    kept, at, endless = [], 0, set()
    for start in _UNREAD_START.finditer(text):
        name = (start["name"] or "").lower()
        if start.start() < at or name in endless:
            continue
        end = _UNREAD_END.get(name, _COMMENT_END).search(text, start.end())
        if end is None:
            endless.add(name)
            continue
        kept.append(text[at : start.start()])
        at = end.end()
    return " ".join([*kept, text[at:]])


def _closed(text: str) -> set[str]:
    return {name.lower() for name in _CLOSED.findall(text)}


def _is_markup(tag: re.Match[str], closed: set[str]) -> bool:
    name = tag["name"].lower()
    return name in _TAG_NAMES and (
        name in closed or name in _VOID_NAMES or bool(tag["empty"]) or "=" in tag["attributes"]
    )


def _decoded(text: str) -> str:
    # Only whole references, and few without an end: html.unescape reads "&notes" as "¬es".
    if "&" not in text:
        return text
    return _UNENDED.sub(_character, _REFERENCE.sub(_character, text))


def _character(reference: re.Match[str]) -> str:
    name = reference[0][1:]
    return html.unescape(reference[0]) if name[0] == "#" or name in html5 else reference[0]


def _typographic(text: str) -> str:
    """Decode what is left of references escaped twice, but not ``&lt;``: that may be code."""
    return _TYPOGRAPHIC.sub(_character, text) if "&" in text else text
