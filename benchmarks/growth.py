"""How the time of reading grows with the size of a document, for each family of hostile text.

Usage: python -m benchmarks.growth [FAMILY…] [--sizes 10000,20000,40000,80000] [--limit 30] [--jobs 1] [--all]

Prints for each family the processor seconds at each size and the exponent: 1.0 is linear, 2.0 quadratic. It is the
slope between the last two sizes, less what a document costs whatever its size. ``!`` marks what grows faster than 1.25
and takes over half a second, and what is over the limit. Exit status 1 if a family is marked.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator

from benchmarks import mutations
from benchmarks.hostile import FAMILIES
from benchmarks.workers import Outcome, Pool

STEEP, LONG = 1.25, 0.5


def slope(sizes: list[int], seconds: list[float]) -> float:
    """Exponent between the last two sizes, the time of the first and smallest taken for the fixed cost it has."""
    if len(seconds) < 2:
        return math.nan
    fixed = max(0.0, (seconds[0] * sizes[1] - seconds[1] * sizes[0]) / (sizes[1] - sizes[0]))
    fixed = min(fixed, 0.5 * seconds[0])
    a, b = (max(s - fixed, 1e-4) for s in seconds[-2:])
    return math.log(b / a) / math.log(sizes[-1] / sizes[-2])


def main() -> int:
    """Print a line for each family, the marked ones last but one: their number."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="*", help="names or parts of names; all without")
    parser.add_argument("--sizes", default="10000,20000,40000,80000", help="characters, ascending")
    parser.add_argument("--limit", type=float, default=30.0, help="processor seconds for one document")
    parser.add_argument("--memory", type=int, default=1500, help="MB of memory")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="print unmarked families too")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    names = [n for n in FAMILIES if not options.families or any(part in n for part in options.families)]
    runs = [(name, size) for name in names for size in sizes]

    def inputs() -> Iterator[tuple[int, bytes]]:
        for number, (name, size) in enumerate(runs):
            made = FAMILIES[name](size)
            yield number, made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass")

    marked = 0
    outcomes: dict[int, Outcome] = {}
    with Pool(mutations.corpus()[:40], options.jobs, options.limit, options.memory) as pool:
        for number, outcome in pool.each(inputs()):
            outcomes[number] = outcome
            first = number // len(sizes) * len(sizes)
            mine = [outcomes.get(first + k) for k in range(len(sizes))]
            if None in mine:
                continue
            done = [o for o in mine if o is not None]
            seconds = [o.seconds for o in done]
            bad = [o.what for o in done if o.what in ("hang", "crash", "false", "silent")]
            power = slope(sizes, seconds)
            mark = bool(bad) or (power > STEEP and seconds[-1] > LONG)
            marked += mark
            if mark or options.all:
                times = " ".join(f"{s:7.3f}" for s in seconds)
                last = done[-1]
                told = ", ".join(bad) or f"{last.facts} facts, {last.memory} MB {' '.join(last.codes)}"
                print(f"{'!' if mark else ' '} {runs[number][0]:28} {times}  {power:5.2f}  {told}", flush=True)
    print(f"{len(names)} families, {marked} marked")
    return 1 if marked else 0


if __name__ == "__main__":
    sys.exit(main())
