"""What the words around a figure tell of it: of which part, plan, group or kind it is, and what else stands there.

The words are the table ``contradiction_words``; names, times and what goes with anything are set aside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import gazetteers
from pipeline.store import synonyms
from pipeline.store.topics import no_body

Aspects = frozenset[tuple[str, str]]
"""What makes a figure another one than the plain figure: pairs of aspect and word."""

_CLOSE = 8  # letters
_BETWEEN = re.compile("[了近约超逾过将]*")  # a word of change and its figure: 增加了近3家, not 增加会员3人
_CLAUSE = re.compile("[，,；;。！？!?：:]")
_STOP = re.compile("[；;。！？!?]")
_OPENING = ' 　“"（('
_DONE = re.compile("[由经被所已新共获受]")  # 由福州市总工会建成的职工书屋
_WITHIN = re.compile(
    "在[^，,]{2,14}(?:(?:行动|活动|会战|攻坚|攻坚战|百日|工作月|服务月)(?:中|里|期间)"
    "|企业|公司|园区|工地|社区|车间|行业|系统|学校|医院|乡镇|街道|农村|单位)"
)
_EXAMPLES = re.compile("[一-鿿]{2,8}(?:、[一-鿿]{2,8})+等(?=[一-鿿]{2})")
"""Those who are named as some of all that are counted: 货车司机、网约车司机等新就业形态劳动者."""
_ORDINAL = re.compile("第[一二三四五六七八九十0-9０-９]+(?P<of>[批期轮场届次季站组个笔])")
_LOOSE_ORDINALS = "届次季个"  # 第三届 is often left out, 第三批 never
_PEOPLE = re.compile(r"\d[余多]?[人名户位]$")
_HAN = re.compile("[\u4e00-\u9fff]{2}")
_NOISE = re.compile(r"[^\u4e00-\u9fff]|[年月日号]|[一二三四五六七八九十百千万亿]|[了的共在为和与及等有是达向把被由经]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands: its sentence before it, its clause before and after it, and the clauses around.

    ``core`` has of the clauses around only those that say what was done, not how or to what end: without 依托培训基地
    and 让小哥有了歇脚的地方.
    """

    before: str
    left: str
    right: str
    near: str
    core: str

    @classmethod
    def of(cls, text: str, start: int, end: int, row: Mapping[str, Any]) -> Place:
        """Where the figure of a claim stands at ``text[start:end]``, its sentence."""
        subject = "" if no_body(row) else str(row["subject"])
        if (head := f"{row['place']}总工会") and subject.startswith(head):
            subject = head

        def bare(part: str) -> str:
            part = part.replace(subject, "总工会" if subject == head else "") if subject else part
            for name in (row["period_text"], row["speaker"]):
                if name:
                    part = part.replace(name, "")
            part = _short_union().sub("", part)
            # names are resolved, the text may have them short: 珠海市总 for 珠海市总工会
            for end in range(len(row["place"]), 1, -1):
                part = part.replace(row["place"][:end], "")
            return part

        before, after = _STOP.split(text[:start])[-1], _STOP.split(text[end:])[0]
        left, right = _CLAUSE.split(before), _CLAUSE.split(after)
        aside = _words()["aside", "near"]
        ahead, behind = [bare(part) for part in left[-2:-1]], [bare(part) for part in right[1:2]]
        own = (bare(left[-1]), bare(right[0]))
        if right[1:2] and own_union(row["place"]).match(right[1].lstrip(_OPENING)):
            behind = []  # 追回欠薪120万元，市总工会为职工撑腰: who did it, told once more
        if ahead and ahead[0].endswith(_telling()):
            ahead = []
        kept = (part for part in (*ahead, *behind) if not aside.match(part.lstrip(_OPENING)))
        return cls(bare(before), *own, "|".join((*ahead, *own, *behind)), "|".join((*own, *kept)))


@lru_cache(maxsize=1 << 10)
def own_union(place: str) -> re.Pattern[str]:
    """The general union of a place as its own articles call it: 福州市总工会, 福州市总, 福州工会, 市总工会, 工会."""
    short = re.escape(place[:-1])
    alone = "(?<![\u4e00-\u9fff])|(?<=[由经在向对入为受到得])"  # not the end of another name
    return re.compile(
        f"(?:{re.escape(place)}|{short}市?|(?:{alone})[省市县区州旗]?)(?:总工会|工会)"
        f"|(?:{short}|{alone})[市县区州]总(?=[^结计额数量体共部])"
    )


@cache
def _telling() -> tuple[str, ...]:
    return tuple(row["word"] for row in gazetteers.rows("contradiction_words") if row["aspect"] == "telling")


@cache
def _short_union() -> re.Pattern[str]:
    """A general union without its place, with its organ (总工会法律援助中心) if it has one."""
    organs = "|".join(sorted(synonyms.organs(), key=lambda name: (-len(name), name)))
    return re.compile(f"[省市县区旗州]?总工会(?:{organs})?|[省市县区旗州]总(?=[^结计额数量体共部])")


def aspects_of(row: Mapping[str, Any], at: Place) -> Aspects:
    """The aspects of a claim."""
    found: set[tuple[str, str]] = set()
    clause = f"{at.left}|{at.right}|{row['item']}"
    if row["kind"] == "money" and (ahead := _CLAUSE.split(at.before)[-2:-1]) and _PEOPLE.search(ahead[0]):
        clause += f"|{ahead[0]}"  # 慰问劳模32人，送去慰问金5万元
    names = _words()["name", "clause"]
    clause = _EXAMPLES.sub(" ", synonyms.implied(synonyms.measured(row)).sub(" ", names.sub(" ", clause)))
    for (aspect, reach), pattern in _words().items():
        if reach == "near" or aspect == "name":
            continue
        match reach:
            case "before":
                hits = pattern.findall(names.sub(" ", at.before))
            case "close":
                behind = at.left.rpartition(m[0])[2] if (m := pattern.search(at.left[-_CLOSE:])) else at.left
                hits = [m[0]] if m and _BETWEEN.fullmatch(behind) else []
            case _:
                hits = pattern.findall(clause if aspect == "group" else names.sub(" ", f"{at.left}|{at.right}"))
        found |= {(aspect, synonyms.group(word) if aspect in ("group", "ordinal", "stage") else "") for word in hits}
    found |= {("ordinal", m[0]) for m in _ORDINAL.finditer(clause)}
    if synonyms.words(synonyms.measured(row)) == "no":  # of others all words are compared anyway
        found |= {("ordinal", m[0]) for m in _WITHIN.finditer(at.left)}
    if row["period_kind"] == "planned":
        found.add(("plan", ""))
    return frozenset(found)


def narrower(one: Mapping[str, Any], other: Mapping[str, Any], at: Place) -> bool:
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


def same_aspects(one: Aspects, other: Aspects, done: frozenset[str]) -> bool:
    """Whether two figures have the same aspects; a group that is what was ``done`` in either (捐款) is none."""
    odd = {pair for pair in one ^ other if pair[0] != "group" or pair[1] not in done}
    loose = {pair for pair in odd if pair[0] == "ordinal" and pair[1][-1] in _LOOSE_ORDINALS and pair[1][0] == "第"}
    if odd - loose:
        return False
    return not (loose & one and loose & other)


def attribute_of(row: Mapping[str, Any], at: Place) -> str:
    """What stands before 的 and the thing counted, "" without."""
    item = str(row["item"])
    found = item.rpartition("的")[0].removeprefix(str(row["place"])).removeprefix("总工会")
    for part in (at.right, at.left):
        head, here, _ = part.partition(item) if item and not found else ("", "", "")
        if here and head.endswith("的"):
            found = head[:-1]
            break
    found = found[-_CLOSE:]
    if row["indicator"] is not None and (measured := synonyms.measured(row)) is not None:
        found = synonyms.known_by(measured).sub("", found)  # 参加疗休养的职工
    bare = found.replace(row["action"], "")
    for aspect in ("verb", "everywhere"):
        bare = _words()[aspect, "near"].sub("", bare)
    bare = _DONE.sub("", bare)
    return bare if len(_NOISE.sub("", bare)) > 1 else ""


def same_attribute(one: str, other: str, at: Place, other_at: Place) -> bool:
    """Whether what stands before 的 tells them apart: nothing does that stands near the other figure too."""
    if not one and not other:
        return True
    if not one or not other:
        few, many = pairs(one or other), pairs((other_at if one else at).near)
        return bool(few) and len(few & many) > len(few) / 2
    few, many = sorted((pairs(one), pairs(other)), key=len)
    return len(few & many) >= len(few) / 2


def around(row: Mapping[str, Any], near: str, measured: str | None) -> frozenset[str]:
    """Pairs of letters of what stands near, without verbs and other words that go with anything."""
    near = _EXAMPLES.sub(" ", near)
    near = near.replace(row["action"], " ") if row["action"] else near
    if measured is not None and synonyms.words(measured) == "own":
        near = synonyms.known_by(measured).sub(" ", near)
    for aspect in ("verb", "everywhere"):
        near = _words()[aspect, "near"].sub(" ", near)
    return pairs(synonyms.grouped(near))


def kinds_of(row: Mapping[str, Any], near: str) -> dict[str, frozenset[str]]:
    """Of each head its kinds: the two letters before it, unless these are a verb or nothing."""
    found: dict[str, set[str]] = {}
    verbs, any_ = _words()["verb", "near"], _words()["everywhere", "near"]
    for m in _words()["head", "near"].finditer(near):
        before = near[max(0, m.start() - 2) : m.start()]
        said = before == row["action"][-2:] or verbs.fullmatch(before) or any_.fullmatch(before)
        if not said and _HAN.fullmatch(before):
            found.setdefault(m[0], set()).add(before)
    return {head: frozenset(kinds) for head, kinds in found.items()}


def same_kinds(
    one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]], at: Place, other_at: Place
) -> bool:
    """Whether each head of both has a kind in common, or the kinds of each stand near the other (联谊交友活动)."""
    return all(
        kinds & other[head]
        or (all(kind in other_at.near for kind in kinds) and all(kind in at.near for kind in other[head]))
        for head, kinds in one.items()
        if head in other
    )


def pairs(text: str) -> frozenset[str]:
    """Pairs of letters that stand side by side, without figures, times and particles."""
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


__all__ = ["Aspects", "Place", "around", "aspects_of", "attribute_of", "kinds_of", "narrower", "own_union", "pairs",
           "same_aspects", "same_attribute", "same_kinds"]  # fmt: skip
