"""Default timetable: when digests go out that were wished for without a time.

Apart from the configuration, which reads the wishes, for processes that only try rules ask for it,
too: with all that reads a configuration they would take 13 MB more. Without this module a target
with ``mode = "digest"`` alone would never be told anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from monitor.alerts.planning.policy import Group, Mode, Policy, Target

_DEFAULT: Final = "daily 08:00"


def with_timetables(targets: Mapping[str, Target], policies: Iterable[Policy]) -> dict[str, Target]:
    """Return the targets, with the default timetable for those that may need one and have none."""
    wanting = {name for name, target in targets.items() if target.mode is Mode.DIGEST}
    for policy in policies:
        gathers = Mode.DIGEST is policy.mode or Group.DAY is policy.group
        if gathers and policy.digest is None:
            wanting.update(policy.targets)
    wanting = {name for name in wanting & targets.keys() if targets[name].digest is None}
    if not wanting:
        return dict(targets)
    # Not at the top: it brings APScheduler along, which most can do without.
    from monitor.alerts.timetable import parse_timetable  # noqa: PLC0415

    default = parse_timetable(_DEFAULT)
    return {
        name: replace(target, digest=default) if name in wanting else target
        for name, target in targets.items()
    }
