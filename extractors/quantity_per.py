"""Denominators: what a rate is counted for (每人500元: 人), or how often an amount recurs (每年投入100万元: 年)."""

from __future__ import annotations

import re
from functools import cache

from gazetteers import rows

_PERIODS = frozenset({"小时", "分钟", "天", "日", "晚", "周", "星期", "季度", "季", "月", "年", "学期", "学年"})
_MORE = (
    "区县|村|县|市|镇|乡|社区|学期|学年|小时|分钟|天|日|晚|周|星期|季度|季|月|年"
    "|分|区|站|只|亩|吨|公里|平方米|公斤|斤|米|度"
)


@cache
def _things() -> str:
    """Alternation of what a rate may be counted for: classifiers with what may not follow them, periods, measures."""
    table = {row["surface"]: row["not_before"] for row in rows("classifiers") if row["small"] != "none"}
    table = {name: guard for name, guard in table.items() if not any(c in "（(倍个" for c in name)}
    for name in _MORE.split("|"):
        table[name] = ""
    names = sorted(table, key=lambda name: (-len(name), name))
    return "|".join(
        re.escape(n) + (f"(?!{table[n]})" if table[n] and n not in ("人", "户", "家") else "") for n in names
    )


@cache
def _each() -> re.Pattern[str]:
    return re.compile(
        rf"(?:平均)?每(?:一|1)?(?P<thing>个(?P<of>月|小时|星期|季度|人次|班次|人(?!次)|学期|学年|工作日|区县|村|县|家庭)?|{_things()})"
        rf"(?P<more>每(?:个)?(?:{_things()}))?"
    )


@cache
def _suffix() -> re.Pattern[str]:
    return re.compile(
        rf"\s?[/／](?P<thing>{_things()}|个)(?!次)|(?:每|一)(?P<each>人|月|年|户|天|小时)(?=[，。；、！？）\n]|$)"
    )


_AVERAGE = re.compile(
    r"(?<![简名订清菜账保存传买成表])单(?P<s>人|次|笔|件|户|车|店|场|项|张|台|套|亩|个)"
    r"(?=[^，。；：0-9]{0,8}(?:最高|最多|最低|至多|不超过|不低于|不足|限额|奖励?|补[贴助]?|赔[付偿]?|报销|资助))"
    r"|(?P<a>人|户|年|月|日|班|场|家|村|店|车|亩|校|站|件|单)均"
    r"|(?<![0-9一二三四五六七八九十〇零两去今当每全近前后往同明次多半这那十几周新旧百千本该逐历常青少中老成几])"
    r"(?P<y>年)(?=门诊|客流|客运|发电|产值|产量|销售|营业|营收|利润|收入|薪|工资|创|培训|服务|接待|投入|节约|创造|用电|产生|可|增收|租金|利税|人均|补助|处理|受理|纯收入|支出)"
    r"|(?P<m>月)(?=薪|工资|收入|租|均|补贴|缴|生活费|入|产|销|津贴|基本工资|最低工资|奖金|平均)"
    r"|(?P<d>日)(?=均|接待|服务|产|工资|薪)"
    r"|(?P<h>小?时)(?=薪|工资|最低工资)"
    r"|一(?P<one>年|个?月|天)(?=[要能可就需省只交缴花仅才挣赚收替最接跑送发]|下来|大概|少说|$)"
    r"|每[^，。；：！？一每\n0-9]{1,4}一(?P<a4>起|件|名|人|户|家|项|例|次|单|场|台|吨|亩|本|期|批)"
    r"|按(?P<a3>人|户)头?(?=[^，。；：0-9]{0,4}$)"
    r"|[多少高低均]的?一(?P<a1>户|人|家)|一(?P<a2>分|户|人|家|项|件)(?=对应|奖|补|给)"
)
_MAY_NAME = re.compile("[每均单按一年月日时]")
"""One of these is in every way to name a denominator before a figure."""
_CLAUSE = re.compile(r"[，。；：！？\n]")
_FOLD = {"名": "人", "位": "人", "季": "季度", "天": "天"}


def before(clause: str) -> str | None:
    """The denominator that the words of a clause before a figure name, or None.

    Of neighbouring ones the first counts (每人每年86元: 人), else the nearest (每个工作室每年培养3人: 年).
    """
    if not _MAY_NAME.search(clause):
        return None
    named: list[tuple[int, int, str]] = []
    for m in _each().finditer(clause):
        thing = m["of"] or m["thing"]
        if thing in ("天", "日") and len(clause) - m.end() > 8:  # 每天穿梭在街头巷尾的群体: says how they live
            continue
        named.append((m.start(), m.end(), _FOLD.get(thing, thing)))
    for m in _AVERAGE.finditer(clause):
        name = next((m[g] for g in ("s", "a", "a1", "a2", "a3", "a4", "y", "m", "d", "one") if m[g]), "小时")
        name = name.removeprefix("个")
        named.append((m.start(), m.end(), _FOLD.get(name, name)))
    best: tuple[int, int, str] | None = None
    for start, end, name in sorted(named):
        if best is not None and start <= best[1]:  # 每人每月, 户均年增收: the first of neighbours
            later = name == "月" != best[2] if "均" in clause[best[0] : start] else best[2] in _PERIODS - {name}
            later = later and (name == "月" or name not in _PERIODS)  # 人均月工资: 月; 年人均: 人
            best = (best[0], max(end, best[1]), name if later else best[2])
        else:
            best = (start, end, name)
    return best[2] if best else None


def close(clause: str) -> str | None:
    """The thing that a share right after it is counted for (每张优惠30%: 张), or None; no periods."""
    if "每" not in clause:
        return None
    found = [m for m in _each().finditer(clause) if len(clause) - m.end() <= 4]
    name = before(clause) if found else None
    return None if name in _PERIODS else name


def after(text: str, end: int) -> tuple[str, int] | None:
    """A denominator right after the unit (4500元/月), and where it ends."""
    m = _suffix().match(text, end)
    if m is None:
        return None
    name = m["thing"] or m["each"]
    return _FOLD.get(name, name), m.end()


_CARRY = re.compile(
    r"(?:^\s?|^[^，。；：！？\n0-9]{0,5})"
    r"(?:和|、|及|与|或|到|至|以及|(?:提高|提|增加|涨|升|降|减|调整|上调|增|补)(?:到|至|为)了?)\s?[约近超]?$"
)
_ENUMERATION = re.compile(r"^(?:和|、|及|与|以及)[^，。；：！？\n0-9共总累合]{1,14}$")
_CARRY_CLAUSE = re.compile(
    r"^[^0-9。；！？\n每共总]{0,6}[，、](?!单|全)(?:[^0-9。；！？\n，每共总累合]{0,2})?"
    r"(?:最高|最低|最多|至多|不超过|其余|另|再|比上年|比去年|较上年|少的|多的|超出|里头|不得|也)[^0-9。；！？\n，每共总累合]{0,6}$"
)
_COMPARED = re.compile(
    r"^，比[^，。；：！？\n0-9每共总]{1,10}[多少增减高低涨降][了出]?$|^，[^。；：！？\n0-9每共总]{1,14}分别[^，。；0-9]{0,3}$"
)
_LISTED = re.compile(r"^、[^，。；：！？、\n0-9每共总累合余另]{0,10}$")
_SAME_PERIOD = re.compile(r"^[^。；！？\n共累今去现已每截年月天还就另首笔批总合]{0,36}$")


def carries(between: str, per: str) -> bool:
    """Whether a denominator holds on over the words between two figures of the same unit (每月5000元和2000元).

    A period holds for the rest of its sentence, as long as no other time or sum is named.
    """
    if per in ("年", "月") and _SAME_PERIOD.match(between):
        return True
    return any(p.search(between) for p in (_CARRY, _ENUMERATION, _CARRY_CLAUSE, _COMPARED))


def listed(between: str, per: str) -> bool:
    """Whether a denominator holds for the next thing of a list as well (每家配书1000册、书架4组: both 家)."""
    return _LISTED.match(between) is not None


def is_period(per: str) -> bool:
    """Whether a denominator is a stretch of time (年, 天) and no thing."""
    return per in _PERIODS


def clause_start(text: str, at: int, least: int) -> int:
    """Where the clause that holds ``at`` starts, not before ``least``."""
    lo = max(least, at - 40)
    start = lo
    for m in _CLAUSE.finditer(text, lo, at):
        start = m.end()
    return start
