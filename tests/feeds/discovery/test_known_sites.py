"""The rules of sites: page → feeds."""

import pytest

from monitor.feeds.discovery.known_sites import anybodys_feeds, in_page, known_feeds

YOUTUBE = "https://www.youtube.com/feeds/videos.xml"


@pytest.mark.parametrize(
    ("page", "feeds"),
    [
        ("https://www.youtube.com/channel/UCLA_DiR1FfKNvjuUpBHmylQ/videos",
         [f"{YOUTUBE}?channel_id=UCLA_DiR1FfKNvjuUpBHmylQ"]),
        ("https://m.youtube.com/user/NASAtelevision", [f"{YOUTUBE}?user=NASAtelevision"]),
        ("https://www.youtube.com/playlist?list=PL2aB", [f"{YOUTUBE}?playlist_id=PL2aB"]),
        ("https://www.youtube.com/watch?v=abc&list=PL2aB", [f"{YOUTUBE}?playlist_id=PL2aB"]),
        ("https://www.youtube.com/watch?v=abc", []),
        ("https://www.youtube.com/@NASA", []),
        ("https://www.reddit.com/r/python/", ["https://www.reddit.com/r/python/.rss"]),
        ("https://old.reddit.com/r/a+b/new/", ["https://www.reddit.com/r/a+b/new/.rss"]),
        ("https://reddit.com/u/spez", ["https://www.reddit.com/user/spez/.rss"]),
        ("https://www.reddit.com/user/spez/submitted/", ["https://www.reddit.com/user/spez/submitted/.rss"]),
        ("https://www.reddit.com/search/?q=apple+china&type=link",
         ["https://www.reddit.com/search.rss?q=apple%20china&sort=new"]),
        ("https://www.reddit.com/r/apple/search?q=ai",
         ["https://www.reddit.com/r/apple/search.rss?q=ai&sort=new&restrict_sr=on"]),
        ("https://www.reddit.com/r/x/comments/1abc/title_here/",
         ["https://www.reddit.com/r/x/comments/1abc/title_here/.rss"]),
        ("https://bsky.app/profile/nasa.gov", ["https://bsky.app/profile/nasa.gov/rss"]),
        ("https://bsky.app/profile/did:plc:abc/post/3k", ["https://bsky.app/profile/did:plc:abc/rss"]),
        ("https://alice.bsky.social/", ["https://bsky.app/profile/alice.bsky.social/rss"]),
        ("https://github.com/python/cpython",
         ["https://github.com/python/cpython/releases.atom",
          "https://github.com/python/cpython/tags.atom",
          "https://github.com/python/cpython/commits.atom"]),
        ("https://github.com/python/cpython/tree/main/Doc",
         ["https://github.com/python/cpython/commits/main/Doc.atom"]),
        ("https://open.substack.com/pub/wire/p/a-post?r=1", ["https://wire.substack.com/feed"]),
        ("https://store.steampowered.com/app/440/Team_Fortress_2/",
         ["https://store.steampowered.com/feeds/news/app/440/"]),
        ("https://steamcommunity.com/app/440",
         ["https://store.steampowered.com/feeds/news/app/440/"]),
        ("https://github.com/python/cpython.git",
         ["https://github.com/python/cpython/releases.atom",
          "https://github.com/python/cpython/tags.atom",
          "https://github.com/python/cpython/commits.atom"]),
        ("https://github.com/python/cpython/releases/tag/v3.13",
         ["https://github.com/python/cpython/releases.atom"]),
        ("https://github.com/python/cpython/tags", ["https://github.com/python/cpython/tags.atom"]),
        ("https://github.com/python/cpython/commits/main",
         ["https://github.com/python/cpython/commits/main.atom"]),
        ("https://github.com/python/cpython/commits/main/Doc",
         ["https://github.com/python/cpython/commits/main/Doc.atom"]),
        ("https://github.com/python/cpython/commits/", ["https://github.com/python/cpython/commits.atom"]),
        ("https://github.com/gvanrossum", ["https://github.com/gvanrossum.atom"]),
        ("https://github.com/topics/rss", []),
        ("https://gitlab.com/group/sub/project",
         ["https://gitlab.com/group/sub/project/-/releases.atom",
          "https://gitlab.com/group/sub/project/-/tags?format=atom",
          "https://gitlab.com/group/sub/project.atom"]),
        ("https://gitlab.gnome.org/GNOME/gtk/-/commits/main",
         ["https://gitlab.gnome.org/GNOME/gtk/-/commits/main?format=atom"]),
        ("https://gitlab.com/someone", ["https://gitlab.com/someone.atom"]),
        ("https://codeberg.org/forgejo/forgejo/releases",
         ["https://codeberg.org/forgejo/forgejo/releases.rss", "https://codeberg.org/forgejo/forgejo.rss"]),
        ("https://noahpinion.substack.com/p/a-post", ["https://noahpinion.substack.com/feed"]),
        ("https://substack.com/@noahpinion", ["https://noahpinion.substack.com/feed"]),
        ("https://medium.com/@ev/a-post-123", ["https://medium.com/feed/@ev"]),
        ("https://medium.com/netflix-techblog", ["https://medium.com/feed/netflix-techblog"]),
        ("https://medium.com/tag/artificial-intelligence",
         ["https://medium.com/feed/tag/artificial-intelligence"]),
        ("https://ev.medium.com/", ["https://ev.medium.com/feed"]),
        ("https://longreads.wordpress.com/", ["https://longreads.wordpress.com/feed/"]),
        ("https://x.wordpress.com/category/tech/",
         ["https://x.wordpress.com/category/tech/feed/", "https://x.wordpress.com/feed/"]),
        ("https://staff.tumblr.com/", ["https://staff.tumblr.com/rss"]),
        ("https://www.tumblr.com/staff", ["https://staff.tumblr.com/rss"]),
        ("https://www.tumblr.com/blog/view/staff", ["https://staff.tumblr.com/rss"]),
        ("https://staff.tumblr.com/tagged/news", ["https://staff.tumblr.com/tagged/news/rss"]),
        ("https://googleblog.blogspot.com/2020/", ["https://googleblog.blogspot.com/feeds/posts/default"]),
        ("https://x.blogspot.co.uk/search/label/AI",
         ["https://x.blogspot.co.uk/feeds/posts/default/-/AI"]),
        ("https://stackoverflow.com/questions/tagged/c%23",
         ["https://stackoverflow.com/feeds/tag/c%23"]),
        ("https://stackoverflow.com/questions/11227809/why-is-it", ["https://stackoverflow.com/feeds/question/11227809"]),
        ("https://gis.stackexchange.com/users/42/jo", ["https://gis.stackexchange.com/feeds/user/42"]),
        ("https://unix.stackexchange.com/", ["https://unix.stackexchange.com/feeds"]),
        ("https://news.ycombinator.com/", ["https://news.ycombinator.com/rss"]),
        ("https://news.ycombinator.com/newest", ["https://hnrss.org/newest"]),
        ("https://news.ycombinator.com/user?id=dang", ["https://hnrss.org/user?id=dang"]),
        ("https://news.ycombinator.com/item?id=1", ["https://hnrss.org/item?id=1"]),
        ("https://news.google.com/search?q=apple%20china&hl=de&gl=DE&ceid=DE%3Ade",
         ["https://news.google.com/rss/search?q=apple%20china&hl=de&gl=DE&ceid=DE:de"]),
        ("https://news.google.com/topics/CAAq", ["https://news.google.com/rss/topics/CAAq"]),
        ("https://www.bing.com/news/search?q=apple&form=x",
         ["https://www.bing.com/news/search?q=apple&format=rss"]),
        ("https://vimeo.com/channels/staffpicks", ["https://vimeo.com/channels/staffpicks/videos/rss"]),
        ("https://vimeo.com/nasa", ["https://vimeo.com/nasa/videos/rss"]),
        ("https://vimeo.com/123456", []),
        ("https://www.flickr.com/photos/12345678@N00/",
         ["https://www.flickr.com/services/feeds/photos_public.gne?id=12345678@N00"]),
        ("https://arxiv.org/list/cs.AI/recent", ["https://rss.arxiv.org/rss/cs.AI"]),
        ("https://en.m.wikipedia.org/wiki/AT&T",
         ["https://en.wikipedia.org/w/index.php?title=AT%26T&action=history&feed=atom"]),
        ("https://site.example/r/python", []),
        ("https://notreddit.com/r/python", []),
        ("https://github.com.evil.example/python/cpython", []),
        ("http://[broken", []),
    ],
)  # fmt: skip
def test_a_page_has_the_feeds_of_its_sites_rule(page, feeds):
    assert [feed.url for feed in known_feeds(page)] == feeds


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("https://mastodon.example/@alice", "https://mastodon.example/@alice.rss"),
        ("https://mastodon.example/@alice/", "https://mastodon.example/@alice.rss"),
        ("https://one.example/@bob@two.example", "https://two.example/@bob.rss"),
        ("https://mastodon.example/tags/news", "https://mastodon.example/tags/news.rss"),
        ("https://pixelfed.example/users/x", "https://pixelfed.example/users/x.atom"),
        ("https://lemmy.example:81/c/news", "https://lemmy.example:81/feeds/c/news.xml?sort=New"),
    ],
)
def test_servers_of_anybody_are_known_by_their_paths(page, feed):
    assert feed in [each.url for each in anybodys_feeds(page)]


@pytest.mark.parametrize(
    ("page", "html", "feed"),
    [
        ("https://www.youtube.com/@NASA", '"externalId":"UCLA_DiR1FfKNvjuUpBHmylQ"',
         f"{YOUTUBE}?channel_id=UCLA_DiR1FfKNvjuUpBHmylQ"),
        ("https://soundcloud.com/nasa", '<meta content="soundcloud://users:12345">',
         "https://feeds.soundcloud.com/users/soundcloud:users:12345/sounds.rss"),
        ("https://podcasts.apple.com/us/podcast/x/id1",
         r'{"feedUrl":"https:\/\/pod.example\/rss?a=1\u0026b=2"}',
         "https://pod.example/rss?a=1&b=2"),
    ],
)  # fmt: skip
def test_some_feeds_are_told_by_a_number_in_the_page(page, html, feed):
    assert [each.url for each in in_page(page, html)] == [feed]
    assert in_page("https://site.example/", html) == []
