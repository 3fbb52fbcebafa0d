"""The engine of worker processes on this machine, which may die or hang without any harm to the run."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType

from pipeline.errors import UnionfactsError
from pipeline.model import Problem, Source
from pipeline.run.engines import forked
from pipeline.run.engines.serial import over_time
from pipeline.run.engines.worker import BROKEN, DONE, READY, SAFE, main
from pipeline.run.found import STAGE
from pipeline.run.readings import Job, Reading, faulty

_AHEAD = 48  # documents that wait at a worker: enough for it to go on while the parent stores a batch
_AHEAD_BYTES = 112 << 10  # less than a pipe of Linux holds: handing out must not wait for a worker that hangs
_DEATHS = 3  # of workers over one document, before the document is taken for the cause; of workers at their start
_TICK = 0.5  # seconds between two looks at the clock


@dataclass(slots=True, eq=False)
class _Worker:
    """A process and our end of its pipe.

    Attributes:
        has: documents handed to it, in the order in which it reads them.
        held: documents that it has read and not yet made safe; they come back when it dies.
        ready: whether it has said that it has started.
        since: when it began with the first document of ``has``, as far as we know; None while it has none.
    """

    process: BaseProcess
    pipe: Connection
    has: deque[Source] = field(default_factory=deque)
    held: list[Source] = field(default_factory=list)
    ready: bool = False
    asked: bool = False
    since: float | None = None

    @property
    def size(self) -> int:
        return sum(len(source.data) for source in self.has)

    def takes(self, source: Source) -> bool:
        """Whether one more document may be handed out: always the first one, and others while they fit its pipe."""
        if not self.has:
            return True
        return len(self.has) < _AHEAD and self.size + len(source.data) <= _AHEAD_BYTES


class Processes:
    """Reads in ``jobs`` worker processes.

    A document that a worker dies over is tried again by another one; after three deaths it becomes a problem
    ``worker-died``. One that takes longer than ``max_seconds`` becomes ``over-time``, and its worker is ended.
    """

    def __init__(self, job: Job, jobs: int) -> None:
        self._job, self._jobs = job, jobs
        self._context = forked.context()
        self._workers: list[_Worker] = []
        self._waiting: deque[Source] = deque()
        self._ready: list[Reading] = []
        self._deaths: Counter[str] = Counter()
        self._stillborn = 0

    def __enter__(self) -> Processes:
        self._workers = [self._start() for _ in range(self._jobs)]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for worker in self._workers:
            if worker.has or not worker.ready:
                worker.process.kill()
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join(5)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        self._workers = []

    def read(self, source: Source) -> Iterator[Reading]:
        """See :class:`~pipeline.run.engines.Engine`."""
        self._waiting.append(source)
        self._turn(0)
        yield from self._taken()
        while self._waiting:
            self._turn(_TICK)
            yield from self._taken()

    def rest(self) -> Iterator[Reading]:
        """See :class:`~pipeline.run.engines.Engine`."""
        while self._waiting or any(w.has or w.held for w in self._workers):
            for worker in self._workers:
                if worker.held and not worker.has and not self._waiting and not worker.asked:
                    worker.asked = True
                    self._send(worker, None)
            self._turn(_TICK)
            yield from self._taken()

    def _taken(self) -> Iterator[Reading]:
        ready, self._ready = self._ready, []
        yield from ready

    def _turn(self, seconds: float) -> None:
        """Hands out what waits, takes in what is ready (waiting for it at most so long), and looks at the clock."""
        self._hand_out()
        of = {worker.pipe: worker for worker in self._workers}
        for pipe in wait(list(of), seconds):
            worker = of[pipe]  # type: ignore[index]
            while self._take(worker) and worker.pipe.poll():
                pass
        now = time.monotonic()
        for worker in list(self._workers):
            if worker.ready and worker.since is not None and now - worker.since > self._job.settings.max_seconds:
                self._give_up(worker, now - worker.since)

    def _hand_out(self) -> None:
        while self._waiting:
            source = self._waiting[0]
            able = [worker for worker in self._workers if worker.takes(source)]
            if not able:
                return
            worker = min(able, key=lambda w: len(w.has))
            worker.has.append(self._waiting.popleft())
            if worker.since is None:
                worker.since = time.monotonic()
            self._send(worker, source)

    def _send(self, worker: _Worker, what: Source | None) -> None:
        try:
            worker.pipe.send(what)
        except (BrokenPipeError, ConnectionResetError):
            self._replace(worker)

    def _take(self, worker: _Worker) -> bool:
        """Takes in one message; False when the worker is no more."""
        try:
            kind, what = worker.pipe.recv()
        except (EOFError, OSError):
            self._replace(worker)
            return False
        except Exception:  # half a message, of a worker that was killed while it wrote
            worker.process.kill()
            self._replace(worker)
            return False
        if kind == BROKEN:
            raise what
        if kind == READY:
            worker.ready, self._stillborn = True, 0
        elif kind == DONE:
            worker.held.append(worker.has.popleft())
        if kind in (DONE, SAFE):
            worker.asked = False
            self._ready += what
            if what:
                worker.held.clear()
        worker.since = time.monotonic() if worker.has else None
        return True

    def _replace(self, worker: _Worker) -> None:
        """Finds out what it means that a worker is no more, and starts another one."""
        worker.process.join(5)
        code = worker.process.exitcode
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn >= _DEATHS:
                why = f"{_DEATHS} worker processes ended at their start, the last with exit status {code}"
                raise UnionfactsError("cannot start worker processes", why, "read in one process: --jobs 1")
        elif worker.has and code:
            first = worker.has[0]
            self._deaths[first.id] += 1
            if self._deaths[first.id] >= _DEATHS:
                worker.has.popleft()
                detail = f"{_DEATHS} worker processes ended over it, the last with exit status {code}"
                problem = Problem("worker-died", STAGE, detail)
                self._ready.append(faulty(first, problem, time.monotonic() - (worker.since or time.monotonic())))
        self._renew(worker)

    def _give_up(self, worker: _Worker, seconds: float) -> None:
        """Ends a worker that takes too long; only the document that it has in hand is given up."""
        self._ready.append(faulty(worker.has.popleft(), over_time(self._job.settings.max_seconds), seconds))
        worker.process.kill()
        worker.process.join()
        self._renew(worker)

    def _renew(self, worker: _Worker) -> None:
        """Starts a worker in the place of one that has ended; what that one had is the next to be handed out."""
        self._waiting.extendleft(reversed([*worker.held, *worker.has]))
        worker.pipe.close()
        self._workers[self._workers.index(worker)] = self._start()

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=main, args=(theirs, self._job), daemon=True)
        process.start()
        theirs.close()  # else we would never see its end
        return _Worker(process, ours)
