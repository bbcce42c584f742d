"""Placeholders: few lengths for lists of any."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.store.placeholders import filled, marks


@given(st.lists(st.integers(), max_size=600))
def test_a_list_is_filled_with_what_it_has_up_to_a_power_of_two(values):
    found = filled(values)
    assert found[: len(values)] == values
    assert set(found) == set(values)
    assert len(found).bit_count() == bool(values)
    assert len(found) < max(2 * len(values), 1)


def test_lists_of_all_lengths_up_to_five_hundred_make_ten_statements():
    assert len({marks(filled([1] * length)) for length in range(1, 513)}) == 10
    assert marks(filled([1, 2, 3])) == "?,?,?,?"
    assert marks([]) == ""
