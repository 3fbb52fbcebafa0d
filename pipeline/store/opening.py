"""Whether a file may be opened: a new one is made, an older one migrated if that was asked for, others refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pipeline.errors import StoreError
from pipeline.store import migrations
from pipeline.store.connection import APPLICATION_ID, use_log


def judge(connection: sqlite3.Connection, path: Path, *, migrate: bool, readonly: bool, timeout: float) -> None:
    """Refuse what is not ours or not of this release; make a new file, migrate an older one."""
    what = f"cannot open {path}"
    connection.execute("BEGIN")  # one look at all three: another process may be making the file just now
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    application: int = connection.execute("PRAGMA application_id").fetchone()[0]
    version, latest = migrations.current(connection), migrations.latest()
    connection.execute("COMMIT")
    empty = not (application or version or tables)
    if application != APPLICATION_ID and not empty:
        raise StoreError(
            what, "it is a SQLite file, but no fact base of unionfacts", "give another path; it was not touched"
        )
    if version > latest:
        why = f"it has schema {version}, and this unionfacts knows schemas up to {latest}"
        raise StoreError(what, why, "install a newer unionfacts")
    if version < latest and not empty and not migrate:
        why = f"it has the older schema {version}, and this unionfacts needs {latest}"
        raise StoreError(what, why, f"copy it, then run `unionfacts migrate {path}`")
    if readonly:
        if version < latest:
            raise StoreError(what, "it is empty", "run `unionfacts run PATH --db` to fill it")
        return
    use_log(connection, timeout)
    migrations.migrate(connection)
    # Writes and takes it back, so that a read-only or locked file is told now and not after an hour of reading.
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(f"PRAGMA user_version = {latest}")
    finally:
        connection.execute("ROLLBACK")


__all__ = ["judge"]
