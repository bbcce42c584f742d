"""Proposals: which selectors would read a page that has no feed, found by looking at it.

    links that could be headlines              not those of navigation and footers
    those in the same place of the structure   one group
    up from each, as long as no two meet       the items
    a selector that finds these and no others  by classes and ids that a person wrote

The likeliest group comes first: many, long and different titles, with dates. Without this module
whoever wants to watch such a page would have to read its source.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.feeds.limits import Limits
from monitor.feeds.pages.block import HEADINGS, address, columns
from monitor.feeds.pages.naming import name_of, named, selector_of, words_of
from monitor.feeds.pages.page import read_page, tree_of, with_charset
from monitor.feeds.parsing.charsets.charset import decode
from monitor.feeds.parsing.entry import Channel
from monitor.feeds.parsing.plaintext import fold
from monitor.feeds.state.pick import Pick

LEAST = 3
"""Fewer blocks that are alike are no list."""
MOST = 3
"""Proposals that are worth showing."""
_HEADLINE = 12
"""Columns of a link's text; shorter ones are menus, tags and page numbers."""
_LONG = 90
_LIKELY = 0.3
"""A group that scores less is no list of news."""
_NEAR = 0.3
"""One that scores less than this share of the best isn't shown beside it."""
_MOST_LINKS = 3_000
_ASIDE_TAGS = frozenset({"nav", "footer", "form", "aside", "select"})
_ASIDE_ROLES = frozenset({"navigation", "contentinfo", "search", "menu", "menubar", "banner"})
_ASIDE_WORDS = re.compile(
    r"nav|navbar|navigation|(?:sub)?menu|footer|breadcrumbs?|cookies?|share|social|sidebar|pag(?:er|ing)"
    r"|pagination|tagcloud|tags|lang|languages?|related|widget|skip|login|search|topics|categories"
    r"|quicklinks|links|toolbar"
)
_LIST_WORDS = re.compile(
    r"news|press|releases?|articles?|posts?|items?|entry|entries|card|story|stories|results?|list"
    r"|listing|teaser|media|events?|bulletin|notices?|updates?|publications?|announcements?"
    r"|communiques?|blog|headline"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Selectors, and what the page reads like by them."""

    pick: Pick
    channel: Channel


_Group = Sequence[LexborNode]
"""The elements around links that stand in the same place of the structure."""


def propose(
    body: bytes,
    *,
    content_type: str = "",
    url: str,
    limits: Limits = Limits(),  # noqa: B008
) -> list[Proposal]:
    """Propose selectors for a page, the likeliest first; none where nothing looks like a list.

    Args:
        body: The page.
        content_type: The header, for its charset.
        url: Where it came from.
        limits: As for a poll.
    """
    return propose_for(
        decode(body, with_charset(body, content_type), url=url), url=url, limits=limits
    )


def read_by(
    selector: str,
    body: bytes,
    *,
    content_type: str = "",
    url: str,
    limits: Limits = Limits(),  # noqa: B008
) -> Proposal:
    """Read a page by a selector that was given; the other arguments are as for ``propose``."""
    pick = Pick(item=selector)
    html = decode(body, with_charset(body, content_type), url=url)
    return Proposal(pick, read_page(html, pick=pick, base=url, limits=limits))


def propose_for(
    html: str,
    *,
    url: str,
    limits: Limits = Limits(),  # noqa: B008
) -> list[Proposal]:
    """Propose selectors for a page that is decoded already."""
    tree, base = tree_of(html, url)
    scored: dict[str, tuple[float, Proposal]] = {}
    for group in _groups(tree, base=base, page=url):
        selector = selector_of(group, tree)
        if not selector or selector in scored:
            continue
        pick = Pick(item=selector)
        channel = read_page(html, pick=pick, base=url, limits=limits)
        score = _score(group, channel)
        if score >= _LIKELY:
            scored[selector] = score, Proposal(pick, channel)
    best = sorted(scored.values(), key=lambda each: -each[0])
    distinct: dict[tuple[str, ...], Proposal] = {}
    for score, proposal in best:
        if score >= _NEAR * best[0][0]:
            distinct.setdefault(tuple(e.link for e in proposal.channel.entries), proposal)
    return [*distinct.values()][:MOST]


def _groups(tree: LexborHTMLParser, *, base: str, page: str) -> Iterator[_Group]:
    """Links in the same place of the structure, with the items they are in."""
    nodes = tree.css("a[href]")[:_MOST_LINKS]
    texts = {node.mem_id: fold(node.text()) for node in nodes}
    often = Counter(texts.values())
    by_path: defaultdict[tuple[bool, str], list[LexborNode]] = defaultdict(list)
    for link in nodes:
        text = texts[link.mem_id]
        speaks = columns(text) >= _HEADLINE and often[text] < LEAST
        leads = address(link.attributes.get("href"), base=base, page=page)
        if leads and not _is_aside(link, speaks=speaks):
            by_path[speaks or link.css_first(HEADINGS) is not None, _path(link)].append(link)
    for (speak, _), links in by_path.items():
        by_place: defaultdict[str, list[LexborNode]] = defaultdict(list)
        for item in _climbed(links):
            # "Read more" belongs to a headline that is no link itself.
            if speak or item.css_first(HEADINGS):
                by_place[_place(item)].append(item)
        for items in by_place.values():
            if len(items) >= LEAST:
                yield named(items)


def _climbed(links: Sequence[LexborNode]) -> Sequence[LexborNode]:
    """The outermost elements that hold one of these links each."""
    items, hrefs = links, [link.attributes.get("href") for link in links]
    while len(items) >= LEAST:
        outer = [item.parent for item in items]
        parents = [each for each in outer if each is not None and each.tag not in {"body", "html"}]
        if len(parents) < len(outer):
            break
        met: dict[int, tuple[LexborNode, str | None]] = {}
        for parent, href in zip(parents, hrefs, strict=True):
            # A picture's link and a headline's may well meet in one item; two items don't.
            if met.setdefault(parent.mem_id, (parent, href))[1] != href:
                return items
        items, hrefs = [node for node, _ in met.values()], [href for _, href in met.values()]
    return items


def _path(node: LexborNode) -> str:
    """The names of the elements that a node stands in."""
    names: list[str] = []
    outer: LexborNode | None = node
    while outer is not None and outer.tag != "body":
        names.append(outer.tag or "")
        outer = outer.parent
    return "/".join(names)


def _place(item: LexborNode) -> str:
    """What an item stands in, as far as a person named it."""
    names: list[str] = []
    outer = item.parent
    while outer is not None and outer.tag != "body" and len(names) < 3:
        names.append(name_of(outer))
        outer = outer.parent
    return " ".join(names)


def _is_aside(node: LexborNode, *, speaks: bool) -> bool:
    """Whether it stands in navigation, a footer or the like."""
    is_aside = False
    outer = node.parent
    while outer is not None and outer.tag != "body":
        if outer.tag == "article" and not speaks:
            is_aside = False  # an article's own footer, with "Read more" in it
        is_aside = (
            is_aside
            or outer.tag in _ASIDE_TAGS
            or outer.attributes.get("role") in _ASIDE_ROLES
            or (outer.tag == "header" and outer.parent is not None and outer.parent.tag == "body")
        )
        outer = outer.parent
    return is_aside


def _score(group: _Group, channel: Channel) -> float:
    """How likely a group is the list of items that somebody wants to watch."""
    entries = channel.entries
    titles = [entry.title for entry in entries]
    if len(entries) < LEAST or len(set(titles)) < 0.7 * len(titles):
        return 0.0
    linked = sum(bool(entry.link) for entry in entries) / len(entries)
    dated = sum(bool(entry.published) for entry in entries) / len(entries)
    width = median(columns(title) for title in titles)
    score: float = min(len(entries), 20) ** 0.5 * min(width, _LONG) / _LONG
    score *= (0.3 + 0.7 * linked) * (1 + 2 * dated)
    score *= 1.2 if sum(bool(entry.summary) for entry in entries) > len(entries) / 2 else 1.0
    words = {*words_of(group[0])}
    outer = group[0].parent
    while outer is not None and outer.tag not in {"body", "html"}:
        words.update(words_of(outer))
        outer = outer.parent
    score *= 0.25 if any(map(_ASIDE_WORDS.fullmatch, words)) else 1.0
    return score * (1.3 if any(map(_LIST_WORDS.fullmatch, words)) else 1.0)
