import os

import pytest

from monitor.config.reading.syntax import covered, parse, read_text
from monitor.errors import ConfigError


def problem(text):
    with pytest.raises(ConfigError) as caught:
        parse(text, source="config.toml")
    (found,) = caught.value.problems
    return found


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('name = "x\nb = 1', 1, "closing quote is missing"),
        ("a = 1\na = 2\n", 2, "this key is there already"),
        ("[x]\n[x]\n", 2, "[x] is there already"),
        ("[[a.b]]\n[a.b]\n", 2, "[[a.b]]"),
        ("fuzzy = True\n", 1, "small letters"),
        ("name = Apple\n", 1, "text stands in quotes"),
        ('tags = [\n"a"\n', 2, "closing ]"),
        ('match = "\\q"\n', 1, "use '…'"),
        ("\n\n= 3", 3, "Invalid statement"),
        ('match = ""interest rates" + ECB"\n', 1, "between single quotes"),
        ('match = "Apple + "Tim Cook""\n', 1, "between single quotes"),
    ],
)
def test_a_slip_in_the_toml_has_its_line_and_plain_words(text, line, words):
    found = problem(text)
    assert found.line == line
    assert words in found.message


def test_the_line_of_a_slip_is_shown_with_a_caret():
    message = problem('\nname = "Apple" x\n').message
    assert message.split("\n") == [
        "column 16: Expected newline or end of document after a statement",
        '      name = "Apple" x',
        "                     ^",
    ]


def test_a_long_line_is_cut_to_the_place_of_the_slip():
    shown, caret = problem(f'name = "{"x" * 500}" slip{" " * 300}\n').message.split("\n")[1:]
    assert shown[caret.index("^") :].startswith("slip")
    assert len(shown) < 130


def test_lists_nested_beyond_reason_are_refused():
    assert "too deeply" in problem("a = " + "[" * 100_000).message


@pytest.mark.parametrize(
    "line",
    [
        'url = "slack://hunter2/x',
        'password = "hunter2',
        'auth = { user = "hunter2", password = "hunter2 }',
        '  "hunter2://x',
        "'hunter2'",
        '["hunter2", "x',
        '{ name = "x", url = "slack://hunter2" ',
        'name = "x", url = "hunter2"',
        'name = "x://hunter2"',
        '#url = "slack://hunter2',
        'headers.Authorization = "Bearer hunter2',
        'hunter2" }',
        "hunter2=",
        "name-hunter2",
    ],
)
def test_what_may_be_a_secret_is_covered_at_equal_length(line):
    assert "unter" not in covered(line)
    assert len(covered(line)) == len(line)


@pytest.mark.parametrize("line", ['name = "Apple', "[targets.desk", "[[rules]", 'match = "a + =AI'])
def test_what_can_be_no_secret_is_shown(line):
    assert covered(line) == line


def test_no_part_of_a_secret_is_shown_whatever_the_slip():
    """Each character of a right file left out, and each break-off: none quotes the secret."""
    text = (
        'name = "a"\n[targets.desk]\nurl = "slack://CANARY-ONE/2"\n[[feeds]]\nurl = "x"\n'
        'auth = { user = "u", password = """CANARY\nTWO""" }\n'
        "headers = { 'X-Token' = 'CANARY-THREE' }\n"
    )
    slips = [text[:n] + text[n + 1 :] for n in range(len(text))] + [
        text[:n] for n in range(len(text))
    ]
    wrong = 0
    for slip in slips:
        try:
            parse(slip, source="config.toml")
        except ConfigError as error:
            wrong += 1
            shown = str(error)
            assert not any(part in shown for part in ("CANAR", "ANARY", "ONE/", "TWO", "HREE"))
    assert wrong > 80


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbfname = 1\r\n")
    document = parse(read_text(path), source="config.toml")
    assert document.tables == {"name": 1}
    assert document.lines.line_of(("name",)) == 1


def test_a_file_that_is_not_there_is_told_how_to_get_one(tmp_path):
    with pytest.raises(ConfigError, match=f"news-monitor init {tmp_path}"):
        read_text(tmp_path / "config.toml")


def test_a_folder_is_no_configuration(tmp_path):
    with pytest.raises(ConfigError, match=r"this is a folder; name the file in it"):
        read_text(tmp_path)


def test_a_file_in_another_encoding_has_the_line_that_is_not_utf8(tmp_path):
    path = tmp_path / "config.toml"
    path.write_bytes("a = 1\nb = 'Müller'\n".encode("latin-1"))
    with pytest.raises(ConfigError, match="line 2: this isn't UTF-8 text"):
        read_text(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(tmp_path):
    path = tmp_path / "config.toml"
    path.touch(0o000)
    with pytest.raises(ConfigError, match="may not be read"):
        read_text(path)
