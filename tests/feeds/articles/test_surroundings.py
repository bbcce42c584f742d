"""What stands in an article and isn't part of it."""

from __future__ import annotations

import pytest

from monitor.feeds.articles.extract import extract
from monitor.feeds.articles.surroundings import is_credits, without_surroundings
from tests.feeds.articles.pages import MENU, SENTENCES, page

URL = "https://site.example/2025/a"
HEADLINE = "Beijing opens inquiry into makers of chips"
TEASER = "Regulators there said on Monday that prices had been below cost for more than a year."


def text_of(html):
    return extract(html.encode(), url=URL, charset="utf-8", max_text=50_000).text


@pytest.mark.parametrize(
    "beside",
    [
        f'<p><strong>Read more:</strong> <a href="/b">{HEADLINE}</a></p>',
        f'<p><a href="/b"><strong>READ ALSO: {HEADLINE}</strong></a></p>',
        f'<p><a href="https://other.example/b">{HEADLINE}</a></p>',
        f'<ul><li><a href="/b">{HEADLINE}</a> (12 May)</li></ul>',
        f'<div><div><a href="/b"><h3>{HEADLINE}</h3></a><p>{TEASER}</p></div></div>',
        f'<div class="c"><h3><a href="/b">{HEADLINE}</a></h3><p>{TEASER}</p></div>',
        f'<a href="/b"><div>{HEADLINE}</div><p>{TEASER}</p></a>',
        f'<p><em>Sign up for {HEADLINE}, a newsletter, <a href="/n">here</a>.</em></p>',
        f"<p hidden>{HEADLINE}. {TEASER}</p>",
        f"<template><p>{HEADLINE}. {TEASER}</p></template>",
        f'<div style="color: red; display: none"><p>{HEADLINE}. {TEASER}</p></div>',
        "<p>(Reporting by A. Writer in Beijing; editing by B. Reader)</p>",
        "<p><em>A. Writer was our correspondent in Beijing for six years.</em></p>",
    ],
)
def test_it_is_left_out_and_the_article_stays_whole(beside):
    text = text_of(page(beside).replace(f"<p>{beside}</p>", beside))
    assert "Beijing" not in text
    assert "Regulators there" not in text
    assert all(sentence in text for sentence in SENTENCES)


@pytest.mark.parametrize(
    "own",
    [
        '<p>The plant in <a href="/t/beijing">Beijing, capital of China</a>, will go on.</p>',
        '<p><a href="/b">A report by the ministry</a> in Beijing says that prices will fall.</p>',
        '<h2><a href="#beijing">What happens next in Beijing</a></h2>',
        '<h2><a href="/2025/a?from=feed">What happens next in Beijing</a></h2>',
        "<p><em>Nothing has been decided</em>, a speaker in Beijing said on Tuesday evening.</p>",
        "<p>The newsletter of the ministry in Beijing had said so weeks ago, to no effect.</p>",
        "<ul><li>Beijing is the first of six cities in which the work begins</li></ul>",
        "<table><tr><td>Beijing</td><td>12 per cent more than a year ago</td></tr></table>",
    ],
)
def test_what_the_article_says_itself_stays(own):
    html = page("MARK", *SENTENCES[:2]).replace("<p>MARK</p>", own)
    assert "Beijing" in text_of(html)


@pytest.mark.parametrize("tag", ["div", "section"])
def test_an_article_that_a_script_would_show_is_read(tag):
    body = "".join(f"<p>{text}</p>" for text in SENTENCES)
    html = f'<html><body>{MENU}<{tag} style="display:none">{body}</{tag}></body></html>'
    assert all(sentence in text_of(html) for sentence in SENTENCES)


def test_an_article_that_is_one_great_link_is_read():
    body = "".join(f"<p>{text}</p>" for text in SENTENCES)
    html = f'<html><body><main><article><a href="/app">{body}</a></article></main></body></html>'
    left = without_surroundings(html, URL)
    assert all(sentence in left for sentence in SENTENCES)


@pytest.mark.parametrize(
    "line",
    [
        "(Reporting by A. Writer in Beijing and B. Other; Editing by C. Third)",
        "Additional reporting by A. Writer in Beijing",
        "Mit Material von dpa und Reuters",
    ],
)
def test_credits_are_known(line):
    assert is_credits(line)


def test_a_sentence_about_reporting_is_no_credit():
    assert not is_credits("The law obliges banks to end reporting by post within two years.")
    assert not is_credits("Reporting by banks " + "must end, the minister said in Beijing. " * 10)
