"""A mail that is a list of headlines, such as Google Alerts sends → an entry for each.

    Google Alerts                         articles marked up by schema.org: title, outlet, teaser
    HTML with headlines in equal blocks   as for a page without a feed (``pages.proposal``)
    plain text                            a line, and below it its address

The blocks must hold most of the mail's text: a letter with some links in it stays one item, and
nothing of it is lost. Without this module a rule would find one word in one headline and the other
in the next, and call that a match.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.feeds.limits import Limits
from monitor.feeds.pages.block import columns
from monitor.feeds.pages.proposal import LEAST, propose_for
from monitor.feeds.parsing.entry import Entry, absolute_link
from monitor.feeds.parsing.plaintext import fold, text_of_html

SHARE = 0.6
"""Of a mail's text, without that of its chores, how much its headlines and teasers must hold."""
MOST_TAGS = 15_000
"""Tags of a mail whose structure is looked at; newsletters have a few thousand."""
_HEADLINE = 20
_CHORE = re.compile(
    r"unsubscri|opt.?out|preferences|manage (?:your )?(?:subscription|account|alert)|privacy|"
    r"terms of|abmelden|abbestell|datenschutz|impressum|désabonn|desinscri|se désinscrire|"
    r"confidentialité|cancelar|darse de baja|disiscri|annulla|uitschrijven|afmelden|avregistrer|"
    r"отписаться|配信停止|退订|退訂|取消订阅|수신거부|wypisz|forward to a friend|advertis|"
    r"see more results|edit this alert|flag as irrelevant|view (?:this|it) .*browser|"
    r"receive this alert as|send feedback|all rights reserved|©",
    re.IGNORECASE,
)
WEB_VERSION = re.compile(
    r"\b(?:view|read|open|see)\b.{0,40}\b(?:browser|online|web)\b|web ?version|im browser|online "
    r"(?:ansehen|lesen)|navigateur|en ligne|navegador|nel browser|versione web|webversi|i din "
    r"(?:browser|webbläsare)|браузер|ブラウザ|浏览器|瀏覽器|网页版|브라우저|przeglądar",
    re.IGNORECASE,
)
"""The link to a mail on the web."""
_SOCIAL = re.compile(
    r"^https?://(?:[\w-]+\.)?(?:facebook|twitter|x|linkedin|instagram|youtube|tiktok|pinterest|"
    r"threads|whatsapp|t)\.(?:com|net|me)/(?:share|sharer|intent|[\w.@-]*/?$|shareArticle)",
    re.IGNORECASE,
)
_GOOGLE = re.compile(r"(?:www\.)?google\.(?:com|[a-z]{2}|com?\.[a-z]{2})")
_ONLY_URL = re.compile(r"<?\s*(https?://[^\s<>]+[^\s<>.,;:!?])\s*>?")
_INLINE = frozenset({"a", "b", "strong", "i", "em", "u", "span", "font", "small"})
_RULER = re.compile(r"[-=_*~#]{3,}.*")


def unwrapped(url: str) -> str:
    """Return where a redirect of Google's leads (``google.com/url?url=…``); other links as is."""
    try:
        parts = urlsplit(url)
        if not _GOOGLE.fullmatch(parts.hostname or "") or parts.path != "/url":
            return url
        query = parse_qs(parts.query)
    except ValueError:
        return url
    inner = next((query[name][0] for name in ("url", "q") if query.get(name)), "")
    return inner if inner.startswith(("http://", "https://")) else url


def is_chore(url: str, text: str) -> bool:
    """Whether a link leads to no news: to leave the list, to settings, to share it."""
    return bool(
        _CHORE.search(text)
        or WEB_VERSION.search(text)
        or _SOCIAL.match(url)
        or _CHORE.search(urlsplit(url).path)
    )


def is_small(html: str) -> bool:
    """Whether a mail's structure can be read in time: the cost grows with the square of depth."""
    return html.count("<") <= MOST_TAGS


def headlines_in_html(html: str, limits: Limits) -> list[Entry]:
    """Return the headlines of a mail in HTML; none if it is something else than a list of them."""
    if not is_small(html):
        return []
    tree = LexborHTMLParser(html)
    found = [entry for node in tree.css(_ARTICLES) if (entry := _article(node, limits))]
    if found:
        return found
    for node in tree.css("a[href]"):
        text = fold(node.text())
        if is_chore(node.attributes.get("href") or "", text) or (text and not _is_alone(node)):
            node.unwrap()
    for proposal in propose_for(tree.html or "", url="", limits=limits):
        entries = proposal.channel.entries
        for entry in entries:
            entry.link = unwrapped(entry.link)
        if len(entries) >= LEAST and all(entry.link for entry in entries):
            said = sum(len(entry.title) + len(entry.summary) for entry in entries)
            if said >= SHARE * _length(html, limits):
                return entries
    return []


def headlines_in_text(text: str) -> list[Entry]:
    """Return the headlines of a mail in plain text: lines with an address of their own below."""
    entries: list[Entry] = []
    block: list[str] = []
    total = said = 0
    for line in map(str.strip, text.splitlines()):
        address = _ONLY_URL.fullmatch(line)
        if address:
            link = absolute_link(unwrapped(address[1]), "")
            title = fold(block[0]) if block else ""
            if link and columns(title) >= _HEADLINE and not is_chore(link, " ".join(block)):
                summary = fold(" ".join(block[1:]))
                entries.append(Entry(link=link, title=title, summary=summary))
                said += len(title) + len(summary)
                total += len(title) + len(summary)
            block = []
        elif not line or _RULER.fullmatch(line):
            total += 0 if _CHORE.search(" ".join(block)) else sum(map(len, block))
            block = []
        else:
            block.append(line)
    total += 0 if _CHORE.search(" ".join(block)) else sum(map(len, block))
    return entries if len(entries) >= LEAST and said >= SHARE * total else []


_ARTICLES = '[itemtype="http://schema.org/Article"], [itemtype="https://schema.org/Article"]'


def _article(node: LexborNode, limits: Limits) -> Entry | None:
    """One article of Google Alerts."""
    anchor = node.css_first('a[itemprop="url"][href]') or node.css_first("a[href]")
    if anchor is None:
        return None
    link = absolute_link(unwrapped(anchor.attributes.get("href") or ""), "")
    title = _text(anchor.css_first('[itemprop="name"]') or anchor)
    if not link or not title:
        return None
    outlet = node.css_first('[itemprop="publisher"] [itemprop="name"]')
    teaser = node.css_first('[itemprop="description"]')
    return Entry(
        link=link,
        title=title,
        summary=_text(teaser)[: limits.max_text],
        source=_text(outlet),
    )


def _is_alone(link: LexborNode) -> bool:
    """Whether a link stands on lines of its own, as a headline does, not within a sentence."""
    node = link
    while True:
        if not (_is_edge(node, back=True) and _is_edge(node, back=False)):
            return False
        outer = node.parent
        if outer is None or outer.tag not in _INLINE:
            return True
        node = outer


def _is_edge(node: LexborNode, *, back: bool) -> bool:
    """Whether what stands beside an element is no part of its sentence."""
    beside = node.prev if back else node.next
    while beside is not None and beside.tag == "-text" and not (beside.text() or "").strip():
        beside = beside.prev if back else beside.next
    return beside is None or beside.tag not in {"-text", *_INLINE}


def _text(node: LexborNode | None) -> str:
    return text_of_html(node.html or "", 2_000) if node is not None else ""


def _length(html: str, limits: Limits) -> int:
    """How long a mail's text is, without that of its chores."""
    tree = LexborHTMLParser(html)
    tree.strip_tags(["style", "script", "head", "title"])
    for node in tree.css("p, td, div, a, li"):
        if len(text := fold(node.text())) <= 400 and _CHORE.search(text):
            node.decompose()
    return len(text_of_html(tree.html or "", limits.max_text))
