"""A run: documents one after another into the fact base, resumable, and never ended by a document."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pipeline import __version__
from pipeline.config import Settings
from pipeline.errors import InputError, StoreError
from pipeline.model import Extraction, Problem, Source
from pipeline.run import fingerprint as prints
from pipeline.run.found import STAGE, Unreadable
from pipeline.run.inputs import find, matching, printable
from pipeline.run.one import Process, failed, pipeline, read_one
from pipeline.run.signals import Stop, stop_requests
from pipeline.run.summary import RunSummary
from pipeline.store import Change, FactBase, Item

_BATCH = 200
_SECONDS = 2.0
Tell = Callable[[str], None]


def run(
    paths: Sequence[str],
    db: Path,
    settings: Settings,
    *,
    force: bool = False,
    progress: bool | None = None,
    tell: Tell = lambda line: None,
    process: Process = pipeline,
) -> RunSummary:
    """Reads all documents at ``paths`` into the fact base at ``db``.

    A document that is stored from the same bytes under the same fingerprint is not read again, so an interrupted run
    goes on where it stopped when it is called again. Ctrl-C finishes the document in hand and stores it.

    Args:
        paths: as for :func:`pipeline.run.inputs.find`.
        db: the fact base; made where there is none.
        settings: frozen for the whole run and kept with it.
        force: read documents again that are stored already.
        progress: a bar on standard error; None: only where that is a terminal.
        tell: called with a line about each input that cannot be read.
        process: the pipeline, or a stand-in for tests.

    Raises:
        InputError: if none of the paths exists.
        StoreError: if the fact base cannot be opened or written to; what was stored before stays whole.
    """
    if paths and all(_missing(path) for path in paths):
        names = ", ".join(printable(p) for p in paths)
        raise InputError(f"cannot read {names}", "there is no such file or folder", "check the path")
    began = time.monotonic()
    summary = RunSummary()
    with FactBase.open(db) as base:
        summary.run = base.begin_run(
            command="run " + " ".join(printable(p) for p in paths),
            version=__version__,
            config_hash=settings.fingerprint(),
            gazetteer_hash=prints.gazetteer_hash(),
            settings=json.dumps(settings.as_dict(), ensure_ascii=False),
        )
        writer = _Writer(base, summary, prints.fingerprint(settings), tell)
        try:
            with stop_requests() as stop, _bar(progress) as step:
                _all(paths, settings, writer, force, process, stop, step)
            if summary.status != "interrupted":
                writer.forget_mended(paths)
                summary.status = "finished"
        except BaseException:
            summary.status = "failed"
            summary.seconds = time.monotonic() - began
            _try_finish(base, summary)
            raise
        if not summary.facts:
            summary.add_stored(base.query(order="-confidence", limit=3))
        summary.seconds = time.monotonic() - began
        base.finish_run(summary.run, summary.counts(), summary.status)
    return summary


def _all(
    paths: Sequence[str], settings: Settings, writer: _Writer, force: bool, process: Process, stop: Stop,
    step: Callable[[], object],
) -> None:  # fmt: skip
    summary = writer.summary
    for found in find(paths, settings, summary.passed):
        if isinstance(found, Unreadable):
            writer.unreadable(found)
        elif not force and writer.stored(found):
            summary.skipped += 1
        else:
            start = time.monotonic()
            extraction, fault = read_one(found, settings, process)
            writer.add(extraction, fault, time.monotonic() - start)
        step()
        if stop.asked:
            summary.status = "interrupted"
            break
    writer.flush()


class _Writer:
    """Stores what was read, some hundred documents in a transaction, and counts."""

    def __init__(self, base: FactBase, summary: RunSummary, fingerprint: str, tell: Tell) -> None:
        self.base, self.summary, self.fingerprint, self.tell = base, summary, fingerprint, tell
        self._items: list[Item] = []
        self._waiting: set[str] = set()
        self._bad: set[str] = set()
        self._flushed = time.monotonic()

    def stored(self, source: Source) -> bool:
        """Whether the document need not be read; a new path of it is noted."""
        if source.id in self._waiting:
            self.flush()
        if self.base.fingerprint_of(source.id) != self.fingerprint:
            return False
        if source.name not in self.base.document(source.id)["locations"]:
            self.base.add_locations(source.id, [source.name])
        return True

    def add(self, extraction: Extraction, fault: Unreadable | None, seconds: float) -> None:
        extraction = replace(extraction, locations=(*extraction.locations, extraction.name))
        if fault:
            self._fault(extraction, fault, seconds)
            return
        self._items.append(Item(extraction, self.fingerprint, seconds))
        self._waiting.add(extraction.source_id)
        if len(self._items) >= _BATCH or time.monotonic() - self._flushed > _SECONDS:
            self.flush()

    def _fault(self, extraction: Extraction, fault: Unreadable, seconds: float) -> None:
        """The program failed on a document: facts of an earlier reading stay, and the next run tries again."""
        self.summary.failed += 1
        self.summary.problems[fault.problem.code] += 1
        self.tell(f"{fault.name}: {fault.problem.code}: {fault.problem.detail}")
        if self.base.fingerprint_of(extraction.source_id):
            self.base.record(
                self.summary.run, extraction.source_id, "failed", name=extraction.name, size=extraction.size,
                detail=fault.problem.detail, seconds=seconds,
            )  # fmt: skip
        else:
            self.base.write(extraction, self.summary.run, "", seconds)

    def unreadable(self, found: Unreadable) -> None:
        if found.asked:
            self.summary.missing.append(found.name)
            return
        self.tell(f"{found.name}: {found.problem.code}: {found.problem.detail}")
        self.summary.failed += 1
        self.summary.problems[found.problem.code] += 1
        extraction = failed(found)
        self._bad.add(extraction.source_id)
        self.base.write(extraction, self.summary.run)

    def flush(self) -> None:
        items, self._items, self._flushed = self._items, [], time.monotonic()
        self._waiting.clear()
        if not items:
            return
        try:
            self._count(self.base.write_many(items, self.summary.run), items)
        except Exception as error:
            if _of_the_file(error):
                raise
            for item in items:
                self._one_by_one(item)

    def _one_by_one(self, item: Item) -> None:
        try:
            change = self.base.write(item.extraction, self.summary.run, item.fingerprint, item.seconds)
            self._count([change], [item])
        except Exception as error:
            if _of_the_file(error):
                raise
            problem = Problem("internal-error", STAGE, f"cannot be stored: {type(error).__name__}: {error}"[:300])
            e = item.extraction
            empty = Extraction(e.source_id, e.name, e.size, e.encoding, problems=(problem,), locations=e.locations)
            self._fault(empty, Unreadable(e.name, problem), item.seconds or 0.0)

    def _count(self, changes: Sequence[Change], items: Sequence[Item]) -> None:
        """Only what is stored counts; the same bytes twice in a batch were stored once."""
        of = {item.extraction.source_id: item.extraction for item in items}
        for change in changes:
            setattr(self.summary, change.status, getattr(self.summary, change.status) + 1)
            self.summary.read += 1
            self.summary.add(of[change.document])
        self.summary.skipped += len(items) - len(changes)

    def forget_mended(self, paths: Sequence[str]) -> None:
        """Takes away the problems of inputs under ``paths`` that an earlier run could not read and this one could."""
        old = [p for p in self.base.problems() if p["stage"] == STAGE and p["code"] != "internal-error"]
        for problem in old:
            if problem["document"] not in self._bad and _covered(problem["name"], paths):
                self.base.write(Extraction(problem["document"], problem["name"], 0, ""), self.summary.run)


def rerun(
    reference: str, db: Path, settings: Settings, *, dry: bool = False, process: Process = pipeline
) -> tuple[Source, Change]:
    """Reads one stored document again and replaces its facts, in one transaction; others are not touched.

    Args:
        reference: id, first characters of the id, stored name or path of the document.
        db: the fact base, which must exist.
        settings: as for a run.
        dry: only say what would change.
        process: the pipeline, or a stand-in for tests.

    Returns:
        The document and what changed.

    Raises:
        InputError: if its bytes are at none of the places where they were read.
        StoreError: if the fact base has no such document or cannot be written to.
    """
    if not db.exists():
        raise StoreError(f"cannot open {db}", "there is no such file", "unionfacts run PATH makes one")
    with FactBase.open(db, readonly=dry) as base:
        stored = base.document(reference)
        source = _again(stored["id"], stored["locations"] or [stored["name"]], settings)
        start = time.monotonic()
        extraction, fault = read_one(source, settings, process)
        if fault:
            raise InputError(
                f"cannot read {source.name} again", fault.problem.detail, "please report it; nothing was changed"
            )
        extraction = replace(extraction, locations=(source.name,))
        if dry:
            return source, base.compare(extraction)
        run_id = base.begin_run(
            f"rerun {reference}", __version__, settings.fingerprint(), prints.gazetteer_hash(),
            json.dumps(settings.as_dict(), ensure_ascii=False),
        )  # fmt: skip
        change = base.write(extraction, run_id, prints.fingerprint(settings), time.monotonic() - start)
        base.finish_run(run_id, {"read": 1, change.status: 1, "claims": change.claims})
    return source, change


def _again(document: str, locations: Sequence[str], settings: Settings) -> Source:
    """The document's bytes from any of its places, inside archives too."""
    changed = []
    for location in locations:
        path = location.split("!/")[0]
        if not Path(path).exists():
            path = path.rpartition("#")[0] or path
        if not Path(path).exists():
            continue
        for found in find([path], settings):
            if isinstance(found, Source) and found.id == document:
                return replace(found, name=location)
        changed.append(location)
    where = ", ".join(locations)
    if changed:
        raise InputError(f"cannot read {document[:12]} again", f"other bytes are at {', '.join(changed)} now",
                         "unionfacts run takes them in as a new document")  # fmt: skip
    raise InputError(f"cannot read {document[:12]} again", f"it is no more at {where}", "put the file back")


def _missing(path: str) -> bool:
    return path != "-" and not os.path.lexists(path) and not matching(path)


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


def _try_finish(base: FactBase, summary: RunSummary) -> None:
    try:
        base.finish_run(summary.run, summary.counts(), summary.status)
    except StoreError:
        return  # the error that ended the run is on its way up and says more


@contextmanager
def _bar(wanted: bool | None) -> Iterator[Callable[[], object]]:
    if wanted is None:
        wanted = sys.stderr.isatty()
    if not wanted:
        yield lambda: None
        return
    from tqdm import tqdm

    with tqdm(unit=" documents", dynamic_ncols=True, file=sys.stderr, leave=False) as bar:
        yield bar.update
