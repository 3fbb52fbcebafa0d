"""Spans of time: which measure something (党龄10年, 服务时长2.5万小时) and which only place it in time (3天后)."""

from __future__ import annotations

import re
from functools import cache

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
_SERVED = re.compile(
    r"的?(?:工龄|党龄|教龄|驾龄|军龄|警龄|会龄|工作经[验历]|从业经[验历]|年终(?!奖)|薪[资金水]|花红|底薪|资遣费)"
)
_CHANGES = re.compile(r"(?:延长|缩短|压缩|减少|增加|提高|减|降|增|缩|压)[到至为]")  # 从98天延长到158天
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
    if not _DAYS.match(text, start):
        return False
    if _LEAVE.search(text, max(0, start - 12), start) or _PER_WEEK.search(text, max(0, start - 8), start):
        return True
    return text[start].isdecimal() and _before(True).search(text, max(0, start - 10), start) is not None


def measures_time(text: str, start: int, stop: int, word: UnitWord) -> bool:
    """Whether a span of time measures something (党龄10年, 服务时长2.5万小时) and does not place it in time (3天后)."""
    if word.unit in ("课时", "学时", "人天", "工日", "工时", "工作日"):
        return True
    hedged = left_hedge(text, start)
    left = text[max(0, start - 8) : start]
    if hedged:
        left = text[max(0, hedged[1] - 8) : start]
    if text[start:stop] in ("24小时", "二十四小时", "8小时", "八小时"):  # round the clock, the working day
        return _LONG_TIME.search(left) is not None
    if word.unit == "日":
        return days_measure(text, start)
    if word.unit in ("小时", "分钟", "秒"):
        return _TIME_NOT.match(text, stop) is None
    within = text.startswith("以内", stop) and _LONG_TIME.search(left) is not None  # 压缩到25天以内
    if _TIME_NOT.match(text, stop) and not within:
        return False
    if _SERVED.match(text, stop) or _CHANGES.match(text, stop):
        return True
    if word.unit == "年" and _TRADE.search(left) and _PAUSE.match(text, stop):
        return True
    return any(p.search(left) for p in (_LONG_TIME, _before(False), _BESIDE))
