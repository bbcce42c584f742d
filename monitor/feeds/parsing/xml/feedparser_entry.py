"""What feedparser says of an entry or a feed → its link, authors, texts and tags.

feedparser gives each element under a name of its own, with several names mapped onto one, and
resolves ids as if they were links. Here stands which of them counts. Without this module a reader
would be sent to the feed itself, and extensions that carry the text would go unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from monitor.feeds.parsing import authors
from monitor.feeds.parsing.entry import absolute_link
from monitor.feeds.parsing.plaintext import text_of_title
from monitor.feeds.parsing.xml.misread import OWN, with_addresses

Said = Mapping[str, Any]

# feedparser resolves not only links but ids against the document's address, and an id must not
# change with the server a redirect leads to. So it is given this address, deep enough for "../",
# and what comes out below it was relative.
NOWHERE: Final = "http://relative.invalid/0/1/2/3/4/5/6/7/"
_NOWHERE_ROOT: Final = "http://relative.invalid"
_EXTENSIONS: Final = ("itunes_summary", "media_description", "dc_description")
_FULL_TEXTS: Final = ("full-text", "fulltext", "turbo_content")
_DATES: Final = (
    "prism_publicationdate", "publicationdate", "publishdate", "publish_date", "publisheddate",
    "datepublished", "date_published", "pub_date", "pubtime", "post_date", "postdate", "datetime",
    "timestamp", "time",
)  # fmt: skip
"""What publishers of their own make call the date."""
_RELATION: Final = re.compile(r"https?://www\.iana\.org/assignments/(?:link-)?relations?/")
_MACHINE_TAG: Final = re.compile(r"https?://|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-")


def text(holder: Any, name: str) -> str:
    """The text under a name, past feedparser's own mapping of names onto each other."""
    value = dict.get(holder, name) if isinstance(holder, dict) else None
    return value if isinstance(value, str) else ""


def texts(holder: Any, *names: str) -> list[str]:
    """The texts under these names; empty where there is none."""
    return [text(holder, name) for name in names]


def dates_of(entry: Said) -> list[str]:
    """All that may say when an entry was published or changed, the likeliest first."""
    return [*texts(entry, "published", "created", "updated"), *other_dates_of(entry)]


def other_dates_of(entry: Said) -> list[str]:
    """What counts where nothing else dates an entry: a journal's is that of the printed issue."""
    return texts(entry, *_DATES)


def link_of(holder: Said, base: str, *, version: str = "") -> str:
    """The address a reader would open: not the feed's own, nor a counter on the way."""
    links = (absolute_link(address, base) for address in _addresses(holder, version))
    return next(filter(None, links), "")


def names_of(entry: Said, feed: Said, *, version: str) -> str:
    """An entry's authors; else those of its source, else the feed's (RFC 4287, 4.2.1).

    RSS has no such rule, but podcasts name their author once; an address there is the webmaster's.
    """
    for holder in (entry, entry.get("source"), feed):
        found = authors.names(_authors(holder))
        if holder is feed and not version.startswith("atom"):
            found = [name for name in found if not authors.is_address(name)]
        if found:
            return ", ".join(found)
    return ""


def contents_of(entry: Said) -> Iterator[str]:
    """The full texts of an entry, as HTML."""
    listed = entry.get("content")
    for content in listed if isinstance(listed, list) else ():
        yield with_addresses(text(content, "value"))
    described = len(text(entry, "summary"))
    for name in _EXTENSIONS:
        if len(extended := text(entry, name + OWN)) > described:
            yield extended
    for name in entry:
        if name.endswith(_FULL_TEXTS):  # Yandex's and Rambler's, whatever the prefix
            yield text(entry, name)
    if "alert" in entry:  # a whole CAP alert as the content
        yield text(entry, "info").replace("<", " <")


def summary_of(entry: Said) -> str:
    """The summary of an entry, as HTML; with what an alert by CAP says of event and area."""
    extended = (text(entry, name + OWN) for name in _EXTENSIONS)
    said = (*texts(entry, "summary", "dcterms_abstract"), *extended, text(entry, "subtitle"))
    summary = next(filter(None, said), "")
    warning = [text(entry, "cap_event"), text(entry, "cap_areadesc"), text(entry, "cap_severity")]
    missing = [part for part in warning if part and part not in summary]
    return with_addresses(" – ".join(filter(None, [summary, *missing])))


def title_of(entry: Said) -> str:
    """The title of an entry, as it is written."""
    return text(entry, "title") or text(entry, f"dc_title{OWN}")


def tags_of(entry: Said) -> list[str]:
    """The categories of an entry that people can read."""
    listed = entry.get("tags")
    names = [
        text_of_title(text(tag, "label") or text(tag, "term"))
        for tag in (listed if isinstance(listed, list) else ())
    ]
    return [name for name in names if not _MACHINE_TAG.match(name)]


def unresolved(address: str) -> str:
    """Give an address that feedparser resolved against ``NOWHERE`` back as it was written."""
    if not address.startswith(_NOWHERE_ROOT):
        return address
    if address.startswith(NOWHERE):
        return address[len(NOWHERE) :]
    kept = 0
    given, own = address.split("/"), NOWHERE.rstrip("/").split("/")
    while kept < len(own) and kept < len(given) and given[kept] == own[kept]:
        kept += 1
    if kept == 3:
        return address[len(_NOWHERE_ROOT) :]
    return "../" * (len(own) - kept) + "/".join(given[kept:])


def _addresses(holder: Said, version: str) -> Iterator[str]:
    yield text(holder, "feedburner_origlink")
    listed = holder.get("links")
    links = [each for each in (listed if isinstance(listed, list) else ()) if text(each, "href")]
    if not version.startswith("atom"):
        yield from _related(links, "alternate")  # RSS's own <link> before one of Atom's behind it
    link, id_ = unresolved(text(holder, "link")), unresolved(text(holder, "id"))
    if link.startswith(("http", "/")) or link != id_:
        yield link  # what equals a bare guid isn't an address
    for wanted in ("alternate", "related", "via"):
        yield from _related(links, wanted)
    contents = holder.get("content")
    for content in contents if isinstance(contents, list) else ():
        yield unresolved(text(content, "src"))
    yield from _related(links, "enclosure")
    if version in {"rss090", "rss10"} and id_.startswith("http"):
        yield id_  # rdf:about
    yield unresolved(text(holder, "comments"))
    yield text(holder, "href")  # <url>
    if id_.startswith("http") and link:
        yield id_  # the guid, where what stands as the link can't be opened
    if version.startswith("atom"):
        yield from _related(links, "self")  # of an entry: the entry alone, better than nothing
    if id_.startswith("http"):
        yield id_  # also where isPermaLink denies it: nothing else can be opened


def _related(links: Iterable[Said], wanted: str) -> Iterator[str]:
    for link in links:
        if _RELATION.sub("", text(link, "rel")) == wanted:
            yield unresolved(text(link, "href"))


def _authors(holder: Any) -> list[str]:
    """What stands for the authors of an entry, a source or a feed."""
    if not isinstance(holder, dict):
        return []
    listed = holder.get("authors")
    named = [
        with_addresses(text(author, "name") or text(author, "email"))
        for author in (listed if isinstance(listed, list) else ())
    ]
    written = [name for name in named if name.strip()]
    return written or [with_addresses(text(holder, "author")), text(holder, "dcterms_creator")]
