"""The first run into an empty fact base writes without the indexes that only readers want; they are made at its end.

An index by value, name or place is hit at random: of the pages that storing a document dirties in a large file two
thirds are theirs, and ever more as it grows. Made at the end they are sorted once. The indexes are dropped and made in
transactions of their own, so a killed run leaves a whole file, only slower to ask; the next run goes on without them
and makes them at its end. Readers ask :func:`indexed` before they insist on one.
Whatever is to be replaced or deleted needs all of them, so the first document that is written again has them made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from pipeline.store.connection import transaction
from pipeline.store.views import DOUBT, FREE

INDEXES = {
    "mentions_entity": "mentions (entity)",
    "claims_unit": "claims (unit, value_real)",
    "claims_subject": "claims (subject, unit, topic)",
    "claims_place": "claims (place_code, subject, unit, indicator, topic)",
    "claims_indicator": "claims (indicator, unit)",
    "claims_confidence": "claims (confidence, id)",
    "claims_doubt": f"claims ({DOUBT})",
    "claims_free": f"claims ({FREE}, unit) WHERE indicator IS NULL",
    "claims_topic": "claims (topic, value, high, article) WHERE topic IS NOT NULL",
    "claims_unplaced": "claims (place) WHERE place_code IS NULL AND place > ''",
    "articles_outlet": "articles (outlet, date)",
    "run_documents_document": "run_documents (document)",
    "entities_canonical": "entities (canonical)",
    "entities_union": "entities (code, canonical) WHERE label = 'UNION'",
}


def begin(db: sqlite3.Connection) -> None:
    """Drop the readers' indexes if nothing is stored yet."""
    empty = "SELECT NOT EXISTS (SELECT 1 FROM documents) AND NOT EXISTS (SELECT 1 FROM entities)"
    if db.execute(empty).fetchone()[0]:
        with transaction(db):
            if db.execute(empty).fetchone()[0]:  # asked again under the lock
                for name in INDEXES:
                    db.execute(f"DROP INDEX IF EXISTS {name}")


def end(db: sqlite3.Connection) -> None:
    """Make what is missing of the indexes."""
    if missing(db):
        db.execute("PRAGMA temp_store = FILE")  # what is sorted need not fit into memory
        try:
            with transaction(db):
                make(db)
        finally:
            db.execute("PRAGMA temp_store = MEMORY")


def make(db: sqlite3.Connection, but: Collection[str] = ()) -> None:
    """As :func:`end`, within the caller's transaction; ``but`` names those that are not to be made yet."""
    for name in sorted(missing(db).difference(but)):
        db.execute(f"CREATE INDEX {name} ON {INDEXES[name]}")


def missing(db: sqlite3.Connection) -> set[str]:
    """The readers' indexes that are not there."""
    return set(INDEXES) - {row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'index'")}


def indexed(db: sqlite3.Connection, name: str) -> str:
    """The clause that has SQLite use one of the indexes; "" while a first run is going on without it."""
    found = db.execute("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?", (name,)).fetchone()
    return f"INDEXED BY {name}" if found else ""


__all__ = ["begin", "end", "indexed", "make", "missing"]
