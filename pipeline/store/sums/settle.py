"""Keeping the relations between claims: worked out once, after a run or a review, and only where something changed.

Triggers note each block (one measure in one unit) in which a claim came, went or changed, or was reviewed, or whose
reprints were linked anew; :func:`settle` works these blocks out afresh. What it leaves depends on the claims and
reviews that are stored and on nothing else. A change of the words or of the rules settles everything anew.
"""

from __future__ import annotations

import hashlib
import sqlite3
from functools import cache
from importlib import resources

from gazetteers import touched
from pipeline.store.connection import transaction
from pipeline.store.sums import blocks, kept
from pipeline.store.sums.blocks import FREE, MEASURE, Block


def _measure(row: str) -> str:
    return f"coalesce({row}.indicator, trim({row}.action || ' ' || {row}.item))"


def _note(values: str) -> str:
    # no OR IGNORE: inside of a trigger the conflict clause of the statement that fired it would rule
    return f"INSERT INTO unsettled SELECT {values} WHERE true ON CONFLICT DO NOTHING;"


_NEW, _OLD = f"{_measure('NEW')}, NEW.unit", f"{_measure('OLD')}, OLD.unit"
_CLAIM = (
    f"INSERT INTO unsettled SELECT {_measure('c')}, c.unit FROM claims c WHERE c.id = ROW.claim ON CONFLICT DO NOTHING;"
)

TABLES = f"""
CREATE TABLE relations (
    measure TEXT NOT NULL, unit TEXT NOT NULL,
    claim TEXT NOT NULL REFERENCES claims (id) ON DELETE CASCADE, reason TEXT NOT NULL,
    stands TEXT REFERENCES claims (id) ON DELETE CASCADE, complete INTEGER NOT NULL,
    PRIMARY KEY (measure, unit, claim, reason)
) STRICT, WITHOUT ROWID;
CREATE INDEX relations_claim ON relations (claim);
CREATE INDEX relations_stands ON relations (stands) WHERE stands IS NOT NULL;
CREATE TABLE unsettled (
    measure TEXT NOT NULL, unit TEXT NOT NULL, PRIMARY KEY (measure, unit)
) STRICT, WITHOUT ROWID;
CREATE TABLE settled_by (rules TEXT NOT NULL) STRICT;
CREATE INDEX claims_free ON claims ({FREE}, unit) WHERE indicator IS NULL;
CREATE TRIGGER claims_unsettle_new AFTER INSERT ON claims BEGIN {_note(_NEW)} END;
CREATE TRIGGER claims_unsettle_gone AFTER DELETE ON claims BEGIN {_note(_OLD)} END;
CREATE TRIGGER claims_unsettle_changed AFTER UPDATE ON claims BEGIN {_note(_OLD)} {_note(_NEW)} END;
CREATE TRIGGER reports_unsettle_new AFTER INSERT ON reports BEGIN {_CLAIM.replace("ROW", "NEW")} END;
CREATE TRIGGER reports_unsettle_gone AFTER DELETE ON reports BEGIN {_CLAIM.replace("ROW", "OLD")} END;
CREATE TRIGGER reviews_unsettle AFTER INSERT ON reviews
    WHEN NEW.decision <> 'accepted' OR EXISTS (SELECT 1 FROM reviews WHERE claim = NEW.claim AND id <> NEW.id)
BEGIN
    {_CLAIM.replace("ROW", "NEW")}
    INSERT INTO unsettled SELECT measure, unit FROM relations WHERE claim = NEW.claim OR stands = NEW.claim
        ON CONFLICT DO NOTHING;
    INSERT INTO unsettled SELECT {_measure("c")}, c.unit FROM reports w JOIN reports o ON o.reading = w.reading
        JOIN claims c ON c.id = o.claim WHERE w.claim = NEW.claim ON CONFLICT DO NOTHING;
END;
"""


def settle(db: sqlite3.Connection) -> int:
    """Work out what changed since the last call, in one transaction; returns how many blocks that were.

    It holds one block at a time, some half kilobyte for each claim of it.
    """
    rules = _rules()
    if not waiting(db) and _settled_by(db) == rules:
        return 0
    from pipeline.store.sums import add  # it asks through the filters, which stand above the steps of the schema

    with transaction(db):
        count = within_transaction(db)
        kept.keep(db, add.sums)
    return count


def within_transaction(db: sqlite3.Connection) -> int:
    """The same within the caller's transaction."""
    rules = _rules()
    if _settled_by(db) != rules:
        db.execute("DELETE FROM settled_by")
        db.execute("INSERT INTO settled_by VALUES (?)", (rules,))
        db.execute(f"INSERT OR IGNORE INTO unsettled SELECT DISTINCT {MEASURE}, unit FROM claims")
        db.execute("DELETE FROM relations")
        db.execute("DELETE FROM series")
    known = blocks.decided(db)
    # a corrected claim may belong to another block than its reading does
    moved = [
        now for (id,) in db.execute(
            f"SELECT c.id FROM claims c JOIN unsettled u ON u.measure = {_measure('c')} AND u.unit = c.unit"
            " WHERE c.id IN (SELECT claim FROM reviews WHERE decision = 'corrected')"
        ) if (corrected := known.corrected.get(id)) is not None and (now := blocks.block_of(corrected))
    ]  # fmt: skip
    db.executemany("INSERT OR IGNORE INTO unsettled VALUES (?, ?)", moved)
    count = 0
    for measure, unit in db.execute("SELECT measure, unit FROM unsettled").fetchall():
        block = Block(measure, unit)
        db.execute("DELETE FROM relations WHERE measure = ? AND unit = ?", block)
        found = sorted(blocks.relations(db, block, known), key=lambda r: (r.claim, r.reason, r.stands or ""))
        db.executemany(
            "INSERT OR IGNORE INTO relations VALUES (?, ?, ?, ?, ?, ?)",
            [(measure, unit, r.claim, r.reason, r.stands, int(r.complete)) for r in found],
        )
        count += 1
    db.execute("DELETE FROM unsettled")
    return count


def waiting(db: sqlite3.Connection) -> int:
    """Blocks in which something changed since."""
    return int(db.execute("SELECT count(*) FROM unsettled").fetchone()[0])


def _settled_by(db: sqlite3.Connection) -> str | None:
    row = db.execute("SELECT rules FROM settled_by").fetchone()
    return None if row is None else str(row[0])


_OWN = ("across", "add", "blocks", "figures", "groups", "inside", "kept", "standing")
"""Modules that relations and kept series follow from."""


@cache
def _rules() -> str:
    """A hash of the words and of the code that the relations follow from."""
    parts = [touched.tables()[name] for name in ("comparison_words", "indicator_sums", "sum_words")]
    own = resources.files("pipeline.store.sums")
    parts += [(own / f"{name}.py").read_text(encoding="utf-8") for name in _OWN]
    parts.append((resources.files("extractors") / "roles.py").read_text(encoding="utf-8"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


__all__ = ["TABLES", "settle", "waiting", "within_transaction"]
