"""Whether two claims of one topic tell of the same thing, so that other figures are a contradiction.

A wrong alarm costs trust, so whatever speaks against sameness decides: a part and its total, a plan and its result, an
amount for each, a stretch within a longer one, another place, or words around the figure that are about another thing.
The words are read by :mod:`pipeline.store.wording`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.store import synonyms
from pipeline.store.allowed import Range, allowed
from pipeline.store.topics import last_day, no_body
from pipeline.store.wording import (
    Aspects,
    Place,
    around,
    aspects_of,
    attribute_of,
    kinds_of,
    narrower,
    own_union,
    pairs,
    same_aspects,
    same_attribute,
    same_kinds,
)  # fmt: skip

_ALIKE = 0.5  # of the pairs of letters around the figure that has fewer, so many stand around the other too
_UNION = re.compile("工会|工联|[省市县区州]总(?=[^结计额数量体共部])")
_PURPOSE = "funds"  # of money put in the clauses around say what for
_FIRM = re.compile("公司|集团|厂|学院|医院|学校|[中小]学|局|系统|企业|矿|银行|车间|班组")
_GENERAL = re.compile("工会(?:会员|干部|主席|工作|组织|经费|系统|驿站)")


@dataclass(frozen=True)
class Figure:
    """A claim as far as it matters for contradictions. What its words tell is only worked out where figures differ.

    Attributes:
        row: its row of ``v_claims``, as people left it.
        story: the article, or the original that it reprints.
        range: what its value may be.
    """

    row: Mapping[str, Any]
    story: str
    range: Range

    @classmethod
    def of(cls, row: Mapping[str, Any], story: str) -> Figure | None:
        """The figure of a claim; None where it names no figure."""
        limits = allowed(row, str(row["sentence"])[row["mark_start"] : row["mark_end"]])
        return None if limits is None else cls(row, story, limits)

    @cached_property
    def _at(self) -> Place:
        return Place.of(str(self.row["sentence"]), self.row["mark_start"], self.row["mark_end"], self.row)

    @cached_property
    def aspects(self) -> Aspects:
        """What makes it another thing than the plain figure: pairs of aspect and word."""
        return aspects_of(self.row, self._at)

    @cached_property
    def around(self) -> frozenset[str]:
        """Pairs of letters of the words near it, without names, times, figures, and words that go with anything."""
        at = self._at
        told = synonyms.words(self.measured) == "own" and not str(self.measured).startswith(_PURPOSE)
        return around(self.row, at.core if told else at.near, self.measured)

    @cached_property
    def wide(self) -> frozenset[str]:
        """The same of all clauses near."""
        return around(self.row, self._at.near, self.measured) | self.done

    @cached_property
    def measured(self) -> str | None:
        """What it measures, the same for what people do not keep apart."""
        return synonyms.measured(self.row)

    @cached_property
    def holder(self) -> str:
        """Whether it is the figure of a place or of its general union; of others, whose."""
        return _holder(self.row)

    @cached_property
    def attribute(self) -> str:
        """What stands before 的 and the thing counted, "" without."""
        return attribute_of(self.row, self._at)

    @cached_property
    def kinds(self) -> Mapping[str, frozenset[str]]:
        """For things of which there are many kinds (大赛, 资金), the words before them that say which."""
        return kinds_of(self.row, self._at.near)

    def same(self, other: Figure) -> bool:
        """Whether both tell of the same thing in different reports."""
        one, two = self.row, other.row
        return (
            self.story != other.story
            and one["article"] != two["article"]
            and _kind(one) == _kind(two)
            and one["per"] == two["per"]
            and synonyms.unit(one["unit"]) == synonyms.unit(two["unit"])
            and self.measured is not None
            and self.measured == other.measured
            and (self.holder == other.holder or synonyms.of_place(self.measured))
            and _same_time(one, two)
            and _same_place(one, two)
            and (one["baseline_start"], one["baseline_end"]) == (two["baseline_start"], two["baseline_end"])
            and bool(one["baseline_text"]) == bool(two["baseline_text"])
            and same_aspects(self.aspects, other.aspects, frozenset((one["action"], two["action"])))
            and not narrower(one, two, other._at)
            and not narrower(two, one, self._at)
            and same_attribute(self.attribute, other.attribute, self._at, other._at)
            and same_kinds(self.kinds, other.kinds, self._at, other._at)
            and (synonyms.words(self.measured) == "no" or self._alike(other))
        )

    def _alike(self, other: Figure) -> bool:
        few, many = sorted((self, other), key=lambda figure: len(figure.around))
        if not few.around:
            return many.around <= few.wide
        # what is the verb of one may be the thing of the other: 送清凉慰问职工, 送清凉活动中慰问职工
        shared = (few.around & many.wide) | (many.around & few.done)
        return len(shared) >= _ALIKE * len(few.around)

    @cached_property
    def done(self) -> frozenset[str]:
        """Pairs of letters of the verb."""
        return pairs(str(self.row["action"]))


def _holder(row: Mapping[str, Any]) -> str:
    """Whose figure it is: union (the general one of the place), place, or else the subject.

    Where the subject is no body (3000名职工参加…), the sentence tells: the union of the place where it names that one
    and no other union, the place where it names none.
    """
    subject, place, item = (str(row[name]) for name in ("subject", "place", "item"))
    if subject.startswith(f"{place}总工会") or (subject.endswith("总工会") and subject[:1] in "省市县区州旗"):
        return "union"
    if subject == place or (place and subject in (place + item, place + "职工", place + "会员")):
        return "place"
    if not no_body(row) or not place:
        return subject
    if subject.startswith(place):
        return subject if _FIRM.search(subject) else "place"  # 黄山市职工互助保障
    bare = _GENERAL.sub("", str(row["sentence"]))
    if _UNION.search(own := own_union(place).sub("〇", bare)):
        return subject
    if "〇" in own:
        return "union"
    return subject if _FIRM.search(bare) else "place"


def _kind(row: Mapping[str, Any]) -> str:
    """The kind of a figure; enterprises are counted by 户 as by 家."""
    return "count" if row["kind"] == "households" else str(row["kind"])


def _same_time(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """The same first and last day; a day is a state, whether it is written as a day or as 截至."""
    if last_day(one, one["published"]) != last_day(other, other["published"]):
        return False

    def first(row: Mapping[str, Any]) -> str | None:
        day: str | None = row["period_start"]
        return None if day == row["period_end"] or row["period_kind"] == "until" else day

    return first(one) == first(other)


def _same_place(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if not one["place"] or not other["place"] or one["place"] == other["place"]:
        return True
    return one["place_code"] is not None and one["place_code"] == other["place_code"]


__all__ = ["Figure"]
