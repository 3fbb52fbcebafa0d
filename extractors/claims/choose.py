"""The choice among candidates: a log-linear model over their features, learned from annotated documents.

The weights are data (``gazetteers/data/claim_weights.tsv``), made by ``python -m benchmarks.fit_claims``; without a
weight a feature counts nothing, so an unknown feature never breaks a choice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from extractors.claims.features import UNIT, weights

LEAST = 0.2
"""Below this probability the field stays empty: a wrong fact is worse than a missing one."""


class Choice(NamedTuple):
    """The chosen text and how probable it is among the candidates (0 to 1)."""

    text: str
    probability: float


Watch = Callable[[int, str, Mapping[str, Iterable[str]]], Choice | None]
"""Called with the quantity's start, the slot and its candidates with all their features; chooses in place of the
shipped weights, or leaves the rules' choice (None). For fitting."""


def choose(slot: str, candidates: Mapping[str, int], otherwise: str) -> Choice:
    """The candidate with the highest score; of equal ones the first; "" where none is likely enough.

    Args:
        slot: subject, action or item.
        candidates: what speaks for each, in ten-thousandths.
        otherwise: the rules' choice, for slots of which nothing was learned and for figures without candidates.
    """
    if not candidates or not weights(slot):
        return Choice(otherwise, 0.6 if otherwise else 0.3)
    return _likeliest(list(candidates), [worth / UNIT for worth in candidates.values()])


def best(candidates: Mapping[str, Iterable[str]], learned: Mapping[str, float]) -> Choice:
    """The candidate with the highest score by these weights; Choice("", 0.3) where there are none."""
    if not candidates:
        return Choice("", 0.3)
    scores = [math.fsum(learned.get(f, 0.0) for f in features) for features in candidates.values()]
    return _likeliest(list(candidates), scores)


def _likeliest(texts: list[str], scores: list[float]) -> Choice:
    top = max(scores)
    sure = 1 / math.fsum([math.exp(score - top) for score in scores])
    return Choice(texts[scores.index(top)] if sure >= LEAST else "", sure)
