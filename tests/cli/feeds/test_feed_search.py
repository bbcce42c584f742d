"""``feeds add --search``: search feeds shown, confirmed and added."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from monitor.config import load_config
from monitor.errors import MonitorError
from tests.command_line import call

ROOT = Path(__file__).parents[3]


def feeds_of(home):
    return load_config(home / "config.toml", environ={}, secrets=False).feeds[1:]


def test_each_query_is_shown_and_with_yes_added(cli, home):
    printed = cli("feeds", "add", "--search", "Apple + Alibaba", "--lang", "en,de", "--yes")
    assert "Google News: Apple + Alibaba (de)" in printed
    assert "Apple AND Alibaba" in printed
    assert "Added 8 search feeds" in printed
    assert "news-monitor rules add NAME 'Apple + Alibaba'" in printed
    added = feeds_of(home)
    assert len(added) == 8
    assert all(feed.tags == ("search",) for feed in added)
    assert added[0].url.startswith("https://news.google.com/rss/search?q=Apple+")
    assert added[0].name == "Google News: Apple + Alibaba (en)"


def test_without_a_yes_nothing_is_added(cli, home):
    before = (home / "config.toml").read_text()
    result = call("feeds", "add", "--search", "Apple + China")
    assert "Google News: Apple + China (en)" in result.output
    assert "add these feeds with --yes" in str(result.exception)
    assert (home / "config.toml").read_text() == before


def test_a_rule_that_is_there_is_searched_for_by_its_name(cli, home):
    printed = cli(
        "feeds", "add", "--rule", "apple IN china", "--engine", "google,hn", "--yes", "--tag", "x"
    )
    assert "rules add" not in printed
    assert [(feed.name, feed.tags) for feed in feeds_of(home)] == [
        ("Google News: Apple in China (en)", ("search", "x")),
        ("Hacker News: Apple in China", ("search", "x")),
    ]
    again = cli("feeds", "add", "--rule", "Apple in China", "--engine", "google", "--yes")
    assert "Already there: 1 search feed" in again
    assert "Added 0 search feeds" in again


def test_the_languages_of_a_rule_are_searched(cli, home):
    cli("feeds", "add", "--search", "Merkel + lang:(de | fr)", "--engine", "google", "--yes")
    assert [feed.name[-4:] for feed in feeds_of(home)] == ["(de)", "(fr)"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--search", "micro*"), "nothing in this rule can be searched for"),
        (("--search", "Apple", "--engine", "yahoo"), "there is google, bing"),
        (("--search", "Apple", "--lang", "xx"), "no language"),
        (("--rule", "Nope"), "there is Apple in China"),
        (("--search", "Apple +"), "nothing after the +"),
    ],
)
def test_what_cannot_be_searched_is_told_and_nothing_is_added(cli, home, words, says):
    before = (home / "config.toml").read_text()
    with pytest.raises(MonitorError, match=r".") as caught:
        cli("feeds", "add", *words, "--yes")
    assert says in str(caught.value)
    assert (home / "config.toml").read_text() == before


def test_a_url_a_search_and_a_rule_exclude_each_other(cli):
    for words in (
        (),
        ("https://x.example/", "--search", "Apple"),
        ("--rule", "x", "--search", "y"),
    ):
        result = call("feeds", "add", *words)
        assert isinstance(result.exception, SystemExit | typer.BadParameter)
        assert result.exit_code == 2


def test_adding_a_rule_offers_to_search_for_it(cli):
    printed = cli("rules", "add", "Rates", '"interest rates" + inflation')
    assert "news-monitor feeds add --rule Rates" in printed


def test_on_a_terminal_one_confirms_which(on_a_terminal, home):
    on_a_terminal("feeds", "add", "--rule", "Apple in China", types=b"9\n1,2\n")
    assert [feed.name for feed in feeds_of(home)] == [
        "Google News: Apple in China (en)",
        "Bing News: Apple in China (en)",
    ]


def rss(*items, more=""):
    body = "".join(f"<item>{item}</item>" for item in items)
    return f"<rss version='2.0' {more}><channel><title>Results</title>{body}</channel></rss>"


def test_an_article_that_several_engines_list_is_told_once_under_its_publishers_name(
    cli, cli_json, home, feed_server
):
    """Plain http by way of a proxy: the engines' real addresses, answered here."""
    title = "Apple turns to Alibaba for AI in China"
    article = "https://www.reuters.com/technology/apple-alibaba"
    date = "<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate>"
    wrapped = article.replace(":", "%3a").replace("/", "%2f")
    answers = {
        "http://news.google.com/rss/search": rss(
            f"<title>{title} - Reuters</title><link>https://news.google.com/rss/articles/CBMi</link>"
            f"<guid>CBMi</guid><source url='https://www.reuters.com'>Reuters</source>{date}"
        ),
        "http://www.bing.com/news/search": rss(
            f"<title>{title}</title>{date}<link>http://www.bing.com/news/apiclick.aspx?ref=F&amp;"
            f"url={wrapped}&amp;c=1</link><News:Source>Reuters</News:Source>",
            more="xmlns:News='https://www.bing.com/news/search?q=Apple&amp;format=rss'",
        ),
        "http://api.gdeltproject.org/api/v2/doc/doc": rss(
            f"<title>{title}</title><link>{article}</link>{date}"
        ),
        "http://hnrss.org/newest": rss(
            f"<title>{title}</title><link>{article}</link><guid>hn1</guid>{date}"
        ),
    }
    for address, body in answers.items():
        feed_server.publish(address, body)
    with (home / "config.toml").open("a") as file:
        for address in answers:
            file.write(
                f'[[feeds]]\nurl = "{address}?q=Apple&format=rss"\nname = "Search"\n'
                f'backfill = "all"\ntags = ["search"]\nproxy = "{feed_server.url("")}"\n'
            )
    text = (home / "config.toml").read_text()
    (home / "config.toml").write_text(
        'allow_private = ["127.0.0.1"]\n' + text.replace('backfill = "all"\n', "", 1)
    )
    printed = cli("once")
    assert printed.replace("*", "").count(title) == 1
    rows = [row for row in cli_json("matches", "--limit", "50") if row["title"] == title]
    assert rows
    assert {row["source"] for row in rows} <= {"Reuters", "reuters.com"}
    assert len({row["story"] for row in rows}) == 1
    assert sum(row["state"] == "sent" for row in rows) == 1
    links = {row["link"] for row in rows}
    assert links <= {article, "https://news.google.com/rss/articles/CBMi"}
