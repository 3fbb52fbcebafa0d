"""Union bodies (UNION): from 中华全国总工会 to the union of a workshop, with their full names.

Each 工会 and each 总 is looked at once: what stands before it (a place, a level such as 市, a company, an industry)
decides whether it is a particular body, and what follows (经济技术部) whether a department of it is meant. 工会,
基层工会, 各级工会 alone are no bodies. Abbreviations take their place from ``homes``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

import gazetteers
from extractors import organisations
from extractors.borders import Doc, Ground, ground_of, is_common, is_stop
from extractors.homes import Homes
from extractors.model import Context, Mention, Span
from gazetteers.places import LEVELS, Place, index

NATIONAL = "中华全国总工会"

_ANCHOR = regex.compile(
    r"工联会|(?:中华)?全国总工会|全总(?![\p{Han}]?(?:量|额|数|面积|人口|体))|中华全国\p{Han}{2,4}总工会"
    r"|(?:总|(?:产业|职业)总|联合|产业|职业|企业)?工会(?:联合总会|联合会|委员会|工作委员会|联合委员会|全国委员会|(?!工)\p{Han}{2,8}?(?:支会|分会))?"
    r"|(?<=[省市县区州盟旗镇乡团])总(?=机关|本级|驻)"
    r"|(?<=[省市县区州盟旗镇乡])总(?!工会|体|共|计(?!划)|是|量|会|书记|裁|监|经理|额|数|面积|指挥|部|店|人口|产值|投资|值|分|有|"
    r"队|站|理事|决赛|冠军|资(?!助)|结|览|动员|医院|商会|统|算|之|长|价|销|产|装机|库容|用|收入|支出|里程|建筑|规模|成本|参|户|人|"
    r"公司|行|厂|院|校|台|局|编|教练|导演|设计|负债|召集|\d(?!\d{3}年))"
)
_STATUTE = regex.compile(r"法(?!律|援|治|院|规|务)")
_GENERIC_AFTER = regex.compile(
    r"会员|小组|组织(?=[，。、；的和与在中内为是覆盖]|建设|体系|$)|系统|法|网|干部|工作者|之家|积极分子|界|帮扶|经费|驿站|会费|户|证|卡|小家|主席们"
)
"""After region + 工会 or a bare name these make a general noun (江苏工会会员), no body."""
_GENERIC_ORG = regex.compile(
    r"(?:各级?|省级|市级|县级|区级|示范|典型|星级|基层|有关|相关|所在|部分|一些|全体|全[国省市县区镇乡州]|[省市县区镇乡两三四五级]级|大型|中小|小微|"
    r"国有|民营|外资|非公|新业态|会员|当地|各地|本|该|所属|下属|下级|上级|先进|优秀|优等|甲等|多数|多家|地方|行业|产业|系统|单位|企业|公司|"
    r"社区|村|街道|乡镇|镇街|园区|学校|医院|楼宇|项目|车间|班组|分|集体|机关|局|厂|镇|乡|市县|县区|区县|区市|省市|城市|城区|农村|集团|新|老|"
    r"大|小|独立|联合|单独|组建|建立|成立|找|向|由|是|和|与|对|让|给|请|到|为|的|、)*"
)
_LEVELS = {"省": "province", "市": "city", "州": "city", "盟": "city", "县": "county", "区": "county", "旗": "county",
           "镇": "town", "乡": "town"}  # fmt: skip
_ABBREVIATION = regex.compile(
    r"(?:自治区|自治州|自治县|[省市县区]?(?:经济技术|经济|高新技术产业|工业)?开发区|[省市县区]?(?:高新区|经开区)|新区|街道|"
    r"[省市县区州盟旗镇乡])$"
)
_LEVELS_OF_TRADES = frozenset("省市县区镇")
_NOT_BEFORE_LEVEL = "全各两三四五六七八九十多本此外某级城都数几省市县区每）"
_DEPARTMENT = regex.compile(
    r"(?:社会联络|权益保障|经济技术|劳动|经济|生活|保障|民主管理|组织|宣传|教育|文化|体育|网络|网上|女职工|女工|财务|资产|"
    r"法律|基层|生产|保护|安全|技术|工作|政策|研究|机关|事务|国际|联络|人事|干部|信息|职工|服务|管理|监督|建设|维权|帮扶|"
    r"和|与|及|（劳动和经济工作部）){1,7}(?:部门|部(?!门|长长|署|分|队)|处(?!理|置|于|室)|办公室|委员会)|办公室|经费审查委员会|女职工委员会"
    r"|(?:职工)?(?:法律)?维权中心"
)
_STRUCTURAL = regex.compile(
    r"(?:街道|社区|镇|乡|村|兵团|开发区|新区|工业园区|产业园区|园区|工业园|产业园|高新区|经开区|度假区|港区|商圈|楼宇)$"
)
_UNIT = regex.compile(r"\p{Han}{2}(?:机关|本部|总部|车间|项目部|分厂|[段站所局厂矿校院处部]|中心)$")
"""Units whose unions are bodies of their own, where a particular name goes before them."""
_COUNTED = regex.compile(r"[\d一二三四五六七八九十百千万几数多余][余多]?[家个]?$")


@dataclass(frozen=True, slots=True)
class _Body:
    """A union body in the text: its span, the span of the name before the head, and how it was found."""

    start: int
    name_end: int
    end: int
    head: str
    kind: str  # national, region (福建工会), place (福州市总工会), level (市总), organisation, industry


@cache
def _industries() -> regex.Pattern[str]:
    surfaces = (row["surface"] for row in gazetteers.rows("industrial_unions"))
    trades = {s.removeprefix("中国").removeprefix("全国")[:-2] for s in surfaces if s.endswith("工会")}
    trades -= {"总", "铁路总"}
    words = sorted(trades, key=lambda w: (-len(w), w))
    return regex.compile("(?:" + "|".join(map(regex.escape, words)) + "|[、和])+$")


@cache
def _longest_ending() -> int:
    return max(map(len, organisations.endings()))


def _ending(name: str) -> str:
    """The longest ending of the table of organisations that the name has, or ""."""
    known = organisations.endings()
    return next((name[-n:] for n in range(min(_longest_ending(), len(name)), 0, -1) if name[-n:] in known), "")


def find(doc: Doc, context: Context, homes: Homes) -> list[Mention]:
    """All mentions of particular union bodies in ``doc``, in order, not overlapping.

    Args:
        doc: the article.
        context: what is known of it beside its text.
        homes: resolves 省 市 县 区 镇 at an offset to a place.

    Returns:
        Mentions whose ``canonical`` is the full name as far as the document supports it, and whose ``id`` is the
        administrative code of the union's place, None where the body belongs to no place. An abbreviation that
        the text does not resolve keeps its own form as ``canonical``.
    """
    ground = ground_of(doc)
    text = ground.words.text
    out: list[Mention] = []
    last_full: dict[str, str] = {}
    last_end = 0
    home = homes.home("province")
    taiwan = home is not None and home.code.startswith("71")
    for body in _bodies(ground, taiwan):
        if body.start < last_end:
            continue
        mention = _mention(body, ground, homes, last_full)
        if mention is None:
            continue
        if body.start < body.name_end:
            last_full[body.head] = mention.canonical
        dep = _DEPARTMENT.match(text, body.end)
        if dep and body.kind != "region":
            end = dep.end()
            tail = dep[0]
            surface = text[body.start : end]
            mention = Mention("UNION", Span(body.start, end), surface, mention.canonical + tail, mention.id)
        out.append(mention)
        last_end = mention.span.end
    return out


def _bodies(ground: Ground, taiwan: bool) -> Iterator[_Body]:
    text = ground.words.text
    for m in _ANCHOR.finditer(text):
        at, end, head = m.start(), m.end(), m[0]
        if head.startswith(("中华", "全国", "全总")):
            if head != "全总" or at in ground.words.borders:
                yield _Body(at, at, end, head, "national")
            continue
        body = _local(ground, at, end, head, taiwan)
        if body:
            yield body


def _local(ground: Ground, at: int, end: int, head: str, taiwan: bool) -> _Body | None:
    """The body whose head stands at ``at``, or None where it names no particular one."""
    text = ground.words.text
    chain = ground.chain_start(at)
    if head == "工联会" or (head == "工会联合会" and at and not "\u4e00" <= text[at - 1] <= "\u9fff"):
        return _Body(at, at, end, head, "level") if at in ground.words.borders else None
    generic_after = bool(_GENERIC_AFTER.match(text, end))
    if taiwan and head == "总工会":
        if chain < at and text[chain - 1 : chain] == "大":
            return _Body(chain - 1, at, end, head, "organisation")  # 大台南总工会 is a body of that name, no level
        if chain == at and (at == 0 or not text[at - 1].isalnum() or text[at - 1] in "由向和与对让随请跟"):
            return _Body(at, at, end, head, "level")
    if head.endswith("联合总会"):
        return _Body(chain, at, end, head, "organisation") if chain < at else None
    if chain < at and at - chain == 2 and is_stop(text[chain]):
        chain = at  # 任|县总工会委员: a verb before the level, not 任县
    if chain < at:
        if head in ("总工会", "总") or _in_full(ground, at):
            if _STATUTE.match(text, end):
                return None
            return _Body(chain, at, end, head, "place")
        if head == "工会":
            return None if generic_after else _Body(chain, at, end, head, "region")
    if head in ("总工会", "总", "工会", "工会联合会", "联合工会"):
        level = _ABBREVIATION.search(text, max(0, at - 12), at)
        if level:
            start = level.start()
            before = text[start - 1] if start else "\n"
            deictic = before == "该"
            if before not in _NOT_BEFORE_LEVEL and (head != "工会" or (deictic and not generic_after)):
                if start in ground.words.borders or deictic or head == "总":
                    return _Body(start - deictic, at, end, head, "level")
                named = _named_place(ground, at)
                if named < start:
                    return _Body(named, at, end, head, "place")
    if head == "总":
        return None
    industry = _industries().search(text, max(0, at - 16), at)
    if industry and industry.start() < at:
        start = ground.chain_start(industry.start())
        if start == industry.start() and text[start - 3 : start] in ("自治区",):
            start -= 3
        elif start == industry.start() and start and text[start - 1] in "省市县区州":
            start -= 1
        if text[start - 2 : start] == "中国":
            start -= 2
        if head == "产业工会" and (whole := ground.name_start(at)) < start and whole in ground.by_start:
            start = whole  # 屏东县|甲乙|纺织产业工会: a company's own, not the trade's
        elif head == "产业工会":
            start = _after_full_place(ground, start)
        if text[start] not in "、和" and not (start == industry.start() and "、" in industry[0]):
            return None if generic_after and start == industry.start() else _Body(start, at, end, head, "industry")
    return _organisation(ground, at, end, head, taiwan)


def _after_full_place(ground: Ground, start: int) -> int:
    """Start of a full place up to four characters before ``start`` (屏东县|潮|和纺织产业工会), or ``start``."""
    text = ground.words.text
    for gap in (1, 2, 3, 4):
        end = start - gap
        if end in ground.by_end and text[end - 1] in "县市" and regex.fullmatch(r"\p{Han}+", text[end:start]):
            return start if is_stop(text[end : end + 1]) or is_stop(text[end : end + 2]) else ground.chain_start(end)
    return start


def _in_full(ground: Ground, end: int) -> bool:
    """Whether the place that ends at ``end`` is written in full (福州市) and not for short (福州, 常州)."""
    text = ground.words.text
    first = bisect_left(ground.places, end - 40, key=lambda place: place[0])  # no place has so long a name
    for start, last, candidates in ground.places[first : bisect_left(ground.places, end, key=lambda place: place[0])]:
        if last == end and (text[start:end] in {p.name for p in candidates} or text[start:end].endswith("街道")):
            return True
    start = ground.by_end.get(end, end)
    return end - start > 2 and text[end - 1] in "镇乡市区县旗省"


def _named_place(ground: Ground, at: int) -> int:
    """Start of a place that the gazetteer lacks (兴泰镇, 湖东社区) with the places that contain it."""
    start = ground.name_start(at, 10)
    return ground.chain_start(start)


def _organisation(ground: Ground, at: int, end: int, head: str, taiwan: bool) -> _Body | None:
    text = ground.words.text
    start = ground.name_start(at)
    name = text[start:at]
    if len(name) < 2 or _GENERIC_ORG.fullmatch(name):
        if name == "集团" or (name in ("公司", "厂", "学校", "医院", "局", "集团公司") and text[start - 1] == "该"):
            return _Body(start - (text[start - 1] == "该"), at, end, head, "level")
        return None
    if head in ("职业工会", "产业工会", "企业工会"):
        sure = taiwan or start in ground.by_start or name.endswith("公司") or (head != "产业工会" and name[-1] == "业")
        if name.endswith("公司"):
            return _Body(start, at, end, head, "organisation")
        return _Body(start, at, end, head, "industry") if sure and not is_common(name[:2]) else None
    if is_common(name[:2]) or is_common(name[:3]) or _COUNTED.search(text, max(0, start - 3), start):
        return None
    if start and text[start - 1].isdigit():
        return None
    if at in ground.known and start == ground.known[at]:
        return _Body(start, at, end, head, "organisation")  # 台铁工会
    ending = _ending(name)
    if _STRUCTURAL.search(name) and len(name) > 2:
        return _Body(start, at, end, head, "organisation")
    first = ground.words.tags[ground.words.index(start)]
    if first in ("l", "i", "d", "r", "c", "p") and start not in ground.by_start:
        return None  # 没想到|厂工会
    if _UNIT.search(name) or (ending and _named(ground, start, at, ending)):
        if head == "工会" and _GENERIC_AFTER.match(text, end):
            return None
        return _Body(start, at, end, head, "organisation")
    if head in ("工会联合会", "联合工会") and (start in ground.by_start or len(name) >= 4):
        return _Body(start, at, end, head, "organisation")
    if head == "工会" and name.endswith("业") and len(name) > 3 and not _GENERIC_AFTER.match(text, end):
        # 安平县丝网行业工会, 市建筑业工会: a trade's union in one place, where the place or its level is named
        level = name[0] in _LEVELS_OF_TRADES and (start == 0 or text[start - 1] not in _NOT_BEFORE_LEVEL)
        if start in ground.by_start or level:
            return _Body(start, at, end, head, "organisation")
    return None


def _named(ground: Ground, start: int, at: int, ending: str) -> bool:
    """Whether ``text[start:at]``, which ends with ``ending``, is one particular unit (no 快递公司, 建筑公司)."""
    kind, weight = organisations.endings()[ending]
    return organisations.particular(ground, start, at - len(ending), ending, kind, weight)


def _mention(body: _Body, ground: Ground, homes: Homes, last_full: dict[str, str]) -> Mention | None:
    text = ground.words.text
    span = Span(body.start, body.end)
    surface = text[body.start : body.end]
    if body.kind == "national":
        national = surface.replace("全总", NATIONAL) if surface == "全总" else surface
        return Mention("UNION", span, surface, NATIONAL if national == "全国总工会" else national)
    name = text[body.start : body.name_end]
    tail = "总工会" if body.head == "总" else body.head
    if body.kind in ("region", "place"):
        place = _place(ground, body.name_end, homes)
        if body.kind == "region":
            if place is None or not place.code:
                return None
            return Mention("UNION", span, surface, _district(place, place.name) + "总工会", place.code)
        if place is None:
            return Mention("UNION", span, surface, name + tail)
        own = _own_name(ground, body.name_end, place)
        if tail == "工会" and place.level in ("province", "city", "county"):
            tail = "总工会"
        full = name if place.level in ("zone", "town", "region") else _district(place, own)
        return Mention("UNION", span, surface, full + tail, place.code or None)
    if body.kind == "level" and not name:
        named = last_full.get("工会联合会" if body.head == "工联会" else body.head)
        return Mention("UNION", span, surface, named) if named else None
    if body.kind == "level":
        return _resolved(body, ground, homes, name, tail)
    if body.start in ground.by_start or name.startswith(("中国", "大")):
        return Mention("UNION", span, surface, name + tail)
    level = _LEVELS.get(name[0]) if name[0] in "省市县区" and len(name) > 2 else None
    if level and (home := homes.at(body.start, level)):
        return Mention("UNION", span, surface, home.name + name[1:] + tail, home.code or None)
    place = homes.home("county") or homes.home("city")
    if place and (body.kind == "industry" or name.endswith(("协会", "学会", "商会", "社区", "村"))):
        return Mention("UNION", span, surface, place.name + name + tail, place.code or None)
    return Mention("UNION", span, surface, name + tail)


def _resolved(body: _Body, ground: Ground, homes: Homes, name: str, tail: str) -> Mention | None:
    span = Span(body.start, body.end)
    surface = ground.words.text[body.start : body.end]
    bare = name.removeprefix("该")
    level = "province" if bare == "自治区" else "city" if bare == "自治州" else _LEVELS.get(bare[-1:])
    if bare == "街道":
        level = "town"
    place = homes.at(body.start, level) if level else None
    home = homes.home(level) if level in ("province", "city") else None
    if home is not None and place not in (None, home) and bare == name:
        text = ground.words.text
        sentence = max(text.rfind(mark, 0, body.start) for mark in "。！？\n") + 1
        if place is not None and place.name not in text[sentence : body.start] and place.level == level:
            place = home  # a visit to another city has ended with its sentence
    if bare.endswith(("开发区", "新区", "经开区")) and (place is None or not place.name.endswith(bare)):
        return Mention("UNION", span, surface, bare + tail)
    if place is not None:
        if tail == "工会" and place.level in ("province", "city", "county"):
            tail = "总工会"
        return Mention("UNION", span, surface, _district(place, place.name) + tail, place.code or None)
    if level is None:
        found = _last_named(ground, body.start, bare)
        return Mention("UNION", span, surface, found + tail) if found else None
    return Mention("UNION", span, surface, bare + tail)


def _last_named(ground: Ground, before: int, kind: str) -> str:
    """The last unit of that kind named before an offset: 阿特斯阳光电力集团 for 集团; "" if there is none."""
    text = ground.words.text
    at = text.rfind(kind, 0, before)
    while at > 0:
        start = ground.name_start(at)
        if at - start >= 2:
            return text[start : at + len(kind)]
        at = text.rfind(kind, 0, at)
    return ""


def _place(ground: Ground, end: int, homes: Homes) -> Place | None:
    """The gazetteer place that ends at ``end``: of namesakes the widest that fits what stands before, or the homes."""
    inner = next(((s, found) for s, e, found in reversed(ground.places) if e == end), None)
    if inner is None:
        return None
    start, candidates = inner
    before = [p for _, e, found in ground.places if e == start for p in found]
    fitting = [p for p in candidates if any(index().contains(outer, p) for outer in before)]
    if not fitting:
        around = [home for level in ("county", "city", "province") if (home := homes.home(level))]
        near = ([p for p in candidates if _related(p, home)] for home in around)
        fitting = next((places for places in near if places), list(candidates))
    return min(fitting, key=lambda p: LEVELS.index(p.level))


def _related(place: Place, home: Place) -> bool:
    """Whether one of the two lies in the other, or they are the same."""
    return place == home or index().contains(home, place) or index().contains(place, home)


def _own_name(ground: Ground, end: int, place: Place) -> str:
    """The place's name at its own level; an older name (永年县, now a district) is kept as it stands."""
    start = ground.by_end.get(end, end)
    for first, last, _ in ground.places:
        if last == end:
            start = first
    written = ground.words.text[start:end]
    return place.name if written == place.short or len(written) <= 2 else written


def _district(place: Place, name: str) -> str:
    """A district by itself says too little (several cities have a 城关区): its city goes before it."""
    if place.level == "county" and name.endswith("区"):
        city = index().at_level(place, "city") or index().province(place)
        if city is not None and not name.startswith(city.short or city.name):
            return city.name + name
    return name
