"""How many figures get an indicator, and how often a given one was right; totals only.

    python -m benchmarks.indicators               # the annotated documents of this repository
    python -m benchmarks.indicators DIR…          # others, as one group

Coverage is counted over the annotated claims of money, people and person-times, each with the best of its accepted
answers, so it says what the rules know and not what the reading missed. Documents in the order of their names (first
those of ``corpus/gold``, then of ``learn`` up to number 163) fall in four parts: the first and third of every four are
those that the rules were first written on, the second was read for later ones, and of the fourth only drawn claims
that had an indicator were looked at. The later documents were first drawn from (draw 7) and then read. No rule has
seen ``corpus/gold/measure``.

Precision is that of the readings in ``corpus/gold/indicators.tsv``, each with the rules of its day; its header says
what counted as right. Intervals are of 95 % (Wilson).
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Sequence
from math import sqrt
from pathlib import Path

from extractors import indicators

GOLD = Path(__file__).parent.parent / "corpus/gold"
KINDS = ("money", "people", "person_times")
LATER = 164
"""Number in the name of the first document that was annotated after the rules were written."""
Z = 1.96


def counted(documents: Iterable[Path], kinds: Sequence[str] = KINDS) -> tuple[int, int]:
    """How many annotated claims of these kinds have an indicator, and how many there are."""
    given = total = 0
    for path in documents:
        for claim in json.loads(path.read_text(encoding="utf-8"))["claims"]:
            if claim["kind"] in kinds:
                best = [(claim[name] or [""])[0] for name in ("subject", "action", "item")]
                total += 1
                given += indicators.indicator(claim["kind"], claim["unit"], claim["per"], *best) is not None
    return given, total


def parts(gold: Path = GOLD) -> dict[str, list[Path]]:
    """The annotated documents in groups: all, those that rules were written on, those they were not, measure."""
    learn = sorted((gold / "learn").glob("*.gold.json"))
    later = [path for path in learn if int(path.name.partition("-")[0]) >= LATER]
    every = [*sorted(gold.glob("*.gold.json")), *(path for path in learn if path not in later)]
    return {
        "annotated documents": every + later,
        "half that the rules were written on": every[::2],
        "other half": every[1::2],
        "quarter of which only drawn claims were read": every[3::4],
        "documents annotated later, read once": later,
        "corpus/gold/measure": sorted((gold / "measure").glob("*.gold.json")),
    }


def interval(right: int, total: int) -> tuple[float, float]:
    """Wilson's interval of a share; (0, 1) of nothing.

    Raises:
        ValueError: if more are right than there are.
    """
    if not 0 <= right <= total:
        raise ValueError(f"{right} of {total} cannot be right")
    if not total:
        return 0.0, 1.0
    share, spread = right / total, Z * Z / total
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt((share * (1 - share) + spread / 4) / total) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def readings(path: Path = GOLD / "indicators.tsv") -> list[dict[str, str]]:
    """The judged claims, one dictionary each, with the columns that the file's header explains."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print coverage of each group and precision of each draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, help="folders of annotated documents instead of our own")
    folders: list[Path] = parser.parse_args(arguments).folders
    own = {"these documents": [path for folder in folders for path in sorted(folder.glob("*.gold.json"))]}
    print("claims of money, people and person-times that have an indicator")
    for name, documents in (own if folders else parts()).items():
        given, total = counted(documents)
        print(f"  {name}: {given} of {total}, {given / max(total, 1):.1%}")
    if folders:
        return
    rows = readings()
    print("given indicators that were right, by draw")
    unseen = [row for row in rows if int(row["draw"]) >= 3]
    named = {f"draw {n}": [row for row in rows if row["draw"] == n] for n in sorted({row["draw"] for row in rows})}
    for name, drawn in {**named, "draws 3 and later, not looked at before": unseen}.items():
        right = sum(row["right"] == "yes" for row in drawn)
        low, high = interval(right, len(drawn))
        print(f"  {name}: {right} of {len(drawn)}, {right / len(drawn):.1%} ({low:.1%} to {high:.1%})")


if __name__ == "__main__":
    main()
