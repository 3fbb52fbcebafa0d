"""A run into a folder of Parquet files, and such a folder into a fact base."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from pathlib import Path

from pipeline import __version__
from pipeline.config import Settings
from pipeline.errors import InputError, StoreError
from pipeline.model import Source
from pipeline.run import engines
from pipeline.run import fingerprint as prints
from pipeline.run.batch import Tell, check_paths, read_all
from pipeline.run.found import Unreadable
from pipeline.run.inputs import printable
from pipeline.run.one import Process, pipeline
from pipeline.run.progress import progress_bar
from pipeline.run.readings import Job, Reading, unread
from pipeline.run.signals import stop_requests
from pipeline.run.summary import RunSummary
from pipeline.store import FactBase, Item, parquet
from pipeline.store.rows import Rows
from pipeline.store.runs import now

_PART = 500  # documents
_PLACES = 50_000  # further places of known documents in one part
_UNREAD = "unread"  # name of the part of what could not be read: written anew by each run


def run(
    paths: Sequence[str],
    folder: Path,
    settings: Settings,
    *,
    force: bool = False,
    progress: bool | None = None,
    tell: Tell = lambda line: None,
    process: Process = pipeline,
    engine: str | None = "serial",
    jobs: int | None = None,
    scheduler: str | None = None,
) -> RunSummary:
    """Reads all documents at ``paths`` into Parquet files below ``folder``; see :mod:`pipeline.store.parquet`.

    The workers write; this process only counts. Arguments, resuming and errors are as for
    :func:`pipeline.run.batch.run`; with a Dask cluster the folder must be one that all its hosts see. One run at a
    time may write to a folder. ``force`` starts the reading of this fingerprint anew.
    """
    check_paths(paths)
    began = time.monotonic()
    summary = RunSummary(run=now())
    reading = prints.fingerprint(settings)
    make = engines.chosen(engine, jobs, scheduler)
    outlet = partial(Parts, folder.absolute(), reading)
    reader = make(Job(settings, process, outlet))
    writer = Writer(folder, reading, summary, tell, force)
    try:
        with stop_requests() as stop, progress_bar(progress, paths, settings, summary) as step, reader:
            read_all(paths, settings, writer, force, reader, stop, step)
        if summary.status != "interrupted":
            summary.status = "finished"
    except BaseException:
        summary.status = "failed"
        raise
    finally:
        summary.seconds = time.monotonic() - began
        _record(folder, reading, summary, settings, paths)
    return summary


class Parts:
    """The outlet of a worker: gathers some hundred documents, writes them as a part, and only then gives them back."""

    def __init__(self, folder: Path, reading: str) -> None:
        self._folder, self._reading = folder, reading
        self._held: list[Reading] = []

    def put(self, reading: Reading) -> list[Reading]:
        """Takes in a reading; gives all of its part back when that is written. Faults pass, for the parent to keep."""
        self._held.append(reading)
        return self.flush() if len(self._held) >= _PART else []

    def flush(self) -> list[Reading]:
        """Writes what is held as a part."""
        held, self._held = self._held, []
        good = [reading for reading in held if not reading.fault]
        if good:
            items = [Item(r.head, self._reading, r.seconds, r.rows) for r in good]
            parquet.write_part(self._folder, self._reading, items)
        return [r if r.fault else replace(r, rows=Rows()) for r in held]


class Writer:
    """What the parent does: knows what is read, counts, and writes what workers cannot know.

    That is: further places of the same bytes, and inputs that could not be read.
    """

    def __init__(self, folder: Path, reading: str, summary: RunSummary, tell: Tell, force: bool) -> None:
        self.folder, self.reading, self.summary, self.tell = folder, reading, summary, tell
        parquet.clear_up(folder, reading)
        if force:
            parquet.remove(folder, reading)
        # 16 bytes each, so that a million documents fit in some ten megabytes
        parquet.mend(folder, reading, _UNREAD)
        self._known = {bytes.fromhex(id)[:16] for id, of in parquet.documents(folder, reading) if of}
        self._places = {_mark(*place) for place in parquet.locations(folder, reading)}
        self._more: list[tuple[str, str]] = []
        self._unread: list[Item] = []

    def wanted(self, source: Source, force: bool = False) -> Source | None:
        """The document if it must be read; else a new path of it is noted."""
        key, place = bytes.fromhex(source.id)[:16], _mark(source.id, source.name)
        known = key in self._known
        self._known.add(key)
        if known:
            self.summary.skipped += 1
            if place not in self._places:
                self._more.append((source.id, source.name))
                if len(self._more) >= _PLACES:
                    self._write_places()
        self._places.add(place)
        return None if known else source

    def add(self, reading: Reading) -> None:
        """Counts a reading that is safe in a part, or keeps a fault."""
        if reading.fault:
            self._count_fault(reading.fault, reading)
            return
        self.summary.read += 1
        self.summary.new += 1
        self.summary.add(reading.digest)

    def unreadable(self, found: Unreadable) -> None:
        """Takes in an input that did not become a document."""
        if found.asked:
            self.summary.missing.append(found.name)
        else:
            self._count_fault(found, unread(found))

    def _count_fault(self, fault: Unreadable, reading: Reading) -> None:
        self.summary.failed += 1
        self.summary.problems[fault.problem.code] += 1
        self.tell(f"{fault.name}: {fault.problem.code}: {fault.problem.detail}")
        self._unread.append(Item(reading.head, "", reading.seconds, reading.rows))

    def flush(self) -> None:
        """Writes further places, and in place of those of the last run the inputs that could not be read."""
        self._write_places()
        unread = sorted(self._unread, key=lambda item: item.extraction.source_id)
        parquet.write_part(self.folder, self.reading, unread, name=_UNREAD)
        parquet.mend(self.folder, self.reading, _UNREAD)

    def _write_places(self) -> None:
        if self._more:
            parquet.write_part(self.folder, self.reading, [], self._more)
            self._more = []


def _mark(document: str, path: str) -> bytes:
    return blake2b(f"{document} {path}".encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _record(folder: Path, reading: str, summary: RunSummary, settings: Settings, paths: Sequence[str]) -> None:
    """One line about the run in ``runs.jsonl``, so that the folder can be cited and repeated."""
    line = {
        "run": summary.run, "status": summary.status, "ended": now(), "reading": reading, "version": __version__,
        "gazetteers": prints.gazetteer_hash(), "command": "run " + " ".join(printable(p) for p in paths),
        "settings": settings.as_dict(), "counts": summary.counts(),
    }  # fmt: skip
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "runs.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as error:
        raise StoreError(f"cannot write to {folder}", error.strerror or str(error), "make room") from error


@dataclass(frozen=True, slots=True)
class Loaded:
    """What :func:`load` did: the reading's fingerprint, and how many documents and claims the fact base got."""

    reading: str
    documents: int
    claims: int


def load(
    folder: Path, db: Path, *, reading: str | None = None, tell: Callable[[int], object] = lambda n: None
) -> Loaded:
    """Puts one reading of a Parquet folder into a fact base, as if its documents had been read into it.

    Args:
        folder: as written by :func:`run`.
        db: the fact base; made where there is none. What it has of other documents stays.
        reading: start of the reading's fingerprint; by default the one that was written last.
        tell: called with the number of documents after each part.

    Raises:
        InputError: if the folder has no such reading.
        StoreError: if a file is damaged, or the fact base cannot be written to; whole parts are stored or nothing.
    """
    found = [name for name in parquet.readings(folder) if name.startswith(reading or "")]
    if not found:
        raise InputError(f"cannot load {folder}", "it has no reading of that name", "unionfacts run … --parquet DIR")
    name = found[-1]
    documents = claims = 0
    with FactBase.open(db) as base:
        run_id = base.begin_run(f"load {folder}", __version__, gazetteer_hash=prints.gazetteer_hash())
        status = "failed"
        try:
            for batch in _batches(folder, name):
                changes = base.write_many(batch, run_id)
                documents += len(changes)
                claims += sum(change.claims for change in changes)
                tell(len(changes))
            base.add_locations(parquet.locations(folder, name))
            status = "finished"
        finally:
            base.finish_run(run_id, {"read": documents, "claims": claims}, status)
    return Loaded(name, documents, claims)


def _batches(folder: Path, reading: str) -> Iterator[list[Item]]:
    for part in parquet.parts(folder, reading):
        items = list(parquet.items(folder, reading, part))
        if items:
            yield items
