"""Facts about reading and writing lists of feeds."""

import contextlib
import html
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.opml import MAX_BYTES, OpmlError, OpmlFeed, read_opml


def opml(body, head=""):
    start = f'<?xml version="1.0"?>\n<opml version="2.0">\n<head>{head}</head>\n<body>'
    return f"{start}\n{body}\n</body></opml>"


def feed_of(attributes):
    [feed] = read_opml(opml(f"<outline {attributes}/>")).feeds
    return feed


def test_folders_however_deep_become_tags():
    document = opml(
        '<outline text="News"><outline text="Asia"><outline text="China">'
        '<outline type="rss" text="A paper" xmlUrl="https://a.example/feed"/>'
        "</outline></outline>"
        '<outline type="rss" text="Another" xmlUrl="https://b.example/feed"/></outline>'
        '<outline type="rss" title="Third" xmlUrl="https://c.example/feed"/>',
        head="<title>My feeds</title>",
    )
    read = read_opml(document)
    assert read.title == "My feeds"
    assert read.feeds == (
        OpmlFeed(url="https://a.example/feed", title="A paper", tags=("News", "Asia", "China")),
        OpmlFeed(url="https://b.example/feed", title="Another", tags=("News",)),
        OpmlFeed(url="https://c.example/feed", title="Third"),
    )
    assert read.skipped == ()


def test_a_feed_in_two_folders_is_one_with_the_tags_of_both():
    outline = '<outline text="A" xmlUrl="https://a.example/feed"/>'
    document = opml(f'<outline text="X">{outline}</outline><outline text="Y">{outline}</outline>')
    assert read_opml(document).feeds == (
        OpmlFeed(url="https://a.example/feed", title="A", tags=("X", "Y")),
    )


@pytest.mark.parametrize(
    ("attributes", "feed"),
    [
        ('XMLURL="https://a.example/" TEXT="A"', OpmlFeed(url="https://a.example/", title="A")),
        ('xmlUrl="https://a.example/?x=1&y=2"', OpmlFeed(url="https://a.example/?x=1&y=2")),
        ('xmlUrl="https://a.example/?x=1&amp;y=2"', OpmlFeed(url="https://a.example/?x=1&y=2")),
        ('xmlUrl=" feed:https://a.example/ "', OpmlFeed(url="https://a.example/")),
        ('xmlUrl="feed://a.example/"', OpmlFeed(url="http://a.example/")),
        ('xmlUrl="podcast://a.example/"', OpmlFeed(url="http://a.example/")),
        ('type="JSONFeed" xmlUrl="http://a.example/"', OpmlFeed(url="http://a.example/")),
        ('xmlUrl="http://a/" text="Q&amp;amp;A &lt;b&gt;x&lt;/b&gt;&nbsp;"',
         OpmlFeed(url="http://a/", title="Q&A x")),
        ('xmlUrl="http://a/" title="Title" text="Text"', OpmlFeed(url="http://a/", title="Title")),
        ('xmlUrl="http://a/" category="/Asia/China,tech"',
         OpmlFeed(url="http://a/", tags=("Asia", "China", "tech"))),
        ('xmlUrl="http://a/" language="en-GB"', OpmlFeed(url="http://a/", lang="en")),
    ],
)  # fmt: skip
def test_habits_of_other_programs_are_understood(attributes, feed):
    assert feed_of(attributes) == feed


@pytest.mark.parametrize(
    ("attributes", "url"),
    [
        ('xmlurl="https://a.example/"', "https://a.example/"),
        ('XMLURL="https://a.example/" type="atom"', "https://a.example/"),
        ('xml_url="https://a.example/"', "https://a.example/"),
        ('feedUrl="https://a.example/"', "https://a.example/"),
        ('xml-url="https://a.example/"', "https://a.example/"),
        ('xmlns:x="urn:x" x:xmlUrl="https://a.example/"', "https://a.example/"),
        ('URL="https://a.example/f.xml" type="link"', "https://a.example/f.xml"),
        ('url="https://a.example/?feed=rss2" type="link"', "https://a.example/?feed=rss2"),
        ('url="https://a.example/f" type="rss"', "https://a.example/f"),
        ('url="https://a.example/" xmlUrl="https://b.example/f"', "https://b.example/f"),
        ('xmlUrl="" url="https://a.example/f"', "https://a.example/f"),
        ('xmlUrl="https://a.example/?x=1&amp;amp;y=2"', "https://a.example/?x=1&y=2"),
        ('xmlUrl="https://a.example/?x=1&#38;y=2"', "https://a.example/?x=1&y=2"),
        ('xmlUrl="feed:http://a.example/"', "http://a.example/"),
        ('xmlUrl="\nhttps://a.example/a b\n"', "https://a.example/a%20b"),
        ('xmlUrl="FEED://a.example/"', "http://a.example/"),
        ('xmlUrl="https%3A%2F%2Fa.example%2Frss%3Fx=1"', "https://a.example/rss?x=1"),
        ("xmlUrl=“https://a.example/”", "https://a.example/"),
        ('xmlUrl="itpc://a.example/pod"', "http://a.example/pod"),
        ('xmlUrl="www.a.example/rss"', "https://www.a.example/rss"),
        ('xmlUrl="a.example/rss?x=1"', "https://a.example/rss?x=1"),
        ('xmlUrl="https://a.example/" isBreakpoint="true" isComment="false"', "https://a.example/"),
        ('type="include" xmlUrl="https://a.example/"', "https://a.example/"),
    ],
)
def test_an_address_is_read_under_the_names_that_exporters_give_it(attributes, url):
    assert feed_of(attributes).url == url


def test_outlines_in_the_head_or_without_a_body_count_too():
    outline = '<outline text="A" xmlUrl="https://a.example/"/>'
    for document in (
        f"<opml><head><title>T</title>{outline}</head><body/></opml>",
        f"<opml><head/>{outline}</opml>",
        f"<?xml version='1.0'?>\n<body>{outline}</body>",
        f"<outlines>{outline}</outlines>",
        (
            f"<opml:opml xmlns:opml='x'><opml:body>{outline.replace('outline', 'opml:outline')}"
            "</opml:body></opml:opml>"
        ),
    ):
        assert [feed.url for feed in read_opml(document).feeds] == ["https://a.example/"]


def test_a_document_that_was_escaped_once_too_often_is_read():
    document = opml('<outline text="A &amp; B" xmlUrl="https://a.example/?x=1&amp;y=2"/>')
    [feed] = read_opml(html.escape(document)).feeds
    assert (feed.url, feed.title) == ("https://a.example/?x=1&y=2", "A & B")


def test_an_address_with_a_password_is_left_out_and_the_password_not_shown():
    read = read_opml(
        opml(
            '<outline text="Wire" xmlUrl="https://me:hush@a.example/"/>'
            '<outline xmlUrl="https://b.example/"/>'
        )
    )
    assert [feed.url for feed in read.feeds] == ["https://b.example/"]
    assert read.skipped[0].startswith("line 5: Wire has a user or password in its address")
    assert "hush" not in "".join(read.skipped)


def test_what_is_commented_out_is_left_out_with_all_below_it():
    read = read_opml(
        opml(
            '<outline text="Off" isComment="TRUE">'
            '<outline text="X"><outline xmlUrl="https://x.example/"/></outline></outline>\n'
            '<outline text="On"><outline xmlUrl="https://a.example/"/></outline>\n'
            '<outline isComment="true" xmlUrl="https://y.example/"/>'
            '<outline xmlUrl="https://b.example/"/>'
        )
    )
    assert [(feed.url, feed.tags) for feed in read.feeds] == [
        ("https://a.example/", ("On",)),
        ("https://b.example/", ()),
    ]
    assert read.skipped[0] == "line 5: Off is commented out"
    assert len(read.skipped) == 2


@pytest.mark.parametrize(
    ("attributes", "says"),
    [
        ('type="include" url="https://x.example/l.opml"', "another list"),
        ('type="link" url="https://x.example/l.opml"', "another list"),
        ('type="link" url="https://x.example/a.html"', "is a page"),
        ('type="link" url="https://x.example/news/2026"', "is a page"),
        ('type="rss" htmlUrl="https://x.example/"', "its feed isn't named"),
        ('htmlUrl="https://x.example/"', "its feed isn't named"),
    ],
)
def test_what_is_no_feed_is_told_with_what_to_do(attributes, says):
    document = opml(f'<outline {attributes}/>\n<outline xmlUrl="https://a.example/"/>')
    read = read_opml(document)
    assert [feed.url for feed in read.feeds] == ["https://a.example/"]
    assert read.skipped[0].startswith("line 5: ")
    assert says in read.skipped[0]


A, B, C = ("https://a.example/", "https://b.example/?x=1&y=2", "https://c.example/")


@pytest.mark.parametrize(
    "body",
    [
        (
            f'<outline text="F"><outline xmlUrl="{A}"><outline xmlUrl="{B}"></outline>'
            f'<outline xmlUrl="{C}"/></outline>'
        ),
        (
            f'<outline text="F"><outline xmlUrl="{A}"/></outline></outline></outline>'
            f'<outline text="F"><outline xmlUrl="{B}"/><outline xmlUrl="{C}"/>'
        ),
        (
            f'<outline text="F"><outline text="1 <b>2</b> < 3" xmlUrl="{A}"/>'
            f'<outline xmlUrl="{B}"/><outline xmlUrl="{C}"/></outline>'
        ),
        (
            f"<outline text=\"F\"><outline text=A xmlUrl={A} /><outline xmlUrl='{B}'/>"
            f'<outline xmlUrl="{C}"/></outline>'
        ),
        (
            f'<outline text="F"><outline text="A" text="A" xmlUrl="{A}"/>'
            f'<outline checked xmlUrl="{B}"/><outline xmlUrl="{C}"/></outline>'
        ),
        (
            f'<outline text="F"><outline text="A xmlUrl="{A}"/>\n<outline xmlUrl="{B}"/>'
            f'<outline text="C" xmlUrl="{C}"/></outline>'
        ),
        (
            f'<outline text="F"><OUTLINE xmlUrl="{A}"></outline><outline xmlUrl="{B}"></OUTLINE>'
            f'<outline xmlUrl="{C}"/></outline>'
        ),
        (
            f'<outline text="F"><outline xmlUrl="{A}"/><p>so<br></p><!-- <outline xmlUrl="x"/> -->'
            f'<outline xmlUrl="{B}"/><outline xmlUrl="{C}"/></outline>'
        ),
    ],
)
def test_what_is_not_well_formed_is_read_all_the_same_and_told(body):
    read = read_opml(opml(body, head="<title>Mine</title>"))
    assert [(feed.url, feed.tags) for feed in read.feeds] == [
        (A, ("F",)),
        (B, ("F",)),
        (C, ("F",)),
    ]
    assert read.title == "Mine"
    assert "isn't well-formed" in read.skipped[-1]


@pytest.mark.parametrize(
    "body",
    [
        "<outline " * 100_000,
        "<outline '" * 100_000,
        '<outline "' + "a" * 1_000_000,
        "<outline " + 'a="' * 300_000,
        "<outline " + "a=b " * 300_000 + ">",
        "<!--" * 200_000,
    ],
)
def test_a_list_made_to_exhaust_the_reader_does_not(body):
    began = time.process_time()
    document = opml(f'<outline xmlUrl="https://a.example/"/><p>{body}')
    assert read_opml(document).feeds[0].url == "https://a.example/"
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "/etc/passwd", "javascript:1", "ftp://a/", "http://", "//a/b"]
)
def test_what_is_not_http_is_skipped_with_its_line(address):
    read = read_opml(opml(f'<outline xmlUrl="https://a.example/"/>\n<outline xmlUrl="{address}"/>'))
    assert [feed.url for feed in read.feeds] == ["https://a.example/"]
    assert read.skipped == (f"line 6: {address} isn't an http(s) URL",)


def test_charsets_marks_and_junk_before_the_document_do_not_matter():
    document = opml('<outline xmlUrl="https://a.example/" text="Fähre"/>')
    for body in (
        document.encode("utf-16"),
        document.encode("utf-8-sig"),
        document.replace("?>", ' encoding="iso-8859-1"?>').encode("latin-1"),
        b"Notice: cache\n" + document.encode(),
        document,
    ):
        assert [feed.title for feed in read_opml(body).feeds] == ["Fähre"]


def test_of_a_file_that_breaks_off_the_feeds_before_are_read_and_the_line_is_told():
    document = opml('<outline xmlUrl="https://a.example/"/>\n<outline xmlUrl="https://b.exa"/>')
    read = read_opml(document[: document.rindex(".exa")])
    assert [feed.url for feed in read.feeds] == ["https://a.example/"]
    [told] = read.skipped
    assert told.startswith("line 6: the file is broken from here on (")


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ("", "not an OPML file"),
        ("<rss/>", "not an OPML file"),
        ("<html><body><opml></opml></body></html>", "not an OPML file"),
        ("<opml></opml>", "lists no feeds"),
        ('<opml>\n<outline xmlUrl="x"/></opml>', "lists no feeds: line 2: x isn't an http(s) URL"),
        ("<opml>\n<body>\n<outline", "line 3: the file is broken from here on"),
        ("<opml>" + '<outline text="x">' * 60, "line 1: folders are nested more than 50 deep"),
        (b" " * (MAX_BYTES + 1), "larger than 20 MB"),
    ],
)
def test_errors_say_what_and_where(document, says):
    with pytest.raises(OpmlError, match=r".") as caught:
        read_opml(document)
    assert says in str(caught.value)


def test_entities_neither_open_files_nor_grow(tmp_path):
    (tmp_path / "secret").write_text("https://secret.example/")
    document = (
        f'<!DOCTYPE opml [<!ENTITY file SYSTEM "{(tmp_path / "secret").as_uri()}">'
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
        '<opml><outline xmlUrl="https://a.example/" text="&file;&c;"/></opml>'
    )
    [feed] = read_opml(document).feeds
    assert "secret.example" not in feed.title
    assert len(feed.title) < 200


def test_included_lists_are_not_followed():
    document = opml(
        '<outline type="include" url="https://evil.example/more.opml" text="More"/>'
        '<outline xmlUrl="https://a.example/"/>'
    )
    assert [feed.url for feed in read_opml(document).feeds] == ["https://a.example/"]


def test_invisible_characters_of_an_address_are_dropped():
    assert feed_of('xmlUrl="https://\ufeffa.example/f"').url == "https://a.example/f"


@given(st.text(alphabet="<>/&;\"'= outline xmlUrlopmhttp:.", max_size=80) | st.binary(max_size=80))
def test_nothing_but_an_opml_error_is_raised(junk):
    document = b"<opml><outline " + (junk if isinstance(junk, bytes) else junk.encode())
    with contextlib.suppress(OpmlError):
        read_opml(document)


def test_episodes_and_playlists_beside_podcasts_are_no_feeds():
    """As Overcast exports them."""
    document = opml(
        '<outline text="playlists"><outline type="podcast-playlist" title="All" smart="1"/>'
        '</outline><outline text="feeds"><outline type="rss" text="A" xmlUrl="https://a.example/f">'
        '<outline type="podcast-episode" title="One" url="https://a.example/1"'
        ' enclosureUrl="https://a.example/1.mp3"/></outline></outline>'
    )
    read = read_opml(document)
    assert [feed.url for feed in read.feeds] == ["https://a.example/f"]
    assert read.skipped == ()


@pytest.mark.parametrize("kind", ["HTML+XPath", "XML+XPath", "JSON+DotPath", "html+xpath+json"])
def test_what_freshrss_scrapes_is_no_feed_and_told(kind):
    document = opml(
        '<outline type="rss" text="A" xmlUrl="https://a.example/f"/>\n'
        f'<outline type="{kind}" text="B" xmlUrl="https://b.example/press"'
        ' frss:xPathItem="descendant::li"/>'
    ).replace("<opml ", '<opml xmlns:frss="https://freshrss.org/opml" ')
    read = read_opml(document)
    assert [feed.url for feed in read.feeds] == ["https://a.example/f"]
    [said] = read.skipped
    assert "https://b.example/press" in said
    assert "feeds add URL --pick" in said


@pytest.mark.parametrize("address", ["//]/l.opml", "https://[x/l.opml", "http://a\u2100b.example/"])
def test_an_address_that_is_none_ends_nothing(address):
    body = f'<opml><body><outline url="{address}"/><outline xmlUrl="https://a.example/"/></body></opml>'
    assert [feed.url for feed in read_opml(body.encode()).feeds] == ["https://a.example/"]
