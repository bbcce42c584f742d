"""Strangers' words made fit to show."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.printable import (
    MAX_LINK,
    clean,
    clean_lines,
    defuse,
    in_place,
    inert,
    safe_link,
    shorten,
)
from tests.alerts.stories import HOSTILE


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("two\r\nlines\tand\u2028more", "two lines and more"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred", "red"),
        ("nul\x00bell\x07", "nulbell"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2066a\u2069\u200e\u200f\u061c", "a"),
        ("soft\u00adhyphen zero\u200bwidth\ufeff", "softhyphen zerowidth"),
        ("half \ud800 pair", "half \ufffd pair"),
        ("a" + "\u0301" * 50, "a" + "\u0301" * 4),
        ("👩\u200d💻 ❤\ufe0f", "👩\u200d💻 ❤\ufe0f"),
        ("مرحبا بالعالم", "مرحبا بالعالم"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("中国 café Ünïcödé", "中国 café Ünïcödé"),
        (" kept ", " kept "),
    ],
)
def test_text_comes_out_as_one_harmless_line(dirty, cleaned):
    assert clean(dirty) == cleaned


@given(st.text() | st.sampled_from(HOSTILE))
def test_nothing_a_terminal_or_a_mail_obeys_is_left(text):
    left = clean(text)

    for char in left:
        assert unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"}, repr(char)
        assert unicodedata.bidirectional(char) not in {
            *("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
        }, repr(char)
    assert clean(left) == left


def test_what_is_laid_out_in_lines_keeps_its_layout():
    assert clean_lines("a  \x1b[31mb\r\n   ^\u202e\n") == "a  b\n   ^\n"


@given(st.text() | st.sampled_from(HOSTILE))
def test_lines_are_as_harmless_as_one_line(text):
    lines = clean_lines(text)

    assert clean(lines) == clean(text)
    assert clean_lines(lines) == lines


@given(st.text() | st.sampled_from(HOSTILE))
def test_what_a_position_points_into_keeps_every_place(text):
    shown = in_place(text)

    assert len(shown) == len(text)
    assert shown.isprintable()


def test_a_limit_cuts_with_an_ellipsis():
    assert clean("  a long title  ", limit=8) == "a long…"
    assert clean("short", limit=8) == "short"
    assert shorten("x" * 10, 10) == "x" * 10


@pytest.mark.parametrize(
    "link",
    [
        "https://news.example/a?b=c&d=%20e#f",
        "http://news.example:8080/~user/@author/x_(y);z,1",
        "https://news.example/2025/苹果.html",
        "HTTPS://News.Example/",
        "http://[2001:db8::1]/",
    ],
)
def test_a_decent_link_stays_as_it_is(link):
    assert safe_link(link) == link


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "vbscript:x",
        "//evil.example/x",
        "/relative",
        "https:///nohost",
        "http://[broken",
        "mailto:x@y.example",
        "",
        "https://news.example/" + "x" * MAX_LINK,
    ],
)
def test_other_links_are_left_out(link):
    assert safe_link(link) == ""


def test_what_would_end_a_link_is_encoded():
    assert safe_link("https://n.example/\"><b>|a b`\\^{}'x") == (
        "https://n.example/%22%3E%3Cb%3E%7Ca%20b%60%5C%5E%7B%7D'x"
    )


@given(st.text())
def test_a_link_never_holds_what_ends_it_anywhere(text):
    link = safe_link(f"https://news.example/{text}")

    assert not set(link) & set('<>"|`\\ \n\r\t\x00\x1b')


@pytest.mark.parametrize(
    "call", ["@everyone", "@here", "<@U123>", "<@!123>", "<@&123>", "x @channel", "(@all)"]
)
def test_nobody_is_called(call):
    assert "@\u200b" in defuse(call)


def test_addresses_and_plain_brackets_stay():
    assert defuse("desk@example.com paid 5 @ 3 [a] (b)") == "desk@example.com paid 5 @ 3 [a] (b)"


def test_a_markdown_link_is_no_link_any_more():
    assert "](" not in defuse("[free](http://evil.example) ![](http://evil.example/p.png)")


@pytest.mark.parametrize(
    ("live", "shown"),
    [
        ("https://evil.example/x", "https:·//evil.·example/x"),
        ("www.evil.example paid", "www.·evil.·example paid"),
        ("Log in at PAYPA1.COM!", "Log in at PAYPA1.·COM!"),
        ("[free](http://evil.example)", "[free]·(http:·//evil.·example)"),
        ("**bold** *it* _it_ __u__", "·*˽*˽bold*˽* *˽it* _˽it_ _˽_˽u__˽"),
        ("~~gone~~ ||hidden|| `code`", "~·~·gone~·~ |·|hidden|·| ˋcodeˋ"),
        ("# Heading", "·# Heading"),
        ("> quoted", "·> quoted"),
        ("-# small", "·-# small"),
        ("1. first", "·1. first"),
        ("<t:0:R> <#12> </pay:1> :boom:", "<·t:0:R> <·#·12> <·/pay:1> :·boom:"),
        ("#tag /start $TSLA ~town", "·#·tag /·start $·TSLA ~·town"),
        ("@everyone", "@·everyone"),
    ],
)
def test_a_chat_makes_nothing_of_inert_words(live, shown):
    assert inert(live).replace("\u200b", "·").replace("\u200a", "˽").rstrip("·") == shown
    assert inert(inert(live)) == inert(live)


@pytest.mark.parametrize(
    "words",
    [
        "Shares fell 3.5 % to $5 (a < b), says the U.S. at 10:30:00",
        "desk@example.com and snake_case, AC/DC | Live - 5 * 3 = 15",
        "中国:新浪 – “quoted”",
    ],
)
def test_ordinary_words_are_left_as_they_are(words):
    assert inert(words) == words
