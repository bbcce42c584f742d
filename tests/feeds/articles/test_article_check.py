"""Whether a page is the article."""

from __future__ import annotations

import pytest

from monitor.feeds.articles.article import ArticleState
from monitor.feeds.articles.article_check import MORE, SHORTEST, WALL_MOST, judged
from monitor.feeds.articles.extract import Extracted
from tests.feeds.articles.pages import SENTENCES

LINK = "https://site.example/2025/a"
TEXT = "\n".join(SENTENCES)


def judge(text=TEXT, *, paid=False, final=LINK, teaser="", **rest):
    return judged(Extracted(text, paid), asked=LINK, final=final, teaser=teaser, **rest)


def test_an_article_is_read():
    article = judge()
    assert (article.state, article.text, article.reason) == (ArticleState.READ, TEXT, "")


def test_a_page_with_hardly_any_text_is_none():
    assert judge("x" * (SHORTEST - 1)).state is ArticleState.SHORT
    assert judge("x" * SHORTEST).state is ArticleState.READ


def test_chinese_says_more_in_fewer_characters():
    assert judge("苹果选择了阿里巴巴" * 12).state is ArticleState.READ


def test_a_page_that_says_no_more_than_the_feed_brings_nothing():
    assert judge(teaser=TEXT).state is ArticleState.SHORT
    assert judge(teaser=TEXT[: int(len(TEXT) / MORE) - 1]).state is ArticleState.READ


@pytest.mark.parametrize(
    "wall",
    [
        "Already a subscriber? Log in.",
        "We value your privacy. We and our 842 partners store information.",
        "Mit Werbung weiterlesen oder Abo abschließen.",
        "Cet article est réservé aux abonnés.",
        "この記事は有料会員限定です。",
    ],
)
def test_walls_are_known_by_what_they_say(wall):
    article = judge(f"{TEXT}\n{wall}")
    assert article.state is ArticleState.WALL
    assert article.text == ""


@pytest.mark.parametrize(
    "said",
    ["Page not found.", "Die Seite wurde nicht gefunden.", "Page introuvable", "页面不存在"],
)
def test_a_page_that_says_it_is_not_there_is_none_whatever_its_status(said):
    article = judge(f"{said}\n{TEXT}")
    assert article.state is ArticleState.SHORT
    assert article.reason == "its page says that it can't be found"


def test_an_article_may_say_that_somebody_could_not_be_found():
    assert judge(f"{TEXT}\nThe suspect could not be found.").state is ArticleState.READ


def test_a_long_text_may_speak_of_subscribers():
    long = TEXT * 5
    assert len(long) > WALL_MOST
    assert judge(f"{long}\nAlready a subscriber?").state is ArticleState.READ


def test_a_page_marked_as_paid_is_a_wall_but_not_to_who_has_paid():
    assert judge(paid=True).state is ArticleState.WALL
    assert judge(paid=True, with_credentials=True).state is ArticleState.READ


def test_a_link_that_ends_at_the_front_page_leads_to_no_article():
    assert judge(final="https://site.example/").state is ArticleState.WALL
    assert judge(final="https://site.example/?id=3").state is ArticleState.READ
    assert judge(final="https://site.example/2025/a-b").state is ArticleState.READ


def test_texts_that_differ_in_numbers_alone_are_known_as_the_same():
    assert judge(f"Visit 1839. {TEXT}").digest == judge(f"Visit 7. {TEXT}").digest
    assert judge().digest != judge(TEXT.replace("Analysts", "Lawyers")).digest
