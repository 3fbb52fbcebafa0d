"""Does memory stay where it is when ten times as many claims are exported, and what does each format cost?

    python -m benchmarks.exports [--claims N] [--formats csv,xlsx,…]

Makes a fact base of N claims (100,000 by default) and exports a tenth of it and the whole, each in a process of its
own. For each format: peak memory of the whole over that of the tenth (near 1 where it streams), and processor time for
each claim over that of the first format in the same run. Linux only: memory is what /proc says, as the ru_maxrss of a
child starts at its parent's.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pipeline.export import FORMATS
from pipeline.model import Extraction
from pipeline.store import FactBase, Item
from tests.factories import article, entity, extraction

_CLAIMS = 20  # of a document
_ONE = (
    "import re, sys, time; from pipeline.store import FactBase, Filters; from pipeline.export import export\n"
    "base = FactBase.open(sys.argv[1], readonly=True)\n"
    "export(base, sys.argv[2], sys.argv[3], Filters(limit=int(sys.argv[4])))\n"
    "print(time.process_time(), re.search('VmHWM:\\\\s*(\\\\d+)', open('/proc/self/status').read())[1])"
)


def documents(claims: int) -> Iterator[Extraction]:
    """Documents of twenty claims in ten sentences, no two alike."""
    for n in range(claims // _CLAIMS):
        told = [
            f"青河市总工会第{n}次在{i}街投入资金[{n + i + 1}元]，服务职工[{n + i}人次]。" for i in range(_CLAIMS // 2)
        ]
        names = tuple(entity("青河市总工会", start=sum(len(t) - 4 for t in told[:i])) for i in range(_CLAIMS // 2))
        yield extraction(*told, name=f"{n:07}.txt", entities=names, article_=article(f"青河市总工会第{n}次走访职工"))


def fact_base(path: Path, claims: int) -> None:
    """A fact base of so many claims."""
    with FactBase.open(path) as base:
        run = base.begin_run("benchmark", "0")
        held: list[Item] = []
        for one in documents(claims):
            held.append(Item(one))
            if len(held) == 500:
                base.write_many(held, run)
                held = []
        base.write_many(held, run)
        base.finish_run(run, status="failed")  # reprints are not looked for: these are no articles


def measured(base: Path, form: str, out: Path, claims: int) -> tuple[float, float]:
    """Seconds of processor time and peak MiB of one export."""
    words = [sys.executable, "-c", _ONE, str(base), form, str(out), str(claims)]
    seconds, size = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), float(size) / 1024


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--formats", default=",".join(FORMATS))
    given = parser.parse_args()
    print("format       memory x10   MiB  time a claim, the first = 1")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "facts.db")
        fact_base(path, given.claims)
        base_line = None
        for form in given.formats.split(","):
            few = measured(path, form, Path(folder, f"few.{form}"), given.claims // 10)
            all_ = measured(path, form, Path(folder, f"all.{form}"), given.claims)
            cost = (all_[0] - few[0]) / (given.claims * 0.9)
            base_line = base_line or cost
            print(f"{form:<12} {all_[1] / few[1]:>10.2f} {all_[1]:>5.0f} {cost / base_line:>10.2f}", flush=True)


if __name__ == "__main__":
    main()
