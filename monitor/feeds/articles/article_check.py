"""Whether what a page says is the article: too little, or a wall, is none. Pure.

Matched as if it were the article, a request for consent would make every rule about privacy find
every item of a site.
"""

from __future__ import annotations

import unicodedata
from typing import Final
from urllib.parse import urlsplit

from monitor.feeds.articles.article import Article, ArticleState
from monitor.feeds.articles.extract import Extracted
from monitor.item import digest
from monitor.search_tokens import search_tokens

SHORTEST: Final = 300
"""Characters below which a text is no article; a Chinese character counts as three."""
WALL_MOST: Final = 2_000
"""A wall says no more than this; longer texts may speak of subscribers and cookies as they like."""
MORE: Final = 1.2
"""An article is at least this much longer than what the feed has said of it."""
_BEGINNING: Final = 1_000
"""Characters by which texts are known to be the same."""
_WALLS: Final = tuple(
    phrase.casefold()
    for phrase in (
        *("subscribe to continue", "subscribe to read", "already a subscriber", "subscribers only"),
        *("sign in to continue", "log in to continue", "sign in to read", "create a free account"),
        *(
            "we value your privacy",
            "accept all cookies",
            "before you continue to",
            "enable cookies",
        ),
        *("enable javascript", "javascript is disabled", "are you a robot", "you are human"),
        *("unusual traffic", "access denied", "not available in your region", "your ad blocker"),
        *("jetzt weiterlesen", "mit abo lesen", "bereits abonnent", "exklusiv für abonnenten"),
        *("mit werbung weiterlesen", "cookies akzeptieren", "réservé aux abonnés", "déjà abonné"),
        *(
            "abonnez-vous pour lire",
            "accepter les cookies",
            "ya eres suscriptor",
            "solo suscriptores",
        ),
        *("suscríbete para", "aceptar las cookies", "per continuare a leggere", "sei già abbonato"),
        *("accetta i cookie", "al abonnee", "om verder te lezen", "já é assinante", "assine para"),
        *("dla prenumeratorów", "подписчиков", "有料会員", "続きを読むには", "登录后", "订阅后"),
        *("로그인 후", "구독자 전용"),
    )
)
_MISSING: Final = tuple(
    phrase.casefold()
    for phrase in (
        *("page not found", "page you are looking for", "page you were looking for"),
        *("page you requested", "error 404", "404 error", "seite nicht gefunden"),
        *("seite wurde nicht gefunden", "seite konnte nicht gefunden", "page introuvable"),
        *("page demandée n", "página no encontrada", "no se ha encontrado la página"),
        *("pagina non trovata", "pagina niet gevonden", "página não encontrada"),
        *("nie znaleziono strony", "sidan kunde inte hittas", "страница не найдена"),
        *(
            "ページが見つかりません",
            "お探しのページ",
            "页面不存在",
            "找不到页面",
            "페이지를 찾을 수 없",
        ),
    )
)
"""A page that isn't there says so, though its status says 200."""


def judged(
    found: Extracted, *, asked: str, final: str, teaser: str, with_credentials: bool = False
) -> Article:
    """Say what a page that came is to an item.

    Args:
        found: What it says.
        asked: The item's link.
        final: Where its redirects led.
        teaser: What the feed has said of it.
        with_credentials: Whether the user's own headers or password went with the request: who has
            subscribed is given what isn't free to others.
    """
    weight = _weight(found.text)
    if found.paid and not with_credentials:
        return _none(ArticleState.WALL, "its publisher marks it as not free to read")
    if _is_front(final) and not _is_front(asked):
        return _none(ArticleState.WALL, "its link leads to the site's front page")
    lowered = found.text.casefold()
    if weight < WALL_MOST and any(phrase in lowered for phrase in _MISSING):
        return _none(ArticleState.SHORT, "its page says that it can't be found")
    if weight < WALL_MOST and any(phrase in lowered for phrase in _WALLS):
        return _none(
            ArticleState.WALL, "its page asks for a subscription, a login or consent instead"
        )
    if weight < SHORTEST:
        return _none(ArticleState.SHORT, "its page has hardly any text")
    if weight < MORE * _weight(teaser):
        return _none(ArticleState.SHORT, "its page says no more than the feed")
    words = [word for word in search_tokens(found.text[:_BEGINNING]) if not word.isdigit()]
    return Article(state=ArticleState.READ, text=found.text, digest=digest(words))


def _none(state: ArticleState, reason: str) -> Article:
    return Article(state=state, reason=reason)


def _weight(text: str) -> int:
    """How long a text is, in characters of an alphabet."""
    if text.isascii():
        return len(text)
    return len(text) + 2 * sum(unicodedata.east_asian_width(char) in "WF" for char in text)


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query
