"""Of all that feedparser says of an entry, what a reader needs is read."""

import pytest

from monitor.feeds.parsing.parse import parse_feed

PAGE = "https://wire.example/1"
URL = "https://feeds.example/dir/feed"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "atom": "http://www.w3.org/2005/Atom",
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "media": "http://search.yahoo.com/mrss/",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "yandex": "http://news.yandex.ru",
        "georss": "http://www.georss.org/georss",
        "cap": "urn:oasis:names:tc:emergency:cap:1.2",
    }.items()
)


def only(body):
    feed = parse_feed(body.encode(), url=URL)
    assert feed.problem == ""
    (item,) = feed.items
    return item


def rss(inner, channel=""):
    return only(
        f'<rss version="2.0" {NAMESPACES}><channel><title>Wire</title>'
        f"<link>https://wire.example/</link>{channel}<item><title>T</title>{inner}</item>"
        "</channel></rss>"
    )


def atom(inner, feed=""):
    return only(
        f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACES}><title>Wire</title>{feed}'
        f"<entry><id>tag:1</id><title>T</title>{inner}</entry></feed>"
    )


class TestLink:
    @pytest.mark.parametrize(
        "inner",
        [
            f'<atom:link rel="alternate" href="{PAGE}"/>',
            f'<atom:link href="{PAGE}"/>',
            f'<link>{PAGE}</link><atom:link rel="alternate" href="https://other.example/"/>',
            f'<link>{PAGE}</link><atom:link rel="replies" href="{PAGE}#comments"/>',
            f'<guid isPermaLink="false">1</guid><enclosure url="{PAGE}" type="audio/mpeg"/>',
            f"<comments>{PAGE}</comments>",
            f"<guid>{PAGE}</guid><georss:point>45 x</georss:point>",
            '<guid isPermaLink="true">/1</guid>',
            f'<guid isPermaLink="false">{PAGE}</guid>',
            f'<guid isPermaLink="True">{PAGE}</guid>',
            f"<url>{PAGE}</url>",
        ],
    )
    def test_in_rss(self, inner):
        assert rss(inner).link == PAGE

    @pytest.mark.parametrize(
        "inner",
        [
            f'<link href="{PAGE}"/>',
            f'<link rel="self" href="https://wire.example/e"/><link href="{PAGE}"/>',
            (
                f'<link rel="alternate" type="application/json" href="https://wire.example/j"/>'
                f'<link rel="alternate" type="text/html" href="{PAGE}"/>'
            ),
            f'<link rel="http://www.iana.org/assignments/relation/alternate" href="{PAGE}"/>',
            f'<content src="{PAGE}" type="text/html"/>',
            f'<summary>S</summary><content src="{PAGE}" type="video/mp4"/>',
            f'<link rel="enclosure" href="{PAGE}"/>',
            f'<link rel="self" href="{PAGE}"/>',
        ],
    )
    def test_in_atom(self, inner):
        assert atom(inner).link == PAGE

    @pytest.mark.parametrize(
        ("feed", "entry", "link"),
        [
            ("", "1", "https://feeds.example/dir/1"),
            (' xml:base="https://b.example/x/"', "1", "https://b.example/x/1"),
            (' xml:base="https://b.example/x/"', "/1", "https://b.example/1"),
        ],
    )
    def test_relative_ones_start_at_their_base(self, feed, entry, link):
        body = f'<feed xmlns="http://www.w3.org/2005/Atom"{feed}><entry><id>tag:1</id>'
        assert only(f'{body}<title>T</title><link href="{entry}"/></entry></feed>').link == link

    def test_of_an_rdf_item_without_one_is_what_it_is_about(self):
        found = only(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
            ' xmlns:r="http://purl.org/rss/1.0/"><r:channel><r:title>P</r:title></r:channel>'
            f'<r:item rdf:about="{PAGE}"><r:title>T</r:title></r:item></rdf:RDF>'
        )
        assert (found.title, found.link) == ("T", PAGE)


class TestAuthor:
    @pytest.mark.parametrize(
        ("inner", "author"),
        [
            ("<author>ruth@wire.example (Ruth Ashby)</author>", "Ruth Ashby"),
            ("<author><![CDATA[Ruth Ashby <ruth@wire.example>]]></author>", "Ruth Ashby"),
            ("<dc:creator>Ruth Ashby (mailto:ruth@wire.example)</dc:creator>", "Ruth Ashby"),
            ("<dc:creator>Ruth Ashby</dc:creator><dc:creator>Bo</dc:creator>", "Ruth Ashby, Bo"),
            ("<author>a@w.example (A)</author><author>b@w.example (B)</author>", "A, B"),
            ("<author>desk@w.example</author><dc:creator>Ruth</dc:creator>", "Ruth"),
            ("<author>r@w.example (Ruth)</author><dc:creator>Ruth</dc:creator>", "Ruth"),
            ("<author>ruth@wire.example</author>", "ruth@wire.example"),
            ("<author><name>Ruth</name><email>r@w.example</email></author>", "Ruth"),
            ("<itunes:author>Ruth Ashby</itunes:author>", "Ruth Ashby"),
            ("<dcterms:creator>Ruth Ashby</dcterms:creator>", "Ruth Ashby"),
        ],
    )
    def test_in_rss(self, inner, author):
        assert rss(inner).author == author

    def test_of_a_channel_is_that_of_its_items_unless_it_is_an_address(self):
        assert rss("", "<itunes:author>Ruth Ashby</itunes:author>").author == "Ruth Ashby"
        editor = "<managingEditor>ed@wire.example{}</managingEditor>"
        assert rss("", editor.format(" (Ed Moss)")).author == "Ed Moss"
        assert rss("", editor.format("")).author == ""
        assert rss("<author>Bo</author>", editor.format(" (Ed Moss)")).author == "Bo"

    def test_in_atom_is_the_entrys_else_its_sources_else_the_feeds(self):
        def by(name):
            return f"<author><name>{name}</name></author>"

        source = f"<source><id>s</id><title>Post</title>{by('Of the source')}</source>"
        assert atom("", by("Of the feed")).author == "Of the feed"
        assert atom(source, by("Of the feed")).author == "Of the source"
        assert atom(by("Own") + source, by("Of the feed")).author == "Own"
        assert atom(by("A") + by("B")).author == "A, B"
        assert atom("<author><email>a@b.example</email></author>").author == "a@b.example"
        assert atom("", by("Wire")).author == "Wire"

    def test_a_source_gives_its_name(self):
        assert atom("<source><title>The Post</title></source>").source == "The Post"


class TestText:
    @pytest.mark.parametrize(
        "inner",
        [
            "<media:group><media:description>zebra</media:description></media:group>",
            "<media:description>zebra</media:description>",
            "<itunes:summary>zebra</itunes:summary>",
            "<itunes:subtitle>zebra</itunes:subtitle>",
            "<dcterms:abstract>zebra</dcterms:abstract>",
            "<dc:description>zebra</dc:description>",
            "<content:encoded>&lt;p&gt;zebra&lt;/p&gt;</content:encoded>",
            "<yandex:full-text>zebra</yandex:full-text>",
        ],
    )
    def test_is_read_wherever_it_stands(self, inner):
        assert rss(inner).summary == "zebra"

    @pytest.mark.parametrize(
        "inner",
        [
            "<yandex:full-text>A long zebra</yandex:full-text>",
            "<content:encoded>A long zebra</content:encoded>",
            "<n:full-text xmlns:n='http://news.yandex.ru'>A long zebra</n:full-text>",
            "<turbo:content><![CDATA[<h1>A long zebra</h1>]]></turbo:content>",
            "<rambler:fulltext>A long zebra</rambler:fulltext>",
        ],
    )
    def test_of_a_whole_article_is_the_content(self, inner):
        found = rss(f"<description>Short.</description>{inner}")
        assert (found.summary, found.content) == ("Short.", "A long zebra")

    def test_of_a_warning_names_event_area_and_severity(self):
        found = atom(
            "<summary>Gusts.</summary><cap:event>Storm</cap:event>"
            "<cap:severity>Severe</cap:severity><cap:areaDesc>Lincoln; Adams</cap:areaDesc>"
        )
        assert found.summary == "Gusts. – Storm – Lincoln; Adams – Severe"

    def test_of_a_warning_that_is_the_content_is_read(self):
        found = atom(
            '<content type="text/xml"><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><info>'
            "<event>Storm</event><area><areaDesc>Coast</areaDesc></area></info></alert></content>"
        )
        assert {"Storm", "Coast"} <= set(found.summary.split())


@pytest.mark.parametrize(
    "title",
    [
        '<title type="html">A &lt;b&gt;bold&lt;/b&gt; &amp;amp; x</title>',
        (
            '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>bold</b> &amp; x'
            "</div></title>"
        ),
        "<title><![CDATA[A <b>bold</b> &amp; x]]></title>",
        "<title>A bold &amp; x</title>",
        "<title>A &amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt; &amp;amp;amp; x</title>",
    ],
)
def test_a_title_however_it_is_written(title):
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>{title}</entry></feed>'
    assert only(body).title == "A bold & x"


@pytest.mark.parametrize("opening", ["<entry xmlns=", "<?xml version='1.0'?>\n<a:entry xmlns:a="])
def test_a_lone_entry_is_a_feed_of_one(opening):
    a = "a:" if "a:" in opening else ""
    found = only(
        f'{opening}"http://www.w3.org/2005/Atom"><{a}id>1</{a}id><{a}title>T</{a}title>'
        f'<{a}link href="{PAGE}"/><{a}author><{a}name>Ruth</{a}name></{a}author></{a}entry>'
    )
    assert (found.key, found.title, found.link, found.author) == ("1", "T", PAGE, "Ruth")


def test_an_entry_of_something_else_is_no_feed():
    feed = parse_feed(b"<entry><title>word</title></entry>", url=URL)
    assert "its root is <entry>" in feed.problem


@pytest.mark.parametrize(
    "body",
    [
        "<RSS VERSION='2.0'><CHANNEL><ITEM><TITLE>T</TITLE><LINK>{}</LINK></ITEM></CHANNEL></RSS>",
        (
            "<x:rss xmlns:x='http://backend.userland.com/rss2'><x:channel><x:item><x:title>T</x:title>"
            "<x:link>{}</x:link></x:item></x:channel></x:rss>"
        ),
        (
            "<rss xmlns='http://weird.example/'><channel><item><title>T</title><link>{}</link></item>"
            "</channel></rss>"
        ),
        (
            "<rss xmlns='http://search.yahoo.com/mrss/'><channel><item xmlns='http://www.w3.org/1999/xhtml'>"
            "<title>T</title><link>{}</link></item></channel></rss>"
        ),
        (
            "<string xmlns='http://tempuri.org/'>&lt;rss>&lt;channel>&lt;item>&lt;title>T&lt;/title>"
            "&lt;link>{}&lt;/link>&lt;/item>&lt;/channel>&lt;/rss></string>"
        ),
        (
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
            " xmlns='http://my.netscape.com/rdf/simple/0.9/'><item><title>T</title><link>{}</link>"
            "</item></rdf:RDF>"
        ),
        "<rss version='0.91'><channel><item><title>T</title><link>{}</link></item></channel></rss>",
        (
            "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title>T</title>"
            "<link rel='alternate' type='text/html' href='{}'/><id>1</id></entry></feed>"
        ),
    ],
)
def test_every_version_of_rss_and_atom_is_read(body):
    found = only(body.format(PAGE))
    assert (found.title, found.link) == ("T", PAGE)


OWN = "<description>Own text</description>"


@pytest.mark.parametrize(
    "extension",
    [
        "<media:description>A car</media:description>",
        '<media:description type="plain">A car</media:description>',
        '<media:content url="p.jpg"><media:description>A car</media:description></media:content>',
        "<dc:description>A car</dc:description>",
        "<itunes:summary>A car</itunes:summary>",
        "<media:description/>",
    ],
)
@pytest.mark.parametrize("full", ["", "<content:encoded>The full text</content:encoded>"])
def test_what_is_said_of_a_picture_takes_no_texts_place(extension, full):
    said = {
        (item.summary, item.content)
        for item in (
            rss(f"{extension}{OWN}{full}"),
            rss(f"{OWN}{extension}{full}"),
            rss(f"{OWN}{full}{extension}"),
        )
    }
    assert said == {("Own text", "The full text" if full else "")}


def test_an_extension_that_says_more_is_the_full_text():
    item = rss(f"{OWN}<itunes:summary>Own text, and what the guests said</itunes:summary>")
    assert (item.summary, item.content) == ("Own text", "Own text, and what the guests said")


@pytest.mark.parametrize("name", ["media:description", "dc:description", "itunes:summary"])
def test_an_extension_speaks_where_an_item_says_nothing(name):
    assert (
        rss(f'<{name} x="y">&lt;p&gt;A &lt;b&gt;car&lt;/b&gt;&lt;/p&gt;</{name}>').summary
        == "A car"
    )


def test_a_title_by_dublin_core_counts_only_where_there_is_none():
    feed = "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><item>{}</item></channel></rss>"
    assert only(feed.format("<dc:title>Other</dc:title><title>Own</title>")).title == "Own"
    assert only(feed.format("<title>Own</title><dc:title>Other</dc:title>")).title == "Own"
    assert only(feed.format("<dc:title>Other</dc:title>")).title == "Other"


@pytest.mark.parametrize(
    "link",
    ["javascript:void(0)", "http://", "not available", "none", "undefined", "mailto:a@b.example"],
)
def test_a_guid_stands_in_for_a_link_that_cannot_be_opened(link):
    assert rss(f"<link>{link}</link><guid>{PAGE}</guid>").link == PAGE
    assert rss(f"<link>{link}</link><guid isPermaLink='false'>x</guid>").link == ""
