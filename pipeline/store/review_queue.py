"""What a person should look at next: stale reviews first, then unreviewed claims by doubt."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from itertools import chain, islice
from typing import Any

from pipeline.store import plans, queries, views
from pipeline.store.filters import Filters, Term
from pipeline.store.reviewed import SETTLED
from pipeline.store.reviews import FIELDS
from pipeline.store.views import DOUBT

_UNSURE = 0.5


def queue(
    db: sqlite3.Connection, filters: Filters, limit: int | None = 20, skip: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Claims to look at, those first of which a review went stale, then by doubt.

    Doubt is (1 - confidence) times the number of digits of the figure before its decimal point. Of a figure that
    reprints repeat only the earliest report is in the queue, and none once one of them was rejected or corrected.

    Args:
        db: the fact base.
        filters: only claims that fit (as the machine reads them); their review, order and limit do not count.
        limit: at most so many; None for all.
        skip: ids of claims to leave out.

    Returns:
        Rows of ``v_claims`` with ``doubt`` (0 to 19) and ``reasons``: why it is here, a line each.
    """
    asked = [*queries.asked(db, filters), Term("id NOT IN (SELECT value FROM json_each(?))", (json.dumps(list(skip)),))]
    stale = [*asked, Term("review_stale", (), "SELECT rowid FROM claims WHERE id IN (SELECT claim FROM reviews)")]
    fresh = [*asked, Term(f"review IS NULL AND NOT repeated AND (reading IS NULL OR reading NOT IN ({SETTLED}))")]
    whole = f"{views.select(more=f'{DOUBT} AS doubt')} WHERE c.id = ?"
    found = chain(_by_doubt(db, stale, limit), _by_doubt(db, fresh, limit))
    rows = []
    for id in islice(found, limit):
        row = dict(db.execute(whole, (id,)).fetchone())
        rows.append({**row, "doubt": round(row["doubt"], 2), "reasons": reasons(db, row)})
    return rows


def _by_doubt(db: sqlite3.Connection, terms: list[Term], limit: int | None) -> Iterator[str]:
    """Ids of claims that satisfy terms, the most doubtful first."""
    where = " AND ".join(f"({term.condition})" for term in terms)
    values = [value for term in terms for value in term.values]
    return plans.ids(db, plans.candidates(db, terms), where, values, f"{DOUBT} DESC, id", limit, "claims_doubt")


def waiting(db: sqlite3.Connection, claim: str, decided: bool = False) -> dict[str, Any] | None:
    """The claim as :func:`queue` gives it, or None if it is gone or, unless ``decided``, waits for no review."""
    found = db.execute("SELECT review, review_stale FROM v_claims WHERE id = ?", (claim,)).fetchone()
    if found is None or not (decided or found["review"] is None or found["review_stale"]):
        return None
    row = dict(db.execute("SELECT * FROM v_claims WHERE id = ?", (claim,)).fetchone())
    return {**row, "reasons": reasons(db, row)}


def reasons(db: sqlite3.Connection, row: Mapping[str, Any]) -> list[str]:
    """What speaks against a claim, in Chinese and English; ``row`` is of ``v_claims``."""
    said = []
    if row["review_stale"]:
        said.append(_stale(db, row))
    if row["confidence"] < _UNSURE:
        said.append(f"把握不大 more likely wrong than right ({row['confidence']:.2f})")
    if row["differs"]:
        told = "1 reprint gives" if row["differs"] == 1 else f"{row['differs']} reprints give"
        said.append(f"转载数字不同 {told} another figure")
    missing = [name for name in ("subject", "action", "item") if not row[name]]
    if missing:
        said.append(f"缺 missing: {', '.join(missing)}")
    if row["value"] is None:
        said.append("没有确数 no definite figure")
    problems = db.execute(
        "SELECT DISTINCT p.code FROM problems p JOIN claims c ON c.id = ?1 JOIN sentences s ON s.id = c.sentence"
        ' WHERE p.document = c.document AND p.start < s."end" AND p."end" > s.start ORDER BY p.code',
        (row["id"],),
    )
    if codes := [code for (code,) in problems]:
        said.append(f"原文有问题 problems in the sentence: {', '.join(codes)}")
    return said


def _stale(db: sqlite3.Connection, row: Mapping[str, Any]) -> str:
    """Who reviewed it, and what has changed since."""
    last = queries.reviews(db, claim=row["id"])[-1]
    old = last["reading"]
    changed = [
        f"{name} {_shown(old.get(name))} → {_shown(row[name])}"
        for name in ("quote", *FIELDS)
        if old.get(name) != row[name]
    ]
    who = f"{last['by']} {last['decision']} {last['at'][:10]}"
    return f"机器改读 read otherwise since {who}: {', '.join(changed)}"


def _shown(value: str | None) -> str:
    return value if value else "-"
