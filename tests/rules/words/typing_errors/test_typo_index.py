"""Misspellings found through what deletion leaves, against comparing all words."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from monitor.rules.words.typing_errors.typo_index import TypoIndex
from tests.examples import times

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


@settings(max_examples=times(5))
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


def test_a_long_word_is_found_without_any_one_or_two_of_its_letters():
    for word in ("abcabcaab", "bacbbaccab", "cabbaccabac"):
        CROWD.add(word)
        for count in (1, 2):
            for left_out in combinations(range(1, len(word)), count):
                text = "".join(letter for at, letter in enumerate(word) if at not in left_out)
                assert word in CROWD.near([text])
                if left_out[0] > 1 and count == 1:  # and the first two swapped
                    assert word in CROWD.near([text[1::-1] + text[2:]])


def test_a_long_word_that_lacks_a_letter_may_have_another_error():
    for word in ("abcabcaab", "cabbaccab"):
        CROWD.add(word)
        for at in range(1, len(word)):
            short = word[:at] + word[at + 1 :]
            for place in range(1, len(short)):
                assert word in CROWD.near([short[:place] + "d" + short[place + 1 :]])
                swapped = short[: place - 1] + short[place] + short[place - 1] + short[place + 1 :]
                assert word in CROWD.near([swapped]) or OSA.distance(word, swapped) > 2
