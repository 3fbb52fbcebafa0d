"""Claims counted by indicator, unit and kind, so that a large file can say at once what is in it.

Counting a million claims takes seconds. So counts are kept (``tallies``), and triggers note which of them an insertion,
deletion or change makes stale (``stale_tallies``), whoever makes it. The end of a run counts those anew; a reader who
comes before that counts them himself, and no others.
"""

from __future__ import annotations

import sqlite3

_OF = "coalesce({0}.indicator, ''), {0}.unit"

TABLES = f"""
CREATE TABLE tallies (
    indicator TEXT NOT NULL, unit TEXT NOT NULL, kind TEXT NOT NULL, claims INTEGER NOT NULL, repeated INTEGER NOT NULL,
    documents INTEGER NOT NULL, smallest REAL, largest REAL,
    PRIMARY KEY (indicator, unit, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE stale_tallies (
    indicator TEXT NOT NULL, unit TEXT NOT NULL, PRIMARY KEY (indicator, unit)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER tallies_insert AFTER INSERT ON claims BEGIN
    INSERT OR IGNORE INTO stale_tallies VALUES ({_OF.format("NEW")});
END;
CREATE TRIGGER tallies_delete AFTER DELETE ON claims BEGIN
    INSERT OR IGNORE INTO stale_tallies VALUES ({_OF.format("OLD")});
END;
CREATE TRIGGER tallies_update AFTER UPDATE OF indicator, unit, kind, value, high, document ON claims BEGIN
    INSERT OR IGNORE INTO stale_tallies VALUES ({_OF.format("OLD")});
    INSERT OR IGNORE INTO stale_tallies VALUES ({_OF.format("NEW")});
END;
CREATE TRIGGER tallies_report AFTER INSERT ON reports BEGIN
    INSERT OR IGNORE INTO stale_tallies SELECT {_OF.format("c")} FROM claims c WHERE c.id = NEW.claim;
END;
CREATE TRIGGER tallies_no_report AFTER DELETE ON reports BEGIN
    INSERT OR IGNORE INTO stale_tallies SELECT {_OF.format("c")} FROM claims c WHERE c.id = OLD.claim;
END;
"""

COUNTERS = """
CREATE TABLE counters (
    what TEXT NOT NULL, name TEXT NOT NULL, rows INTEGER NOT NULL, PRIMARY KEY (what, name)
) STRICT, WITHOUT ROWID;
INSERT INTO counters SELECT 'mentions', '', count(*) FROM mentions;
INSERT INTO counters SELECT 'entities', label, count(*) FROM entities GROUP BY label;
CREATE TRIGGER counters_mention AFTER INSERT ON mentions BEGIN
    UPDATE counters SET rows = rows + 1 WHERE what = 'mentions' AND name = '';
END;
CREATE TRIGGER counters_no_mention AFTER DELETE ON mentions BEGIN
    UPDATE counters SET rows = rows - 1 WHERE what = 'mentions' AND name = '';
END;
CREATE TRIGGER counters_entity AFTER INSERT ON entities BEGIN
    INSERT INTO counters VALUES ('entities', NEW.label, 1)
        ON CONFLICT DO UPDATE SET rows = rows + 1;
END;
CREATE TRIGGER counters_no_entity AFTER DELETE ON entities BEGIN
    UPDATE counters SET rows = rows - 1 WHERE what = 'entities' AND name = OLD.label;
END;
"""
"""Mentions, and entities by label: too many to be counted each time, and nobody updates their labels."""

_COUNT = """
    SELECT each.indicator, each.unit, each.kind, each.claims, each.repeated, whole.documents, each.smallest,
        each.largest
    FROM (SELECT coalesce(c.indicator, '') AS indicator, c.unit, c.kind, count(*) AS claims,
            count(w.claim) FILTER (WHERE w.reading <> w.claim) AS repeated, min(c.value_real) AS smallest,
            max(coalesce(c.high_real, c.value_real)) AS largest
        FROM {source} LEFT JOIN reports w ON w.claim = c.id GROUP BY 1, 2, 3) each
        JOIN (SELECT coalesce(c.indicator, '') AS indicator, c.unit, count(DISTINCT c.document) AS documents
            FROM {source} GROUP BY 1, 2) whole ON whole.indicator = each.indicator AND whole.unit = each.unit"""
_STALE = """(SELECT nullif(indicator, '') AS of_, unit AS in_ FROM stale_tallies)
    CROSS JOIN claims c ON c.indicator IS of_ AND c.unit = in_"""

FRESH = f"""
    SELECT * FROM tallies WHERE (indicator, unit) NOT IN (SELECT indicator, unit FROM stale_tallies)
    UNION ALL SELECT * FROM ({_COUNT.format(source=_STALE)})"""
"""All tallies as they are now: those kept, and the stale ones counted."""


def renew(db: sqlite3.Connection, all_: bool = False) -> None:
    """Count what is stale, or all, within the caller's transaction."""
    stale = db.execute("SELECT count(*) FROM stale_tallies").fetchone()[0]
    # most of it stale, as after a run over an archive: one pass over the table is faster than one for each
    all_ = all_ or 2 * stale > db.execute("SELECT count(*) FROM tallies").fetchone()[0]
    where = "" if all_ else " WHERE (indicator, unit) IN (SELECT indicator, unit FROM stale_tallies)"
    db.execute(f"DELETE FROM tallies{where}")
    db.execute(f"INSERT INTO tallies {_COUNT.format(source='claims c' if all_ else _STALE)}")
    db.execute("DELETE FROM stale_tallies")


def known(db: sqlite3.Connection) -> bool:
    """Whether few tallies are stale. While a run goes on most are, and counting all at once is faster."""
    stale, kept = db.execute("SELECT (SELECT count(*) FROM stale_tallies), (SELECT count(*) FROM tallies)").fetchone()
    return bool(10 * stale <= kept)


def now(db: sqlite3.Connection) -> str:
    """SELECT of all tallies as they are now, the shortest way."""
    return FRESH if known(db) else _COUNT.format(source="claims c")


def without_indicator(db: sqlite3.Connection) -> int:
    """How many claims have none."""
    if not known(db):
        return int(db.execute("SELECT count(*) FROM claims WHERE indicator IS NULL").fetchone()[0])
    return int(db.execute(f"SELECT coalesce(sum(claims), 0) FROM ({FRESH}) WHERE indicator = ''").fetchone()[0])


def units_of(db: sqlite3.Connection, kind: str | None) -> list[str]:
    """Units of the claims of a kind, or of all; perhaps some that have no claims any more."""
    sql = (
        "SELECT unit FROM tallies WHERE ?1 IS NULL OR kind = ?1 UNION SELECT s.unit FROM stale_tallies s"
        " WHERE NOT EXISTS (SELECT 1 FROM tallies t WHERE t.unit = s.unit AND (?1 IS NULL OR t.kind = ?1))"
    )
    return [row[0] for row in db.execute(sql, (kind,))]


__all__ = ["COUNTERS", "FRESH", "TABLES", "known", "now", "renew", "units_of", "without_indicator"]
