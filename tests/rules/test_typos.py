"""Misspellings found through what deletion leaves, against comparing all words."""

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from monitor.rules.typos import TypoIndex

LETTERS = "abc"
ENOUGH = 400  # words of few letters, so that none of their groups is compared one by one


def _crowd() -> TypoIndex:
    index = TypoIndex()
    for number in range(ENOUGH):
        digits = [LETTERS[number // 3**place % 3] for place in range(6)]
        for first in LETTERS:
            index.add(first + "".join(digits))
            index.add(first + "".join(digits) + "cab")
    return index


def _misspell(word: str, errors: list[tuple[str, int, str]]) -> str:
    for kind, place, letter in errors:
        at = 1 + place % (len(word) - 1)
        match kind:
            case "left out":
                word = word[:at] + word[at + 1 :]
            case "too many":
                word = word[:at] + letter + word[at:]
            case "other":
                word = word[:at] + letter + word[at + 1 :]
            case "swapped":
                word = word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    return word


CROWD = _crowd()
ERRORS = st.tuples(
    st.sampled_from(["left out", "too many", "other", "swapped"]),
    st.integers(0, 20),
    st.sampled_from(LETTERS),
)


@given(st.text(LETTERS, min_size=4, max_size=12), st.lists(ERRORS, max_size=2))
def test_a_word_within_its_errors_of_a_text_is_found_among_many(word, errors):
    CROWD.add(word)
    text = _misspell(word, errors)
    near = CROWD.near([text])
    most = 2 if len(word) > 8 else 1
    if text[0] == word[0] and OSA.distance(word, text) <= most:
        assert word in near
    for found in near:
        assert OSA.distance(found, text) <= (2 if len(found) > 8 else 1)
