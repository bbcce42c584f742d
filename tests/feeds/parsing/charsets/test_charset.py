"""Facts about charsets: named, unnamed, and named wrongly."""

import json
import re
import time
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.parsing.charsets.charset import decode
from monitor.feeds.parsing.parse import parse_feed

HEADLINES = json.loads(Path(__file__).with_name("headlines.json").read_text("utf-8"))
COUNTRIES = {"ja": "jp", "zh-cn": "cn", "zh-tw": "tw", "ko": "kr", "uk": "ua", "sr": "rs"}
COUNTRIES |= {"cs": "cz", "vi": "vn", "el": "gr", "he": "il", "ar": "eg", "sv": "se", "da": "dk"}
RUSSIAN = "Президент подписал указ о санкциях"
CHINESE = "人工智能公司发布新模型，投资增加"
JAPANESE = "首相が辞任を発表、後任は未定"
KOREAN = "대통령 탄핵 심판 선고가 내려졌다"
FRENCH = "Le président annonce une réforme"
TONES = "\u0300\u0301\u0303\u0309\u0323"


def document(*titles, lang="", declared=""):
    encoding = f' encoding="{declared}"' if declared else ""
    language = f"<language>{lang}</language>" if lang else ""
    items = "".join(
        f"<item><title>{title}</title><link>http://wire.example/{number}</link></item>"
        for number, title in enumerate(titles)
    )
    return (
        f'<?xml version="1.0"{encoding}?><rss version="2.0"><channel><title>Wire</title>{language}'
        f"{items}</channel></rss>"
    )


def titles(text):
    return re.findall("<item><title>(.*?)</title>", text)


def fitting(title, charset):
    """A title as the charset can write it."""
    if charset != "cp1258":
        return title.replace("’", "'")
    letters = []  # Vietnamese tones stand behind their letters
    for letter in title:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(part for part in parts if part in TONES)
        base = unicodedata.normalize("NFC", "".join(p for p in parts if p not in TONES))
        letters.append(letter if letter.isascii() else base + tones)
    return "".join(letters)


def table():
    """Every headline alone, and all of a language together, in each charset of it."""
    for row in HEADLINES:
        for charset in row["charsets"]:
            written = [fitting(title, charset) for title in row["headlines"]]
            for group in (*([title] for title in written), written):
                if not (charset.startswith("iso2022") or "".join(group).isascii()):
                    yield row["lang"], charset, group


def share_of_right(read):
    """What of the table ``read(lang, charset, titles)`` reads right, and where it errs."""
    wrong = Counter()
    total = 0
    for lang, charset, group in table():
        total += 1
        if titles(read(lang, charset, group)) != group:
            wrong[lang, charset] += 1
    return 1 - wrong.total() / total, wrong


# Unnamed


def test_nearly_every_headline_is_read_without_any_help():
    share, wrong = share_of_right(
        lambda _, charset, group: decode(document(*group).encode(charset))
    )
    assert share > 0.95, wrong


def test_the_language_that_the_feed_claims_helps():
    share, wrong = share_of_right(
        lambda lang, charset, group: decode(document(*group, lang=lang).encode(charset))
    )
    assert share > 0.97, wrong


def test_the_domain_helps():
    share, wrong = share_of_right(
        lambda lang, charset, group: decode(
            document(*group).encode(charset), url=f"http://a.{COUNTRIES.get(lang, lang)}/feed"
        )
    )
    assert share > 0.96, wrong


@pytest.mark.parametrize(
    ("charset", "title"),
    [
        ("shift_jis", JAPANESE),
        ("euc_jp", JAPANESE),
        ("iso2022_jp", JAPANESE),
        ("gb18030", CHINESE),
        ("big5", "台積電宣布擴大投資計畫與建廠"),
        ("euc_kr", KOREAN),
        ("cp1251", RUSSIAN),
        ("koi8_r", RUSSIAN),
        ("iso8859_5", RUSSIAN),
        ("mac_cyrillic", RUSSIAN),
        ("tis_620", "นายกรัฐมนตรีประกาศยุบสภา"),
        ("utf-16", RUSSIAN),
        ("utf-16-le", CHINESE),
        ("utf-16-be", FRENCH),
        ("utf-32-le", FRENCH),
    ],
)
@pytest.mark.parametrize("declared", ["", "utf-8"])
def test_a_charset_that_is_unnamed_or_called_utf_8_is_found(charset, title, declared):
    body = document(title, declared=declared).encode(charset)
    feed = parse_feed(body, url="http://wire.example/feed", content_type="text/xml")
    assert [item.title for item in feed.items] == [title]


def test_a_json_feed_may_be_in_an_unnamed_charset_too():
    feed = {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": RUSSIAN}]}
    body = json.dumps(feed, ensure_ascii=False).encode("cp1251")
    assert [item.title for item in parse_feed(body, url="http://wire.example/").items] == [RUSSIAN]


@pytest.mark.parametrize("charset", ["gbk", "shift_jis", "euc_jp", "big5", "euc_kr"])
def test_a_character_that_was_cut_in_two_spoils_itself_alone(charset):
    by = {"shift_jis": JAPANESE, "euc_jp": JAPANESE, "big5": "台積電宣布擴大投資", "euc_kr": KOREAN}
    title = by.get(charset, CHINESE)
    whole = document(*[title] * 10, "CUT").encode(charset)
    body = whole.replace(b"CUT", title.encode(charset)[:7] + b"...")
    assert titles(decode(body))[:10] == [title] * 10


def test_vendors_own_characters_are_read():
    assert titles(decode(document("①㈱が発表、株式会社が決定").encode("euc_jis_2004"))) == [
        "①㈱が発表、株式会社が決定"
    ]
    assert "①" in decode(document("①の発表が行われた").encode("cp932"), "x; charset=Shift_JIS")


# UTF-8 with blemishes


def test_a_stray_byte_in_utf_8_does_not_change_the_rest():
    body = document(CHINESE, "Zürich – Genève").encode().replace("ü".encode(), b"\xfc")
    assert titles(decode(body)) == [CHINESE, "Zürich – Genève"]


@pytest.mark.parametrize("header", ["gbk", "iso-8859-1", "windows-1251", "koi8-r"])
def test_utf_8_with_a_cut_character_is_utf_8_whatever_the_header_says(header):
    body = document(*[CHINESE] * 5, "CUT").encode().replace(b"CUT", "投资".encode()[:-1])
    assert titles(decode(body, f"text/xml; charset={header}"))[:5] == [CHINESE] * 5


def test_a_mark_of_utf_8_before_another_charset_is_not_believed():
    body = b"\xef\xbb\xbf" + document(RUSSIAN).encode("cp1251")
    assert titles(decode(body)) == [RUSSIAN]


# Named wrongly


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "us-ascii", "windows-1252"])
def test_a_servers_default_charset_is_not_believed_against_the_text(declared):
    share, wrong = share_of_right(
        lambda lang, charset, group: decode(
            document(*group, lang=lang).encode(charset), f"text/xml; charset={declared}"
        )
    )
    assert share > 0.97, wrong


@pytest.mark.parametrize("other", ["utf-8", "iso-8859-1", "gbk", "windows-1251"])
@pytest.mark.parametrize("header_is_right", [True, False])
def test_where_header_and_declaration_disagree_the_one_that_fits_counts(other, header_is_right):
    def read(lang, charset, group):
        right = {"cp932": "shift_jis", "cp950": "big5"}.get(charset, charset)
        header, declared = (right, other) if header_is_right else (other, right)
        body = document(*group, lang=lang, declared=declared).encode(charset)
        return decode(body, f"text/xml; charset={header}")

    share, wrong = share_of_right(read)
    assert share > 0.97, wrong


@pytest.mark.parametrize(
    ("declared", "charset", "title"),
    [
        ("koi8-r", "cp1251", RUSSIAN),
        ("windows-1251", "koi8_r", RUSSIAN),
        ("iso-8859-2", "cp1250", "Žáci základních škol začnou později, řekl ministr školství"),
        ("iso-8859-1", "utf-8", FRENCH),
        ("utf-8", "cp1252", FRENCH),
        ("shift_jis", "euc_jp", JAPANESE),
        ("gb2312", "gb18030", "朱镕基：人工智能公司发布新模型"),
        ("utf-16", "utf-8", RUSSIAN),
        ("utf-16", "cp1251", RUSSIAN),
        ("x-unknown", "cp1251", RUSSIAN),
    ],
)
@pytest.mark.parametrize("in_header", [True, False])
def test_a_wrong_declaration_is_seen_through(declared, charset, title, in_header):
    body = document(title, declared="" if in_header else declared).encode(charset)
    assert titles(decode(body, f"text/xml; charset={declared}" if in_header else "")) == [title]


@pytest.mark.parametrize(
    ("cut", "shown"),
    [
        (RUSSIAN.encode()[:-1], RUSSIAN[:-1] + "\ufffd"),
        (JAPANESE.encode()[:-2], JAPANESE[:-1] + "\ufffd"),
        (JAPANESE.encode()[:-1], JAPANESE[:-1] + "\ufffd"),
        ("Un été".encode()[:-1], "Un ét\ufffd"),
        (b"Un caf\xe9", "Un café"),
    ],
)
def test_half_a_character_at_the_end_of_a_text_is_none_of_windows(cut, shown):
    body = document(f"{RUSSIAN} {JAPANESE}", "CUT", declared="utf-8").encode().replace(b"CUT", cut)
    assert titles(decode(body))[1] == shown


@pytest.mark.parametrize(
    ("name", "charset"),
    [
        ("x-sjis", "cp932"),
        ("x-euc-jp", "euc_jp"),
        ("x-gbk", "gbk"),
        ("KS_C_5601-1987", "cp949"),
        ("windows-949", "cp949"),
        ("cp-1251", "cp1251"),
        ("x-mac-cyrillic", "mac_cyrillic"),
        ("ISO-8859-8-I", "iso8859_8"),
        ("TIS-620", "cp874"),
        ("'windows-1251'", "cp1251"),
    ],
)
def test_charsets_have_many_names(name, charset):
    title = {
        "cp932": JAPANESE,
        "euc_jp": JAPANESE,
        "gbk": CHINESE,
        "cp949": KOREAN,
        "iso8859_8": "הממשלה אישרה את תקציב המדינה",
        "cp874": "ราคาทองคำปรับตัวสูงขึ้น",
    }.get(charset, RUSSIAN)
    body = document(title).encode(charset)
    assert titles(decode(body, f"text/xml; charset={name}")) == [title]


def test_what_is_declared_rightly_is_always_read():
    share, wrong = share_of_right(
        lambda lang, charset, group: decode(
            document(*group, lang=lang).encode(charset), f"text/xml; charset={charset}"
        )
    )
    assert share == 1, wrong


# Anything


def test_a_byte_order_mark_goes_before_every_declaration():
    assert decode("<rss>é".encode("utf-8-sig"), "text/xml; charset=koi8-r") == "<rss>é"


@pytest.mark.parametrize("charset", ["punycode", "idna", "base64", "undefined", "mbcs", "utf-7"])
def test_what_python_calls_a_codec_does_no_harm(charset):
    assert "ü" in decode(b'<?xml version="1.0" encoding="%s"?>gr\xfcn' % charset.encode())


@given(
    st.binary(max_size=200),
    st.sampled_from(["", "text/xml; charset=big5", "x; charset=idna", "x; charset=iso-2022-jp"]),
    st.sampled_from(["", "http://wire.example/", "http://[", "http://a.рф/"]),
)
def test_any_bytes_are_text(body, content_type, url):
    assert isinstance(decode(body, content_type, url=url), str)


@pytest.mark.parametrize(
    "unit", [b"\xff", b"\xe9t\xe9 ", b"\x82\xa0<", b"<language>\xe9", b"\x1b$B"]
)
def test_any_megabyte_is_decoded_in_a_moment(unit):
    body = b"<rss>" + unit * (1_000_000 // len(unit))
    began = time.process_time()
    decode(body, "text/xml; charset=iso-8859-1")
    decode(body)
    assert time.process_time() - began < 3


def test_an_emoji_in_two_halves_spoils_nothing():
    halves = b"\xed\xa0\xbd\xed\xb8\x80"
    assert decode(f"{RUSSIAN} ".encode() + halves) == f"{RUSSIAN} \N{GRINNING FACE}"
