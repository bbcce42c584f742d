"""A rule's rhythm as a chart: a week of hours, what is usual in each, and its spikes. Pure.

Without this module the page could say that there was a spike, and nobody would see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from monitor.human import DAYS, plural
from monitor.volume.rhythm import Rhythm, Tally
from monitor.volume.spike import Spike
from monitor.volume.uptime import hour_of
from monitor.volume.window import HOUR
from monitor.web.charts import nice_top

HOURS = 7 * 24
_HEIGHT, _HEAD, _FOOT = 104, 12, 18
_BASE = _HEIGHT - _FOOT


@dataclass(frozen=True, slots=True)
class _Hour:
    at: datetime
    count: int
    usual: float
    is_watched: bool
    is_spike: bool


def rhythm_chart(
    hours: Mapping[datetime, Tally],
    watched: Iterable[datetime],
    rhythm: Rhythm | None,
    spikes: Iterable[Spike],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> Markup:
    """Return the last seven days as bars, with a line for what is usual.

    Args:
        hours: What was found in each hour, by its beginning (UTC).
        watched: The hours in which feeds were read.
        rhythm: What is usual; None: that isn't known yet.
        spikes: Those of these days.
        now: Aware.
        zone: The user's.
    """
    spans = [(each.began_at, each.ended_at or now) for each in spikes]
    seen = set(watched)
    shown = [
        _hour(hour_of(now) - ago * HOUR, hours, seen, rhythm=rhythm, spans=spans, zone=zone)
        for ago in range(HOURS - 1, -1, -1)
    ]
    top = nice_top(max(1, *(each.count for each in shown), round(max(h.usual for h in shown))))
    step = 100 / HOURS

    def y(value: float) -> float:
        return round(_BASE - (_BASE - _HEAD) * min(value, top) / top, 1)

    parts = [
        Markup('<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>').format(y=y(top))
        + Markup('<text class="scale" x="0" y="{}">{}</text>').format(y(top) - 3, top)
    ]
    for number, each in enumerate(shown):
        x, local = number * step, each.at.astimezone(zone)
        if local.hour == 0:
            parts.append(
                Markup('<line class="tick" x1="{x}%" x2="{x}%" y1="{low}" y2="{high}"/>').format(
                    x=round(x, 2), low=_BASE, high=_BASE + 4
                )
                + Markup('<text class="hour" x="{}%" dx="3" y="{}">{}</text>').format(
                    round(x, 2), _HEIGHT - 4, DAYS[local.weekday()]
                )
            )
        bar = Markup()
        if not each.is_watched and not each.count:
            bar += _rect("pause", x, _HEAD, step, _BASE - _HEAD)
        if each.count:
            kind = "spike" if each.is_spike else "s0"
            bar += _rect(kind, x + 0.1 * step, y(each.count), 0.8 * step, _BASE - y(each.count))
        if rhythm is not None:
            bar += _rect("usual", x, y(each.usual) - 0.75, step, 1.5)
        if bar:
            said = f"{DAYS[local.weekday()]} {local:%H:%M}: {plural(each.count, 'report')}"
            usual = f", usually {each.usual:.0f}" if rhythm is not None else ""
            parts.append(Markup("<g><title>{}</title>{}</g>").format(f"{said}{usual}", bar))
    found = sum(each.count for each in shown)
    summary = f"{plural(found, 'report')} in seven days, {plural(len(spans), 'spike')}"
    return Markup(
        '<svg class="timeline rhythm" role="img" aria-label="{}" height="{}">{}'
        '<line class="base" x1="0" x2="100%" y1="{base}" y2="{base}"/></svg>'
    ).format(summary, _HEIGHT, Markup().join(parts), base=_BASE)


def _hour(
    at: datetime,
    hours: Mapping[datetime, Tally],
    watched: set[datetime],
    *,
    rhythm: Rhythm | None,
    spans: list[tuple[datetime, datetime]],
    zone: ZoneInfo,
) -> _Hour:
    local = at.astimezone(zone)
    return _Hour(
        at=at,
        count=hours[at].reports if at in hours else 0,
        usual=rhythm.hours[local.weekday()][local.hour] if rhythm else 0.0,
        is_watched=at in watched,
        is_spike=any(began < at + HOUR and at < ended for began, ended in spans),
    )


def _rect(kind: str, x: float, y: float, width: float, height: float) -> Markup:
    return Markup('<rect class="{}" x="{}%" y="{}" width="{}%" height="{}"/>').format(
        kind, round(x, 2), y, round(width, 2), round(height, 1)
    )
