"""What was learned of a field: a weight and a few hidden numbers for every feature, added up for each candidate.

A candidate's score is the sum of its features' weights plus a small network's answer: the sums of their hidden numbers,
each bent by tanh, then weighed. The weights alone say what speaks for a candidate whatever the circumstances; the
hidden numbers let features speak together (a verb with what stands around the figure).

All numbers of a feature are packed into one whole number, so that adding two such numbers adds all of them at once,
exactly and in any order, and what is said again and again can be kept as a sum (:mod:`extractors.claims.features`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNIT = 2_000
"""Weights are kept as whole numbers of this part of 1."""

_MOST = 1 << 16  # features whose numbers are kept, with those of which there are none
_LANE = 32  # bits for each number; sums of some hundred features stay far below its half


class Net:
    """What was learned of one slot.

    Attributes:
        names: the features, sorted.
        table: int16, a row for each of them: the weight, then the hidden numbers, in :data:`UNIT` parts of 1.
        out: float64, what each hidden number weighs.
    """

    def __init__(self, names: Sequence[str], table: NDArray[np.int16], out: NDArray[np.float64]) -> None:
        self.names, self.table, self.out = names, table, out
        self._number = dict(zip(names, range(len(names)), strict=True))
        self._lanes = 1 + len(out)
        self._size = self._lanes * _LANE // 8
        self._half = int.from_bytes(np.full(self._lanes, 1 << (_LANE - 1), "<u4").tobytes(), "little")
        self._kept: dict[str, int] = {}  # packed numbers of the features that were asked for

    def __bool__(self) -> bool:
        return bool(self._number)

    def weighed(self, features: Iterable[str]) -> dict[str, int]:
        """The packed numbers of each feature of which anything was learned."""
        kept, found = self._kept, {}
        for name in features:
            numbers = kept.get(name)
            if numbers is None:
                numbers = kept[name] = self._packed(name) if name in self._number else 0
                if len(kept) > _MOST:
                    kept.clear()  # an archive brings new words for ever
            if numbers:
                found[name] = numbers
        return found

    def _packed(self, name: str) -> int:
        lanes = (self.table[self._number[name]].astype(np.int64) + (1 << (_LANE - 1))).astype("<u4")
        return int.from_bytes(lanes.tobytes(), "little") - self._half

    def scores(self, sums: Iterable[int]) -> list[float]:
        """The score of each candidate by the sum of its features' packed numbers."""
        lanes = self._unpacked(sums)
        found: list[float] = (lanes[:, 0] + (np.tanh(lanes[:, 1:]) * self.out).sum(axis=1)).tolist()
        return found

    def pulls(self, features: Mapping[str, int]) -> dict[str, float]:
        """How much each of a candidate's features does for its score: to first order where they speak together."""
        if not features:
            return {}
        rows = self._unpacked(features.values())
        slope = (1 - np.tanh(rows[:, 1:].sum(axis=0)) ** 2) * self.out
        return dict(zip(features, (rows[:, 0] + rows[:, 1:] @ slope).tolist(), strict=True))

    def _unpacked(self, packed: Iterable[int]) -> NDArray[np.float64]:
        half, size = self._half, self._size
        data = b"".join([(int(number) + half).to_bytes(size, "little") for number in packed])
        return (np.frombuffer(data, "<u4").reshape(-1, self._lanes).astype(np.float64) - (1 << (_LANE - 1))) / UNIT


NOTHING = Net((), np.zeros((0, 1), np.int16), np.zeros(0))
"""Of a slot of which nothing was learned."""


@cache
def learned() -> Mapping[str, Net]:
    """The shipped nets by slot (``gazetteers/data/claim_choice.npz``, made by ``python -m benchmarks.fit_claims``)."""
    with (resources.files("gazetteers") / "data" / "claim_choice.npz").open("rb") as file:
        arrays = dict(np.load(file, allow_pickle=False))
    return unpacked(arrays)


def net_of(slot: str) -> Net:
    """The shipped net of a slot, :data:`NOTHING` where there is none."""
    return learned().get(slot, NOTHING)


def packed(nets: Mapping[str, Net]) -> dict[str, NDArray[Any]]:
    """Nets as arrays for a file."""
    out: dict[str, NDArray[Any]] = {}
    for slot, net in nets.items():
        out[f"{slot}.names"] = np.frombuffer("\n".join(net.names).encode(), np.uint8)
        out[f"{slot}.table"], out[f"{slot}.out"] = net.table, net.out
    return out


def unpacked(arrays: Mapping[str, NDArray[Any]]) -> dict[str, Net]:
    """What :func:`packed` made arrays of."""
    slots = [name.removesuffix(".out") for name in arrays if name.endswith(".out")]
    return {
        slot: Net(
            arrays[f"{slot}.names"].tobytes().decode().split("\n"), arrays[f"{slot}.table"], arrays[f"{slot}.out"]
        )
        for slot in slots
    }


__all__ = ["NOTHING", "UNIT", "Net", "learned", "net_of", "packed", "unpacked"]
