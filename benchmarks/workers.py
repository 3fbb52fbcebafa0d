"""Worker processes that read documents for ``benchmarks.fuzz``: each under a limit of time and of memory."""

from __future__ import annotations

import multiprocessing
import resource
import signal
import time
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document.

    Attributes:
        what: facts, none (articles or a problem, but no fact), crash, hang, silent or false.
        detail: of a failure: the exception and where, or which promise did not hold.
        seconds: processor time; of a hang the limit.
        memory: most memory of the worker so far, MB.
        facts: how many.
        codes: of its problems.
    """

    what: str
    detail: str = ""
    seconds: float = 0.0
    memory: int = 0
    facts: int = 0
    codes: tuple[str, ...] = ()

    def same_as(self, other: Outcome) -> bool:
        """Whether both fail in one way: the same kind, at the same place of the program."""
        return (self.what, self.detail.partition(":")[0]) == (other.what, other.detail.partition(":")[0])


def read(data: bytes) -> Outcome:
    """One document read and judged, here and now."""
    from pipeline.model import Source
    from pipeline.process import process

    began = time.process_time()
    try:
        extraction = process(Source("fuzz", data))
        broken = _broken(data, extraction)
    except Exception as e:
        last = traceback.extract_tb(e.__traceback__)[-1]
        place = f"{type(e).__name__} in {last.filename.rpartition('/')[2]}:{last.lineno}"
        return Outcome("crash", f"{place}: {str(e)[:120]}", time.process_time() - began, _memory())
    heard = extraction.facts or extraction.articles or extraction.problems
    what = "false" if broken else "facts" if extraction.facts else "none" if heard else "silent"
    codes = tuple(sorted({p.code for p in extraction.problems}))
    return Outcome(what, broken, time.process_time() - began, _memory(), len(extraction.facts), codes)


def _broken(data: bytes, extraction: Any) -> str:
    """The promise that an extraction does not keep, "" if it keeps all."""
    for fact in extraction.facts:
        if "\ufffd" not in fact.quote:
            there = data[fact.byte_start : fact.byte_end].decode(extraction.encoding, "replace")
            if there != fact.quote:
                return f"quote: {fact.quote!r} but the bytes say {there!r}"
        if not fact.sentence[slice(*fact.mark)]:
            return "mark: the figure lies outside of its sentence"
    if len({fact.id for fact in extraction.facts}) != len(extraction.facts):
        return "id: two facts have one"
    texts = [f.sentence for f in extraction.facts] + [f.claim.subject + f.claim.item for f in extraction.facts]
    texts += [p.detail for p in extraction.problems] + [a.title for a in extraction.articles]
    if any("\ud800" <= c <= "\udfff" for text in texts for c in text):
        return "surrogate: a lone surrogate cannot be stored"
    return ""


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _serve(pipe: Connection, limit: float, memory: int) -> None:
    """The worker: reads what comes through the pipe until it closes."""
    most = memory * 2**20 + 2**30  # libraries map a GB that they never touch
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # which ends the process, even inside of a regular expression
    while True:
        try:
            data = pipe.recv_bytes()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_PROF, limit)
        outcome = read(data)
        signal.setitimer(signal.ITIMER_PROF, 0)
        pipe.send(outcome)


class Pool:
    """Workers that are killed and replaced where a document takes too long or kills them.

    The workers are forked from a process that has read some documents, so that none pays for libraries and tables.

    Args:
        first: these documents.
        jobs: workers at once.
        limit: seconds of processor time for one document; ten times as much of wall time.
        memory: MB that one worker may have.
    """

    def __init__(self, first: Iterable[bytes], jobs: int, limit: float, memory: int) -> None:
        read("甲县总工会投入资金5万元，總工會後來慰问职工3人。".encode())
        self._context = multiprocessing.get_context("fork")
        self._jobs, self._limit, self._memory = jobs, limit, memory
        self._idle: list[tuple[Any, Connection]] = []

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for process, pipe in self._idle:
            pipe.close()
            process.join(5)

    def _worker(self) -> tuple[Any, Connection]:
        if self._idle:
            return self._idle.pop()
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._limit, self._memory), daemon=True)
        process.start()
        theirs.close()
        return process, ours

    def one(self, data: bytes) -> Outcome:
        """The outcome of one document."""
        return next(self.each([(0, data)]))[1]

    def each(self, inputs: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, Outcome]]:
        """The outcome of each document with its number, in the order in which they end."""
        busy: dict[Connection, tuple[int, Any, float]] = {}
        todo = iter(inputs)
        more = True
        while more or busy:
            while more and len(busy) < self._jobs:
                following = next(todo, None)
                if following is None:
                    more = False
                    break
                process, pipe = self._worker()
                pipe.send_bytes(following[1])
                busy[pipe] = (following[0], process, time.monotonic())
            if not busy:
                return
            soonest = min(began for _, _, began in busy.values()) + 10 * self._limit
            for ready in wait(list(busy), max(0.0, soonest - time.monotonic())):
                assert isinstance(ready, Connection)
                number, process, began = busy.pop(ready)
                try:
                    outcome = ready.recv()
                    self._idle.append((process, ready))
                except EOFError:
                    process.join()
                    detail = f"the worker died with exit code {process.exitcode}"
                    hung = process.exitcode == -signal.SIGPROF
                    outcome = Outcome("hang", "", self._limit) if hung else Outcome("crash", detail)
                yield number, outcome
            for pipe, (number, process, began) in list(busy.items()):
                if time.monotonic() - began > 10 * self._limit and not pipe.poll():
                    process.kill()
                    process.join()
                    del busy[pipe]
                    yield number, Outcome("hang", "it waits", self._limit)
