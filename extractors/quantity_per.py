"""Denominators: what a rate is counted for (每人500元: 人), or how often an amount recurs (每年投入100万元: 年)."""

from __future__ import annotations

import re

_THINGS = (
    "人次|人|户|名|位|家|场次|场|件|项|间|包|区县|区|册|份|次|班次|班|期|亩|吨|公里|平方米|座|台|套|辆|艘|支|所|篇|条|只|盒|袋|对|组|批|届|轮"
    "|张|桌|餐|顿|课时|节|堂|村|县|市|镇|乡|社区|学期|学年|小时|分钟|天|日|晚|周|星期|季度|季|月|年|分"
)
_EACH = re.compile(
    rf"(?:平均)?每(?:一|1)?(?P<thing>个(?P<of>月|小时|星期|季度|人|学期|学年|工作日|区县|村|县|家庭)?|{_THINGS})"
    rf"(?P<more>每(?:个)?(?:{_THINGS}))?"
)
_AVERAGE = re.compile(
    r"(?P<a>人|户|年|月|日|班|场|家|村|店|车|亩|校|站|件|单)均"
    r"|(?<![0-9一二三四五六七八九十〇零两去今当每全近前后往同明次多半这那十几周新旧百千本该逐历常青少中老成几])"
    r"(?P<y>年)(?=门诊|客流|客运|发电|产值|产量|销售|营业|营收|利润|收入|薪|工资|创|培训|服务|接待|投入|节约|创造|用电|产生|可|增收|租金|利税|人均|补助|处理|受理|纯收入|支出)"
    r"|(?P<m>月)(?=薪|工资|收入|租|均|补贴|缴|生活费|入|产|销|津贴|基本工资|最低工资|奖金|平均)"
    r"|(?P<d>日)(?=均|接待|服务|产|工资|薪)"
    r"|(?P<h>小?时)(?=薪|工资|最低工资)"
    r"|(?P<one>一年)(?=要|能|可|就|需|省|下来|大概|少说)"
    r"|[多少高低均]的?一(?P<a1>户|人|家)|一(?P<a2>分|户|人|家|项|件)(?=对应|奖|补|给)"
)
_SUFFIX = re.compile(
    rf"\s?[/／](?P<thing>{_THINGS}|个)(?!次)|(?:每|一)(?P<each>人|月|年|户|天|小时)(?=[，。；、！？）\n]|$)"
)
_CLAUSE = re.compile(r"[，。；：！？\n]")
_FOLD = {"名": "人", "位": "人", "季": "季度", "天": "天"}


def before(clause: str) -> str | None:
    """The denominator that the words of a clause before a figure name, or None.

    Of neighbouring ones the first counts (每人每年86元: 人), else the nearest (每个工作室每年培养3人: 年).
    """
    best: tuple[int, str] | None = None
    for m in _EACH.finditer(clause):
        thing = m["of"] or m["thing"]
        if thing in ("天", "日") and len(clause) - m.end() > 8:  # 每天穿梭在街头巷尾的群体: says how they live
            continue
        best = (m.start(), _FOLD.get(thing, thing))
    for m in _AVERAGE.finditer(clause):
        if best is None or m.start() > best[0]:
            name = m["a"] or m["a1"] or m["a2"] or m["y"] or m["m"] or m["d"] or ("小时" if m["h"] else "年")
            best = (m.start(), name)
    return best[1] if best else None


def after(text: str, end: int) -> tuple[str, int] | None:
    """A denominator right after the unit (4500元/月), and where it ends."""
    m = _SUFFIX.match(text, end)
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
    r"^[^0-9。；！？\n每共总]{0,6}[，、](?:[^0-9。；！？\n，每共总累合]{0,2})?"
    r"(?:最高|最低|最多|至多|不超过|其余|另|再|比上年|比去年|较上年|少的|多的|超出|里头|不得|也)[^0-9。；！？\n，每共总累合]{0,6}$"
)
_SAME_PERIOD = re.compile(r"^[^。；！？\n共累今去现已每截年月天还就另]{0,36}$")


def carries(between: str, per: str) -> bool:
    """Whether a denominator holds on over the words between two figures of the same unit (每月5000元和2000元).

    A period holds for the rest of its sentence, as long as no other time or sum is named.
    """
    if per in ("年", "月") and _SAME_PERIOD.match(between):
        return True
    return any(p.search(between) for p in (_CARRY, _ENUMERATION, _CARRY_CLAUSE))


def clause_start(text: str, at: int, least: int) -> int:
    """Where the clause that holds ``at`` starts, not before ``least``."""
    lo = max(least, at - 40)
    start = lo
    for m in _CLAUSE.finditer(text, lo, at):
        start = m.end()
    return start
