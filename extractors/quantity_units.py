"""Units, classifiers and money words: what may stand after a numeral, read from the gazetteers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import cast

from extractors.model import Kind
from gazetteers import rows


@dataclass(frozen=True, slots=True)
class UnitWord:
    """One way to write a unit.

    Attributes:
        surface: as written (平米, 名, 个百分点).
        unit: base unit (平方米, 人, 百分点).
        kind: dimension.
        small: which numerals may stand before it; see the header of ``classifiers.tsv``.
        measure: from ``units.tsv`` or ``currencies.tsv``, not a classifier.
    """

    surface: str
    unit: str
    kind: Kind
    small: str = "yes"
    measure: bool = True


@cache
def unit_words() -> dict[str, UnitWord]:
    """All classifiers and measures by their surface."""
    table: dict[str, UnitWord] = {}
    for row in rows("classifiers"):
        table[row["surface"]] = UnitWord(row["surface"], row["unit"], cast(Kind, row["kind"]), row["small"], False)
    for row in rows("units"):
        table[row["surface"]] = UnitWord(row["surface"], row["unit"], cast(Kind, row["kind"]))
    return table


@cache
def _money_words() -> dict[str, UnitWord]:
    """Money words that stand after a figure. 块 is one and a classifier as well: what follows it decides."""
    after = (row for row in rows("currencies") if row["place"] != "before")
    return {row["surface"]: UnitWord(row["surface"], row["unit"], "money") for row in after}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """By first character, what matches the longest unit at a place, with what may not follow it."""
    parts: list[tuple[str, str]] = []
    for name in ("classifiers", "units", "currencies"):
        for row in rows(name):
            if row.get("place") == "before":
                continue
            guard = f"(?!{row['not_before']})" if row["not_before"] else ""
            if row["surface"].isascii() and row["surface"].isalpha():
                guard += "(?![A-Za-z])"
            group = f"(?P<money{len(parts)}>" if name == "currencies" else "(?:"
            parts.append((row["surface"], f"{group}{re.escape(row['surface'])}{guard})"))
    parts.sort(key=lambda p: (-len(p[0]), "?:" in p[1], p[0]))  # money before a classifier of the same form
    by_first: dict[str, list[str]] = {}
    for surface, pattern in parts:
        by_first.setdefault(surface[0], []).append(pattern)
    return {first: re.compile("|".join(patterns)) for first, patterns in by_first.items()}


def unit_at(text: str, at: int) -> UnitWord | None:
    """The longest unit that stands at ``at``, or None."""
    pattern = _patterns().get(text[at : at + 1])
    m = pattern.match(text, at) if pattern else None
    if m is None:
        return None
    return _money_words()[m[0]] if m.lastgroup else unit_words()[m[0]]


@cache
def currency_before() -> tuple[re.Pattern[str], dict[str, str]]:
    """A money word or sign right before a figure (新台币, ￥), and the unit of each."""
    table = {row["surface"]: row["unit"] for row in rows("currencies") if row["place"] != "after"}
    words = "|".join(re.escape(w) for w in sorted(table, key=lambda w: (-len(w), w)))
    return re.compile(rf"({words})(?:大?约|将?近|超过?|逾)?\s?$"), table
