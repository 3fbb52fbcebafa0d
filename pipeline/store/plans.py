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
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import chain
from typing import Any

from pipeline.store import bulk, reviewed, tallies, views
from pipeline.store.filters import Term
from pipeline.store.keyset import Past

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
_WORDY = 60_000  # so many matching sentences are listed in some hundredths of a second
_LISTS = 3  # so many times what matches some words may be listed
_TIMES = 4  # so many rowids are listed in the time in which one claim is looked at
_DEAR = 1_000  # so many claims are looked at before any way through several tables
_WORD = re.compile(r"'[^']*'|\b[a-z_]+\b")
_BY_DAY = "articles a INDEXED BY articles_date CROSS JOIN claims c ON c.article = a.id"


def rows(
    db: sqlite3.Connection, terms: Sequence[Term], condition: str, values: Sequence[Any], order: str,
    past: Past | None = None,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Rows of ``v_claims`` that satisfy a condition, in an order; they come as they are asked for.

    Args:
        db: the fact base.
        terms: filters that the condition has in it, for their ways to find claims.
        condition, values: SQL over the columns of ``v_claims``; all must hold.
        order: one of :data:`ORDERS`.
        past: of a row that all come after; None for all.
    """
    few = candidates(db, terms)
    if past is not None:
        condition, values = f"({condition}) AND {past.condition}", [*values, *past.values]
    for term in terms:
        if term.among and (len(few) > _DEAR if few is not None else _at_once(db, term, order)):
            condition = condition.replace(term.condition, term.among)
    if few is not None:
        return _whole(db, ids(db, few, condition, values, ORDERS[order]))
    return _in_order(db, terms, condition, values, order, past)


def candidates(db: sqlite3.Connection, terms: Sequence[Term]) -> set[int] | None:
    """Rowids of claims, at most :data:`FEW`, among which are all that meet the terms; None where they may be more."""
    best: set[int] | None = None
    long: list[Term] = []
    for term in terms:
        if term.found and not term.dear:
            # what is known already is looked at sooner than a list of many times as much
            listed = _listed(db, term, FEW if best is None else min(FEW, _TIMES * len(best)))
            if listed is None:
                long.append(term)
            else:
                best = listed if best is None else best & listed
    for term in terms:
        if term.dear.startswith("search_index") and best is not None and len(best) > _DEAR:
            best = _saying(db, term, best)
        # a way through several tables is gone only where it is shorter than what is known already
        elif term.found and term.dear and (best is None or len(best) > _DEAR):
            if _more(db, term, FEW // 3 if best is None else len(best) // 4):  # three claims to a sentence
                continue
            listed = _listed(db, term, FEW)
            if listed is not None:
                best = listed if best is None else best & listed
    if best is None and len(long) > 1:
        # several lists that are each too long may have little in common
        for term in long:
            listed = _listed(db, term, _MANY)
            if listed is not None:
                best = listed if best is None else best & listed
    return best if best is not None and len(best) <= FEW else None


def among(db: sqlite3.Connection, ids: str, condition: str, values: Sequence[Any]) -> set[str]:
    """Of the claims with these ids (a JSON array) those that satisfy a condition over the columns of ``v_claims``."""
    names = {word for word in _WORD.findall(condition) if word in views.CLAIM} | {"id"}
    inner = views.select(sorted(names), "json_each(?) few CROSS JOIN claims c ON c.id = few.value")
    return {row[0] for row in db.execute(f"SELECT id FROM ({inner}) WHERE {condition}", (ids, *values))}


def _at_once(db: sqlite3.Connection, term: Term, order: str) -> bool:
    """Whether what matches is listed sooner than the rows of an order are asked one by one for the first that do."""
    return "period" in order or "value" in order or not _more(db, term, _WORDY)


def _more(db: sqlite3.Connection, term: Term, most: int) -> bool:
    """Whether a dear way begins with more rows than that."""
    return bool(most < db.execute(*term.hits(most + 1)).fetchone()[0])


def _saying(db: sqlite3.Connection, term: Term, best: set[int]) -> set[int]:
    """Of some claims those whose sentences match, or all where very many sentences do."""
    cursor = db.cursor()
    cursor.row_factory = None
    sentences = cursor.execute(f"SELECT rowid FROM {term.dear} LIMIT {_WORDY + 1}", term.given).fetchall()
    if len(sentences) > _WORDY:
        return best
    sql = (
        "SELECT s.number, c.rowid FROM json_each(?) few CROSS JOIN claims c ON c.rowid = few.value"
        " CROSS JOIN sentences s ON s.id = c.sentence"
    )
    matching = {row[0] for row in sentences}
    return {claim for number, claim in cursor.execute(sql, (json.dumps(sorted(best)),)) if number in matching}


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
        source, given = f"claims c {bulk.indexed(db, index)}", list(values)
    else:
        source = "json_each(?) few CROSS JOIN claims c ON c.rowid = few.value"
        given = [json.dumps(sorted(few)), *values]
    inner = views.select(sorted(names), source)
    sql = f"SELECT id FROM ({inner}) WHERE {condition} ORDER BY {order_by} LIMIT ?"
    return (row[0] for row in db.execute(sql, (*given, -1 if limit is None else limit)))


def _in_order(
    db: sqlite3.Connection, terms: Sequence[Term], condition: str, values: Sequence[Any], order: str,
    past: Past | None,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """All claims in an order, of which those that satisfy the condition are given."""
    if order == "document":
        inner = views.select(
            None, "documents d INDEXED BY documents_name CROSS JOIN claims c ON c.document = d.id", "d"
        )
        sql = f"SELECT * FROM ({inner}) WHERE {condition} ORDER BY {ORDERS[order]}"
        return map(dict, db.execute(sql, values))

    names = {word for word in _WORD.findall(f"{condition} {ORDERS[order]}") if word in views.CLAIM} | {"id"}

    def run(
        source: str, there: str = "", more: str = "1", given: Sequence[Any] = (), by: str = ORDERS[order]
    ) -> Iterator[sqlite3.Row]:
        inner = views.select(sorted(names), source, there)
        sql = f"SELECT * FROM ({inner}) WHERE {more} AND ({condition}) ORDER BY {by}"
        return db.execute(sql, (*given, *values))

    found: Iterator[sqlite3.Row]
    units = _units(db, terms) if order in ("value", "-value") else []
    # with words a list of what matches is made for each unit
    if units and (len(units) <= _LISTS or not any(term.among for term in terms)):
        names |= {"value_real", "unit"}
        by_unit = f"claims c {bulk.indexed(db, 'claims_unit')}"
        each = (run(by_unit, "", "unit = ?", (unit,)) for unit in units)
        key: Any = reviewed.KEYS[order]  # takes any mapping, and rows of SQLite are nearly one
        found = merge(*each, key=key)
    elif order in ("published", "-published"):
        # the dated ones first; each half is in the order of the index, which "published IS NULL" would hide
        by = ORDERS[order].removeprefix("published IS NULL, ")
        if past is None:
            dated: Iterator[sqlite3.Row] = run(_BY_DAY, "a", "published IS NOT NULL", (), by)
        elif past.at is not None:  # told once more for the index, which the whole condition would hide
            dated = run(_BY_DAY, "a", f"published {past.sign}= ?", (past.at,), by)
        else:
            dated = iter(())
        # the others are sorted, so only when their turn comes
        rest = (run(_BY_DAY, "a", "published IS NULL", (), "name, start, id") for _ in (0,))
        found = chain(dated, chain.from_iterable(rest))
    elif order in ("confidence", "-confidence") and (index := bulk.indexed(db, "claims_confidence")):
        # tens of thousands of claims have the same: within one confidence the index has them in the order of ids
        names.add("confidence")
        levels = (run(f"claims c {index}", "", "confidence = ?", (at,), "id") for at in _levels(db, order, past))
        found = chain.from_iterable(levels)
    else:
        found = run("claims c")
    return _whole(db, (row["id"] for row in found))


def _levels(db: sqlite3.Connection, order: str, past: Past | None) -> Iterator[float]:
    """The confidences that claims have, in an order, from that of a row on; few dozens."""
    end, sign = ("max", "<") if order == "-confidence" else ("min", ">")
    level = past.at if past else db.execute(f"SELECT {end}(confidence) FROM claims").fetchone()[0]
    while level is not None:
        yield level
        level = db.execute(f"SELECT {end}(confidence) FROM claims WHERE confidence {sign} ?", (level,)).fetchone()[0]


def _whole(db: sqlite3.Connection, ids: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Rows of ``v_claims`` by id. Sorted are ids alone: whole rows of a large file would not fit in memory."""
    sql = f"{views.select()} WHERE c.id = ?"
    return (dict(row) for id in ids if (row := db.execute(sql, (id,)).fetchone()))


def _units(db: sqlite3.Connection, terms: Sequence[Term]) -> list[str]:
    """The units that claims may have: those that a filter names, else all."""
    for term in terms:
        if term.condition == "unit = ?":
            return [str(term.values[0])]
        if term.condition == "kind = ?":
            return tallies.units_of(db, str(term.values[0]))
    return tallies.units_of(db, None)


__all__ = ["FEW", "ORDERS", "among", "candidates", "ids", "rows"]
