"""What stands around a figure: the same for all candidates, it tells which of them to believe.

By itself it speaks for none of them; it counts where it meets their own features in the net's hidden numbers
(:mod:`extractors.claims.net`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractors.claims.clauses import Row, once
from extractors.claims.features import Language, family

_FAR = 3  # elements on each side
_SHAPE = 30  # characters of the clause's shape


class _Around(Language):
    """What is said of the place where a figure stands."""

    @family
    def figure(self, unit: str, kind: str, modifier: str | None, per: str | None) -> Iterator[str]:
        """The figure itself."""
        yield f"ctx:unit:{unit}"
        yield f"ctx:kind:{kind}"
        yield f"ctx:mod:{modifier}"
        yield f"ctx:per:{per}"

    @family
    def order(self, figures: int, before: int) -> Iterator[str]:
        """How many figures the clause has, and how many stand before this one."""
        yield f"ctx:nfig:{figures}"
        yield f"ctx:nth:{before}"

    @family
    def at(self, distance: int, what: str, word: str) -> Iterator[str]:
        """What stands so many elements after it (negative: before)."""
        yield f"ctx:{distance}:{what}"
        if word:
            yield f"ctx:{distance}:{word}"

    @family
    def near(self, side: str, word: str) -> Iterator[str]:
        """A word that stands near it on that side."""
        yield f"ctx:{side}:{word}"

    @family
    def begin(self, letters: str) -> Iterator[str]:
        """What the clause begins with."""
        yield f"ctx:begin:{letters}"

    @family
    def shape(self, letters: str) -> Iterator[str]:
        """Verbs, names, figures and 的 of the clause, in their order."""
        yield f"ctx:shape:{letters}"

    @family
    def verb(self, word: str) -> Iterator[str]:
        """A verb of the clause."""
        yield f"ctx:v:{word}"


_SLOTS = {(slot, whole): _Around(slot, whole) for slot in ("action", "item", "subject") for whole in (False, True)}


def around(slot: str, row: Row, i: int, whole: bool = False) -> int:
    """What the surroundings of figure ``i`` of a clause say, for the choice of one field.

    Args:
        slot: subject, action or item.
        row: the clause.
        i: number of the quantity's element.
        whole: whether the names of the features are wanted (:class:`extractors.claims.features.Named`).
    """
    say = _SLOTS[slot, whole]
    figure, order, places, words, begin, shape, verbs = _keys(row, i)
    worth = say.figure[figure] + say.order[order] + say.begin[begin] + say.shape[shape]
    at, near, verb = say.at, say.near, say.verb
    for place in places:
        worth += at[place]
    for word in words:
        worth += near[word]
    for word in verbs:
        worth += verb[word]
    return worth


@once
def _keys(row: Row, i: int) -> tuple[Any, ...]:
    """By what the features of a figure's surroundings are told, the same for all slots."""
    q = row[i].quantity
    assert q is not None
    figures = row.figures
    places: list[tuple[int, str, str]] = []
    words: dict[tuple[str, str], None] = {}
    for side, steps in _SIDES:
        for distance in steps:
            k = i + distance
            if 0 <= k < len(row):
                e = row[k]
                word = e.text if e.kind == "word" else ""
                places.append((distance, e.letter, word))
                if word:
                    words[side, word] = None
            else:
                places.append((distance, "#", ""))
    return (
        (q.unit, q.kind, q.modifier, q.per), (min(len(figures), 4), min(figures.index(i), 3)), places, words,
        " ".join([e.letter for e in row[:3]]), _shape(row, i), {row[k].text: None for k in row.verbs},
    )  # fmt: skip


_SIDES = (("L", range(-_FAR, 0)), ("R", range(1, _FAR + 1)))


def _shape(row: Row, i: int) -> str:
    marks = ["Q" if k == i else e.letter for k, e in enumerate(row) if e.verb or e.kind != "word" or e.text == "的"]
    return " ".join(marks)[:_SHAPE]


__all__ = ["around"]
