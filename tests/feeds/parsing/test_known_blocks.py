"""Cutting out what was read before changes nothing about what is left, and loses nothing."""

import random
from itertools import pairwise

import pytest

from monitor.feeds.limits import Limits
from monitor.feeds.parsing.known_blocks import take_apart
from monitor.feeds.parsing.parse import parse_feed

URL = "https://feeds.example/paper"
ATOM = "http://www.w3.org/2005/Atom"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def rss(*items, head="<title>Paper</title><link>https://paper.example/</link>", root="", tail=""):
    return (
        f'<rss version="2.0"{root}><channel>{head}{"".join(items)}{tail}</channel></rss>'.encode()
    )


def item(number, title="", more=""):
    return (
        f"<item><title>{title or f'Story {number}'}</title><guid>{number}</guid>"
        f"<link>/news/{number}</link><description>Text {number}</description>{more}</item>"
    )


def after(*bodies, **options):
    """What is read of the last of several bodies, polled one after another."""
    seen = b""
    for body in bodies:
        feed = parse_feed(body, url=URL, seen=seen, **options)
        assert feed.problem == ""
        seen = feed.seen
    return feed


def read(*bodies, **options):
    """The same, as (titles left, entries cut), once it is sure that the rest is unharmed."""
    feed, whole = after(*bodies, **options), after(bodies[-1], **options)
    known = {entry.key: entry for entry in whole.items}
    assert all(known[entry.key] == entry for entry in feed.items)
    assert (feed.title, feed.lang, feed.ttl) == (whole.title, whole.lang, whole.ttl)
    return [entry.title for entry in feed.items], feed.unchanged


FIRST = rss(item(1), item(2), item(3))


class TestIsCut:
    def test_what_stood_in_the_body_before(self):
        assert read(FIRST, rss(item(4), item(1), item(2))) == (["Story 4"], 2)

    def test_all_of_it_where_only_the_order_changed(self):
        assert read(FIRST, rss(item(3), item(1), item(2))) == ([], 3)

    def test_what_was_cut_the_time_before(self):
        second = rss(item(4), item(1), item(2))
        assert read(FIRST, second, rss(item(5), item(4), item(1))) == (["Story 5"], 2)

    def test_under_a_new_build_date_and_comment(self):
        later = rss(
            item(1),
            head="<lastBuildDate>Fri</lastBuildDate><title>Paper</title>",
            tail="<!-- 9 -->",
        )
        before = rss(item(1), head="<lastBuildDate>Thu</lastBuildDate><title>Paper</title>")
        assert read(before, later) == ([], 1)

    def test_under_another_address_that_the_feed_says_is_its_own(self):
        own = '<title>Paper</title><a10:link href="https://paper.example/rss/{}" rel="self"/>'
        atom = ' xmlns:a10="http://www.w3.org/2005/Atom"'
        days = ("20261128", "20261129")
        first, later = (rss(item(1), head=own.format(day), root=atom) for day in days)
        assert read(first, later) == ([], 1)

    def test_with_more_views_than_before(self):
        first, later = (
            rss(item(1, more=f'<media:statistics views="{views}"/>')) for views in (7, 123)
        )
        assert read(first, later) == ([], 1)

    def test_in_atom(self):
        def atom(*numbers):
            entries = "".join(
                f'<entry><id>{n}</id><title>Story {n}</title><link href="/{n}"/></entry>'
                for n in numbers
            )
            return f'<feed xmlns="{ATOM}" xml:lang="de">{entries}</feed>'.encode()

        assert read(atom(1, 2), atom(3, 1, 2)) == (["Story 3"], 2)
        assert after(atom(1, 2), atom(3, 1, 2)).items[0].lang == "de"

    def test_in_rdf_whose_list_changes_with_every_item(self):
        def rdf(*numbers):
            listed = "".join(f'<rdf:li rdf:resource="/{n}"/>' for n in numbers)
            items = "".join(
                f'<item rdf:about="/{n}"><title>Story {n}</title><link>/{n}</link></item>'
                for n in numbers
            )
            return (
                f'<rdf:RDF xmlns:rdf="{RDF}" xmlns="http://purl.org/rss/1.0/"><channel>'
                f"<title>P</title><items><rdf:Seq>{listed}</rdf:Seq></items></channel>{items}"
                "</rdf:RDF>"
            ).encode()

        assert read(rdf(1, 2), rdf(3, 1, 2)) == (["Story 3"], 2)

    def test_beside_markup_that_only_looks_like_items(self):
        decoy = "<description><![CDATA[<item>x</item> <entry>]]></description><!-- <item> -->"
        assert read(rss(item(1, more=decoy)), rss(item(2), item(1, more=decoy))) == (["Story 2"], 1)

    def test_from_what_a_broken_off_document_still_holds(self):
        broken = rss(item(4), item(1), item(2)).partition(b"<title>Story 2")[0]
        assert read(FIRST, broken) == (["Story 4"], 1)


class TestIsNotCut:
    def test_an_edited_item(self):
        edited = rss(item(1, title="Story 1, corrected"), item(2), item(3))
        assert read(FIRST, edited) == (["Story 1, corrected"], 2)

    def test_an_item_whose_edit_was_taken_back(self):
        assert read(FIRST, rss(item(1, title="Oops")), FIRST) == (
            ["Story 1", "Story 2", "Story 3"],
            0,
        )

    @pytest.mark.parametrize(
        "changed",
        [
            rss(item(1), item(2), root=' xml:base="https://elsewhere.example/"'),
            rss(item(1), item(2), root=' xml:lang="fr"'),
            rss(item(1), item(2), root=' xmlns:dc="http://purl.org/dc/elements/1.1/"'),
            rss(item(1), item(2), head="<title>P</title><link>https://elsewhere.example/</link>"),
            rss(item(1), item(2), tail="<language>fr</language>"),
        ],
    )
    def test_anything_under_another_base_language_or_namespace(self, changed):
        assert read(FIRST, changed) == (["Story 1", "Story 2"], 0)

    def test_anything_where_the_document_has_moved(self):
        seen = parse_feed(FIRST, url=URL).seen
        moved = parse_feed(FIRST, url=URL, final_url="https://elsewhere.example/", seen=seen)
        assert moved.unchanged == 0

    def test_entries_that_share_an_identity(self):
        """Both guids are 1, so each is known by its link too; when one goes, that changes."""
        twin = item(1).replace("/news/1", "/news/other")
        both = rss(item(1), twin, item(2))
        assert read(both, rss(item(3), item(1), twin, item(2))) == (
            ["Story 3", "Story 1", "Story 1"],
            1,
        )
        assert read(both, rss(item(1), item(2))) == (["Story 1"], 1)

    def test_an_entry_that_meets_one_of_its_identity(self):
        twin = item(1, title="Another").replace("/news/1", "/news/other")
        assert read(FIRST, rss(twin, item(1), item(2))) == (["Another", "Story 1", "Story 2"], 0)

    def test_the_same_item_twice(self):
        assert read(FIRST, rss(item(4), item(1), item(1))) == (["Story 4", "Story 1"], 0)

    def test_anything_of_a_document_that_is_not_well_formed(self):
        broken = rss(item(4, more="<b>"), item(1), item(2))
        assert read(FIRST, broken)[1] == 0

    def test_anything_of_a_document_with_too_many_items(self):
        limits = Limits(max_items=2)
        assert read(rss(item(1), item(2)), FIRST, limits=limits)[1] == 0

    def test_anything_of_json(self):
        body = b'{"version": "https://jsonfeed.org/version/1.1", "title": "P", "items": []}'
        assert after(body, body).seen == b""


@pytest.mark.parametrize(
    "inside",
    [
        "<entry><title>1</title><entry><title>2</title></entry></entry>",
        "<item/><item><title>1</title></item>",
        "<item><title>1</title>",
        "<item><title>1</title></item></item>",
        "<item><title>1</title></item><title>Paper</title><item><title>2</title></item>",
        "<title>No items</title>",
    ],
)
def test_what_cannot_be_told_apart_is_left_whole(inside):
    assert take_apart(f"<feed>{inside}</feed>", URL) is None


def test_a_source_within_an_entry_belongs_to_it():
    source = "<source><id>s</id><title>Wire</title><updated>2025-01-01T00:00:00Z</updated></source>"
    entries = [f"<entry><id>{n}</id><title>Story {n}</title>{source}</entry>" for n in range(3)]
    bodies = [
        f'<feed xmlns="{ATOM}">{"".join(part)}</feed>'.encode() for part in (entries[1:], entries)
    ]
    assert read(*bodies) == (["Story 0"], 2)


def test_memory_that_is_no_memory_cuts_nothing():
    feed = parse_feed(FIRST, url=URL, seen=b"not what we wrote at all")
    assert (len(feed.items), feed.unchanged) == (3, 0)


class Paper:
    """A feed that lives: it brings, drops, edits, shuffles, doubles and moves items."""

    def __init__(self, seed):
        self._random = random.Random(seed)
        self._next = 0
        self._lang = "en"
        self._items = []
        for _ in range(8):
            self._add()

    def _add(self):
        self._next += 1
        guid = self._random.choice((str(self._next), str(self._next), "same", ""))
        link = self._random.choice((f"/news/{self._next}", f"/news/{self._next}", "/news"))
        self._items.insert(0, [guid, link, f"Story {self._next}", self._random.choice(("a", "b"))])

    def turn(self):
        rng, items = self._random, self._items
        for _ in range(rng.choice((0, 1, 1, 2))):
            self._add()
        del items[12:]
        for _ in range(rng.choice((0, 0, 1))):
            rng.choice(items)[rng.choice((2, 3))] += " (edited)"
        if rng.random() < 0.2:
            items.append(list(rng.choice(items)))
        if rng.random() < 0.2:
            items.insert(0, items.pop())
        if rng.random() < 0.05:
            self._lang = rng.choice(("en", "fr"))
        head = f"<language>{self._lang}</language><lastBuildDate>{rng.random()}</lastBuildDate>"
        return rss(
            *(
                f"<item><guid>{guid}</guid><link>{link}</link><title>{title}</title>"
                f"<description>{text}</description></item>\n"
                for guid, link, title, text in items
            ),
            head=head,
        )


@pytest.mark.parametrize("seed", range(12))
def test_what_comes_to_be_stored_is_the_same_as_if_everything_were_parsed(seed):
    """New items, edits and keys, over thirty polls of a feed that repeats its identities."""
    paper, seen, cut = Paper(seed), b"", 0
    whole_store, cut_store = {}, {}
    for _ in range(30):
        body = paper.turn()
        whole = parse_feed(body, url=URL)
        part = parse_feed(body, url=URL, seen=seen)
        seen, cut = part.seen, cut + part.unchanged
        assert told(whole_store, whole) == told(cut_store, part)
    assert whole_store == cut_store
    assert cut > 30


def told(store, feed):
    """Store what is new or reads differently, and tell what that was."""
    news = [entry for entry in feed.items if store.get(entry.key) != entry.revision]
    store.update((entry.key, entry.revision) for entry in news)
    return news


def test_a_living_feed_differs_from_poll_to_poll():
    paper = Paper(0)
    assert all(one != other for one, other in pairwise(paper.turn() for _ in range(5)))
