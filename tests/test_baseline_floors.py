"""What figures are compared with, measured on the annotated documents: it does not sink below its floors.

The documents with odd numbers were in view while the rules were written; those with even numbers were annotated before
and measured after. ``UPDATE_FLOORS=1 pytest tests/test_baseline_floors.py`` raises the floors, and never lowers one.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from extractors.model import Baseline
from pipeline import extract

GOLD = Path(__file__).parent.parent / "corpus/gold"
FLOORS = GOLD / "baselines_floors.json"
HALVES = {"odd": 1, "even": 0}
UNJUDGED = "?"
LAST = 237  # of the documents of learn/ whose comparisons are annotated


@cache
def annotated() -> dict[str, dict[int, dict[str, str]]]:
    """Rows of the table by document and offset."""
    lines = [line for line in (GOLD / "baselines.tsv").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    out: dict[str, dict[int, dict[str, str]]] = {}
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        out.setdefault(row["document"], {})[int(row["start"])] = row
    return out


def documents(half: str) -> Iterator[str]:
    for gold in sorted((*GOLD.glob("*.gold.json"), *GOLD.glob("learn/*.gold.json"))):
        name = json.loads(gold.read_text(encoding="utf-8"))["doc"]
        number = re.match(r"\d+", name)
        assert number is not None
        unread = gold.parent.name == "learn" and int(number[0]) > LAST
        if int(number[0]) % 2 == HALVES[half] and not unread:
            yield str((gold.parent / name).relative_to(GOLD))


def judge(document: str, counts: Counter[str]) -> None:
    want = annotated().get(document, {})
    got = {f.start: f.claim.baseline for f in extract((GOLD / document).read_bytes()).facts}
    for start in got.keys() | want.keys():
        found = got.get(start)
        row = want.get(start)
        right = row is not None and found is not None and found.text == row["text"]
        counts["right"] += right
        counts["false"] += found is not None and not right
        counts["missed"] += row is not None and row["text"] != "" and not right
        if right and row is not None and found is not None:
            value = amount(found)
            counts["amounts"] += 1
            counts["amounts right"] += value == (Decimal(row["value"]) if row["value"] else None)
            if row["first"] != UNJUDGED:
                counts["times"] += 1
                counts["times right"] += days(found) == (row["first"], row["last"])


def amount(found: Baseline) -> Decimal | None:
    return found.amount.value if found.amount else None


def days(found: Baseline) -> tuple[str, str]:
    ends = (found.period.start, found.period.end) if found.period else (None, None)
    first, last = ("" if day is None else day.isoformat() for day in ends)
    return first, last


def figures(half: str) -> dict[str, float]:
    """Precision and recall of what is compared with; of the right ones, how many have the right time and amount."""
    c: Counter[str] = Counter()
    for document in documents(half):
        judge(document, c)

    def share(part: int, whole: int) -> float:
        return round(100 * part / whole, 1)

    return {
        "P": share(c["right"], c["right"] + c["false"]),
        "R": share(c["right"], c["right"] + c["missed"]),
        "time": share(c["times right"], c["times"]),
        "amount": share(c["amounts right"], c["amounts"]),
    }


@pytest.mark.parametrize("half", HALVES)
def test_what_figures_are_compared_with_does_not_sink(half: str) -> None:
    got = figures(half)
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    if os.environ.get("UPDATE_FLOORS"):
        floors[half] = {name: max(value, floors.get(half, {}).get(name, 0)) for name, value in got.items()}
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    below = {name: (got[name], floor) for name, floor in floors[half].items() if got[name] < floor}
    assert below == {}


def test_table_is_sorted_and_its_figures_stand_in_the_documents() -> None:
    keys = [(document, start) for document, rows in annotated().items() for start in rows]
    assert keys == sorted(keys)
    for document, rows in annotated().items():
        path = GOLD / document
        gold = json.loads((path.parent / (path.stem + ".gold.json")).read_text(encoding="utf-8"))
        text = path.read_bytes().decode(gold["encoding"] or "utf-8-sig")
        for start, row in rows.items():
            # runs of white space are left out of the quotes
            assert re.sub(r"\s", "", text[start : start + len(row["quote"]) + 8]).startswith(row["quote"]), row
            assert bool(row["text"]) or not (row["first"] or row["last"] or row["value"])


def test_table_has_look_alikes_that_are_compared_with_nothing() -> None:
    rows = [row for by_start in annotated().values() for row in by_start.values()]
    assert sum(row["text"] == "" for row in rows) >= 60
    assert sum(row["text"] != "" for row in rows) >= 400
