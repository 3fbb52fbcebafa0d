"""The engine that reads in this very process, one document after another."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType

from pipeline.model import Problem, Source
from pipeline.run.found import STAGE
from pipeline.run.readings import Job, Reading, faulty, read


class OverTime(BaseException):
    """Reading took too long. Not an Exception, so that no stage mistakes it for bad data."""


class Serial:
    """Reads at once what it is handed."""

    def __init__(self, job: Job) -> None:
        self._job, self._outlet = job, job.outlet()

    def read(self, source: Source) -> Iterator[Reading]:
        """See :class:`~pipeline.run.engines.Engine`."""
        start = time.monotonic()
        limit = self._job.settings.max_seconds
        try:
            with alarm(limit):
                reading = read(source, self._job)
        except OverTime:
            seconds = time.monotonic() - start
            reading = faulty(source, over_time(limit), seconds)
        yield from self._outlet.put(reading)

    def rest(self) -> Iterator[Reading]:
        """See :class:`~pipeline.run.engines.Engine`."""
        yield from self._outlet.flush()

    def __enter__(self) -> Serial:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...


def over_time(limit: float) -> Problem:
    """The problem of a document that took too long."""
    return Problem("over-time", STAGE, f"given up after {limit:g} seconds (max_seconds)")


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Within it :class:`OverTime` is raised after so many seconds.

    Python hears the alarm between two of its own steps: a single call into a C library is not cut short. Where that
    matters, read in worker processes. Outside of the main thread, and on Windows, there is no alarm.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise OverTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
