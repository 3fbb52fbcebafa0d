"""A log-linear choice among candidates, fitted on arrays: thousands of examples with some thirty candidates each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAST = 2
"""Features of fewer documents are left out: they are words of one article."""


@dataclass
class Examples:
    """Examples of one slot, candidate after candidate.

    Attributes:
        vocabulary: number of each feature, in the order in which they were first seen.
        features: numbers of the features of all candidates, in one list.
        sizes: how many features each candidate has.
        right: how good each candidate is, 0 (wrong) to 1.
        counts: how many candidates each example has.
        weights: how much each example counts.
        documents: number of the document of each example.
        folds: number of its fold.
    """

    vocabulary: dict[str, int] = field(default_factory=dict)
    features: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    right: list[float] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)
    _names: dict[str, int] = field(default_factory=dict)
    _packed: tuple[NDArray[Any], ...] | None = None

    def add(
        self, candidates: Mapping[str, Iterable[str]], right: Sequence[float], weight: float, document: str, fold: int
    ) -> None:
        """One example: its candidates with their features, and how good each is."""
        if not any(right) or min(right) >= 1:
            return  # it teaches nothing
        number = self.vocabulary.setdefault
        for names in candidates.values():
            row = [number(name, len(self.vocabulary)) for name in sorted(names)]
            self.features += row
            self.sizes.append(len(row))
        self.right += right
        self.counts.append(len(right))
        self.weights.append(weight)
        self.documents.append(self._names.setdefault(document, len(self._names)))
        self.folds.append(fold)
        self._packed = None

    def fit(self, strength: float, without: int | None = None, steps: int = 400) -> dict[str, float]:
        """Weights that make the accepted candidates probable: maximum likelihood with an L2 penalty.

        Plain gradient ascent with momentum from zero, in double precision and fixed order, so the result is
        reproducible.

        Args:
            strength: of the penalty.
            without: fold that is left out, None to use all.
            steps: of the ascent.
        """
        if self._packed is None:
            self._packed = (
                np.array(self.features, dtype=np.int32), np.array(self.sizes), np.array(self.right),
                np.array(self.counts), np.array(self.weights), np.array(self.documents), np.array(self.folds),
            )  # fmt: skip
        features, sizes, right, counts, weights, documents, folds = self._packed
        use = np.ones(len(counts), dtype=bool) if without is None else folds != without
        used = np.repeat(use, counts)
        good, n, share = right[used], counts[use], weights[use]
        kept = np.repeat(used, sizes)
        columns = features[kept]
        rows = np.repeat(np.arange(len(good)), sizes[used])
        owner = np.repeat(np.arange(len(n)), n)
        # Each feature with each of its documents once, to count these.
        size = int(documents.max(initial=0)) + 1
        pairs = np.unique(columns.astype(np.int64) * size + documents[use][owner][rows])
        common = np.bincount(pairs // size, minlength=len(self.vocabulary)) >= LEAST
        ids = np.flatnonzero(common)
        number = np.zeros(len(self.vocabulary), dtype=np.int64)
        number[ids] = np.arange(len(ids))
        frequent = common[columns]
        c, r = number[columns[frequent]], rows[frequent]
        begin = np.concatenate([[0], np.cumsum(n)[:-1]])
        w = np.zeros(len(ids))
        velocity = np.zeros_like(w)
        for _ in range(steps):
            score = np.bincount(r, w[c], len(good))
            score -= np.maximum.reduceat(score, begin)[owner]
            p = np.exp(score)
            everything = np.add.reduceat(p, begin)[owner]
            accepted = np.add.reduceat(p * good, begin)[owner]
            delta = (p * good / np.maximum(accepted, 1e-300) - p / everything) * share[owner]
            gradient = np.bincount(c, delta[r], len(w)) - strength * w
            velocity = 0.9 * velocity + gradient / len(n)  # the mean: the step must not grow with the documents
            w += 0.5 * velocity
        names = list(self.vocabulary)
        return {names[i]: round(float(value), 4) for i, value in zip(ids, w, strict=True)}
