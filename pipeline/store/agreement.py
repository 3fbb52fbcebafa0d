"""How far two reviewers agree: in per cent, and beyond chance (Cohen's kappa, 1960)."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from pipeline.errors import StoreError
from pipeline.store.reviews import DECISIONS, FIELDS

_AS_READ = ("as read",)  # no text of a field: those are str or None
Judged = tuple[str, str, dict[str, Any], dict[str, Any]]  # decision, reading as text, reading, corrections


def agreement(db: sqlite3.Connection, first: str | None = None, second: str | None = None) -> dict[str, Any]:
    """Compare two reviewers on the claims that both judged, each by the last review; both must have seen one reading.

    Over decisions the categories are accepted, corrected, rejected. Over a field, among claims that neither rejected,
    they are "as read" and each text that it was corrected to, so that two who corrected it differently disagree.

    Args:
        db: the fact base.
        first, second: names of the reviewers; may be left out where there are but two.

    Returns:
        ``first``, ``second``; ``judged`` (number by each); ``both``; ``other_reading`` (judged by both, but on
        different readings: not compared); ``levels``: for "decision" and each field ``both``, ``agree``, ``percent``
        (0 to 100, None for none), ``kappa`` (-1 to 1; None where chance alone would agree always, or there are none),
        ``first_changed`` and ``second_changed`` (not as read);
        ``decisions``: number by first's decision, then second's;
        ``disagreements``: dicts of claim, quote, field, first, second.

    Raises:
        StoreError: if a name is unknown or is the same twice, or there are not just two to choose from.
    """
    first, second = _two(db, first, second)
    judged = [_last(db, name) for name in (first, second)]
    both = sorted(judged[0].keys() & judged[1].keys())
    same = [claim for claim in both if judged[0][claim][1] == judged[1][claim][1]]
    pairs = [(claim, judged[0][claim], judged[1][claim]) for claim in same]
    disagreements = [
        _differ(claim, "decision", a, b, a[0], b[0]) for claim, a, b in pairs if a[0] != b[0]
    ]  # fmt: skip
    levels = {"decision": _level([(a[0], b[0]) for _, a, b in pairs], "accepted")}
    kept = [(claim, a, b) for claim, a, b in pairs if "rejected" not in (a[0], b[0])]
    for field in FIELDS:
        labels = [(_label(field, a), _label(field, b)) for _, a, b in kept]
        levels[field] = _level(labels, _AS_READ)
        disagreements += [
            _differ(claim, field, a, b, _right(field, a), _right(field, b))
            for (claim, a, b), (x, y) in zip(kept, labels, strict=True)
            if x != y
        ]
    counts = Counter((a[0], b[0]) for _, a, b in pairs)
    return {
        "first": first, "second": second, "judged": [len(judged[0]), len(judged[1])], "both": len(same),
        "other_reading": len(both) - len(same), "levels": levels,
        "decisions": {x: {y: counts[x, y] for y in DECISIONS} for x in DECISIONS},
        "disagreements": sorted(disagreements, key=lambda d: d["claim"]),
    }  # fmt: skip


def _two(db: sqlite3.Connection, first: str | None, second: str | None) -> tuple[str, str]:
    names = {
        str(by): n for by, n in db.execute("SELECT by, count(DISTINCT claim) FROM reviews GROUP BY by ORDER BY by")
    }
    there = f"reviewers here: {', '.join(f'{by} ({n})' for by, n in names.items()) or 'none'}"
    for name in (first, second):
        if name is not None and name not in names:
            raise StoreError(f"cannot compare {name}", "nobody of that name reviewed", there)
    given = [name for name in (first, second) if name is not None]
    others = [name for name in names if name not in given]
    chosen = given + others if len(given) < 2 else given
    if len(chosen) != 2 or chosen[0] == chosen[1]:
        raise StoreError("cannot compare reviewers", "it takes two", f"give --by A --by B; {there}")
    return chosen[0], chosen[1]


def _last(db: sqlite3.Connection, by: str) -> dict[str, Judged]:
    rows = db.execute(
        "SELECT claim, decision, reading, corrections FROM reviews WHERE by = ? ORDER BY at, rowid", (by,)
    )
    return {
        claim: (decision, reading, json.loads(reading), json.loads(given)) for claim, decision, reading, given in rows
    }


def _label(field: str, one: Judged) -> Any:
    return one[3].get(field, _AS_READ)


def _right(field: str, one: Judged) -> str | None:
    right: str | None = one[3][field] if field in one[3] else one[2].get(field)
    return right


def _differ(claim: str, field: str, a: Judged, b: Judged, x: str | None, y: str | None) -> dict[str, Any]:
    return {"claim": claim, "quote": a[2].get("quote"), "field": field, "first": x, "second": y}


def _level(pairs: Sequence[tuple[Any, Any]], unchanged: Any) -> dict[str, Any]:
    agree = sum(x == y for x, y in pairs)
    found = kappa(pairs)
    return {
        "both": len(pairs),
        "agree": agree,
        "percent": round(100 * agree / len(pairs), 1) if pairs else None,
        "kappa": None if found is None else round(float(found), 3),
        "first_changed": sum(x != unchanged for x, _ in pairs),
        "second_changed": sum(y != unchanged for _, y in pairs),
    }


def kappa(pairs: Sequence[tuple[Any, Any]]) -> Fraction | None:
    """Cohen's kappa of two labellings, exact; None where it is not defined: no pairs, or one label throughout.

    Example:
        >>> kappa([("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15)
        Fraction(2, 5)
    """
    n = len(pairs)
    if not n:
        return None
    observed = Fraction(sum(x == y for x, y in pairs), n)
    left, right = Counter(x for x, _ in pairs), Counter(y for _, y in pairs)
    chance = Fraction(sum(count * right[label] for label, count in left.items()), n * n)
    return None if chance == 1 else (observed - chance) / (1 - chance)
