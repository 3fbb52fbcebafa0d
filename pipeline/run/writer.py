"""The single writer: stores readings in the fact base, some hundred in a transaction, and counts them.

Documents come back from workers in any order, and one document may be met under many paths while it is still being
read. What is stored in the end is the same whatever the order: each document once, with all its paths, under the
first of its names.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.errors import StoreError
from pipeline.model import Extraction, Problem, Source
from pipeline.run.found import OF_READING, STAGE, Unreadable
from pipeline.run.inputs import printable
from pipeline.run.readings import Reading, Stored, faulty, unread
from pipeline.run.summary import RunSummary
from pipeline.store import Change, FactBase, Item

_BATCH = 200
_SECONDS = 2.0
Tell = Callable[[str], None]


class Writer:
    """Stores what was read.

    Args:
        base: the fact base.
        summary: counts what is stored.
        fingerprint: of code, settings and gazetteers, kept with each document.
        tell: called with a line about each input that cannot be read.
    """

    def __init__(self, base: FactBase, summary: RunSummary, fingerprint: str, tell: Tell) -> None:
        self.base, self.summary, self.fingerprint, self.tell = base, summary, fingerprint, tell
        self._readings: list[Reading] = []
        self._kept: list[Reading] = []
        self._expected: set[str] = set()
        self._met: list[tuple[str, str]] = []
        self._faulty: set[str] = set()  # of this run: not tried again under another path
        self._bad: set[str] = set()
        self._flushed = time.monotonic()

    def wanted(self, source: Source, force: bool = False) -> Source | None:
        """The document if it must be read; None if it is stored, or on its way. A new path of it is noted.

        Args:
            source: the document.
            force: what is stored does not count, only what is on its way.

        Returns:
            The source, or a :class:`~pipeline.run.readings.Stored` one if an earlier state of it is stored.
        """
        if source.id in self._expected or source.id in self._faulty:
            self._met.append((source.id, source.name))
            self.summary.skipped += 1
            return None
        stored = None if force else self.base.fingerprint_of(source.id)
        if stored == self.fingerprint:
            if not self.base.has_location(source.id, source.name):
                self._met.append((source.id, source.name))
            self.summary.skipped += 1
            return None
        self._expected.add(source.id)
        return Stored(source.name, source.data, source.id, since=stored) if stored else source

    def add(self, reading: Reading) -> None:
        """Takes in a reading of a document that :meth:`has` said must be read."""
        if reading.fault:
            self._fault(reading, reading.fault)
            return
        (self._kept if reading.kept else self._readings).append(reading)
        if len(self._readings) + len(self._kept) >= _BATCH or time.monotonic() - self._flushed > _SECONDS:
            self.flush()

    def _fault(self, reading: Reading, fault: Unreadable) -> None:
        """The program failed on a document: facts of an earlier reading stay, and the next run tries again."""
        head = reading.head
        self._count_fault(fault)
        self._expected.discard(head.source_id)
        self._faulty.add(head.source_id)
        if self.base.fingerprint_of(head.source_id):
            self.base.record(
                self.summary.run, head.source_id, "failed", name=head.name, size=head.size,
                detail=fault.problem.detail, seconds=reading.seconds,
            )  # fmt: skip
        else:
            self.base.write_many([Item(head, "", reading.seconds, reading.rows)], self.summary.run)

    def _count_fault(self, fault: Unreadable) -> None:
        self.summary.failed += 1
        self.summary.problems[fault.problem.code] += 1
        self.tell(f"{fault.name}: {fault.problem.code}: {fault.problem.detail}")

    def unreadable(self, found: Unreadable) -> None:
        """Takes in an input that did not become a document."""
        if found.asked:
            self.summary.missing.append(found.name)
            return
        self._count_fault(found)
        reading = unread(found)
        self._bad.add(reading.head.source_id)
        self.base.write_many([Item(reading.head, rows=reading.rows)], self.summary.run)

    def flush(self) -> None:
        """Stores what has come in since the last time."""
        readings, self._readings, self._flushed = self._readings, [], time.monotonic()
        if readings:
            try:
                self._store(readings)
            except Exception as error:
                if _of_the_file(error):
                    raise
                for reading in readings:
                    self._one_by_one(reading)
        kept, self._kept = self._kept, []
        if kept:
            self.base.keep([reading.head.source_id for reading in kept], self.fingerprint)
            self._expected.difference_update(reading.head.source_id for reading in kept)
            self._met += [(r.head.source_id, path) for r in kept for path in r.head.locations]
            self.summary.kept += len(kept)
        # a path of a document that is still being read waits for it
        met = [pair for pair in self._met if pair[0] not in self._expected]
        if met:
            self._met = [pair for pair in self._met if pair[0] in self._expected]
            self.base.add_locations(met)

    def _store(self, readings: Sequence[Reading]) -> None:
        items = [Item(r.head, self.fingerprint, r.seconds, r.rows) for r in readings]
        changes: Sequence[Change] = self.base.write_many(items, self.summary.run)
        for change, reading in zip(changes, readings, strict=True):
            setattr(self.summary, change.status, getattr(self.summary, change.status) + 1)
            self.summary.read += 1
            self.summary.add(reading.digest)
            self._expected.discard(change.document)

    def _one_by_one(self, reading: Reading) -> None:
        try:
            self._store([reading])
        except Exception as error:
            if _of_the_file(error):
                raise
            head = reading.head
            problem = Problem("internal-error", STAGE, f"cannot be stored: {type(error).__name__}: {error}"[:300])
            source = Source(head.name, b"", head.source_id)
            empty = faulty(source, problem, reading.seconds)
            self._fault(replace(empty, head=replace(empty.head, size=head.size)), Unreadable(head.name, problem))

    def forget_mended(self, paths: Sequence[str]) -> None:
        """Takes away the problems of inputs under ``paths`` that an earlier run could not read and this one could."""
        old = [p for p in self.base.problems() if p["stage"] == STAGE and p["code"] not in OF_READING]
        for problem in old:
            if problem["document"] not in self._bad and _covered(problem["name"], paths):
                self.base.write(Extraction(problem["document"], problem["name"], 0, ""), self.summary.run)


def _covered(name: str, paths: Sequence[str]) -> bool:
    """Whether an input of this name would be met again when ``paths`` are read."""
    file = name.split("!/")[0]
    shown = [printable(p).rstrip("/") for p in paths]
    return any(file == p or file.startswith((p + "/", p + "#")) or p == "." for p in shown)


def _of_the_file(error: Exception) -> bool:
    """Whether the fact base as a whole is in trouble (full disk, lock), and not one document's rows."""
    cause = error.__cause__
    return (
        isinstance(error, StoreError)
        and isinstance(cause, sqlite3.Error)
        and not isinstance(cause, sqlite3.IntegrityError)
    )
