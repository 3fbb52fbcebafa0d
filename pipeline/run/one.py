"""One document, whatever it is: the pipeline with a floor under it, so that no document can end a run."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable
from dataclasses import replace

from pipeline.config import Settings
from pipeline.errors import UnionfactsError
from pipeline.model import Extraction, Problem, Source
from pipeline.run.found import STAGE, Unreadable
from pipeline.text.align import Text

Process = Callable[[Source, Settings], Extraction]


def pipeline(source: Source, settings: Settings, trace: Callable[[str, Text], None] | None = None) -> Extraction:
    """:func:`pipeline.process.process` under settings: the one place that turns settings into arguments."""
    try:
        from pipeline.process import process  # loads what reads, which -h does not need
    except (ImportError, SyntaxError) as e:
        raise UnionfactsError(
            "cannot read documents", f"the installation is broken ({e})", "install unionfacts again"
        ) from e

    extraction = process(
        source, settings.encoding or None, trace,
        ner=settings.ner, ner_model=settings.ner_model, ner_device=settings.ner_device,
    )  # fmt: skip
    if settings.min_confidence:
        likely = tuple(f for f in extraction.facts if f.claim.confidence >= settings.min_confidence)
        extraction = replace(extraction, facts=likely)
    return extraction


def read_one(source: Source, settings: Settings, process: Process = pipeline) -> tuple[Extraction, Unreadable | None]:
    """The extraction of a document; where the program itself fails on it, an empty one and the fault.

    ``process`` never raises for bad data, so any exception is a defect of this program. It is not hidden: it becomes
    an ``internal-error`` that the summary counts, with the exception and the line that raised it.
    """
    try:
        return process(source, settings), None
    except UnionfactsError:  # a gazetteer or the installation: every document would meet it
        raise
    except Exception as e:
        problem = Problem("internal-error", STAGE, in_one_line(e))
        empty = Extraction(source.id, source.name, len(source.data), "", problems=(problem,))
        return empty, Unreadable(source.name, problem)


def in_one_line(error: Exception) -> str:
    """An unexpected exception with the place that raised it, for a report."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{last.filename.rsplit('/', 1)[-1]}:{last.lineno}"
    return f"{type(error).__name__} in {where}: {' '.join(str(error).split())[:200]}"


def failed(found: Unreadable) -> Extraction:
    """An input that could not be read, as an extraction without facts, so that its problem has a row to hang on.

    Its id is a hash of the name, as there are no bytes; ``size`` is 0 and ``encoding`` "".
    """
    made_up = hashlib.sha256(b"unreadable:" + found.name.encode("utf-8", "replace")).hexdigest()
    return Extraction(made_up, found.name, 0, "", problems=(found.problem,))
