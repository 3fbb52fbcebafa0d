"""Reading what :mod:`pipeline.store.reprints` found: clusters, their articles, and facts told in different figures.

``document`` is a document's whole id, or None for all; ``limit`` None is no limit.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from pipeline.store.views import VIEWS

Row = dict[str, Any]
_FACTS = (
    "(SELECT w.fact FROM articles a JOIN reprints r ON r.article = a.id JOIN reprints x ON x.original = r.original"
    " JOIN claims c ON c.article = x.article JOIN reports w ON w.claim = c.id WHERE a.document = ?1)"
)

_OF_DOCUMENT = "(SELECT r.original FROM reprints r JOIN articles a ON a.id = r.article WHERE a.document = ?1)"


def reprints(db: sqlite3.Connection, document: str | None, limit: int | None) -> Iterator[Row]:
    """Rows of ``v_reprints``, the largest clusters first; only those that an article of ``document`` is in."""
    return _rows(
        db, f"SELECT * FROM v_reprints WHERE ?1 IS NULL OR original IN {_OF_DOCUMENT}"
        " ORDER BY articles DESC, original LIMIT ?2", document, limit,
    )  # fmt: skip


def reprinted(db: sqlite3.Connection, document: str | None, limit: int | None) -> Iterator[Row]:
    """Every article of the clusters, those of one cluster together, the original first and then by date.

    Columns: ``original`` (article id), ``article``, ``title``, ``published``, ``outlet``, ``letters`` (of the body, a
    cut reprint has fewer), ``document`` and its ``name``.
    """
    return _rows(
        db, "SELECT r.original, r.article, a.title, a.date AS published, a.outlet, s.letters, d.id AS document, d.name"
        " FROM reprints r JOIN articles a ON a.id = r.article JOIN documents d ON d.id = a.document"
        " JOIN signatures s ON s.article = r.article"
        f" WHERE ?1 IS NULL OR r.original IN {_OF_DOCUMENT}"
        " ORDER BY r.original, r.article <> r.original, a.date IS NULL, a.date, r.article LIMIT ?2", document, limit,
    )  # fmt: skip


def changed(db: sqlite3.Connection, document: str | None, limit: int | None) -> Iterator[Row]:
    """Rows of ``v_reports`` of facts for which reprints give different figures; the first report's figure first."""
    differ = f"SELECT DISTINCT fact FROM reports WHERE fact <> reading AND (?1 IS NULL OR fact IN {_FACTS})"
    # each has a row at least, so of the first facts in that order there are rows enough
    sql = (
        f"SELECT d.fact FROM ({differ}) d CROSS JOIN claims c ON c.id = d.fact"
        " CROSS JOIN reprints z ON z.article = c.article ORDER BY z.original, d.fact LIMIT ?2"
    )
    facts = json.dumps([row[0] for row in db.execute(sql, (document, _most(limit)))])
    # few facts differ: their figures alone are grouped, not those of all facts as the view would
    narrowed = VIEWS["v_reports"].replace("FROM reports w JOIN", "FROM (SELECT value AS of_ FROM json_each(?1))"
        " CROSS JOIN reports w ON w.fact = of_ CROSS JOIN")  # fmt: skip
    rows = db.execute(f"{narrowed} ORDER BY z.original, g.fact, differs, g.reading LIMIT ?2", (facts, _most(limit)))
    return (dict(row) for row in rows)


def _most(limit: int | None) -> int:
    return -1 if limit is None else limit


def reports(db: sqlite3.Connection, claim: str) -> list[Row]:
    """The other reports of a claim's fact, those with the same figure first; empty where nobody reprinted it.

    Columns: ``id`` of the claim, ``quote``, ``value``, ``high``, ``unit``, ``modifier``, ``differs`` (1 where its
    figure is another than that of ``claim``), ``title``, ``outlet``, ``published``, ``document``, ``name``.
    """
    rows = db.execute(
        "SELECT c.id, c.quote, c.value, c.high, c.unit, c.modifier, x.reading <> w.reading AS differs, a.title,"
        " a.outlet, a.date AS published, d.id AS document, d.name"
        " FROM reports w JOIN reports x ON x.fact = w.fact AND x.claim <> w.claim JOIN claims c ON c.id = x.claim"
        " JOIN articles a ON a.id = c.article JOIN documents d ON d.id = c.document WHERE w.claim = ?"
        " ORDER BY differs, a.date IS NULL, a.date, c.id",
        (claim,),
    )
    return [dict(row) for row in rows]


def _rows(db: sqlite3.Connection, sql: str, document: str | None, limit: int | None) -> Iterator[Row]:
    cursor = db.execute(sql, (document, _most(limit)))
    return (dict(row) for row in cursor)


__all__ = ["changed", "reports", "reprinted", "reprints"]
