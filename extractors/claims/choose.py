"""The choice among candidates: a log-linear model over their features, learned from annotated documents.

The weights are data (``gazetteers/data/claim_weights.tsv``), made by ``python -m benchmarks.fit_claims``; without a
weight a feature counts nothing, so an unknown feature never breaks a choice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import NamedTuple

import gazetteers

LEAST = 0.2
"""Below this probability the field stays empty: a wrong fact is worse than a missing one."""


class Choice(NamedTuple):
    """The chosen text and how probable it is among the candidates (0 to 1)."""

    text: str
    probability: float


Watch = Callable[[int, str, Mapping[str, Iterable[str]]], Choice | None]
"""Called with the quantity's start, the slot and its candidates; chooses in place of the shipped weights, or leaves the
rules' choice (None). For fitting."""


@cache
def _table() -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for row in gazetteers.rows("claim_weights"):
        table.setdefault(row["slot"], {})[row["feature"]] = float(row["weight"])
    return table


def weights(slot: str) -> dict[str, float]:
    """Weight of each feature of a slot; empty where nothing was learned."""
    return _table().get(slot, {})


def choose(slot: str, candidates: Mapping[str, Iterable[str]], otherwise: str) -> Choice:
    """The candidate with the highest score; of equal ones the first; "" where none is likely enough.

    Args:
        slot: subject, action or item.
        candidates: features by candidate.
        otherwise: the rules' choice, for slots of which nothing was learned and for figures without candidates.
    """
    learned = weights(slot)
    if not learned or not candidates:
        return Choice(otherwise, 0.6 if otherwise else 0.3)
    return best(candidates, learned)


def best(candidates: Mapping[str, Iterable[str]], learned: Mapping[str, float]) -> Choice:
    """The candidate with the highest score by these weights; Choice("", 0.3) where there are none."""
    if not candidates:
        return Choice("", 0.3)
    scores = {text: math.fsum(learned.get(f, 0.0) for f in features) for text, features in candidates.items()}
    first = max(scores, key=lambda text: scores[text])
    top = scores[first]
    sure = 1 / math.fsum(math.exp(s - top) for s in scores.values())
    return Choice(first if sure >= LEAST else "", sure)
