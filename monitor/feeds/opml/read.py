"""OPML 1.0 and 2.0 (opml.org/spec2.opml) → a list of feeds, read with care.

A file from a stranger can't make the reader open other files or addresses, nor grow: its DOCTYPE
is dropped, included lists aren't followed, and sizes are bounded. What isn't well-formed is read by
its tags alone (``tags``). Without this module feeds could not be moved from a feed reader, nor
lists of feeds be subscribed to.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote, urlsplit
from xml.parsers import expat

from monitor.feeds.opml.listed import Opml, OpmlError, OpmlFeed
from monitor.feeds.opml.tags import tags_of
from monitor.feeds.parsing.charsets.charset import decode
from monitor.feeds.parsing.document import mended_xml
from monitor.feeds.parsing.entry import MAX_NAME, language
from monitor.feeds.parsing.plaintext import cut, fold, text_of_title

MAX_BYTES = 20_000_000
MAX_FEEDS = 50_000
MAX_DEPTH = 50

_ROOT = re.compile(r"<(?:[\w.-]+:)?opml(?=[\s>/])", re.IGNORECASE)
_NO_ROOT = re.compile(
    r"\s*(?:<\?.*?\?>\s*)?<(?:body|outlines?)(?=[\s>/])", re.IGNORECASE | re.DOTALL
)
_WRAPPED = re.compile(r"(?:feed|rss|itpc|pcast|podcasts?):(?://)?(?=https?://)", re.IGNORECASE)
_FEED_SCHEME = re.compile(r"(?:feed|rss|itpc|pcast|podcasts?):(?://)?(?=[\w-]+\.)", re.IGNORECASE)
_ESCAPED = re.compile(r"https?%3a%2f%2f", re.IGNORECASE)
_QUOTES = "“”„‟‘’‚"
"""What a word processor makes of quotes: they aren't XML's, and so part of what they enclose."""
_BARE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,18}(?::\d+)?(?:[/?].*)?", re.IGNORECASE)
_ADDRESSES = ("xmlurl", "feedurl", "rssurl")
"""What exporters call a feed's address; a mere ``url`` counts too, where none of these is."""
_SCRAPED = re.compile(r"(?:html|xml|json)\+\w+", re.IGNORECASE)
"""FreshRSS's types of what it reads by paths of its own: ``HTML+XPath``, ``JSON+DotPath``."""
_LIKE_A_FEED = re.compile(
    r"(?<![a-z])(?:rss|atom|feeds?|rdf|jsonfeed|xml|podcast)(?![a-z])", re.IGNORECASE
)


def read_opml(document: bytes | str) -> Opml:
    """Read a list of feeds.

    What is broken in common ways is mended (a bare ``&``, ``&nbsp;``, a wrong charset, a tag left
    open); where the document breaks off, what stands before is kept and ``skipped`` says so.
    Outlines that are commented out (``isComment``) are left out with all below them.

    Raises:
        OpmlError: It is no OPML, is too large, or not one feed could be read from it.
    """
    if len(document) > MAX_BYTES:
        raise OpmlError(f"the list is larger than {MAX_BYTES // 1_000_000} MB; split it")
    text = decode(document) if isinstance(document, bytes) else document
    if "<outline" not in text.lower() and "&lt;outline" in text.lower():
        text = unescape(text)  # pasted through a form
    xml = mended_xml(text, _ROOT)
    if not xml and _NO_ROOT.match(text.removeprefix("\ufeff")):
        declared = text.find("?>") + 2 if text.lstrip("\ufeff \t\r\n").startswith("<?") else 0
        xml = mended_xml(f"{text[:declared]}<opml>{text[declared:]}</opml>", _ROOT)
    if not xml:
        raise OpmlError("this is not an OPML file: it has no <opml> element")
    try:
        return _Reader().read(xml)
    except _NotWellFormedError as error:
        return _Reader().read_tags(xml, error)


class _NotWellFormedError(Exception):
    """Where and why a document isn't XML."""

    def __init__(self, error: expat.ExpatError) -> None:
        super().__init__()
        self.line = error.lineno
        self.reason = expat.ErrorString(error.code)


class _Reader:
    """One pass over one document, element by element."""

    def __init__(self) -> None:
        self._line = 0
        self._folders: list[str] = []
        self._feeds: dict[str, OpmlFeed] = {}
        self._skipped: list[str] = []
        self._title: list[str] = []
        self._in_title = False
        self._comment_depth = 0
        """How deep below the outermost outline that is commented out; 0: in none."""

    def read(self, xml: str) -> Opml:
        """Read a well-formed document.

        Raises:
            _NotWellFormedError: It isn't one; feeds may have been read.
        """
        parser = expat.ParserCreate()

        def start(name: str, attributes: dict[str, str]) -> None:
            self._line = parser.CurrentLineNumber
            self._start(name, attributes)

        parser.StartElementHandler = start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(xml.encode("utf-8"), True)
        except expat.ExpatError as error:
            raise _NotWellFormedError(error) from None
        return self._read()

    def read_tags(self, xml: str, error: _NotWellFormedError) -> Opml:
        """Read what can be read of a document that isn't well-formed."""
        for tag in tags_of(xml):
            self._line = tag.line
            if tag.is_start:
                self._start(tag.name, tag.attributes)
            if tag.is_end and (tag.name != "outline" or self._folders):
                self._end(tag.name)
            if tag.text and tag.name == "title":
                self._title.append(tag.text)
        if "</opml" in xml.lower():
            self._skipped.append(
                f"line {error.line}: the list isn't well-formed ({error.reason}) and was read tag "
                "by tag; compare it with where it came from"
            )
            return self._read()
        broken = f"line {error.line}: the file is broken from here on ({error.reason})"
        if not self._feeds:
            raise OpmlError(f"{broken}; export it again where it came from")
        self._skipped.append(broken)
        return self._read()

    def _read(self) -> Opml:
        if not self._feeds:
            more = f": {self._skipped[0]}" if self._skipped else ""
            raise OpmlError(f"this OPML file lists no feeds{more}")
        return Opml(
            feeds=tuple(self._feeds.values()),
            title=text_of_title("".join(self._title)),
            skipped=tuple(self._skipped),
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.lower().rpartition(":")[2]
        self._in_title = name == "title"
        if name != "outline":
            return
        given = {_name_of(key): value for key, value in attributes.items()}
        label = text_of_title(given.get("title", "")) or text_of_title(given.get("text", ""))
        commented = given.get("iscomment", "").strip().lower() in {"true", "yes", "1"}
        if self._comment_depth or commented:
            if not self._comment_depth:
                self._skip(f"{_shown(label) or 'an outline'} is commented out")
            self._comment_depth += 1
            address = ""
        else:
            address = self._address(given)
            if address:
                self._take(address, label, given)
        # A feed may hold outlines too, but its name is no folder.
        self._folders.append("" if address else label)
        if len(self._folders) > MAX_DEPTH:
            raise OpmlError(f"line {self._line}: folders are nested more than {MAX_DEPTH} deep")

    def _end(self, name: str) -> None:
        self._in_title = False
        if name.lower().rpartition(":")[2] == "outline":
            self._folders.pop()
            self._comment_depth = max(self._comment_depth - 1, 0)

    def _characters(self, text: str) -> None:
        if self._in_title and len(self._title) < 100:
            self._title.append(text)

    def _address(self, given: dict[str, str]) -> str:
        """The feed's address, as written; empty where an outline is none."""
        address = next((given[name].strip() for name in _ADDRESSES if given.get(name)), "")
        kind = given.get("type", "").strip().lower()
        other = given.get("url", "").strip()
        if kind.startswith("podcast-"):  # Overcast's episodes and playlists
            return ""
        if address and _SCRAPED.match(kind):
            self._skip(f"{_shown(address)} isn't a feed but read by paths ({_shown(kind)}); try: "
                       "news-monitor feeds add URL --pick")  # fmt: skip
            return ""
        if address or not other:
            if not address and kind in {"", "rss", "atom"} and given.get("htmlurl"):
                self._skip(f"{_shown(given['htmlurl'])} is a page, and its feed isn't named; "
                           "try: news-monitor feeds add URL")  # fmt: skip
            return address
        try:
            path = urlsplit(other).path
        except ValueError:  # such as a bracket where no address has one
            path = ""
        if kind == "include" or path.lower().endswith(".opml"):
            self._skip(f"{_shown(other)} is another list, which isn't followed; import it as well, "
                       "or subscribe to it ([[subscriptions]])")  # fmt: skip
            return ""
        if kind == "link" and not _LIKE_A_FEED.search(other):
            self._skip(f"{_shown(other)} is a page; try: news-monitor feeds add URL")
            return ""
        return other

    def _take(self, address: str, label: str, given: dict[str, str]) -> None:
        url = _url(address)
        if not _is_http(url):
            self._skip(f"{_shown(address)} isn't an http(s) URL")
            return
        if "@" in urlsplit(url).netloc:
            self._skip(f"{_shown(label or urlsplit(url).hostname or '')} has a user or password in "
                       "its address; add it to config.toml with auth = { … }")  # fmt: skip
            return
        if len(self._feeds) >= MAX_FEEDS:
            raise OpmlError(f"line {self._line}: more than {MAX_FEEDS:,} feeds; split the list")
        earlier = self._feeds.get(url)
        title = label if label != url else ""
        tags = [*filter(None, self._folders), *_categories(given.get("category", ""))]
        self._feeds[url] = OpmlFeed(
            url=url,
            title=(earlier.title if earlier else "") or title,
            tags=tuple(dict.fromkeys((*(earlier.tags if earlier else ()), *tags))),
            lang=(earlier.lang if earlier else "") or language(given.get("language", "")),
        )

    def _skip(self, what: str) -> None:
        self._skipped.append(f"line {self._line}: {what}")


def _url(address: str) -> str:
    """An address as exporters write it, as a URL: ``feed:`` and escapes upon escapes taken off.

    Invisible characters, which come along where it was copied from, go: ``write_opml`` has none.
    """
    url = address.strip(_QUOTES) if address[:1] in _QUOTES else address
    if _ESCAPED.match(url):
        url = unquote(url)
    url = _FEED_SCHEME.sub("http://", _WRAPPED.sub("", url, count=1), count=1)
    url = fold(url.replace("&amp;", "&")).replace(" ", "%20")
    return f"https://{url}" if _BARE.fullmatch(url) else url


def _name_of(attribute: str) -> str:
    """The name of an attribute however it is written: xmlUrl, XMLURL, xml_url, x:xml-url."""
    return attribute.lower().rpartition(":")[2].replace("_", "").replace("-", "")


def _categories(text: str) -> list[str]:
    """The words of ``category="/Boston/Weather,Tourism"`` (OPML 2.0, "The category attribute")."""
    words = [fold(unquote(word)) for path in text.split(",") for word in path.split("/")]
    return [cut(word, MAX_NAME) for word in words if word]


def _is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _shown(text: str) -> str:
    return cut(fold(text), 80)
