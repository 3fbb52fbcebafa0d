"""Whether a numeral may stand before a unit as a count: 两名 does, 二级, 一批 and 3班 do not."""

from __future__ import annotations

import re

from extractors.numerals import Numeral
from extractors.quantity_hedges import left_hedge, right_hedge
from extractors.quantity_units import UnitWord

_BARE_BEFORE = frozenset("上达到数过破")
_ONE = frozenset("一壹")
_GIVES_TO = re.compile(r"(?:[为向给有共使让]|惠及|资助|慰问|救助|帮助|带动|吸引|吸纳|来自|覆盖|奖励)$")
_HELD = re.compile(r"(?:[了续前共办行班开设计达]|举办)(?:约|近|超过?)?$")  # 连续三届, 开班4班
_COURSES = re.compile(r"(?:课程|训练|培训|研习|讲座|[办管][理]?等|进修)(?:共|计|开办|约)*$")
"""Before 班 in Arabic digits these make it count courses: 课程19班, 课程开办128班, 物流管理等11班."""
_SCORED = re.compile(
    r"(?:得|获|评|成绩|总分|均分|平均|满分|分数|积|考|打|高|低|以|[加扣减]|分数?)了?(?:[为达出到约近超]|超过)?$"
)
_POWER = re.compile(
    r"(?:(?:电[耗费]|耗电|[用省节耗发供售购]电|[气体水室]温)[^，。；0-9]{0,4}|[0-9]度[升降增减][到至]|零[上下]|电量[^，。；0-9]{0,3})$"
)


def may_count(text: str, numeral: Numeral, word: UnitWord, stop: int) -> bool:
    """Whether this numeral may stand before this unit as a count: 两名 does, 二级 and 一批 do not."""
    start, end = numeral.span
    surface = text[start:end]
    if word.small == "none":
        return False
    if surface in _ONE:
        return word.unit in ("倍",)
    if surface == "二" or (surface[0] in "零〇" and numeral.chinese):
        return False
    if numeral.bare and not _bare_counts(text, numeral, word, stop):
        return False
    small = numeral.chinese and numeral.value is not None and numeral.value < 10
    if word.small == "no":
        return not numeral.chinese or (numeral.value is not None and numeral.value >= 100)
    if word.small == "big":
        return not small
    if word.small == "piece":
        return not small
    if word.small == "held":
        if word.surface == "班" and not numeral.chinese and _COURSES.search(text, max(0, start - 8), start):
            return True
        return _HELD.search(text, max(0, start - 6), start) is not None and not (numeral.value or 0) > 100
    if word.surface == "分":  # points; 分 of time, money and land are none
        return not numeral.chinese and _SCORED.search(text, max(0, start - 10), start) is not None
    if word.surface == "度":  # of electricity; others are degrees
        return _POWER.search(text, max(0, start - 8), start) is not None or text[start - 1 : start] in "电温"
    return True


def _bare_counts(text: str, numeral: Numeral, word: UnitWord, stop: int) -> bool:
    """百 千 万 亿 without a digit count where something beside says so: 近千家, 百余名, 亿元, 百人以上."""
    if numeral.modifier == "over" or word.kind == "money" or word.unit == "人次":
        return True
    start = numeral.span.start
    if left_hedge(text, start) or right_hedge(text, stop):
        return True
    if _GIVES_TO.search(text[max(0, start - 3) : start]):
        return True
    return text[start - 1 : start] in _BARE_BEFORE or (word.unit == "倍" and text[start - 1 : start] in ("的", "了"))
