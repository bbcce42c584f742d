"""Folding, tokens and their places in the original text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.search_tokens import search_tokens
from monitor.text import chunks, fold, is_plain, is_spaceless, is_word, read_chunk, tokenise


def folded(text):
    return [token.folded for token in tokenise(text)]


def originals(text):
    return [text[token.start : token.end] for token in tokenise(text)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Müller", "muller"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("élève", "eleve"),
        ("Łódź", "lodz"),
        ("Ørsted", "orsted"),
        ("São", "sao"),
        ("ñandú", "nandu"),
        ("ＡＩ", "ai"),
        ("ﬁn", "fin"),
        ("ёлка", "елка"),
        ("Йод", "йод"),
        ("İstanbul", "istanbul"),
        ("ガス", "ガス"),
        ("한국", "한국"),
        ("مُحَمَّد", "محمد"),
        ("أحمد", "احمد"),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_two_spellings_of_a_word_fold_to_one(written, expected):
    assert fold(written) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S.-China talks, Apple's", ["the", "us", "china", "talks", "apple"]),
        ("U.S. and U.N", ["us", "and", "un"]),
        ("N.Korea", ["n", "korea"]),
        ("J.P.Morgan", ["jp", "morgan"]),
        ("AT&T and AT&amp;T", ["at&t", "and", "at&t"]),
        ("“England’s”'s win", ["england", "s", "win"]),
        ("j'ai l’IA", ["j", "ai", "l", "ia"]),
        ("So\u200bny, semi\u00adconductor", ["sony", "semiconductor"]),
        ("Niger&#105;a &amp; Ｃｈａｄ", ["nigeria", "chad"]),
        ("e\u0301te\u0301", ["ete"]),
        ("snake_case 7.5%", ["snake", "case", "7", "5"]),
        ("苹果AI合作", ["苹", "果", "ai", "合", "作"]),
        ("ｶﾞｽ", ["ガ", "ス"]),
        ("삼성전자는", list("삼성전자는")),
        ("ภาษา", list("ภาษา")),
        ("Привет, мир!", ["привет", "мир"]),
        ("الصين والولايات", ["الصين", "والولايات"]),
        ("C++ or C#", ["c", "or", "c"]),
        ("", []),
        (" \u200b — & ", []),
    ],
)
def test_a_text_is_cut_into_words(text, expected):
    assert folded(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See “Niger&#105;a’s” oil", ["See", "Niger&#105;a", "oil"]),
        ("a So\u200bny b", ["a", "So\u200bny", "b"]),
        ("Sony™’s PSP&trade;", ["Sony", "PSP"]),
        ("U.S. trade", ["U.S.", "trade"]),
        ("Disney+ shows", ["Disney", "shows"]),
        ("Ｓｏｎｙ　ＰＳＰ", ["Ｓｏｎｙ", "ＰＳＰ"]),
        ("cafe\u0301s!", ["cafe\u0301s"]),
        ("ｶﾞｽ", ["ｶﾞ", "ｽ"]),
    ],
)
def test_a_token_knows_where_it_stood_before_folding(text, expected):
    assert originals(text) == expected


def test_a_mark_that_belongs_to_a_word_is_kept_beside_it():
    assert [(token.folded, token.mark) for token in tokenise("C++ C# Disney+ A+B")] == [
        ("c", "++"), ("c", "#"), ("disney", "+"), ("a", ""), ("b", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("Tik Tok", " "), ("Tik-Tok", "-"), ("O'Neill", "-"), ("Tik, Tok", "."), ("Tik/Tok", "."),
        ("Tik's Tok", "."), ("Tik “Tok”", "."), ("苹果", ""), ("Tik&nbsp;Tok", " "),
    ],
)  # fmt: skip
def test_a_token_knows_what_parts_it_from_the_one_before(text, gap):
    assert tokenise(text)[1].gap == gap


def test_acronyms_know_their_dots():
    assert [token.dotted for token in tokenise("U.S. US AT&T")] == [True, False, False]


@pytest.mark.parametrize(
    "text",
    [
        'He said: "No." (Twice, in 2024!)',
        "the U.S. voters' C++ and C# weren't 3.5 R&amp;D 'tis rock'n'roll [sic]",
        "Müller\xa0and\u2028Søn\x1cÅB",
    ],
)
def test_search_tokens_of_spaced_scripts_are_the_folded_words(text):
    assert search_tokens(text) == [token.folded for token in tokenise(text)]


def test_search_tokens_are_words_and_bigrams():
    assert search_tokens("Apple与阿里巴巴 合作 AI 中") == [
        "apple", "与阿", "阿里", "里巴", "巴巴", "合作", "ai", "中",
    ]  # fmt: skip


def test_bigrams_do_not_cross_what_parts_them():
    assert search_tokens("中国，日本 韩") == ["中国", "日本", "韩"]


def test_a_letter_under_thousands_of_marks_costs_no_more_than_its_length():
    assert len(tokenise("a" + "\u0301" * 50_000)) <= 1


@given(st.text())
def test_any_text_has_tokens_in_order_inside_it(text):
    at = 0
    for token in tokenise(text):
        assert at <= token.start < token.end <= len(text)
        assert token.folded
        at = token.start  # ¼ is two tokens in one place


@given(st.text())
def test_chunks_are_those_of_split(text):
    assert [chunk for chunk, _ in chunks(text)] == text.split()
    assert all(text[offset : offset + len(chunk)] == chunk for chunk, offset in chunks(text))


@given(st.text())
def test_a_text_has_the_tokens_of_its_chunks(text):
    expected = [token.folded for chunk in text.split() for token in read_chunk(chunk).tokens]
    assert folded(text) == expected


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


EDGY = "ßéЙёאﬁªاम人工智能がガ한々、。！＋（），.&;'\"-–…·aZé1ａﾄ\u3099\u0301\u200b\u1160豈"


@given(st.text(st.sampled_from(EDGY), min_size=1).filter(lambda chunk: not chunk.isspace()))
def test_what_is_told_of_a_chunk_at_a_glance_is_so(chunk):
    tokens = read_chunk(chunk).tokens
    if is_spaceless(chunk):
        assert all(token.spaceless and token.folded == token.surface for token in tokens)
    if is_word(chunk):
        assert len(tokens) == 1
    if is_plain(chunk):
        (token,) = tokens
        assert (token.folded, token.surface) == (fold(chunk), chunk)


def test_most_chunks_can_be_told_at_a_glance():
    assert is_spaceless("中国用户，带来（人工智能）。")
    assert not is_spaceless("中国用AI")
    assert is_word('"Apple",')
    assert is_plain("Müller")
    assert not is_plain("ﬁn")
    assert not is_word("Apple's")
