"""How fast questions are answered from a fact base of a million claims.

    python -m benchmarks.queries DB [--rounds 5] [--only NAME…] [--cold] [--goal 100]

DB is a large fact base (``python -m benchmarks.storing … --documents 100000 --db DB`` makes one). The questions are in
benchmarks/data/questions.tsv. Each runs as the verb does, command line and output included, in one warm process on an
open file: the median of several rounds, in milliseconds of wall time and of processor time, with the rows that came out
(lines of the table). --cold adds a shell command of its own each, for information. Exit status 1 if a median of
processor time is over the goal.
"""

from __future__ import annotations

import argparse
import io
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from importlib import resources
from pathlib import Path
from statistics import median
from typing import NamedTuple

from pipeline.cli import cli
from pipeline.store import FactBase


class Question(NamedTuple):
    """One line of the table of questions; ``command`` is split as a shell would."""

    name: str
    text: str
    command: list[str]


def questions(db: Path) -> Iterator[Question]:
    """All questions, those about a claim about one of this fact base."""
    with FactBase.open(db, readonly=True) as base:
        names = {"claim": next(base.query(limit=1))["id"]}
        pair = next(base.contradictions(limit=1), None)
        names["contradicted"] = (pair or next(base.query(limit=1)))["one_document" if pair else "document"]
    table = (resources.files("benchmarks") / "data" / "questions.tsv").read_text(encoding="utf-8")
    lines = [line for line in table.splitlines() if line and not line.startswith("#")][1:]
    for line in lines:
        name, text, command = line.split("\t")
        yield Question(name, text, [*shlex.split(command.format(**names)), "--db", str(db)])


def ask(command: list[str]) -> tuple[float, float, int]:
    """Wall and processor seconds of a verb, and how many lines it wrote."""
    out = io.StringIO()
    wall, busy = time.perf_counter(), time.process_time()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        cli.main(command, standalone_mode=False)
    return time.perf_counter() - wall, time.process_time() - busy, out.getvalue().count("\n")


def of_claims(db: Path, count: int = 100) -> tuple[float, float]:
    """Processor milliseconds of asking what contradicts one claim, for claims from all over the file: the median, and
    within how many 95 of 100 are."""
    took = []
    with FactBase.open(db, readonly=True) as base:
        every = max(1, base._db.execute("SELECT max(rowid) FROM claims").fetchone()[0] // count)
        for (claim,) in base._db.execute("SELECT id FROM claims WHERE rowid % ? = 0", (every,)).fetchall():
            began = time.process_time()
            base.contradictions_of(claim)
            took.append(1e3 * (time.process_time() - began))
    took.sort()
    return median(took), took[len(took) * 95 // 100]


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("db", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    parser.add_argument("--cold", action="store_true", help="as a shell command too")
    parser.add_argument("--goal", type=float, default=100, metavar="MS")
    options = parser.parse_args()
    late = 0
    print("| question | ms, wall | ms, processor | cold | lines |\n|---|---|---|---|---|")
    for question in questions(options.db):
        if options.only and question.name not in options.only:
            continue
        ask(question.command)
        done = [ask(question.command) for _ in range(options.rounds)]
        wall, busy = (1e3 * median(r[n] for r in done) for n in (0, 1))
        cold = ""
        if options.cold:
            began = time.perf_counter()
            subprocess.run([sys.executable, "-m", "pipeline", *question.command], check=True, capture_output=True)
            cold = f"{1e3 * (time.perf_counter() - began):.0f}"
        late += busy > options.goal
        print(f"| {question.name}: {question.text} | {wall:.0f} | {busy:.0f} | {cold} | {done[0][2]} |", flush=True)
    print(f"\n{late} over {options.goal:g} ms")
    if not options.only:
        half, most = of_claims(options.db)
        print(f"what contradicts one claim, as the browser asks: median {half:.0f} ms, 95 of 100 within {most:.0f} ms")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
