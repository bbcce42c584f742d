"""For a page without a feed, the first proposal reads its news and nothing of what surrounds it."""

from __future__ import annotations

import pytest

from monitor.feeds.limits import Limits
from monitor.feeds.pages.proposal import propose

LINK = '<li><a href="/{n}">{text} number {n} of them all</a></li>'


def links(count, text="Headline"):
    return "".join(LINK.format(n=n, text=text) for n in range(count))


def proposed(html, url="https://x.example/news"):
    return propose(html.encode(), url=url)


def test_the_first_proposal_reads_all_news_of_a_page_and_nothing_else(site):
    best, *_ = propose(site.html.encode(), url=site.url)
    assert [entry.title for entry in best.channel.entries] == site.titles


def test_it_reads_the_dates_of_the_news(site):
    best, *_ = propose(site.html.encode(), url=site.url)
    read = [f"{entry.published:%Y-%m-%d}" for entry in best.channel.entries]
    assert read[: len(site.dates)] == site.dates


def test_every_item_has_a_link_of_its_own(site):
    best, *_ = propose(site.html.encode(), url=site.url)
    found = [entry.link for entry in best.channel.entries]
    assert len(set(found)) == len(site.titles)
    assert all(link.startswith(("https://", "http://")) for link in found)


def test_names_that_a_program_made_are_in_no_proposal(sites):
    for name in ("newsroom", "wordpress"):
        for each in propose(sites[name].html.encode(), url=sites[name].url):
            assert not any(made in each.pick.item for made in ("css-", "sc-", "__3x", "post-4"))


def test_a_selector_survives_the_next_run_of_the_program_that_names_classes(sites):
    site = sites["newsroom"]
    (best, *_) = propose(site.html.encode(), url=site.url)
    rebuilt = (
        site.html.replace("css-", "css-z").replace("3xYzA", "8pQrS").replace("kQxZPd", "hTrWqz")
    )
    from monitor.feeds.pages.page import read_page

    channel = read_page(rebuilt, pick=best.pick, base=site.url, limits=Limits())
    assert [entry.title for entry in channel.entries] == site.titles


@pytest.mark.parametrize(
    "html",
    [
        "<nav><ul>" + links(9) + "</ul></nav>",
        "<footer><ul>" + links(9) + "</ul></footer>",
        "<div role=navigation><ul>" + links(9) + "</ul></div>",
        '<div class="tag-cloud">'
        + "".join(f'<a href="/t/{n}">Word {n}</a> ' for n in range(20))
        + "</div>",
        "<ul>" + "".join(f'<li><a href="/{n}">{n}</a></li>' for n in range(9)) + "</ul>",
        '<div id="app"></div><script src="/app.js"></script>',
        "<ul>" + links(2) + "</ul>",
        "<ul>"
        + "".join(f'<li><a href="/{n}">Read more about this</a></li>' for n in range(9))
        + "</ul>",
        "",
    ],
    ids=["nav", "footer", "role", "tags", "pages", "script", "two", "more", "empty"],
)
def test_where_nothing_looks_like_news_nothing_is_proposed(html):
    assert proposed(f"<html><body>{html}</body></html>") == []


def test_a_list_is_found_beside_a_longer_menu_that_is_marked_by_its_class_only():
    html = f'<div class="side-menu"><ul>{links(30, "Department")}</ul></div>'
    html += f'<div class="main"><ul>{links(6)}</ul></div>'
    best = proposed(f"<html><body>{html}</body></html>")[0]
    assert {entry.title.split()[0] for entry in best.channel.entries} == {"Headline"}


def test_a_charset_that_the_page_names_is_heeded():
    page = (
        '<html><head><meta charset="windows-1251"></head><body><ul class="news">'
        + "".join(f'<li><a href="/{n}">Новости компании, выпуск {n}</a></li>' for n in range(5))
        + "</ul></body></html>"
    )
    best = propose(page.encode("cp1251"), url="https://x.example/")[0]
    assert best.channel.entries[0].title == "Новости компании, выпуск 0"
