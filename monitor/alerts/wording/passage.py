"""Which two lines of an item to show, and which of their words are hits. Pure.

Hits are spans in the original text, so marking comes first and cleaning (``printable``) after it,
piece by piece.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.item import Item
from monitor.printable import clean
from monitor.rules.rule import Hit, HitKind

WIDTH = 240
"""Cells of a passage: about two lines. A Chinese character takes two cells."""
LEAD = 70
"""Cells kept before the first hit where the sentence doesn't begin sooner."""
IN_FULL_TEXT = "Found in the full text: "
"""Before a passage that neither the feed's title nor its teaser has."""
MAX_HITS = 100
"""Hits looked at when the passage is chosen."""

_SENTENCE_END = re.compile(r"[.!?…]['\"”’)]*\s+|[。！？]['\"”’」』]*")
_CLAUSE_END = re.compile(r"[,;:–—]\s+|[，、；：]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\uabff\uac00-\uffef]")
"""Thai, Lao, Burmese, Khmer, Chinese, Japanese; Korean, whose endings stand beside the word."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of clean text; ``hit`` where it is what a rule looked for."""

    text: str
    hit: bool = False


def width(text: str) -> int:
    """Return how many terminal cells the text takes."""
    return sum(map(_cells, text))


def marked(pieces: Iterable[Piece]) -> str:
    """Return the pieces as text, with hits *between asterisks*."""
    return "".join(f"*{piece.text}*" if piece.hit else piece.text for piece in pieces)


def title_of(item: Item, hits: Iterable[Hit], *, limit: int) -> tuple[Piece, ...]:
    """Return the item's title, cut to ``limit`` characters, with its hits marked."""
    spans = [span for span, _ in _spans(item.title, hits, "title")]
    end = min(len(item.title), limit)
    return _pieces(item.title, spans, 0, end)


def passage_of(item: Item, hits: Sequence[Hit]) -> tuple[Piece, ...]:
    """Return up to two lines of the item's text, around its hits, with the hits marked.

    From the summary, or from the content where more of the rule's terms are found there or the
    summary only repeats the title; from the full text, which is said, where a term is found nowhere
    else. Empty when there is no text beyond the title.
    """
    if found := full_text_of(item, hits):
        return found
    summary = "" if _same(item.summary, item.title) else item.summary
    terms = {
        name: {hit.term for hit in hits if hit.field == name} for name in ("summary", "content")
    }
    more = len(terms["content"]) > len(terms["summary"])
    if item.content and (not summary.strip() or more):
        return _excerpt(item.content, hits, "content")
    return _excerpt(summary, hits, "summary")


def full_text_of(item: Item, hits: Sequence[Hit]) -> tuple[Piece, ...]:
    """Return the lines of the full text that hold what the feed hasn't said of the item.

    Empty where each term is found in what the feed has said.
    """
    said = {hit.term for hit in hits if hit.field != "full_text"}
    deciding = [hit for hit in hits if hit.field == "full_text" and hit.term not in said]
    shown = _excerpt(item.full_text, hits, "full_text", around=deciding) if deciding else ()
    return (Piece(IN_FULL_TEXT), *shown) if shown else ()


def _excerpt(
    text: str, hits: Sequence[Hit], field: str, *, around: Sequence[Hit] | None = None
) -> tuple[Piece, ...]:
    """Return two lines of a text, chosen by the hits ``around``, with all hits marked."""
    chosen = _spans(text, hits if around is None else around, field)[:MAX_HITS]
    start, end = _window(text, chosen)
    return _pieces(text, [span for span, _ in _spans(text, hits, field)], start, end)


def _spans(text: str, hits: Iterable[Hit], field: str) -> list[tuple[tuple[int, int], str]]:
    """Return ((start, end), term) of the hits in that field, in order; of patterns whole words."""
    return sorted(
        (
            _whole_words(text, hit.start, hit.end)
            if hit.kind is HitKind.REGEX
            else (hit.start, hit.end),
            hit.term,
        )
        for hit in hits
        if hit.field == field and hit.stands_in(text)
    )


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a hit's span with all of the words that it cuts through."""
    while start > 0 and _go_together(text[start - 1], text[start]):
        start -= 1
    while end < len(text) and _go_together(text[end - 1], text[end]):
        end += 1
    return start, end


def _go_together(one: str, other: str) -> bool:
    """Whether two characters side by side are of one word, in a script that has blanks."""
    if not (one.isalnum() and (other.isalnum() or unicodedata.combining(other))):
        return False
    return not any(_UNSPACED.match(char) for char in (one, other))


def _window(text: str, spans: Sequence[tuple[tuple[int, int], str]]) -> tuple[int, int]:
    """Return the start and end of the stretch that shows the most terms, then the most hits."""
    if len(text) <= WIDTH and width(text) <= WIDTH:
        return 0, len(text)
    best, best_score = (0, _end_from(text, 0)), (-1, -1)
    for start in (0, *(_start_before(text, span[0]) for span, _ in spans)):
        end = _end_from(text, start)
        inside = [term for span, term in spans if start <= span[0] and span[1] <= end]
        score = (len(set(inside)), len(inside))
        if score > best_score:
            best, best_score = (start, end), score
    return best


def _start_before(text: str, hit: int) -> int:
    """Return where to begin so that the hit has some context: a sentence, else a word."""
    low, cells = hit, 0
    while low > 0 and cells < LEAD:
        low -= 1
        cells += _cells(text[low])
    if low == 0:
        return 0
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, low, hit)]
    if sentences:
        return sentences[0]
    clauses = [match.end() for match in _CLAUSE_END.finditer(text, low, hit)]
    space = text.find(" ", low, hit)
    start = clauses[0] if clauses else space + 1 if space >= 0 else low
    while start < hit and unicodedata.combining(text[start]):
        start += 1
    return start


def _end_from(text: str, start: int) -> int:
    """Return where a passage that begins at ``start`` ends: after a sentence, else after a word."""
    end, cells = start, 0
    while end < len(text) and cells + _cells(text[end]) < WIDTH:
        cells += _cells(text[end])
        end += 1
    if end == len(text):
        return end
    late = start + (end - start) * 2 // 3
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, late, end)]
    if sentences:
        return sentences[-1]
    space = text.rfind(" ", late, end)
    if space >= 0:
        return space
    while end > late and (unicodedata.combining(text[end]) or text[end] in "\u200d\ufe0f"):
        end -= 1
    return end


def _pieces(text: str, spans: Iterable[tuple[int, int]], start: int, end: int) -> tuple[Piece, ...]:
    """Return text[start:end] as clean pieces, with ellipses where it was cut.

    A blank that a regular expression found is no hit to see: in Slack, "* *" would be asterisks.
    """
    pieces: list[Piece] = []
    at = start
    for low, high in spans:
        low, high = max(low, at), min(high, end)  # noqa: PLW2901 - hits may overlap and stick out
        if low < high:
            found = text[low:high]
            pieces += [Piece(clean(text[at:low])), Piece(clean(found), hit=not found.isspace())]
            at = high
    pieces.append(Piece(clean(text[at:end])))
    pieces = _stripped([piece for piece in pieces if piece.text])
    if pieces and start > 0:
        wide = _cells(pieces[0].text[0]) == 2  # Chinese takes no space, nor a line break after one
        pieces.insert(0, Piece("…" if wide else "… "))
    if pieces and end < len(text) and text[end:].strip():
        pieces.append(Piece(" …" if _ends_sentence(pieces[-1].text) else "…"))
    return tuple(pieces)


def _stripped(pieces: list[Piece]) -> list[Piece]:
    while pieces and not pieces[0].text.strip():
        pieces.pop(0)
    while pieces and not pieces[-1].text.strip():
        pieces.pop()
    if pieces:
        pieces[0] = Piece(pieces[0].text.lstrip(), pieces[0].hit)
        pieces[-1] = Piece(pieces[-1].text.rstrip(), pieces[-1].hit)
    return pieces


def _ends_sentence(text: str) -> bool:
    return text.rstrip("'\"”’)」』")[-1:] in (*".!?。！？",)


def _same(one: str, other: str) -> bool:
    return clean(one).strip().casefold() == clean(other).strip().casefold()


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
