"""Whether two claims of one topic tell of the same thing, so that other figures are a contradiction.

A wrong alarm costs trust, so whatever speaks against sameness decides: a part and its total, a plan and its result, an
amount for each, a stretch within a longer one, another place, or words around the figure that are about another thing.
The words are the tables ``contradiction_words`` and ``contradiction_indicators``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

import gazetteers
from pipeline.store import synonyms
from pipeline.store.allowed import Range, allowed
from pipeline.store.topics import last_day, no_body

_ALIKE = 0.5  # of the pairs of letters around the figure that has fewer, so many stand around the other too
_CLOSE = 8  # letters
_BETWEEN = re.compile("[了近约超逾过将]*")  # a word of change and its figure: 增加了近3家, not 增加会员3人
_SHORT_UNION = re.compile("[省市县区旗州]?总工会|[省市县区旗州]总(?=[^结计额数量体共部])")
_CLAUSE = re.compile("[，,；;。！？!?：:]")
_UNION = re.compile("工会|工联|[省市县区州]总(?=[^结计额数量体共部])")
_GENERAL = re.compile("工会(?:会员|干部|主席|工作|组织|经费|系统|驿站)")
_DONE = re.compile("[由经被所已新共]*")  # 由福州市总工会建成的职工书屋
_STOP = re.compile("[；;。！？!?]")
_WITHIN = re.compile("在[^，,]{2,14}(?:行动|活动|会战|攻坚|攻坚战|百日|工作月|服务月)(?:中|里|期间)")
_ORDINAL = re.compile("第[一二三四五六七八九十0-9０-９]+(?P<of>[批期轮场届次季站组个])")
_LOOSE_ORDINALS = "届次季个"  # 第三届 is often left out, 第三批 never
_HAN = re.compile("[\u4e00-\u9fff]{2}")
_NOISE = re.compile(r"[^\u4e00-\u9fff]|[年月日号]|[一二三四五六七八九十百千万亿]|[了的共在为和与及等有是达向把被]")


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
    def _at(self) -> _Place:
        return _Place.of(str(self.row["sentence"]), self.row["mark_start"], self.row["mark_end"], self.row)

    @cached_property
    def aspects(self) -> frozenset[tuple[str, str]]:
        """What makes it another thing than the plain figure: pairs of aspect and word."""
        return _aspects(self.row, self._at)

    @cached_property
    def around(self) -> frozenset[str]:
        """Pairs of letters of the words near it, without names, times, figures, and words that go with anything."""
        return _around(self.row, self._at, self.measured)

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
        return _attribute(self.row, self._at)

    @cached_property
    def kinds(self) -> Mapping[str, frozenset[str]]:
        """For things of which there are many kinds (大赛, 资金), the words before them that say which."""
        return _kinds(self.row, self._at.near)

    def same(self, other: Figure) -> bool:
        """Whether both tell of the same thing in different reports."""
        one, two = self.row, other.row
        return (
            self.story != other.story
            and one["article"] != two["article"]
            and one["kind"] == two["kind"]
            and one["per"] == two["per"]
            and synonyms.unit(one["unit"]) == synonyms.unit(two["unit"])
            and self.measured is not None
            and self.measured == other.measured
            and (self.holder == other.holder or synonyms.of_place(self.measured))
            and _same_time(one, two)
            and _same_place(one, two)
            and (one["baseline_start"], one["baseline_end"]) == (two["baseline_start"], two["baseline_end"])
            and bool(one["baseline_text"]) == bool(two["baseline_text"])
            and _same_aspects(*(_but(aspects, one, two) for aspects in (self.aspects, other.aspects)))
            and not _narrower(one, two, other._at)
            and not _narrower(two, one, self._at)
            and _same_attribute(self.attribute, other.attribute, self._at, other._at)
            and _same_kinds(self.kinds, other.kinds)
            and (synonyms.words(self.measured) == "no" or self._alike(other))
        )

    def _alike(self, other: Figure) -> bool:
        few, many = sorted((self, other), key=lambda figure: len(figure.around))
        if not few.around:
            return not many.around
        # what is the verb of one may be the thing of the other: 送清凉慰问职工, 送清凉活动中慰问职工
        shared = (few.around & (many.around | many.done)) | (many.around & few.done)
        return len(shared) >= _ALIKE * len(few.around)

    @cached_property
    def done(self) -> frozenset[str]:
        """Pairs of letters of the verb."""
        return _pairs(str(self.row["action"]))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a figure stands: its sentence before it, its clause before and after it, and the clauses around."""

    before: str
    left: str
    right: str
    near: str

    @classmethod
    def of(cls, text: str, start: int, end: int, row: Mapping[str, Any]) -> _Place:
        subject = "" if no_body(row) else str(row["subject"])
        if (head := f"{row['place']}总工会") and subject.startswith(head):
            subject = head

        def bare(part: str) -> str:
            for name in (subject, row["period_text"], row["speaker"]):
                if name:
                    part = part.replace(name, "")
            part = _SHORT_UNION.sub("", part)
            # names are resolved, the text may have them short: 珠海市总 for 珠海市总工会
            for end in range(len(row["place"]), 1, -1):
                part = part.replace(row["place"][:end], "")
            return part

        before, after = _STOP.split(text[:start])[-1], _STOP.split(text[end:])[0]
        left, right = _CLAUSE.split(before), _CLAUSE.split(after)
        near = "".join((*left[-2:], *right[:2]))
        return cls(bare(before), bare(left[-1]), bare(right[0]), bare(near))


def _aspects(row: Mapping[str, Any], at: _Place) -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    clause = _words()["name", "clause"].sub(" ", f"{at.left}|{at.right}|{row['item']}")
    for (aspect, reach), pattern in _words().items():
        if reach == "near" or aspect == "name":
            continue
        match reach:
            case "before":
                hits = pattern.findall(at.before)
            case "close":
                behind = at.left.rpartition(m[0])[2] if (m := pattern.search(at.left[-_CLOSE:])) else at.left
                hits = [m[0]] if m and _BETWEEN.fullmatch(behind) else []
            case _:
                hits = pattern.findall(clause if aspect == "group" else f"{at.left}|{at.right}")
        found |= {(aspect, word if aspect in ("group", "ordinal") else "") for word in hits}
    found |= {("ordinal", m[0]) for m in _ORDINAL.finditer(clause)}
    if synonyms.words(synonyms.measured(row)) == "no":  # of others all words are compared anyway
        found |= {("ordinal", m[0]) for m in _WITHIN.finditer(at.left)}
    if row["period_kind"] == "planned":
        found.add(("plan", ""))
    return frozenset(found)


def _but(aspects: frozenset[tuple[str, str]], *rows: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """Aspects without the groups that are what was done in either: 捐款, 建档立卡."""
    return aspects - {("group", row["action"]) for row in rows}


def _narrower(one: Mapping[str, Any], other: Mapping[str, Any], at: _Place) -> bool:
    """Whether the thing that one counts is the other's with more before it: 扶贫先进个人, and 先进个人."""
    item, rest = str(one["item"]), str(other["item"])
    if item == rest or not rest or not item.endswith(rest):
        return False
    more = item.removesuffix(rest).replace(str(one["place"]), "")
    if (measured := synonyms.measured(one)) is not None and one["indicator"] is not None:
        more = synonyms.known_by(measured).sub("", more)
    for aspect, reach in (("name", "clause"), ("everywhere", "near"), ("verb", "near")):
        more = _words()[aspect, reach].sub("", more)
    return len(_NOISE.sub("", more)) > 1 and more not in at.near


def _same_aspects(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> bool:
    odd = one ^ other
    loose = {pair for pair in odd if pair[0] == "ordinal" and pair[1][-1] in _LOOSE_ORDINALS and pair[1][0] == "第"}
    if odd - loose:
        return False
    return not (loose & one and loose & other)


def _attribute(row: Mapping[str, Any], at: _Place) -> str:
    item = str(row["item"])
    found = item.rpartition("的")[0]
    for part in (at.right, at.left):
        head, here, _ = part.partition(item) if item and not found else ("", "", "")
        if here and head.endswith("的"):
            found = head[:-1]
            break
    found = found[-_CLOSE:]
    return "" if _DONE.fullmatch(_words()["verb", "near"].sub("", found)) else found


def _same_attribute(one: str, other: str, at: _Place, other_at: _Place) -> bool:
    """Whether what stands before 的 tells them apart: nothing does that stands near the other figure too."""
    if not one and not other:
        return True
    if not one or not other:
        few, many = _pairs(one or other), _pairs((other_at if one else at).near)
        return bool(few) and len(few & many) > len(few) / 2
    few, many = sorted((_pairs(one), _pairs(other)), key=len)
    return len(few & many) >= len(few) / 2


def _holder(row: Mapping[str, Any]) -> str:
    """Whose figure it is: union (the general one of the place), place, or else the subject.

    Where the subject is no body (3000名职工参加…), the sentence tells: the union of the place where it names that one
    and no other union, the place where it names none.
    """
    subject, place = str(row["subject"]), str(row["place"])
    if subject.startswith(f"{place}总工会") or (subject.endswith("总工会") and subject[:1] in "省市县区州旗"):
        return "union"
    if subject == place or (place and subject.startswith(place) and no_body(row)):
        return "place"
    if not no_body(row):
        return subject
    bare = _GENERAL.sub("", str(row["sentence"]))
    if _UNION.search(own := _own_union(place).sub("〇", bare)):
        return subject
    return "union" if "〇" in own else "place"


@lru_cache(maxsize=1 << 10)
def _own_union(place: str) -> re.Pattern[str]:
    """The general union of a place as its own articles call it: 福州市总工会, 福州市总, 福州工会, 市总工会, 工会."""
    short = re.escape(place[:-1])
    alone = "(?<![\u4e00-\u9fff])|(?<=[由经在向对入为受到得])"  # not the end of another name
    return re.compile(
        f"(?:{re.escape(place)}|{short}市?|(?:{alone})[省市县区州旗]?)(?:总工会|工会)"
        f"|(?:{short}|{alone})[市县区州]总(?=[^结计额数量体共部])"
    )


def _around(row: Mapping[str, Any], at: _Place, measured: str | None) -> frozenset[str]:
    """Pairs of letters of what stands near, without verbs and other words that go with anything."""
    near = at.near.replace(row["action"], " ") if row["action"] else at.near
    if measured is not None and synonyms.words(measured) == "own":
        near = synonyms.known_by(measured).sub(" ", near)
    for aspect in ("verb", "everywhere"):
        near = _words()[aspect, "near"].sub(" ", near)
    return _pairs(near)


def _kinds(row: Mapping[str, Any], near: str) -> dict[str, frozenset[str]]:
    """Of each head its kinds: the two letters before it, unless these are a verb or nothing."""
    found: dict[str, set[str]] = {}
    verbs, any_ = _words()["verb", "near"], _words()["everywhere", "near"]
    for m in _words()["head", "near"].finditer(near):
        before = near[max(0, m.start() - 2) : m.start()]
        said = before == row["action"][-2:] or verbs.fullmatch(before) or any_.fullmatch(before)
        if not said and _HAN.fullmatch(before):
            found.setdefault(m[0], set()).add(before)
    return {head: frozenset(kinds) for head, kinds in found.items()}


def _same_kinds(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]) -> bool:
    return all(kinds & other[head] for head, kinds in one.items() if head in other)


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


def _pairs(text: str) -> frozenset[str]:
    parts = _NOISE.sub(" ", text).split()
    return frozenset(part[n : n + 2] for part in parts for n in range(len(part) - 1))


@cache
def _words() -> dict[tuple[str, str], re.Pattern[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for row in gazetteers.rows("contradiction_words"):
        found.setdefault((row["aspect"], row["reach"]), []).append(row["word"])
    return {
        key: re.compile("|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w))))
        for key, words in found.items()
    }


__all__ = ["Figure"]
