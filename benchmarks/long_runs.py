"""Whether numerals are found in a time that grows with the length of the text and no faster.

Usage: python -m benchmarks.long_runs

For runs of one piece that a careless pattern would try in every way (百分之百分之…), prints how many times longer twice
the length takes: about 2 is linear, 4 would be quadratic. The best of five in one run each.
"""

from __future__ import annotations

import time

from extractors.numerals import find

PIECES = ("1", "一", "1,", "十万", "一点", "1多", "三又", "百分之", "2e", "1/", "数", "1-", "五分之")
LENGTH = 20_000


def seconds(text: str) -> float:
    """The shortest of five times."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        find(text)
        times.append(time.perf_counter() - began)
    return min(times)


def main() -> None:
    """Print a line for each piece."""
    for piece in PIECES:
        once, twice = seconds(piece * LENGTH), seconds(piece * 2 * LENGTH)
        speed = 2 * LENGTH * len(piece) / twice / 1e6
        print(f"{piece:4} {twice / once:4.1f} times, {speed:5.1f} million characters a second")


if __name__ == "__main__":
    main()
