"""How many figures get an indicator, and how often a given one was right; totals only.

    python -m benchmarks.indicators               # the annotated documents of this repository
    python -m benchmarks.indicators DIR…          # others, as one group

Coverage is counted over the annotated claims of money, people and person-times, each with the best of its accepted
answers and the sentence in which the program finds its figure, so it says what the rules know and not what the reading
missed. Documents in the order of their names (first those of ``corpus/gold``, then of ``learn`` up to number 163) fall
in four parts: the first and third of every four are those that the rules were first written on, the second was read
for later ones, and of the fourth only drawn claims that had an indicator were looked at. The later documents up to
number 197 were first drawn from (draw 7) and then read; those after them up to 237 were drawn from later (draws 12 to
14) and the others last: draws 15 and 16 are of numbers 260 to 266, 304 to 318 and 348 to 362, draws 17, 18, 20 and 21
of 267 to 303, 319 to 347 and 363 to 369, draw 19 of 238 to 259, and draws 22 to 24 of higher ones. No rule has seen
``corpus/gold/measure``.

Precision is that of the readings in ``corpus/gold/indicators.tsv``, each with the rules of its day; its header says
what counted as right. Intervals are of 95 % (Wilson).
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from math import sqrt
from pathlib import Path
from typing import Any

from extractors import indicators
from pipeline import extract
from pipeline.model import Fact

GOLD = Path(__file__).parent.parent / "corpus/gold"
KINDS = ("money", "people", "person_times")
LATER, LAST, NEWEST = 164, 198, 238
"""Numbers in the names of the first documents annotated after the rules, their second writing and their third."""
UNSEEN = ("17", "19", "22", "24")
Z = 1.96


def counted(documents: Iterable[Path], kinds: Sequence[str] = KINDS) -> tuple[int, int]:
    """How many annotated claims of these kinds have an indicator, and how many there are."""
    told = [id for path in documents for claim, id in given(path) if claim["kind"] in kinds]
    return sum(id is not None for id in told), len(told)


def given(path: Path) -> Iterator[tuple[dict[str, Any], str | None]]:
    """The annotated claims of a document, each with the indicator that the rules give it.

    Args:
        path: of the annotation. If its document does not lie beside it, the fields alone decide.
    """
    gold = json.loads(path.read_bytes())
    document = path.parent / gold.get("doc", "")
    extraction = extract(document.read_bytes()) if document.is_file() else None
    text = document.read_bytes().decode(extraction.encoding, "replace") if extraction else ""
    for claim in gold["claims"]:
        best = [(claim[name] or [""])[0] for name in ("subject", "action", "item")]
        words = _words(claim, text, extraction.facts if extraction else ())
        yield claim, indicators.indicator(claim["kind"], claim["unit"], claim["per"], *best, words=words)


def _words(claim: dict[str, Any], text: str, facts: Sequence[Fact]) -> tuple[str, str]:
    """The words around a figure in the sentence that it was found in, else in the characters of its context."""
    if not text or claim["context"] not in text:
        return indicators.NOWHERE
    inside = claim["context"].index(claim["quote"])
    start = text.index(claim["context"]) + inside
    for fact in facts:
        if fact.start < start + len(claim["quote"]) and start < fact.end:
            return indicators.around(fact.sentence, *fact.mark)
    return indicators.around(claim["context"], inside, inside + len(claim["quote"]))


def parts(gold: Path = GOLD) -> dict[str, list[Path]]:
    """The annotated documents in groups: all, those that rules were written on, those they were not, measure."""
    learn = sorted((gold / "learn").glob("*.gold.json"))
    numbers = {path: int(path.name.partition("-")[0]) for path in learn}
    later = [path for path in learn if LATER <= numbers[path] < LAST]
    last = [path for path in learn if LAST <= numbers[path] < NEWEST]
    newest = [path for path in learn if numbers[path] >= NEWEST]
    every = [*sorted(gold.glob("*.gold.json")), *(path for path in learn if numbers[path] < LATER)]
    return {
        "annotated documents": every + later + last + newest,
        "those that the rules of before have seen": every + later + last,
        "half that the rules were written on": every[::2],
        "other half": every[1::2],
        "quarter of which only drawn claims were read": every[3::4],
        "documents annotated later, read once": later,
        "documents annotated after those": last,
        "documents annotated last": newest,
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
        told, total = counted(documents)
        print(f"  {name}: {told} of {total}, {told / max(total, 1):.1%}")
    if folders:
        return
    rows = readings()
    print("given indicators that were right, by draw")
    draws = sorted({int(row["draw"]) for row in rows})
    named = {f"draw {n}": [row for row in rows if row["draw"] == str(n)] for n in draws}
    named["draws 12 to 14, documents annotated after the rules then"] = [r for r in rows if 12 <= int(r["draw"]) <= 14]
    named[f"draws {', '.join(UNSEEN)}, each of documents not seen before"] = [r for r in rows if r["draw"] in UNSEEN]
    for name, drawn in named.items():
        right = sum(row["right"] == "yes" for row in drawn)
        low, high = interval(right, len(drawn))
        print(f"  {name}: {right} of {len(drawn)}, {right / len(drawn):.1%} ({low:.1%} to {high:.1%})")


if __name__ == "__main__":
    main()
