"""Facts about what the commands say of dates that can't be read."""

import pytest

DOCUMENT = """<rss version="2.0"><channel><title>Paper</title>
<item><title>One</title><guid>1</guid><pubDate>Spring</pubDate></item>
<item><title>Two</title><guid>2</guid><pubDate>next week</pubDate></item>
<item><title>Three</title><guid>3</guid><pubDate>Wed, 25 Nov 2026 10:15:00 GMT</pubDate></item>
</channel></rss>"""
SAID = "2 items, dated when first seen; the first says “Spring”"


@pytest.fixture
def paper(home):
    (home / "seeds/sample.rss").write_text(DOCUMENT, "utf-8")


def test_feeds_show_counts_them_and_quotes_the_first(paper, cli, cli_json):
    cli("once")

    printed = " ".join(cli("feeds", "show", "sample").split())
    assert f"Unreadable dates {SAID}" in printed
    assert cli_json("feeds", "show", "sample")["unreadable_dates"] == SAID


def test_feeds_test_says_so_before_a_feed_is_added(paper, cli, cli_json):
    assert f"Unreadable dates: {SAID}" in " ".join(cli("feeds", "test", "seeds/sample.rss").split())
    assert cli_json("feeds", "test", "seeds/sample.rss")["unreadable_dates"] == SAID


def test_a_feed_whose_dates_are_all_read_has_nothing_said_of_them(cli, cli_json):
    cli("once")

    assert "Unreadable" not in cli("feeds", "show", "sample")
    assert cli_json("feeds", "show", "sample")["unreadable_dates"] == ""
    assert "Unreadable" not in cli("feeds", "test", "seeds/sample.rss")
