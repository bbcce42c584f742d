"""Whatever stands in the place of a name, the name is read."""

import pytest

from monitor.feeds.parsing.authors import is_address, names


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Ruth Ashby", "Ruth Ashby"),
        ("ruth@wire.example (Ruth Ashby)", "Ruth Ashby"),
        ("Ruth Ashby <ruth@wire.example>", "Ruth Ashby"),
        ('"Ruth Ashby" <ruth@wire.example>', "Ruth Ashby"),
        ("Ruth Ashby (ruth@wire.example)", "Ruth Ashby"),
        ("Ruth Ashby [ruth@wire.example]", "Ruth Ashby"),
        ("Ruth Ashby (mailto:ruth@wire.example)", "Ruth Ashby"),
        ("Ruth Ashby <mailto:ruth@wire.example>", "Ruth Ashby"),
        ("mailto:ruth@wire.example (Ruth Ashby)", "Ruth Ashby"),
        ("mailto:ruth@wire.example?subject=Hello", "ruth@wire.example"),
        ("Ruth Ashby, ruth@wire.example", "Ruth Ashby"),
        ("ruth@wire.example - Ruth Ashby", "Ruth Ashby"),
        ("ruth@wire.museum Ruth Ashby", "Ruth Ashby"),
        ("Ashby, Ruth <ruth@wire.example>", "Ashby, Ruth"),
        ("Ruth Ashby (Oslo) <ruth@wire.example>", "Ruth Ashby (Oslo)"),
        ("ruth@wire.example (Ruth Ashby (Oslo))", "Ruth Ashby (Oslo)"),
        ("ruth@wire.example", "ruth@wire.example"),
        ("mailto:ruth@wire.example", "ruth@wire.example"),
        ("Ruth Ashby @ruth", "Ruth Ashby @ruth"),
        ("<b>Ruth</b> Ashby", "Ruth Ashby"),
        ("  Ruth\n Ashby ", "Ruth Ashby"),
    ],
)
def test_an_author(written, name):
    assert names([written]) == [name]


def test_several_authors():
    both = ["Ruth Ashby", "Bo Lind"]
    assert names(both) == both
    assert names(["r@wire.example (Ruth Ashby), b@wire.example (Bo Lind)"]) == both
    assert names(["Ruth Ashby <r@wire.example>; Bo Lind <b@wire.example>"]) == both
    assert names(["Ruth Ashby <r@wire.example> and Bo Lind <b@wire.example>"]) == both
    assert names(["Ruth Ashby and Bo Lind"]) == ["Ruth Ashby and Bo Lind"]


def test_a_name_counts_once_and_before_an_address():
    assert names(["desk@wire.example", "Ruth Ashby", "RUTH ASHBY", "", " "]) == ["Ruth Ashby"]
    assert names(["a@wire.example", "b@wire.example"]) == ["a@wire.example", "b@wire.example"]


def test_what_is_only_an_address():
    assert is_address("ruth@wire.example")
    assert not is_address("Ruth Ashby")


def test_an_enormous_author_is_read_in_no_time():
    assert len(names(["a@" * 500_000])) <= 1
    assert names([f"{'(' * 100_000}a@b.example"])
