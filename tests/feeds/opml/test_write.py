"""Facts about writing lists of feeds."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.opml import OpmlFeed, read_opml, write_opml
from monitor.feeds.parsing.plaintext import text_of_title


def test_what_is_written_is_plain_opml():
    feeds = [
        OpmlFeed(url="https://a.example/?x=1&y=2", title='"A" & <B>', tags=("News", "a,b/c%")),
        OpmlFeed(url="https://b.example/", lang="en"),
    ]
    assert write_opml(feeds, title="Feeds & more") == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<opml version="2.0">\n'
        "  <head><title>Feeds &amp; more</title></head>\n"
        "  <body>\n"
        '    <outline text="News">\n'
        '      <outline type="rss" text=\'"A" &amp; &lt;B&gt;\' title=\'"A" &amp; &lt;B&gt;\''
        ' xmlUrl="https://a.example/?x=1&amp;y=2" category="a%2Cb%2Fc%25"/>\n'
        "    </outline>\n"
        '    <outline type="rss" text="https://b.example/" title="https://b.example/"'
        ' xmlUrl="https://b.example/" language="en"/>\n'
        "  </body>\n"
        "</opml>\n"
    )


def reads_as_written(text):
    return bool(text) and text_of_title(text) == text and "%" not in text


NAMES = st.text(max_size=20).map(text_of_title).filter(reads_as_written)
FEEDS = st.lists(
    st.builds(
        OpmlFeed,
        url=st.from_regex(r"https?://[a-z]{1,8}\.example/[a-z?&=;'\"]{0,8}", fullmatch=True),
        title=st.just("") | NAMES,
        tags=st.lists(NAMES, max_size=3, unique=True).map(tuple),
        lang=st.sampled_from(["", "en", "zh"]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda feed: feed.url,
)


@given(FEEDS)
def test_what_was_written_is_read_back(feeds):
    read = read_opml(write_opml(feeds, title="T"))
    assert sorted(read.feeds, key=lambda feed: feed.url) == sorted(feeds, key=lambda feed: feed.url)
    assert read_opml(write_opml(read.feeds, title="T")).feeds == read.feeds
