"""What became of a match, for the terminal and for other programs: in a word and in a sentence."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from monitor.alerts.planning.reasons import Withholding
from monitor.cli.printing import output
from monitor.printable import clean
from monitor.store.history.match_list import MatchRow
from monitor.store.history.match_state import sentence

STYLES = {
    "sent": "green",
    "grouped": "dim",
    "waiting": "yellow",
    "held": "yellow",
    "withheld": "yellow",
    "dead": "red",
}
"""How each state is shown."""


def fate(row: MatchRow, zone: ZoneInfo) -> str:
    """What became of a match, in a sentence."""
    return clean(sentence(row.fate, lambda moment: output.moment(moment, zone)))


def plain_fate(row: MatchRow, zone: ZoneInfo) -> dict[str, object]:
    """The same for JSON."""
    return {
        "state": row.state.value,
        "fate": fate(row, zone),
        "sent_at": output.iso(row.fate.sent_at, zone),
        "sent_as": row.fate.sent_as,
        "withheld": row.withheld,
        "deliveries": [
            {
                "id": each.message,
                "target": each.target,
                "state": each.state.value,
                "at": output.iso(each.at, zone),
                **plain_withheld(each.withheld, zone),
            }
            for each in row.fate.targets
        ],
    }


def plain_withheld(why: Withholding | None, zone: ZoneInfo) -> dict[str, object]:
    """Why a delivery was withheld, and by which silence, for JSON; empty and null: it wasn't."""
    said = why.in_words(lambda moment: output.moment(moment, zone)) if why else ""
    silence = why.silence if why else None
    return {"withheld": clean(said), "silence": silence.id if silence else None}
