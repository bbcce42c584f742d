"""Items as they are asked for; writing them is told in test_polls.py."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.feeds.articles.article import Article, ArticleState
from monitor.store.database import Database
from monitor.store.history import match_list
from monitor.store.history.match_query import MatchQuery
from monitor.store.upkeep import transfer
from monitor.store.writing import articles, items


def test_items_a_day_are_those_of_the_last_week(database, feed_id, record, now):
    for days in (0, 1, 3, 30):
        record(f"Apple {days}", published=now - timedelta(days=days))
    assert items.per_day(database.read(), now=now + timedelta(days=3.5)) == {
        feed_id: pytest.approx(3 / 6.5)  # it is known since less than a week
    }
    later = now + timedelta(days=6.5)
    assert items.per_day(database.read(), now=later) == {feed_id: pytest.approx(1 / 6.5)}
    assert items.per_day(database.read(), now=now + timedelta(days=30)) == {}


def found(database, words):
    return len(match_list.matches(database.read(), MatchQuery(search=words)))


def test_an_item_is_found_by_the_full_text_that_is_kept_of_it(database, record):
    record("Apple opens")
    assert found(database, "Hangzhou") == 0
    database.write(lambda db: items.keep_full_text(db, 1, "A shop in Hangzhou."))
    assert items.get(database.read(), 1).full_text == "A shop in Hangzhou."
    assert (found(database, "Hangzhou"), found(database, "body:Hangzhou")) == (1, 1)
    assert found(database, "title:Hangzhou") == 0


def test_an_edit_leaves_the_full_text_and_the_index_in_step(database, record, make_item, now):
    record("Apple opens")
    database.write(lambda db: items.keep_full_text(db, 1, "A shop in Hangzhou."))
    database.write(lambda db: items.edit(db, 1, make_item(title="Apple closes"), now=now))
    assert (found(database, "Hangzhou"), found(database, "opens"), found(database, "closes")) == (
        1,
        0,
        1,
    )
    database.write(lambda db: items.keep_full_text(db, 1, ""))
    assert found(database, "Hangzhou") == 0
    database.write(
        lambda db: db.execute("INSERT INTO items_fts (items_fts) VALUES ('integrity-check')")
    )


def test_a_full_text_moves_house(database, record, tmp_path, now):
    record("Apple opens")
    article = Article(state=ArticleState.READ, text="A shop in Hangzhou.", digest="d")
    database.write(lambda db: articles.want(db, 1, "https://a.test/1", now=now))
    database.write(lambda db: articles.settle(db, 1, article, now=now))
    database.write(lambda db: items.keep_full_text(db, 1, article.text))
    lines = list(transfer.export_lines(database.read()))
    with Database(tmp_path / "other.db") as other:
        other.write(lambda db: transfer.import_lines(db, lines))
        assert found(other, "Hangzhou") == 1
        assert articles.of_item(other.read(), 1) == articles.of_item(database.read(), 1)
