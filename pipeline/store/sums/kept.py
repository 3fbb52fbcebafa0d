"""Series of frequent indicators by year, province and city, kept ready: what is asked most, of thousands of claims.

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

BY: dict[tuple[str, ...], int] = {
    ("year",): 2_000, ("province",): 8_000, ("province", "year"): 8_000, ("city",): 8_000,
}  # fmt: skip
"""Which series are kept, and of how many claims of an indicator on; fewer are added up as fast as people wait."""
_MANY = min(BY.values())
_NUMBERS = ("value", "least", "most", "smallest", "median", "largest")


def keep(db: sqlite3.Connection, sums: Callable[[sqlite3.Connection, tuple[str, ...], Filters], Sums]) -> None:
    """Add up what is not kept yet, within the caller's transaction."""
    many = db.execute(
        "SELECT id, claims FROM (SELECT i.id, (SELECT count(*) FROM (SELECT 1 FROM claims c WHERE c.indicator = i.id"
        " LIMIT ?)) AS claims FROM indicators i WHERE i.id NOT IN (SELECT indicator FROM series)) WHERE claims >= ?",
        (max(BY.values()), _MANY),
    ).fetchall()
    for id, claims in many:
        told = {}
        for by in (by for by, least in BY.items() if claims >= least):
            result = sums(db, by, Filters(indicator=id))
            told[" ".join(by)] = {
                "rows": [_plain(row) for row in result.rows], "totals": [_plain(row) for row in result.totals],
                "untotalled": [[*key, why] for key, why in result.untotalled.items()],
            }  # fmt: skip
        db.execute("INSERT INTO series VALUES (?, ?)", (id, json.dumps(told, ensure_ascii=False)))


def kept(db: sqlite3.Connection, by: tuple[str, ...], filters: Filters) -> Sums | None:
    """The series, if that is what is asked for (one indicator, perhaps in one unit) and it is kept."""
    if by not in BY or filters.indicator is None:
        return None
    if replace(filters, indicator=None, unit=None, order="document", limit=None) != Filters():
        return None
    # the JSON of all is long, so SQLite takes this one out of it
    sql = """SELECT json_extract(sums, '$."' || ? || '"') FROM series WHERE indicator = ?"""
    row = db.execute(sql, (" ".join(by), filters.indicator)).fetchone()
    if row is None or row[0] is None:
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
