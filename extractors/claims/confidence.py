"""How likely a claim is right, from how sure the chooser was of each of its fields.

The chooser's probabilities are multiplied and then put right by a curve that was fitted on documents the weights had
not seen (``gazetteers/data/confidence_curve.tsv``, made by ``python -m benchmarks.fit_claims``).
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache

import gazetteers


@cache
def _curve() -> tuple[tuple[float, ...], tuple[float, ...]]:
    rows = sorted((float(r["product"]), float(r["share"])) for r in gazetteers.rows("confidence_curve"))
    return tuple(r[0] for r in rows), tuple(r[1] for r in rows)


def estimate(product: float) -> float:
    """The share of right claims among those with this product of field probabilities, 0 to 1, two decimals.

    Args:
        product: of the probabilities of action, item and subject.
    """
    xs, ys = _curve()
    if not xs:
        return round(product, 2)
    n = bisect_left(xs, product)
    if n == 0:
        return round(ys[0], 2)
    if n == len(xs):
        return round(ys[-1], 2)
    part = (product - xs[n - 1]) / (xs[n] - xs[n - 1])
    return round(ys[n - 1] + part * (ys[n] - ys[n - 1]), 2)
