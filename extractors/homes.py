"""Where an article plays: resolves 全市, 该县, 省总 at an offset, and names the place of a claim.

An article names its places once and then says 该市, 市总工会, 全省. Which one is meant follows from what was named
last in the sentence and paragraph, then from where the article is at home: headline, dateline, outlet. What stays open
is None: a wrong place is worse than none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

import regex

import gazetteers
from extractors.local_pages import CODES, region_in
from extractors.model import Context, Mention, Span
from extractors.places import canonical, find_in, mentions
from gazetteers.places import Place, index

NATION = Place("", "全国", "", "region", "")
"""Stands for the whole country in :meth:`Homes.place_of`."""

_LEVELS = ("province", "city", "county", "town")
_CUE = regex.compile(
    r"(?P<nation>全国(?=范围内)|(?<![在居列于对各])全国(?=各级工会|共有?(?!产)|已有?|累计|工会系统|工会(?:共|已|累计)|，|职工|各地工会)"
    r"|我国|(?:中华全国|全国)总工会|全总(?![部体数量面]))"
    r"|(?:(?P<whole>[全该我本此])|(?<![县市州镇街乡区、各级）]))(?P<level>省|自治区|市|县|区|州|镇|乡|街道)"
    r"(?:(?<=[全该我本此].|[全该我本此]自治区|[全该我本此]街道)|(?=总工会|工会|总(?![部体数量面值产额计共的])))"
)
"""全国 where it is the scene rather than a rank (全国领先) or a title; 全市, 该县, 省总 and the like."""
_BODY = regex.compile(r"市?(?:总工会|各级|工会|县委|市委)")
_CITY_BODY = regex.compile(r"市?(?:总工会|总(?![部体数量面值产额计共的])|市?委|市?政府|工会)")
_BESIDE = regex.compile(r"(?:走进|来到|[在从据由对到]|记者|了解到)$")
_LISTED = regex.compile(r"[、和]")
_OF_CHAR = {"省": "province", "自": "province", "市": "city", "州": "city", "县": "county", "区": "county",
            "镇": "town", "乡": "town", "街": "town"}  # fmt: skip
_SENTENCE = regex.compile(r"[。！？；\n]")


@dataclass(frozen=True, slots=True)
class _Anchor:
    start: int
    end: int
    place: Place
    listed: bool


class _Cue(NamedTuple):  # an article has dozens, and a frozen dataclass takes three times as long to make
    start: int
    end: int
    place: Place
    strength: int


_START = attrgetter("start")
_REGION = 6.0
"""Weight of the region that the page is from, as much as a place in the headline and one in the first paragraph."""
_NEAR = 4  # cues before a claim: its place is nearly always among them


@cache
def _weak() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    """What, before or after a place, makes it a partner, an origin or part of a name."""
    words: dict[str, list[str]] = {"before": [], "after": [], "stop": []}
    for row in gazetteers.rows("place_borders"):
        words[row["use"]].append(regex.escape(row["word"]))
    before = regex.compile(f"(?:{'|'.join(words['before'])}|《)$")
    after = regex.compile(
        rf"\p{{Han}}{{0,4}}(?:{'|'.join(words['after'])})|等(?:地|发达|省|沿海)|\p{{Han}}{{0,10}}(?:公司|协会)"
    )
    return before, after


@cache
def _outlets() -> dict[str, str]:
    try:
        return {row["name"]: row["place"] for row in gazetteers.rows("outlets")}
    except FileNotFoundError:
        return {}


class Homes:
    """The places of one article. Build it with :meth:`of`."""

    __slots__ = (
        "_anchors", "_breaks", "_cues", "_ends", "_homes", "_named", "_of_level", "_places", "_solid", "_starts",
        "_text",
    )  # fmt: skip

    def __init__(self, text: str, anchors: list[_Anchor], homes: dict[str, Place]) -> None:
        self._text = text
        self._anchors = anchors
        self._starts = [anchor.start for anchor in anchors]
        self._ends = frozenset(anchor.end for anchor in anchors)
        self._homes = homes
        self._breaks = [m.start() for m in _SENTENCE.finditer(text)]
        self._cues: list[_Cue] | None = None
        self._solid: list[int] = []  # for each cue, the number of the last one up to it that counts beyond its sentence
        self._places: dict[Place, int] = {}  # where each is named first
        for anchor in anchors:
            self._places.setdefault(anchor.place, anchor.start)
        self._of_level: dict[str, frozenset[Place]] = {}
        self._named: dict[Place, list[Span]] | None = None

    @classmethod
    def of(cls, text: str, places: Iterable[Mention], context: Context) -> Homes:
        """From the article's text, its PLACE mentions (those inside union names too) and its context."""
        anchors = [a for a in _anchors(places) if text[a.start - 1 : a.start] not in ("比", "较")]
        return cls(text, anchors, _homes(anchors, text, context))

    def home(self, level: str) -> Place | None:
        """The article's own place at a level (province, city, county, town), or None where it has no single one."""
        return self._homes.get(level)

    def at(self, offset: int, level: str) -> Place | None:
        """What 该市, 全市 or 市总工会 (level city), 全省 (province), 该县 or 区总 (county) means at ``offset``.

        In Beijing, Shanghai, Tianjin and Chongqing the city is the municipality. None where it stays open.
        """
        places = index()
        sentence, paragraph = self._bounds(offset)
        if level == "city" and (county_city := self._county_city(offset, sentence, paragraph)) is not None:
            return county_city
        home = self._homes.get(level)
        all_of_level = self._all_of(level)
        if not all_of_level:
            return home
        for number in range(bisect_right(self._starts, offset - 1) - 1, -1, -1):
            anchor = self._anchors[number]
            if home and anchor.start < paragraph:
                return home
            found = places.at_level(anchor.place, level) if anchor.end <= offset else None
            if found is None or not self._alone(number, level):
                continue
            if anchor.start < paragraph or self._speaks_of(anchor, level, sentence):
                return found
        if home:
            return home
        return next(iter(all_of_level)) if len(all_of_level) == 1 else None

    def _all_of(self, level: str) -> frozenset[Place]:
        """What the anchors are at a level; put together once, as a long article asks often."""
        if level not in self._of_level:
            known = index()
            self._of_level[level] = frozenset(p for place in self._places if (p := known.at_level(place, level)))
        return self._of_level[level]

    def _county_city(self, offset: int, sentence: int, paragraph: int) -> Place | None:
        """The county-level city that 该市 or 全市 means (枣阳市 under 襄阳市), or None where a larger city is meant.

        该市 points at the city named last in the paragraph; 全市 at the city whose body speaks or acts in the
        sentence (枣阳市总工会介绍，全市…); else 全市 and 市总 at the article's home, and that is a county-level city
        only where the city above it was not named before.
        """
        if "该" in self._text[max(0, offset - 1) : offset + 1]:
            for number in range(bisect_right(self._starts, offset - 1) - 1, -1, -1):
                anchor = self._anchors[number]
                if anchor.start < paragraph:
                    break
                if anchor.place.level in ("county", "city") and anchor.place.name.endswith("市"):
                    return anchor.place
        if self._text.startswith("全市", offset):
            for number in range(bisect_right(self._starts, offset - 1) - 1, -1, -1):
                anchor = self._anchors[number]
                if anchor.start < sentence:
                    break
                if anchor.place.level in ("county", "city", "province") and _CITY_BODY.match(self._text, anchor.end):
                    own = anchor.place.level == "county" and anchor.place.name.endswith("市")
                    return anchor.place if own and self._acts(anchor.start) else None
        county = self._homes.get("county")
        if county is None or not county.name.endswith("市"):
            return None
        city = index().at_level(county, "city")
        named = self._places.get(city) if city is not None else None
        return county if named is None or named >= offset else None

    def _acts(self, start: int) -> bool:
        """Whether the body whose name begins at ``start`` opens its clause, and is not one that another visits."""
        return self._opens(start) or _BESIDE.search(self._text[max(0, start - 3) : start]) is not None

    def district(self, offset: int) -> Place | None:
        """What 该区, 全区 or 区总工会 means at ``offset``: a district, else the autonomous region (Tibet …)."""
        county = self.at(offset, "county")
        if county:
            return county
        province = self.at(offset, "province")
        return province if province and province.name.endswith("自治区") else None

    def place_of(self, offset: int) -> str:
        """Canonical name of the smallest fitting place of a claim at ``offset``; 全国 nation-wide; "" if unknown."""
        return self.placed(offset)[0]

    def placed(self, offset: int) -> tuple[str, Span | None]:
        """What :meth:`place_of` says, and where the text names that place: last before ``offset``, else first.

        The span is None where the place is named nowhere: the outlet or the districts around tell it.
        """
        place = self.claim_place(offset)
        if place is None:
            return "", None
        cues = self._cues or []
        number = bisect_left(cues, offset, key=_START)
        for cue in cues[max(number - _NEAR, 0) : number][::-1]:
            if cue.place is place:
                return canonical(place), Span(cue.start, cue.end)
        if self._named is None:
            self._named = {}
            for cue in cues:
                self._named.setdefault(cue.place, []).append(Span(cue.start, cue.end))
        spans = self._named.get(place)
        if spans is None:
            return canonical(place), None
        return canonical(place), spans[max(bisect_left(spans, (offset, 0)) - 1, 0)]

    def claim_place(self, offset: int) -> Place | None:
        """The place that :meth:`place_of` names.

        The nearest place that the sentence names before, else one that the paragraph speaks of, else the home. A place
        that contains the home (省总 in an article about a county) only where the sentence begins with it.
        """
        if self._cues is None:
            self._cues = self._all_cues()
            self._solid = self._all_solid(self._cues)
        sentence, paragraph = self._bounds(offset)
        own = self._own()
        number = bisect_left(self._cues, offset, key=_START) - 1
        while number >= 0 and (cue := self._cues[number]).start >= sentence:
            number -= 1
            if cue.strength == 0 or (own is not None and cue.strength < 3 and self._far(cue.place)):
                continue  # 长沙某医院 in the middle of a sentence about 常德 is a guest, not the scene
            if not self._above(cue) or (cue.strength == 3 and cue.start - sentence <= 12):
                return cue.place
        solid = self._cues[self._solid[number]] if number >= 0 and self._solid[number] >= 0 else None
        if solid is not None and solid.start >= paragraph:
            return solid.place
        if own is None and solid is not None:  # without a home, what the paragraph before speaks of
            return solid.place if solid.start >= self._text.rfind("\n", 0, max(paragraph - 1, 0)) + 1 else None
        return own

    def _above(self, cue: _Cue) -> bool:
        """Whether a cue names something that contains the home."""
        own = self._own()
        return own is not None and (cue.place is NATION or index().contains(cue.place, own))

    def _all_solid(self, cues: list[_Cue]) -> list[int]:
        """Numbers of cues, so that a claim need not go back over all that an article without end names; -1: none."""
        out: list[int] = []
        last = -1
        for number, cue in enumerate(cues):
            if cue.strength >= 2 and cue.place.level != "town" and not self._above(cue):
                last = number
            out.append(last)
        return out

    def _far(self, place: Place) -> bool:
        """Whether a place lies outside the home province of the article."""
        province = self._homes.get("province")
        return place is not NATION and province is not None and index().province(place) != province

    def _own(self) -> Place | None:
        for level in ("county", "city", "province"):
            if level in self._homes:
                return self._homes[level]
        return None

    def _bounds(self, offset: int) -> tuple[int, int]:
        """Start of the sentence and of the paragraph that holds ``offset``."""
        n = bisect_right(self._breaks, offset - 1) - 1
        sentence = self._breaks[n] + 1 if n >= 0 else 0
        return sentence, self._text.rfind("\n", 0, offset) + 1

    def _speaks_of(self, anchor: _Anchor, level: str, sentence: int) -> bool:
        """Whether 省 after a place of another province may mean it: the home province wins over visitors."""
        if level != "province" or anchor.start >= sentence:
            return True
        home = self._homes.get("province")
        return home is None or index().province(anchor.place) == home or anchor.place.level == "province"

    def _all_cues(self) -> list[_Cue]:
        cues = [_Cue(anchor.start, anchor.end, anchor.place, self._strength(anchor)) for anchor in self._anchors]
        taken = bytearray(len(self._text) + 1)
        for anchor in self._anchors:
            taken[anchor.start : anchor.end] = b"\x01" * (anchor.end - anchor.start)
        for match in _CUE.finditer(self._text):
            if taken[match.end() - 1]:
                continue
            if match["nation"]:
                body = match["nation"].endswith(("总工会", "全总"))  # what the federation gives away is not nation-wide
                if not (body and self._own()):
                    cues.append(_Cue(match.start(), match.end(), NATION, 3))
            elif place := self._relative(match.start(), match["level"]):
                cues.append(_Cue(match.start(), match.end(), place, 3 if self._opens(match.start()) else 2))
        return sorted(cues, key=_START)

    def _relative(self, offset: int, level: str) -> Place | None:
        return self.district(offset) if level == "区" else self.at(offset, _OF_CHAR[level[0]])

    def _strength(self, anchor: _Anchor) -> int:
        """How much a place says about where a figure holds: 0 nothing, 1 in its own sentence, 2 in its paragraph.

        3 is like 2 and at the start of a clause.
        """
        text, start, end = self._text, anchor.start, anchor.end
        inside = any(index().contains(home, anchor.place) or home == anchor.place for home in self._homes.values())
        if not anchor.listed and not inside:
            return 0  # 广东会馆 in an article about Tianjin
        if _LISTED.match(text, end) or text[start - 1 : start] == "和":
            return 0
        if start - 1 in self._ends and text[start - 1] == "、":
            return 0
        before, after = _weak()
        if after.match(text, end) and not text.startswith(("工会", "总工会"), end):
            return 1 if inside and "铁路" not in text[end : end + 4] else 0
        if before.search(text[max(0, start - 4) : start]):
            return 1 if inside or not self._homes else 0
        if self._opens(start):
            return 3
        return 2 if _BODY.match(text, end) else 1

    def _opens(self, start: int) -> bool:
        """Whether a clause begins at ``start``, a preposition before it or not."""
        before = self._text[start - 1 : start]
        return not before or not "\u4e00" <= before <= "\u9fff" or before in "在而如据从"

    def _alone(self, number: int, level: str) -> bool:
        """Whether the anchor of that number is not in a list with another place of the level (苏州、南京)."""
        places, here = index(), self._anchors[number]
        for other in self._anchors[max(number - 1, 0) : number + 2]:
            gap = self._text[min(here.end, other.end) : max(here.start, other.start)]
            if other is not here and gap in {"、", "和", "与", "及"}:
                return places.at_level(other.place, level) in {None, places.at_level(here.place, level)}
        return True


@lru_cache(maxsize=4096)
def _named_in(canonical: str) -> tuple[tuple[Place, ...], ...]:
    """The places of the gazetteer that a name is made of, each with its namesakes."""
    return tuple(found for _, _, found in index().find(canonical))


def _anchors(places: Iterable[Mention]) -> list[_Anchor]:
    known = index()
    anchors = []
    for mention in places:
        if mention.label != "PLACE":
            continue
        place = known.by_code(mention.id) if mention.id else None
        named = _named_in(mention.canonical)
        if place and place.name not in mention.canonical:  # under the name that it had then
            place = next((p for found in named for p in found if p.code == mention.id), place)
        listed = place is not None
        if place is None:  # an unlisted village counts as the town or county named with it
            place = next((found[0] for found in reversed(named) if len(found) == 1), None)
        if place and place.level != "region":
            listed = listed or place.level == "zone"
            anchors.append(_Anchor(mention.span.start, mention.span.end, place, listed))
    anchors.sort(key=lambda anchor: anchor.start)
    return anchors[:1] + [here for before, here in pairwise(anchors) if not _name_part(before, here)]


def _name_part(before: _Anchor, here: _Anchor) -> bool:
    """Whether a place right behind one that does not hold it is the name of a body there (长沙|湘桥医院)."""
    return (
        before.end == here.start
        and here.place.level in ("county", "town")
        and not index().contains(before.place, here.place)
    )


def _homes(anchors: list[_Anchor], text: str, context: Context) -> dict[str, Place]:
    """One place a level, where its evidence outweighs all others together."""
    known = index()
    weighted: dict[Place, float] = {}
    first_line = text.find("\n", context.body_start)
    lead = first_line if first_line > 0 else len(text)
    for anchor in anchors:
        weight = 4.0 if anchor.start < context.body_start else 2.0 if anchor.start < lead else 1.0
        weighted[anchor.place] = weighted.get(anchor.place, 0.0) + weight
    outlet = _outlets().get(context.outlet, "")
    for place in known.by_name(outlet)[:1] if outlet else ():
        weighted[place] = weighted.get(place, 0.0) + 3.0
    if context.neighbours:
        for mention in mentions(context.neighbours[:2000], find_in(context.neighbours[:2000])):
            if mention.id and (near := known.by_code(mention.id)):
                weighted[near] = weighted.get(near, 0.0) + 0.5
    region = region_in(text, context)
    own = known.by_code(CODES[region]) if region is not None else None
    if own is not None:
        weighted[own] = weighted.get(own, 0.0) + _REGION
    homes: dict[str, Place] = {}
    reach = sum(weighted.values())
    above: Place | None = None
    for level in _LEVELS:
        votes: Counter[Place] = Counter()
        for voter, weight in weighted.items():
            member = known.at_level(voter, level)
            if member and (above is None or above == member or known.contains(above, member)):
                votes[member] += weight  # type: ignore[assignment]  # Counter is typed for whole numbers only
        if not votes:
            break
        best, most = votes.most_common(1)[0]
        if most * 2 <= sum(votes.values()) or (level != "province" and most * 2 <= reach):
            break
        homes[level] = above = best
        if region in ("香港", "澳门"):
            break  # 九龙 and 新界 are no cities: a page from there is at home in all of Hong Kong
    return homes
