"""A document that was read, in the form in which it travels: what the writer needs, and nothing that is slow to send.

Between processes an :class:`~pipeline.model.Extraction` costs sixteen times as much to unpack as the rows made of it
(measured: 64 against 4 microseconds a fact), so a worker makes the rows and the parent only stores them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from pipeline.config import Settings
from pipeline.errors import UnionfactsError
from pipeline.model import Extraction, Problem, Source
from pipeline.run.found import STAGE, Unreadable
from pipeline.run.one import Process, failed, in_one_line, pipeline, read_one
from pipeline.run.summary import Digest, digest
from pipeline.store.rows import Rows, rows_of


@dataclass(frozen=True, slots=True)
class Stored(Source):
    """A document that is stored from an earlier state of code and gazetteers; ``since`` is its fingerprint then."""

    since: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one document.

    Attributes:
        head: the extraction without articles, facts, entities and problems: those are in ``rows``.
        rows: for the fact base; those of ``head`` where there is a ``fault``.
        digest: what the summary counts and shows.
        fault: a defect of this program that the document met, or a limit that it went over; None otherwise.
        seconds: that reading took.
        kept: nothing that has changed since it was stored touches it, so it was not read; there are no rows.
    """

    head: Extraction
    rows: Rows
    digest: Digest
    fault: Unreadable | None
    seconds: float
    kept: bool = False


def read(source: Source, job: Job) -> Reading:
    """Reads one document. Never raises for what is in it; see :func:`pipeline.run.one.read_one`."""
    start = time.monotonic()
    if isinstance(source, Stored) and source.since in job.words and not _has(source, job):
        head = Extraction(source.id, source.name, len(source.data), "", locations=(source.name,))
        return Reading(head, Rows(), digest(head), None, time.monotonic() - start, kept=True)
    extraction, fault = read_one(source, job.settings, job.process)
    extraction = replace(extraction, locations=(*extraction.locations, source.name))
    try:
        return reading(extraction, fault, time.monotonic() - start)
    except UnionfactsError as error:
        problem = Problem("internal-error", STAGE, f"cannot be stored: {in_one_line(error)}")
        return faulty(source, problem, time.monotonic() - start)


def _has(source: Source, job: Job) -> bool:
    """Whether one of the words that changed since the document was stored stands in it."""
    assert isinstance(source, Stored)
    if not job.words[source.since]:
        return False
    from pipeline.process import texts

    try:
        found = texts(source, job.settings.encoding or None)
    except Exception:  # reading will meet it again and report it
        return True
    return any(word in text for word in job.words[source.since] for text in found)


def reading(extraction: Extraction, fault: Unreadable | None = None, seconds: float = 0.0) -> Reading:
    """The extraction in the form in which it travels."""
    head = replace(extraction, articles=(), facts=(), entities=(), problems=())
    return Reading(head, rows_of(extraction), digest(extraction), fault, seconds)


def faulty(source: Source, problem: Problem, seconds: float) -> Reading:
    """The reading of a document that could not be read to its end, with the problem as its only row."""
    empty = Extraction(source.id, source.name, len(source.data), "", problems=(problem,), locations=(source.name,))
    return reading(empty, Unreadable(source.name, problem), seconds)


def unread(found: Unreadable) -> Reading:
    """An input that did not become a document, so that its problem has a row to hang on."""
    return reading(failed(found), found)


class Outlet(Protocol):
    """Where readings go at the place where they are made. Gives those back that the parent may count as safe."""

    def put(self, reading: Reading) -> list[Reading]:
        """Takes in a reading; gives those that are safe now, this one or earlier ones among them or none."""
        ...

    def flush(self) -> list[Reading]:
        """Makes all that was taken in safe, and gives it back."""
        ...


class Through:
    """The outlet for a parent that stores everything itself."""

    def put(self, reading: Reading) -> list[Reading]:
        """The same reading, at once."""
        return [reading]

    def flush(self) -> list[Reading]:
        """Nothing is held back."""
        return []


@dataclass(frozen=True, slots=True)
class Job:
    """What is the same for all documents of a run, wherever they are read. Can be pickled.

    Attributes:
        settings: of the run.
        process: the pipeline, or a stand-in for tests; a function of a module, so that workers can import it.
        outlet: makes the outlet of a worker; called once in each.
        words: for fingerprints of stored documents, the words that a change since then touches; a document of such a
            fingerprint in which none of them stands is as it would be read now.
    """

    settings: Settings
    process: Process = pipeline
    outlet: Callable[[], Outlet] = Through
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
