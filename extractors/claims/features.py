"""Features: what speaks for a candidate, by names that the table of weights knows.

Each kind of candidate has a class with one method for every few circumstances that speak together; the method yields
the names of their features. A figure has some thirty candidates with a dozen features each, but the circumstances are
the same again and again, so a method marked with :class:`family` works once for the same arguments and then hands out
what it found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property, lru_cache
from typing import Any, Concatenate, Generic, ParamSpec

import gazetteers

_P = ParamSpec("_P")

Features = dict[str, int]
"""Weight of each feature of a candidate, in ten-thousandths; what two families both name is there once.

Whole numbers, because their sum does not depend on their order and needs no care.
"""

UNIT = 10_000
"""The weights of the table have four decimals."""

_KEPT = 1 << 14
"""So many answers of a family are kept: the commonest words, and a few megabytes."""


@cache
def _table() -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for row in gazetteers.rows("claim_weights"):
        table.setdefault(row["slot"], {})[row["feature"]] = float(row["weight"])
    return table


def weights(slot: str) -> Mapping[str, float]:
    """Weight of each feature of a slot, a natural logarithm; empty where nothing was learned."""
    return _table().get(slot, {})


class Language:
    """The features of one slot; its subclasses say which there are.

    Attributes:
        slot: subject, action or item.
        whole: whether features without a weight are given too, for learning the weights; a choice needs only the
            others.
    """

    def __init__(self, slot: str, whole: bool = False) -> None:
        self.slot, self.whole = slot, whole

    @cached_property
    def _learned(self) -> dict[str, int]:
        return {name: round(weight * UNIT) for name, weight in weights(self.slot).items()}

    def spoken(self, names: Callable[_P, Iterable[str]]) -> Callable[_P, Features]:
        """The function that gives the weighed features where ``names`` gives their names."""
        if self.whole:
            return lambda *args, **more: dict.fromkeys(names(*args, **more), 0)
        table = self._learned

        def weighed(*args: _P.args, **more: _P.kwargs) -> Features:
            return {name: table[name] for name in names(*args, **more) if name in table}

        return lru_cache(maxsize=_KEPT)(weighed)  # type: ignore[return-value]  # it keeps the arguments' types, unsaid


class family(Generic[_P]):  # noqa: N801  # used as a decorator, like functools.cached_property
    """Marks a method of a :class:`Language` that yields names of features; called, it gives :data:`Features`.

    What it gives belongs to all its callers: it must not be changed. It may depend on nothing but its arguments.
    """

    def __init__(self, names: Callable[Concatenate[Any, _P], Iterable[str]]) -> None:
        self._names = names
        self.__doc__ = names.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, language: Language, owner: type | None = None) -> Callable[_P, Features]:
        spoken = language.spoken(self._names.__get__(language))
        language.__dict__[self._name] = spoken  # from now on it is found there
        return spoken
