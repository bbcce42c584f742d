"""Initials together and apart."""

import pytest

from monitor.rules.forms.initials import set_otherwise


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("J.K. Rowling", "J K Rowling"),
        ("J. K. Rowling", "JK Rowling"),
        ("J K Rowling", "JK Rowling"),
        ("JK Rowling", "J K Rowling"),
        ("George R.R. Martin", "George R R Martin"),
        ("George R. R. Martin", "George RR Martin"),
        ("J.R.R. Tolkien", "J R R Tolkien"),
        ("А.С. Пушкин", "А С Пушкин"),
    ],
)
def test_initials_are_set_otherwise(name, other):
    assert set_otherwise(name) == other


@pytest.mark.parametrize(
    "name",
    [
        "George W. Bush",
        "Joe Tsai",
        "Apple Inc.",
        "the U.S. economy",
        "Plan B",
        "Bank of England",
        "vitamin c d",
        "Vitamin B C",
        "COVID vaccine",
        "AI",
        "",
    ],
)
def test_what_has_no_initials_has_no_other_spelling(name):
    assert set_otherwise(name) == ""
