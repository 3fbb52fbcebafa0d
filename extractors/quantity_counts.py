"""Whether a numeral may stand before a unit as a count: 两名 does, 二级, 一批 and 3班 do not."""

from __future__ import annotations

import re

from extractors.numerals import Numeral
from extractors.quantity_hedges import left_hedge, right_hedge
from extractors.quantity_units import UnitWord

_BARE_BEFORE = frozenset("上达到数过破")
_ONE = frozenset("一壹")
_GIVES_TO = re.compile(r"(?:[为向给有共使让]|惠及|资助|慰问|救助|帮助|带动|吸引|吸纳|来自|覆盖|奖励)$")
_HELD = re.compile(r"(?:[了续前共分办行班开设计达]|举办)(?:约|近|超过?)?$")  # 连续三届, 开班4班
_ONE_AND = re.compile(r"元[一二三四五六七八九]角|块[一二三四五六七八九](?=[，。；！？）”\s]|$|钱)")
_ISSUES = re.compile(r"(?:连办|开办|[办开]了|学了|上了|下的分|[共已各]办|[养训动次]分)$")  # 连办九期, 学了四期
_THINGS = {  # what some classifiers count by small Chinese figures: 三副 alone is a mate of a ship, 两口 a couple
    "副": re.compile(r"耳机|手套|眼镜|对联|春联|担架|扑克|口罩|碗筷|护膝|拐杖|棋|模具"),
    "把": re.compile(r"椅子|凳子|伞|雨伞|钥匙|扫帚|锁|躺椅|按摩椅|剪刀|铁锹"),
    "口": re.compile(r"[大小]?铁?锅|[水机深]?井|缸|[鱼水]塘|窑|钟|箱子"),
}
_VOTES = re.compile(r"票(?:反对|弃权|赞成|同意|废票)")  # 九票反对、五票弃权
_COURSES = re.compile(r"(?:课程|开课|训练|培训|研习|讲座|[办管][理]?等|进修)(?:共|计|开办|约)*$")
"""Before 班 in Arabic digits these make it count courses: 课程19班, 课程开办128班, 物流管理等11班."""
_SCORED = re.compile(
    r"(?:得|唱到|领先第[一二三]名|[论操]占|[高低]于|[比名工]差|获|评|成绩|总分|均分|平均|满分|分数|积|考|打|高|低|以|[加扣减]|分数?)了?(?:[为达出到约近超]|超过)?$"
)
_SCORE_AFTER = re.compile(r"以[上下](?![，。]?(?:的时间|车程))|过的|的总分|夺[冠魁得]|摘[得取]")
_SCORE_ALONE = re.compile(r"[，。！；”]")
_SCORE_LIST = re.compile(r"[0-9]分，[^，。；！？\n0-9]{1,8}$|(?:满意度|评分|[价格技术商务]分)$")  # 价格分30分，业绩25分
_POWER = re.compile(
    r"(?:(?:电[耗费]|耗电|[用省节耗发供售购]电|[气体水室]温|温度)[^，。；0-9]{0,4}|[0-9]度[升降增减][到至]|零[上下]|电量[^，。；0-9]{0,3})$"
)


def may_count(text: str, numeral: Numeral, word: UnitWord, stop: int) -> bool:
    """Whether this numeral may stand before this unit as a count: 两名 does, 二级 and 一批 do not."""
    start, end = numeral.span
    surface = text[start:end]
    if word.small == "none":
        return False
    if surface in _ONE and _ONE_AND.match(text, end):  # 一元五角, 一块二
        return True
    if surface in _ONE:
        return word.unit in ("倍",)
    if surface == "二" or (surface[0] in "零〇" and numeral.chinese):
        return False
    if numeral.bare and not _bare_counts(text, numeral, word, stop):
        return False
    small = numeral.chinese and numeral.value is not None and numeral.value < 10
    if word.surface == "回" and numeral.chinese:  # 体检过两回, not 一回不行就两回
        return text[start - 1 : start] in ("了", "过")
    if word.surface == "票" and _VOTES.match(text, end) is not None:
        return True
    if (things := _THINGS.get(word.surface)) is not None and things.match(text, stop):
        return True
    if word.surface == "期" and _ISSUES.search(text, max(0, start - 4), start):
        return True
    if word.small == "no":
        return not numeral.chinese or (numeral.value is not None and numeral.value >= 100)
    if word.small == "big":
        return not small
    if word.small == "piece":
        return not small
    if word.small == "held":
        many = not numeral.chinese or (numeral.value or 0) >= 10
        if word.surface == "班" and many and _COURSES.search(text, max(0, start - 8), start):
            return True
        return _HELD.search(text, max(0, start - 6), start) is not None and not (numeral.value or 0) > 100
    if word.surface == "分":  # points; 分 of time, money and land are none
        if numeral.chinese:
            return False
        if "." in surface or (len(surface) == 3 and _SCORE_ALONE.match(text, stop)):  # of an examination: 623分，
            return True
        if _SCORE_AFTER.match(text, stop) or _SCORE_LIST.search(text, max(0, start - 14), start):
            return True
        return _SCORED.search(text, max(0, start - 10), start) is not None
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
