"""Records of runs: which command, under which settings and gazetteers, from when to when, and how it ended."""

from __future__ import annotations

import json
import os
import secrets
import socket
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pipeline.errors import StoreError
from pipeline.store.connection import transaction

STATES = ("finished", "failed", "interrupted")


def now() -> str:
    """The time in UTC, to the millisecond, as ISO text."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def begin(
    connection: sqlite3.Connection, command: str, version: str, config_hash: str, gazetteer_hash: str, settings: str
) -> str:
    """Record that a run starts; runs whose process died without a word become ``interrupted``.

    Returns:
        The run's id: its time of start, and four characters that tell runs of one second apart.
    """
    started = now()
    stamp = started[:19].replace("-", "").replace(":", "")
    with transaction(connection):
        _close_dead(connection)
        run = _free_id(connection, stamp)
        connection.execute(
            "INSERT INTO runs (id, command, version, config_hash, gazetteer_hash, settings, process, started, status,"
            " counts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'running', '{}')",
            (run, command, version, config_hash, gazetteer_hash, settings, _process(), started),
        )
    return run


def finish(connection: sqlite3.Connection, run: str, counts: Mapping[str, Any], status: str) -> None:
    """Record how a run ended.

    Raises:
        StoreError: if there is no such run, or the status is none of :data:`STATES`.
    """
    if status not in STATES:
        raise StoreError(f"cannot end run {run} as {status!r}", "", f"use one of {', '.join(STATES)}")
    with transaction(connection):
        done = connection.execute(
            "UPDATE runs SET ended = ?, status = ?, counts = ? WHERE id = ?",
            (now(), status, json.dumps(dict(counts), ensure_ascii=False), run),
        )
        if not done.rowcount:
            raise StoreError(f"cannot end run {run}", "there is no such run")
        # Figures for the query planner, from a sample: with them the first rows of a large file come at once.
        connection.execute("PRAGMA analysis_limit = 1000")
        connection.execute("ANALYZE")


def _free_id(connection: sqlite3.Connection, stamp: str) -> str:
    """An id of this second that no run has: among 300 runs of one second, four random characters collide once in 2."""
    while True:
        run = f"{stamp}Z-{secrets.token_hex(2)}"
        if connection.execute("SELECT 1 FROM runs WHERE id = ?", (run,)).fetchone() is None:
            return run


def _process() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _close_dead(connection: sqlite3.Connection) -> None:
    """Mark runs of this machine as interrupted whose process is no more; those of other machines are left alone."""
    here = socket.gethostname()
    for run, process in connection.execute("SELECT id, process FROM runs WHERE status = 'running'").fetchall():
        host, _, number = process.rpartition(":")
        if host == here and not _alive(int(number)):
            connection.execute("UPDATE runs SET status = 'interrupted', ended = ? WHERE id = ?", (now(), run))


def _alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it lives, under another user
        return True
    return True
