"""Reading facts: by filters, one claim with everything around it, problems, runs, and the file as a whole.

Rows come out as plain dicts in the order of the columns of the view they are read from. ``value`` and ``high`` are
exact decimal text (None where the text names no figure), ``value_real`` and ``high_real`` the same as floats.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.errors import StoreError
from pipeline.store import clusters, keyset, migrations, plans, reviewed, tallies
from pipeline.store.filters import Filters, Term, terms
from pipeline.store.plans import ORDERS


def query(db: sqlite3.Connection, filters: Filters, after: str | None = None) -> Iterator[dict[str, Any]]:
    """Claims that satisfy the filters, as rows of ``v_claims``; with the id of a claim only those that come after it.

    Raises:
        StoreError: if the order is unknown or a date is none, or the document, the indicator or that claim is not
            there.
    """
    if filters.order not in ORDERS:
        raise StoreError(f"cannot order by {filters.order!r}", "", f"use one of {', '.join(ORDERS)}")
    given = asked(db, filters)
    where, values = _joined(given)
    condition = " AND ".join(where) or "1"
    past = None if after is None else keyset.past(_listed(db, after, filters.reviewed), filters.order)

    def rows(condition: str, values: list[Any]) -> Iterator[dict[str, Any]]:
        return plans.rows(db, given, condition, values, filters.order, past)

    if filters.reviewed:
        rejected = filters.rejected or filters.review in ("rejected", "any", "stale")
        once = None if filters.all_reports else partial(_once, db)
        last = past.row if past else None
        found = reviewed.query(db, condition, values, filters.order, rows, once, rejected, last)
        return islice(found, filters.limit)
    found = rows(condition, values)
    return islice(found if filters.all_reports else _once(db, found, condition, values), filters.limit)


def _listed(db: sqlite3.Connection, claim: str, reviewed_: bool) -> Mapping[str, Any]:
    """A claim as a list shows it, by its id."""
    row = dict(claim_row(db, claim))
    if reviewed_ and row["review"] == "corrected":
        return next(one for one in reviewed.corrected(db) if one["id"] == row["id"])
    return row


def _once(
    db: sqlite3.Connection, rows: Iterator[dict[str, Any]], where: str, values: list[Any]
) -> Iterator[dict[str, Any]]:
    """Of the reports of one figure only the earliest that fits too, asked once for each figure, so that rows stream."""
    shown: dict[str, str] = {}
    fits = (
        f"SELECT id FROM v_claims WHERE id IN (SELECT claim FROM reports WHERE reading = ?) AND {where}"
        " ORDER BY repeated, published IS NULL, published, id LIMIT 1"
    )
    for row in rows:
        reading = row["reading"]
        if row["repeated"] and reading not in shown:
            shown[reading] = db.execute(fits, (reading, *values)).fetchone()[0]
        if not row["repeated"] or shown[reading] == row["id"]:
            yield row


def asked(db: sqlite3.Connection, filters: Filters) -> list[Term]:
    """The filters in SQL; see :func:`pipeline.store.filters.terms`."""
    return terms(db, filters, document)


def conditions(db: sqlite3.Connection, filters: Filters) -> tuple[list[str], list[Any]]:
    """The filters in SQL over the columns of ``v_claims``: conditions that must all hold, and their values."""
    return _joined(asked(db, filters))


def _joined(given: list[Term]) -> tuple[list[str], list[Any]]:
    where = [term.condition for term in given if term.condition != "1"]
    return where, [value for term in given for value in term.values]


def document(db: sqlite3.Connection, reference: str) -> dict[str, Any]:
    """One document with its ``locations``, by id, first characters of the id (6 or more), name or path.

    Raises:
        StoreError: if none or several fit.
    """
    rows = db.execute("SELECT * FROM documents WHERE id = ?", (reference,)).fetchall()
    if not rows:
        rows = db.execute(
            "SELECT * FROM documents WHERE name = ?1"
            " UNION SELECT d.* FROM documents d JOIN locations l ON l.document = d.id WHERE l.path = ?1",
            (reference,),
        ).fetchall()
    if not rows and len(reference) >= 6:
        rows = db.execute(
            "SELECT * FROM documents WHERE id >= ?1 AND id < ?1 || 'g' LIMIT 3", (reference.lower(),)
        ).fetchall()
    row = _one(rows, "document", reference)
    paths = db.execute("SELECT path FROM locations WHERE document = ? ORDER BY path", (row["id"],))
    return {**dict(row), "locations": [path[0] for path in paths]}


def claim_row(db: sqlite3.Connection, reference: str) -> sqlite3.Row:
    """The row of ``v_claims`` of one claim, by its id or the id's first characters (6 or more).

    Raises:
        StoreError: if none or several fit.
    """
    rows = db.execute("SELECT * FROM v_claims WHERE id = ?", (reference,)).fetchall()
    if not rows and len(reference) >= 6:
        rows = db.execute(
            "SELECT * FROM v_claims WHERE id >= ?1 AND id < ?1 || char(1114111) LIMIT 3", (reference,)
        ).fetchall()
    return _one(rows, "claim", reference)


def claim(db: sqlite3.Connection, reference: str) -> dict[str, Any]:
    """One claim with all that helps to judge it, by its id or the id's first characters (6 or more).

    Returns:
        The row of ``v_claims`` as ``claim``, and ``document`` (with ``locations``), ``article``, ``sentence``,
        ``unit``, ``mentions`` (in the sentence), ``neighbours`` (other claims of the sentence), ``reports`` (of the
        same fact by reprints, see :func:`pipeline.store.clusters.reports`), ``problems`` (of the whole document, or
        that touch the sentence), ``reviews`` (oldest first, each with ``state``), ``corrected`` (the
        row as the last review corrects it, with ``corrected``: which fields; or None), ``history``.

    Raises:
        StoreError: if none or several fit.
    """
    row = claim_row(db, reference)
    article = dict(db.execute("SELECT * FROM articles WHERE id = ?", (row["article"],)).fetchone())
    article["authors"] = json.loads(article["authors"])
    sentence = dict(
        db.execute(
            "SELECT s.* FROM sentences s JOIN claims c ON c.sentence = s.id WHERE c.id = ?", (row["id"],)
        ).fetchone()
    )
    span = (sentence["end"], sentence["start"])
    said = reviews(db, claim=row["id"])
    return {
        "claim": dict(row),
        "document": document(db, row["document"]),
        "article": article,
        "sentence": sentence,
        "unit": dict(db.execute("SELECT * FROM units WHERE unit = ?", (row["unit"],)).fetchone()),
        "mentions": _dicts(
            db,
            'SELECT e.label, m.surface, e.canonical, e.code, m.start, m."end" FROM mentions m'
            ' JOIN entities e ON e.id = m.entity WHERE m.article = ? AND m.start < ? AND m."end" > ? ORDER BY m.start',
            row["article"], *span,
        ),
        "neighbours": _dicts(
            db,
            "SELECT * FROM v_claims WHERE id <> ? AND id IN (SELECT id FROM claims WHERE sentence = ?) ORDER BY start",
            row["id"], sentence["id"],
        ),
        "reports": clusters.reports(db, row["id"]),
        "problems": _dicts(
            db,
            'SELECT code, stage, start, "end", detail FROM problems WHERE document = ?'
            ' AND (start IS NULL OR (start < ? AND "end" > ?)) ORDER BY start, id',
            row["document"], *span,
        ),
        "reviews": said,
        "corrected": reviewed.laid_over(row, said[-1]["corrections"]) if said and said[-1]["corrections"] else None,
        "history": _dicts(
            db, "SELECT run, what, field, old, new FROM changes WHERE claim = ? ORDER BY run, field", row["id"]
        ),
    }  # fmt: skip


def reviews(db: sqlite3.Connection, *, claim: str | None = None, state: str | None = None) -> list[dict[str, Any]]:
    """Reviews, oldest first, as rows of ``v_reviews``; ``corrections`` and ``reading`` are dicts.

    Args:
        db: the fact base.
        claim: only those of this claim.
        state: only current (the claim reads as it was reviewed), stale (it reads otherwise now) or gone.
    """
    rows = _dicts(
        db,
        # ids are random: two reviews of one millisecond stand as they were written
        "SELECT * FROM v_reviews v WHERE (?1 IS NULL OR claim = ?1) AND (?2 IS NULL OR state = ?2)"
        " ORDER BY at, (SELECT r.rowid FROM reviews r WHERE r.id = v.id)",
        claim, state,
    )  # fmt: skip
    return [
        {**row, "corrections": json.loads(row["corrections"]), "reading": json.loads(row["reading"])} for row in rows
    ]


def problems(
    db: sqlite3.Connection, *, code: str | None = None, document_: str | None = None, limit: int | None = None
) -> Iterator[dict[str, Any]]:
    """Problems of the current readings, with the document's ``name``."""
    wanted = None if document_ is None else document(db, document_)["id"]
    cursor = db.execute(
        'SELECT p.code, p.stage, p.document, d.name, p.start, p."end", p.detail FROM problems p'
        " JOIN documents d ON d.id = p.document WHERE (?1 IS NULL OR p.code = ?1) AND (?2 IS NULL OR p.document = ?2)"
        " ORDER BY d.name, p.document, p.start, p.id LIMIT ?3",
        (code, wanted, -1 if limit is None else limit),
    )
    return (dict(row) for row in cursor)


def runs(db: sqlite3.Connection, limit: int | None = None) -> list[dict[str, Any]]:
    """Runs, newest first, as rows of ``v_runs``; ``counts`` is a dict."""
    rows = _dicts(db, "SELECT * FROM v_runs LIMIT ?", -1 if limit is None else limit)
    return [{**row, "counts": json.loads(row["counts"])} for row in rows]


def info(db: sqlite3.Connection, path: Path) -> dict[str, Any]:
    """The file as a whole: ``path``, ``size`` (bytes), ``schema``, ``sqlite``, ``journal``, ``counts`` by table,
    ``encodings``, ``units``, ``kinds``, ``labels``, ``problems`` (the most frequent first) and the ``last_run``.
    """
    tables = ("documents", "articles", "sentences", "claims", "entities", "mentions", "problems", "reviews", "runs")

    def top(sql: str) -> dict[str, int]:
        return {str(row[0]): row[1] for row in db.execute(sql)}

    claims = f"({tallies.FRESH})" if tallies.known(db) else "(SELECT unit, kind, 1 AS claims FROM claims)"

    def counted(table: str) -> int:
        known = {
            "claims": f"SELECT coalesce(sum(claims), 0) FROM {claims}",
            "mentions": "SELECT rows FROM counters WHERE what = 'mentions'",
        }
        return int(db.execute(known.get(table, f"SELECT count(*) FROM {table}")).fetchone()[0])

    last = runs(db, 1)
    return {
        "path": str(path),
        "size": sum(file.stat().st_size for file in (path, path.with_name(path.name + "-wal")) if file.exists()),
        "schema": migrations.current(db),
        "sqlite": sqlite3.sqlite_version,
        "journal": db.execute("PRAGMA journal_mode").fetchone()[0],
        "counts": {name: counted(name) for name in tables},
        "encodings": top("SELECT encoding, count(*) n FROM documents GROUP BY encoding ORDER BY n DESC"),
        "units": top(f"SELECT unit, sum(claims) n FROM {claims} GROUP BY unit ORDER BY n DESC, unit LIMIT 20"),
        "kinds": top(f"SELECT kind, sum(claims) n FROM {claims} GROUP BY kind ORDER BY n DESC, kind"),
        "labels": top("SELECT name, rows n FROM counters WHERE what = 'entities' AND rows > 0 ORDER BY n DESC"),
        "problems": top("SELECT code, count(*) n FROM problems GROUP BY code ORDER BY n DESC, code"),
        "last_run": last[0] if last else None,
    }


def _dicts(db: sqlite3.Connection, sql: str, *values: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(sql, values)]


_LOOK = {
    "document": "give its path as it was read (`query --columns name` has it), or the first characters of its id",
    "claim": "give an id as `query` and `search` print it, or its first characters",
}


def _one(rows: list[sqlite3.Row], what: str, reference: str) -> sqlite3.Row:
    if len(rows) == 1:
        return rows[0]
    if rows:
        raise StoreError(f"cannot choose the {what} {reference}", f"{len(rows)} or more fit", "give its whole id")
    raise StoreError(f"cannot find the {what} {reference}", "the fact base has none like it", _LOOK[what])
