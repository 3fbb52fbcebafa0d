"""Whole processes against each other: workers against one process, a cold start, and a long run's rate and memory."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

from benchmarks.archive import Plan, write

ROOT = Path(__file__).parent.parent
PROGRAM = [sys.executable, "-W", "ignore", "-m", "pipeline"]
SAMPLE = ROOT / "corpus/sample/brief.txt"

ENGINES = {
    "one process": ["--jobs", "1", "--engine", "serial"],
    "two worker processes": ["--jobs", "2", "--engine", "processes"],
    "dask with two workers": ["--jobs", "2", "--engine", "dask"],
}


def _timed(command: Sequence[str]) -> tuple[float, float, str]:
    """Wall seconds, processor seconds (children included) and, if it failed, the last line that it said."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
        said.seek(0)
        lines = said.read().decode("utf-8", "replace").strip().splitlines()
    return wall, usage.ru_utime + usage.ru_stime, (lines or ["no word"])[-1] if child.returncode else ""


Times = list[tuple[float, float]]
"""Wall and processor seconds of each repeat."""


def engines(documents: int, repeats: int, seed: int) -> tuple[dict[str, Times], dict[str, str]]:
    """Times of the same run in each engine, in turns.

    Returns:
        Times by engine, as many as ``repeats``; for an engine that cannot be had, why.
    """
    seconds: dict[str, Times] = {name: [] for name in ENGINES}
    missing: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(Plan(seed), documents, folder / "archive.jsonl")
        for n in range(repeats):
            for engine, options in ENGINES.items():
                if engine in missing:
                    continue
                db = folder / f"{n}.db"
                command = [*PROGRAM, "run", str(folder / "archive.jsonl"), "--db", str(db), *options]
                wall, processor, failure = _timed(command)
                db.unlink(missing_ok=True)
                if failure:
                    missing[engine] = f"skipped: {failure}"
                else:
                    seconds[engine].append((wall, processor))
    return {engine: s for engine, s in seconds.items() if s}, missing


def cold(repeats: int) -> tuple[list[float], list[float]]:
    """Processor seconds of ``unionfacts extract`` of one short article, and of ``import spacy``, in turns."""
    ours, theirs = [], []
    for n in range(repeats + 1):
        pair = [
            _timed([*PROGRAM, "extract", str(SAMPLE)]),
            _timed([sys.executable, "-W", "ignore", "-c", "import spacy"]),
        ]
        for _, _, failure in pair:
            if failure:
                raise RuntimeError(failure)
        if n:  # the first one reads files that were not in memory
            ours.append(pair[0][1])
            theirs.append(pair[1][1])
    return ours, theirs


@dataclass
class Long:
    """What a long run was like.

    Attributes:
        documents: how many it read.
        seconds: wall time of all.
        tenths: mean seconds of reading for 1,000 bytes of document, for each tenth of the documents in order.
        memory: (seconds since the start, documents stored, bytes of the parent, bytes of each worker) at each look.
        failure: the last line that the program said, if it failed.
    """

    documents: int
    seconds: float = 0.0
    tenths: list[float] = field(default_factory=list)
    memory: list[tuple[float, int, int, tuple[int, ...]]] = field(default_factory=list)
    failure: str = ""

    def rates(self) -> tuple[float, float]:
        """Last tenth's reading time over the second's (the first warms up), and wall time of commits likewise."""
        tenth = self.documents / 10
        at = [min((t for t, n, *_ in self.memory if n >= k * tenth), default=self.seconds) for k in range(11)]
        return self.tenths[9] / self.tenths[1], (self.seconds - at[9]) / max(1e-9, at[2] - at[1])

    def growth(self, of: Callable[[int, tuple[int, ...]], int]) -> float:
        """Mean memory in the last tenth of the documents over that of the second."""

        def part(low: float, high: float) -> list[int]:
            return [of(p, w) for _, n, p, w in self.memory if low * self.documents <= n < high * self.documents]

        early, late = part(0.1, 0.2), part(0.9, 1.0)
        return mean(late) / mean(early) if early and late else float("nan")


def long_run(documents: int, jobs: int, seed: int, keep: Path | None = None) -> Long:
    """A run of so many documents, looked at every second."""
    import psutil

    result = Long(documents)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(Plan(seed), documents, folder / "archive.zip")
        db = folder / "facts.db"
        options = ["--jobs", str(jobs)] if jobs > 1 else []
        began = time.perf_counter()
        with tempfile.TemporaryFile() as said:
            command = [*PROGRAM, "run", str(folder / "archive.zip"), "--db", str(db), *options]
            child = psutil.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said)
            pause = 1.0
            while child.poll() is None:
                time.sleep(pause)
                try:
                    workers = tuple(w.memory_info().rss for w in child.children(recursive=True))
                    look = (time.perf_counter() - began, _stored(db), child.memory_info().rss, workers)
                except psutil.Error:  # it ended in between
                    continue
                if look[2]:  # a process that has ended and was not waited for has no memory
                    result.memory.append(look)
                pause = min(10.0, 1.0 + len(result.memory) / 60)
            result.seconds = time.perf_counter() - began
            if child.returncode:
                said.seek(0)
                result.failure = said.read().decode("utf-8", "replace").strip()[-300:]
                return result
        result.tenths = list(_tenths(db))
        if keep:
            shutil.copy(db, keep)
    return result


def _stored(db: Path) -> int:
    try:
        with closing(sqlite3.connect(f"{db.as_uri()}?mode=ro", uri=True)) as base:
            return int(base.execute("SELECT count(*) FROM run_documents").fetchone()[0])
    except sqlite3.Error:  # not there yet
        return 0


def _tenths(db: Path) -> Iterator[float]:
    """Names of an archive are in the order in which it is read."""
    with closing(sqlite3.connect(f"{db.as_uri()}?mode=ro", uri=True)) as base:
        rows = base.execute(
            "SELECT r.seconds, d.size FROM run_documents r JOIN documents d ON d.id = r.document ORDER BY d.name"
        ).fetchall()
    for k in range(10):
        part = rows[k * len(rows) // 10 : (k + 1) * len(rows) // 10]
        yield sum(s for s, _ in part) / (sum(size for _, size in part) / 1000)
