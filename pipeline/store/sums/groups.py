"""The labels by which facts are grouped: a year, a province, an outlet.

A label that begins with – or ends with it is of a time that is open on that side."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from gazetteers.places import index
from pipeline.store.sums.figures import Adds, within_code

TIMES = frozenset({"year", "quarter", "month"})
OWNERS = frozenset({"province", "city", "place", "union", "subject"})


class Label(NamedTuple):
    """What a group is called, and its code: the first day of a time, the administrative code of a place, "" for none.

    Attributes:
        spans: of a time that is longer than what was asked for, or open.
    """

    text: str
    code: str = ""
    spans: bool = False


@lru_cache(maxsize=1 << 14)
def of_time(dimension: str, since: str | None, until: str | None, adds: Adds) -> Label | None:
    """The year, quarter or month of a time, or the stretch of them that it takes; None without a time.

    What there is at a day (a stock) belongs to the last day alone.
    """
    if since is None and until is None:
        return None
    if adds == "stock":
        since = until = until or since
    first, last = (None if day is None else _NAMES[dimension](day) for day in (since, until))
    if first == last and since is not None:
        return Label(first or "", _first_day(dimension, since))
    return Label(f"{first or ''}–{last or ''}", _first_day(dimension, since or until or ""), spans=True)


_NAMES: dict[str, Callable[[str], str]] = {
    "year": lambda day: day[:4],
    "quarter": lambda day: f"{day[:4]}Q{(int(day[5:7]) + 2) // 3}",
    "month": lambda day: day[:7],
}


def _first_day(dimension: str, day: str) -> str:
    if dimension == "year":
        return f"{day[:4]}-01-01"
    if dimension == "month":
        return f"{day[:7]}-01"
    return f"{day[:4]}-{(int(day[5:7]) - 1) // 3 * 3 + 1:02}-01"


@lru_cache(maxsize=1 << 14)
def of_place(dimension: str, place: str, code: str | None) -> Label | None:
    """The province or city that a place lies in, or the place itself; None where it is larger, or unknown."""
    if dimension == "place":
        return Label(place, code or "") if place else None
    inner = within_code(place, code)
    if inner is None or len(inner) < 2:
        return None
    if dimension == "province":
        return _named(inner[:2])
    if inner[:2] in _MUNICIPAL:
        return _named(inner[:2])
    return _named(inner[:4]) if len(inner) >= 4 else None


_MUNICIPAL = frozenset({"11", "12", "31", "50", "81", "82"})  # cities that are provinces


def _named(prefix: str) -> Label:
    code = prefix.ljust(6, "0")
    found = index().by_code(code)
    return Label(found.name if found else code, code)


class Grouper:
    """Labels claims; one for each query."""

    def __init__(self, db: sqlite3.Connection, by: tuple[str, ...]) -> None:
        self._db = db
        self.by = by
        self.times = tuple(n for n, name in enumerate(by) if name in TIMES)
        self.things = tuple(n for n, name in enumerate(by) if name != "outlet")
        self.by_owner = any(name in OWNERS for name in by)
        self._union = lru_cache(maxsize=1 << 16)(self._is_union)
        self._labels = lru_cache(maxsize=1 << 16)(self._of)
        self._timed = bool(self.times)
        self._placed = any(name in ("province", "city", "place") for name in by)
        self._subject = any(name in ("union", "subject") for name in by)

    def labels(
        self, adds: Adds, since: str | None, until: str | None, place: str, code: str | None, subject: str,
        indicator: str | None, outlet: str | None,
    ) -> tuple[Label, ...] | None:  # fmt: skip
        """One label for each dimension; None where the claim does not say one of them."""
        # only what is asked for goes on, so that most claims find labels that were made before
        time = (since, until) if self._timed else (None, None)
        where = (place, code) if self._placed else ("", None)
        return self._labels(adds, *time, *where, subject if self._subject else "", indicator, outlet)

    def _of(
        self, adds: Adds, since: str | None, until: str | None, place: str, code: str | None, subject: str,
        indicator: str | None, outlet: str | None,
    ) -> tuple[Label, ...] | None:  # fmt: skip
        found: list[Label] = []
        for name in self.by:
            label: Label | None
            if name in TIMES:
                label = of_time(name, since, until, adds)
            elif name in ("province", "city", "place"):
                label = of_place(name, place, code)
            elif name == "subject":
                label = Label(subject) if subject else None
            elif name == "union":
                label = Label(subject) if subject and self._union(subject) else None
            elif name == "outlet":
                label = Label(outlet) if outlet else None
            else:
                label = Label(indicator or "")
            if label is None:
                return None
            found.append(label)
        return tuple(found)

    def _is_union(self, name: str) -> bool:
        sql = "SELECT 1 FROM entities WHERE canonical = ? AND label = 'UNION'"
        return self._db.execute(sql, (name,)).fetchone() is not None


__all__ = ["OWNERS", "TIMES", "Grouper", "Label", "of_place", "of_time"]
