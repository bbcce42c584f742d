"""Routes: in words, where a rule's alerts go and when, by its own wishes and its targets'."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.alerts.planning.policy import (
    Group,
    Mode,
    Policy,
    Priority,
    Quiet,
    Scope,
    Target,
)
from monitor.config.tables.policies import several_a_day
from monitor.durations import format_duration
from monitor.volume.silence import OWN_RHYTHM


def route(policy: Policy, targets: Mapping[str, Target], feed_names: Mapping[str, str]) -> str:
    """Say where a rule's alerts go, and when.

    Such as ``desk at once, quiet 22:00-07:00; boss: digest weekdays 08:00``.

    Args:
        policy: The rule's.
        targets: By name.
        feed_names: What to call a feed, by its address.
    """
    told = [to_target(policy, targets[name]) for name in policy.targets if name in targets]
    wishes = [
        "high priority" if policy.priority is Priority.HIGH else "",
        "low priority" if policy.priority is Priority.LOW else "",
        "every item" if policy.group is Group.ITEM else "",
        scope(policy.scope, feed_names),
        _again(policy),
        _missed(policy),
        "judged by the model" if policy.about else "",
    ]
    return "; ".join(["; ".join(told) or "nobody", *filter(None, wishes)])


def to_target(policy: Policy, target: Target) -> str:
    """Say how a rule's alerts go to one target."""
    if policy.urgent:
        return f"{target.name} at once, always"
    if policy.group is Group.DAY:
        return ", ".join(
            [f"{target.name}: {once_a_day(policy, target)}", *_quiet_of(policy, target)]
        )
    mode = policy.mode or target.mode
    timetable = policy.digest or target.digest
    quiet = _quiet_of(policy, target)
    if mode is Mode.DIGEST and timetable is not None:
        return ", ".join([f"{target.name}: digest {timetable.text}", *quiet])
    limit = [f"at most {policy.max_per_hour} an hour"] if policy.max_per_hour else []
    return ", ".join([f"{target.name} at once", *quiet, *limit])


def once_a_day(policy: Policy, target: Target) -> str:
    """Say when a rule's one message a day goes out: ``one message a day, weekdays 08:00``."""
    timetable = policy.digest or target.digest
    if timetable is None:
        return "one message a day"
    at = "at the first of " if several_a_day(timetable) else ""
    return f"one message a day, {at}{timetable.text}"


def of_target(target: Target, feed_names: Mapping[str, str]) -> str:
    """Say what a target itself wishes."""
    if target.mode is Mode.DIGEST and target.digest is not None:
        words = [f"digest {target.digest.text}"]
    else:
        words = ["at once"]
    words += _quiet(target.quiet_hours)
    if target.max_per_hour and target.mode is Mode.INSTANT:
        words.append(f"at most {target.max_per_hour} an hour")
    return "; ".join(filter(None, [", ".join(words), scope(target.scope, feed_names)]))


def scope(scope: Scope, feed_names: Mapping[str, str]) -> str:
    """Say what a scope lets through: ``only en, de; only tagged tech``; empty if everything."""
    # A feed of a list is in there as written and casefolded, for nobody knows its address yet.
    folded = {name.casefold() for name in scope.feeds if name != name.casefold()}
    feeds = sorted({feed_names.get(url, url) for url in scope.feeds - folded}, key=str.casefold)
    parts = [
        f"only {', '.join(sorted(scope.languages))}" if scope.languages else "",
        f"only from {', '.join(feeds)}" if feeds else "",
        f"only tagged {' or '.join(sorted(scope.tags))}" if scope.tags else "",
    ]
    return "; ".join(filter(None, parts))


def _again(policy: Policy) -> str:
    parts = [f"at {', '.join(map(str, policy.again_at))} outlets"] if policy.again_at else []
    if policy.again_after is not None:
        parts.append(f"after {format_duration(policy.again_after)} without news")
    return f"again {' and '.join(parts)}" if parts else ""


def _missed(policy: Policy) -> str:
    said = ["tells of spikes"] if policy.spike else []
    if policy.expect == OWN_RHYTHM:
        said.append("warns when unusually silent")
    elif policy.expect is not None:
        said.append(f"warns after {format_duration(policy.expect)} without a match")
    return "; ".join(said)


def _quiet_of(policy: Policy, target: Target) -> list[str]:
    return _quiet(policy.quiet_hours, target.quiet_hours)


def _quiet(*quiet: Quiet | None) -> list[str]:
    return [f"quiet {each}" for each in dict.fromkeys(hours.text for hours in quiet if hours)]
