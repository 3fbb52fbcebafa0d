"""Features: what speaks for a candidate, by names that the table of weights knows.

Each slot has a class with one method for every few circumstances that speak together; the method yields the names of
their features. A figure has some thirty candidates with a dozen features each, but the circumstances are the same again
and again, so :class:`family` and :class:`layer` turn each method into a table from circumstances to what they are worth
that fills itself. Where a figure's candidates are put together there is only addition.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from inspect import signature
from typing import Any, Generic, TypeVar

from extractors.claims.net import net_of

_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")
_Found = TypeVar("_Found")

Features = dict[str, int]
"""The packed numbers of each feature (:mod:`extractors.claims.net`); what is said twice is there once."""


class Kept(dict[_K, _V]):
    """Answers of a function by its argument, worked out when first asked for.

    Looking up what is there costs no call. When it is full everything is forgotten: an archive brings new words for
    ever, and keeping count of which are common would cost more than working them out again.
    """

    __slots__ = ("_most", "_work")

    def __init__(self, work: Callable[[_K], _V], most: int = 1 << 14) -> None:
        super().__init__()
        self._work, self._most = work, most

    def __missing__(self, key: _K) -> _V:
        found = self._work(key)
        if len(self) >= self._most:
            self.clear()
        self[key] = found
        return found


class Named(int):
    """A sum of packed numbers that remembers the features it is the sum of; one that is added twice counts once."""

    features: Features

    def __new__(cls, features: Features) -> Named:
        """The sum of these."""
        self = super().__new__(cls, sum(features.values()))
        self.features = features
        return self

    def __add__(self, other: int) -> Named:
        """With what ``other`` is the sum of; of a plain number nothing is known, so it must be 0."""
        return Named({**self.features, **other.features}) if isinstance(other, Named) else self

    __radd__ = __add__


class Layer(dict[str, int]):
    """Some :data:`Features` and what they are worth together."""

    __slots__ = ("worth",)

    def __init__(self, features: Features, worth: int) -> None:
        super().__init__(features)
        self.worth = worth


class Language:
    """The features of one slot; its subclasses say which there are.

    Attributes:
        slot: subject, action or item.
        whole: whether all features are named, for learning their weights (sums are :class:`Named` then), and not only
            those with a weight.
    """

    def __init__(self, slot: str, whole: bool = False) -> None:
        self.slot, self.whole = slot, whole

    def weighed(self, names: Iterable[str]) -> Features:
        """What was learned of each of the features; those of which nothing was are left out or, named, 0."""
        if self.whole:
            named = dict.fromkeys(names, 0)
            return named | net_of(self.slot).weighed(named)
        return net_of(self.slot).weighed(names)

    def worth(self, features: Features) -> int:
        """What the features are worth together."""
        return Named(features) if self.whole else sum(features.values())

    def together(self, layers: list[Layer], apart: bool) -> int:
        """What the layers are worth; ``apart``: no feature is in two of them."""
        if apart:
            total = 0
            for layer in layers:
                total += layer.worth
            return total
        features: Features = {}
        for layer in layers:
            features.update(layer)
        return self.worth(features)


class _Method(Generic[_Found]):
    """Replaces a method of a :class:`Language` by a table of its answers, for each language its own."""

    def __init__(self, names: Callable[..., Iterable[str]]) -> None:
        self._names = names
        self.__doc__ = names.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, language: Language, owner: type | None = None) -> Kept[Any, _Found]:
        # From now on the table is found where instances keep their attributes.
        table = language.__dict__[self._name] = Kept(self._worker(language))
        return table

    def _worker(self, language: Language) -> Callable[[Any], _Found]:
        raise NotImplementedError

    def _asked(self, language: Language) -> Callable[[Any], Iterable[str]]:
        """The features that the method names for a key of the table."""
        names = self._names
        if len(signature(names).parameters) > 2:  # the language, and a circumstance by itself
            return lambda key: names(language, *key)
        return lambda key: names(language, key)


class family(_Method[int]):  # noqa: N801  # used as a decorator, like functools.cached_property
    """What these features are worth together.

    ``say.head["工会", "V-Q"]`` is what the method ``head`` names for these two arguments. A candidate must add it once
    at most, and no other family may name the same features.
    """

    def _worker(self, language: Language) -> Callable[[Any], int]:
        names, weighed, worth = self._asked(language), language.weighed, language.worth
        return lambda key: worth(weighed(names(key)))


class layer(_Method[Layer]):  # noqa: N801
    """The features themselves, for circumstances that may say the same thing of a candidate more than once.

    :meth:`Language.together` tells what several are worth. What the table gives belongs to all its readers: it must not
    be changed.
    """

    def _worker(self, language: Language) -> Callable[[Any], Layer]:
        names = self._asked(language)

        def work(key: Any) -> Layer:
            features = language.weighed(names(key))
            return Layer(features, language.worth(features))

        return work
