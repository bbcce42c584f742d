"""Stance: whether a headline denies something, or tells of what is only planned or possible.

"Will not resign" and "resigns", "set to buy" and "buys" share nearly all their words and tell of
two events. Without this module the one would swallow the other.
"""

from __future__ import annotations

from typing import Final

from monitor.text import fold

_NOT: Final = """
    not no never without deny denies denied denying denial reject rejects rejected refuse refuses
    refused dismiss dismisses rule rules cannot isn aren wasn weren won doesn don didn hasn haven
    wouldn couldn nor none neither unable fails failed halts scraps drops cancels
    nicht kein keine keinen keiner nie niemals ohne dementiert bestreitet verneint weist lehnt
    ne pas non aucun aucune jamais sans dément nie refuse rejette
    ni nunca sin niega niegan desmiente rechaza descarta ningún ninguna
    mai senza nega negano smentisce respinge rifiuta nessun nessuna esclude
    não nunca sem nega desmente rejeita nenhum nenhuma
    niet geen nooit zonder ontkent weigert
    не нет ни никогда без отрицает отвергает опроверг опровергла отказался отказалась отказ
    inte ingen aldrig nekar ikke ingen aldri afviser avviser
    nie bez zaprzecza odrzuca
    不 没 否认 未
"""
_PLANNED: Final = """
    may might could would will shall plan plans planned planning consider considers considering
    weigh weighs weighing mull mulls mulling eye eyes eyeing explore explores seek seeks seeking
    want wants
    propose proposes proposed expected set likely possible potential near nears talks about ahead
    prepare prepares preparing ready readies poised vows vow threatens threaten threat aims hopes
    rumour rumor rumours rumoured tipped report reportedly sources
    soll sollen will wollen plant planen erwägt prüft könnte könnten dürfte möglich wohl vor droht
    drohen bericht angeblich offenbar
    pourrait pourraient envisage veut veulent prévoit va vont bientôt menace projet
    podría podrían planea quiere quieren prevé estudia amenaza va
    potrebbe potrebbero vuole vogliono valuta pronto prevede verso minaccia ipotesi
    pode podem poderá quer planeja pretende avalia ameaça
    kan wil willen overweegt plant dreigt mogelijk
    может могут планирует намерен намерена хочет готов готова возможно грозит собирается
    拟 将 或 计划
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())


_NOT_WORDS: Final = _words(_NOT)
_PLANNED_WORDS: Final = _words(_PLANNED)


def denies(word: str) -> bool:
    """Whether a folded word denies something, or tells of what doesn't happen."""
    return word in _NOT_WORDS


def plans(word: str) -> bool:
    """Whether a folded word tells of what is only planned, expected or possible."""
    return word in _PLANNED_WORDS
