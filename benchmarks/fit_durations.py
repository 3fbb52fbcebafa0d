"""Learn which spans of time measure something (采茶26年) and which only place it in time (三年间).

    python -m benchmarks.fit_durations GOLD_FOLDER… [--write]

Every span of time in the articles of annotated documents, of which the rules of
:mod:`extractors.quantity_durations` are not sure, is an example: it measures where it is a required claim, it does not
where it is no claim, and optional claims teach nothing. Prints how many are found, and how many wrongly, by the rules
alone and by the weights, cross-validated by document. With --write the weights learned from all of them go to
gazetteers/data/duration_weights.tsv. The sum that is minimised has one lowest point, so the same folders give the same
bytes.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from benchmarks.fit_claims import cleaned
from extractors import quantities
from extractors.quantity_duration_weights import LEAST, LEAST_SAID
from extractors.quantity_durations import clues, measures_time, open_to_doubt
from extractors.quantity_units import UnitWord
from pipeline.run.scoring import locate
from pipeline.text.decode import decode

TABLE = Path(__file__).parent.parent / "gazetteers/data/duration_weights.tsv"
SOURCE = "benchmarks.fit_durations"
DOCUMENTS = 2
"""A clue of fewer documents is left out."""
SHRINK = 0.5
"""How much large weights are held down."""


@dataclass(frozen=True)
class Example:
    """One span of time: its document, its clues, and whether it measures something."""

    document: str
    clues: tuple[str, ...]
    measures: bool


def examples(folder: Path) -> Iterator[Example]:
    """All examples of a gold folder."""
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text("utf-8"))
        data = (path.parent / gold["doc"]).read_bytes()
        raw = data.decode(gold.get("encoding") or "utf-8-sig")
        status = {locate(raw, claim)[0]: claim["status"] for claim in gold["claims"]}
        for _, whole, _ in cleaned(decode(data).text):
            for start, seen in spans_of_time(whole.text):
                said = status.get(whole.source_span(start, start + 1)[0])
                if said != "optional":
                    yield Example(gold["doc"], seen, said == "required")


def spans_of_time(text: str) -> list[tuple[int, tuple[str, ...]]]:
    """Where each span of time starts that no rule is sure of, and its clues."""
    found: list[tuple[int, tuple[str, ...]]] = []

    def judge(text: str, start: int, stop: int, word: UnitWord) -> bool:
        if open_to_doubt(text, start, stop, word):
            found.append((start, tuple(clues(text, start, stop, word))))
        return measures_time(text, start, stop, word)

    quantities.find(text, judge)
    return found


def fit(data: list[Example]) -> dict[str, float]:
    """The weight of each clue, rounded to two places: logistic regression with a penalty on squares."""
    documents = Counter(clue for clue, _ in {(clue, e.document) for e in data for clue in e.clues})
    number = {clue: n for n, clue in enumerate(sorted(c for c, n in documents.items() if n >= DOCUMENTS))}
    cells = [(row, number[clue]) for row, e in enumerate(data) for clue in e.clues if clue in number]
    rows, columns = zip(*cells, strict=True)
    given = sparse.csr_matrix((np.ones(len(cells)), (rows, columns)), shape=(len(data), len(number)))
    right = np.array([e.measures for e in data], dtype=float)

    def surprise(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = given @ weights
        error = 1 / (1 + np.exp(-score)) - right
        loss = np.logaddexp(0, score).sum() - right @ score + SHRINK / 2 * (weights @ weights)
        return float(loss), given.T @ error + SHRINK * weights

    options = {"maxiter": 5000, "ftol": 1e-15, "gtol": 1e-9}
    best: Any = optimize.minimize(surprise, np.zeros(len(number)), jac=True, method="L-BFGS-B", options=options)
    rounded = {clue: round(float(best.x[n]), 2) for clue, n in number.items()}
    return {clue: weight for clue, weight in rounded.items() if weight}


def found(e: Example, weights: dict[str, float]) -> bool:
    """Whether the example is taken for a measure."""
    odds = sum(weights.get(clue, 0.0) for clue in e.clues)
    return odds > (LEAST_SAID if "said" in e.clues else LEAST)


def report(name: str, pairs: Iterable[tuple[Example, bool]]) -> None:
    """Print how many of the measures were found, and what was taken for one and is none."""
    counts = Counter((e.measures, taken) for e, taken in pairs)
    measures = counts[True, True] + counts[True, False]
    right, wrong = counts[True, True], counts[False, True]
    print(
        f"{name:16} {right} of {measures} measures found ({right / max(1, measures):.3f}), {wrong} of"
        f" {counts[False, True] + counts[False, False]} others taken (precision {right / max(1, right + wrong):.3f})"
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    data = [e for folder in options.gold for e in examples(folder)]
    fold = {document: n % options.folds for n, document in enumerate(sorted({e.document for e in data}))}
    report("rules", ((e, "said" in e.clues) for e in data))
    unseen: list[tuple[Example, bool]] = []
    for k in range(options.folds):
        weights = fit([e for e in data if fold[e.document] != k])
        unseen += [(e, found(e, weights)) for e in data if fold[e.document] == k]
    report("cross-validated", unseen)
    learned = fit(data)
    report("all, as learned", ((e, found(e, learned)) for e in data))
    if options.write:
        head = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith(("#", "clue\t"))]
        lines = sorted(f"{clue}\t{weight:.2f}\t{SOURCE}" for clue, weight in learned.items())
        TABLE.write_text("\n".join([*head, *lines]) + "\n", "utf-8")
        print(f"wrote {len(learned)} weights")


if __name__ == "__main__":
    main()
