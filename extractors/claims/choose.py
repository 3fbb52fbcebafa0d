"""The choice among candidates: by the scores of a small net over their features, learned from annotated documents.

What was learned is data (``gazetteers/data/claim_choice.npz``), made by ``python -m benchmarks.fit_claims``; of an
unknown feature nothing is known, so it never breaks a choice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from extractors.claims.net import Net, net_of

LEAST = 0.2
"""Below this probability the field stays empty: a wrong fact is worse than a missing one."""


class Choice(NamedTuple):
    """The chosen text and how probable it is among the candidates (0 to 1)."""

    text: str
    probability: float


Watch = Callable[[int, str, Mapping[str, Iterable[str]], Iterable[str]], Choice | None]
"""Called with the quantity's start, the slot, its candidates with all their features, and the features of what stands
around the quantity; chooses in place of the shipped nets, or leaves the rules' choice (None). For fitting."""


def choose(slot: str, candidates: Mapping[str, int], otherwise: str, around: int = 0) -> Choice:
    """The candidate with the highest score; of equal ones the first; "" where none is likely enough.

    Args:
        slot: subject, action or item.
        candidates: what speaks for each, as packed sums (:mod:`extractors.claims.net`).
        otherwise: the rules' choice, for slots of which nothing was learned and for figures without candidates.
        around: what stands around the figure.
    """
    net = net_of(slot)
    if not candidates or not net:
        return Choice(otherwise, 0.6 if otherwise else 0.3)
    return _likeliest(list(candidates), net.scores([worth + around for worth in candidates.values()]))


def best(candidates: Mapping[str, Iterable[str]], around: Iterable[str], net: Net) -> Choice:
    """The candidate with the highest score by another net; Choice("", 0.3) where there are none."""
    if not candidates:
        return Choice("", 0.3)
    common = sum(net.weighed(around).values())
    sums = [sum(net.weighed(features).values()) + common for features in candidates.values()]
    return _likeliest(list(candidates), net.scores(sums))


def _likeliest(texts: list[str], scores: list[float]) -> Choice:
    top = max(scores)
    sure = 1 / math.fsum([math.exp(score - top) for score in scores])
    return Choice(texts[scores.index(top)] if sure >= LEAST else "", sure)
