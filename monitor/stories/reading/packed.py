"""Packed: a signature as some hundred bytes, and read from them again.

What is known of an open event is kept for days, and most of it is never looked at again. As dicts,
sets and strings a signature takes thousands of bytes; without this module the open events of a busy
newsroom would take more memory than all the rest of the program.

Words have no white space in them, and phrases (names that the user's aliases know) single spaces: a
line each, they are one text, which is split in no time. Mostly a word is folded to its small
letters; then that isn't written again.
"""

from __future__ import annotations

from array import array
from itertools import islice

import msgpack

from monitor.stories.reading.signature import Signature

_WEIGHTS = "d"  # exact
_LONE = "surrogatepass"  # half a character is possible in a str


def pack(signature: Signature) -> bytes:
    """Write a signature; ``unpack`` reads it again, equal in every field."""
    words, surfaces, folded = signature.words, signature.surface_lines, signature.folded_lines
    terms = "\n".join(words)
    places = {term: at for at, term in enumerate(words)}
    pairs = sorted([(places[one], places[two]) for one, two in signature.pairs])
    packed: bytes = msgpack.packb(
        (
            surfaces,
            folded if folded != surfaces.lower() else None,
            terms if terms != folded else None,
            array(_WEIGHTS, words.values()).tobytes(),
            len(signature.title),
            [one for one, _ in pairs],
            [two for _, two in pairs],
            sorted([places[term] for term in signature.numbers]),
            sorted([places[term] for term in signature.names]),
            {label: list(values) for label, values in signature.labels.items()},
            signature.title_weight,
            signature.title_norm,
            signature.words_norm,
            signature.denies,
            signature.plans,
            signature.asks,
            signature.length,
            signature.summary_length,
            signature.lang,
            signature.rows,
        ),
        unicode_errors=_LONE,
    )
    return packed


def terms_of(packed: bytes) -> list[str]:
    """Read only the words of what ``pack`` wrote, in a fraction of the time."""
    surfaces, folded, lines, weights, *_ = msgpack.unpackb(packed, unicode_errors=_LONE)
    if not weights:
        return []
    text: str = lines or folded or surfaces.lower()
    return text.split("\n")


def unpack(packed: bytes) -> Signature:
    """Read what ``pack`` wrote. All is in the order in which it was, so that sums are the same."""
    (
        surfaces, folded, lines, weights, in_title, ones, twos, numbers, names, labels,
        title_weight, title_norm, words_norm, denies, plans, asks, length, summary_length, lang,
        rows,
    ) = msgpack.unpackb(packed, unicode_errors=_LONE)  # fmt: skip
    if folded is None:
        folded = surfaces.lower()
    terms = (folded if lines is None else lines).split("\n") if weights else []
    term = terms.__getitem__
    words = dict(zip(terms, array(_WEIGHTS, weights), strict=True))
    return Signature(
        title=dict(islice(words.items(), in_title)),
        words=words,
        title_weight=title_weight,
        title_norm=title_norm,
        words_norm=words_norm,
        surface_lines=surfaces,
        # By way of a set, in the text's order, as the reader makes them: so they have its order.
        pairs=frozenset(set(zip(map(term, ones), map(term, twos), strict=True))),
        numbers=frozenset(set(map(term, numbers))),
        names=frozenset(set(map(term, names))),
        labels={label: frozenset(values) for label, values in labels.items()},
        denies=denies,
        plans=plans,
        asks=asks,
        length=length,
        summary_length=summary_length,
        lang=lang,
        folded_lines=folded,
        rows=rows,
    )
