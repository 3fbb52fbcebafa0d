"""Would more annotated documents pay? The learned choices, fitted on growing shares of the documents.

    python -m benchmarks.learning_curve GOLD_FOLDER… --test FOLDER [--short FOLDER] [--shares 40 70 100] [--draws 2]

For each share so many random draws of documents are fitted and the folders of ``--test`` are read with what was
learned; short texts count as documents.
Prints how often the fields, and all three together, are right. A curve that still rises at the end says that
annotating pays; one that is flat says that the features are what is missing.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

from benchmarks.fit_claims import FOUND, SLOTS, Example, Measured, Reading, examples, fit_all, readings, short_texts


def measured(training: Sequence[Example], test: Sequence[Reading]) -> dict[str, float]:
    """Shares right, in per cent, of the test documents read with nets fitted on the training examples."""
    nets = fit_all(training)
    result = Measured({}, {})
    for reading in test:
        for e in examples(reading, nets):
            result.add(e)
    shares = {slot: 100 * result.slots[slot][2] / result.slots[slot][0] for slot in SLOTS}
    shares["claim"] = 100 * sum(ok for ok, _ in result.claims.values()) / len(result.claims)
    return shares


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--found", type=Path, action="append", default=[], help="as fit_claims takes them")
    parser.add_argument("--short", type=Path, action="append", default=[], help="as fit_claims takes them")
    parser.add_argument("--test", type=Path, action="append", required=True)
    parser.add_argument("--shares", type=int, nargs="+", default=[40, 70, 100], help="in per cent")
    parser.add_argument("--draws", type=int, default=2, help="for each share but 100")
    options = parser.parse_args()
    folders = [(folder, 1.0) for folder in options.gold] + [(folder, FOUND) for folder in options.found]
    by_document: dict[str, list[Example]] = {}
    for folder, weight in folders:
        for reading in readings(folder, weight):
            by_document.setdefault(f"{folder}/{reading.document}", []).extend(examples(reading))
    for folder in options.short:
        for reading in short_texts(folder):
            by_document.setdefault(f"{folder}/{reading.document}", []).extend(examples(reading))
    test = [reading for folder in options.test for reading in readings(folder)]
    for share in options.shares:
        taken = round(len(by_document) * share / 100)
        draws = []
        for draw in range(options.draws if share < 100 else 1):
            names = sorted(random.Random(draw).sample(sorted(by_document), taken))
            draws.append(measured([e for name in names for e in by_document[name]], test))
        means = {name: sum(d[name] for d in draws) / len(draws) for name in draws[0]}
        print(f"{share:4} %  {taken:4} documents  " + "  ".join(f"{n} {v:.1f}" for n, v in means.items()), flush=True)


if __name__ == "__main__":
    main()
