"""What stands around a figure: the same for all candidates, it tells which of them to believe.

By itself it speaks for none of them; it counts where it meets their own features in the net's hidden numbers
(:mod:`extractors.claims.net`).
"""

from __future__ import annotations

from collections.abc import Iterator

from extractors.claims.clauses import Row
from extractors.claims.elements import letter
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
    q = row[i].quantity
    assert q is not None
    say = _SLOTS[slot, whole]
    figures = row.figures
    worth = say.figure[q.unit, q.kind, q.modifier, q.per]
    worth += say.order[min(len(figures), 4), min(figures.index(i), 3)]
    for side, steps in _SIDES:
        words: dict[str, None] = {}
        for distance in steps:
            k = i + distance
            if 0 <= k < len(row):
                e = row[k]
                word = e.text if e.kind == "word" else ""
                worth += say.at[distance, letter(e), word]
                if word:
                    words[word] = None
            else:
                worth += say.at[distance, "#", ""]
        for word in words:
            worth += say.near[side, word]
    worth += say.begin[" ".join([letter(e) for e in row[:3]])]
    worth += say.shape[_shape(row, i)]
    for word in {row[k].text: None for k in row.verbs}:
        worth += say.verb[word]
    return worth


_SIDES = (("L", range(-_FAR, 0)), ("R", range(1, _FAR + 1)))


def _shape(row: Row, i: int) -> str:
    marks = ["Q" if k == i else letter(e) for k, e in enumerate(row) if e.verb or e.kind != "word" or e.text == "的"]
    return " ".join(marks)[:_SHAPE]


__all__ = ["around"]
