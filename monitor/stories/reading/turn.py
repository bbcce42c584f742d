"""Turn: how an event was taken further, which is news of its own (``turns``)."""

from __future__ import annotations

from enum import Enum, auto


class Turn(Enum):
    """How an event was taken further."""

    DENIED = auto()
    CONFIRMED = auto()
    """Counts only where it was denied before."""
    ARREST = auto()
    CHARGE = auto()
    VERDICT = auto()
    SENTENCE = auto()
    APPROVAL = auto()
    DELAY = auto()
    RESUMPTION = auto()
    LAWSUIT = auto()
    APPEAL = auto()
    RESIGNATION = auto()
    FAILURE = auto()
    """Of talks."""
    RELEASE = auto()
    """Of hostages and others who were held."""
    BAIL = auto()
    HIGHER_BID = auto()
    VOTE = auto()
    """How it ended, where that has a word of its own."""
    REJECTION = auto()
    CANCELLATION = auto()
    WITHDRAWAL = auto()
    """Of a candidate or competitor, also by others' will."""
    REPETITION = auto()
    CHALLENGE = auto()
    """Of a result."""
    RECOUNT = auto()
    INAUGURATION = auto()
    TRIAL = auto()
    """It begins."""
    TESTIMONY = auto()
    EMERGENCY = auto()
    LANDFALL = auto()
    IDENTIFIED = auto()
    """The victims."""
    FOUND = auto()
    """This and most of the rest count only where a report has what came before: somebody was
    missing."""
    DEATH = auto()
    SURVIVOR = auto()
    BODY = auto()
    TRANSFER = auto()
    """A patient is taken elsewhere."""
    SURGERY = auto()
    RECOVERY = auto()
    ACCEPTANCE = auto()
    """Of a bid."""
    PATCH = auto()
    EXPLOITED = auto()
    """Of a flaw: it is attacked, or how is public."""
    RECALL = auto()
    STRIKE_BEGUN = auto()
    STRIKE_OVER = auto()
    ANOTHER = auto()
    """A second death, a third case."""
    EXTENSION = auto()
    COURT_ORDER = auto()
    CONTAINED = auto()
    """Of a fire or the like."""
    CAUSE = auto()
    SIGNED = auto()
    BID = auto()
    RIVAL_BID = auto()
    DEAL = auto()
    LEAKED = auto()
    RANSOM = auto()
    RAID = auto()
    PROBE = auto()
    ILLNESS = auto()
    ELECTED = auto()
    SIGNING = auto()
    """A player's medical or contract."""
    INSOLVENCY = auto()
    STOPPED = auto()
    """Sales or production."""
    LICENCE = auto()
    DISMISSED = auto()
    SUCCESSOR = auto()
    CLOSED = auto()
    SPILL = auto()
    VACCINATION = auto()
    ENDED = auto()
    HOSTILE = auto()
    BOYCOTT = auto()
    REWARD = auto()
    TEAR_GAS = auto()
    FINED = auto()
    """This and those below count only after a hack, an outage, a flaw, and what somebody is blamed
    for."""
    COMPENSATION = auto()
    APOLOGY = auto()
    BACK = auto()
    ADMITTED = auto()
    SUMMONED = auto()
    HALTED = auto()
    ORDERED = auto()
    """By whom may say what is done about a flaw."""
    RETURNED = auto()
