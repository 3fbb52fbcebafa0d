"""What the noun beside a classifier makes of it.

两个儿子 are people, 140多个困难职工家庭 households, 7.1万户企业 neither. The nouns are in ``counted_nouns.tsv``.
"""

from __future__ import annotations

import re
from functools import cache

from extractors.model import Kind
from gazetteers import rows

_PLAIN = r"[^，。；：！？、（）“”\n0-9"  # what a noun phrase is made of, as far as this module looks
_THEN = (  # after the person noun the phrase must be over: 两个职工在…, not 两个职工书屋
    r"(?=[，。；：！？、）”\n\s]|$"
    r"|[里中轮琢替只怎凑在都和与及从被也已来去上读报因获领参为是有需得把将又就正一两等到给对能同走回要可跑入享受住干做每各共成刚还跟没不])"
)
_GROWTH = r"(?:已|约|近|超过|超|达到?|要|有|突破|逾|共|多达|接近|将近|增至|净增|增加|新增|增长到|为|至)+$"


@cache
def _nouns(name: str) -> str:
    """Alternation of the nouns of one class, longest first."""
    words = [row["noun"] for row in rows("counted_nouns") if row["class"] == name]
    return "|".join(sorted(words, key=lambda w: (-len(w), w)))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    person, household, crowd = _nouns("person"), _nouns("household"), _nouns("crowd")
    return {
        "person next": re.compile(rf"(?:以上|左右|以下)?(?:的)?{_PLAIN}的在为和]{{0,4}}?(?:{person}){_THEN}"),
        "household next": re.compile(rf"(?:以上|左右)?(?:的)?{_PLAIN}的]{{0,8}}?(?:{household})(?![成教困主])"),
        "household before": re.compile(rf"(?:{household})(?:有|达|共|近|约|为|已有|共有|超过|多达|达到)?$"),
        "firms before": re.compile(rf"(?:{_nouns('firm')})(?:有|达|共|为|已有|共有|达到|累计|数)?$"),
        "crowd before": re.compile(rf"(?:{crowd}|的人)(?:们|数|总数|总人数)?$"),
        "crowd next": re.compile(rf"(?:名|多)?{_PLAIN}]{{0,6}}?(?:{crowd})"),
        "money before": re.compile(rf"(?:{_nouns('money')})(?:共|总?计|约|达|近|超|为|共计|合计)?$"),
        # 拿出30万给困难职工, 填补60万: what is spent is money, whoever gets it
        "spent": re.compile(
            r"(?:拿出|拿了|掏出?|花[去掉了]|垫[付上了]|汇[去来了]|拨[付出了]|筹[到措集得]|凑[了出到齐]|借[了来到]|填补|[挣赚亏欠][了下]?"
            r"|省下)了?(?:将?近|约|超过?|整整|足足)?$"
        ),
        # 矿上出35万，贷来20万。: only where nothing follows that is counted
        "paid": re.compile(
            r"(?:(?<![超多高发卖走借送派售输跑寄散印推租突露读播做产开])出|[贷捐赔罚缴欠亏]|贷来|亏掉|[另又]?给了?|谈的是|落到手里|保险的)了?"
            r"(?:将?近|约|超过?|整整|足足)?$"
        ),
        "paid end": re.compile(r"[，。；！？、”）\s]|出头|$"),
        "times before": re.compile(r"人次(?:数)?(?:达到?|超过?|共|约|突破)?$"),
        "more people": re.compile(r"人数比[^，。；0-9]{1,8}(?:多|少|增加|减少)出?了?$"),
        "end": re.compile(r"[，。；！？、）\s]|以上|左右|$"),
        "growth": re.compile(_GROWTH),
    }


def of_ge(text: str, start: int, end: int) -> tuple[str, Kind] | None:
    """Unit and kind of a 个 whose quantity stands at ``text[start:end]``, or None for plain things."""
    patterns = _patterns()
    if patterns["household next"].match(text, end):
        return "个", "households"
    if patterns["person next"].match(text, end):
        return "人", "people"
    if patterns["household before"].search(text[max(0, start - 10) : start]):
        return "个", "households"
    return None


def of_hu(text: str, start: int) -> Kind:
    """Households, unless the 户 are firms named right before (返还企业3306户)."""
    return "count" if _patterns()["firms before"].search(text[max(0, start - 8) : start]) else "households"


_TEMPERATURE = re.compile(r"温(?:度)?[^，。；：！？、\n0-9]{0,5}$|零[上下]$")


def of_du(text: str, start: int) -> Kind:
    """Degrees of temperature (温度降了11度) are no count; electricity is (节电26万度)."""
    return "other" if _TEMPERATURE.search(text, max(0, start - 8), start) else "count"


def without_unit(text: str, start: int, end: int) -> tuple[str, Kind] | None:
    """What a figure in 万 or 亿 counts that no unit follows (职工20余万), or None where nothing says it."""
    patterns = _patterns()
    if patterns["money before"].search(text[max(0, start - 10) : start]):
        return "元", "money"
    if patterns["spent"].search(text[max(0, start - 8) : start]):
        return "元", "money"
    if patterns["paid"].search(text[max(0, start - 10) : start]) and patterns["paid end"].match(text, end):
        return "元", "money"
    if patterns["times before"].search(text[max(0, start - 8) : start]) and patterns["end"].match(text, end):
        return "人次", "person_times"
    if patterns["crowd next"].match(text, end):
        return "人", "people"
    if patterns["more people"].search(text[max(0, start - 16) : start]):
        return "人", "people"
    before = patterns["growth"].sub("", text[max(0, start - 14) : start])
    if patterns["crowd before"].search(before) and patterns["end"].match(text, end):
        return "人", "people"
    return None
