"""Series by year of frequent indicators, kept ready: the question asked most, of tens of thousands of claims.

A kept series goes (a trigger sees to it) as soon as anything changes in its indicator, and comes again when relations
are settled.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from pipeline.store.filters import Filters
from pipeline.store.sums.model import SumRow, Sums

TABLES = """
CREATE TABLE series (
    indicator TEXT PRIMARY KEY, sums TEXT NOT NULL CHECK (json_valid(sums))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER series_unsettle AFTER INSERT ON unsettled BEGIN DELETE FROM series WHERE indicator = NEW.measure; END;
"""

BY = ("year",)
_MANY = 2000  # claims of an indicator; fewer are added up as fast
_NUMBERS = ("value", "least", "most", "smallest", "median", "largest")


def keep(db: sqlite3.Connection, sums: Callable[[sqlite3.Connection, tuple[str, ...], Filters], Sums]) -> None:
    """Add up what is not kept yet, within the caller's transaction."""
    many = db.execute(
        "SELECT i.id FROM indicators i WHERE i.id NOT IN (SELECT indicator FROM series)"
        " AND (SELECT count(*) FROM (SELECT 1 FROM claims c WHERE c.indicator = i.id LIMIT ?1)) = ?1",
        (_MANY,),
    ).fetchall()
    for (id,) in many:
        result = sums(db, BY, Filters(indicator=id))
        told = {
            "rows": [_plain(row) for row in result.rows], "totals": [_plain(row) for row in result.totals],
            "untotalled": [[*key, why] for key, why in result.untotalled.items()],
        }  # fmt: skip
        db.execute("INSERT INTO series VALUES (?, ?)", (id, json.dumps(told, ensure_ascii=False)))


def kept(db: sqlite3.Connection, by: tuple[str, ...], filters: Filters) -> Sums | None:
    """The series, if that is what is asked for (one indicator, perhaps in one unit) and it is kept."""
    if by != BY or filters.indicator is None:
        return None
    if replace(filters, indicator=None, unit=None, order="document", limit=None) != Filters():
        return None
    row = db.execute("SELECT sums FROM series WHERE indicator = ?", (filters.indicator,)).fetchone()
    if row is None:
        return None
    told = json.loads(row[0])
    fits = [[_row(one) for one in told[name] if filters.unit in (None, one["unit"])] for name in ("rows", "totals")]
    untotalled = {(m, unit): why for m, unit, why in told["untotalled"] if filters.unit in (None, unit)}
    return Sums(by, tuple(fits[0]), tuple(fits[1]), untotalled)


def _plain(row: SumRow) -> dict[str, Any]:
    plain = {f.name: getattr(row, f.name) for f in fields(row)}
    numbers = {name: None if plain[name] is None else format(plain[name], "f") for name in _NUMBERS}
    return {**plain, **numbers, "left_out": dict(row.left_out)}


def _row(plain: dict[str, Any]) -> SumRow:
    numbers = {name: None if plain[name] is None else Decimal(plain[name]) for name in _NUMBERS}
    return SumRow(**{**plain, **numbers, "group": tuple(plain["group"]), "codes": tuple(plain["codes"])})


__all__ = ["TABLES", "keep", "kept"]
