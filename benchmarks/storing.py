"""How storing grows with the fact base: rows that were read before are stored again and again, nothing is read.

    python -m benchmarks.storing ARCHIVE.jsonl [--rows FILE] [--documents 50000] [--db FILE] [--tables] [--sql SQL]

ARCHIVE is of :mod:`benchmarks.archive` (3,000 documents will do); its rows are multiplied (:mod:`benchmarks.stock`).
Prints for each tenth of the documents the processor time of storing one, user and system, against the second tenth
(the first fills caches), and how many KiB went to the disk for it; then the time of the end of the run, the size of the
file and, with --tables, what each table and index takes. --sql is run on the connection first, to try settings.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from benchmarks import stock
from pipeline.store import FactBase, Item

_BATCH = 200


def batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    """As the writer of a run stores them."""
    while batch := list(islice(items, _BATCH)):
        yield batch


def fill(base: FactBase, items: Sequence[Item], documents: int, seed: int = 0) -> Iterator[tuple[int, int, float, int]]:
    """Store documents; after each batch: how many documents, claims, processor seconds and blocks of 512 bytes."""
    run = base.begin_run("storing", "benchmark")
    for batch in batches(stock.varied(items, documents, seed)):
        written, began = resource.getrusage(resource.RUSAGE_SELF).ru_oublock, time.process_time()
        changes = base.write_many(batch, run)
        seconds = time.process_time() - began
        blocks = resource.getrusage(resource.RUSAGE_SELF).ru_oublock - written
        yield len(batch), sum(change.claims for change in changes), seconds, blocks
    began = time.process_time()
    base.finish_run(run)
    yield 0, 0, time.process_time() - began, 0


def tables(base: FactBase) -> list[tuple[str, float]]:
    """Each table and index with its MiB, the largest first."""
    sql = "SELECT name, sum(pgsize) / 1048576.0 AS size FROM dbstat GROUP BY name ORDER BY size DESC"
    return [(row[0], row[1]) for row in base.db.execute(sql)]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--rows", type=Path, metavar="FILE", help="keep what was read there, for the next time")
    parser.add_argument("--documents", type=int, default=50_000)
    parser.add_argument("--db", type=Path, help="keep the fact base there")
    parser.add_argument("--tables", action="store_true", help="what each table and index takes")
    parser.add_argument("--sql", action="append", default=[], metavar="STATEMENT", help="run first")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    items = stock.read(options.archive, options.rows)
    with tempfile.TemporaryDirectory() as folder:
        path = options.db or Path(folder) / "facts.db"
        with FactBase.open(path) as base:
            for statement in options.sql:
                base.db.execute(statement)
            *done, end = fill(base, items, options.documents, options.seed)
            found = tables(base) if options.tables else []
        size = path.stat().st_size
    tenth = max(1, len(done) // 10)
    parts = [done[n * tenth : (n + 1) * tenth] for n in range(min(10, len(done)))]
    each = [1e3 * sum(b[2] for b in part) / sum(b[0] for b in part) for part in parts]
    print("| tenth | ms a document | times the second | KiB written a document |\n|---|---|---|---|")
    for n, (part, cost) in enumerate(zip(parts, each, strict=True), start=1):
        kib = sum(b[3] for b in part) / 2 / sum(b[0] for b in part)
        print(f"| {n} | {cost:.2f} | {cost / each[min(1, len(each) - 1)]:.2f} | {kib:.0f} |")
    claims, seconds = sum(b[1] for b in done), sum(b[2] for b in done)
    mib = size / 2**20 / options.documents * 1000
    print(f"\n{options.documents:,} documents, {claims:,} claims in {seconds:.0f} s; {claims / seconds:,.0f} a second")
    print(f"end of the run {end[2]:.1f} s; {mib:.1f} MiB per 1,000 documents")
    for name, mib in found:
        print(f"{mib:10.1f} MiB  {name}")


if __name__ == "__main__":
    main()
