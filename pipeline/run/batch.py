"""A run: many documents into the fact base, resumable, and never ended by a document; and one document again."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Protocol

from pipeline import __version__
from pipeline.config import Settings
from pipeline.errors import InputError, StoreError
from pipeline.model import Source
from pipeline.run import engines
from pipeline.run import fingerprint as prints
from pipeline.run.again import find_again
from pipeline.run.found import Unreadable
from pipeline.run.inputs import find, matching, printable
from pipeline.run.one import Process, pipeline, read_one
from pipeline.run.progress import progress_bar
from pipeline.run.readings import Job, Reading
from pipeline.run.signals import Stop, stop_requests
from pipeline.run.summary import RunSummary
from pipeline.run.writer import Writer
from pipeline.store import Change, FactBase

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
    engine: str | None = "serial",
    jobs: int | None = None,
    scheduler: str | None = None,
) -> RunSummary:
    """Reads all documents at ``paths`` into the fact base at ``db``.

    A document that is stored from the same bytes under the same fingerprint is not read again, so an interrupted run
    goes on where it stopped when it is called again. Ctrl-C finishes the documents in hand and stores them. What is
    stored is the same whatever the engine and the number of workers.

    Args:
        paths: as for :func:`pipeline.run.inputs.find`.
        db: the fact base; made where there is none.
        settings: frozen for the whole run and kept with it.
        force: read documents again that are stored already.
        progress: a bar on standard error; None: only where that is a terminal.
        tell: called with a line about each input that cannot be read.
        process: the pipeline, or a stand-in for tests.
        engine, jobs, scheduler: where documents are read; see :func:`pipeline.run.engines.chosen`. With worker
            processes, a script that calls this needs the usual ``if __name__ == "__main__":``.

    Raises:
        InputError: if none of the paths exists, or the engine cannot be had.
        StoreError: if the fact base cannot be opened or written to; what was stored before stays whole.
    """
    check_paths(paths)
    began = time.monotonic()
    summary = RunSummary()
    make = engines.chosen(engine, jobs, scheduler)
    with FactBase.open(db) as base:
        reader = make(Job(settings, process, words=_changes(base, settings)))
        summary.run = base.begin_run(
            command="run " + " ".join(printable(p) for p in paths),
            version=__version__,
            config_hash=settings.fingerprint(),
            gazetteer_hash=prints.gazetteer_hash(),
            settings=json.dumps(settings.as_dict(), ensure_ascii=False),
        )
        writer = Writer(base, summary, prints.fingerprint(settings), tell)
        try:
            with stop_requests() as stop, progress_bar(progress, paths, settings, summary) as step, reader:
                read_all(paths, settings, writer, force, reader, stop, step)
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


def _changes(base: FactBase, settings: Settings) -> dict[str, frozenset[str]]:
    """For each earlier state that the fact base knows, the words whose documents must be read again.

    States after which everything must be are left out. The present state is noted for later runs.
    """
    now = prints.state(settings)
    base.note_state(prints.fingerprint(settings), asdict(now))
    found = {}
    for fingerprint, old in base.states().items():
        words = prints.words_between(prints.State(**old), now)
        if words is not None:
            found[fingerprint] = words
    return found


class Keeps(Protocol):
    """What :func:`read_all` asks of a writer."""

    summary: RunSummary

    def wanted(self, source: Source, force: bool = False) -> Source | None:
        """The document if it must be read, else None."""
        ...

    def add(self, reading: Reading) -> None:
        """Takes in a reading."""
        ...

    def unreadable(self, found: Unreadable) -> None:
        """Takes in an input that did not become a document."""
        ...

    def flush(self) -> None:
        """Makes safe what was taken in."""
        ...


def check_paths(paths: Sequence[str]) -> None:
    """Refuses paths of which none is there.

    Raises:
        InputError: then.
    """
    if paths and all(_missing(path) for path in paths):
        names = ", ".join(printable(p) for p in paths)
        raise InputError(f"cannot read {names}", "there is no such file or folder", "check the path")


def read_all(
    paths: Sequence[str], settings: Settings, writer: Keeps, force: bool, reader: engines.Engine, stop: Stop,
    step: Callable[[int], object],
) -> None:  # fmt: skip
    """Finds the documents, has those read that must be, and stores what comes back.

    After a request to stop nothing more is handed out, and what is in hand is finished.
    """
    for found in find(paths, settings, writer.summary.passed):
        if isinstance(found, Unreadable):
            writer.unreadable(found)
            step(1)
        elif (source := writer.wanted(found, force)) is None:
            step(1)
        else:
            for reading in reader.read(source):
                writer.add(reading)
                step(1)
        if stop.asked:
            writer.summary.status = "interrupted"
            break
    for reading in reader.rest():
        writer.add(reading)
        step(1)
    writer.flush()


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
    found = find_again(document, locations, settings)
    if isinstance(found, Source):
        return found
    raise InputError(f"cannot read {document[:12]} again", found.reason, found.advice)


def _missing(path: str) -> bool:
    return path != "-" and not os.path.lexists(path) and not matching(path)


def _try_finish(base: FactBase, summary: RunSummary) -> None:
    try:
        base.finish_run(summary.run, summary.counts(), summary.status)
    except StoreError:
        return  # the error that ended the run is on its way up and says more
