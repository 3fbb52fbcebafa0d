"""A choice among candidates, fitted on arrays: thousands of examples with some thirty candidates each.

The model is :class:`extractors.claims.net.Net`: a weight for each feature, and a layer of hidden numbers through which
features speak together. Several small layers are fitted from different beginnings and averaged: what one of them has
learned by chance the others have not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from extractors.claims.net import UNIT, Net

LEAST = 3
"""Features of fewer documents are left out: they are words of one article or two."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Recipe:
    """How a net is fitted.

    Attributes:
        layers: how many are averaged.
        hidden: numbers of each.
        turns: how often all examples are seen.
        batch: examples at a time.
        rate: of learning, at its highest; it rises for three tenths of the steps and falls to nothing.
        decay: by which all numbers shrink, against the rate.
        dropped: share of hidden numbers that are left out at random, so that none relies on another.
    """

    layers: int = 2
    hidden: int = 12
    turns: int = 4
    batch: int = 32
    rate: float = 0.003
    decay: float = 0.3
    dropped: float = 0.5


@dataclass
class Examples:
    """Examples of one slot, candidate after candidate.

    Attributes:
        vocabulary: number of each feature, in the order in which they were first seen.
        features: numbers of the features of all candidates, in one list.
        sizes: how many features each candidate has.
        around: numbers of the features of what stands around the figures, in one list.
        around_sizes: how many each example has.
        right: how good each candidate is, 0 (wrong) to 1.
        counts: how many candidates each example has.
        weights: how much each example counts.
        documents: number of the document of each example.
        folds: number of its fold.
    """

    vocabulary: dict[str, int] = field(default_factory=dict)
    features: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    around: list[int] = field(default_factory=list)
    around_sizes: list[int] = field(default_factory=list)
    right: list[float] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)
    _names: dict[str, int] = field(default_factory=dict)

    def add(
        self,
        candidates: Mapping[str, Iterable[str]],
        around: Iterable[str],
        right: Sequence[float],
        weight: float,
        document: str,
        fold: int,
    ) -> None:
        """One example: its candidates with their features, what stands around, and how good each candidate is."""
        if not any(right) or min(right) >= 1:
            return  # it teaches nothing
        for names in candidates.values():
            self.sizes.append(self._numbered(names, self.features))
        self.around_sizes.append(self._numbered(around, self.around))
        self.right += right
        self.counts.append(len(right))
        self.weights.append(weight)
        self.documents.append(self._names.setdefault(document, len(self._names)))
        self.folds.append(fold)

    def _numbered(self, names: Iterable[str], into: list[int]) -> int:
        number = self.vocabulary.setdefault
        row = [number(name, len(self.vocabulary)) for name in sorted(set(names))]
        into += row
        return len(row)

    def fit(self, without: int | None = None, recipe: Recipe | None = None) -> Net:
        """A net that makes the accepted candidates probable.

        Random numbers come from seeds and everything has a fixed order, so the same machine makes the same net again.

        Args:
            without: fold that is left out, None to use all.
            recipe: how; None for the usual one.
        """
        recipe = recipe or Recipe()
        counts = np.array(self.counts, dtype=np.int64)
        use = np.ones(len(counts), dtype=bool) if without is None else np.array(self.folds) != without
        used = np.repeat(use, counts)
        given = _matrix(self.features, self.sizes, len(self.vocabulary))[used]
        around = _matrix(self.around, self.around_sizes, len(self.vocabulary))[use]
        kept = self._kept(given, around, np.repeat(np.array(self.documents)[use], counts[use]), use)
        learner = _Learner(
            given[:, kept].tocsr(), around[:, kept].tocsr(), counts[use],
            np.array(self.right, dtype=np.float32)[used], np.array(self.weights, dtype=np.float32)[use], recipe,
        )  # fmt: skip
        names = list(self.vocabulary)
        return _net([names[i] for i in kept], [learner.layer(seed) for seed in range(recipe.layers)])

    def _kept(self, given: Any, around: Any, of_candidates: NDArray[Any], use: NDArray[Any]) -> NDArray[Any]:
        """Numbers of the features of enough documents, by their names."""
        size = len(self._names)
        pairs: list[NDArray[Any]] = []
        for matrix, documents in ((given, of_candidates), (around, np.array(self.documents)[use])):
            rows = np.repeat(documents, np.diff(matrix.indptr))
            pairs.append(np.unique(matrix.indices.astype(np.int64) * size + rows))
        each = np.unique(np.concatenate(pairs)) // max(size, 1)
        common = np.flatnonzero(np.bincount(each, minlength=len(self.vocabulary)) >= LEAST)
        names = list(self.vocabulary)
        return np.array(sorted(common, key=lambda i: names[i]), dtype=np.int64)


def _matrix(numbers: list[int], sizes: list[int], width: int) -> Any:
    begin = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    ones = np.ones(len(numbers), np.float32)
    return sparse.csr_matrix((ones, np.array(numbers, np.int32), begin), shape=(len(sizes), width))


@dataclass(frozen=True)
class _Layer:
    """Weight and hidden numbers of each feature, and what each hidden number weighs."""

    weights: Floats
    hidden: Floats
    out: Floats


class _Learner:
    """Fits layers to examples by Adam with decoupled decay."""

    def __init__(
        self, given: Any, around: Any, counts: NDArray[Any], right: Floats, weights: Floats, recipe: Recipe
    ) -> None:
        self.given, self.around, self.counts, self.right, self.weights = given, around, counts, right, weights
        self.recipe = recipe
        self.begin = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)

    def layer(self, seed: int) -> _Layer:
        """One layer, from a beginning of its own."""
        recipe, width = self.recipe, self.given.shape[1]
        random = np.random.default_rng(seed)
        numbers: list[Floats] = [
            np.zeros((width, 1), np.float32),
            (random.standard_normal((width, recipe.hidden)) * 0.05).astype(np.float32),
            (random.uniform(-1, 1, (recipe.hidden, 1)) / math.sqrt(recipe.hidden)).astype(np.float32),
        ]
        mean, square = [np.zeros_like(x) for x in numbers], [np.zeros_like(x) for x in numbers]
        steps = recipe.turns * math.ceil(len(self.counts) / recipe.batch)
        for step, batch in enumerate(self._batches(random), 1):
            done = step / steps
            rate = recipe.rate * (done / 0.3 if done < 0.3 else (1 + math.cos(math.pi * (done - 0.3) / 0.7)) / 2)
            for k, slope in enumerate(self._slopes(numbers, batch, random)):
                mean[k] += (slope - mean[k]) * np.float32(0.1)
                square[k] += (slope * slope - square[k]) * np.float32(0.001)
                size = np.sqrt(square[k] / np.float32(1 - 0.999**step)) + np.float32(1e-8)
                numbers[k] *= np.float32(1 - rate * recipe.decay)
                numbers[k] -= np.float32(rate / (1 - 0.9**step)) * mean[k] / size
        return _Layer(*numbers)

    def _batches(self, random: np.random.Generator) -> Iterator[NDArray[Any]]:
        for _ in range(self.recipe.turns):
            order = random.permutation(len(self.counts))
            for first in range(0, len(order), self.recipe.batch):
                yield order[first : first + self.recipe.batch]

    def _slopes(self, numbers: list[Floats], batch: NDArray[Any], random: np.random.Generator) -> list[Floats]:
        """Of the mean surprise at the accepted candidates of a batch, by each of the numbers."""
        weights, hidden, out = numbers
        counts = self.counts[batch]
        owner = np.repeat(np.arange(len(batch)), counts)
        first = np.concatenate([[0], np.cumsum(counts)[:-1]])
        rows = np.repeat(self.begin[batch] - first, counts) + np.arange(len(owner))
        given, around, good = self.given[rows], self.around[batch], self.right[rows]
        bent = np.tanh(given @ hidden + (around @ hidden)[owner])
        keep = (random.random(bent.shape, dtype=np.float32) >= self.recipe.dropped) / np.float32(
            1 - self.recipe.dropped
        )
        score = (given @ weights + (bent * keep) @ out)[:, 0]
        score -= np.maximum.reduceat(score, first)[owner]
        p = np.exp(score)
        everything = np.add.reduceat(p, first)[owner]
        accepted = np.maximum(np.add.reduceat(p * good, first)[owner], 1e-12)
        share = self.weights[batch][owner] / len(batch)
        error = ((p / everything - p * good / accepted) * share).astype(np.float32)[:, None]
        back = (error @ out.T) * keep * (1 - bent * bent)
        return [
            given.T @ error,
            given.T @ back + around.T @ np.add.reduceat(back, first, axis=0),
            (bent * keep).T @ error,
        ]


def _net(names: list[str], layers: list[_Layer]) -> Net:
    """The mean of some layers, in whole parts of :data:`UNIT`; features that say next to nothing are left out."""
    weights = np.mean([layer.weights for layer in layers], axis=0)
    table = np.rint(np.hstack([weights, *[layer.hidden for layer in layers]]) * UNIT)
    table = np.clip(table, -32_000, 32_000).astype(np.int16)
    kept = np.flatnonzero(np.abs(table).max(axis=1, initial=0) >= UNIT / 100)
    out = np.concatenate([layer.out[:, 0] for layer in layers]).astype(np.float64) / len(layers)
    return Net([names[i] for i in kept], table[kept], np.round(out, 6))
