"""Pages of invented publishers who offer no feed, each in a style that real ones have.

``SITES[name]`` is the page and the titles of its news, in order; all else on it is what surrounds
news: navigation, teasers, tags, footers.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Site:
    url: str
    html: str
    titles: list[str]
    dates: list[str] = field(default_factory=list)
    """The first few, as ISO dates; empty: the page has none."""


NAV = """
<header class="site-header"><nav class="main-nav"><ul>
 <li><a href="/about/governance">Corporate governance and compliance</a></li>
 <li><a href="/about/strategy">Strategy and long-term objectives</a></li>
 <li><a href="/careers">Careers and vacancies at our offices</a></li>
 <li><a href="/contact">Contact our regional departments</a></li>
 <li><a href="/press">Press and publications</a></li></ul></nav></header>"""
FOOTER = """
<footer><ul><li><a href="/privacy">Privacy and data protection notice</a></li>
 <li><a href="/terms">Terms and conditions of use</a></li>
 <li><a href="/accessibility">Accessibility statement of this site</a></li>
 <li><a href="/sitemap">Overview of all pages on this site</a></li></ul></footer>"""
TAGS = """
<div class="tagcloud">{}</div>""".format(
    " ".join(
        f'<a href="/tag/{word}">{word.title()} and related matters</a>'
        for word in ("banking", "insurance", "payments", "crypto", "audit", "markets", "pensions")
    )
)
RELEASES = [
    ("Authority fines Northbank over late reports", "2026-11-24", "12 November 2026"),
    ("Consultation on capital rules for small lenders opens", "2026-11-20", ""),
    ("Stress test finds three insurers short of capital", "2026-11-17", ""),
    ("New chair of the markets committee appointed", "2026-11-11", ""),
    ("Warning against cloned investment firms", "2026-11-05", ""),
    ("Annual report on payment fraud published", "2026-10-29", ""),
    ("Deadline for climate disclosures extended by a month", "2026-10-22", ""),
]
TITLES = [title for title, _, _ in RELEASES]
DATES = [date for _, date, _ in RELEASES]
_MONTHS = "January February March April May June July August September October November December"


def english(iso):
    year, month, day = iso.split("-")
    return f"{int(day)} {_MONTHS.split()[int(month) - 1]} {year}"


def page(body, *, lang="en", title="News", head=""):
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f"{head}</head><body>{NAV}{body}{FOOTER}</body></html>"
    )


def each(template, entries=RELEASES):
    return "".join(
        template.format(
            n=n, title=title, iso=iso, date=english(iso), odd="odd" if n % 2 else "even"
        )
        for n, (title, iso, *_) in enumerate(entries, 1)
    )


REGULATOR = Site(
    "https://regulator.example/press",
    page(
        '<main><h1>Press releases</h1><ul class="releases">'
        + each(
            '<li class="release {odd}"><time datetime="{iso}T09:00:00+00:00">{date}</time> '
            '<a href="/press/{n}-release.html">{title}</a><p>The authority said on {date} that it '
            "would act on what it found.</p></li>"
        )
        + "</ul></main>"
        + TAGS
    ),
    TITLES,
    DATES,
)
UNIVERSITY = Site(
    "https://www.uni.example/news/",
    page(
        '<div id="content"><div class="row"><div class="col-md-8">'
        + each(
            '<div class="news-teaser"><a href="/news/{n}"><img src="/i/{n}.jpg" alt=""></a>'
            '<div class="news-teaser__body"><h3><a href="/news/{n}">{title}</a></h3>'
            '<span class="news-teaser__date">{date}</span>'
            "<p>Researchers report on what they found out, and what is still open. "
            '<a href="/news/{n}">Read more about this</a></p></div></div>'
        )
        + '</div><aside class="col-md-4"><h4>Events</h4><ul>'
        + "".join(
            f'<li><a href="/events/{n}">Open lecture number {n} of the term</a></li>'
            for n in range(9)
        )
        + "</ul></aside></div></div>"
    ),
    TITLES,
    DATES,
)
NEWSROOM = Site(
    "https://corp.example/newsroom",
    page(
        '<div class="css-1x2y3z"><section class="sc-bdVaJa kQxZPd">'
        + each(
            '<div class="css-9q8w7e Card_root__3xYzA"><a class="css-1a2b3c" href="/newsroom/{n}">'
            '<h2 class="css-77aa88">{title}</h2></a><div class="css-44bb55">{date}</div></div>'
        )
        + "</section></div>"
    ),
    TITLES,
    DATES,
)
WORDPRESS = Site(
    "https://paper.example/category/city/",
    page(
        '<div id="primary" class="content-area">'
        + each(
            '<article id="post-47{n}1" class="post-47{n}1 post type-post status-publish hentry '
            'category-city"><header class="entry-header"><h2 class="entry-title">'
            '<a href="https://paper.example/2026/11/{n}/story" rel="bookmark">{title}</a></h2>'
            '<div class="entry-meta">Posted on <a href="https://paper.example/2026/11/{n}/">'
            '<time class="entry-date published" datetime="{iso}T08:30:00+01:00">{date}</time></a> '
            'by <a href="/author/jane">Jane Doe of the city desk</a></div></header>'
            '<div class="entry-summary"><p>What the council decided, and who voted against it.</p>'
            "</div></article>"
        )
        + '</div><div id="secondary"><section class="widget"><h2>Recent</h2><ul>'
        + each('<li><a href="https://paper.example/2026/11/{n}/story">{title}</a></li>')
        + "</ul></section></div>"
    ),
    TITLES,
    DATES,
)
TABLE = Site(
    "https://court.example/decisions",
    page(
        '<div id="main"><table class="decisions"><thead><tr><th>Date</th><th>Case</th><th>File</th>'
        "</tr></thead><tbody>"
        + each(
            '<tr><td>{iso}</td><td><a href="decision?id=4{n}">{title}</a></td>'
            '<td><a href="/pdf/{n}.pdf">PDF</a></td></tr>'
        )
        + "</tbody></table></div>"
    ),
    TITLES,
    DATES,
)
DEFINITIONS = Site(
    "https://ministry.example/news.html",
    page(
        '<div class="content"><dl class="news">'
        + each('<dt>{date}</dt><dd><a href="news/{n}.html">{title}</a></dd>')
        + "</dl></div>"
    ),
    TITLES,
    DATES,
)
BARE = Site(
    "http://old.example/~dept/news.htm",
    "<html><head><title>News of the department</title></head><body bgcolor=white><h1>News</h1>"
    "<p><a href=index.htm>Home</a> | <a href=staff.htm>Staff</a></p><ul>"
    + each("<li>{date}: <a href={n}.htm>{title}</a>")
    + "</ul><hr><address>webmaster@old.example</address></body></html>",
    TITLES,
    DATES,
)
NESTED = Site(
    "https://agency.example/releases",
    page(
        '<div><div><div id="results"><div>'
        + each(
            '<div><div><div>{date}</div><div><div><a href="/r/{n}"><span>{title}</span></a></div>'
            '</div></div><div><a href="/topic/{n}">Topic of the release number {n}</a></div></div>'
        )
        + "</div></div></div></div>"
    ),
    TITLES,
    DATES,
)
GRID = Site(
    "https://brand.example/media",
    page(
        "<main>"
        + each(
            '<!--{n}--><div class="col-lg-4"><a href="{n}/" class="c-tile"><img src="x.jpg" alt="">'
            "<p>{title}</p><p>{date}</p></a></div>"
        )
        .replace("<!--1-->", '<div class="row">')
        .replace("<!--4-->", '</div><div class="row">')
        .replace("<!--7-->", '</div><div class="row">')
        + "</div></main>"
    ),
    TITLES,
    DATES,
)
JAPANESE_TITLES = [
    "令和8年度の予算案について",
    "電気通信事業者に対する行政指導",
    "地震被害に関する第3報を公表しました",
    "大臣会見の概要を掲載しました",
    "人工知能の利用に関する指針案の意見募集",
]
JAPANESE = Site(
    "https://www.sho.example.jp/menu_news/index.html",
    '<html lang="ja"><head><meta charset="utf-8"><title>報道資料</title></head><body>'
    '<div id="gnavi"><ul><li><a href="/a">組織案内</a></li><li><a href="/b">所管法令</a></li>'
    '<li><a href="/c">白書・統計等</a></li><li><a href="/d">申請・手続</a></li></ul></div>'
    '<div class="contentsBody"><table class="tableList">'
    + "".join(
        f'<tr><td class="date">2026年11月{20 - n}日</td>'
        f'<td><a href="s-news/{n}.html">{title}</a></td></tr>'
        for n, title in enumerate(JAPANESE_TITLES)
    )
    + "</table></div></body></html>",
    JAPANESE_TITLES,
    ["2026-11-20", "2026-11-19"],
)
MONTHS = Site(
    "https://bank.example/news/archive",
    page(
        "".join(
            f'<section class="month" id="m{month}"><h2>{month}</h2><ul>'
            + each(
                '<li><span>{date}</span> – <a href="/news/{title}">{title}</a></li>',
                [entry for entry in RELEASES if entry[1].startswith(month)],
            )
            + "</ul></section>"
            for month in ("2026-11", "2026-10")
        )
    ),
    TITLES,
    DATES,
)
ONE_PAGE = Site(
    "https://club.example/notices",
    page(
        '<div class="notices"><base href="https://club.example/archive/">'
        + each(
            '<div class="notice" id="n{n}"><h3><a href="notices.html#n{n}">{title}</a></h3>'
            "<em>{date}</em><p>Members are asked to read this notice with care.</p></div>"
        )
        + "</div>"
    ),
    TITLES,
    DATES,
)


def _site(body):
    return Site("https://more.example/news/index.html", page(body), TITLES, DATES)


CARDS = _site(
    '<div class="container"><div class="row">'
    + each(
        '<div class="col-md-4"><div class="card h-100"><img src="x"><div class="card-body">'
        '<h5 class="card-title">{title}</h5><small>{date}</small><p>Something about it.</p>'
        '<a href="/n/{n}" class="btn btn-primary">Read more</a></div></div></div>'
    )
    + "</div></div>"
)
ARTICLES = _site(
    "<section>"
    + each(
        "<article><header><h2>{title}</h2></header><p>{date}</p>"
        '<footer><a href="/n/{n}">Continue reading →</a></footer></article>'
    )
    + "</section>"
)
PARAGRAPHS = _site(
    '<div id="content"><h1>Circulars</h1><p>On this page we publish circulars to our members.</p>'
    "<p>Older ones can be asked for by mail.</p>"
    + each('<p><a href="/pdf/{n}.pdf">{title}</a> (PDF, 2 MB) – {date}</p>')
    + "</div>"
)
FLAT = _site(
    '<div class="text"><h1>News</h1>'
    + each('<h3><a href="/n/{n}">{title}</a></h3><p>{date}</p><p>What the release says.</p>')
    + "</div>"
)
LISTS_IN_LISTS = _site(
    '<main><ul class="document-list">'
    + each(
        '<li class="document-list__item"><div><a href="/government/news/{n}">{title}</a></div>'
        '<p>What this is about, in a sentence.</p><ul class="metadata"><li class="attribute">From: '
        '<a href="/org/{n}">Department for Testing {n}</a></li><li class="attribute">Updated: '
        '<time datetime="{iso}">{date}</time></li></ul></li>'
    )
    + "</ul></main>"
)
TERMS = _site(
    '<div class="definition-list"><dl>'
    + each(
        '<dt><div class="date">{date}</div></dt><dd><div class="category">PRESS RELEASES</div>'
        '<div class="title"><a href="/press/{n}.html">{title}</a></div><div class="authors"><ul>'
        '<li><a href="/people/{n}">Christine Example, member {n}</a></li></ul></div></dd>'
    )
    + "</dl></div>"
)
TWO_LISTS = _site(
    '<div class="home"><div class="news"><h2>News</h2><ul>'
    + each('<li><span class="date">{date}</span> <a href="/n/{n}">{title}</a></li>')
    + '</ul></div><div class="events"><h2>Events</h2><ul>'
    + "".join(
        f'<li><span>{n} December 2026</span> <a href="/e/{n}">Meeting of working group {n}</a></li>'
        for n in range(1, 6)
    )
    + "</ul></div></div>"
)
SITES = {name.lower(): value for name, value in list(globals().items()) if isinstance(value, Site)}
