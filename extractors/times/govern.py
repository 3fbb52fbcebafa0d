"""Which time governs a figure."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractors.model import Period, Span

# 从2019年的2万户减到…, 在去年45家的基础上: the period belongs to the one figure right after it
_ATTACHED_BEFORE = regex.compile(r"(?:[从由在比较]|[^直截]至)$")
_ATTACHED_AFTER = regex.compile(
    r"的?(?:约|近|将近|超过?|逾|不足|不到|不过)?(?:\d|[一二两三四五六七八九十百](?![次个场批]))"
)
# 成立于1950年，现有…; 1987年进厂，…: when something began, not when the later clauses hold
_BEGAN_IN = regex.compile(r"(?:成立|始?建|创[办建立]|组建|生|落成|注册|毕业|起源|诞生)于$")
_BEGAN = regex.compile(
    r"[^，；。]{0,4}?(?:进厂|入厂|入职|参加工作|出生|毕业|入党|退休|退伍|建厂|建会|[成创]立(?=，)|组建(?=，)|(?:建成|投用|启用)(?=，))"
)
_TITLE = regex.compile(r"[^（）]{0,12}）》")
# 2014年金秋助学金发放仪式: a year inside of a noun phrase
_MID_CLAUSE = regex.compile(r"[\u4e00-\u9fff]")
_CONTINUES = regex.compile(r"[”’」）]?\s*(?:这?其间|这?期间|其中|同期|同时|会上|活动中|(?:活动|仪式|会议)?现场|仪式上)")
_CLAUSE = regex.compile("[，；：。]")


def governing(periods: Sequence[Period], at: int, sentence: Span, paragraph: Span, text: str = "") -> Period | None:
    """The period that says when a claim at an offset holds, or None.

    Looked for, in this order: the nearest period before the claim in its sentence; the next one in its clause; the last
    one earlier in the paragraph, where the sentence plainly goes on with it (其中, 这期间, 会上). What a figure is
    compared with never governs, nor does a period that belongs to another figure (从2019年的2万户减到…) or stands in
    brackets that the claim is outside of, but for the years of a plan's title.

    Args:
        periods: of the article, in order, as :func:`extractors.times.find` gives them.
        at: offset of the claim's quantity.
        sentence, paragraph: spans around it.
        text: the text that the spans are of; without it clauses, brackets and attached figures are unknown.
    """
    here = [p for p in periods if sentence.start <= p.span.start < sentence.end]
    before = [p for p in here if p.span.end <= at and _may_govern(p, at, text)]
    if before:
        return _best(before, text)
    after = [
        p for p in here if p.span.start > at and p.kind in ("range", "since", "until") and _may_govern(p, at, text)
    ]
    if text and after and not _CLAUSE.search(text, at, after[0].span.start):
        return after[0]
    if text and _CONTINUES.match(text, sentence.start):
        earlier = [p for p in periods if paragraph.start <= p.span.start < sentence.start and _may_govern(p, at, text)]
        return earlier[-1] if earlier else None
    return None


def _best(before: list[Period], text: str) -> Period:
    nearest = before[-1]
    if len(before) > 1 and text and nearest.start and nearest.end and (nearest.end - nearest.start).days > 300:
        other = before[-2]
        mid = _MID_CLAUSE.match(text, nearest.span.end) and _MID_CLAUSE.match(text, nearest.span.start - 1)
        if mid and other.start and other.start == other.end and nearest.start <= other.start <= nearest.end:
            return other
    return nearest


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
    if _ATTACHED_BEFORE.search(text, max(0, start - 2), start) and _ATTACHED_AFTER.match(text, end):
        return end <= at and (at - end <= 4 or (at - end <= 12 and "、" in between and "，" not in between))
    return True
