"""Writing facts: the stored facts of a document are replaced by its new reading, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any, NamedTuple

from pipeline.errors import StoreError
from pipeline.model import Extraction
from pipeline.store import bulk, diff, indicators, reprints, search, topics
from pipeline.store.connection import transaction
from pipeline.store.rows import CLAIM_COLUMNS, Rows, rows_of

_COLUMNS = ", ".join(f'"{name}"' for name in (*CLAIM_COLUMNS, "first_run"))
_INSERT_CLAIM = f"INSERT INTO claims ({_COLUMNS}) VALUES ({', '.join('?' * (len(CLAIM_COLUMNS) + 1))})"


class Item(NamedTuple):
    """One document to write: what was read, under which fingerprint (of code, settings, gazetteers), in what time.

    ``rows`` are those of the extraction where they were made before, in a worker; then only the extraction's head
    (id, name, size, encoding, locations) is looked at.
    """

    extraction: Extraction
    fingerprint: str = ""
    seconds: float | None = None
    rows: Rows | None = None


def write_many(connection: sqlite3.Connection, items: Iterable[Item], run: str) -> tuple[diff.Change, ...]:
    """Write documents, all in one transaction: after an error, or a loss of power, none of them is there.

    The same document twice in one call is written once, with the locations of both. The facts of documents that are
    not among ``items`` stay as they are.

    Returns:
        What changed, one for each distinct document, in the order given.
    """
    unique: dict[str, Item] = {}
    locations: list[tuple[str, str]] = []
    for item in items:
        id = item.extraction.source_id
        kept = unique.setdefault(id, item)
        if item.extraction.name < kept.extraction.name:
            unique[id] = item
        locations += [(id, path) for path in item.extraction.locations]
    prepared = [(item, item.rows or rows_of(item.extraction)) for item in unique.values()]
    with transaction(connection):
        return _write(connection, prepared, locations, run)


def _write(
    db: sqlite3.Connection, prepared: Sequence[tuple[Item, Rows]], locations: list[tuple[str, str]], run: str
) -> tuple[diff.Change, ...]:
    changes: list[diff.Change] = []
    history: list[tuple[Any, ...]] = []
    claims: list[tuple[Any, ...]] = []
    orphans: set[str] = set()
    for item, rows in prepared:
        document = item.extraction.source_id
        stored = db.execute("SELECT fingerprint FROM documents WHERE id = ?", (document,)).fetchone()
        old: dict[str, Any] = {}
        if stored is not None:
            bulk.make(db)
            old = stored_claims(db, document)
            orphans |= _clear(db, document)
        came, went, changed = diff.compare(old, rows.claims)
        # a document that was only ever met as failed has no fingerprint: its first facts are no change
        first = stored is None or not (stored[0] or old)
        change = diff.Change(document, first, came, went, changed, len(rows.claims), len(rows.problems))
        changes.append(change)
        if not first:
            history += diff.history(change, run, old)
        for id, claim in rows.claims.items():
            *values, _text = claim.values()
            claims.append((*values, old[id]["first_run"] if id in old else run))
    db.executemany(
        "INSERT INTO documents (id, name, size, encoding, fingerprint, run) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET name = min(name, excluded.name), size = excluded.size,"
        " encoding = excluded.encoding, fingerprint = excluded.fingerprint, run = excluded.run",
        [(e.source_id, e.name, e.size, e.encoding, fp, run) for (e, fp, *_), _ in prepared],
    )
    db.executemany("INSERT OR IGNORE INTO locations VALUES (?, ?)", locations)
    _insert(db, [rows for _, rows in prepared], claims)
    db.executemany("INSERT OR REPLACE INTO changes VALUES (?, ?, ?, ?, ?, ?, ?)", history)
    db.executemany(
        "INSERT OR REPLACE INTO run_documents (run, document, status, fingerprint, seconds, claims, problems, came,"
        " went, changed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (run, c.document, c.status, item.fingerprint, item.seconds, c.claims, c.problems,
             len(c.came), len(c.went), len({field.id for field in c.changed}))
            for c, (item, _) in zip(changes, prepared, strict=True)
        ],
    )  # fmt: skip
    db.executemany(
        "DELETE FROM entities WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM mentions WHERE entity = ?1)",
        [(id,) for id in sorted(orphans)],
    )
    return tuple(changes)


def _insert(db: sqlite3.Connection, many: Sequence[Rows], claims: list[tuple[Any, ...]]) -> None:
    """Parents before children: foreign keys are checked row by row."""
    number: int = db.execute("SELECT coalesce(max(number), 0) FROM sentences").fetchone()[0]
    sentences = [row for rows in many for row in rows.sentences]
    db.executemany(
        'INSERT INTO articles (id, document, position, title, kicker, subtitle, date, outlet, authors, start, "end")'
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [row for rows in many for row in rows.articles],
    )
    reprints.add(db, [row for rows in many for row in rows.signatures])
    db.executemany(
        'INSERT INTO sentences (number, id, article, start, "end", text) VALUES (?, ?, ?, ?, ?, ?)',
        [(n, *row) for n, row in enumerate(sentences, start=number + 1)],
    )
    db.executemany("INSERT OR IGNORE INTO entities VALUES (?, ?, ?, ?)", _once(r.entities for r in many))
    db.executemany("INSERT INTO mentions VALUES (?, ?, ?, ?, ?, ?)", [m for r in many for m in r.mentions.values()])
    db.executemany("INSERT OR IGNORE INTO units (unit, kind) VALUES (?, ?)", [u for r in many for u in r.units.items()])
    db.executemany(_INSERT_CLAIM, claims)
    db.executemany("INSERT INTO problems VALUES (?, ?, ?, ?, ?, ?, ?)", [p for r in many for p in r.problems])
    search.add(db, _searched(many, number + 1))


def _searched(many: Sequence[Rows], first: int) -> Iterator[tuple[int, str, str, str]]:
    """What sentences are found by, from the rows at hand: asking the fact base for it took a tenth of all writing."""
    numbers = count(first)
    for rows in many:
        titles = {row[0]: row[3] for row in rows.articles}
        claims: dict[str, list[dict[str, Any]]] = {}
        for claim in rows.claims.values():
            claims.setdefault(claim["sentence"], []).append(claim)
        for id, article, _start, _end, text in rows.sentences:
            yield next(numbers), text, search.resolved(claims.get(id, ())), titles[article]


def _once(many: Iterable[dict[str, Any]]) -> list[Any]:
    merged: dict[str, Any] = {}
    for part in many:
        merged.update(part)
    return list(merged.values())


def keep(db: sqlite3.Connection, documents: Sequence[str], fingerprint: str) -> None:
    """Note another fingerprint of documents whose facts stay; what follows from their fields is told anew."""
    with transaction(db):
        db.executemany("UPDATE documents SET fingerprint = ? WHERE id = ?", [(fingerprint, id) for id in documents])
        indicators.give(db, documents)
        topics.give(db, documents)


def compare(db: sqlite3.Connection, extraction: Extraction) -> diff.Change:
    """What writing the extraction would change, without writing."""
    rows = rows_of(extraction)
    known = db.execute("SELECT 1 FROM documents WHERE id = ?", (extraction.source_id,)).fetchone() is not None
    came, went, changed = diff.compare(stored_claims(db, extraction.source_id), rows.claims)
    return diff.Change(extraction.source_id, not known, came, went, changed, len(rows.claims), len(rows.problems))


def stored_claims(db: sqlite3.Connection, document: str) -> dict[str, Any]:
    """The stored claims of a document by id, each with the ``text`` of its sentence."""
    rows = db.execute(
        "SELECT c.*, s.text FROM claims c JOIN sentences s ON s.id = c.sentence WHERE c.document = ?", (document,)
    )
    return {row["id"]: row for row in rows}


def _clear(db: sqlite3.Connection, document: str) -> set[str]:
    """Delete what was read of a document (not the document, nor reviews); returns entities that it mentioned."""
    of_document = "article IN (SELECT id FROM articles WHERE document = ?)"
    search.drop(db, [row[0] for row in db.execute(f"SELECT number FROM sentences WHERE {of_document}", (document,))])
    entities = {row[0] for row in db.execute(f"SELECT DISTINCT entity FROM mentions WHERE {of_document}", (document,))}
    for statement in (
        "DELETE FROM claims WHERE document = ?",
        f"DELETE FROM mentions WHERE {of_document}",
        f"DELETE FROM sentences WHERE {of_document}",
        "DELETE FROM articles WHERE document = ?",
        "DELETE FROM problems WHERE document = ?",
    ):
        db.execute(statement, (document,))
    return entities


def record(
    db: sqlite3.Connection, run: str, document: str, status: str, *,
    name: str, size: int, fingerprint: str, detail: str, seconds: float | None,
) -> None:  # fmt: skip
    """Note that a run met a document and wrote no facts of it: ``skipped`` or ``failed``.

    A failed document that was never stored gets a row without fingerprint, so that the next run tries it again; the
    facts that an earlier run stored of it stay.

    Raises:
        StoreError: if the status is another, or a skipped document is not stored.
    """
    if status not in ("skipped", "failed"):
        raise StoreError(f"cannot record {document[:16]} as {status!r}", "", "use skipped or failed, or write()")
    with transaction(db):
        if status == "failed":
            db.execute(
                "INSERT OR IGNORE INTO documents (id, name, size, run) VALUES (?, ?, ?, ?)", (document, name, size, run)
            )
        db.execute(
            "INSERT OR REPLACE INTO run_documents"
            " (run, document, status, fingerprint, seconds, detail, claims, problems)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, (SELECT count(*) FROM claims WHERE document = ?2),"
            " (SELECT count(*) FROM problems WHERE document = ?2))",
            (run, document, status, fingerprint or None, seconds, detail),
        )
