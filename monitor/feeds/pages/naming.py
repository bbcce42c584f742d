"""Naming elements of a page: selectors made of the classes and ids that a person wrote.

Many class names are made by a program and differ after its next run (``css-1q2w3e``), belong to one
item alone (``post-4711``) or say where it stands (``odd``, ``col-md-4``): a selector made of these
would find nothing a week later. Without this module proposals would break at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

_NAME = re.compile(r"-?[A-Za-z_][A-Za-z0-9_-]*")
_WORD = re.compile(r"[a-z]+|[A-Z](?:[a-z]+|[A-Z]*(?![a-z]))|\d+")
_GENERATED = re.compile(
    r"\d{3}"  # post-4711
    r"|^(?:css|sc|jsx|svelte|styled|emotion|tw|jss|makeStyles|Mui\w*)-"
    r"|__\w*[A-Z0-9]\w{2,}$"  # Card_root__3xYzA
    r"|^_|[-_](?=[a-z]*\d)(?=\w*[a-z])[a-z0-9]{5,}$"  # list-1q2w3e
    r"|^(?=[A-Za-z]*[a-z][A-Z]|[A-Z])(?!.*[aeiou].*[aeiou])[A-Za-z]{5,8}$"  # kQxZPd
    r"|^[a-z]{1,2}$|^\w*\d\w*[a-z]\w*\d\w*$"
)
_PLACING = re.compile(
    r"^(?:(?:col|row|grid|flex|span|offset|container|wrap(?:per)?|inner|outer|block|clearfix|cf|gap"
    r"|text|bg|border|rounded|shadow|order|justify|align|items|self|is|has|js|no|sm|md|lg|xl|ratio"
    r"|hover|focus|font|leading|tracking|space|overflow|max|min|relative|absolute|inline|object|z)(?:[-_:].*)?"
    r"|[mpwhdgz][trblxy]?-(?:\d|auto|full|screen|\[).*"
    r"|odd|even|first|last|alt|active|current|selected|new|visible|hidden|show|hide|open"
    r"|wow|fade\w*|aos-?\w*|animate\w*|left|right|center|large|small|medium|featured|sticky"
    r"|(?:category|tag|status|format|type)-.*)$",
    re.IGNORECASE,
)
_SPEAKING = re.compile(
    r"news|press|release|article|post|item|entry|card|story|result|list|teaser|media|event|bulletin"
    r"|notice|update|publication|announce|commun|blog|headline|row",
    re.IGNORECASE,
)
_COMMON = 0.85
"""Of a group's items, how many a selector must find; and of what it finds, how many are in it."""


def name_of(node: LexborNode) -> str:
    """An element as a person named it: its tag, id and classes, without those of a program."""
    id_ = _id(node)
    return (node.tag or "") + (f"#{id_}" if id_ else "") + "".join(f".{c}" for c in classes(node))


def classes(node: LexborNode) -> list[str]:
    """Its classes that a person gave it and that don't merely say where it stands."""
    written = dict.fromkeys((node.attributes.get("class") or "").split())
    return [name for name in written if _is_stable(name)]


def words_of(node: LexborNode) -> list[str]:
    """The words that an element's tag, id and classes are made of, in lower case."""
    named = f"{node.attributes.get('id') or ''} {node.attributes.get('class') or ''}"
    return [word.lower() for word in _WORD.findall(named)]


def named(items: Sequence[LexborNode]) -> Sequence[LexborNode]:
    """Return what elements without a name merely wrap, if that has one; else these elements."""
    inner = items
    while not _shared(inner):
        children = [[*each.iter(include_text=False)] for each in inner]
        if any(len(each) != 1 for each in children):
            return items
        inner = [each[0] for each in children]
    return inner


def selector_of(items: Sequence[LexborNode], tree: LexborHTMLParser) -> str:
    """The shortest selector that finds these elements and hardly any others; empty: there is none.

    Args:
        items: Elements of one kind.
        tree: The page that they are in.
    """
    wanted = {item.mem_id for item in items}
    best, best_share = "", 0.0
    for selector in _candidates(items):
        try:
            found = {node.mem_id for node in tree.css(selector)}
        except (SelectolaxError, UnicodeError):
            continue
        common = len(found & wanted)
        share = min(common / len(wanted), common / len(found)) if found else 0.0
        if share >= _COMMON:
            return selector
        if share > best_share:
            best, best_share = selector, share
    if best_share < 0.6:
        return ""
    linked = f"{best}:has(a[href])"  # not the paragraphs around a list that is made of paragraphs
    found = {node.mem_id for node in tree.css(linked)}
    share = len(found & wanted) / max(len(found), len(wanted))
    return linked if share > best_share else best


def _candidates(items: Sequence[LexborNode]) -> Iterator[str]:
    """Selectors for elements of one kind, the simplest first."""
    tag = items[0].tag or ""
    own = _shared(items)
    names = [f"{tag}.{name}" for name in own] or [tag]
    yield from (name for name in names if name != tag)
    if len(own) > 1:
        yield f"{tag}.{own[0]}.{own[1]}"
    direct = names[0]
    level: list[LexborNode] = [*items]
    while True:
        outer = [node.parent for node in level]
        level = [node for node in outer if node is not None and node.tag not in {"body", "html"}]
        if not level or len(level) < len(outer):
            break
        around, ids = _shared(level), {_id(node) for node in level}
        marks = [f"#{next(iter(ids))}"] if len(ids) == 1 and "" not in ids else []
        marks += [f"{level[0].tag}.{name}" for name in around]
        marks += [level[0].tag or ""] if level[0].tag in {"main", "article", "section"} else []
        for mark in marks:
            yield f"{mark} {names[0]}"
            yield f"{mark} > {direct}"
        direct = f"{level[0].tag} > {direct}"
        if level[0].tag in {"ul", "ol", "dl", "table"}:
            yield direct
    yield f"body > {direct}"
    yield direct


def _shared(nodes: Sequence[LexborNode]) -> list[str]:
    """The classes that nearly all of these have, speaking ones first, then the longest."""
    often = Counter(name for node in nodes for name in classes(node))
    shared = [name for name, times in often.items() if times >= _COMMON * len(nodes)]
    return sorted(shared, key=lambda name: (not _SPEAKING.search(name), -len(name)))


def _id(node: LexborNode) -> str:
    name = node.attributes.get("id") or ""
    return name if _is_stable(name) else ""


def _is_stable(name: str) -> bool:
    return bool(
        _NAME.fullmatch(name)
        and len(name) <= 60
        and not _GENERATED.search(name)
        and not _PLACING.match(name)
    )
