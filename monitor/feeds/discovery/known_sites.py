r"""Sites whose feeds follow a rule: the address of a page → the addresses of its feeds. Pure.

One table, ``RULES``: which hosts, which path, which feeds. What a rule says is only a candidate:
``discover`` asks, and takes what is a feed. ``in_page`` knows the few sites whose feed's address
holds a number that stands in the page. Without this module ``feeds add`` would find nothing for
many a channel, repository and forum that has a feed and doesn't say so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import SplitResult, parse_qs, quote, urlencode, urlsplit

_WWW = r"(?:www\.|m\.|mobile\.)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFeed:
    """A feed that a page should have by its site's rule."""

    url: str
    what: str
    """Which of the site's feeds this is, in words: ``GitHub releases``."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The feeds of one kind of page."""

    host: re.Pattern[str]
    path: re.Pattern[str]
    """Matches the whole path without the slash at its end; its groups fill the templates."""
    feeds: tuple[tuple[str, str], ...]
    """(template, what it is). ``{host}`` and the host's groups are there too, each query parameter
    as ``{q_name}``; a template that asks for one which is missing gives nothing."""


def _rule(host: str, path: str, *feeds: tuple[str, str]) -> Rule:
    return Rule(
        re.compile(host, re.IGNORECASE), re.compile(path.replace(" ", ""), re.IGNORECASE), feeds
    )


_YOUTUBE = rf"{_WWW}youtube\.com"
_YOUTUBE_FEED = "https://www.youtube.com/feeds/videos.xml"
_REDDIT = r"(?:[\w-]+\.)?reddit\.com"
_REDDIT_AT = "https://www.reddit.com"
_GITHUB = rf"{_WWW}github\.com"
_GITHUB_REPOSITORY = (
    r"/(?!(?:orgs|users|topics|search|features|about|sponsors|settings|marketplace|explore)/)"
    r"(?P<repo>[\w.-]+/[\w.-]+?)(?:\.git)?"
)
_HNRSS = "https://hnrss.org"
_NEWS_YC = r"news\.ycombinator\.com"
_STACK = (
    r"(?:[\w-]+\.)?stackexchange\.com|(?:\w+\.)?stackoverflow\.com|serverfault\.com|superuser\.com"
    r"|askubuntu\.com|mathoverflow\.net|stackapps\.com"
)
_GITLAB = r"gitlab\.com|gitlab\.[\w.-]+"
_NOT_A_USER = r"(?!(?:channels|groups|categories|watch|blog|upgrade|features|ondemand|showcase)$)"

RULES: tuple[Rule, ...] = (
    _rule(_YOUTUBE, r"/channel/(?P<id>UC[\w-]+)(?:/.*)?",
          (_YOUTUBE_FEED + "?channel_id={id}", "YouTube channel")),
    _rule(_YOUTUBE, r"/playlist", (_YOUTUBE_FEED + "?playlist_id={q_list}", "YouTube playlist")),
    _rule(_YOUTUBE, r"/user/(?P<user>[\w.-]+)(?:/.*)?",
          (_YOUTUBE_FEED + "?user={user}", "YouTube user")),
    _rule(_YOUTUBE, r"/watch", (_YOUTUBE_FEED + "?playlist_id={q_list}", "YouTube playlist")),
    _rule(_REDDIT, r"/(?P<where>r/[\w+-]+)/search",
          (_REDDIT_AT + "/{where}/search.rss?q={q_q}&sort=new&restrict_sr=on", "Reddit search")),
    _rule(_REDDIT, r"/search", (_REDDIT_AT + "/search.rss?q={q_q}&sort=new", "Reddit search")),
    _rule(_REDDIT, r"/(?P<where>r/[\w+-]+(?:/(?:new|hot|top|rising|controversial))?)",
          (_REDDIT_AT + "/{where}/.rss", "subreddit")),
    _rule(_REDDIT, r"/(?P<where>r/[\w-]+/comments/\w+(?:/[^/]*)?)",
          (_REDDIT_AT + "/{where}/.rss", "comments of a Reddit post")),
    _rule(_REDDIT, r"/(?:u|user)/(?P<user>[\w-]+(?:/(?:submitted|comments|m/[\w-]+))?)",
          (_REDDIT_AT + "/user/{user}/.rss", "Reddit user")),
    _rule(_REDDIT, r"/(?P<where>domain/[\w.-]+)", (_REDDIT_AT + "/{where}/.rss", "Reddit links")),
    _rule(_REDDIT, r"", (_REDDIT_AT + "/.rss", "Reddit front page")),
    _rule(r"bsky\.app", r"/profile/(?P<who>[\w.:-]+)(?:/.*)?",
          ("https://bsky.app/profile/{who}/rss", "Bluesky profile")),
    _rule(r"(?P<who>[\w-]+\.bsky\.social)", r".*",
          ("https://bsky.app/profile/{who}/rss", "Bluesky profile")),
    _rule(_GITHUB, _GITHUB_REPOSITORY + r"/commits?/(?P<branch>[^/]+(?:/.+)?)",
          ("https://github.com/{repo}/commits/{branch}.atom", "GitHub commits")),
    _rule(_GITHUB, _GITHUB_REPOSITORY + r"/tree/(?P<branch>[^/]+(?:/.+)?)",
          ("https://github.com/{repo}/commits/{branch}.atom", "GitHub commits")),
    _rule(_GITHUB, _GITHUB_REPOSITORY + r"/commits",
          ("https://github.com/{repo}/commits.atom", "GitHub commits")),
    _rule(_GITHUB, _GITHUB_REPOSITORY + r"/(?P<part>releases|tags)(?:/.*)?",
          ("https://github.com/{repo}/{part}.atom", "GitHub {part}")),
    _rule(_GITHUB, _GITHUB_REPOSITORY + r"/(?P<part>wiki|discussions)(?:/.*)?",
          ("https://github.com/{repo}/{part}.atom", "GitHub {part}")),
    _rule(_GITHUB, _GITHUB_REPOSITORY + r"(?:/(?:blob|issues|pulls|actions|security)(?:/.*)?)?",
          ("https://github.com/{repo}/releases.atom", "GitHub releases"),
          ("https://github.com/{repo}/tags.atom", "GitHub tags"),
          ("https://github.com/{repo}/commits.atom", "GitHub commits")),
    _rule(_GITHUB, r"/(?P<user>(?!(?:topics|features|about|explore|trending|login)$)[\w-]+)",
          ("https://github.com/{user}.atom", "GitHub activity")),
    _rule(r"gist\.github\.com", r"/(?P<user>[\w-]+)",
          ("https://gist.github.com/{user}.atom", "gists")),
    _rule(_GITLAB, r"(?P<project>/[\w.-]+/.+?)/-/(?:commits|tree)/(?P<branch>[^/]+)(?:/.*)?",
          ("https://{host}{project}/-/commits/{branch}?format=atom", "GitLab commits")),
    _rule(_GITLAB, r"(?P<project>/[\w.-]+/(?:(?!/-/).)+)(?:/-/(?P<part>releases|tags|issues).*)?",
          ("https://{host}{project}/-/releases.atom", "GitLab releases"),
          ("https://{host}{project}/-/tags?format=atom", "GitLab tags"),
          ("https://{host}{project}.atom", "GitLab activity")),
    _rule(_GITLAB, r"/(?P<user>[\w.-]+)",
          ("https://{host}/{user}.atom", "GitLab activity")),
    _rule(r"codeberg\.org|gitea\.com", r"/(?P<repo>[\w.-]+/[\w.-]+)(?:/.*)?",
          ("https://{host}/{repo}/releases.rss", "releases"),
          ("https://{host}/{repo}.rss", "activity")),
    _rule(r"codeberg\.org|gitea\.com", r"/(?P<user>[\w.-]+)",
          ("https://{host}/{user}.rss", "activity")),
    _rule(r"open\.substack\.com", r"/pub/(?P<name>[\w-]+)(?:/.*)?",
          ("https://{name}.substack.com/feed", "Substack")),
    _rule(r"(?P<name>(?!open\.)[\w-]+)\.substack\.com", r".*",
          ("https://{name}.substack.com/feed", "Substack")),
    _rule(r"(?:www\.)?substack\.com", r"/@(?P<name>[\w-]+)(?:/.*)?",
          ("https://{name}.substack.com/feed", "Substack")),
    _rule(r"(?:www\.)?substack\.com", r"/profile/\d+-(?P<name>[\w-]+)",
          ("https://{name}.substack.com/feed", "Substack")),
    _rule(r"(?:www\.)?medium\.com", r"/tag/(?P<tag>[\w-]+)(?:/.*)?",
          ("https://medium.com/feed/tag/{tag}", "Medium tag")),
    _rule(r"(?:www\.)?medium\.com", r"/(?P<who>@?[\w.-]+)(?:/.*)?",
          ("https://medium.com/feed/{who}", "Medium")),
    _rule(r"(?P<name>[\w-]+)\.medium\.com", r".*", ("https://{name}.medium.com/feed", "Medium")),
    _rule(r"[\w-]+\.wordpress\.com", r"(?P<part>/(?:category|tag|author)/[^/]+)(?:/.*)?",
          ("https://{host}{part}/feed/", "WordPress"), ("https://{host}/feed/", "WordPress")),
    _rule(r"[\w-]+\.wordpress\.com", r".*", ("https://{host}/feed/", "WordPress")),
    _rule(r"(?:www\.)?tumblr\.com", r"/(?:blog/(?:view/)?)?(?P<name>[\w-]+)(?P<tag>/tagged/[^/]+)",
          ("https://{name}.tumblr.com{tag}/rss", "Tumblr tag")),
    _rule(r"(?:www\.)?tumblr\.com",
          r"/(?:blog/(?:view/)?)?(?P<name>(?!(?:dashboard|explore|search)$)[\w-]+)(?:/.*)?",
          ("https://{name}.tumblr.com/rss", "Tumblr")),
    _rule(r"(?!www\.)[\w-]+\.tumblr\.com", r"(?P<tag>/tagged/[^/]+)",
          ("https://{host}{tag}/rss", "Tumblr tag")),
    _rule(r"(?!www\.)[\w-]+\.tumblr\.com", r".*", ("https://{host}/rss", "Tumblr")),
    _rule(r"[\w-]+\.blogspot\.(?:com|[a-z.]+)", r"/search/label/(?P<label>[^/]+)",
          ("https://{host}/feeds/posts/default/-/{label}", "Blogger label")),
    _rule(r"[\w-]+\.blogspot\.(?:com|[a-z.]+)", r".*",
          ("https://{host}/feeds/posts/default", "Blogger")),
    _rule(_STACK, r"/questions/tagged/(?P<tag>[^/]+)",
          ("https://{host}/feeds/tag/{tag}", "Stack Exchange tag")),
    _rule(_STACK, r"/(?:questions|q)/(?P<id>\d+)(?:/.*)?",
          ("https://{host}/feeds/question/{id}", "Stack Exchange question")),
    _rule(_STACK, r"/users/(?P<id>\d+)(?:/.*)?",
          ("https://{host}/feeds/user/{id}", "Stack Exchange user")),
    _rule(_STACK, r"(?:/questions)?", ("https://{host}/feeds", "Stack Exchange questions")),
    _rule(_NEWS_YC, r"(?:/(?:news|front))?", ("https://news.ycombinator.com/rss", "Hacker News")),
    _rule(_NEWS_YC, r"/(?P<list>newest|ask|show|jobs)", (_HNRSS + "/{list}", "Hacker News")),
    _rule(_NEWS_YC, r"/(?:shownew|showhn)", (_HNRSS + "/show", "Hacker News")),
    _rule(_NEWS_YC, r"/user", (_HNRSS + "/user?id={q_id}", "Hacker News user")),
    _rule(_NEWS_YC, r"/(?P<list>submitted|threads)",
          (_HNRSS + "/{list}?id={q_id}", "Hacker News user")),
    _rule(_NEWS_YC, r"/item", (_HNRSS + "/item?id={q_id}", "Hacker News comments")),
    _rule(r"news\.google\.com", r"/(?P<topic>topics/[\w-]+)(?:/.*)?",
          ("https://news.google.com/rss/{topic}?{place}", "Google News topic")),
    _rule(r"news\.google\.com", r"/search",
          ("https://news.google.com/rss/search?q={q_q}&{place}", "Google News search")),
    _rule(r"news\.google\.com", r"(?:/home)?",
          ("https://news.google.com/rss?{place}", "Google News")),
    _rule(r"(?:www\.)?bing\.com", r"/news/search",
          ("https://www.bing.com/news/search?q={q_q}&format=rss", "Bing News search")),
    _rule(rf"{_WWW}vimeo\.com", r"/(?P<where>(?:channels|groups)/[\w-]+)(?:/.*)?",
          ("https://vimeo.com/{where}/videos/rss", "Vimeo")),
    _rule(rf"{_WWW}vimeo\.com", rf"/(?P<user>{_NOT_A_USER}(?!\d+$)[\w-]+)(?:/videos)?",
          ("https://vimeo.com/{user}/videos/rss", "Vimeo")),
    _rule(rf"{_WWW}dailymotion\.com", r"/(?:user/)?(?P<user>(?!(?:video|playlist)$)[\w-]+)",
          ("https://www.dailymotion.com/rss/user/{user}", "Dailymotion")),
    _rule(rf"{_WWW}flickr\.com", r"/photos/tags/(?P<tag>[^/]+)",
          ("https://www.flickr.com/services/feeds/photos_public.gne?tags={tag}", "Flickr tag")),
    _rule(rf"{_WWW}flickr\.com", r"/(?:photos|people)/(?P<id>\d+@N\d+)(?:/.*)?",
          ("https://www.flickr.com/services/feeds/photos_public.gne?id={id}", "Flickr photos")),
    _rule(r"(?:www\.)?deviantart\.com", r"/(?P<user>[\w-]+)(?:/gallery)?",
          ("https://backend.deviantart.com/rss.xml?q=gallery:{user}", "DeviantArt gallery")),
    _rule(rf"{_WWW}pinterest\.[a-z.]+", r"/(?P<user>[\w-]+)",
          ("https://www.pinterest.com/{user}/feed.rss", "Pinterest")),
    _rule(r"(?:www\.)?letterboxd\.com", r"/(?P<user>[\w-]+)",
          ("https://letterboxd.com/{user}/rss/", "Letterboxd")),
    _rule(r"(?:store\.steampowered|steamcommunity)\.com", r"(?:/news)?/(?:app|games)/(?P<id>\d+).*",
          ("https://store.steampowered.com/feeds/news/app/{id}/", "Steam news")),
    _rule(r"arxiv\.org", r"/list/(?P<subject>[\w.-]+)(?:/.*)?",
          ("https://rss.arxiv.org/rss/{subject}", "arXiv")),
    _rule(r"(?P<lang>[\w-]+)\.(?:m\.)?wikipedia\.org", r"/wiki/(?P<page>[^?]+)",
          ("https://{lang}.wikipedia.org/w/index.php?title={page}&action=history&feed=atom",
           "edits of a Wikipedia page")),
)  # fmt: skip

# A site of anybody's: only asked where the page names nothing.
_ANYWHERE: tuple[Rule, ...] = (
    _rule(r".+", r"/@(?P<user>\w+)@(?P<home>[\w-]+(?:\.[\w-]+)+)",
          ("https://{home}/@{user}.rss", "Mastodon profile")),
    _rule(r".+", r"/@(?P<user>[\w.-]+)(?:/(?:with_replies|media))?",
          ("https://{host}/@{user}.rss", "Mastodon profile")),
    _rule(r".+", r"/users/(?P<user>[\w.-]+)",
          ("https://{host}/users/{user}.rss", "Mastodon profile"),
          ("https://{host}/users/{user}.atom", "Pixelfed profile")),
    _rule(r".+", r"/tags/(?P<tag>[\w-]+)", ("https://{host}/tags/{tag}.rss", "Mastodon hashtag")),
    _rule(r".+", r"/(?P<kind>[cu])/(?P<name>\w+)",
          ("https://{host}/feeds/{kind}/{name}.xml?sort=New", "Lemmy")),
    _rule(r".+", r"/wiki/(?P<page>[^?]+)",
          ("https://{host}/w/index.php?title={page}&action=history&feed=atom", "edits")),
)  # fmt: skip

_Template = Callable[[re.Match[str]], str]
_IN_PAGE: tuple[tuple[re.Pattern[str], re.Pattern[str], _Template, str], ...] = (
    (
        re.compile(_YOUTUBE),
        re.compile(
            r'(?:"externalId":"|"channelId":"|itemprop="(?:channelId|identifier)" content="'
            r"|youtube\.com/channel/)(UC[\w-]{22})"
        ),
        lambda found: f"{_YOUTUBE_FEED}?channel_id={found[1]}",
        "YouTube channel",
    ),
    (
        re.compile(rf"{_WWW}soundcloud\.com"),
        re.compile(r"soundcloud:(?://)?users:(\d{1,12})"),
        lambda found: f"https://feeds.soundcloud.com/users/soundcloud:users:{found[1]}/sounds.rss",
        "SoundCloud",
    ),
    (
        re.compile(r"(?:podcasts|itunes)\.apple\.com"),
        re.compile(r'"feedUrl"\s*:\s*"(https?:[^"\s]{1,2000})"'),
        lambda found: unescape(found[1]).replace("\\/", "/").replace("\\u0026", "&"),
        "podcast",
    ),
    (
        re.compile(rf"{_WWW}flickr\.com"),
        re.compile(r'"(?:nsid|ownerNsid)"\s*:\s*"(\d+@N\d+)"'),
        lambda found: f"https://www.flickr.com/services/feeds/photos_public.gne?id={found[1]}",
        "Flickr photos",
    ),
)


def known_feeds(url: str) -> list[KnownFeed]:
    """Return the feeds that a page has by the rule of its site, the likeliest first.

    >>> [feed.url for feed in known_feeds("https://old.reddit.com/r/python/")]
    ['https://www.reddit.com/r/python/.rss']
    """
    return _by(RULES, url, first=True)


def anybodys_feeds(url: str) -> list[KnownFeed]:
    """Return the feeds a page has if its site runs Mastodon or its like: by the path alone."""
    return _by(_ANYWHERE, url, first=False)


def in_page(url: str, html: str) -> list[KnownFeed]:
    """Return the feeds whose address can be told from the page, on the sites known for that."""
    host = urlsplit(url).hostname or ""
    return [
        KnownFeed(url=template(found), what=what)
        for hosts, pattern, template, what in _IN_PAGE
        if hosts.fullmatch(host) and (found := pattern.search(html))
    ]


def _by(rules: tuple[Rule, ...], url: str, *, first: bool) -> list[KnownFeed]:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return []
    feeds: dict[str, KnownFeed] = {}
    for rule in rules:
        at, there = rule.host.fullmatch(host), rule.path.fullmatch(parts.path.rstrip("/"))
        if not (at and there):
            continue
        groups = {**at.groupdict(), **there.groupdict()}
        named = {name: quote(text, safe="/%+@:,~") for name, text in groups.items() if text}
        values = _values(parts, host) | named
        for feed in _filled(rule.feeds, values):
            feeds.setdefault(feed.url, feed)
        if first and feeds:
            break
    return list(feeds.values())


def _filled(templates: tuple[tuple[str, str], ...], values: dict[str, str]) -> Iterator[KnownFeed]:
    for template, what in templates:
        try:
            url = template.format(**values).rstrip("?&")
            yield KnownFeed(url=url, what=what.format(**values))
        except KeyError:
            continue


def _values(parts: SplitResult, host: str) -> dict[str, str]:
    query = parse_qs(parts.query)
    given = {f"q_{name}": quote(values[0], safe="") for name, values in query.items()}
    place = [(name, query[name][0]) for name in ("hl", "gl", "ceid") if name in query]
    netloc = f"{host}:{parts.port}" if parts.port else host
    return {"host": netloc, "place": urlencode(place, safe=":"), **given}
