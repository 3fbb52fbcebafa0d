"""What a figure's frame is, and what the figures of a paragraph counted so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from extractors.claims.clauses import Row, once
from extractors.claims.elements import BE

MONEY_NOUNS = (
    "金",
    "款",
    "费",
    "额",
    "资",
    "收入",
    "贷款",
    "标准",
    "补贴",
    "补助",
    "经费",
    "资产",
    "价值",
    "效益",
    "损失",
    "产值",
    "成本",
)
"""Ends of nouns for money."""


class Frame(NamedTuple):
    """What governs one quantity in its clause.

    Attributes:
        verb: number of the governing verb in the clause, or None.
        action: the verb as text; taken over from the figure before in a list; "" where there is none.
        item: what is counted, "" where the clause does not say.
        rule: name of the case.
        agent: the counted persons themselves act (580名志愿者加入工会).
        owner: whose figure it is where the frame itself says so (新余市、景德镇市的建制率分别…), else "".
        item_first: number of the first element of the item phrase, or of the quantity: what stands before it and
            before the verb may name the subject.
    """

    verb: int | None
    action: str
    item: str
    rule: str
    agent: bool = False
    item_first: int = 0
    owner: str = ""


@dataclass(slots=True)
class Memory:
    """What the figures of a paragraph counted so far, for figures whose own clause does not say.

    Attributes:
        before: frame of the figure before in the same sentence, or None.
        before_group: group of kinds of that figure.
        things: the last thing counted, by group of kinds (money, share, people, other).
        clauses: the clause before and the one before that, so far as the paragraph has them.
        units: the last thing counted in each unit.
        shares: things of the rates of the last clause that gave rates, in order.
        last: the last three things counted, by group of kinds, last first.
        told: items of the paragraph's figures in order, clause by clause; the last list is of the clause being read.
    """

    before: Frame | None = None
    before_group: str = ""
    things: dict[str, str] = field(default_factory=dict)
    clauses: tuple[Row, ...] = ()
    units: dict[str, str] = field(default_factory=dict)
    shares: list[str] = field(default_factory=list)
    told: list[list[Frame]] = field(default_factory=lambda: [[]])
    last: dict[str, list[str]] = field(default_factory=dict)
    _money: str = ""
    _unheard: list[Row] = field(default_factory=list)

    def new_clause(self) -> None:
        """What follows stands in another clause."""
        if self.told[-1]:
            self.told.append([])

    def read(self, row: Row) -> None:
        """A clause is over."""
        self.clauses = (row, *self.clauses[:1])
        self._unheard.append(row)

    @property
    def money(self) -> str:
        """The last noun for money that the paragraph named before, with a figure or without (交纳保险费)."""
        while self._unheard:
            found = _money_in(self._unheard.pop())
            if found:
                self._money = found
                self._unheard.clear()
        return self._money

    @property
    def actions(self) -> list[str]:
        """Governing verbs of the clause before, in order."""
        return _verbs(self.clauses[0]) if self.clauses else []

    def paired(self, position: int, number: int) -> Frame | None:
        """The figure that one of ``number`` figures after 分别 goes back to (参保4740人次，归集40万元，分别增加…).

        Args:
            position: which of them, from 0.
            number: how many there are.

        Returns:
            The frame of the same place among the last figures before this clause, or None where there were fewer.
        """
        before = [frame for clause in self.told[:-1] for frame in clause]
        return before[position - number] if len(before) >= number else None

    def new_sentence(self) -> None:
        """A list does not go on over the end of a sentence."""
        self.before = None

    def remember(self, kind: str, frame: Frame, unit: str = "") -> None:
        """Keep the frame of a figure of this kind and unit."""
        self.before = frame
        self.before_group = kind_family(kind)
        self.told[-1].append(frame)
        if frame.item:
            self.units[unit] = frame.item
            family = kind_family(kind)
            self.things[family] = frame.item
            self.last[family] = [frame.item, *[x for x in self.last.get(family, ()) if x != frame.item][:2]]
            if kind == "money":
                self._money = frame.item
                self._unheard.clear()

    def counted(self, family: str) -> list[str]:
        """The last things that figures of this family of kinds counted in the paragraph, three at most, last first."""
        return self.last.get(family, [])

    def thing(self, kind: str, unit: str = "") -> str:
        """The thing that a bare figure of this kind and unit most likely counts, "" where nothing fits."""
        if kind == "money":
            return self.money
        return self.units.get(unit, "") or self.things.get(kind_family(kind), "")


def _money_in(row: Row) -> str:
    """The last noun for money of a clause, "" for none."""
    for i in range(len(row) - 1, -1, -1):
        e = row[i]
        if e.tag[:1] == "n" and len(e.text) > 1 and e.text.endswith(MONEY_NOUNS):
            start = i
            while (
                start
                and row[start - 1].kind == "word"
                and row[start - 1].tag.startswith(("n", "vn", "b", "j"))
                and i - start < 3
            ):
                start -= 1
            return "".join(x.text for x in row[start : i + 1])
    return ""


@once
def _verbs(row: Row) -> list[str]:
    return [e.text.removesuffix("了") for e in row if e.verb and not e.roles & BE]


def kind_family(kind: str) -> str:
    """share, people, money or other: figures of one family can share a thing."""
    return _FAMILIES.get(kind, "other")


_FAMILIES = {
    "percent": "share",
    "percentage_points": "share",
    "ratio": "share",
    "people": "people",
    "person_times": "people",
    "households": "people",
    "money": "money",
}


def respectively(row: Row, i: int) -> int | None:
    """Number of the last 分别 or its like before figure ``i``, None where there is none."""
    for k in reversed(_marks(row)):
        if k < i:
            return k
    return None


@once
def _marks(row: Row) -> list[int]:
    return [k for k, e in enumerate(row) if e.text in _RESPECTIVELY]


_RESPECTIVELY = frozenset(("分别", "依次", "分别为", "依次为"))


def paired(row: Row, i: int, memory: Memory) -> Frame | None:
    """The figure before that figure ``i`` after 分别 goes back to; None where nothing says so."""
    mark = respectively(row, i)
    if mark is None:
        return None
    figures = [k for k in range(mark, len(row)) if row[k].kind == "quantity"]
    return memory.paired(figures.index(i), len(figures))
