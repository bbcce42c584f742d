"""What a page says of its feeds."""

import time

import pytest

from monitor.feeds.discovery.page_links import linked_feeds, named_feeds

SITE = "https://site.example"


def page(*head, body="", lang=""):
    root = f'<html lang="{lang}">' if lang else "<html>"
    return f"<!DOCTYPE html>{root}<head>{''.join(head)}</head><body>{body}</body></html>"


def link(href, kind="application/rss+xml", title="", rel="alternate", more=""):
    return f'<link rel="{rel}" type="{kind}" title="{title}" href="{href}" {more}>'


def named(*head, url=f"{SITE}/blog/", header="", body="", lang=""):
    html = page(*head, body=body, lang=lang)
    return [(feed.url, feed.title) for feed in named_feeds(html, url=url, link_header=header)]


def urls(*head, **details):
    return [url.removeprefix(SITE) for url, _ in named(*head, **details)]


def linked(*anchors, url=f"{SITE}/blog/"):
    found = linked_feeds(page(body="".join(anchors)), url=url)
    return [feed.url.removeprefix(SITE) for feed in found]


def test_links_are_resolved_against_the_page_or_its_base():
    assert urls(link("feed.xml")) == ["/blog/feed.xml"]
    assert urls('<base href="/x/">', link("feed.xml")) == ["/x/feed.xml"]
    assert urls('<BASE HREF="/x/index.html">', link("feed.xml")) == ["/x/feed.xml"]
    assert urls('<base href="http://[">', link("/f")) == ["/f"]


@pytest.mark.parametrize(
    "tag",
    [
        '<link rel="alternate" type="application/rss+xml" href="/f">',
        '<LINK REL="Alternate" TYPE="Application/RSS+XML" HREF="/f">',
        "<link rel='alternate' type='application/atom+xml; charset=utf-8' href='/f'/>",
        "<link rel=alternate type=application/rdf+xml href=/f>",
        '<link\n  href="/f"\n  type="application/rss+xml"\n  rel="alternate"\n/>',
        '<link rel="alternate feed" type="application/rss+xml" href="/f">',
        '<link rel="home alternate" type="application/rss+xml" href="/f">',
        '<link rel="feed" href="/f">',
        '<link rel="service.feed" type="application/atom+xml" href="/f">',
        '<link rel="alternate" type="application/feed+json" href="/f">',
        '<link rel="alternate" type="application/json" href="/f">',
        '<link rel="alternate" type="text/xml" href="/f">',
        '<link rel="alternate" type="text/rss+xml" href="/f">',
        '<link rel="alternate" type="application/atomxml" href="/f">',
        '<link rel="alternate" type="aplication/rss+xml" href="/f">',
        '<link rel="alternate" type="application/x.atom+xml" href="/f">',
        '<link rel="alternate" type="application/x-rss+xml" href="/f">',
        '<link rel="alternate" type=" application/rss+xml " href=" /f ">',
        '<link rel="alternate" type="application/rss+xml" href="feed:https://site.example/f">',
        '<link rel="alternate" type="application/rss+xml" href="feed://site.example/f">',
        '<link rel="alternate" type="application/rss+xml" href="pcast://site.example/f">',
        '<link rel="alternate" type="application/podcast+xml" href="/f">',
        '<link type="application/rss+xml" href="/f">',
        '<link rel="alternative" type="application/atom+xml" href="/f">',
        '<link rel="alternate" type="application/rss+xml" href="//site.example/f">',
        '<link rel="alternate" type="application/rss+xml" title="A > B" href="/f">',
        '<link rel="alternate" type="application/rss+xml" href="/f#top">',
        '<link rel="alternate" type="application/xml+rss" href="/f">',
        '<link rel="alternate" type="RSS" href="/f">',
        '<link rel="alternate"type="application/rss xml"href="/f">',
        '<link rel="rss" href="/f">',
        "<link rel=“alternate” type=“application/rss+xml” href=“/f”>",
    ],
)
def test_a_feed_may_be_named_in_many_ways(tag):
    assert urls(tag) == ["/f"]


@pytest.mark.parametrize(
    "tag",
    [
        link("/a", rel="stylesheet"),
        link("/a", kind="text/html"),
        link("/a", kind=""),
        link("/feed", kind="", more='hreflang="de"'),
        link("/a", kind="application/json+oembed"),
        link("/a", kind="application/opensearchdescription+xml", rel="search"),
        link("/a", rel="alternate stylesheet"),
        link("/style.rss.css", rel="alternate stylesheet", kind="text/css"),
        link("/a", rel="icon alternate"),
        link("/feed.json", kind="", rel="preload"),
        link("#"),
        link(""),
        f"<!-- {link('/a')} -->",
        f"<script>write('{link('/a')}')</script>",
        f"<template>{link('/a')}</template>",
        '<link rel="alternate" type="application/rss+xml">',
    ],
)
def test_what_names_no_feed_is_left_out(tag):
    assert urls(tag) == []


def test_a_link_with_feeds_scheme_has_the_pages_own():
    assert named(link("feed://site.example/f"), url="http://site.example/")[0][0] == (
        "http://site.example/f"
    )


@pytest.mark.parametrize("rel", ["alternate stylesheet", "canonical alternate", "alternate search"])
def test_with_another_relation_only_what_is_a_feed_altogether_may_be_one(rel):
    assert urls(link("/feed.xml", rel=rel) + link("/f")) == ["/f", "/feed.xml"]
    assert urls(link("/style.css", rel=rel)) == []


def test_a_feed_without_a_type_is_known_by_its_address():
    assert urls('<link rel="alternate" href="/rss.xml">') == ["/rss.xml"]


def test_a_link_in_the_body_counts_too():
    assert urls(body=link("/f")) == ["/f"]


def test_feeds_of_comments_come_last():
    assert urls(link("/comments/feed", title="Comments Feed"), link("/feed")) == [
        "/feed",
        "/comments/feed",
    ]
    assert urls(link("/a", title="Kommentar-Feed"), link("/b"))[0] == "/b"


def test_what_may_be_a_feed_comes_after_what_says_so():
    assert urls(link("/wp-json/1", "application/json"), link("/feed")) == ["/feed", "/wp-json/1"]


def test_the_feed_of_the_pages_own_part_of_the_site_comes_first():
    links = [link("/feed"), link("/sport/feed"), link("/blog/feed")]
    assert urls(*links, url=f"{SITE}/sport/tennis")[0] == "/sport/feed"
    assert urls(*links, url=f"{SITE}/")[0] == "/feed"


def test_the_feed_in_the_pages_own_language_comes_first():
    links = [link("/de/rss", more='hreflang="de"'), link("/en/rss", more='hreflang="en-GB"')]
    assert urls(*links, lang="en")[0] == "/en/rss"
    assert urls(*links, lang="de-AT")[0] == "/de/rss"


def test_a_title_is_plain():
    assert named(link("/f", title="Our &amp;\n their &quot;news&quot;"))[0][1] == (
        'Our & their "news"'
    )


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('</f>; rel="alternate"; type="application/rss+xml"', ["/f"]),
        ("</f>;rel=alternate;type=application/atom+xml", ["/f"]),
        ('</f>; rel="feed"', ["/f"]),
        ('</f>; REL="Alternate Feed"; Type="application/feed+json"', ["/f"]),
        ('<f>; rel="alternate"; type="application/rss+xml"', ["/blog/f"]),
        ('</a>; rel=preload; as=style, </f>; rel=alternate; type="application/rss+xml"', ["/f"]),
        ('</a>; title="x, y; <z>"; rel="next", </f>; rel="feed"', ["/f"]),
        ('</f>; rel="alternate"; type="text/html"; hreflang="de"', []),
        ('</f>; rel="feed"; anchor="/other"', []),
        ('</f>; rel="feed"; anchor="https://site.example/blog/"', ["/f"]),
        ('<https://api.example/>; rel="https://api.w.org/"', []),
        ("nonsense, <;>, <", []),
    ],
)
def test_the_link_header_names_feeds(header, found):
    assert urls(header=header) == found


def test_a_title_in_the_link_header_may_be_encoded():
    header = "</f>; rel=feed; title=\"plain\"; title*=UTF-8''N%C3%A4chste"
    assert named(header=header) == [(f"{SITE}/f", "Nächste")]


@pytest.mark.parametrize(
    "anchor",
    [
        '<a href="/blog/rss.xml">here</a>',
        '<a href="/feeds/">all</a>',
        '<a href="/x" type="application/rss+xml">here</a>',
        '<A HREF="/x" title="RSS">here</A>',
        '<a href="/x">RSS 2.0</a>',
        '<a class="icon" href="/x"><img src="i.png" alt="RSS"></a>',
        '<a href="/x" aria-label="Atom feed"><svg></svg></a>',
        '<a href="?feed=atom">x</a>',
        '<a href="feed:https://site.example/x">here</a>',
    ],
)
def test_a_plain_link_may_lead_to_a_feed(anchor):
    if "feed:" in anchor:
        anchor = anchor.replace("here", "RSS")
    assert len(linked(anchor)) == 1


@pytest.mark.parametrize(
    "anchor",
    [
        '<a href="/about">About us</a>',
        '<a href="/feedback">Tell us what you think</a>',
        '<a href="mailto:rss@site.example">RSS</a>',
        '<a href="javascript:rss()">RSS</a>',
        '<a href="#rss">RSS</a>',
    ],
)
def test_other_links_are_left_alone(anchor):
    assert linked(anchor) == []


def test_of_a_link_to_a_reader_the_feed_counts():
    assert linked(
        '<a href="https://feedly.com/i/subscription/feed%2Fhttps%3A%2F%2Fsite.example%2Ff">F</a>',
        '<a href="https://feedly.com/i/subscription/feed/https://site.example/g/rss">G</a>',
        '<a href="https://add.my.yahoo.com/rss?url=https%3A%2F%2Fsite.example%2Fh.rss&x=1">H</a>',
    ) == ["/f", "/g/rss", "/h.rss"]


@pytest.mark.parametrize(
    "href", ["", "javascript:alert(1)", "file:///etc/passwd", "http://[::1", "data:x", "http://"]
)
def test_links_that_lead_to_no_web_address_are_left_out(href):
    assert [url for url, _ in named(link(href)) if not url.startswith(SITE)] == []


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 200_000,
        "<link rel=alternate" * 100_000,
        "<link " + " a" * 500_000,
        "<link " + "".join(f" a{n}=1" for n in range(100_000)) + ">",
        "<link title='" * 100_000,
        '<link "' * 100_000 + "'",
        "<!--" * 200_000,
        "<script " * 100_000,
        "<a href=x>" * 100_000,
        "<a href=x>" + "y" * 1_000_000,
    ],
)
def test_a_page_made_to_exhaust_the_reader_does_not(html):
    began = time.process_time()
    header = html[:200_000]
    assert named_feeds(html, url=f"{SITE}/", link_header=header) == []
    assert linked_feeds(html, url=f"{SITE}/") == []
    assert time.process_time() - began < 5


def test_a_feed_with_its_relation_comes_before_one_without():
    assert urls('<link type="application/rss+xml" href="/a">' + link("/b")) == ["/b", "/a"]


@pytest.mark.parametrize("text", ["订阅RSS", "RSS購読", "RSS-лента", "Flux RSS"])
def test_a_link_says_in_any_script_that_it_leads_to_a_feed(text):
    [feed] = linked_feeds(page(body=f'<a href="/news/9">{text}</a>'), url=f"{SITE}/")
    assert feed.url == f"{SITE}/news/9"


@pytest.mark.parametrize("scheme", ["feed", "itpc", "pcast", "podcast"])
def test_a_scheme_of_feeds_says_what_a_plain_link_is(scheme):
    page = f'<a href="{scheme}://site.example/show/9">Subscribe</a>'
    [feed] = linked_feeds(page, url="https://site.example/")
    assert (feed.url, feed.is_sure) == ("https://site.example/show/9", True)
