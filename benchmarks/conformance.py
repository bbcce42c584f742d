"""Reads every document of a folder with our parser and with feedparser, and prints what differs.

    python benchmarks/conformance.py FOLDER… [--examples N] [--only KIND]

A document is any file that holds a feed by its content, whatever its name; one that neither of the
two reads is only counted. Entries are paired by guid, else by link, else by place. Differences that
we want are no faults: we make titles of entries that have none, take relative links from the site,
read encodings and dates that feedparser doesn't; look at each kind's examples to tell.

    raises     our parser let an exception out (it never may)
    unread     feedparser finds entries, we none
    entries    another number of them
    title, link, date, author, text   of entries that both have
    encoding   characters that say a charset was guessed wrongly, in ours or in feedparser's
"""

from __future__ import annotations

import argparse
import re
import time
from calendar import timegm
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import feedparser
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.feeds.parsing.parse import ParsedFeed, parse_feed
from monitor.feeds.parsing.plaintext import fold, text_of_title

BASE = "https://feeds.example/feed"
LARGEST = 20_000_000
"""Bytes of a document; larger ones are left out."""
GARBLED = re.compile("\ufffd|Ã[\x80-\xbf©¨¤¶¼]|â€|Ð[\x80-\xbf]")
KINDS = ("raises", "unread", "entries", "title", "link", "date", "author", "text", "encoding")


@dataclass(frozen=True, slots=True)
class Difference:
    """What one document, or one entry of it, is to us and to feedparser."""

    kind: str
    where: str
    ours: str
    theirs: str


def main():
    """Compare all documents, and print a table of counts and the first examples of each kind."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    options.add_argument("--examples", type=int, default=5, help="of each kind (default: 5)")
    options.add_argument("--only", choices=KINDS, help="show examples of this kind alone")
    given = options.parse_args()
    console, counts, spent = Console(width=190), Counter(), Counter()
    found = {kind: [] for kind in KINDS}
    for folder in given.folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            if path.stat().st_size > LARGEST:
                counts["too large"] += 1
                continue
            differences = list(compare(path, folder, counts, spent))
            counts["documents that differ"] += bool(differences)
            for kind in {each.kind for each in differences}:
                counts[kind] += 1
            for each in differences:
                found[each.kind].append(each)
    console.print(summary(counts, spent, found))
    for kind in KINDS:
        if found[kind] and given.only in {None, kind}:
            console.print(examples(kind, found[kind], given.examples))


def compare(path, folder, counts, spent) -> Iterator[Difference]:
    """Yield the differences of one document."""
    body, where = path.read_bytes(), str(path.relative_to(folder.parent))
    started = time.process_time()
    try:
        ours = parse_feed(body, url=BASE)
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        yield Difference("raises", where, repr(error)[:80], "")
        return
    spent["ours"] += time.process_time() - started
    started = time.process_time()
    try:
        theirs = feedparser.parse(
            BytesIO(body), response_headers={"content-location": BASE}, sanitize_html=False
        )
    except Exception:  # noqa: BLE001 - it raises anything from within its extensions
        counts["feedparser raises"] += 1
        theirs = {"entries": [], "version": "", "feed": {}}
    spent["feedparser"] += time.process_time() - started
    entries = [entry for entry in theirs["entries"] if says_something(entry)]
    if not ours.items and not entries:
        counts["neither reads"] += 1
        return
    counts["documents"] += 1
    counts["entries of ours"] += len(ours.items)
    counts["entries of feedparser"] += len(entries)
    if not ours.items:
        yield Difference("unread", where, ours.problem or "no entries", f"{len(entries)} entries")
        return
    if len(ours.items) + ours.truncated != len(entries):
        yield Difference("entries", where, str(len(ours.items)), str(len(entries)))
    for place, item, entry in paired(ours, entries):
        for kind, mine, other in of_entry(item, entry):
            yield Difference(kind, f"{where} [{place}]", mine, other)


def says_something(entry):
    """Whether an entry has anything to read or to open; we leave out one without."""
    words = (entry.get("title"), entry.get("summary"), *map(_value, entry.get("content", ())))
    return any(text_of_title(text or "") for text in words) or "href" in str(entry.get("links"))


def _value(content):
    return content.get("value")


def paired(ours: ParsedFeed, entries):
    """Yield (place, item, entry) of those that both have."""
    guids = {fold(entry.get("id", "")): entry for entry in entries if entry.get("id")}
    links = {entry.get("link"): entry for entry in entries if entry.get("link")}
    same_number = len(ours.items) == len(entries)
    for place, item in enumerate(ours.items):
        entry = guids.get(item.key) or links.get(item.link)
        if entry is None and same_number:
            entry = entries[place]
        if entry is not None:
            yield place, item, entry


def of_entry(item, entry):
    """Yield (kind, ours, theirs) where the two differ."""
    title = text_of_title(entry.get("title", ""))
    if title and not alike(title, item.title):
        yield "title", item.title, title
    link = entry.get("link", "")
    if link.startswith("http") and link.strip() != item.link:
        yield "link", item.link, link
    date = entry.get("published_parsed") or entry.get("updated_parsed")
    theirs = datetime.fromtimestamp(timegm(date), UTC) if date else None
    mine = item.published or item.updated
    if theirs and (mine is None or abs((mine - theirs).total_seconds()) >= 1):
        yield "date", str(mine), f"{theirs} ({entry.get('published') or entry.get('updated')})"
    author = text_of_title(entry.get("author", ""))
    if author and not item.author:
        yield "author", item.author, author
    words = entry.get("summary") or "".join(each.value for each in entry.get("content", ()))
    said = text_of_title(words) if not (item.summary or item.content) else ""
    if said and not alike(said, item.title):
        yield "text", "", said
    mine, other = f"{item.title} {item.summary}", f"{title} {entry.get('summary', '')}"
    if bool(GARBLED.search(mine)) != bool(GARBLED.search(other)):
        yield "encoding", mine, other


def alike(one: str, other: str) -> bool:
    """Whether two texts are the same but for spaces, or one is the other cut short."""
    one, other = "".join(one.split()), "".join(other.split())
    return one[:60] == other[:60] or one in other or other in one


def summary(counts, spent, found) -> Table:
    """The table of counts."""
    table = Table("", "documents", "cases", title="conformance", title_justify="left")
    for name in ("documents", "neither reads", "too large", "feedparser raises"):
        table.add_row(name, str(counts[name]), "")
    for name in ("entries of ours", "entries of feedparser"):
        table.add_row(name, "", str(counts[name]))
    table.add_row("documents that differ", str(counts["documents that differ"]), "")
    table.add_section()
    for kind in KINDS:
        table.add_row(kind, str(counts[kind]), str(len(found[kind])))
    table.add_section()
    for who in ("ours", "feedparser"):
        table.add_row(f"CPU s, {who}", f"{spent[who]:.1f}", "")
    return table


def examples(kind, differences, most) -> Table:
    """The first differences of a kind, one a document."""
    table = Table("where", "ours", "feedparser", title=kind, title_justify="left")
    shown = {each.where.partition(" [")[0]: each for each in reversed(differences)}
    for each in list(reversed(shown.values()))[:most]:
        table.add_row(*(Text(cell(text)) for text in (each.where, each.ours, each.theirs)))
    return table


def cell(text: str) -> str:
    """A text on one line, as much as fits."""
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:89]}…"


if __name__ == "__main__":
    main()
