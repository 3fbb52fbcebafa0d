"""Where findings of other parts of the program come onto the pages: one function each, empty where they are silent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from typing import Any

from pipeline.store import FactBase, Filters

WITH_UNIONS = "union" in Filters.__dataclass_fields__
"""Whether one may ask for a union with all below it."""


def contradictions(base: FactBase, claim: str) -> list[dict[str, Any]]:
    """Reports that contradict a claim: rows with ``other_claim``, ``other_quote``, ``other_outlet``, ``reprint`` …

    Empty on releases that do not look for them.
    """
    find = getattr(base, "contradictions_of", None)
    return list(find(claim)) if find else []


@dataclass(frozen=True, slots=True)
class Sum:
    """What the figures of one group come to, nothing counted twice.

    Attributes:
        name, code: of the group: a year, a place; the code is "" where it has none.
        value, least, most: the sum as given, and what it surely reaches and does not pass.
        facts: how many were added.
        left: why others were not, in words, with counts.
    """

    name: str
    code: str
    value: Decimal
    least: Decimal | None
    most: Decimal | None
    facts: int
    left: tuple[tuple[str, int], ...]


def sums(base: FactBase, by: str, indicator: str, unit: str, filters: Filters) -> list[Sum]:
    """Sums of one indicator in one unit by year, province or city; empty on releases that do not add."""
    add = getattr(base, "sums", None)
    if add is None:
        return []
    reasons = import_module("pipeline.store.sums").REASONS
    return [
        Sum(
            row.group[0] or "（不详）", row.codes[0], row.value, row.least, row.most, row.facts,
            tuple((reasons[why][0], count) for why, count in row.left_out.items()),
        )
        for row in add([by], filters).rows
        if (row.indicator, row.unit, row.per) == (indicator, unit, None) and row.adds and row.value is not None
    ]  # fmt: skip
