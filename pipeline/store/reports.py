"""Which claims of reprints report one fact, and which of them give another figure.

Claims are one fact where they stand between the same words, figures and hedges aside, and have the same unit: so a
changed figure, or 近 that became 超, is seen as what it is.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import gazetteers
from pipeline.text.signature import letters_of

Reading = tuple[str | None, str | None, str]

_ENOUGH = 6  # letters around a figure that tell it from others, where nothing around it was damaged
_NEAR = 10  # letters beside the figure, where something farther off was damaged or cut
_NEAR_SAME = 4  # ... where the figure is the same


@dataclass(frozen=True, slots=True)
class Figure:
    """A claim as far as it matters for telling whether another is the same fact.

    Attributes:
        claim: its id.
        unit: base unit.
        reading: value, upper end and modifier.
        left, right: letters of its sentence before and after the quantity, without numerals and hedges.
    """

    claim: str
    unit: str
    reading: Reading
    left: str
    right: str


@dataclass(slots=True)
class Fact:
    """One fact with its reports, the first report first, at most one of each article."""

    reports: list[Figure]

    @property
    def readings(self) -> dict[Reading, list[str]]:
        """Claims by what they say, in the order in which that was first said."""
        found: dict[Reading, list[str]] = {}
        for figure in self.reports:
            found.setdefault(figure.reading, []).append(figure.claim)
        return found


def figures(db: sqlite3.Connection, article: str) -> tuple[Figure, ...]:
    """The claims of an article in the order in which they stand there."""
    rows = db.execute(
        "SELECT c.id, c.unit, c.value, c.high, c.modifier, c.mark_start, c.mark_end, s.text"
        " FROM claims c JOIN sentences s ON s.id = c.sentence WHERE c.article = ? ORDER BY c.start, c.id",
        (article,),
    )
    return tuple(
        Figure(id, unit, (value, high, modifier), _around(text[:start]), _around(text[end:]))
        for id, unit, value, high, modifier, start, end, text in rows
    )


def facts(articles: Sequence[Sequence[Figure]]) -> list[Fact]:
    """The facts that articles of one wording report, each claim in exactly one of them.

    Args:
        articles: their figures; the first article is the one that the others are laid beside.
    """
    found: list[Fact] = []
    exact: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    first = len(articles[0]) if articles else 0
    for article in articles:
        known = len(found)
        laid = _Laid(article, [None] * len(article), set())
        for n, figure in enumerate(article):
            laid.put(n, next((fact for fact in exact[_key(figure)] if fact not in laid.taken), None))
        for n in laid.open():
            laid.put(n, _nearest(article[n], found[:known], laid.taken))
        for n in laid.open():
            laid.put(n, _between(laid, n, found[: min(first, known)]))
        for figure, fact in zip(article, laid.places, strict=True):
            if fact is None:
                fact = len(found)
                found.append(Fact([]))
            found[fact].reports.append(figure)
            if fact not in exact[_key(figure)]:
                exact[_key(figure)].append(fact)
    return found


def agreement(one: Sequence[Figure], other: Sequence[Figure]) -> tuple[int, int]:
    """How many facts both articles report, and of how many of them they give different figures."""
    both = [fact for fact in facts((one, other)) if len(fact.reports) > 1]
    return len(both), sum(len(fact.readings) > 1 for fact in both)


def _key(figure: Figure) -> tuple[object, ...]:
    """What two figures have in common that stand in the same place of a sentence; with too few words, the value too."""
    alone = len(figure.left) + len(figure.right) < _ENOUGH
    return (figure.unit, figure.left, figure.right, figure.reading if alone else None)


@dataclass(slots=True)
class _Laid:
    """An article as it is laid beside the facts found before."""

    figures: Sequence[Figure]
    places: list[int | None]
    taken: set[int]

    def put(self, n: int, fact: int | None) -> None:
        self.places[n] = fact
        if fact is not None:
            self.taken.add(fact)

    def open(self) -> list[int]:
        """Figures without a place yet."""
        return [n for n, place in enumerate(self.places) if place is None]


def _nearest(figure: Figure, found: Sequence[Fact], taken: set[int]) -> int | None:
    """The fact whose words around are most alike; None where none is, or where two are alike as much."""
    scores: list[tuple[int, int]] = []
    for n, fact in enumerate(found):
        first = fact.reports[0]
        if n in taken or first.unit != figure.unit:
            continue
        near = _same_start(first.right, figure.right) + _same_start(first.left[::-1], figure.left[::-1])
        if near >= (_NEAR_SAME if figure.reading in fact.readings else _NEAR):
            scores.append((near, n))
    scores.sort(key=lambda score: -score[0])
    if not scores or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return None
    return scores[0][1]


def _between(laid: _Laid, n: int, found: Sequence[Fact]) -> int | None:
    """The one fact of the first article that a figure can be by where it stands, where a sentence was broken.

    What is left of the words beside it in one article stands beside it in the other, and the fact lies between those
    of the figures before and behind it.
    """
    figure = laid.figures[n]
    before = [p for p in laid.places[:n] if p is not None and p < len(found)]
    behind = [p for p in laid.places[n:] if p is not None and p < len(found)]
    if not before:
        return None
    fits = [
        place for place in range(before[-1] + 1, behind[0] if behind else len(found))
        if place not in laid.taken and _piece(figure, found[place].reports[0])
    ]  # fmt: skip
    return fits[0] if len(fits) == 1 else None


def _piece(one: Figure, other: Figure) -> bool:
    """Whether one sentence may be a piece of the other, broken off near the same figure."""
    short, long = sorted((one, other), key=lambda figure: len(figure.left) + len(figure.right))
    words = bool(short.left or short.right)
    return words and one.unit == other.unit and long.left.endswith(short.left) and long.right.startswith(short.right)


def _same_start(one: str, other: str) -> int:
    n = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        n += 1
    return n


def _around(text: str) -> str:
    return letters_of(_hedges().sub("", text))


@cache
def _hedges() -> re.Pattern[str]:
    words = sorted({row["surface"] for row in gazetteers.rows("hedges")}, key=lambda w: (-len(w), w))
    return re.compile("|".join(map(re.escape, words)))


__all__ = ["Fact", "Figure", "agreement", "facts", "figures"]
