"""What a new process costs before it has read anything: ``unionfacts`` on one small document, against ``import spacy``.

Usage: python -m benchmarks.cold_start [--starts N] [DOCUMENT]

Prints, for each verb, the processor time (user and system) of a start and its ratio to that of ``python -c "import
spacy"``: medians of N starts of each, in turn, so that what else the machine does falls on all alike. One start of each
goes before, so that bytecode and files are cached.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PEER = "import spacy"


def seconds(command: list[str]) -> float:
    """Processor time of one process and its children.

    Raises:
        CalledProcessError: if it fails.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def medians(commands: dict[str, list[str]], starts: int) -> dict[str, float]:
    """The median time of each command, all of them in turn."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(starts + 1):
        for name, command in commands.items():
            taken = seconds(command)
            if number:
                times[name].append(taken)
    return {name: statistics.median(taken) for name, taken in times.items()}


def main() -> None:
    """Print a line for each verb."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=7, metavar="N")
    parser.add_argument("document", type=Path, nargs="?", default=ROOT / "corpus/sample/brief.txt")
    args = parser.parse_args()
    call = [sys.executable, "-m", "pipeline"]
    with tempfile.TemporaryDirectory() as folder:
        base = ["--db", str(Path(folder) / "facts.db")]
        seconds([*call, "run", str(args.document), *base])
        times = medians(
            {
                PEER: [sys.executable, "-c", PEER],
                "extract": [*call, "extract", str(args.document)],
                "query": [*call, "query", *base],
                "-h": [*call, "-h"],
            },
            args.starts,
        )
    for name, taken in times.items():
        print(f"{name:<14} {taken:6.3f} s  {taken / times[PEER]:5.2f}")


if __name__ == "__main__":
    main()
