"""Which time governs a figure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

import regex

from extractors.model import Period, Span
from extractors.times import lists

# 从2019年的2万户减到…, 在去年45家的基础上: the period belongs to the one figure right after it
_ATTACHED_BEFORE = regex.compile(r"(?:[从由在比较]|[^直截]至)$")
_ATTACHED_AFTER = regex.compile(
    r"的?(?:约|近|将近|超过?|逾|不足|不到|不过)?(?:\d|[一二两三四五六七八九十百](?![次个场批共]))"
)
# 成立于1950年，现有…; 1987年进厂，…: when something began, not when the later clauses hold
_BEGAN_IN = regex.compile(r"(?:成立|始?建|创[办建立]|组建|生|落成|注册|毕业|起源|诞生)于$")
_BEGAN = regex.compile(
    r"[^，；。]{0,4}?(?:进厂|入厂|入职|参加工作|出生|毕业|入党|退休|退伍|建厂|建会|[成创]立(?=，)|组建(?=，)|(?:建成|投用|启用)(?=，))"
)
# 产后一年内: counted from something that happens to everyone at another time; 年初确定的26项: when it was decided
_SINCE_EVENT = regex.compile(r"(?:产|婚|入会|入职|毕业|退休|离职|发病|受理|立案|申请|参保|生育)后?$")
_DECIDED = regex.compile("(?:确定|制定|下达|提出|部署|列出|定下|签下)的")
_TITLE = regex.compile(r"[^（）]{0,12}）》")
# 2014年金秋助学金发放仪式: a year inside of a noun phrase
_MID_CLAUSE = regex.compile(r"[\u4e00-\u9fff]")
_CONTINUES = regex.compile(r"[”’」）]?\s*(?:这?其间|这?期间|其中|同期|同时|会上|活动中|(?:活动|仪式|会议)?现场|仪式上)")
_CLAUSE = regex.compile("[，；：。]")
# 发展会员2700人，是市总工会2019年交出的成绩单; 追回欠薪122万元，市总工会2012年为农民工撑腰
_TOLD_BEHIND = regex.compile(
    r"[\d.,]+[万千百亿]*[余多]?[^，；：。\d]{1,20}，"
    r"(?:(?:这|那)?(?:就|正|也|便)?是[^，；：。\d]{0,16}|[^，；：。\d]{2,12}(?:工会|[市县区省州]总))"
)
_NOW = frozenset(("现有", "现", "现共有", "现已", "目前", "已有"))
_NO_FIGURE = regex.compile(r"[^\d]*")
# 二、2022年的工作安排: the year of a plan holds for all that stands under its heading
_PLAN_HEADING = regex.compile(r".{0,25}(?:打算|安排|计划|思路|目标|要点|任务|展望|设想)[：:]?$")
_HEADING = regex.compile(r".{0,25}[^。！？；，、]$")
# 年底前，还有一串硬任务：✅再建驿站12座: the items of a list hold when its opening line says
_ITEM = regex.compile(
    r"\s*(?:[^\w\s“‘「（(《<【\[]+\s*(?=[\w“])|[一二三四五六七八九十]+[是要]|[（(]?[一二三四五六七八九十\d]{1,2}[）).．、])"
)
_INTRODUCED = regex.compile(r"[：；]\s*$")
_LINES_ABOVE = 12
_REPORT = regex.compile("总结|(?:工作|情况)(?:报告|汇报|回顾|通报)|述职")
# 三、下一步打算
_NUMBERED = regex.compile(
    r"(?:^|(?<=[。\n]))[ \u3000]*(?:[一二三四五六七八九十]{1,2}、|（[一二三四五六七八九十]{1,2}）)[^\n。]{2,30}"
)
_NEXT = regex.compile("打算|安排|计划|思路|下一步|今后|明年|来年|新的一年|设想|展望|目标任务")


def governing(periods: Sequence[Period], at: int, sentence: Span, paragraph: Span, text: str = "") -> Period | None:
    """The period that says when a claim at an offset holds, or None.

    Looked for, in this order: the nearest period before the claim in its sentence; the next one in its clause; the one
    that the next clause has, where that tells of the figure and ends the sentence; the last one earlier in the
    paragraph, where the sentence plainly goes on with it (其中, 这期间, 会上); the one in the line that opens the list,
    or in the heading of the plan, that the sentence stands under. What a figure is compared with
    never governs, nor does a period that belongs to another figure (从2019年的2万户减到…) or stands in
    brackets that the claim is outside of, but for the years of a plan's title.

    Args:
        periods: of the article, in order, as :func:`extractors.times.find` gives them.
        at: offset of the claim's quantity.
        sentence, paragraph: spans around it.
        text: the text that the spans are of; without it clauses, brackets and attached figures are unknown.
    """
    here = _beginning_in(periods, *sentence)
    before = [p for p in here if p.span.end <= at and _may_govern(p, at, text)]
    if before:
        best = _best(before, text)
        return _shared(here, best, at, text) if text and best is before[-1] else best
    after = [
        p for p in here if p.span.start > at and p.kind in ("range", "since", "until") and _may_govern(p, at, text)
    ]
    if text and after and not _CLAUSE.search(text, at, after[0].span.start):
        return after[0]
    if text and not before and (behind := _told_behind(here, at, sentence, text)) is not None:
        return behind
    if text and _CONTINUES.match(text, sentence.start):
        earlier = [p for p in _beginning_in(periods, paragraph.start, sentence.start) if _may_govern(p, at, text)]
        return earlier[-1] if earlier else None
    return _from_above(periods, at, sentence, text) if text else None


def _told_behind(here: Sequence[Period], at: int, sentence: Span, text: str) -> Period | None:
    """The period in the clause that says whose and of when the only figure of a sentence is, or None."""
    ranges = [p for p in here if p.kind == "range"]
    if len(ranges) != 1 or ranges[0].span.start < at or not _TOLD_BEHIND.fullmatch(text, at, ranges[0].span.start):
        return None
    alone = _NO_FIGURE.fullmatch(text, sentence.start, at) and _NO_FIGURE.fullmatch(
        text, ranges[0].span.end, sentence.end
    )
    return ranges[0] if alone else None


def of_report(periods: Sequence[Period], text: str, body_start: int) -> Period | None:
    """The year, half-year or quarter that a work report is about (某市总工会2022年工作总结), or None for other texts.

    Args:
        periods: of the article, its headline included.
        text: headline lines and body.
        body_start: where the body begins in it.
    """
    named = _REPORT.search(text, 0, body_start)
    if not named:
        return None
    lead_end = text.find("\n", body_start + 40)  # a line of the date may stand above the opening paragraph
    whole = [p for p in periods if p.kind == "range" and p.start and p.end and (p.end - p.start).days >= 80]
    before = [p for p in whole if p.span.end <= named.start()]
    opening = [p for p in whole if body_start <= p.span.start < (lead_end if lead_end > 0 else len(text))]
    return before[-1] if before else opening[0] if opening else None


def of_year_reported(period: Period, report: Period, text: str) -> Period:
    """全年 in a report on last year is that year, although the report was given in the next."""
    if not (_is_year(report) and text.startswith("全年", period.span.start)):
        return period
    if report.start and period.start and period.start.year == report.start.year + 1:
        return replace(period, start=report.start, end=report.end)
    return period


def report_sections(text: str) -> tuple[tuple[int, bool], ...]:
    """Where the numbered sections of a work report begin, in order, and whether each tells of what is planned next."""
    return tuple((m.start(), _NEXT.search(m.group()) is not None) for m in _NUMBERED.finditer(text))


def _from_above(periods: Sequence[Period], at: int, sentence: Span, text: str) -> Period | None:
    """The period of the list or of the plan that a sentence without one of its own belongs to, or None."""
    start = text.rfind("\n", 0, at) + 1
    item = _ITEM.match(text, start) is not None or _INTRODUCED.search(text, max(0, start - 20), start) is not None
    if item and (opened := text.rfind("：", start, sentence.start)) >= 0 and _ITEM.match(text, opened + 1):
        return _last_in(periods, start, opened, text)
    end = start - 1
    for _ in range(_LINES_ABOVE):
        if end <= 0:
            return None
        begin = text.rfind("\n", 0, end) + 1
        line = text[begin:end].strip()
        if item and line.endswith(("：", ":")):
            return _last_in(periods, begin, end, text)
        if _PLAN_HEADING.fullmatch(line):
            return _last_in(periods, begin, end, text)
        if _HEADING.fullmatch(line) and (_NUMBERED.match(line) or not _ITEM.match(line)):
            return None
        end = begin - 1
    return None


def _beginning_in(periods: Sequence[Period], start: int, end: int) -> Sequence[Period]:
    """Those whose span begins in ``[start, end)``; they are in order, so not all need be looked at."""
    first = bisect_left(periods, start, key=_start)
    return periods[first : bisect_left(periods, end, first, key=_start)]


def _start(period: Period) -> int:
    return period.span.start


def _last_in(periods: Sequence[Period], start: int, end: int, text: str) -> Period | None:
    """The last period named there; 一年来 after the year itself (2019年…一年来) is that year."""
    named = [p for p in _beginning_in(periods, start, end) if p.kind != "compared"]
    if named and text.startswith("一年", named[-1].span.start):
        return next((p for p in named if _is_year(p)), named[-1])
    return named[-1] if named else None


def _is_year(period: Period) -> bool:
    return period.start is not None and period.end is not None and (period.end - period.start).days in (364, 365)


def _best(before: list[Period], text: str) -> Period:
    nearest = before[-1]
    if len(before) > 1 and text[nearest.span.start : nearest.span.end] in _NOW:
        day = before[-2]  # 截至2018年底，全市现有会员…: the day that is named, not that of the article
        if day.start is None and day.end is not None and _NO_FIGURE.fullmatch(text, day.span.end, nearest.span.start):
            return day
    if len(before) > 1 and text and nearest.start and nearest.end and (nearest.end - nearest.start).days > 300:
        other = before[-2]
        mid = _MID_CLAUSE.match(text, nearest.span.end) and _MID_CLAUSE.match(text, nearest.span.start - 1)
        if mid and other.start and other.start == other.end and nearest.start <= other.start <= nearest.end:
            return other
    return nearest


def _shared(periods: Sequence[Period], last: Period, at: int, text: str) -> Period:
    """2020年、2021年分别投入3万元、4万元: each figure is of its own year."""
    end = periods.index(last)
    first = end
    while first and lists.AND.fullmatch(text, periods[first - 1].span.end, periods[first].span.start):
        first -= 1
    if first == end:
        return last
    n = lists.share(text, last.span.end, at, end - first + 1)
    return last if n is None else periods[first + n]


def _may_govern(period: Period, at: int, text: str) -> bool:
    if period.kind == "compared":
        return False
    if not text:
        return True
    start, end = period.span
    between = text[end:at]
    if between.count("）") > between.count("（") and not _TITLE.match(text, end):
        return False
    if "，" in between and period.kind == "range":
        began = _BEGAN.match(text, end)
        if (began and "，" in text[began.end() : at]) or _BEGAN_IN.search(text, max(0, start - 4), start):
            return False
    if _SINCE_EVENT.search(text, max(0, start - 3), start) or _DECIDED.match(text, end):
        return False
    if _ATTACHED_BEFORE.search(text, max(0, start - 2), start) and _ATTACHED_AFTER.match(text, end):
        return end <= at and (at - end <= 4 or (at - end <= 12 and "、" in between and "，" not in between))
    return True
