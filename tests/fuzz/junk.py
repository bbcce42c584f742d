"""Junk: texts that are nearly right, which get further into a reader than noise does."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

EDITS = 6
"""At most so many to a text."""
NOISE = (
    "\0", "\x85", "\u2028", "\ud800", "\ufeff", "\u202e", "é", "ß", "İ", "中", "\U0001f600", "\n",
    " ", "\t", '"', "'", "\\", "/", "<", ">", "&", ";", "%", "#", "(", ")", "[", "]", "{", "}",
    "=", ":", ",", "-", "+", "*", "~", "|", "0", "-1", "9" * 30, "1e999", "inf", "nan", "&#x0;",
)  # fmt: skip


@st.composite
def mutated(draw, wholes: Sequence[str], pieces: Sequence[str] = ()) -> str:
    """One of these texts with pieces cut out, doubled, moved, or put in."""
    text = draw(st.sampled_from(wholes))
    for _ in range(draw(st.integers(1, EDITS))):
        first = draw(st.integers(0, len(text)))
        last = min(first + draw(st.integers(0, 60)), len(text))
        cut, target = text[first:last], draw(st.integers(0, len(text)))
        match draw(st.sampled_from(("put", "cut", "double", "move", "end", "noise"))):
            case "put":
                text = text[:first] + draw(st.sampled_from((*NOISE, *pieces))) + text[first:]
            case "cut":
                text = text[:first] + text[last:]
            case "double":
                text = text[:first] + cut * draw(st.integers(2, 40)) + text[last:]
            case "move":
                text = text[:target] + cut + text[target:]
            case "end":
                text = text[:first] if first > len(text) // 2 else text
            case _:
                text = text[:first] + draw(st.text(max_size=8)) + text[first:]
    return text


def as_bytes(text: str) -> bytes:
    """As it may come over a wire: what can't be written stays as nobody should write it."""
    return text.encode("utf-8", "surrogatepass")


def outcome(read, text, refusal):
    """What a reader makes of a text, or the error by which it refuses it."""
    try:
        return read(text)
    except refusal as error:
        return error
