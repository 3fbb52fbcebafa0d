"""What a sum over the fact base is: its rows, and why facts were left out of it. Frozen values, ready to be drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

DIMENSIONS = (
    "year", "quarter", "month", "province", "city", "place", "union", "subject", "indicator", "outlet",
)  # fmt: skip
"""What facts may be grouped by. A year, quarter or month that a period does not fit into is written as it is
(2018–2021, –2023 for all up to 2023); such groups never go into a total."""

REASONS: Mapping[str, tuple[str, str]] = {
    "reprint": ("转载：另一篇先登了", "a reprint of an article that gave the figure first"),
    "repeated": ("同一数字又说一遍（标题、导语、另一篇）", "the same figure again: headline, summary, another report"),
    "part": ("已含在总数里", "part of a total that counts"),
    "total": ("是已计各项之和", "the total of facts that count, where these are told apart by whose they are"),
    "update": ("后来有新数", "a later report of the same gives a newer figure"),
    "within": ("时段已含在更长的一段里", "its period lies in that of a fact that counts"),
    "stock": ("是累计总数，不是这段时间新增的", "what there is in all, behind what is new"),
    "plan": ("计划、目标，尚未实现", "planned, not done"),
    "limit": ("单笔、人均、上限或价格", "a limit, a price or an amount for each, not a sum"),
    "baseline": ("比较的数字或增减之差", "what a figure is compared with, or the difference"),
    "rejected": ("复核判为不对", "rejected by a review"),
    "doubt": ("把握不够", "less confident than asked for"),
    "vague": ("没有说明所按的时间、地点或主体", "does not say the time, place or union that is asked for"),
    "figureless": ("没有确切数字（数十、若干）", "gives no figure (dozens)"),
}  # fmt: skip
"""Why a fact may be left out, in Chinese and English; the order is that in which they are asked."""


@dataclass(frozen=True, slots=True)
class SumRow:
    """One row of a sum: comparable facts of one group.

    Attributes:
        group: one label for each dimension asked for, in that order; () for a total of all.
        codes: for each label, what charts and maps may sort and join by: the administrative code of a place, the first
            day of a time, "" where there is none.
        indicator: what is measured; None for facts without one, then ``measure`` has action and item.
        measure: id of the indicator, or action and item of facts without one.
        unit: base unit.
        per: denominator (人, 户), None for a plain amount.
        adds: whether such facts can be added up; averages, rates, ages and limits cannot.
        value: the exact sum of the figures as given, a range by its lower end; None where ``adds`` is false or no fact
            is counted.
        least, most: what the sum surely reaches and surely does not pass, by the hedges of its facts as filters
            understand them; None like ``value``.
        smallest, median, largest: of the figures of the counted facts; None without any.
        facts: how many facts are counted.
        left_out: how many were left out, by reason (:data:`REASONS`).
        indicator_zh, indicator_en: names of the indicator, "" without one.
    """

    group: tuple[str, ...]
    codes: tuple[str, ...]
    indicator: str | None
    measure: str
    unit: str
    per: str | None
    adds: bool
    value: Decimal | None
    least: Decimal | None
    most: Decimal | None
    smallest: Decimal | None
    median: Decimal | None
    largest: Decimal | None
    facts: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    indicator_zh: str = ""
    indicator_en: str = ""

    def as_dict(self, by: tuple[str, ...]) -> dict[str, Any]:
        """The row flat, for tables and JSON: labels under the names of their dimensions; numbers as exact text."""
        numbers = {
            name: None if (n := getattr(self, name)) is None else format(n, "f")
            for name in ("value", "least", "most", "smallest", "median", "largest")
        }
        labels = dict(zip(by, self.group, strict=True)) if self.group else dict.fromkeys(by, "")
        return {
            **labels, "measure": self.measure, **numbers, "unit": self.unit, "per": self.per, "adds": self.adds,
            "facts": self.facts, "left_out": sum(self.left_out.values()), "reasons": dict(self.left_out),
            "indicator_zh": self.indicator_zh, "indicator_en": self.indicator_en,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums by groups.

    Attributes:
        by: the dimensions, of :data:`DIMENSIONS`.
        rows: ordered by measure (that with most facts first), then by group: times by day, others by the largest sum.
        totals: one for each measure, unit and denominator whose groups make up an honest total: they do not overlap,
            and the facts counted are those that would count without groups. Stocks (members at the end of a year) have
            none over several years.
        untotalled: for each other measure that adds, why there is no total, by measure and unit.
        waiting: figures whose relations to others are not worked out yet (a run is writing); 0 but then.
    """

    by: tuple[str, ...]
    rows: tuple[SumRow, ...]
    totals: tuple[SumRow, ...] = ()
    untotalled: Mapping[tuple[str, str], str] = field(default_factory=dict)
    waiting: int = 0


__all__ = ["DIMENSIONS", "REASONS", "SumRow", "Sums"]
