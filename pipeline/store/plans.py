"""How claims are found fast in a large fact base: few rows are read whatever is asked.

SQLite joins and sorts what a query says, but must guess how many claims a condition leaves. Here it is not guessed: the
claims that each filter's index knows are listed, up to a bound, and what the lists have in common is looked at row by
row and sorted. Where all lists are longer than the bound, many claims fit, so the file is read in the order asked for
and the first rows come soon.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import chain
from typing import Any

from pipeline.store import reviewed, tallies, views
from pipeline.store.filters import Term

ORDERS = {
    "document": "name, document, start, id",
    "value": "value_real IS NULL, value_real, id",
    "-value": "value_real DESC, id",
    "period": "coalesce(period_start, period_end) IS NULL, coalesce(period_start, period_end), id",
    "-period": "coalesce(period_end, period_start) IS NULL, coalesce(period_end, period_start) DESC, id",
    "published": "published IS NULL, published, name, start, id",
    "-published": "published IS NULL, published DESC, name, start, id",
    "confidence": "confidence, id",
    "-confidence": "confidence DESC, id",
}

FEW = 20_000
"""So many claims are looked at one by one and sorted within a tenth of a second."""
_MANY = 300_000  # a list of so many rowids is still read fast, to be laid over another
_DEAR = " CROSS JOIN "  # in ways that visit several tables for each claim
_WORD = re.compile(r"'[^']*'|\b[a-z_]+\b")
_BY_DAY = "articles a INDEXED BY articles_date CROSS JOIN claims c ON c.article = a.id"


def rows(
    db: sqlite3.Connection, terms: Sequence[Term], condition: str, values: Sequence[Any], order: str
) -> Iterator[dict[str, Any]]:
    """Rows of ``v_claims`` that satisfy a condition, in an order; they come as they are asked for.

    Args:
        db: the fact base.
        terms: filters that the condition has in it, for their ways to find claims.
        condition, values: SQL over the columns of ``v_claims``; all must hold.
        order: one of :data:`ORDERS`.
    """
    few = candidates(db, terms)
    if few is not None:
        whole = f"{views.select()} WHERE c.id = ?"
        found = ids(db, few, condition, values, ORDERS[order])
        return (dict(row) for id in found if (row := db.execute(whole, (id,)).fetchone()))
    return _in_order(db, terms, condition, values, order)


def candidates(db: sqlite3.Connection, terms: Sequence[Term]) -> set[int] | None:
    """Rowids of claims, at most :data:`FEW`, among which are all that meet the terms; None where they may be more."""
    ways = sorted((term for term in terms if term.found), key=lambda term: _DEAR in term.found)
    best: set[int] | None = None
    long: list[Term] = []
    for term in ways:
        if best is not None and len(best) <= FEW // 10:
            return best
        listed = _listed(db, term, FEW)
        if listed is None:
            long.append(term)
        else:
            best = listed if best is None else best & listed
    if best is not None or len(long) < 2:
        return best
    # several lists that are each too long may have little in common
    for term in long:
        if _DEAR in term.found:
            continue
        listed = _listed(db, term, _MANY)
        if listed is not None:
            best = listed if best is None else best & listed
    return best if best is not None and len(best) <= FEW else None


def _listed(db: sqlite3.Connection, term: Term, most: int) -> set[int] | None:
    cursor = db.cursor()
    cursor.row_factory = None
    found = cursor.execute(f"SELECT * FROM ({term.found}) LIMIT {most + 1}", term.given).fetchall()
    return None if len(found) > most else {row[0] for row in found}


def ids(
    db: sqlite3.Connection, few: set[int] | None, condition: str, values: Sequence[Any], order_by: str,
    limit: int | None = None, index: str = "",
) -> Iterator[str]:  # fmt: skip
    """Ids of claims that satisfy a condition, in order; no more tables are read than it speaks of.

    Args:
        db: the fact base.
        few: rowids of the claims to look at; None for all.
        condition, values, order_by: SQL over the columns of ``v_claims``.
        limit: at most so many; None for all.
        index: has all claims in that order, for when all are looked at.
    """
    names = {word for word in _WORD.findall(f"{condition} {order_by}") if word in views.CLAIM} | {"id"}
    if few is None:
        source, given = f"claims c{f' INDEXED BY {index}' if index else ''}", list(values)
    else:
        source = "json_each(?) few CROSS JOIN claims c ON c.rowid = few.value"
        given = [json.dumps(sorted(few)), *values]
    inner = views.select(sorted(names), source)
    sql = f"SELECT id FROM ({inner}) WHERE {condition} ORDER BY {order_by} LIMIT ?"
    return (row[0] for row in db.execute(sql, (*given, -1 if limit is None else limit)))


def _in_order(
    db: sqlite3.Connection, terms: Sequence[Term], condition: str, values: Sequence[Any], order: str
) -> Iterator[dict[str, Any]]:
    """All claims in an order, of which those that satisfy the condition are given."""

    def run(source: str, there: str, more: str = "1", given: Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
        inner = views.select(None, source, there)
        # the condition is asked of the columns given, and only what is given is worked out of reprints
        sql = f"SELECT * FROM ({inner}) WHERE {more} AND ({condition}) ORDER BY {ORDERS[order]}"
        return map(dict, db.execute(sql, (*given, *values)))

    if order == "document":
        return run("documents d INDEXED BY documents_name CROSS JOIN claims c ON c.document = d.id", "d")
    if order in ("value", "-value"):
        units = _units(db, terms)
        each = (run("claims c INDEXED BY claims_unit", "", "unit = ?", (unit,)) for unit in units)
        return merge(*each, key=reviewed.KEYS[order])
    if order == "-published":
        return chain(run(_BY_DAY, "a", "published IS NOT NULL"), run(_BY_DAY, "a", "published IS NULL"))
    if order == "published":
        return chain(run(_BY_DAY, "a", "published IS NOT NULL"), run(_BY_DAY, "a", "published IS NULL"))
    return run("claims c", "")


def _units(db: sqlite3.Connection, terms: Sequence[Term]) -> list[str]:
    """The units that claims may have: those that a filter names, else all."""
    for term in terms:
        if term.condition == "unit = ?":
            return [str(term.values[0])]
        if term.condition == "kind = ?":
            return tallies.units_of(db, str(term.values[0]))
    return tallies.units_of(db, None)


__all__ = ["FEW", "ORDERS", "candidates", "ids", "rows"]
