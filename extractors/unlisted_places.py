"""Places that no gazetteer lists: what stands between a clear left border and a suffix of place_suffixes.tsv."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

import gazetteers
from gazetteers.automaton import Automaton
from gazetteers.places import Place, PlaceIndex, index

_HAN = regex.compile(r"\p{Han}")


@dataclass(frozen=True, slots=True)
class Found:
    """A place in text: its span and all places that it may be, best first; () for one that no gazetteer lists."""

    start: int
    end: int
    places: tuple[Place, ...]
    above: tuple[Place, ...] = ()  # of an unlisted one: what it lies in, where the text says so


@dataclass(frozen=True, slots=True)
class _Suffix:
    kind: str
    longest: int
    alone: bool


@cache
def _suffixes() -> tuple[Automaton, dict[str, _Suffix]]:
    table = {
        row["suffix"]: _Suffix(row["kind"], int(row["longest"]), row["alone"] == "yes")
        for row in gazetteers.rows("place_suffixes")
    }
    return Automaton(table), table


@cache
def _stops() -> tuple[frozenset[str], tuple[str, ...]]:
    """Characters and longer words that no unlisted name contains; where one stands, the name begins after it."""
    words = [row["word"] for row in gazetteers.rows("place_borders") if row["use"] == "stop"]
    return frozenset(w for w in words if len(w) == 1), tuple(w for w in words if len(w) > 1)


_NOT_AFTER = {
    "村": frozenset("民委官镇里头落庄级务医集组口"),
    "社区": frozenset("化居民"),
    "街": frozenset("道区头坊舞面镇巷景上"),
    "路": frozenset("桥线径边灯况人过费段口途局透易程子上遇演网况"),
    "镇": frozenset("江静压痛长域级"),
    "乡": frozenset("镇村亲下土音情愁贤"),
    "广场": frozenset("舞"),
}


def with_unlisted(text: str, found: list[Found], places: PlaceIndex) -> list[Found]:
    """``found`` with the unlisted places of ``text`` added, some of them grown out of a listed one (北屏乡|月峰村)."""
    machine, table = _suffixes()
    found = sorted([*found, *_quoted(text, found, table)], key=lambda item: item.start)
    ends = {item.end: n for n, item in enumerate(found)}
    covered = bytearray(len(text) + 1)
    for item in found:
        covered[item.start : item.end] = b"\x01" * (item.end - item.start)
    result = list(found)
    extra: list[Found] = []
    last = 0
    for start, end, suffix in machine.find(text):
        if covered[end - 1] or text[end : end + 1] in _NOT_AFTER.get(suffix, ()):
            continue
        rule = table[suffix]
        if start in ends and _named_after(text, result, ends[start], rule):
            number = ends.pop(start)
            result[number] = Found(result[number].start, end, ())  # 南京|路, 同安|西安社区
            covered[start:end] = b"\x01" * (end - start)
            last = end
            continue
        chained = _after_place(text, start, rule, ends)
        if chained is not None:
            number = ends.pop(chained)
            above = result[number]
            grown = Found(above.start, end, (), above.places or above.above)
            result[number] = grown
            ends[end] = number
            covered[above.start : end] = b"\x01" * (end - above.start)
            last = end
            continue
        begin = _left_border(text, start, rule, max(last, start - rule.longest), covered) if rule.alone else None
        if begin is None or text[begin:end] in places.generic or not _plausible(text, begin, start, end, suffix, rule):
            continue
        extra.append(Found(begin, end, ()))
        covered[begin:end] = b"\x01" * (end - begin)
        last = end
    return sorted([*result, *extra], key=lambda item: item.start)


_QUOTED = regex.compile(r"“([^“”，。；：\n]{3,12})”(\p{Han}{2,4})")


def _quoted(text: str, found: list[Found], table: dict[str, _Suffix]) -> list[Found]:
    """Sites with a name in quotation marks: “某某某某”驿站."""
    out = []
    for match in _QUOTED.finditer(text):
        suffix = next((match[2][:n] for n in (4, 3, 2) if match[2][:n] in table), "")
        if suffix and table[suffix].kind in {"site", "community", "zone"}:
            end = match.start(2) + len(suffix)
            if not any(item.start < end and match.start() < item.end for item in found):
                out.append(Found(match.start(), end, ()))
    return out


_SHORTEST = {"village": 1, "town": 1, "street": 1, "community": 1}
"""Characters that must stand between a place and the suffix: 福州火车站 needs none, 福州社区 is no name."""


def _named_after(text: str, found: list[Found], number: int, rule: _Suffix) -> bool:
    """Whether the place of that number and the suffix right after it are one name (南京|路)."""
    item = found[number]
    if rule.kind not in {"street", "village", "community"} or text[item.end - 1] in "省市县区州旗镇乡道村":
        return False
    if not item.places or item.places[0].level not in {"city", "county", "province"}:
        return False
    return rule.kind != "community" or (number > 0 and found[number - 1].end == item.start)


def _after_place(text: str, start: int, rule: _Suffix, ends: dict[int, int]) -> int | None:
    """End of the place that the name before ``start`` follows directly, or None."""
    for length in range(rule.longest + 1):
        at = start - length
        if at in ends:
            name = text[at:start]
            chars, words = _stops()
            if any(c in chars or not _HAN.match(c) for c in name) or any(word in name for word in words):
                return None
            generic = index().generic
            if any(text[k : start + n] in generic for k in range(at, start) for n in range(1, 6)):
                return None
            return at if length >= _SHORTEST.get(rule.kind, 0) else None
        if at < 0 or not _HAN.match(text, at):
            return None
    return None


def _left_border(text: str, start: int, rule: _Suffix, limit: int, covered: bytearray) -> int | None:
    """Where a name that ends at ``start`` begins: after punctuation, the line's start, or a word no name has."""
    chars, words = _stops()
    at = start
    while at > max(limit, 0):
        if not _HAN.match(text, at - 1) or text[at - 1] in chars or covered[at - 1]:
            break
        if text.endswith(words, 0, at) or (text[at - 1] == "一" and text[at - 2 : at - 1] not in set("五八六三")):
            break
        at -= 1
    else:
        if at > 0 and not (text.endswith(words, 0, at) or text[at - 1] in chars or not _HAN.match(text, at - 1)):
            return None
    if at < start - 1 and text[at] in "省市县区镇乡州" and text[at - 1 : at] in set("该本全各我"):
        at += 1  # 该镇|小河村
    return at


_COUNTED = regex.compile(r"[0-9一二三四五六七八九十百千万半]+[个名户单家支件条所座处期批人]")


def _plausible(text: str, begin: int, start: int, end: int, suffix: str, rule: _Suffix) -> bool:
    name = text[begin:start]
    if len(name) < 2 or text[begin - 1 : begin] in {"）", "》", "”"} or _COUNTED.match(name):
        return False
    if any(text[at:end] in index().generic for at in range(begin, start)):
        return False
    if rule.kind == "street" and suffix != "街道":
        return bool(regex.match(r"[0-9]+[号弄]|[东西南北]段", text[end:])) or (suffix == "街" and len(name) == 2)
    return True
