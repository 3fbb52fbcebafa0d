"""How far a figure could be off by the chance of which sentences or documents were measured: bootstrap intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

ROUNDS = 1000
Floats = npt.NDArray[np.float64]


class Interval(NamedTuple):
    """The middle 95 % of a figure over resampled sets, in per cent."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.low:.1f} to {self.high:.1f}"


class Intervals(NamedTuple):
    """The intervals of precision, recall and F1."""

    P: Interval
    R: Interval
    F1: Interval


def of_counts(counts: Sequence[tuple[int, int, int]], rounds: int = ROUNDS, seed: int = 0) -> Intervals:
    """Bootstrap over units that belong together (sentences, documents): each round draws as many, with replacement.

    Args:
        counts: for each unit right ones, false ones and missed ones.
        rounds: how often is drawn.
        seed: the same counts and seed give the same intervals.

    Returns:
        Intervals from 0 to 100. A round in which nothing was found has precision 0, one in which nothing was to be
        found recall 0, as for the figures themselves.
    """
    if not counts:
        none = Interval(0.0, 0.0)
        return Intervals(none, none, none)
    table = np.asarray(counts, dtype=np.int64)
    # Units without any name move nothing: only how many of the others are drawn matters, and that is binomial.
    busy = table[table.any(axis=1)]
    draws = np.random.default_rng(seed)
    sums = np.zeros((rounds, 3))
    if len(busy):
        for n, size in enumerate(draws.binomial(len(table), len(busy) / len(table), size=rounds)):
            drawn = np.bincount(draws.integers(0, len(busy), size), minlength=len(busy))
            sums[n] = drawn @ busy
    right, false, missed = sums.T
    p = _share(right, right + false)
    r = _share(right, right + missed)
    f = _share(2 * right, 2 * right + false + missed)
    return Intervals(*(Interval(*(round(float(x), 1) for x in np.percentile(v, (2.5, 97.5)))) for v in (p, r, f)))


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(100 * part, whole, out=np.zeros_like(part), where=whole > 0)
