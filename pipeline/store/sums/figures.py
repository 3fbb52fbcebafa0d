"""A claim as far as it matters for telling whether another one counts the same thing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

import gazetteers
from extractors.roles import Role
from pipeline.store import synonyms

NOT_ADDED = frozenset({"percent", "percentage_points", "multiple", "ratio", "duration", "age"})
"""Kinds of which a sum says nothing."""
OPEN, ENDLESS = "", "9999-12-31"  # bounds of a time that has none, ordered like ISO days

Adds = Literal["flow", "stock", "no"]


@dataclass(slots=True)
class Figure:
    """One claim of a block (one measure in one unit).

    Attributes:
        id: of the claim.
        article: its article; ``start``: where it stands in the document; ``head``: outside of the body.
        sentence, begin, end: the sentence's id, and the span of the quantity in it.
        clause: letters of its clause without the figure.
        value, high, least, most, exact: the figure, its bounds as filters know them, whether it has no hedge.
        subject, place: as stored; ``code``: the administrative code without what is below it (35, 3501, 350102), ""
            for all China, None where the place has none.
        narrow: what the item says beyond what is counted anyway (春节 of 春节慰问金).
        since, until: first and last day, :data:`OPEN` and :data:`ENDLESS` where it has none; both None without a time.
        published: day of publication, "" where unknown.
        baseline: earlier figure that it is compared with, None without one.
        role: what the words before it say.
    """

    id: str
    article: str
    start: int
    head: bool
    sentence: str
    begin: int
    end: int
    clause: str
    value: Decimal
    high: Decimal | None
    least: float
    most: float
    exact: bool
    subject: str
    place: str
    code: str | None
    narrow: str
    since: str | None
    until: str | None
    published: str
    baseline: Decimal | None
    role: Role

    @property
    def dated(self) -> bool:
        """Whether the claim says when."""
        return self.since is not None

    @property
    def owner(self) -> tuple[str, str]:
        """Whose figure it is."""
        return (self.subject, self.place)

    def same_value(self, other: Figure) -> bool:
        """Whether both give the very same figure, hedges aside."""
        return self.value == other.value and self.high == other.high

    def agrees(self, other: Figure) -> bool:
        """Whether one figure may be the other in round words: 超百万元 and 105.3万元."""
        if self.same_value(other):
            return True
        if self.exact and other.exact:
            return False
        return self._may_be(other) or other._may_be(self)

    def _may_be(self, other: Figure) -> bool:
        if self.exact or self.high is not None:
            return False
        if self.least == self.most:  # about: no bounds are stored, one part in twenty either way is what people mean
            return abs(float(other.value) - self.least) <= 0.05 * abs(self.least)
        return self.least <= float(other.value) <= self.most

    def covers(self, other: Figure) -> bool:
        """Whether its time holds the other's, or is the same; never without a time."""
        if self.since is None or self.until is None or other.since is None or other.until is None:
            return False
        return self.since <= other.since and other.until <= self.until

    def touches(self, other: Figure) -> bool:
        """Whether both times share a day, or either is unknown."""
        if self.since is None or self.until is None or other.since is None or other.until is None:
            return True
        return self.since <= other.until and other.since <= self.until

    def holds_place(self, other: Figure) -> bool:
        """Whether the other's place lies in its place, or is the same."""
        if self.code is None or other.code is None:
            return self.place == other.place
        return other.code.startswith(self.code)

    def holds_item(self, other: Figure) -> bool:
        """Whether what the other counts is counted by it too."""
        return not self.narrow or self.narrow == other.narrow


_COUNTRY = frozenset({"中国", "全国"})


def within_code(place: str, code: str | None) -> str | None:
    """An administrative code without the zeros that stand for all that is below it; "" for the whole country."""
    if not code:
        return "" if place in _COUNTRY else None
    while len(code) > 2 and len(code) % 2 == 0 and code.endswith("00"):
        code = code[:-2]
    return code


def digits(value: Decimal) -> int:
    """How many figures of a number say something: 2000 has one, 105.3万 has four."""
    return len(value.normalize().as_tuple().digits)


@cache
def adding() -> dict[str, Adds]:
    """How figures of indicators are added; those that are not here are flows."""
    known: dict[str, Adds] = {"flow": "flow", "stock": "stock", "no": "no"}
    return {row["indicator"]: known[row["adds"]] for row in gazetteers.rows("indicator_sums")}


def adds(indicator: str | None, kind: str, per: str | None) -> Adds:
    """How figures of one indicator, kind and denominator are added up."""
    if per or kind in NOT_ADDED:
        return "no"
    return adding().get(indicator or "", "flow")


@lru_cache(maxsize=1 << 14)
def narrowed(item: str, indicator: str | None = None) -> str:
    """An item without the words that say nothing more than what is counted anyway.

    Where an indicator is known by words of one meaning (纠纷, 争议), these are among them.
    """
    for word in _generic():
        item = item.replace(word, "")
    if indicator is not None and synonyms.words(indicator) != "all":
        item = synonyms.known_by(indicator).sub("", item)
    return item


@cache
def _generic() -> tuple[str, ...]:
    words = [row["word"] for row in gazetteers.rows("sum_words") if row["role"] == "generic"]
    return tuple(sorted(words, key=lambda word: (-len(word), word)))
