"""The fact base as text, for comparing two of them, and a check of a file's health."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from pipeline.store import migrations, search

TABLES = (
    "documents", "locations", "articles", "sentences", "entities", "mentions", "units", "indicators", "claims",
    "problems", "reviews", "signatures", "reprints", "reports", "common_keys",
    "relations", "changes", "runs", "run_documents",
)  # fmt: skip

# What tells when and in which order facts were written, not what they say.
_OF_RUNS = frozenset({"changes", "runs", "run_documents"})
_CIRCUMSTANCE = {
    "documents": {"run", "fingerprint"}, "sentences": {"number"}, "claims": {"first_run"},
}  # fmt: skip


def dump(db: sqlite3.Connection, *, canonical: bool = True) -> Iterator[str]:
    """One line a row: the table's name, a tab, and the row as JSON with its columns by name; sorted within a table.

    Args:
        db: the fact base.
        canonical: leave out runs and whatever differs between two runs over the same documents, so that two fact
            bases with the same facts give the same lines.
    """
    for table in TABLES:
        if canonical and table in _OF_RUNS:
            continue
        skipped = _CIRCUMSTANCE.get(table, set()) if canonical else set()
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[1] not in skipped]
        names = ", ".join(f'"{name}"' for name in columns)
        order = ", ".join(str(n + 1) for n in range(len(columns)))
        for row in db.execute(f"SELECT {names} FROM {table} ORDER BY {order}"):
            yield f"{table}\t{json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, default=bytes.hex)}"


def check(db: sqlite3.Connection) -> list[str]:
    """What is wrong with the file, one line each: damaged pages, rows without parents, a search index out of step."""
    found = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    found += [f"{row[0]} row {row[1]} has no parent in {row[2]}" for row in db.execute("PRAGMA foreign_key_check")]
    if migrations.current(db) == migrations.latest():
        found += search.check(db)
    return found
