"""Facts about status lines and header fields as bad servers write them."""

import pytest

from monitor.feeds.http.head import Status, fields_in, is_chunked, lengths_of, status_in


@pytest.mark.parametrize(
    ("line", "version"),
    [
        (b"HTTP/1.1 200 OK\r\n", "HTTP/1.1"),
        (b"HTTP/1.0 200 OK\r\n", "HTTP/1.0"),
        (b"HTTP/0.9 200 OK\r\n", "HTTP/1.0"),
        (b"HTTP/2 200 OK\r\n", "HTTP/1.1"),
        (b"HTTP/2.0 200 OK\n", "HTTP/1.1"),
        (b"http/1.1 200 OK\r\n", "HTTP/1.1"),
        (b"  HTTP/1.1  200   OK\r\n", "HTTP/1.1"),
        (b"HTTP/1.1\t200\tOK", "HTTP/1.1"),
        (b"HTTP/ 1.1 200OK\r\n", "HTTP/1.1"),
        (b"HTTP 200 OK\r\n", "HTTP/1.0"),
        (b"ICY 200 OK\r\n", "HTTP/1.0"),
    ],
)
def test_a_status_line_is_understood_as_browsers_do(line, version):
    assert status_in(line) == Status(version, 200, "OK")


def test_a_status_line_needs_no_reason_and_may_have_one_in_any_bytes():
    assert status_in(b"HTTP/1.1 404\r\n") == ("HTTP/1.1", 404, "")
    assert status_in(b"HTTP/1.1 404 Nicht gef\xfcnden\r\n").reason == "Nicht gefünden"


@pytest.mark.parametrize(
    "line",
    [b"HTTP/1.1 two hundred\r\n", b"HTTP/1.1 2000 OK\r\n", b"220 ftp ready\r\n", b"\x16\x03\x01"],
)
def test_anything_else_is_no_status_line(line):
    assert status_in(line) is None


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        ([b"A: 1\r\n", b"B:2\n", b"C :\t3 \r\n"], {"a": "1", "b": "2", "c": "3"}),
        ([b"A: 1\r\n", b"\t2\r\n", b"  3\r\n", b"B: 4\r\n"], {"a": "1 2 3", "b": "4"}),
        ([b" A: 1\r\n", b"B: 2\r\n"], {"a": "1", "b": "2"}),
        ([b"HTTP/1.1 200 OK\r\n", b"A: 1\r\n"], {"a": "1"}),
        ([b"<br />Warning: x in y\r\n", b" on line 3\r\n", b"A: 1\r\n"], {"a": "1"}),
        ([b": x\r\n", b"X Y: z\r\n", "Ü: x\r\n".encode(), b"A: 1\r\n"], {"a": "1"}),
        ([b"A: 1\r\n", b"nonsense\r\n", b" more: of it\r\n"], {"a": "1"}),
        ([b"A: \xfc\r\n", b"B: a\0b\rc\r\n"], {"a": "ü", "b": "a b c"}),
        ([b"A: 1\r\n", b"a: 2\r\n"], {"a": "1, 2"}),
        ([b"A:\r\n", b"\r\n"], {"a": ""}),
    ],
)
def test_fields_are_read_and_lines_that_are_none_are_passed_over(lines, fields):
    found = fields_in(lines)
    assert {name.lower(): found[name] for name in found} == fields


@pytest.mark.parametrize(
    ("stated", "lengths"),
    [
        ([b"12"], {12}),
        ([b"12, 12", b"12"], {12}),
        ([b"12", b"13"], {12, 13}),
        ([b'"12"'], {12}),
        ([b"+12 bytes"], {12}),
        ([b"-1"], set()),
        ([b"x"], set()),
        ([b""], set()),
        ([b"9" * 30], set()),
        ([], set()),
    ],
)
def test_a_length_is_a_number_that_can_be_meant(stated, lengths):
    assert lengths_of(fields_in([b"Content-Length: " + each for each in stated])) == lengths


@pytest.mark.parametrize("codings", [b"chunked", b"Chunked", b"gzip, chunked", b'"chunked"'])
def test_chunks_are_chunks_whatever_else_is_said(codings):
    assert is_chunked(fields_in([b"Transfer-Encoding: " + codings]))
    assert is_chunked(fields_in([b"Transfer-Encoding: " + codings, b"Transfer-Encoding: identity"]))


@pytest.mark.parametrize("codings", [b"identity", b"gzip", b"", b"unchunked"])
def test_other_codings_of_transfer_are_no_chunks(codings):
    assert not is_chunked(fields_in([b"Transfer-Encoding: " + codings]))
