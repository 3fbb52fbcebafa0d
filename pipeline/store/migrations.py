"""The schema, one numbered step after another.

A step is a function that takes the open connection; its number is its place in :data:`STEPS`. All steps that a file
lacks run in one transaction, with their rows in ``migrations`` and the new ``user_version``: nobody ever sees a file
half-way, and after an error it is as it was.
Steps are never edited after a release: a change of the schema is a new step at the end. Views and descriptions hold
no data of people, so they are made anew after the last step instead of being migrated.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime

from pipeline.store import bulk, descriptions, search, tallies, views
from pipeline.store import indicators as known
from pipeline.store import reprints as of_reprints
from pipeline.store import topics as of_topics
from pipeline.store.connection import APPLICATION_ID, transaction
from pipeline.store.sums import kept, settle

_TABLES = """
CREATE TABLE migrations (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied TEXT NOT NULL
) STRICT;
CREATE TABLE descriptions (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL DEFAULT '', text TEXT NOT NULL,
    PRIMARY KEY (table_name, column_name)
) STRICT, WITHOUT ROWID;
CREATE TABLE runs (
    id TEXT PRIMARY KEY, command TEXT NOT NULL, version TEXT NOT NULL,
    config_hash TEXT NOT NULL, gazetteer_hash TEXT NOT NULL, settings TEXT NOT NULL,
    process TEXT NOT NULL, started TEXT NOT NULL, ended TEXT,
    status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'failed', 'interrupted')),
    counts TEXT NOT NULL CHECK (json_valid(counts))
) STRICT;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL, encoding TEXT,
    fingerprint TEXT, run TEXT NOT NULL REFERENCES runs (id)
) STRICT;
CREATE INDEX documents_name ON documents (name, id);
CREATE TABLE locations (
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE, path TEXT NOT NULL,
    PRIMARY KEY (document, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX locations_path ON locations (path);
CREATE TABLE run_documents (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    status TEXT NOT NULL CHECK (status IN ('new', 'changed', 'same', 'skipped', 'failed')),
    fingerprint TEXT, seconds REAL,
    claims INTEGER NOT NULL DEFAULT 0, problems INTEGER NOT NULL DEFAULT 0,
    came INTEGER NOT NULL DEFAULT 0, went INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0,
    detail TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (run, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_documents_document ON run_documents (document);
CREATE TABLE articles (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    position INTEGER NOT NULL, title TEXT NOT NULL, kicker TEXT NOT NULL, subtitle TEXT NOT NULL,
    date TEXT, outlet TEXT, authors TEXT NOT NULL CHECK (json_valid(authors)),
    start INTEGER NOT NULL, "end" INTEGER NOT NULL
) STRICT;
CREATE INDEX articles_document ON articles (document);
CREATE INDEX articles_outlet ON articles (outlet, date);
CREATE TABLE sentences (
    id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE,
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE INDEX sentences_article ON sentences (article);
CREATE TABLE entities (
    id TEXT PRIMARY KEY, label TEXT NOT NULL, canonical TEXT NOT NULL, code TEXT
) STRICT;
CREATE INDEX entities_canonical ON entities (canonical);
CREATE TABLE mentions (
    id TEXT PRIMARY KEY, entity TEXT NOT NULL REFERENCES entities (id),
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, surface TEXT NOT NULL
) STRICT;
CREATE INDEX mentions_entity ON mentions (entity);
CREATE INDEX mentions_article ON mentions (article);
CREATE TABLE units (
    unit TEXT PRIMARY KEY, kind TEXT NOT NULL, description TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE claims (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    sentence TEXT NOT NULL REFERENCES sentences (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, byte_start INTEGER NOT NULL, byte_end INTEGER NOT NULL,
    quote TEXT NOT NULL, value TEXT, high TEXT, unit TEXT NOT NULL REFERENCES units (unit),
    kind TEXT NOT NULL, modifier TEXT NOT NULL, per TEXT,
    subject TEXT NOT NULL, action TEXT NOT NULL, item TEXT NOT NULL,
    period_text TEXT NOT NULL, period_start TEXT, period_end TEXT, period_kind TEXT,
    place TEXT NOT NULL, place_code TEXT, speaker TEXT NOT NULL, confidence REAL NOT NULL, rule TEXT NOT NULL,
    mark_start INTEGER NOT NULL, mark_end INTEGER NOT NULL, least REAL, most REAL,
    first_run TEXT NOT NULL REFERENCES runs (id),
    value_real REAL GENERATED ALWAYS AS (CAST(value AS REAL)) STORED,
    high_real REAL GENERATED ALWAYS AS (CAST(high AS REAL)) STORED
) STRICT;
CREATE INDEX claims_document ON claims (document, start, id);
CREATE INDEX claims_article ON claims (article);
CREATE INDEX claims_sentence ON claims (sentence);
CREATE INDEX claims_unit ON claims (unit, value_real);
CREATE INDEX claims_subject ON claims (subject);
CREATE INDEX claims_place ON claims (place_code);
CREATE TABLE problems (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    code TEXT NOT NULL, stage TEXT NOT NULL, start INTEGER, "end" INTEGER, detail TEXT NOT NULL
) STRICT;
CREATE INDEX problems_document ON problems (document);
CREATE INDEX problems_code ON problems (code);
CREATE TABLE changes (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    claim TEXT NOT NULL, what TEXT NOT NULL CHECK (what IN ('came', 'went', 'changed')),
    field TEXT NOT NULL DEFAULT '', old TEXT, new TEXT,
    PRIMARY KEY (claim, run, what, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX changes_run ON changes (run);
CREATE INDEX changes_document ON changes (document);
CREATE TABLE reviews (
    id TEXT PRIMARY KEY, claim TEXT NOT NULL, document TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('accepted', 'corrected', 'rejected')),
    by TEXT NOT NULL, at TEXT NOT NULL, why TEXT NOT NULL,
    corrections TEXT NOT NULL CHECK (json_valid(corrections)),
    reading TEXT NOT NULL CHECK (json_valid(reading))
) STRICT;
CREATE INDEX reviews_claim ON reviews (claim, at);
CREATE TRIGGER reviews_keep_update BEFORE UPDATE ON reviews
    BEGIN SELECT RAISE(ABORT, 'reviews are append-only: add a new one'); END;
CREATE TRIGGER reviews_keep_delete BEFORE DELETE ON reviews
    BEGIN SELECT RAISE(ABORT, 'reviews are append-only: add a new one'); END;
"""

_BASELINES = """
ALTER TABLE claims ADD COLUMN baseline_text TEXT NOT NULL DEFAULT '';
ALTER TABLE claims ADD COLUMN baseline_start TEXT;
ALTER TABLE claims ADD COLUMN baseline_end TEXT;
ALTER TABLE claims ADD COLUMN baseline_value TEXT;
ALTER TABLE claims ADD COLUMN baseline_unit TEXT;
"""


_INDICATORS = """
CREATE TABLE indicators (
    id TEXT PRIMARY KEY, name_zh TEXT NOT NULL, name_en TEXT NOT NULL,
    definition_zh TEXT NOT NULL, definition_en TEXT NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE claims ADD COLUMN indicator TEXT;
CREATE INDEX claims_indicator ON claims (indicator, unit);
"""


_QUESTIONS = """
CREATE INDEX articles_date ON articles (date);
DROP INDEX claims_place;
"""


def tables(connection: sqlite3.Connection) -> None:
    """All tables but the search index."""
    run_script(connection, _TABLES)


def full_text(connection: sqlite3.Connection) -> None:
    """Full-text search over sentences, in words of one character or more."""
    search.create_index(connection)


def states(connection: sqlite3.Connection) -> None:
    """What fingerprints stand for, and an index to find which of them documents have."""
    run_script(
        connection,
        """
        CREATE TABLE states (fingerprint TEXT PRIMARY KEY, state BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX documents_fingerprint ON documents (fingerprint);
        """,
    )


def baselines(connection: sqlite3.Connection) -> None:
    """What a figure is compared with; claims stored before have none until their document is read again."""
    run_script(connection, _BASELINES)


def reprints(connection: sqlite3.Connection) -> None:
    """Signatures, clusters of reprints, and the facts that these report; articles get signatures when next read."""
    run_script(connection, of_reprints.TABLES)


def indicators(connection: sqlite3.Connection) -> None:
    """What claims measure; those stored before get theirs from their fields, no document need be read again."""
    run_script(connection, _INDICATORS)
    known.give(connection)


def marks(connection: sqlite3.Connection) -> None:
    """Where the values of claims stand; those stored before have none until their document is read again."""
    run_script(connection, "ALTER TABLE claims ADD COLUMN marks TEXT NOT NULL DEFAULT '{}';")


def relations(connection: sqlite3.Connection) -> None:
    """Which claims count the same thing; worked out from what is stored, no document need be read again."""
    run_script(connection, settle.TABLES)
    run_script(connection, kept.TABLES)
    settle.within_transaction(connection)


def questions(connection: sqlite3.Connection) -> None:
    """Indexes for what people ask of a large file, and claims counted beforehand."""
    run_script(connection, _QUESTIONS)
    bulk.make(connection, but=("claims_free", "claims_place", "claims_topic"))  # those of later steps
    run_script(connection, tallies.TABLES)
    run_script(connection, tallies.COUNTERS)
    tallies.renew(connection, all_=True)


def topics(connection: sqlite3.Connection) -> None:
    """What claims are about, so that those that contradict each other are found; told from what is stored."""
    run_script(connection, of_topics.SCHEMA)
    of_topics.give(connection)


def topics_again(connection: sqlite3.Connection) -> None:
    """Topics in which a place, its general union and those counted there meet; told from what is stored."""
    of_topics.give(connection)


def covering(connection: sqlite3.Connection) -> None:
    """Indexes that have what is asked together, in the place of those that have one column."""
    for name in ("claims_place", "claims_subject", "claims_topic"):
        connection.execute(f"DROP INDEX IF EXISTS {name}")
        connection.execute(f"CREATE INDEX {name} ON {bulk.INDEXES[name]}")


STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    tables, full_text, states, baselines, reprints, indicators, marks, questions, topics, relations, topics_again,
    covering,
)  # fmt: skip


def latest() -> int:
    """The schema version that this release writes."""
    return len(STEPS)


def current(connection: sqlite3.Connection) -> int:
    """The schema version of an open file; 0 for an empty one."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def migrate(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Bring the file to :func:`latest`, all the way or not at all.

    Returns:
        Names of the steps that ran, in order; empty when the file was up to date.
    """
    if current(connection) >= latest():
        return ()
    with transaction(connection):
        first = current(connection)  # asked again under the lock: another process may have been faster
        for number, step in enumerate(STEPS[first:], start=first + 1):
            step(connection)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            connection.execute("INSERT INTO migrations VALUES (?, ?, ?)", (number, step.__name__, now))
        if first < latest():
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {latest()}")
            views.create(connection)
            descriptions.fill(connection)
    return tuple(step.__name__ for step in STEPS[first:])


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Run statements one by one: ``executescript`` would commit the transaction that they belong to."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
    if statement.strip():
        raise ValueError(f"a statement has no end: {statement.strip()[:60]}")
