"""Charset: the bytes of a document → its text, whatever was declared, wrongly or not at all.

One charset is found for the whole document, by the first of these that holds:

    1. a byte order mark, or the zeros of UTF-16 and UTF-32
    2. the escapes of ISO-2022, or HZ if it is declared
    3. UTF-8, if the bytes are valid, but for a few strays: others hardly ever are by chance
    4. what ``Content-Type`` declares, then what the XML declares (RFC 7303 §3.2), as browsers read
       it (ISO-8859-1 means Windows-1252), if it reads without an error and as words look
    5. UTF-8 after all, if most of it is valid
    6. a guess (chardetng, as in Firefox), helped by the feed's language or its domain

Without this module a wrong charset would garble titles, and no rule would find them.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from itertools import islice

from chardetng_py import EncodingDetector
from w3lib.encoding import http_content_type_encoding, read_bom, resolve_encoding

from monitor.feeds.parsing.charsets.alphabets import strangers
from monitor.feeds.parsing.charsets.language_charsets import charsets_of, country_of, domain_of

_DECLARED = re.compile(rb"<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_PARAMETER = re.compile(r"\bcharset\s{0,5}=\s{0,5}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_OLDER_NAME = re.compile(r"^(?:x-|(?P<cp>cp-|windows-(?=9)))", re.IGNORECASE)
_ESCAPES = (
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
    (re.compile(rb"\x1b(?:\$[@B(]|\([IJ])"), "iso2022_jp"),
)
_SEVEN_BIT = ("iso2022", "iso-2022", "hz")
_SUPERSETS = {
    "big5": ("cp950", "big5hkscs"),
    "big5hkscs": ("cp950", "big5hkscs"),
    "cp932": ("cp932", "shift_jis_2004"),
    "euc_jp": ("euc_jp", "euc_jis_2004"),
    "euc_kr": ("cp949",),
    "gb2312": ("gb18030",),
    "gbk": ("gb18030",),
    "iso2022_jp": ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004"),
    "iso8859-9": ("cp1254",),
    "shift_jis": ("cp932", "shift_jis_2004"),
    "tis-620": ("cp874",),
}
"""Python's name for a charset → what else goes by its name, to be tried in this order."""
_LATIN = ("cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "mac-roman", "mac-latin2")
_NEIGHBOURS = ("cp1250", "iso8859-2", "cp1252", "cp1254", "cp1257")
"""Charsets of Latin letters that are taken for each other."""
_NOT_LATIN = frozenset({"iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-11"})
_MAC = {"cp1250": "mac-roman", "cp1251": "mac-cyrillic", "cp1252": "mac-roman"}
"""What the detector takes texts from old Macs for → what they are in."""

_SURELY = 10
"""Characters of valid UTF-8 for each byte that isn't, from which on no declaration counts."""
_HALVES = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
"""An emoji as Java and older MySQL write it (Unicode Technical Report 26)."""
_ASCII = bytes(range(128))
_STRAY = re.compile("[\udc80-\udcff]")
_RUN = re.compile(rb"[\x80-\xff]{4,}")
_LATE_CONTROL = re.compile("[\x80-\x9f]")
_AFTER_A_LETTER = re.compile(r"(?<=[^\W\d_])[^\x00-\x7f]")
_PIECE = re.compile(rb"[^<>\"]*[\x80-\xff][^<>\"]*")
_PIECES = 500
_FEW = 100
"""One character in so many may be broken, where a charset is declared."""
_AS_WINDOWS_1252 = "monitor.as-windows-1252"


def decode(body: bytes, content_type: str = "", *, lang: str = "", url: str = "") -> str:
    """Decode a document. Whatever the bytes, it raises nothing.

    Args:
        body: The document.
        content_type: The header it came with, for its charset.
        lang: The language that the user says it is in.
        url: Where it came from; the domain tells of the language.
    """
    if (text := _unmistakable(body)) is not None:
        return text
    declared = _declared(body, content_type)
    for charset in declared:
        if charset.startswith(_SEVEN_BIT) and (text := _strict(body, charset)) is not None:
            return text
    if body.isascii():
        for escape, charset in _ESCAPES:
            if escape.search(body):
                return _lenient(body, charset)
    try:
        return body.decode()
    except UnicodeDecodeError:
        with suppress(UnicodeDecodeError):
            return _HALVES.sub(_joined, body).decode()
        return _Legacy(body, declared, country_of(body, lang), domain_of(url)).text()


def _joined(halves: re.Match[bytes]) -> bytes:
    """A character in UTF-8 whose two halves were written as if each were one (CESU-8)."""
    in_utf_16 = halves[0].decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
    return in_utf_16.decode("utf-16-le").encode()


def _unmistakable(body: bytes) -> str | None:
    """The text of a document whose very first bytes tell its charset."""
    by_mark, mark = read_bom(body)
    if by_mark == "utf-8" and mark:
        try:
            return body[len(mark) :].decode()
        except UnicodeDecodeError:
            return None  # a mark that some script put before it
    if by_mark and mark:
        return body[len(mark) :].decode(by_mark, "replace")
    for charset, zeros in (
        ("utf-32-le", body[1:4]),
        ("utf-32-be", body[:3]),
        ("utf-16-le", body[1:8:2]),
        ("utf-16-be", body[:8:2]),
    ):
        if len(zeros) > 1 and not any(zeros):
            return body.decode(charset, "replace")
    return None


def _declared(body: bytes, content_type: str) -> list[str]:
    """Python's names of the charsets declared, header first, without those it can't be."""
    in_xml = _DECLARED.search(body, 0, 2_000)
    named = [_http_charset(content_type), _codec(in_xml[1].decode("ascii") if in_xml else "")]
    # A declaration that could be read as it stands isn't in UTF-16 or UTF-32, whatever it says.
    kept = [name for name in named if name and not name.startswith(("utf-", "utf_"))]
    return list(dict.fromkeys(kept))


def _http_charset(content_type: str) -> str | None:
    label = _PARAMETER.search(content_type)
    return http_content_type_encoding(content_type) or (_codec(label[1]) if label else None)


def _codec(label: str) -> str | None:
    """Python's name for a charset, also by the names it had in older programs."""
    plain = _OLDER_NAME.sub(lambda found: "cp" * bool(found["cp"]), label)
    return resolve_encoding(label) or resolve_encoding(plain.removesuffix("-I").removesuffix("-i"))


class _Legacy:
    """A document that is in no Unicode charset, or not in all of it."""

    def __init__(self, body: bytes, declared: list[str], country: str, domain: str) -> None:
        self._body = body
        self._declared = declared
        self._country = country
        self._domain = (country or domain).encode() or None
        self._beyond = len(body.translate(None, _ASCII))

    def text(self) -> str:
        if self._share_of_utf_8 >= _SURELY:
            return self._body.decode("utf-8", _AS_WINDOWS_1252)
        readings = [(name, text) for name in self._declared if (text := self._plausible(name))]
        if len({text for _, text in readings}) > 1:
            readings.sort(key=lambda reading: reading[1] != self._guessed)  # stable: header first
        for name, text in readings:
            odd = _oddities(text)
            wrong = self._contradicts(name) or (odd and odd > 5 * _oddities(self._guessed))
            return self._guessed if wrong else text
        if self._share_of_utf_8 >= 1:
            return self._body.decode("utf-8", _AS_WINDOWS_1252)
        return self._guessed

    @cached_property
    def _charset(self) -> str:
        return self._guess()

    @cached_property
    def _guessed(self) -> str:
        return _lenient(self._body, self._charset)

    def _contradicts(self, declared: str) -> bool:
        """Whether the language can't be written so, but in what the bytes look like."""
        charsets = charsets_of(self._country)
        return declared not in charsets and self._charset in charsets

    def _plausible(self, charset: str) -> str | None:
        """The text in a charset that was declared, if that can be true."""
        if _is_latin(charset) and self._has_long_runs:
            return None
        text = _strict(self._body, charset)
        if text is None:
            text = _lenient(self._body, charset)
            whole = sum(not char.isascii() for char in text)
            return text if text.count("\ufffd") * _FEW <= whole and _is_wide(charset) else None
        return None if charset.startswith("iso8859") and _LATE_CONTROL.search(text) else text

    @cached_property
    def _has_long_runs(self) -> bool:
        """Whether most letters are beyond ASCII, as in no language that is written in Latin."""
        return 2 * sum(len(run[0]) for run in _RUN.finditer(self._body)) > self._beyond

    @cached_property
    def _share_of_utf_8(self) -> float:
        """How many characters are valid UTF-8, for each byte that isn't."""
        text = self._body.decode("utf-8", "surrogateescape")
        strays = len(_STRAY.findall(text))
        return (len(text) - (len(self._body) - self._beyond) - strays) / strays

    def _guess(self) -> str:
        """Python's name for the charset that the bytes look like."""
        charset = self._detect(self._body, self._domain)
        if _is_latin(charset) and self._has_long_runs:  # one cut character rules out the right one
            guesses: Counter[str] = Counter()
            for piece in islice(_PIECE.finditer(self._body), _PIECES):
                guesses[self._detect(piece[0], self._domain)] += len(piece[0])
            return guesses.most_common(1)[0][0]
        for other in (
            self._detect(self._body, None) if self._domain else "",
            _MAC.get(charset, ""),
        ):
            if other and self._looks_better(other, charset):
                charset = other
        return self._of_alphabet(charset) if _is_latin(charset) else charset

    def _of_alphabet(self, charset: str) -> str:
        """That charset, or its neighbour in which the letters are far rather of one language."""
        fewest = strangers(_lenient(self._body, charset), self._country)
        best = charset
        for other in _NEIGHBOURS if fewest else ():
            strange = strangers(_lenient(self._body, other), self._country)
            if 3 * strange < fewest:
                best, fewest = other, strange
        return best

    def _looks_better(self, other: str, charset: str) -> bool:
        if other == charset:
            return False
        odd = _oddities(_lenient(self._body, charset))
        return odd > 0 and odd > 5 * _oddities(_lenient(self._body, other))

    @staticmethod
    def _detect(text: bytes, domain: bytes | None) -> str:
        detector = EncodingDetector()
        detector.feed(text, last=True)
        return _codec(detector.guess(tld=domain, allow_utf8=False)) or "cp1252"


def _is_latin(charset: str) -> bool:
    is_iso = charset.startswith("iso8859") and charset not in _NOT_LATIN
    return is_iso or charset.startswith(_LATIN)


def _is_wide(charset: str) -> bool:
    """Whether one character may take several bytes, so that it can be cut in two."""
    return charset in _SUPERSETS or charset in {"gb18030", "cp949", "cp950"}


def _strict(body: bytes, charset: str) -> str | None:
    """The text in a charset or what goes by its name; None if there are errors in all."""
    for name in _SUPERSETS.get(charset, (charset,)):
        try:
            return body.decode(name)
        except (UnicodeError, LookupError):  # also what Python calls a codec and isn't a charset
            continue
    return None


def _lenient(body: bytes, charset: str) -> str:
    text = _strict(body, charset)
    if text is not None:
        return text
    try:
        return body.decode(_SUPERSETS.get(charset, (charset,))[0], "replace")
    except (UnicodeError, LookupError):
        return body.decode("utf-8", _AS_WINDOWS_1252)


def _oddities(text: str) -> int:
    """How often a word looks as none does: a capital or a symbol in the midst of small letters."""
    return sum(_is_odd(*around) for around in _surroundings(text))


def _surroundings(text: str) -> Iterator[tuple[str, str, str]]:
    for found in _AFTER_A_LETTER.finditer(text, 0, 200_000):
        at = found.start()
        yield text[at - 1], found[0], text[at + 1 : at + 2]


def _is_odd(before: str, char: str, after: str) -> bool:
    if before.islower() and char.isupper():
        return True
    kind = unicodedata.category(char)
    return after.isalpha() and (kind[0] in "SC" or kind == "No" or char in "†‡§¶¿¡‚„‹")


def _windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    # Two bytes or more are a UTF-8 character cut short; one alone is what Windows left behind,
    # but where no Windows-1252 can stand.
    is_half = len(wrong) > 1 or _is_half(wrong[0], error.object[: error.start])
    return "\ufffd" if is_half else wrong.decode("cp1252", "replace"), error.end


def _is_half(byte: int, before: bytes) -> bool:
    """Whether a byte begins a character of UTF-8 that was cut off behind it.

    It does behind a letter that Windows-1252 doesn't have ("Президен" and half a letter), and where
    it would be a capital in the midst of small ones ("été" cut at its last byte: Ã).
    """
    if not 0xC2 <= byte <= 0xF4:
        return False
    last = before[-4:].decode("utf-8", "ignore")[-1:]
    is_capital = bytes((byte,)).decode("cp1252", "replace").isupper()
    return (last.isalpha() and last > "\u024f") or (last.islower() and is_capital)


codecs.register_error(_AS_WINDOWS_1252, _windows_1252)
