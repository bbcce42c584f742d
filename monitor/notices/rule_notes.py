"""What notes say of rules that find far less or far more than usual, in the same words. Pure.

    Nothing for 3 days: Rates                 it has fallen silent (``volume.silence``)
    61 reports in an hour: Rates              a spike (``volume.spike``), and what drives it
    As usual again after 7 hours: Rates       it is over

Without this module a spike would be a bare number, and each flow would have words of its own.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from monitor.alerts.alert import Bar, Note, NoteLink
from monitor.human import in_full, in_words, listed, plural
from monitor.item import digest
from monitor.volume.drivers import Driver, Made
from monitor.volume.rhythm import Rhythm, Tally
from monitor.volume.silence import OWN_RHYTHM, longest_pause
from monitor.volume.spike import Spike
from monitor.volume.uptime import hour_of
from monitor.volume.window import HOUR, Window

BARS: Final = 8
"""Hours that a chart shows."""
STORIES: Final = 3
"""Events that are named."""
OUTLETS: Final = 3
_NAMED: Final = 2
"""Outlets named of each event."""
_HALF: Final = 0.5
_STANDS_OUT: Final = 3
"""Reports that an outlet must have to be named."""


def overdue_note(
    rule: str,
    canonical: str,
    expect: timedelta,
    matched: Sequence[datetime],
    *,
    first_seen_at: datetime,
    now: datetime,
) -> Note:
    """Return the note about a rule that is overdue: the same key until it matches again.

    Args:
        rule: The rule's name.
        canonical: The rule's canonical text.
        expect: The wait that the user wrote; ``OWN_RHYTHM``: the rule's own.
        matched: When the rule matched, aware, in order; empty: never.
        first_seen_at: Since when the rule has been watched for, as it reads now.
        now: Aware.
    """
    last = matched[-1] if matched else None
    silent = in_words(now - max(first_seen_at, last or first_seen_at))
    if last is None:
        since = f"It has matched nothing since it was added or last changed, {silent} ago."
    else:
        since = f"Its last match was published {in_words(now - last)} ago."
    if expect == OWN_RHYTHM:
        since += f" Its longest pause so far was {in_words(longest_pause(matched, now=now))}."
    name = shlex.quote(rule)
    return Note(
        key=digest(("expect", rule, (last or first_seen_at).isoformat())),
        title=f"Nothing for {silent}: {rule}",
        text="\n".join(
            (
                f"The rule: {canonical}",
                since,
                f"Near misses: news-monitor matches --near --rule {name}",
                "To check the feeds: news-monitor feeds",
            )
        ),
        created_at=now,
    )


def spike_note(
    rule: str,
    canonical: str,
    spike: Spike,
    *,
    rhythm: Rhythm | None,
    made: Made,
    hours: Mapping[datetime, Tally],
    now: datetime,
) -> Note:
    """Return the note about a spike, once it is found.

    Args:
        rule: The rule's name.
        canonical: The rule's canonical text.
        spike: What was found.
        rhythm: What is usual for the rule; None: that isn't known any more.
        made: What the spike is made of.
        hours: What the rule found in each of the last hours.
        now: Aware.
    """
    usual = f"Usual at this time: {_about(spike.usual)}."
    if rhythm is not None:
        usual += _most(rhythm, spike.window)
    return Note(
        key=spike_key(rule, spike),
        title=f"{plural(spike.reports, 'report')} in {spike.span}: {rule}",
        text="\n".join((f"The rule: {canonical}", usual, *_driven(made))),
        links=_links(made),
        chart=_chart(hours, rhythm, now=now),
        created_at=now,
    )


def over_note(
    rule: str,
    canonical: str,
    spike: Spike,
    *,
    rhythm: Rhythm | None,
    made: Made,
    hours: Mapping[datetime, Tally],
    now: datetime,
) -> Note:
    """Return the note that a spike which lasted is over, or has become the usual.

    The arguments are those of ``spike_note``.
    """
    end = spike.ended_at or now
    lasted = in_full(end - spike.began_at)
    if spike.is_settled:
        title = f"More than usual for {lasted}: {rule}"
        last = "This counts as usual now. No spike is told of until its new rhythm is known."
    else:
        title = f"As usual again after {lasted}: {rule}"
        last = f"At most {plural(spike.top, 'report')} in an hour."
    found = f"{plural(made.reports, 'report')} in {lasted}"
    if rhythm is not None:
        found += f"; usual: {_about(rhythm.between(spike.began_at, end))}"
    return Note(
        key=digest(("spike over", rule, spike.began_at.isoformat())),
        title=title,
        text="\n".join((f"The rule: {canonical}", f"{found}. {last}", *_driven(made))),
        links=_links(made),
        chart=_chart(hours, rhythm, now=now),
        created_at=now,
    )


def spike_key(rule: str, spike: Spike) -> str:
    """Return the key of the note about a spike: the same for as long as it goes on."""
    return digest(("spike", rule, spike.began_at.isoformat()))


def _about(usual: float) -> str:
    """What is usual, as people say it."""
    if usual < _HALF:
        return "hardly any"
    return f"{round(usual):,}" if usual >= 1 else "1"


def _most(rhythm: Rhythm, window: Window) -> str:
    """The most in such a time so far, or, where that isn't known, in the next longer one."""
    for each in list(Window)[list(Window).index(window) :]:
        if each in rhythm.most:
            within = "" if each is window else f" in {each.in_words}"
            return f" The most{within} in the weeks before: {rhythm.most[each]:,}."
    return ""


def _driven(made: Made) -> list[str]:
    """What drives a spike: one event, or several; and by whom it is reported."""
    lines = []
    if made.events:
        first = made.events[0]
        if len(made.events) == 1:
            lines.append("All of them are about one event.")
        elif first.reports > made.reports * _HALF:
            share = f"{first.reports:,} of {made.reports:,}"
            lines.append(f"{share} are about one event, the first of these:")
        else:
            lines.append(f"They are about {len(made.events):,} events, most of all:")
    if len(made.outlets) > 1:
        busiest = [
            f"{name} ({count:,})"
            for name, count in made.outlets[:OUTLETS]
            if name and count >= _STANDS_OUT
        ]
        others = f", above all {listed(busiest)}" if busiest else ""
        lines.insert(0, f"From {plural(len(made.outlets), 'outlet')}{others}.")
    return lines


def _links(made: Made) -> tuple[NoteLink, ...]:
    return tuple(
        NoteLink(title=driver.title, link=driver.link, said=_reported(driver), story=driver.story)
        for driver in made.events[:STORIES]
    )


def _reported(driver: Driver) -> str:
    """``38 reports: Reuters, BBC and 33 more``."""
    more = len(driver.outlets) - _NAMED
    names = listed(driver.outlets[:_NAMED], more=more)
    return (
        f"{plural(driver.reports, 'report')}: {names}"
        if names
        else plural(driver.reports, "report")
    )


def _chart(
    hours: Mapping[datetime, Tally], rhythm: Rhythm | None, *, now: datetime
) -> tuple[Bar, ...]:
    """The last hours, the present one among them."""
    if rhythm is None:
        return ()
    bars = []
    for ago in range(BARS - 1, -1, -1):
        hour = hour_of(now) - ago * HOUR
        local = hour.astimezone(rhythm.zone)
        bars.append(
            Bar(
                label=f"{local:%H:%M}",
                count=hours[hour].reports if hour in hours else 0,
                usual=round(rhythm.hours[local.weekday()][local.hour], 1),
            )
        )
    return tuple(bars)
