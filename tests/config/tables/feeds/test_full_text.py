"""full_text: what a user wishes, and what is installed."""

from __future__ import annotations

import pytest

from monitor.feeds.state.full_text import FullText

FEEDS = '[[feeds]]\nurl = "https://a.example/feed"\n[[feeds]]\nurl = "https://b.example/feed"\n'
LIST = "<opml><body><outline type='rss' text='C' xmlUrl='https://c.example/feed'/></body></opml>"


@pytest.fixture
def without(monkeypatch):
    """As if the extra weren't installed."""
    for module in ("config.tables.feeds.full_text", "config.load"):
        monkeypatch.setattr(f"monitor.{module}.can_read_articles", lambda: False)


def wishes(config):
    return [config.full_texts.wish, *(feed.full_text for feed in config.feeds)]


def test_left_out_articles_are_read_where_one_may_decide(folder):
    config = folder.load(FEEDS)
    assert wishes(config) == [FullText.AUTO] * 3
    assert (config.full_texts.keep, config.full_texts.per_hour) == (False, 60)


def test_a_feed_has_its_own_wish(folder):
    config = folder.load(f'full_text = "never"\n{FEEDS}full_text = "always"\n')
    assert wishes(config) == [FullText.NEVER, FullText.NEVER, FullText.ALWAYS]


def test_what_is_kept_and_how_much_is_asked_for_is_for_all(folder):
    config = folder.load(f"keep_full_text = true\nfull_text_per_hour = 5\n{FEEDS}")
    assert (config.full_texts.keep, config.full_texts.per_hour) == (True, 5)


def test_another_word_is_a_mistake_that_names_the_right_ones(folder):
    mistakes = folder.mistakes(f'full_text = "yes"\nfull_text_per_hour = 0\n{FEEDS}')
    assert mistakes["full_text"].startswith('must be "auto"')
    assert mistakes["full_text_per_hour"] == "must be at least 1"
    assert "full_text" in folder.mistakes(f"full_text = true\n{FEEDS}")


def test_without_the_extra_nothing_is_read_and_nothing_complained_of(folder, without):
    config = folder.load(FEEDS)
    assert wishes(config) == [FullText.NEVER] * 3
    assert not config.full_texts.installed
    assert not [each for each in config.warnings if "full_text" in each.path]


def test_who_asks_for_it_without_the_extra_is_told_what_to_install(folder, without):
    text = f'full_text = "auto"\n{FEEDS}full_text = "always"\n'
    assert wishes(folder.load(text)) == [FullText.NEVER] * 3
    warnings = folder.warnings(text)
    told = [said for path, said in warnings.items() if "full_text" in path]
    assert len(told) == 2
    assert all("pip install 'news-monitor[fulltext]'" in each for each in told)


def test_never_needs_no_extra(folder, without):
    warnings = folder.warnings(f'full_text = "never"\n{FEEDS}full_text = "never"\n')
    assert not [path for path in warnings if "full_text" in path]
