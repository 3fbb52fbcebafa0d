"""The engine of a Dask cluster: one that stands (``--scheduler``), or one made on this machine for the run.

Dask gives a task whose worker died to another worker by itself. Documents travel in chunks, since a task costs about a
millisecond of its own. Only the parent writes to SQLite.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from pipeline.errors import InputError, UnionfactsError
from pipeline.model import Problem, Source
from pipeline.run import fingerprint as prints
from pipeline.run.engines import forked
from pipeline.run.engines.serial import OverTime, over_time
from pipeline.run.found import STAGE
from pipeline.run.readings import Job, Reading, Through, faulty, read

_CHUNK, _CHUNK_LARGE = 24, 400  # documents; large where workers write parts of their own
_CHUNK_BYTES = 1 << 20
_AHEAD = 4  # chunks for each thread of the cluster
_PATIENCE = 30  # seconds to wait for a scheduler


class Dask:
    """Reads on a Dask cluster.

    Args:
        job: of the run.
        jobs: worker processes of a cluster made here.
        scheduler: address of one that stands; its workers must have this very version of unionfacts.
    """

    def __init__(self, job: Job, jobs: int | None, scheduler: str | None) -> None:
        # before anything is imported here, so that the models are loaded meanwhile
        self._method = None if scheduler else forked.method("distributed")
        import distributed

        self._distributed: Any = distributed
        self._job, self._jobs, self._scheduler = job, jobs, scheduler
        self._size = _CHUNK if job.outlet is Through else _CHUNK_LARGE
        self._chunk: list[Source] = []
        self._flying: dict[str, tuple[Any, list[Source]]] = {}
        self._landed: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._again: deque[list[Source]] = deque()
        self._suspects: deque[Source] = deque()
        self._alone = False
        self._held = contextlib.ExitStack()
        self._client: Any = None
        self._most = _AHEAD

    def __enter__(self) -> Dask:
        try:
            if self._scheduler:
                address: Any = self._scheduler
            else:
                # Two deaths over a chunk are enough to try its documents alone, two over a document to give it up.
                import dask

                self._held.enter_context(dask.config.set({
                    "distributed.scheduler.allowed-failures": 1, "distributed.scheduler.worker-saturation": 1.0,
                    "distributed.worker.multiprocessing-method": self._method,
                }))  # fmt: skip
                # a worker that is killed on purpose is no news for the user
                address = self._held.enter_context(
                    self._distributed.LocalCluster(
                        n_workers=self._jobs, threads_per_worker=1, processes=True, dashboard_address=None,
                        memory_limit=0, silence_logs=logging.CRITICAL,
                    )
                )  # fmt: skip
            self._client = self._held.enter_context(
                self._distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
            )
        except (OSError, TimeoutError, ValueError) as error:
            self._held.close()
            why = " ".join(str(error).split())[:200]
            raise InputError(f"cannot reach the scheduler {self._scheduler}", why, "tcp://host:8786") from error
        self._compare()
        threads = sum(self._client.nthreads().values()) or self._jobs or 1
        self._most = _AHEAD * threads
        return self

    def _compare(self) -> None:
        """Other code on a worker would write other facts under our fingerprint."""
        ours = prints.fingerprint(self._job.settings)
        theirs = self._client.run(prints.fingerprint, self._job.settings)
        other = sorted(worker for worker, fingerprint in theirs.items() if fingerprint != ours)
        if other:
            self._held.close()
            why = f"{len(other)} of {len(theirs)} workers have other code or gazetteers ({other[0]})"
            raise InputError("cannot read on this cluster", why, "install the same version everywhere")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for future, _ in self._flying.values():
            future.release()
        self._flying.clear()
        with contextlib.suppress(TimeoutError):
            self._held.close()

    def read(self, source: Source) -> Iterator[Reading]:
        """See :class:`~pipeline.run.engines.Engine`."""
        self._chunk.append(source)
        if len(self._chunk) >= self._size or sum(len(s.data) for s in self._chunk) >= _CHUNK_BYTES:
            self._send(self._chunk)
            self._chunk = []
        while self._again or len(self._flying) > self._most or not self._landed.empty():
            yield from self._take()

    def rest(self) -> Iterator[Reading]:
        """See :class:`~pipeline.run.engines.Engine`."""
        if self._chunk:
            self._send(self._chunk)
            self._chunk = []
        while self._flying or self._again:
            yield from self._take()
        # Dask blames a worker's death on all that waited there. So what is suspected is tried once more, with nothing
        # beside it that could be to blame.
        self._alone = True
        while self._suspects:
            self._send([self._suspects.popleft()])
            yield from self._take()
        self._alone = False

    def _send(self, chunk: list[Source]) -> None:
        future = self._client.submit(read_chunk, chunk, self._job, prints.fingerprint(self._job.settings), pure=False)
        self._flying[future.key] = (future, chunk)
        future.add_done_callback(self._landed.put)

    def _take(self) -> Iterator[Reading]:
        """The readings of one chunk that is back; of one that came to grief, each document is tried alone."""
        while self._again:
            self._send(self._again.popleft())
        landed = self._landed.get()
        future, chunk = self._flying.pop(landed.key)
        error = future.exception() if future.status in ("error", "lost", "cancelled") else None
        if error is None and future.status == "finished":
            yield from future.result()
        elif isinstance(error, UnionfactsError):
            raise error
        elif len(chunk) > 1:
            self._again.extend([source] for source in chunk)
        elif not self._alone:
            self._suspects.append(chunk[0])
        else:
            detail = f"the workers that read it died, or took over max_seconds: {type(error).__name__}"
            yield faulty(chunk[0], Problem("worker-died", STAGE, detail), 0.0)
        future.release()


def read_chunk(chunk: list[Source], job: Job, expected: str) -> list[Reading]:
    """Reads documents on a worker of the cluster.

    Raises:
        UnionfactsError: if this worker's code or gazetteers are not those of the run.
    """
    if prints.fingerprint(job.settings) != expected:
        raise UnionfactsError("cannot read on this worker", "it has other code or gazetteers", "install the same")
    from pipeline.run.engines import warmed  # noqa: F401 - so that loading is on no document's clock

    outlet = job.outlet()
    done: list[Reading] = []
    for source in chunk:
        done += outlet.put(_read_in_time(source, job))
    return done + outlet.flush()


def _read_in_time(source: Source, job: Job) -> Reading:
    """Two clocks: one that Python hears between its steps, and one that ends the process if it does not."""
    limit = job.settings.max_seconds
    start = time.monotonic()
    thread = threading.get_ident()
    clock = threading.Timer(limit, lambda: ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(OverTime)))  # fmt: skip
    clock.daemon = True
    faulthandler.dump_traceback_later(1.5 * limit + 5, exit=True)
    try:
        clock.start()
        reading = read(source, job)
        clock.cancel()
        return reading
    except OverTime:
        return faulty(source, over_time(limit), time.monotonic() - start)
    finally:
        clock.cancel()
        faulthandler.cancel_dump_traceback_later()
