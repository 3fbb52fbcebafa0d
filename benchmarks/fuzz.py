"""Hostile documents by the thousand, each read in a worker process under a limit of time and of memory.

Usage: python -m benchmarks.fuzz --inputs 20000 --seed 1 [--jobs 2] [--limit 20] [--memory 1500] [--size 4000]
                                 [--seconds 600] [--out outputs/fuzz]

Three sources in turn: random bytes, documents of the corpus damaged in one to four ways (benchmarks.mutations), and the
families of benchmarks.hostile at a random size. Input N of a seed is always the same. Reported are

    crash     the pipeline raised, or the worker died (also for want of memory)
    hang      it took longer than the limit
    silent    neither a fact nor an article nor a problem: nobody would learn that nothing was read
    false     a promise does not hold: a fact's bytes are not its quote, or what was read cannot be stored

with the slowest ten, the seconds by size, and for each failure the input, shrunk, in the folder. Exit status 1 if there
was any.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import mutations
from benchmarks.hostile import FAMILIES
from benchmarks.workers import Outcome, Pool

_FAILURES = ("crash", "hang", "silent", "false")


@dataclass(frozen=True, slots=True)
class Input:
    """One document to try.

    Attributes:
        number: of the run; with the seed it says which input it is.
        kind: family, or the damages that were done.
        data: its bytes.
    """

    number: int
    kind: str
    data: bytes


def make(number: int, seed: int, size: int, corpus: tuple[bytes, ...]) -> Input:
    """Input ``number`` of a seed.

    Args:
        number: from 0.
        seed: of the run.
        size: characters that a family has at most; a few in a hundred have up to ten times as many.
        corpus: documents to damage.
    """
    rng = random.Random(f"{seed}:{number}")
    if number % 3 == 0:
        names = list(FAMILIES)
        name = names[number // 3 % len(names)]
        most = size * 10 if rng.random() < 0.03 else size
        made = FAMILIES[name](max(1, int(most ** rng.uniform(0.3, 1.0))))
        return Input(number, name, made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass"))
    if number % 10 == 1:
        return Input(number, "random", rng.randbytes(rng.randrange(3000)))
    kind, data = mutations.damaged(rng, corpus)
    return Input(number, kind, data)


def shrunk(data: bytes, outcome: Outcome, pool: Pool, tries: int = 60) -> bytes:
    """A smaller input that fails in the same way: halves, then ever smaller pieces, are left out."""
    step = len(data) // 2
    while step and tries:
        at = 0
        while at < len(data) and tries:
            tries -= 1
            less = data[:at] + data[at + step :]
            if less and pool.one(less).same_as(outcome):
                data = less
            else:
                at += step
        step = min(step, len(data)) // 2
    return data


def histogram(seen: list[tuple[int, float]]) -> list[str]:
    """A line for each doubling of size: how many inputs, and the seconds that a kB took: median, 9 in 10, most."""
    bins: dict[int, list[float]] = defaultdict(list)
    for size, seconds in seen:
        bins[max(size, 1).bit_length()].append(seconds * 1000 / max(size, 1))
    lines = ["up to bytes   inputs  median   9 of 10      most   (seconds a kB)"]
    for bits, rates in sorted(bins.items()):
        rates.sort()
        shares = (rates[len(rates) // 2], rates[int(len(rates) * 0.9)], rates[-1])
        lines.append(f"{2**bits:11}  {len(rates):7}  " + "  ".join(f"{s:8.4f}" for s in shares))
    return lines


def exponent(seen: list[tuple[int, float]]) -> float:
    """Slope of log seconds over log bytes, for inputs of 2 kB and more; not a number where there are under 20."""
    big = [(math.log(size), math.log(max(seconds, 1e-4))) for size, seconds in seen if size >= 2000]
    if len(big) < 20:
        return math.nan
    x, y = (sum(values) / len(big) for values in zip(*big, strict=True))
    return sum((a - x) * (b - y) for a, b in big) / max(sum((a - x) ** 2 for a, _ in big), 1e-9)


def run(
    inputs: int, seed: int, pool: Pool, size: int = 4000, out: Path | None = None, seconds: float = math.inf
) -> tuple[Counter[str], list[tuple[Input, Outcome]]]:
    """Reads inputs 0 to ``inputs`` of a seed.

    Args:
        inputs: how many.
        seed: of the run.
        pool: workers.
        size: see :func:`make`.
        out: folder for what failed, or None to keep nothing.
        seconds: no new input is begun after so long.

    Returns:
        How often each outcome was met, and every input with its outcome, in the order in which they ended.
    """
    corpus = mutations.corpus()
    counts: Counter[str] = Counter()
    all_: list[tuple[Input, Outcome]] = []
    stop = time.monotonic() + seconds
    waiting: dict[int, Input] = {}

    def feed() -> Iterator[tuple[int, bytes]]:
        for number in range(inputs):
            if time.monotonic() > stop:
                return
            waiting[number] = make(number, seed, size, corpus)
            yield number, waiting[number].data

    for number, outcome in pool.each(feed()):
        one = waiting.pop(number)
        counts[outcome.what] += 1
        if outcome.what in _FAILURES:
            print(f"{outcome.what}: input {number}, {one.kind}, {len(one.data)} bytes: {outcome.detail}", flush=True)
            if out is not None:
                out.mkdir(parents=True, exist_ok=True)
                (out / f"{seed}-{number}-{outcome.what}.bin").write_bytes(one.data)
        all_.append((one, outcome))
    return counts, all_


def main() -> int:
    """Run, shrink what failed, print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=float, default=20.0, help="processor seconds that one document may take")
    parser.add_argument("--memory", type=int, default=1500, help="MB of memory that a worker may have")
    parser.add_argument("--size", type=int, default=4000, help="characters of a family's text")
    parser.add_argument("--seconds", type=float, default=math.inf, help="begin no new input after so long")
    parser.add_argument("--out", type=Path, default=Path("outputs/fuzz"), help="folder for what failed")
    options = parser.parse_args()
    with Pool(mutations.corpus()[:40], options.jobs, options.limit, options.memory) as pool:
        counts, seen = run(options.inputs, options.seed, pool, options.size, options.out, options.seconds)
        failed = [(one, outcome) for one, outcome in seen if outcome.what in _FAILURES]
        for one, outcome in failed[:20]:
            small = shrunk(one.data, outcome, pool)
            (options.out / f"{options.seed}-{one.number}-{outcome.what}-small.bin").write_bytes(small)
            print(f"input {one.number} shrunk from {len(one.data)} to {len(small)} bytes: {small[:60]!r}")
    print(f"{len(seen)} inputs of seed {options.seed}:", ", ".join(f"{n} {what}" for what, n in counts.most_common()))
    print("kinds:", len({one.kind for one, _ in seen}), "codes:", dict(Counter(c for _, o in seen for c in o.codes)))
    times = [(len(one.data), outcome.seconds) for one, outcome in seen]
    print("\n".join(histogram(times)))
    most = max(o.memory for _, o in seen)
    print(f"seconds grow with bytes to the power of {exponent(times):.2f}; most memory {most} MB")
    print("slowest, seconds a kB (inputs of 1 kB and more):")
    big = [(o.seconds * 1000 / len(one.data), one, o) for one, o in seen if len(one.data) >= 1000]
    for rate, one, outcome in sorted(big, key=lambda x: -x[0])[:10]:
        told = f"{outcome.seconds:6.2f} s {len(one.data):8} bytes {outcome.facts:5} facts"
        print(f"  {rate:.4f}  {told}  {one.number} {one.kind}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
