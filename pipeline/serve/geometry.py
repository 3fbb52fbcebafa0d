"""Where things stand on a chart: an axis whose ends are round, straight or in powers of ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from pipeline.serve import words

TOP, BOTTOM = 20, 340
"""Of the field of a chart, in units of its drawing, from above."""
_STEEP = 200.0  # largest to middle: beyond it all small figures would lie on the ground of a straight axis


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis of values.

    Attributes:
        low, high: its ends; of a logarithmic one their powers of ten.
        logarithmic: whether each step is ten times the last.
        ticks: pairs of height in the drawing and label.
    """

    low: float
    high: float
    logarithmic: bool
    ticks: tuple[tuple[float, str], ...] = ()


def axis(values: Sequence[float]) -> Axis:
    """An axis on which all values lie; at least one value."""
    ordered = sorted(values)
    middle, top = ordered[len(ordered) // 2], ordered[-1]
    if ordered[0] > 0 and middle > 0 and top / middle > _STEEP:
        bare = Axis(float(floor(log10(ordered[0]))), float(ceil(log10(top))), True)
        exponents = range(int(bare.low), int(bare.high) + 1)
        ticks = tuple((height_of(bare, 10.0**power), words.short(Decimal(10) ** power)) for power in exponents)
        return Axis(bare.low, bare.high, True, ticks)
    low = min(0.0, ordered[0])
    step = _round_step((top - low) / 4 or 1.0)
    low = floor(low / step) * step
    count = max(1, ceil((top - low) / step))
    bare = Axis(low, low + count * step, False)
    ticks = tuple((height_of(bare, low + n * step), words.short(f"{low + n * step:.6g}")) for n in range(count + 1))
    return Axis(bare.low, bare.high, False, ticks)


def height_of(scale: Axis, value: float) -> float:
    """How far down the drawing a value stands."""
    at = log10(value) if scale.logarithmic else value
    share = (at - scale.low) / ((scale.high - scale.low) or 1.0)
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _round_step(step: float) -> float:
    """The next larger of 1, 2, 2.5, 5 times a power of ten."""
    power = 10.0 ** floor(log10(step))
    return next((n * power for n in (1, 2, 2.5, 5) if n * power >= step * 0.999), 10 * power)
