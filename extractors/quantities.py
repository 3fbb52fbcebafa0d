"""Quantities: figures that count or measure something real, with unit, modifier and denominator.

What is a quantity and what is none follows the annotation guideline of the gold corpus: dates, ordinals, names, idioms,
clock times, 一 as an article are none. The text must be width-folded and simplified.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from extractors import numerals, quantity_compounds, quantity_money, quantity_per
from extractors.model import Kind, Modifier, Quantity, Span
from extractors.numeral_values import evaluate, tidy
from extractors.numerals import Numeral
from extractors.quantity_counts import may_count
from extractors.quantity_durations import measures_time
from extractors.quantity_hedges import far_hedge, left_hedge, right_hedge
from extractors.quantity_kinds import of_du, of_ge, of_hu, without_unit
from extractors.quantity_masks import dates_and_names, in_idiom, names_ratio, stands_alone
from extractors.quantity_units import UnitWord, currency_before, unit_at

_MEASURES = frozenset({"length", "mass", "area", "volume", "duration", "age"})
_ENDS = frozenset(["", *"，。；、！？）”\n"])
_SMALL_PARTS = frozenset("分角毛")
_RATE = frozenset({"percent", "percentage_points", "multiple", "ratio", "age"})
_REACHED = frozenset("上过破")  # 上百名, 过万人, 破亿元
_JOINT = re.compile(r"\s?(?:至|到|[—–―-]{1,2}|[~～－])\s?$")
_SHARED = re.compile(r"(?:和|、|及|与|或)$")
_RATIO_WORDS = re.compile(r"\s?的?(?:比例|配比|比率|配套|匹配)")
_RATIO_BEFORE = re.compile(r"(?:按|比例|比(?!分)|以|为)\s?[^，。]{0,3}$|[0-9][:∶][0-9.]+[^，。0-9]{0,3}[到至为]$")
_DOUBLED = re.compile(r"翻(?:了)?(?:(?P<n>[一两二三四五1-9])?番)|翻倍|翻了?一倍")
_EVERY = re.compile(r"每隔?$")  # 每10名职工: what a rate is counted for
_EVERY_ENDS = frozenset("每隔\n")
_SPELLED = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_HEIGHT = re.compile(r"[0-9]{1,2}(?=[，。；、！？）”\n的高以左]|$)")  # 1米75
_SLABS = re.compile(  # 金牌58块
    r"(?:牌|板|砖|屏|匾|玻璃|电池|手表|肥皂|香皂|瓦|石头|阳极|[冰球]场|菜地|毯|硬盘)(?:共|有|达)?$"
)
_CENTS = "[0-9零一二三四五六七八九壹贰叁肆伍陆柒捌玖]"
_MINOR = re.compile(rf"(?P<jiao>{_CENTS})角(?:(?P<fen>{_CENTS})分)?整?|整")


Judge = Callable[[str, int, int, UnitWord], bool]
"""Says whether a span of time measures something, see :func:`extractors.quantity_durations.measures_time`."""


def find(text: str, judge: Judge = measures_time) -> tuple[Quantity, ...]:
    """All quantities of ``text`` in order, not overlapping.

    Args:
        text: width-folded (full-width punctuation beside Chinese, ASCII digits) and simplified; paragraphs end with a
            line break, over which no quantity reaches.
        judge: of spans of time; another one than the usual lets a recipe see all of them.

    Returns:
        Quantities whose ``span`` runs from the first digit or numeral to the end of the unit.
    """
    masks = dates_and_names(text)
    starts = [m.start for m in masks]
    found: list[Quantity] = []
    waiting: list[Numeral] = []  # figures that may share the unit of the next (1.6和2.4个百分点)
    for numeral in numerals.find(text):
        i = bisect_right(starts, numeral.span.end - 1) - 1
        if i >= 0 and masks[i].overlaps(numeral.span):
            waiting.clear()
            continue
        if found and numeral.span.start < found[-1].span.end:  # the seconds of 2分18秒
            continue
        quantity = _read(text, numeral, judge)
        if quantity is None:
            waiting = [*waiting, numeral] if _may_share(text, numeral) else []
            continue
        shared = _shared(text, waiting, quantity)
        waiting = []
        found.extend(shared)
        if found and quantity.unit == "百分点" and _points_too(text, found[-1], quantity):
            found[-1] = replace(found[-1], unit="百分点", kind="percentage_points")
        joined = _joined(text, found[-1], quantity) if found else None
        if joined is not None:
            found[-1] = joined
        else:
            found.append(quantity)
    found.extend(_doubled(text))
    found.sort(key=lambda q: q.span)
    return tuple(_with_denominators(text, found))


def localise(found: Sequence[Quantity], text: str) -> tuple[Quantity, ...]:
    """The quantities with a bare 元 read as the money of the place that the whole text is from.

    In a page from Taiwan 元 is 新台币元, in one from Hong Kong 港元, as the annotation guideline has it.

    Args:
        found: of ``text``, from :func:`find`.
        text: headline, body and whatever else of the page says where it is from.

    Returns:
        ``found`` itself where the text does not show that it is from there, or names 人民币 as well.
    """
    unit = quantity_money.local_unit(text)
    if unit is None:
        return tuple(found)
    return tuple(replace(q, unit=unit) if q.kind == "money" and _local(text, q) else q for q in found)


def _local(text: str, q: Quantity) -> bool:
    """Whether the money is named as every place names its own: 元, 圆, 块, or a $ without US before it."""
    return q.unit == "元" or (
        q.unit == "美元" and _DOLLAR.search(text, max(0, q.span.start - 4), q.span.end) is not None
    )


def _read(text: str, numeral: Numeral, judge: Judge) -> Quantity | None:
    """The quantity that the numeral starts, or None if it counts nothing."""
    start, end = numeral.span
    if not stands_alone(text, start, end) or text[start] in "-－−":
        return None
    if text[start - 1 : start] in _EVERY_ENDS and _EVERY.search(text, max(0, start - 2), start):
        return None
    if numeral.form in ("notation", "discount") or (
        numeral.chinese and in_idiom(text, start, end + 1) and not _eleven(text, start, end)
    ):
        return None
    if numeral.form in ("percent", "tenths"):
        return _made(text, numeral, end, "%", "percent")
    if numeral.form in ("fraction", "half"):
        return _made(text, numeral, end, "比", "ratio")
    if numeral.form == "ratio":
        said = _RATIO_WORDS.match(text, end) or _RATIO_BEFORE.search(text, max(0, start - 12), start)
        told = said is not None or "∶" in text[start:end] or names_ratio(text, start)
        return _made(text, numeral, end, "比", "ratio") if told else None
    if numeral.value == 0:
        return None
    if text[end : end + 1] in _SMALL_PARTS and (two := quantity_compounds.read(text, start)) is not None:
        return _made(text, numeral, two.stop, two.unit, two.kind, value=two.value)
    at = end + 1 if text[end : end + 1] == " " and not numeral.chinese else end
    word = unit_at(text, at)
    money = None
    if word is None or word.kind == "money":
        before, sign = currency_before()
        money = before.search(text, max(0, start - 8), start)
    if word is None:
        if money and money[1] in sign and not numeral.chinese:
            return _made(text, numeral, end, sign[money[1]], "money", head=money.start())
        return _unitless(text, numeral)
    stop = at + len(word.surface)
    if not may_count(text, numeral, word, stop):
        return None
    unit, kind = word.unit, word.kind
    if kind == "money" and word.surface == "块" and _SLABS.search(text, max(0, start - 6), start):
        return _made(text, numeral, stop, "块", "count")
    if kind == "money":
        return _money(text, numeral, word, stop, sign[money[1]] if money else None, money.start() if money else start)
    more, stop = quantity_compounds.half(text, stop, word)
    if kind == "duration" and not judge(text, start, stop, word):
        return None
    if more and numeral.value is not None and numeral.high is None:
        return _made(text, numeral, stop, unit, kind, value=numeral.value + more)
    if word.surface == "米" and (rest := _HEIGHT.match(text, stop)) and numeral.value is not None:
        metres = numeral.value + Decimal(f"0.{rest[0]}")
        return _made(text, numeral, rest.end(), unit, kind, value=metres)
    if word.surface == "个":
        unit, kind = of_ge(text, start, stop) or (unit, kind)
    elif word.surface == "户":
        kind = of_hu(text, start)
    elif word.surface == "度":
        kind = of_du(text, start)
    return _made(text, numeral, stop, unit, kind)


def _eleven(text: str, start: int, end: int) -> bool:
    """十一 before a classifier is a figure (十一名), else the holiday."""
    return text[start:end] == "十一" and text[start - 1 : start] not in ("双", "“") and unit_at(text, end) is not None


def _made(
    text: str,
    numeral: Numeral,
    stop: int,
    unit: str,
    kind: Kind,
    head: int | None = None,
    value: Decimal | None = None,
) -> Quantity:
    """The quantity, with its modifier read from both sides."""
    start = numeral.span.start
    outer_start, outer_end = start if head is None else head, stop
    modifier: Modifier = numeral.modifier
    if numeral.bare and text[start - 1 : start] in _REACHED and text[start - 2 : start - 1] not in ("以", "之"):
        outer_start, modifier = start - 1, "over"
    left = left_hedge(text, outer_start) or (left_hedge(text, start) if head is not None else None)  # 港币约720元
    left = left or (far_hedge(text, start) if kind == "multiple" else None)
    right = right_hedge(text, stop)
    if _more_after(text, stop, kind, numeral.form):
        modifier, outer_end = "over", stop + 1
    if right and not (right[0] == "over" and text[right[1] - 1] == "起" and kind != "money"):
        modifier, outer_end = right
    if left:
        modifier, outer_start = left
    if numeral.form == "half" and left is None and text[start - 1 : start] in "过近超":
        modifier = "nearly" if text[start - 1] == "近" else "over"
        outer_start = start - 1
    low = numeral.value if value is None else value
    spans = Span(start, stop), Span(outer_start, outer_end)
    return Quantity(*spans, tidy(low), tidy(numeral.high), unit, kind, modifier)


def _more_after(text: str, stop: int, kind: Kind, form: numerals.Form) -> bool:
    """Whether a 多 or 余 after the unit belongs to the figure (500元多, 九成多, 4倍多, 走了20里多，)."""
    if text[stop : stop + 1] in ("多", "余") and (kind in ("money", "multiple") or form in ("tenths", "half")):
        return True
    return text[stop : stop + 1] == "多" and kind in _MEASURES and text[stop + 1 : stop + 2] in _ENDS


_DOLLAR = re.compile(r"(?<![A-Za-z])[$＄]\s?[0-9,，.]+$")
_TENTH = re.compile(
    r"[1-9一二三四五六七八九](?=[，。；：、！？”）\s]|$|钱|左右|上下|一[个单份次斤件天碗张位]|的(?!是))"
)
"""The 角 of an amount that is told as people speak: 一单挣5块5，."""


def _money(text: str, numeral: Numeral, word: UnitWord, stop: int, currency: str | None, head: int) -> Quantity:
    """An amount, with 角 and 分 after 元 (肆元陆角) and the currency named before it (新台币350万元)."""
    value = numeral.value
    minor = _MINOR.match(text, stop)
    if minor and word.surface in ("元", "块", "圆"):
        stop = minor.end()
        for name, part in (("jiao", "0.1"), ("fen", "0.01")):
            digit = evaluate(minor[name]) if minor[name] else None
            if digit is not None and digit.value is not None and value is not None:
                value += digit.value * Decimal(part)
    elif word.surface == "块" and value is not None and (tenth := _TENTH.match(text, stop)):
        digit = evaluate(tenth[0])
        value += (digit.value or 0) * Decimal("0.1") if digit is not None else 0
        stop = tenth.end()
    unit = currency if currency is not None and word.unit == "元" else word.unit
    return _made(text, numeral, stop, unit, "money", head, value)


def _unitless(text: str, numeral: Numeral) -> Quantity | None:
    """A figure with a scale but no unit, where the noun beside it says what it counts (职工20余万)."""
    start, end = numeral.span
    if not re.search(r"[万亿](?:[多余]|(?<!亿)[一二三四五六七八九])?$", text[start:end]) or numeral.value is None:
        return None
    if numeral.bare and left_hedge(text, start) is None and numeral.modifier != "over":
        return None
    what = without_unit(text, start, end)
    return _made(text, numeral, end, what[0], what[1]) if what else None


def _may_share(text: str, numeral: Numeral) -> bool:
    start, end = numeral.span
    return (
        numeral.form == "number"
        and not numeral.chinese
        and numeral.high is None
        and stands_alone(text, start, end)
        and _SHARED.match(text[end : end + 1]) is not None
        and text[start - 1 : start] not in ("", "\n", "。", "；")
    )


def _shared(text: str, waiting: Sequence[Numeral], quantity: Quantity) -> list[Quantity]:
    """Figures right before, joined by 和 or 、, that share the unit of ``quantity``."""
    out: list[Quantity] = []
    at = quantity.outer.start
    for numeral in reversed(waiting):
        if not _SHARED.match(text[numeral.span.end : at]) or quantity.kind == "ratio":
            break
        value = _scaled(text, numeral, quantity)
        shared = _made(text, numeral, numeral.span.end, quantity.unit, quantity.kind, value=value)
        out.insert(0, replace(shared, modifier=quantity.modifier))
        at = numeral.span.start
    return out


def _scaled(text: str, numeral: Numeral, quantity: Quantity) -> Decimal | None:
    """The worth of a small figure that shares the scale of the next as well (1.2和3.4万人: 12000)."""
    scale = re.search(r"[万亿]+(?=[^0-9万亿]*$)", text[quantity.span.start : quantity.span.end])
    factor = evaluate("一" + scale[0]) if scale else None
    if numeral.value is None or numeral.value >= 100 or factor is None or factor.value is None:
        return None
    own = re.search("[百千万亿]", text[numeral.span.start : numeral.span.end])
    return None if own else numeral.value * factor.value


def _points_too(text: str, left: Quantity, right: Quantity) -> bool:
    """Whether the 个 of ``left`` are percentage points as well (分别提高5个和6个百分点)."""
    between = text[left.span.end : right.outer.start]
    return text[left.span.end - 1] == "个" and _SHARED.match(between) is not None


def _joined(text: str, left: Quantity, right: Quantity) -> Quantity | None:
    """One range out of two amounts of the same unit (1500元至5000元), or None."""
    between = text[left.span.end : right.span.start]
    if not _JOINT.match(between) or left.unit != right.unit or left.high is not None or right.high is not None:
        return None
    if left.value is None or right.value is None or left.value >= right.value:
        return None
    if text[left.span.start - 1 : left.span.start] in ("从", "由", "自"):  # 从1.79万人到300万人: two figures
        return None
    span, outer = Span(left.span.start, right.span.end), Span(left.outer.start, right.outer.end)
    modifier = left.modifier if left.modifier != "exact" else right.modifier
    return replace(left, span=span, outer=outer, high=right.value, modifier=modifier)


def _doubled(text: str) -> list[Quantity]:
    """翻番 and 翻两番: 2 and 4 times."""
    out = []
    for m in _DOUBLED.finditer(text):
        times = _SPELLED.get(m["n"] or "一", int(m["n"]) if m["n"] and m["n"].isdigit() else 1)
        start = m.start("n") if m["n"] else m.start()
        over = text.startswith("还多", m.end())
        spans = Span(start, m.end()), Span(m.start(), m.end())
        out.append(Quantity(*spans, Decimal(2) ** times, None, "倍", "multiple", "over" if over else "exact"))
    return out


def _with_denominators(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    out: list[Quantity] = []
    for quantity in found:
        previous = out[-1] if out else None
        if previous is not None and previous.span.overlaps(quantity.span):
            continue
        per: str | None = None
        outer = quantity.outer
        if quantity.kind not in _RATE:
            suffix = quantity_per.after(text, quantity.span.end)
            least = previous.span.end if previous is not None else 0
            if suffix is not None:
                outer = Span(outer.start, max(outer.end, suffix[1]))
            clause = quantity_per.clause_start(text, quantity.span.start, least)
            per = quantity_per.before(text[clause : quantity.span.start])
            if suffix is not None and (per is None or per == suffix[0] or not quantity_per.is_period(suffix[0])):
                per = suffix[0]
            if per is None and previous is not None and previous.per:
                between = text[previous.span.end : quantity.span.start]
                carried = previous.unit == quantity.unit and quantity_per.carries(between, previous.per)
                per = previous.per if carried or quantity_per.listed(between, previous.per) else None
        elif quantity.kind == "percent":
            least = previous.span.end if previous is not None else 0
            clause = quantity_per.clause_start(text, quantity.span.start, least)
            per = quantity_per.close(text[clause : quantity.span.start])
        same = per == quantity.per and outer == quantity.outer
        out.append(quantity if same else replace(quantity, per=per, outer=outer))
    return out
