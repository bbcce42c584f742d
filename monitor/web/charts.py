"""Charts: numbers → SVG, as text that stands in a page. Pure.

Coloured by classes of the style sheet only, so that it may have one for the dark. Every text in
them is escaped.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

SERIES = 6
"""Rules with a colour of their own; the others share one."""
REST = "other rules"

_HEIGHT, _HEAD, _FOOT = 136, 14, 18
_BASE = _HEIGHT - _FOOT
_LAST = 90
"""Per cent across, from where on a mark's text ends at the right edge."""
_AT_THE_EDGE = ("hour last", "", "100", 0)
"""Classes, place and shift of such a text."""


@dataclass(frozen=True, slots=True)
class Series:
    """One rule's numbers."""

    name: str
    values: tuple[int, ...]
    colour: int
    """0 to ``SERIES``; the last is the others'."""

    @property
    def total(self) -> int:
        """The sum of its values."""
        return sum(self.values)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the time axis."""

    at: int
    """Before which value, counted from 0."""
    text: str
    minor: bool = False
    """Whether its text is left out where there is no room for all."""


def series_of(per_rule: Mapping[str, Sequence[int]]) -> tuple[Series, ...]:
    """The busiest rules, each with its colour, and the others in one."""
    ranked = sorted(per_rule.items(), key=lambda pair: (-sum(pair[1]), pair[0]))
    named = [
        Series(name, tuple(values), colour)
        for colour, (name, values) in enumerate(ranked[:SERIES])
        if any(values)
    ]
    rest = [values for _, values in ranked[SERIES:] if any(values)]
    if rest:
        named.append(Series(REST, tuple(map(sum, zip(*rest, strict=True))), SERIES))
    return tuple(named)


def timeline(
    series: Sequence[Series], *, labels: Sequence[str], ticks: Sequence[Tick], summary: str
) -> Markup:
    """Stacked bars over time, as wide as there is room: across it goes by per cent.

    Args:
        series: The numbers of each rule, all of one length.
        labels: What each bar is called, as many as there are values.
        ticks: Marks on the axis.
        summary: The chart in words, for screen readers.
    """
    step = 100 / max(len(labels), 1)
    top = nice_top(max(map(sum, zip(*(each.values for each in series), strict=True)), default=0))
    parts = [
        Markup('<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>').format(y=_y(level, top))
        + Markup('<text class="scale" x="0" y="{}">{}</text>').format(_y(level, top) - 3, level)
        for level in (top, top // 2)
    ]
    for tick in ticks:
        x = round(tick.at * step, 2)
        parts.append(
            Markup('<line class="tick" x1="{x}%" x2="{x}%" y1="{low}" y2="{high}"/>').format(
                x=x, low=_BASE, high=_BASE + 4
            )
            # The text of the last one would stand beyond the edge.
            + Markup('<text class="{}{}" x="{}%" dx="{}" y="{}">{}</text>').format(
                *(("hour", " minor" * tick.minor, x, 3) if x < _LAST else _AT_THE_EDGE),
                _HEIGHT - 4,
                tick.text,
            )
        )
    for number, label in enumerate(labels):
        if bars := _bar(series, number, step=step, top=top):
            parts.append(Markup("<g><title>{}</title>{}</g>").format(label, bars))
    return Markup(
        '<svg class="timeline" role="img" aria-label="{}" height="{}">{}'
        '<line class="base" x1="0" x2="100%" y1="{base}" y2="{base}"/></svg>'
    ).format(summary, _HEIGHT, Markup().join(parts), base=_BASE)


def _y(value: float, top: int) -> float:
    return round(_BASE - (_BASE - _HEAD) * value / top, 1)


def _bar(series: Sequence[Series], number: int, *, step: float, top: int) -> Markup:
    bars, below = Markup(), 0
    for each in series:
        if value := each.values[number]:
            low, high = _y(below, top), _y(below + value, top)
            bars += Markup('<rect class="s{}" x="{}%" y="{}" width="{}%" height="{}"/>').format(
                each.colour,
                round((number + 0.12) * step, 2),
                high,
                round(step * 0.76, 2),
                round(low - high, 1),
            )
            below += value
    return bars


def sparkline(
    values: Sequence[int], *, summary: str, marked: Collection[int] = frozenset()
) -> Markup:
    """Small bars, one for each value; those at the numbers ``marked`` stand out."""
    width, height = 120, 24
    step, top = width / max(len(values), 1), max([*values, 1])
    bars: dict[bool, list[str]] = {False: [], True: []}
    for number, value in enumerate(values):
        if tall := max(height * value / top, 2 if value else 0):
            bars[number in marked].append(
                f"M{number * step:.1f} {height}v{-tall:.1f}h{step * 0.75:.1f}v{tall:.1f}z"
            )
    spikes = Markup('<path class="spike" d="{}"/>').format("".join(bars[True]))
    return Markup(
        '<svg class="spark" viewBox="0 0 {w} {h}" role="img" aria-label="{}"><path d="{}"/>{}'
        '<line class="base" x1="0" x2="{w}" y1="{h}" y2="{h}"/></svg>'
    ).format(summary, "".join(bars[False]), spikes if bars[True] else "", w=width, h=height)


def nice_top(highest: int) -> int:
    """Return the end of a scale that holds ``highest``: 2, 4, 6, 10, 20, 40, 60, 100 and so on."""
    size = 1
    while True:
        for step in (2, 4, 6, 10):
            if highest <= step * size:
                return step * size
        size *= 10
