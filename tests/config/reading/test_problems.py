import pytest

from monitor.config.reading.lines import Lines
from monitor.config.reading.problems import Problems, closest, path_text, suggest


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (("database",), "database"),
        (("rules", 1, "match"), "rules[2].match"),
        (("rules", 0, "targets", 2), "rules[1].targets[3]"),
        (("targets", "my desk", "url"), 'targets."my desk".url'),
        ((), ""),
    ],
)
def test_a_place_is_written_as_people_count(place, text):
    assert path_text(place) == text


@pytest.mark.parametrize(
    ("wrong", "choices", "meant"),
    [
        ("desk", ["mail", "desk-slack"], "desk-slack"),
        ("intervall", ["interval", "url"], "interval"),
        ("URL", ["url", "name"], "url"),
        ("Deks", ["Desk", "Mail"], "Desk"),
        ("xyz", ["url", "name"], None),
        ("x", ["xylophone"], None),
        ("a", [], None),
    ],
)
def test_the_nearest_name_is_the_one_that_was_meant(wrong, choices, meant):
    assert closest(wrong, choices) == meant


def test_a_suggestion_is_the_nearest_name_or_the_few_there_are():
    assert suggest("desk", ["desk-slack"]) == '; did you mean "desk-slack"?'
    assert suggest("pager", ["mail", "desk"]) == "; there is desk, mail"
    assert suggest("pager", []) == ""
    assert suggest("zzz", [f"name-{n}" for n in range(20)]) == ""


TABLES = {"rules": [{"name": "First"}, {"name": "Second", "match": "a"}, {"match": "c"}]}
TEXT = "[[rules]]\nname='First'\n[[rules]]\nname='Second'\nmatch='a'\n[[rules]]\nmatch='c'\n"


def test_problems_are_in_the_order_of_the_file_with_line_and_name():
    problems = Problems(Lines(TEXT), TABLES)
    problems.add(("rules", 2, "match"), "third")
    problems.add(("rules", 1, "match"), "second")
    problems.add(("rules", 1, "name"), "a name isn't in itself")
    assert [str(mistake) for mistake in problems.mistakes] == [
        "line 4: rules[2].name: a name isn't in itself",
        'line 5: rules[2].match: in "Second": second',
        "line 7: rules[3].match: third",
    ]


def test_of_several_mistakes_at_one_place_the_first_is_told():
    problems = Problems(Lines(TEXT), TABLES)
    problems.add(("rules", 0, "match"), "is missing")
    problems.add(("rules", 0, "match"), "is empty")
    assert [mistake.message for mistake in problems.mistakes] == ['in "First": is missing']


def test_further_lines_of_a_message_are_set_in_alike_so_that_carets_point_right():
    problems = Problems(Lines(""), {})
    problems.warn(("x",), "wrong:\nApple + +\n        ^")
    (warning,) = problems.warnings
    assert warning.message.split("\n")[1:] == ["      Apple + +", "              ^"]
