"""What surrounds claims, for those who take them away: the article with its credits, and sentences with all names."""

from __future__ import annotations

import json
import sqlite3
from typing import Any


def source_of(db: sqlite3.Connection, article: str) -> dict[str, Any]:
    """Where an article stands and who is credited.

    Returns:
        ``kicker``, ``subtitle``, ``authors`` (list), ``position`` (in its document, from 0), ``encoding``,
        ``fingerprint`` and ``path``: the first of the document's locations in alphabetical order, else its name.
        Empty if there is no such article.
    """
    row = db.execute(
        "SELECT a.kicker, a.subtitle, a.authors, a.position, d.encoding, d.fingerprint,"
        " coalesce((SELECT min(path) FROM locations WHERE document = d.id), d.name) AS path"
        " FROM articles a JOIN documents d ON d.id = a.document WHERE a.id = ?",
        (article,),
    ).fetchone()
    return {} if row is None else {**dict(row), "authors": json.loads(row["authors"])}


def sentences(db: sqlite3.Connection, document: str) -> list[dict[str, Any]]:
    """The sentences of a document that hold claims, in reading order.

    Returns:
        For each: ``id``, ``article``, ``position`` (of the article), ``text`` (clean), ``start`` and ``end`` (in the
        decoded document), ``claims`` and ``mentions``. A claim has ``id``, ``start``, ``end`` (document) and
        ``mark_start``, ``mark_end`` (text); a mention ``label``, ``canonical``, ``code``, ``surface`` and the
        ``start``, ``end`` in the document: where it stands in the text is not stored.
    """
    rows = db.execute(
        'SELECT s.id, s.article, a.position, s.start, s."end", s.text FROM sentences s'
        " JOIN articles a ON a.id = s.article WHERE a.document = ? ORDER BY a.position, s.start, s.id",
        (document,),
    )
    found: dict[str, dict[str, Any]] = {row["id"]: {**dict(row), "claims": [], "mentions": []} for row in rows}
    claims = db.execute(
        'SELECT sentence, id, start, "end", mark_start, mark_end FROM claims WHERE document = ? ORDER BY start, id',
        (document,),
    )
    for row in claims:
        claim = dict(row)
        found[claim.pop("sentence")]["claims"].append(claim)
    mentions = db.execute(
        'SELECT s.id AS sentence, e.label, e.canonical, e.code, m.surface, m.start, m."end" FROM articles a'
        " JOIN mentions m ON m.article = a.id JOIN entities e ON e.id = m.entity"
        ' JOIN sentences s ON s.article = a.id AND m.start >= s.start AND m."end" <= s."end"'
        ' WHERE a.document = ? ORDER BY m.start, m."end" DESC, e.label',
        (document,),
    )
    for row in mentions:
        mention = dict(row)
        found[mention.pop("sentence")]["mentions"].append(mention)
    return list(found.values())
