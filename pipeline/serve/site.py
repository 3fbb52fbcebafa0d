"""One fact base that is being served: connections for threads, a time limit on SQL, and a memory for slow counts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pipeline.store import FactBase

SECONDS = 10.0
"""How long one page may ask SQLite; a page that needs longer says so instead of keeping others waiting."""
ANEW = 20.0
"""Seconds for which a count is not made anew, though a run writes meanwhile."""
_THREADS = 4
_STEPS = 20_000  # of SQLite's machine between two looks at the clock
_KEPT = 512  # counts and other slow answers
READ = 16
"""Documents that were read again and are kept: who looks at one claim looks at the next of the same article."""

T = TypeVar("T")


@dataclass(slots=True)
class _Kept:
    value: Any
    stamp: tuple[int, ...]
    at: float


@dataclass(slots=True)
class Site:
    """A fact base that is being served.

    Attributes:
        path: the file.
        name: what it is called on the pages: the file's name.
        token: what a reviewer must know; None where nobody may review.
        hosts: names under which a browser may ask for pages; empty for all. On the loopback address only its own names
            are answered, so that a foreign site cannot read the pages by pointing its own name there.
    """

    path: Path
    name: str = ""
    token: str | None = None
    hosts: frozenset[str] = frozenset()
    _threads: ThreadPoolExecutor = field(init=False)
    _local: threading.local = field(init=False, default_factory=threading.local)
    _kept: dict[Any, _Kept] = field(init=False, default_factory=dict)
    _making: set[Any] = field(init=False, default_factory=set)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    _reader: ThreadPoolExecutor = field(init=False)
    _soon: dict[Any, Future[Any]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.name = self.name or self.path.name
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="reader")
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="page")

    @property
    def threads(self) -> ThreadPoolExecutor:
        """Where pages are made: SQLite would keep the event loop waiting."""
        return self._threads

    def base(self) -> FactBase:
        """The fact base, open for reading; each thread has its own.

        Raises:
            StoreError: if it cannot be opened.
        """
        base: FactBase | None = getattr(self._local, "base", None)
        if base is None:
            base = self._local.base = FactBase.open(self.path, readonly=True)
        return base

    def limited(self, make: Callable[[FactBase], T], seconds: float = SECONDS) -> T:
        """What ``make`` gives; SQLite interrupts it after so many seconds (sqlite3.OperationalError, interrupted).

        A limit within a limit is the nearer of the two, and the outer one holds again after it.
        """
        base = self.base()
        connection = base.db.conn
        outer: float | None = getattr(self._local, "until", None)
        until = min(time.monotonic() + seconds, outer or float("inf"))

        def watch(until: float | None) -> None:
            self._local.until = until
            connection.set_progress_handler(
                None if until is None else lambda: int(time.monotonic() > until), 0 if until is None else _STEPS
            )

        watch(until)
        try:
            return make(base)
        finally:
            watch(outer)

    def knows(self, key: Any) -> bool:
        """Whether :meth:`kept` has an answer to this."""
        with self._lock:
            return key in self._kept

    def stamp(self) -> tuple[int, ...]:
        """Changes whenever the file does."""
        found: list[int] = []
        for path in (self.path, self.path.with_name(self.path.name + "-wal")):
            try:
                state = path.stat()
                found += [state.st_mtime_ns, state.st_size]
            except OSError:
                found += [0, 0]
        return tuple(found)

    def kept(self, key: Any, make: Callable[[FactBase], T]) -> T:
        """What ``make`` gives, from memory where the file has not changed since.

        While a run writes, the last answer is given and a new one made behind it, at most every :data:`ANEW` seconds:
        a page never waits for a count twice.
        """
        now, stamp = time.monotonic(), self.stamp()
        with self._lock:
            old = self._kept.get(key)
            fresh = old is not None and (old.stamp == stamp or now - old.at < ANEW)
            remake = old is not None and not fresh and key not in self._making
            if remake:
                self._making.add(key)
        if old is None:
            return self._make(key, make, stamp)
        if remake:
            self._threads.submit(self._remake, key, make, stamp)
        value: T = old.value
        return value

    def _make(self, key: Any, make: Callable[[FactBase], T], stamp: tuple[int, ...]) -> T:
        value = make(self.base())
        with self._lock:
            while len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = _Kept(value, stamp, time.monotonic())
        return value

    def _remake(self, key: Any, make: Callable[[FactBase], T], stamp: tuple[int, ...]) -> None:
        try:
            self.limited(lambda base: self._make(key, make, stamp), 60.0)
        finally:
            with self._lock:
                self._making.discard(key)

    def soon(self, key: Any, make: Callable[[FactBase], T], seconds: float) -> T | None:
        """What ``make`` gives if it is there within so many seconds; None if it is still being made.

        For what may take long and cannot be interrupted, as reading a document again. One at a time is made, and the
        last :data:`READ` answers are kept, whatever happens to the file meanwhile: documents never change, only go.
        """
        with self._lock:
            future = self._soon.pop(key, None) or self._reader.submit(lambda: make(self.base()))
            self._soon[key] = future
            while len(self._soon) > READ:
                self._soon.pop(next(iter(self._soon))).cancel()
        try:
            value: T = future.result(seconds)
            return value
        except (TimeoutError, CancelledError):
            return None

    def forget(self) -> None:
        """Forget all counts: a review was added, and who added it wants to see it."""
        with self._lock:
            self._kept.clear()

    def close(self) -> None:
        """End the threads; each one's connection closes with it, and the last folds the write-ahead log back."""
        self._reader.shutdown(wait=True, cancel_futures=True)
        self._threads.shutdown(wait=True, cancel_futures=True)
