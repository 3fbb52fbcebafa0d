"""How fast the whole program is, as ratios that were measured in one run, against goals.

    python -m benchmarks.ratios [--peers PYTHON] [--only a,b,d] [--json FILE]
    python -m benchmarks.ratios --long [N] [--jobs 2]

Measures on archives made by archive.py, whose documents never come twice: (a) the whole way from bytes to committed
rows against ``jieba.lcut`` alone; (b) the same against JioNLP and Microsoft's Recognizers-Text, in the Python that
--peers names, since their pins clash with ours; (c) two workers against one process; (d) a cold ``unionfacts extract``
against ``import spacy``; (e) from these, what a million articles would take. (a), (b) and (d) are ratios of processor
time, (c) is of wall time and wants an idle machine; the medians of rounds in turns are shown, and the range.
(f) --long: whether a long run stays as fast, and as small, as it began. With fewer than some 20,000 documents the
tenths differ by chance, and the parent's memory is still growing into the 64 MiB that SQLite may keep of the fact base.
Prints a Markdown table; --json FILE has the figures too, and of a long run the memory at each look: seconds since the
start, documents stored, bytes of the parent, bytes of each of its processes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from benchmarks.ratios_processes import Long, cold, engines, long_run
from benchmarks.ratios_rounds import SLOW, Peers, Round, rounds

_PEERS = {
    "jionlp": ("times as fast as JioNLP's `extract_time` alone", 0.9),
    "recognizers": ("times as fast as Recognizers-Text alone (number with unit, date and time)", 30.0),
}
_FLAT = 1.05


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table.

    Attributes:
        key: the letter of what was measured.
        what: is measured.
        goal: as shown; empty where there is none.
        value: median of the rounds, None where nothing could be measured.
        low, high: its range over the rounds.
        met: whether the goal is met, None without goal or value.
        note: what is to be known about it.
    """

    key: str
    what: str
    goal: str
    value: float | None
    low: float | None = None
    high: float | None = None
    met: bool | None = None
    note: str = ""

    @classmethod
    def of(
        cls, key: str, what: str, values: Sequence[float], most: float | None = None, least: float | None = None,
        note: str = "",
    ) -> Row:  # fmt: skip
        """A row of measured values, with a goal that they stay below or reach."""
        value = median(values)
        goal = f"≤ {most:g}" if most is not None else f"≥ {least:g}" if least is not None else ""
        met = value <= most if most is not None else value >= least if least is not None else None
        return cls(key, what, goal, value, min(values), max(values), met, note)

    def line(self) -> str:
        """As a line of a Markdown table."""
        if self.value is None:
            measured = self.note
        else:
            spread = f" ({_short(self.low)} to {_short(self.high)})" if self.low != self.high else ""
            measured = f"{_short(self.value)}{spread}{'; ' + self.note if self.note else ''}"
        mark = {True: "met", False: "missed", None: ""}[self.met]
        return f"| {self.key} | {self.what} | {self.goal} | {measured} | {mark} |"


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def speed(done: Sequence[Round], peers: Peers) -> Iterator[Row]:
    """Rows (a) and (b)."""
    claims, length = median(r.claims for r in done), sum(r.characters for r in done)
    note = f"{length:,} characters, {claims:.1f} claims in 1,000"
    yield Row.of("a", "whole program: times the time of `jieba.lcut` alone", [r.ours / r.jieba for r in done],
                 most=2.5, note=note)  # fmt: skip
    yield Row.of("a", "the same, jieba without the markup of pages", [r.ours / r.seen for r in done])
    for name, (what, goal) in _PEERS.items():
        if name in peers.missing:
            yield Row("b", f"whole program: {what}", f"≥ {goal:g}", None, note=peers.missing[name])
            continue
        if name not in peers.versions:  # not asked for
            continue
        some = f", on 1 document in {SLOW[name]}" if name in SLOW else ""
        if peers.failed[name]:
            some += f"; it raised at {peers.failed[name]} texts"
        yield Row.of("b", f"whole program: {what}", [r.peers[name] / r.paired[name] for r in done],
                     least=goal, note=peers.versions[name] + some)  # fmt: skip


def workers(documents: int, repeats: int, seed: int) -> Iterator[Row]:
    """Rows (c)."""
    busy = os.getloadavg()[0] > 0.5 + 0.25 * (os.cpu_count() or 1)
    seconds, missing = engines(documents, repeats, seed)
    for name in ("two worker processes", "dask with two workers"):
        what = f"{name}: times as fast as one process"
        if name in missing or "one process" in missing:
            yield Row("c", what, "", None, note=missing.get(name) or missing["one process"])
            continue
        pairs = list(zip(seconds["one process"], seconds[name], strict=True))
        more = median(two / one for (_, one), (_, two) in pairs)
        note = f"{documents:,} documents, starting included, wall time; {more:.2f} times its processor time"
        if busy:
            note += "; the machine was busy: says little"
        yield Row.of("c", what, [one / two for (one, _), (two, _) in pairs], note=note)


def projection(done: Sequence[Round], by_two: float | None) -> Row:
    """Row (e); ``by_two``: how much faster two workers were, None where that was not measured."""
    each = [1e6 * r.ours for r in done]
    how = f"two workers {by_two:.2f} times as fast as one" if by_two else "two workers taken as twice as fast as one"
    values = [s / (by_two or 2.0) for s in each]
    return Row.of(
        "e", "seconds for a million articles of 1,000 characters on 2 cores", values, note=f"projected: {how}"
    )


def long_rows(run: Long, jobs: int) -> Iterator[Row]:
    """Rows (f)."""
    documents = run.documents
    if run.failure:
        yield Row("f", f"a run of {documents:,} documents", "", None, note=f"failed: {run.failure}")
        return
    reading, wall = run.rates()
    yield Row.of("f", "time for reading, last tenth over the second", [reading], most=1.1,
                 note=f"{documents:,} documents, {jobs} job(s)")  # fmt: skip
    yield Row.of("f", "wall time to commit, last tenth over the second", [wall], most=1.1,
                 note=f"{documents / run.seconds:.1f} documents a second over all")  # fmt: skip
    most = max(p for _, _, p, _ in run.memory) / 2**20
    yield Row.of("f", "memory of the parent, last tenth over the second", [run.growth(lambda p, w: p)], most=_FLAT,
                 note=f"at most {most:,.0f} MiB")  # fmt: skip
    if any(w for *_, w in run.memory):
        most = max(max(w, default=0) for *_, w in run.memory) / 2**20
        growth = run.growth(lambda p, w: max(w, default=0))
        yield Row.of("f", "memory of the largest worker, last tenth over the second", [growth], most=_FLAT,
                     note=f"at most {most:,.0f} MiB")  # fmt: skip


def measured(options: argparse.Namespace) -> Iterator[Row]:
    """All rows that were asked for but (f)."""
    only = set(options.only.replace(",", ""))
    done: list[Round] = []
    if only & set("abe"):
        with ExitStack() as stack:
            peers = Peers()
            if "b" in only:
                peers.start(options.peers, stack)
            done = list(rounds(options.rounds, options.size, peers, options.seed))
        yield from (row for row in speed(done, peers) if row.key in only)
    two = None
    if "c" in only:
        for row in workers(options.engine_documents, options.repeats, options.seed):
            two = two or row.value
            yield row
    if "d" in only:
        ours, theirs = cold(options.rounds)
        yield Row.of("d", "cold `unionfacts extract` of a short article: times the time of `import spacy`",
                     [o / t for o, t in zip(ours, theirs, strict=True)])  # fmt: skip
    if "e" in only:
        yield projection(done, two)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", metavar="PYTHON", help="the Python in which the peers are installed")
    parser.add_argument("--only", default="abcde", metavar="LETTERS", help="what to measure (abcde)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds in turns (5)")
    parser.add_argument("--size", type=int, default=100, help="documents of a round (100)")
    parser.add_argument("--engine-documents", type=int, default=600, metavar="N", help="documents of (c) (600)")
    parser.add_argument("--repeats", type=int, default=3, help="repeats of (c) (3)")
    parser.add_argument(
        "--long", type=int, nargs="?", const=50_000, metavar="N", help="(f) alone, of N documents (50000)"
    )
    parser.add_argument("--jobs", type=int, default=1, help="workers of (f) (1)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    cores, load = os.cpu_count() or 1, os.getloadavg()[0]
    rows, looks = [], []
    print("| | what | goal | measured: median (range) | |\n|---|---|---|---|---|")
    found = measured(options)
    if options.long is not None:
        run = long_run(options.long, options.jobs, options.seed)
        found, looks = long_rows(run, options.jobs), run.memory
    for row in found:
        rows.append(row)
        print(row.line(), flush=True)
    machine = f"Python {platform.python_version()}, {cores} cores, load {load:.1f} when it began"
    print(f"\n{machine}.")
    if options.json:
        told = {"machine": machine, "rows": [asdict(row) for row in rows], "memory": looks}
        options.json.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
