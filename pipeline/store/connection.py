"""Opening a fact base file, and turning SQLite's complaints into one clear line.

A fact base is one SQLite file that carries our ``application_id``, so that a foreign file is never written to.

Journal: write-ahead log with ``synchronous=FULL``. A run over an archive writes for hours, and with a write-ahead log
people can query and serve the file all that time; a rollback journal would make either side wait. FULL syncs the log
at every commit, so what was committed survives a loss of power; commits are whole batches, so the price is small.
The log is folded back when the last connection closes: what lies on the disk afterwards is one plain file.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from pipeline.errors import StoreError

APPLICATION_ID = 0x55464354  # "UFCT"; in the file's header, `file` and PRAGMA application_id show it
_HEADER = b"SQLite format 3\0"
MINIMUM_SQLITE = (3, 37, 0)  # STRICT tables

_DISK = "the disk is full or the file may not grow"
_BUSY = "another process is writing to it"


def explain(error: Exception, path: object, doing: str = "use") -> StoreError:
    """A :class:`StoreError` for an error of SQLite.

    Args:
        error: what SQLite raised.
        path: the fact base, for the message.
        doing: the verb of the message ("open", "write to").
    """
    name = getattr(error, "sqlite_errorname", None) or ""
    what = f"cannot {doing} {path}"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreError(what, _BUSY, "wait until it is done, or end that process; nothing was lost")
    if name.startswith("SQLITE_FULL"):
        return StoreError(what, _DISK, "make room and run again; what was stored before is whole")
    if name.startswith("SQLITE_READONLY"):
        return StoreError(what, "the file or its folder is read-only", "copy it to a folder that you may write to")
    if name.startswith("SQLITE_CANTOPEN"):
        return StoreError(what, "the file or its folder does not let us", "check permissions, or copy it elsewhere")
    if name.startswith("SQLITE_NOTADB"):
        return StoreError(what, "it is not a SQLite database", "give another path, or move the file away")
    if name.startswith("SQLITE_CORRUPT"):
        return StoreError(
            what, f"the file is damaged ({error})", "restore a copy, or save what is left: sqlite3 .recover"
        )
    if name.startswith("SQLITE_IOERR"):
        return StoreError(what, f"the disk does not answer as it should ({error})", "check the disk and run again")
    if isinstance(error, sqlite3.IntegrityError):
        return StoreError(what, f"the rows do not fit together ({error})", "report this with the document")
    return StoreError(what, str(error))


@contextmanager
def explained(path: object, doing: str = "use") -> Iterator[None]:
    """Within it every error of SQLite becomes a :class:`StoreError`."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, path, doing) from error
    except UnicodeEncodeError as error:  # half of a surrogate pair, from a decoder that let it pass
        why = f"no Unicode text can hold {error.object[error.start : error.end]!r}"
        raise StoreError(f"cannot {doing} {path}", why, "read the document in its right encoding") from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing: commits at the end, rolls back on any error. Takes the write lock at once, so that two writers
    wait for each other instead of failing half-way.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # after FULL or IOERR SQLite may have rolled back by itself
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def connect(path: Path, *, readonly: bool, timeout: float) -> sqlite3.Connection:
    """A connection in autocommit mode with our settings; whose database it is, is not judged here.

    Args:
        path: the file; created (empty) unless ``readonly``.
        readonly: change nothing that is stored; works where the file or its folder may not be written to.
        timeout: seconds to wait for another writer.

    Raises:
        StoreError: if SQLite is too old or the file cannot be opened or is no database.
    """
    if sqlite3.sqlite_version_info < MINIMUM_SQLITE:
        why = f"SQLite {sqlite3.sqlite_version} is too old"
        raise StoreError(f"cannot open {path}", why, f"use SQLite {'.'.join(map(str, MINIMUM_SQLITE))} or later")
    _look_at(path, readonly)
    address = "file:" + quote(str(path.absolute()))
    with explained(path, "open"):
        if not readonly:
            return _prepare(address + "?mode=rwc", timeout)
        try:
            # Not mode=ro: such a connection would leave the files of the write-ahead log lying about when it closes.
            connection = _prepare(address + "?mode=rw", timeout)
        except sqlite3.OperationalError as error:
            # A write-ahead log needs a file beside the database. In a folder that we may not write to there is none,
            # and so nobody else can be writing: it is safe to read the file as unchanging.
            log = path.with_name(path.name + "-wal")
            if error.sqlite_errorname.startswith("SQLITE_BUSY") or (log.exists() and log.stat().st_size):
                raise
            connection = _prepare(address + "?immutable=1", timeout)
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA temp_store = FILE")  # the rows of a large export, sorted, need not fit into memory
        return connection


def _look_at(path: Path, readonly: bool) -> None:
    """Refuse what SQLite would misread: a folder seems a missing file to it, and a few bytes of text an empty one."""
    what = f"cannot open {path}"
    try:
        if not path.parent.is_dir():
            raise StoreError(what, f"there is no folder {path.parent}", "make the folder, or give another path")
        if not path.exists():
            if readonly:
                raise StoreError(what, "there is no such file", "run `unionfacts run PATH --db FILE` to make one")
            return
        if path.is_dir():
            raise StoreError(what, "it is a folder", "name a file in it, for example facts.db")
        if not path.is_file():
            raise StoreError(what, "it is no regular file", "give another path")
        with path.open("rb") as file:
            head = file.read(len(_HEADER))
    except OSError as error:
        raise StoreError(what, error.strerror or str(error), "check the path and its permissions") from error
    if head not in (b"", _HEADER):
        raise StoreError(what, "it is not a SQLite database", "give another path, or move the file away")


def _prepare(address: str, timeout: float) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, timeout=timeout, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -65536")  # 64 MiB; ids are hashes, so index pages are hit at random
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA wal_autocheckpoint = 16384")  # 64 MiB; folding back at every batch costs a third
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # reads the header: is it a database?
    except BaseException:
        connection.close()
        raise
    return connection


def use_log(connection: sqlite3.Connection, timeout: float) -> None:
    """Switch a file to the write-ahead log, which stays with it. SQLite does not wait for others here, so we do."""
    until = time.monotonic() + timeout
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > until:
                raise
            time.sleep(0.02)
