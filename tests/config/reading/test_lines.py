import tomllib

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config.reading.lines import Lines


def line_of(text, *place):
    tomllib.loads(text)  # what is walked must be TOML
    return Lines(text).line_of(place)


def test_keys_tables_and_lists_of_tables_have_their_lines():
    text = """\
# a comment = 1
database = "x"   # another = 2

[targets.desk]
url = "a"
[[feeds]]
url = "b"

[[feeds]]
name = "second"
[feeds.headers]
Accept = "c"
[[rules]]
"""
    assert line_of(text, "database") == 2
    assert line_of(text, "targets") == 4
    assert line_of(text, "targets", "desk") == 4
    assert line_of(text, "targets", "desk", "url") == 5
    assert line_of(text, "feeds", 0) == 6
    assert line_of(text, "feeds", 0, "url") == 7
    assert line_of(text, "feeds", 1) == 9
    assert line_of(text, "feeds", 1, "name") == 10
    assert line_of(text, "feeds", 1, "headers", "Accept") == 12
    assert line_of(text, "rules", 0) == 13


def test_a_key_that_is_not_there_has_the_line_of_its_table():
    text = "\n[[rules]]\nname = 'x'\n"
    assert line_of(text, "rules", 0, "match") == 2
    assert line_of(text, "nothing") is None
    assert line_of(text) is None


def test_inline_tables_and_lists_over_several_lines():
    text = """\
auth = { user = "x", password = "y" }
list = [
  "one",  # ] not the end
  [1, 2],
  { a = 1, b = [
    3 ] },
]
after = 1
"""
    assert line_of(text, "auth", "password") == 1
    assert line_of(text, "list", 0) == 3
    assert line_of(text, "list", 1, 1) == 4
    assert line_of(text, "list", 2, "b", 0) == 6
    assert line_of(text, "after") == 8


def test_dotted_and_quoted_keys():
    text = 'a.b . \'c.d\' = 1\n"e \\"f" = 2\n[ \'x.y\' . z ]\nk = 3\n[[q."r"]]\nk=4\n[[q.r]]\nk=5\n'
    assert line_of(text, "a", "b", "c.d") == 1
    assert line_of(text, 'e "f') == 2
    assert line_of(text, "x.y", "z", "k") == 4
    assert line_of(text, "q", "r", 0, "k") == 6
    assert line_of(text, "q", "r", 1, "k") == 8


@pytest.mark.parametrize(
    "value",
    [
        '"""\n[feeds]\nurl = "x" # \\""" no\n"""',
        '"""one quote at the end""""',
        '"""two quotes at the end"""""',
        '""""a"""',
        '""""""',
        "'''\n[a]\n'b' = \"\"\" \n'''",
        "''''a'''''",
        "''''''",
        '"# \\" ] }"',
        "'\\'",
        '""',
        "1979-05-27 07:32:00",
        "1979-05-27T07:32:00-08:00",
        "-inf",
        "{}",
        "[]",
        "[[], {}, [[]]]",
    ],
)
def test_values_that_look_like_something_else_are_stepped_over(value):
    text = (
        f"first = {value}\nafter = [{value}\n, {value} ]\ninline = {{ a = {value}, b = 1 }}\nlast=1"
    )
    if "\n" in value:
        text = f"first = {value}\nlast=1"
    assert line_of(text, "last") == text.count("\n") + 1


def test_windows_line_breaks_count_once():
    assert line_of("a = 1\r\n\r\n[b]\r\nc = 2\r\n", "b", "c") == 4


def test_statements_tell_how_many_lines_they_take_up():
    text = 'a = [\n1,\n]\n[b]\nc = """\nx\n"""\n'
    spans = [(held.place, held.first, held.last) for held in Lines(text).statements]
    assert spans == [(("a",), 1, 3), (("b",), 4, 4), (("b", "c"), 5, 7)]


keys = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=6) | st.text(
    "ab.#='\"[]{} ,", min_size=1, max_size=6
)
scalars = st.integers(0, 9) | st.booleans() | st.text("ab\n\"'#=[]{},\\ ü中", max_size=12)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=12,
)


def places(value, place=()):
    if place:
        yield place
    for key, held in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(held, dict | list):
            yield from places(held, (*place, key))
        else:
            yield (*place, key)


@settings(deadline=None)
@given(st.dictionaries(keys, values, max_size=5))
def test_every_place_of_any_document_is_found_and_no_other(tables):
    text = tomlkit.dumps(tables)
    read = tomllib.loads(text)
    assert set(Lines(text).starts) == set(places(read))
