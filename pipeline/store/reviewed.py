"""Claims as people left them: corrections laid over the machine's reading, rejected claims left out.

Corrected claims are few, and what follows from a correction (bounds of the figure, code of the place) is worked out
here; all other claims come from ``v_claims`` as they are, so a large file is read no slower for its reviews.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from heapq import merge
from math import isinf
from typing import Any

from extractors.model import Quantity, Span
from pipeline.store.places import code_of
from pipeline.store.rows import bounds

Row = dict[str, Any]

LAST = "r.id = (SELECT id FROM reviews x WHERE x.claim = r.claim ORDER BY x.at DESC, x.rowid DESC LIMIT 1)"
"""That a review ``r`` is the one that counts."""

# Readings of which one report was rejected or corrected: the others say the same, so the decision stands for them too.
# Reviews come first: left to itself SQLite reads all reports of a large file to find that nobody reviewed any.
SETTLED = f"""SELECT w.reading FROM reviews r CROSS JOIN reports w ON w.claim = r.claim
    WHERE r.decision IN ('corrected', 'rejected') AND {LAST}"""


def _backwards(day: str | None) -> int:
    return -int((day or "0").replace("-", ""))


KEYS: dict[str, Callable[[Mapping[str, Any]], tuple[Any, ...]]] = {
    "document": lambda r: (r["name"], r["document"], r["start"], r["id"]),
    "value": lambda r: (r["value_real"] is None, r["value_real"] or 0, r["id"]),
    "-value": lambda r: (r["value_real"] is None, -(r["value_real"] or 0), r["id"]),
    "period": lambda r: _days(r["period_start"] or r["period_end"], r["id"]),
    "-period": lambda r: _days_back(r["period_end"] or r["period_start"], r["id"]),
    "published": lambda r: _days(r["published"], r["name"], r["start"], r["id"]),
    "-published": lambda r: _days_back(r["published"], r["name"], r["start"], r["id"]),
    "confidence": lambda r: (r["confidence"], r["id"]),
    "-confidence": lambda r: (-r["confidence"], r["id"]),
}
"""The orders of :data:`pipeline.store.queries.ORDERS` for rows that SQLite does not sort."""


def _days(day: str | None, *rest: Any) -> tuple[Any, ...]:
    return (day is None, day or "", *rest)


def _days_back(day: str | None, *rest: Any) -> tuple[Any, ...]:
    return (day is None, _backwards(day), *rest)


def laid_over(row: Mapping[str, Any] | sqlite3.Row, corrections: Mapping[str, str | None]) -> Row:
    """A row of ``v_claims`` with corrections, what follows from them, and ``corrected``: the fields, with commas."""
    new: Row = {**dict(row), **corrections, "corrected": ",".join(corrections)}
    value, high = (None if new[name] is None else Decimal(new[name]) for name in ("value", "high"))
    quantity = Quantity(Span(0, 0), Span(0, 0), value, high, new["unit"], new["kind"], new["modifier"])
    new["value_real"], new["high_real"] = (None if n is None else _real(float(n)) for n in (value, high))
    new["least"], new["most"] = map(_real, bounds(quantity))
    if "place" in corrections:
        new["place_code"] = code_of(new["place"]) if new["place"] else None
    return new


def _real(number: float | None) -> float | None:
    return None if number is None or isinf(number) else number


def corrected(db: sqlite3.Connection) -> list[Row]:
    """All current claims whose last review corrects them, as :func:`laid_over` makes them."""
    found = db.execute(f"SELECT r.claim, r.corrections FROM reviews r WHERE r.decision = 'corrected' AND {LAST}")
    corrections = {row[0]: json.loads(row[1]) for row in found}
    if not corrections:
        return []
    ids = json.dumps(list(corrections))
    rows = db.execute("SELECT * FROM v_claims WHERE id IN (SELECT value FROM json_each(?))", (ids,))
    return [laid_over(dict(row), corrections[row["id"]]) for row in rows]


def query(
    db: sqlite3.Connection, condition: str, values: list[Any], order: str,
    select: Callable[[str, list[Any]], Iterator[Row]],
    once: Callable[[Iterator[Row], str, list[Any]], Iterator[Row]] | None, rejected: bool,
    after: Mapping[str, Any] | None = None,
) -> Iterator[Row]:  # fmt: skip
    """Claims that satisfy a condition as people left them: corrected ones by their corrected fields.

    Args:
        db: the fact base.
        condition, values: SQL over the columns of ``v_claims``.
        order: one of :data:`KEYS`.
        select: gives the rows of ``v_claims`` that satisfy a condition, in that order.
        once: keeps of repeated reports only one; None keeps all.
        rejected: rejected claims too, and with them other reports of figures that were rejected or corrected.
        after: a row that all come after, as ``select`` knows; None for all.

    Returns:
        Rows of ``v_claims`` with ``corrected``: which fields a person changed, with commas; "" for none.
    """
    plain = f"({condition}) AND review IS NOT 'corrected'" + ("" if rejected else " AND review IS NOT 'rejected'")
    given = values
    if once is not None and not rejected and (settled := [row[0] for row in db.execute(SETTLED)]):
        plain += " AND (review IS NOT NULL OR reading IS NULL OR reading NOT IN (SELECT value FROM json_each(?)))"
        given = [*values, json.dumps(settled)]
    rows = select(plain, given)
    if once is not None:
        rows = once(rows, plain, given)
    fresh = ({**row, "corrected": ""} for row in rows)
    changed = corrected(db)
    if not changed:
        return fresh
    columns = ", ".join(f"""json_extract(value, '$."{name}"') AS "{name}\"""" for name in changed[0])
    source = f"SELECT {columns} FROM json_each(?)"
    fitting = db.execute(
        f"SELECT * FROM ({source}) WHERE {condition}", (json.dumps(changed, ensure_ascii=False), *values)
    )
    key = KEYS[order]
    rows_ = (dict(row) for row in fitting)
    left = rows_ if after is None else (row for row in rows_ if key(row) > key(after))
    return merge(fresh, sorted(left, key=key), key=key)
