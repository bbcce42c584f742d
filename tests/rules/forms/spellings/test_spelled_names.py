"""Names as other papers spell them."""

import pytest

from monitor.rules.forms.spellings.spelled_names import spelled_otherwise


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Mohammed bin Salman", "Muhammad bin Salman"),
        ("Alexei Navalny", "Alexej Nawalny"),
        ("Gaddafi", "Qaddafi"),
        ("GADDAFI", "QADDAFI"),
        ("Falluja", "Fallujah"),
        ("Zełenski", "Zelenskyy"),
        ("Senator Warren", "Sen Warren"),
        ("Sen. Warren", "Senator Warren"),
        ("Paris Saint-Germain", "Paris St-Germain"),
        ("St. Louis", "Saint Louis"),
        ("Warner Bros. Discovery", "Warner Brothers Discovery"),
        ("Ford Motor Company", "Ford Motor Co"),
        ("Article 5", "Art 5"),
    ],
)
def test_a_name_is_spelled_otherwise(name, other):
    assert other in spelled_otherwise(name)


@pytest.mark.parametrize(
    "name",
    [
        "Mohammed",  # of many people
        "Attorney General",
        "Company House",
        "general election",
        "Apple",
        "5 Guys",
        "Windows 11",
        "",
    ],
)
def test_what_is_no_such_name_has_no_other_spelling(name):
    assert spelled_otherwise(name) == []
