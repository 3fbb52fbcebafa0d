"""How long the pages of `unionfacts serve` take on a fact base, against its emptiest page.

    python -m benchmarks.pages facts.db [--rounds 5] [--seconds 0.3]

Asks for each page through Datasette's own client, in this process: the first time, when counts are not known yet, and
then again. Printed are seconds of processor time (the median of the rounds), what that is in times of the page /about,
and whether a page came within --seconds of processor time.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from pathlib import Path
from statistics import median

from pipeline.serve.app import application
from pipeline.serve.site import Site
from pipeline.store import FactBase

PAGES = (
    "/", "/find", "/find?q=职工", "/find?q=送温暖", "/find?place=350000", "/find?place=350000&unit=元&order=-value",
    "/find?order=-value", "/find?order=-confidence", "/find?unit=元&order=-value", "/find?indicator=members_new",
    "/find?year=2019", "/find?year=2019&indicator=members_new", "/find?subject=总工会", "/find?review=none",
    "/find?page=50", "/series?indicator=members_new", "/ranking?indicator=members_new", "/find.json?q=职工",
)  # fmt: skip


def measure(db: Path, rounds: int, limit: float) -> int:
    """Print a line for each page; returns how many took longer than ``limit``, the first time or again."""
    site = Site(db)
    served = application(site)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(served.invoke_startup())

    def ask(address: str) -> tuple[float, int]:
        start = time.process_time()
        answer = loop.run_until_complete(served.client.get(address))
        return time.process_time() - start, answer.status_code

    with FactBase.open(db, readonly=True) as base:
        row = next(iter(base.query()))
    ask("/about")
    emptiest = median(ask("/about")[0] for _ in range(rounds))
    slow = 0
    print(f"{'page':<44} {'status':>6} {'first':>8} {'again':>8} {'again/about':>11}")
    for address in (*PAGES, f"/claim/{row['id']}", f"/article/{row['article']}"):
        first, status = ask(address)
        again = median(ask(address)[0] for _ in range(rounds))
        slow += max(first, again) > limit
        mark = "" if first <= limit else "  first slow" if again <= limit else "  slow"
        print(f"{address:<44} {status:>6} {first:>8.3f} {again:>8.3f} {again / emptiest:>11.1f}{mark}", flush=True)
    site.close()
    loop.close()
    return slow


def main(args: list[str] | None = None) -> None:
    """Entry point."""
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("db", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.3)
    given = parser.parse_args(args)
    slow = measure(given.db, given.rounds, given.seconds)
    print(f"{slow} pages took longer than {given.seconds} s")


if __name__ == "__main__":
    main()
