"""What the command line says of the articles behind items."""

from __future__ import annotations

import json

import pytest

from tests.feeds.articles.pages import linked_data, page

HTML = "text/html; charset=utf-8"


@pytest.fixture
def site(feed_server, home):
    """A feed whose teasers lack a word, and the pages behind them."""
    feed_server.publish("/a", page("It is sold in China."), content_type=HTML)
    paid = linked_data('{"isAccessibleForFree": false}')
    feed_server.publish("/b", page("It is sold in China.", head=paid), content_type=HTML)
    feed_server.publish("/c", page("It is sold in Chile."), content_type=HTML)
    items = "".join(
        f"<item><title>{title}</title><link>{feed_server.url(path)}</link></item>"
        for path, title in (
            ("/a", "Apple names an AI partner"),
            ("/b", "AI at Apple costs two thousand jobs"),
            ("/c", "Apple AI lab opens in Leeds"),
        )
    )
    feed = feed_server.publish(
        "/feed.xml", f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'
    )
    config = home / "config.toml"
    text = config.read_text().replace('"seeds/sample.rss"  # the sample', f'"{feed}"')
    config.write_text(f'allow_private = ["127.0.0.1"]\n{text.replace("Sample", "Wire")}')
    return feed_server


def test_a_round_reads_what_may_decide_and_says_what_came_of_it(cli, cli_json, site):
    printed = cli("once")
    assert "Found in the full text:" in printed
    assert "2 articles read: 1 match in full texts; 1 couldn't be" in printed
    (match,) = cli_json("matches")
    assert match["full_text"].startswith("Found in the full text:")
    assert "sold in China" in match["full_text"]
    assert match["state"] == "sent"
    assert "Found in the full text:" in cli("matches")
    why = cli("why", match["id"])
    assert "sold in China" in why
    assert "China → China in the full text" in why
    near = cli("matches", "--near")
    assert "its publisher marks it as not free to read" in near
    assert "characters) and doesn't decide it" in near
    states = sorted(each["article"]["state"] for each in cli_json("matches", "--near"))
    assert states == ["read", "wall"]
    assert "3 articles wanted: 2 read, 1 behind a wall" in cli("feeds", "show", "Wire")
    assert "isn't kept" in cli("why", "Apple AI lab opens in Leeds", "Apple + Chile", code=1)
    assert "2 articles that the daemon read can't be counted" in " ".join(
        cli("backtest", "Apple + Chile").split()
    )


def test_a_round_as_json_counts_them(cli, site):
    printed = cli("once", "--json")
    told = json.loads(printed[printed.index("\n{") :])  # behind what the console was sent
    assert told["articles"] == {"read": 2, "wall": 1}
    assert told["matches_in_full_texts"] == 1


def test_texts_that_are_kept_are_searched_and_backtested(cli, cli_json, home, site):
    config = home / "config.toml"
    config.write_text(f"keep_full_text = true\n{config.read_text()}")
    cli("once")
    assert len(cli_json("matches", "--search", "summer")) == 1
    printed = " ".join(cli("backtest", "Apple + Chile").split())
    assert "1 match" in printed
    assert "not kept" not in printed
    cli("why", "Apple AI lab opens in Leeds", "Apple + Chile")


def test_check_says_whether_articles_are_read(cli, cli_json, home):
    assert "Full texts: articles are read where one may decide; at most 60" in " ".join(
        cli("check").split()
    )
    config = home / "config.toml"
    text = config.read_text()
    config.write_text(f'full_text = "never"\n{text}')
    assert "Full texts: articles aren't read\n" in cli("check")
    config.write_text(
        f'full_text = "never"\n{text.replace("[[rules]]", "", 0)}'.replace(
            'backfill = "all"', 'backfill = "all"\nfull_text = "always"'
        )
    )
    assert 'full_text = "always" for Sample' in " ".join(cli("check").split())
    checked = json.loads(cli("check", "--json"))
    assert checked["full_texts"]["full_text"] == "never"
    assert checked["feeds"][0]["full_text"] == "always"


def test_check_says_what_to_install(cli, home, monkeypatch):
    for module in ("config.tables.feeds.full_text", "config.load"):
        monkeypatch.setattr(f"monitor.{module}.can_read_articles", lambda: False)
    assert "pip install 'news-monitor[fulltext]'" in " ".join(cli("check").split())
    config = home / "config.toml"
    config.write_text(f'full_text = "auto"\n{config.read_text()}')
    printed = " ".join(cli("check").split())
    assert 'full_text: "auto" has no effect' in printed
    assert "1 warning" in printed
