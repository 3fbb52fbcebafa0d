"""The progress bar: documents, rate, time left, claims and problems, on standard error."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from pipeline.config import Settings
from pipeline.run.count import count
from pipeline.run.summary import RunSummary

_REFRESH = 0.5  # seconds


@contextmanager
def progress_bar(
    wanted: bool | None, paths: Sequence[str], settings: Settings, summary: RunSummary
) -> Iterator[Callable[[int], object]]:
    """A function to call with the number of documents that are done.

    The number of all documents is counted beside, in a thread, so that reading starts at once; until it is known, and
    where it cannot be known without unpacking everything, the bar shows no time left.

    Args:
        wanted: None shows it only where standard error is a terminal.
        paths: of the run.
        settings: of the run.
        summary: claims and problems are shown from it.
    """
    if wanted is None:
        wanted = sys.stderr.isatty()
    if not wanted:
        yield lambda number: None
        return
    from tqdm import tqdm

    with tqdm(unit="篇", unit_scale=False, dynamic_ncols=True, file=sys.stderr, leave=False) as bar:
        stop = threading.Event()

        def find_total() -> None:
            bar.total = count(paths, settings, stop)

        threading.Thread(target=find_total, daemon=True).start()
        shown = 0.0

        def step(number: int) -> None:
            nonlocal shown
            now = time.monotonic()
            if now - shown >= _REFRESH:
                shown = now
                problems = summary.problems.total()
                bar.set_postfix_str(f"事实 claims {summary.claims:,}, 问题 problems {problems:,}", refresh=False)
            bar.update(number)

        try:
            yield step
        finally:
            stop.set()
