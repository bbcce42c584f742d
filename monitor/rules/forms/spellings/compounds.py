"""Compounds: pairs of English words that papers write as one or as two (health care, healthcare).

A phrase of two words is found as one anyway, and one word as two. Without this module a phrase of
three, "health care workers", would miss "healthcare workers".
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

_PAIRS: Final = frozenset(
    """
    air-base air-bases air-lift air-line air-lines air-strike air-strikes arm-chair auto-maker
    auto-makers back-up black-out book-seller border-line brain-power bull-fight by-election
    car-maker car-makers case-load cash-flow cease-fire child-birth child-care chip-maker
    chip-makers clean-up coal-field coal-mine coal-mines cock-pit copy-right crack-down
    crypto-currencies crypto-currency cyber-attack cyber-attacks cyber-crime cyber-criminals
    cyber-security data-base data-bases data-center data-centers data-centre data-centres
    data-set data-sets day-care death-bed down-load drug-maker drug-makers earth-quake
    eye-witness eye-witnesses farm-land fire-arm fire-arms fire-fighter fire-fighters fire-wall
    flood-plain foot-ball free-lance fuel-wood fund-raiser fund-raising ground-water hand-gun
    hand-guns head-quarters health-care heat-wave heat-waves home-owner home-owners home-work
    house-wife hydro-power ice-berg infra-red jail-break job-seeker job-seekers land-fill
    land-mine land-mines land-owner land-owners lap-top law-maker law-makers law-suit law-suits
    lay-off lay-offs life-style line-up live-stock lock-down micro-chip micro-chips
    micro-plastic micro-plastics mine-field money-lender motor-bike motor-way nation-wide
    news-paper news-papers night-club oil-field oil-fields on-line over-time pay-check pay-day
    pay-roll pipe-line pipe-lines plane-maker policy-maker policy-makers rail-road rail-way
    rain-fall rain-forest rain-forests ransom-ware real-time road-block road-blocks sea-bed
    sea-food semi-conductor semi-conductors share-holder share-holders ship-builder
    ship-builders ship-building ship-yard ship-yards shut-down side-walk sink-hole smart-phone
    smart-phones smart-watch snow-fall space-craft spread-sheet start-up start-ups steel-maker
    steel-makers stock-broker stock-market stock-pile take-over take-overs tax-payer tax-payers
    time-table trade-mark trade-off under-sea video-game video-games voice-mail wage-earner
    war-plane war-planes war-ship war-ships waste-water water-front water-way web-site web-sites
    wet-land wet-lands whistle-blower whistle-blowers wild-fire wild-fires wild-life wind-farm
    wind-farms work-force work-place work-places world-wide
    """.split()  # noqa: SIM905 - a list is four times as long
)
_LEAST: Final = 3  # words of a phrase of which some may be one


def written_together(phrase: str) -> str:
    """Return a phrase with its first such pair as one word; empty if it has none.

    Args:
        phrase: A term. One of two words is left alone.
    """
    words = phrase.split()
    if len(words) < _LEAST:
        return ""
    for i, (first, second) in enumerate(pairwise(words)):
        if f"{first}-{second}".lower() in _PAIRS:
            return " ".join((*words[:i], first + second.lower(), *words[i + 2 :]))
    return ""
