"""Where findings of other parts of the program come onto the pages: one function each, empty where they are silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from typing import Any

from pipeline.serve import words
from pipeline.store import FactBase, Filters

WITH_UNIONS = "union" in Filters.__dataclass_fields__
"""Whether one may ask for a union with all below it."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contradiction.

    Attributes:
        id: of its claim.
        own: whether it is the claim of the page, or the report that this repeats.
        row: ``quote``, ``value``, ``outlet``, ``published``, ``title``, ``name``, ``sentence``, ``mark_start`` …
        favoured: what speaks for it against the others, as codes.
        apart: how far it is from the claim of the page, in words; "" for that itself.
        reprint: whether one of the two is a reprint of the other.
    """

    id: str
    own: bool
    row: dict[str, Any]
    favoured: tuple[str, ...]
    apart: str
    reprint: bool


def contradictions(base: FactBase, claim: str) -> list[Side]:
    """What contradicts a claim, after its own side: each side once, in the fact base's order; empty for nothing."""
    pairs = base.contradictions_of(claim)
    found: dict[str, Side] = {}
    for pair in pairs:  # a claim that repeats another report has that as its own side in some of them
        speaks = dict.fromkeys(code for p in pairs if p["one_claim"] == pair["one_claim"] for code in _codes(p, "one"))
        found.setdefault(pair["one_claim"], _side(pair, "one", tuple(speaks)))
    for pair in pairs:
        found.setdefault(pair["other_claim"], _side(pair, "other", tuple(_codes(pair, "other"))))
    return list(found.values())


def _codes(pair: Mapping[str, Any], side: str) -> list[str]:
    return str(pair[f"{side}_favoured"]).split()


def _side(pair: Mapping[str, Any], side: str, favoured: tuple[str, ...]) -> Side:
    row = {name.removeprefix(f"{side}_"): value for name, value in pair.items() if name.startswith(f"{side}_")}
    own = side == "one"
    times = f"，{pair['times']:.3g} 倍" if pair["times"] else ""
    apart = "" if own else f"差 {words.grouped(pair['difference'])} {pair['unit']}{times}"
    return Side(row["claim"], own, row, favoured, apart, bool(pair["reprint"]) and not own)


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
