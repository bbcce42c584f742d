"""Facts about reading feeds in XML, and about what every feed document is read into."""

import pickle
import runpy
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.feeds.limits import Limits
from monitor.feeds.parsing.parse import parse_feed

URL = "https://feeds.example/dir/feed"
SYNDICATION = "http://purl.org/rss/1.0/modules/syndication/"
DATA = Path(__file__).parents[2] / "data"
DOCUMENTS = sorted(
    path.name for path in DATA.iterdir() if path.suffix in {".rss", ".atom", ".rdf", ".json"}
)


def rss(items, *, channel="<title>Paper</title>", head=""):
    return (
        f'{head}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>{channel}{items}</channel></rss>'
    ).encode()


def only(body, **options):
    feed = parse_feed(body, url=URL, **options)
    assert feed.problem == ""
    [item] = feed.items
    return item


def item(inner, **options):
    return only(rss(f"<item>{inner}</item>"), **options)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_hold_what_is_written_beside_them(name):
    """Each document in tests/data is read into the objects of the Python file beside it."""
    expected = runpy.run_path(str(DATA / f"{name.replace('.', '_')}.py"))["expected"]
    assert parse_feed((DATA / name).read_bytes(), url=URL, tags=("coast",)) == expected


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_was_read_crosses_process_borders(name):
    feed = parse_feed((DATA / name).read_bytes(), url=URL)
    assert pickle.loads(pickle.dumps(feed)) == feed


class TestCharsets:
    TITLE = "Fähre läuft auf Grund – “niemand” verletzt"
    ITEM = f"<item><title>{TITLE}</title></item>"

    @pytest.mark.parametrize(
        ("encoding", "declared", "content_type"),
        [
            ("utf-8", "", ""),
            ("utf-8", "utf-8", "text/xml"),
            ("utf-8-sig", "", "application/rss+xml"),
            ("utf-16", "utf-16", "application/rss+xml"),
            ("utf-16-le", "", ""),
            ("utf-16-be", "utf-16", ""),
            ("cp1252", "iso-8859-1", ""),
            ("cp1252", "", "text/xml; charset=ISO-8859-1"),
        ],
    )
    def test_declared_and_undeclared_charsets_are_read(self, encoding, declared, content_type):
        head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
        body = rss(self.ITEM, head=head).decode().encode(encoding)
        assert only(body, content_type=content_type).title == self.TITLE

    @pytest.mark.parametrize("declared", ["iso-8859-1", "us-ascii", "shift_jis", "no-such", "hex"])
    def test_utf8_is_recognised_whatever_the_document_says(self, declared):
        body = rss(self.ITEM, head=f'<?xml version="1.0" encoding="{declared}"?>')
        assert only(body, content_type=f"text/xml; charset={declared}").title == self.TITLE

    def test_windows_1252_that_says_it_is_utf8_is_read(self):
        body = rss(self.ITEM, head='<?xml version="1.0" encoding="utf-8"?>').decode()
        assert only(body.encode("cp1252")).title == self.TITLE

    def test_a_utf8_character_cut_short_spoils_only_itself(self):
        body = rss(self.ITEM).replace("–".encode(), "–".encode()[:2])
        assert only(body).title == self.TITLE.replace("–", "\ufffd")

    @pytest.mark.parametrize(
        ("encoding", "title"),
        [
            ("gb2312", "阿里巴巴与苹果合作"),
            ("shift_jis", "アップル、中国でＡＩ"),
            ("iso-2022-jp", "アップルと提携"),
            ("euc-kr", "애플 중국"),
            ("windows-1251", "Паром сел на мель"),
            ("big5", "蘋果與阿里巴巴"),
        ],
    )
    def test_charsets_of_other_scripts_are_read(self, encoding, title):
        head = f'<?xml version="1.0" encoding="{encoding}"?>'
        body = rss(f"<item><title>{title}</title></item>", head=head).decode().encode(encoding)
        assert only(body).title == title


class TestBrokenDocuments:
    @pytest.mark.parametrize(
        "head",
        [
            '<?xml?xml version="1.0"?>',
            '\ufeff\ufeff<?xml version="1.0"?>',
            '\n\n  <?xml version="1.0"?>',
            '<?xml version="1.0"?><?xml version="1.0"?>',
            "<b>Warning</b>: line 7<br />",
            "<!-- <rss> in a comment -->",
        ],
    )
    def test_what_stands_before_the_root_does_not_matter(self, head):
        assert only(rss("<item><title>A</title></item>", head=head)).title == "A"

    @pytest.mark.parametrize(
        ("broken", "title"),
        [
            ("Q & A", "Q & A"),
            ("R&D, a < b", "R&D, a < b"),
            ("one&nbsp;two&hellip;", "one two…"),
            ("an &unknown; name", "an &unknown; name"),
            ("nul \x00 and \x0b tab", "nul and tab"),
            ("by reference &#0; &#xD800; &#x110000; &#99999999999;!", "by reference !"),
            ("<![CDATA[Q & A]]>", "Q & A"),
            ("a]]>b", "ab"),
        ],
    )
    def test_what_xml_forbids_is_mended(self, broken, title):
        assert item(f"<title>{broken}</title>").title == title

    def test_entities_a_document_declares_are_read(self):
        head = '<!DOCTYPE rss [<!ENTITY paper "The Paper">]>'
        assert (
            only(rss("<item><title>In &paper;</title></item>", head=head)).title == "In The Paper"
        )

    def test_entities_that_grow_or_fetch_are_not_read(self):
        head = (
            '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
            '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
        )
        feed = parse_feed(rss("<item><title>X &b; &c;</title></item>", head=head), url=URL)
        assert "root:" not in repr(feed)
        assert "aaaaaaaaaaaa" not in repr(feed)

    def test_of_a_document_that_breaks_off_the_whole_items_are_read(self):
        """Half an item would be a new one when the whole of it comes."""
        body = rss("".join(f"<item><title>T{n}</title><guid>{n}</guid></item>" for n in range(9)))
        feed = parse_feed(body[: body.index(b"<guid>5") - 3], url=URL)
        assert [item.title for item in feed.items] == ["T0", "T1", "T2", "T3", "T4"]

    def test_a_link_escaped_twice_names_the_item_alike_in_whole_and_broken_documents(self):
        """feedparser's lenient parser makes "&ampref" of it, and a new item of the old one."""
        entry = "<item><title>T</title><link>https://a.example/?a=1&amp;amp;ref=rss</link></item>"
        whole, broken = rss(entry), rss(entry + "<item><title>Half")[: -len("</channel></rss>")]
        assert only(broken).key == only(whole).key == "https://a.example/?a=1&ref=rss"

    def test_an_extension_that_breaks_feedparser_costs_no_item(self):
        """A place without numbers raises KeyError out of feedparser 6.0.14."""
        point = '<g:where xmlns:g="http://www.georss.org/georss"><g:point>here</g:point></g:where>'
        point += '<georss:point xmlns:georss="http://www.georss.org/georss">x</georss:point>'
        assert item(f"<title>A</title>{point}").title == "A"

    def test_a_space_in_a_namespace_costs_no_item(self):
        """It makes expat's names fall into three parts instead of two."""
        assert item('<title>A</title><x:y xmlns:x="http://a.example/ b">c</x:y>').title == "A"

    def test_elements_with_an_unbound_prefix_are_read(self):
        body = (
            b"<rss><rss:channel><rss:item><rss:title>A</rss:title></rss:item></rss:channel></rss>"
        )
        assert only(body).title == "A"

    @settings(max_examples=60)
    @given(body=st.binary(max_size=300))
    def test_no_bytes_raise(self, body):
        feed = parse_feed(b"<rss><channel><item><title>" + body, url=URL)
        assert feed.items or feed.problem or feed.truncated == 0

    @settings(max_examples=60)
    @given(data=st.data())
    def test_no_damage_to_a_feed_raises(self, data):
        body = (DATA / data.draw(st.sampled_from(DOCUMENTS))).read_bytes()
        at = data.draw(st.integers(0, len(body)))
        junk = data.draw(
            st.sampled_from(
                [b"<", b"&", b"]]>", b"<![CDATA[", b"\x00", b"<item>", b'"', b"<source>"]
            )
            | st.binary(max_size=4)
        )
        gone = data.draw(st.integers(0, 40))
        feed = parse_feed(body[:at] + junk + body[at + gone :], url=URL)
        pickle.dumps(feed)
        for each in feed.items:
            f"{each.title}{each.summary}{each.content}{each.key}".encode()
            assert each.key
            assert each.title


class TestNotAFeed:
    @pytest.mark.parametrize(
        ("body", "says"),
        [
            (b"", "empty"),
            (b" \r\n\x00 ", "empty"),
            (b"<!DOCTYPE html><html><body>Hello</body></html>", "news-monitor feeds add URL"),
            (b"<!-- x --><HTML><head></head></HTML>", "this is a web page"),
            (b'<?xml version="1.0"?><opml version="2.0"/>', "news-monitor feeds import FILE"),
            (b"<urlset><url/></urlset>", "sitemap"),
            (b"<note>hello</note>", "<note>"),
            (b"404 not found", "plain text"),
            (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "binary"),
            (b"<rss><channel><title>A</title>", "its XML is broken at line 1"),
            (b"\n\n<rss>\n<channel>\n<oops", "its XML is broken at line 5"),
            (b"<rss><channel><item><title>cut of", "its XML is broken at line 1"),
            (b"<channel><x/></channel>", "not a feed we know"),
            (b'{"version": "x"}', "no list of items"),
            (b"[1, 2]", "no list of items"),
            (b'{\n"items": [', "its JSON is broken at line 2"),
        ],
    )
    def test_the_problem_says_what_it_is(self, body, says):
        feed = parse_feed(body, url=URL)
        assert feed.items == ()
        assert says in feed.problem

    def test_a_feed_without_items_is_no_problem(self):
        feed = parse_feed(rss(""), url=URL)
        assert (feed.items, feed.title, feed.problem) == ((), "Paper", "")


class TestTexts:
    def test_content_that_only_repeats_the_summary_is_left_out(self):
        found = item(
            "<title>T</title><description>The same words.</description>"
            "<content:encoded>&lt;p&gt;The same words.&lt;/p&gt;</content:encoded>"
        )
        assert (found.summary, found.content) == ("The same words.", "")

    def test_of_a_full_text_alone_the_summary_is_the_opening(self):
        sentence = "This sentence has exactly fifty characters in it. "
        found = item(f"<title>T</title><content:encoded>{sentence * 20}</content:encoded>")
        assert found.content == (sentence * 20).strip()
        assert found.summary == (sentence * 10).strip()

    def test_a_post_given_as_its_title_is_kept_whole(self):
        """Microblogs do that; what stands at its end may be what a rule looks for."""
        post = f"{'This sentence has exactly fifty characters in it. ' * 20}Tollgate is raided."
        found = item(f"<title>{post}</title>")
        assert len(found.title) <= 500
        assert (found.summary, found.content) == ("", post)
        assert item(f"<title>{post}</title><guid>1</guid>").content == post
        teased = item(f"<title>{post}</title><description>A teaser.</description>")
        assert (teased.summary, teased.content) == ("A teaser.", post)
        full = item(
            f"<title>{post}</title><content:encoded>{'Another text. ' * 60}</content:encoded>"
        )
        assert full.content.startswith(post)
        assert full.content.endswith("Another text.")

    def test_but_not_twice(self):
        post = f"{'This sentence has exactly fifty characters in it. ' * 20}Tollgate is raided."
        paragraphs = "".join(f"&lt;p&gt;{part}.&lt;/p&gt;" for part in post.split(". "))
        found = item(f"<title>{post}</title><description>{paragraphs}</description>")
        assert f"{found.summary} {found.content}".count("Tollgate is raided") == 1

    def test_a_short_text_alone_is_the_summary(self):
        found = item("<title>T</title><content:encoded>Short.</content:encoded>")
        assert (found.summary, found.content) == ("Short.", "")

    def test_a_description_as_long_as_an_article_is_one(self):
        text = "word " * 1_000
        found = item(f"<title>T</title><description>{text}</description>")
        assert found.content == text.strip()
        assert len(found.summary) <= 500
        assert text.startswith(found.summary.rstrip("…"))

    def test_texts_are_cut_at_the_limit(self):
        limits = Limits(max_text=3_000)
        long = f"<title>T</title><description>{'word ' * 5_000}</description>"
        assert len(item(long, limits=limits).content) <= 3_000

    def test_a_summary_that_only_repeats_the_title_is_left_out(self):
        assert item("<title>The same</title><description>The same</description>").summary == ""

    def test_scripts_are_dropped_from_every_field(self):
        evil = "&lt;script&gt;alert(1)&lt;/script&gt;"
        found = item(
            f"<title>A{evil}</title><description>B{evil}</description>"
            f"<dc:creator>C{evil}</dc:creator><category>D{evil}</category>"
            f'<source url="x">E{evil}</source>'
        )
        shown = (found.title, found.summary, found.author, found.tags, found.source)
        assert shown == ("A", "B", "C", ("D",), "E")


class TestLinks:
    @pytest.mark.parametrize(
        ("link", "means"),
        [
            ("https://a.example/x?b=1&amp;c=2", "https://a.example/x?b=1&c=2"),
            ("<![CDATA[https://a.example/x?b=1&amp;c=2]]>", "https://a.example/x?b=1&c=2"),
            ("//a.example/x", "https://a.example/x"),
            ("/news/1", "https://feeds.example/news/1"),
            ("news/1", "https://feeds.example/dir/news/1"),
            ("../1", "https://feeds.example/1"),
            ("?p=1", "https://feeds.example/dir/feed?p=1"),
            ("www.a.example/x", "https://www.a.example/x"),
            ("a.example/x", "https://a.example/x"),
            (" https://a.example/a b\n", "https://a.example/a%20b"),
            ("https://a.example/news/\n    2026/1", "https://a.example/news/2026/1"),
            ("https://a.example/1\n  https://a.example/2", "https://a.example/1"),
            ("https:/a.example/x", "https://a.example/x"),
            ("http:\\\\a.example\\x", "http://a.example/x"),
            ("http//a.example/x", "http://a.example/x"),
            ("http://https://a.example/x", "https://a.example/x"),
            ("&lt;a class='x' href='https://a.example/x'&gt;x&lt;/a&gt;", "https://a.example/x"),
            ("javascript:alert(1)", ""),
            ("data:text/html,x", ""),
            ("file:///etc/passwd", ""),
            ("ftp://a.example/", ""),
            ("https://", ""),
            ("http://[::1", ""),
            ("", ""),
        ],
    )
    def test_only_absolute_http_links_come_out(self, link, means):
        found = item(f"<title>T</title><link>{link}</link>")
        assert found.link == means

    def test_relative_links_start_where_the_document_came_from(self):
        body = rss("<item><title>T</title><link>/1</link></item>")
        assert only(body, final_url="https://moved.example/feed").link == "https://moved.example/1"

    def test_in_rss_relative_links_start_at_the_site(self):
        body = rss(
            "<item><title>T</title><link>1.html</link></item>",
            channel="<title>P</title><link>https://site.example/blog/</link>",
        )
        assert only(body).link == "https://site.example/blog/1.html"

    def test_a_guid_is_a_link_only_if_it_is_an_address(self):
        assert item("<title>T</title><guid>12345</guid>").link == ""
        found = item("<title>T</title><guid>https://a.example/1</guid>")
        assert found.link == "https://a.example/1"

    def test_a_recording_is_linked_where_nothing_else_is(self):
        enclosure = '<enclosure url="https://a.example/1.mp3" length="1" type="audio/mpeg"/>'
        assert item(f"<title>T</title>{enclosure}").link == "https://a.example/1.mp3"


class TestIdentity:
    @pytest.mark.parametrize("guid", ["12345", "/2024/05/x", "?p=7", "a/../b c", "urn:x:y"])
    def test_a_key_does_not_change_with_the_server(self, guid):
        body = rss(f"<item><title>T</title><guid>{guid}</guid></item>")
        key = only(body, final_url="https://cdn1.example/a/b").key
        assert key == only(body, final_url="http://cdn2.example/").key
        assert "example" not in key

    def test_an_enormous_guid_is_digested(self):
        found = item(f"<title>T</title><guid>{'x' * 10_000}</guid>")
        assert len(found.key) < 100
        assert found.key == item(f"<title>U</title><guid>{'x' * 10_000}</guid>").key

    def test_an_item_listed_twice_appears_once_under_its_plain_guid(self):
        entry = "<item><title>T</title><link>https://a.example/1</link><guid>g</guid></item>"
        assert only(rss(entry * 2)).key == "g"

    def test_one_guid_and_link_for_all_items_loses_none(self):
        entries = "".join(
            f"<item><title>T{n}</title><link>https://a.example/</link><guid>g</guid></item>"
            for n in range(3)
        )
        feed = parse_feed(rss(entries), url=URL)
        assert [item.title for item in feed.items] == ["T0", "T1", "T2"]
        assert len({item.key for item in feed.items}) == 3

    def test_two_feeds_in_one_format_give_items_of_their_own_feed(self):
        assert item("<title>T</title>").feed == URL


class TestChannel:
    @pytest.mark.parametrize(
        ("channel", "minutes"),
        [
            ("", 0),
            ("<ttl>15</ttl>", 15),
            ("<ttl> 0 </ttl>", 0),
            ("<ttl>soon</ttl>", 0),
            ("<ttl>-5</ttl>", 0),
            (f"<ttl>{'9' * 5_000}</ttl>", 0),
            ("<ttl>999999</ttl>", 7 * 24 * 60),
            (f"<u:updatePeriod xmlns:u='{SYNDICATION}'>hourly</u:updatePeriod>", 60),
        ],
    )  # fmt: skip
    def test_ttl(self, channel, minutes):
        feed = parse_feed(rss("", channel=f"<title>P</title>{channel}"), url=URL)
        assert feed.ttl == timedelta(minutes=minutes)

    @pytest.mark.parametrize(
        ("claim", "lang"),
        [("en-us", "en"), ("EN_GB", "en"), ("zh-Hant-TW", "zh"), ("cn", "zh"), ("fil", "fil"),
         ("und", ""), ("english", ""), ("", ""), ("e", "")],
    )  # fmt: skip
    def test_language(self, claim, lang):
        channel = f"<title>P</title><language>{claim}</language>"
        body = rss("<item><title>T</title></item>", channel=channel)
        assert parse_feed(body, url=URL).lang == lang
        assert only(body).lang == lang
        assert only(body, lang="sv").lang == "sv"

    def test_an_items_own_language_goes_before_the_channels(self):
        body = rss(
            '<item xml:lang="fr"><title>T</title></item>',
            channel="<title>P</title><language>en</language>",
        )
        assert only(body).lang == "fr"

    def test_the_users_name_for_a_feed_goes_before_its_title(self):
        assert item("<title>T</title>").source == "Paper"
        assert item("<title>T</title>", source="My paper").source == "My paper"
        named = '<title>T</title><source url="https://o.example">Other</source>'
        assert item(named, source="My paper").source == "Other"

    @pytest.mark.parametrize("separator", [" - ", " – ", " — ", " | "])
    def test_the_outlet_is_cut_off_the_title_where_the_item_names_it(self, separator):
        source = '<source url="https://o.example">The Outlet</source>'
        assert (
            item(f"<title>Head - line{separator}the outlet</title>{source}").title == "Head - line"
        )
        assert item(f"<title>Head{separator}line</title>{source}").title == f"Head{separator}line"
        assert (
            item(f"<title>Head{separator}The Outlet</title>").title == f"Head{separator}The Outlet"
        )

    @pytest.mark.parametrize(
        ("author", "name"),
        [
            ("<author>desk@paper.example (Night desk)</author>", "Night desk"),
            ("<author>Night desk &lt;desk@paper.example&gt;</author>", "Night desk"),
            ("<author>desk@paper.example</author>", "desk@paper.example"),
            ("<dc:creator>A</dc:creator><dc:creator>B</dc:creator>", "A, B"),
            ("", ""),
        ],
    )
    def test_author(self, author, name):
        assert item(f"<title>T</title>{author}").author == name

    def test_tags_are_the_feeds_and_the_items_without_repetition_or_machine_names(self):
        found = item(
            "<title>T</title><category>Tech</category><category>TECH</category>"
            "<category>https://a.example/kind#post</category><category>Asia</category>",
            tags=("tech", "mine"),
        )
        assert found.tags == ("tech", "mine", "Asia")

    def test_no_more_than_twenty_tags_are_kept(self):
        many = "".join(f"<category>tag {n}</category>" for n in range(50))
        assert len(item(f"<title>T</title>{many}").tags) == 20


class TestLimits:
    DATED = "<item><title>T{n}</title><pubDate>2024-05-{day:02} 10:00</pubDate></item>"

    def test_beyond_the_limit_the_oldest_are_left_out_whatever_the_order(self):
        entries = "".join(self.DATED.format(n=n, day=n + 1) for n in range(5))
        feed = parse_feed(rss(entries), url=URL, limits=Limits(max_items=2))
        assert [item.title for item in feed.items] == ["T3", "T4"]
        assert feed.truncated == 3

    def test_without_dates_the_first_are_kept(self):
        entries = "".join(f"<item><title>T{n}</title></item>" for n in range(5))
        feed = parse_feed(rss(entries), url=URL, limits=Limits(max_items=2))
        assert [item.title for item in feed.items] == ["T0", "T1"]

    def test_a_date_that_is_missing_or_absurd_is_none(self):
        assert item("<title>T</title><pubDate>1970-01-01</pubDate>").published is None
        found = item("<title>T</title><pubDate>Thu, 28 Jul 2022 10:00:00 EST</pubDate>")
        assert found.published == datetime(2022, 7, 28, 15, tzinfo=UTC)


def test_a_user_and_a_password_in_a_link_are_left_out():
    body = b"""<rss version="2.0"><channel>
        <item><title>one</title><link>https://user:canary@news.example:8443/1?a=b@c</link></item>
        <item><title>two</title><link>/2</link></item>
        </channel></rss>"""
    items = parse_feed(body, url="https://me:canary@news.example/feed").items
    assert {item.link for item in items} == {
        "https://news.example:8443/1?a=b@c",
        "https://news.example/2",
    }
