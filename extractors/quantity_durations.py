"""Spans of time: which measure something (党龄10年, 服务时长2.5万小时) and which only place it in time (3天后)."""

from __future__ import annotations

import re
from functools import cache

from extractors.quantity_duration_weights import LEAST, LEAST_SAID, beside, weigh
from extractors.quantity_hedges import left_hedge
from extractors.quantity_units import UnitWord
from gazetteers import rows

_LONG_TIME = re.compile(  # words that measure with the span of time after them
    r"(?:长达|时长|达|龄|年资|为期|期限|[聘任]期|不少于|不低于|至少|最长|就是|时数|历时|假|每[天日周月年][^，。；\n0-9]{0,4}|连续[^，。；\n0-9]{0,3}"
    r"|(?:[干做工修守教跑开住待办学练]|服务|坚持|坚守|工作)了|(?:[压缩减降增提升]|缩短|压缩|延长|提高|增加|减少|下降|上升|调整|控制)[到至为了在]|[仅只][需用有]|[耗用]时"
    r"|[^过来去完成又除隔到为立，。；\n]了(?:整整|将?近|约|不到)?)(?:达到?|超过?|约|近|有|为|是)*$"
)
_TRADE = re.compile(
    r"(?:[做干烤教]|从事|从业|入行|担任|扎根)[^，。；：、！？\n0-9零一二两三四五六七八九十第年月日前后]{1,6}$"
)
"""Somebody's work right before the figure, with nothing but a pause or 的 after it: 烤豆腐三十一年，做荷官11年的."""
_PAUSE = re.compile(r"多?(?:[，。；！？”的]|$)")
_BESIDE = re.compile(
    r"[0-9.]+(?:多|余)?个?[天年月周秒](?:、|和|与|及)(?:近|约)?$"
)  # 2.7天、1.9天: one measures as the other
_LINK = r"(?:一般|原则上|通常|均|达到?|超过?|约|近|有|为|是|了|到|至|仅|只|共|满|长达|最长|最短|不少于|不超过|至少)*$"
_LEAVE = re.compile(r"假期?(?:[由从]\d{1,3}[日天])?(?:[增延调加长减]{1,2})?[至到为由从]?$")
"""Leave and what is said of its length, right before the figure: 产假由|70日, 产假由70日增至|90日."""
_PER_WEEK = re.compile(r"每(?:周|星期|月)[^，。；：\n0-9]{1,4}$")
_DAYS = re.compile(
    r"(?:\d{1,3}|[一二两三四五六七])日(?=[增延调至到，。；！？、）”\s]|以上|以内|左右|之久|的?(?:护理|产|病|年|婚|探亲)?假|$)"
)
_PART_OF_DAY = re.compile(r"\d{1,3}\.\d日(?![前后])")  # 平均每人放了6.8日: no date has a point
_SERVED = re.compile(
    r"的?(?:工龄|党龄|教龄|驾龄|军龄|警龄|会龄|工作经[验历]|从业经[验历]|年终(?!奖)|薪[资金水]|花红|底薪|资遣费)"
)
_CHANGES = re.compile(r"(?:延长|拉长|放宽|缩短|压缩|减少|增加|提高|减|降|增|缩|压)[到至为]")  # 从98天延长到158天
_SINCE = re.compile(r"(?:(?<![迈超越])过|隔|完成|[成建设创]立)了$|[一二三四五六七八九十]、?[二三四五六七八九十]$")
"""What surely places the span after it in time: 过了3天, 成立了3年, and months by their names (五六两个月)."""
_REPUBLIC = re.compile(r"(?<=[自从于])[0-9]{2,3}年")
"""A year of the Republic (自109年起): nobody says 自 before a span that measures."""
_WITHIN = re.compile(r"(?:压|缩|控制|缩短|压缩|降|减)[到至在为]$")  # 压到6小时以内: how long, not when
_TIME_NOT = re.compile(
    r"[多余]?(?:[前后来间内里初底末度中级薪轮制0-9]|以[来前后内]|之[前后内]|计划|行动|左右就|规划|时间[内里]|期(?!满))"
)


@cache
def _before(firm: bool) -> re.Pattern[str]:
    """A word of ``duration_words.tsv`` at the end of a text, and what may stand between it and the figure."""
    words = {row["word"] for row in rows("duration_words") if row["class"] == "firm" or not firm}
    return re.compile(rf"(?:{'|'.join(sorted(map(re.escape, words), key=lambda w: (-len(w), w)))}){_LINK}")


def days_measure(text: str, start: int) -> bool:
    """Whether a figure before 日 at ``start`` is a length (停工20日，) and no day of a month (20日，)."""
    if _PART_OF_DAY.match(text, start):
        return True
    if not _DAYS.match(text, start):
        return False
    if _LEAVE.search(text, max(0, start - 12), start) or _PER_WEEK.search(text, max(0, start - 8), start):
        return True
    return text[start].isdecimal() and _before(True).search(text, max(0, start - 10), start) is not None


def measures_time(text: str, start: int, stop: int, word: UnitWord) -> bool:
    """Whether a span of time measures something (党龄10年, 服务时长2.5万小时) and does not place it in time (3天后).

    Where the rules are not sure, clues from both sides are weighed (:mod:`extractors.quantity_duration_weights`).

    Args:
        text: width-folded and simplified.
        start, stop: the span of time, from the first digit to the end of its unit.
        word: its unit.
    """
    known = _by_rule(text, start, stop, word)
    if known is not None:
        return known
    seen = clues(text, start, stop, word)
    return weigh(seen) > (LEAST_SAID if "said" in seen else LEAST)


def open_to_doubt(text: str, start: int, stop: int, word: UnitWord) -> bool:
    """Whether the clues decide, as no rule is sure; arguments as for :func:`measures_time`."""
    return _by_rule(text, start, stop, word) is None


def clues(text: str, start: int, stop: int, word: UnitWord) -> list[str]:
    """What speaks for or against a measure, from both sides; arguments as for :func:`measures_time`.

    "said" is one of them where a word of ``duration_words.tsv`` or the like stands before the figure, "placed" where
    what follows places the span in time (3天后).
    """
    hedged = left_hedge(text, start)
    at = hedged[1] if hedged else start
    left = text[max(0, at - 8) : at]
    seen = beside(text, at, start, stop, word.unit)
    placed = _TIME_NOT.match(text, stop) is not None
    if placed:
        seen.append("placed")
    if hedged:
        seen.append(f"hedge={hedged[0]}")
    within = text.startswith("以内", stop) and _LONG_TIME.search(left) is not None  # 压缩到25天以内
    if (not placed or within) and (
        any(p.search(left) for p in (_LONG_TIME, _before(False), _BESIDE))
        or (word.unit == "年" and _TRADE.search(left) and _PAUSE.match(text, stop))
    ):
        seen.append("said")
    return seen


def _by_rule(text: str, start: int, stop: int, word: UnitWord) -> bool | None:
    """What the rules are sure of, or None."""
    if word.unit in ("课时", "学时", "人天", "工日", "工时", "工作日"):
        return True
    if text[start:stop] in ("24小时", "二十四小时", "8小时", "八小时"):  # round the clock, the working day
        hedged = left_hedge(text, start)
        at = hedged[1] if hedged else start
        return _LONG_TIME.search(text, max(0, at - 8), at) is not None or _CHANGES.match(text, stop) is not None
    if word.unit == "日":
        return days_measure(text, start)
    if word.unit in ("小时", "分钟", "秒"):
        within = text.startswith(("以内", "之内"), stop) and _WITHIN.search(text, max(0, start - 4), start) is not None
        return _TIME_NOT.match(text, stop) is None or within
    if _TIME_NOT.match(text, stop) is None and (
        _SERVED.match(text, stop) or _CHANGES.match(text, stop) or _firmly(text, start)
    ):
        return True
    return False if _SINCE.search(text, max(0, start - 3), start) or _REPUBLIC.match(text, start) else None


def _firmly(text: str, start: int) -> bool:
    """Whether a firm word of ``duration_words.tsv`` stands before the figure, or before its hedge."""
    hedged = left_hedge(text, start)
    at = hedged[1] if hedged else start
    return any(_before(True).search(text, max(0, end - 8), end) for end in {at, start})
