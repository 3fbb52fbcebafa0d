"""Forms that are times only when one is told so: :func:`extractors.times.resolve` reads them, running text does not.

20240307, 2019.09, 09-01, 1月3, 周三, 下午3点, 半小时前, 九七年, 农历八月十五, 第52周. In an article most of these are
numbers, scores, route names or idioms.
"""

from __future__ import annotations

from datetime import date

import regex

from extractors.times import calendar
from extractors.times.calendar import Range
from extractors.times.grammar import number

_CN = "〇零一二三四五六七八九"
_Y = rf"(?:(?P<y>\d{{4}}|\d\d|[{_CN}]{{2}}|[一二][{_CN}]{{3}})年|(?P<yr>大前年|前年|去年|今年|明年|后年))"
_RELATIVE = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
_SECONDS = {"时": 3600, "头": 3600, "分": 60, "刻": 900, "秒": 1}

_PART = "凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|夜间|夜里|半夜|午夜|深夜|后半夜|黎明|白天|午后|当晚|早|晚|夜"
_NUMBER = r"(?:\d{1,2}|[零一二两三四五六七八九十]{1,3})"
_CLOCK = regex.compile(
    rf"(?:{_PART})?(?:\d{{1,2}}[:：]\d\d(?:[:：]\d\d)?时?|{_NUMBER}[点时](?:{_NUMBER}[分刻]?(?:{_NUMBER}秒)?|半|整)?钟?多?钟?)"
    rf"(?:许|左右)?(?:[~～—-]{{1,2}}|[至到])?|(?:{_PART})"
)
_SPACED = regex.compile(r"\s*([~～—至到-])\s*")
_DATE = regex.compile(r"(?P<y>(?:19|20)\d\d)(?:[-./ ](?=\d{1,2}[-./ ])|(?=\d{4}$))(?P<m>\d\d?)[-./ ]?(?P<d>\d\d?)")
_MONTH = regex.compile(r"(?P<y>(?:19|20)\d\d)[./-](?P<m>0[1-9]|1[0-2])")
_YEAR = regex.compile(r"(?P<y>(?:19|20)\d\d)")
_MONTH_DAY = regex.compile(r"(?P<m>0?[1-9]|1[0-2])[-/·.](?P<d>0[1-9]|[12]\d|3[01]|[1-9])[号日]?")
_BARE_DAY = regex.compile(r"(?P<m>\d\d?|十[一二]?|[一二三四五六七八九])月(?P<d>\d\d?)")
_DAY = regex.compile(r"(?P<d>[12]\d|3[01]|0?[1-9])号")
_SHORT_YEAR = regex.compile(rf"{_Y}(?P<rest>.*)")
_WEEKDAY = regex.compile(r"(?:周|星期|礼拜|週|禮拜)(?P<w>[一二三四五六日天])")
_NTH = regex.compile(
    rf"(?:{_Y}|(?P<m>\d\d?|十[一二]?|[一二三四五六七八九])月(?:份)?)的?第(?P<n>{_NUMBER}|[二三四五]十[一二三四五六七八九]?)"
    r"个?(?P<u>周|星期|礼拜|月|天)(?P<w>[一二三四五六日天])?"
)
_HEAD = regex.compile(
    rf"(?:{_Y}|(?P<m>\d\d?|十[一二]?|[一二三四五六七八九])月|(?P<mr>这个月|本月|上月))的?"
    rf"(?P<e>前|后|最后)(?P<n>{_NUMBER})个?(?P<u>月|天)"
)
_LUNAR = regex.compile(
    rf"(?P<a>[农阴]历)?{_Y}?(?P<b>[农阴]历)?(?P<leap>闰)?(?P<m>正|腊|冬|十[一二]?|[一二三四五六七八九]|\d\d?)月"
    r"(?P<d>初?(?:\d\d?|[一二三四五六七八九十])|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|二十)?(?P<t>[日号])?"
)
_NEW_YEAR = regex.compile(r"大年初(?P<d>[一二三四五六七八九十])")
_FRACTION = regex.compile(
    r"(?P<lead>近|过去的?|最近|未来|再过)?(?P<n>半|[\d一二三四五六七八九十两]+)(?P<half>个半|半)?多?个?半?"
    r"(?:小(?P<u>时)|钟(?P<u>头)|(?P<u>分)半?钟?|(?P<u>刻)钟|(?P<u>秒)钟?)(?P<tail>半?(?:以后|以前|以内|前|后|内|里))?"
)
_BOTH = regex.compile("今明两年")


def read(text: str, published: date | None) -> Range | None:
    """First and last day of a loose form, or None. Relative forms need a day of publication."""
    got = _absolute(text) or (_relative(text, published) if published else None)
    return got if got and not (got[0] and got[1] and got[0] > got[1]) else None


def spelled_out(text: str, published: date | None) -> str | None:
    """The text with its short year in full (九七年一季度: 1997年一季度) or a needless 农历 dropped, or None."""
    rest = text.removeprefix("农历")
    if rest != text and rest in calendar.holiday_forms():
        return rest
    m = _SHORT_YEAR.fullmatch(text)
    year = _year_of(m, published) if m and m["y"] and len(m["y"]) == 2 else None
    return f"{year}年{m['rest']}" if m and year else None


def without_clock(text: str) -> str | None:
    """The text without its clock times (9月21号下午5点: 9月21号), or None where it has none."""
    shorter = _CLOCK.sub(lambda m: m[0][-1] if m[0][-1] in "~～—-至到" else "", text)
    return _SPACED.sub(r"\1", shorter).strip(" ~～—-至到") if shorter != text else None


def _one(when: date | None) -> Range | None:
    return (when, when) if when else None


def _year_of(m: regex.Match[str], published: date | None) -> int | None:
    if m["yr"]:
        return published.year + _RELATIVE[m["yr"]] if published else None
    if not m["y"]:
        return published.year if published else None
    value = number(m["y"])
    if value is None or len(m["y"]) == 4:
        return value
    near = (published.year if published else 2000) + 10
    return max(value + century for century in (1800, 1900, 2000) if value + century <= near)


def _absolute(text: str) -> Range | None:
    m = _DATE.fullmatch(text)
    if m:
        return _one(calendar.day(int(m["y"]), int(m["m"]), int(m["d"])))
    left, dash, right = text.partition("-")
    if dash and _MONTH.fullmatch(left) and (_MONTH.fullmatch(right) or _YEAR.fullmatch(right)):
        a, b = _absolute(left), _absolute(right)
        return (a[0], b[1]) if a and b else None
    m = _MONTH.fullmatch(text)
    if m:
        return calendar.month(int(m["y"]), int(m["m"]))
    m = _YEAR.fullmatch(text)
    return calendar.months(int(m["y"]), 1, 12) if m else None


def _relative(text: str, now: date) -> Range | None:
    for pattern in (_MONTH_DAY, _BARE_DAY):
        m = pattern.fullmatch(text)
        if m:
            return _one(calendar.day(now.year, number(m["m"]) or 0, int(m["d"])))
    m = _DAY.fullmatch(text)
    if m:
        return _one(calendar.day(now.year, now.month, int(m["d"])))
    m = _WEEKDAY.fullmatch(text)
    if m:
        return _one(calendar.shift_days(now, "一二三四五六日".index(m["w"].replace("天", "日")) - now.weekday()))
    if _BOTH.fullmatch(text):
        return date(now.year, 1, 1), date(now.year + 1, 12, 31) if now.year < 9999 else None
    return _ordinal(text, now) or _lunar(text, now) or _fraction(text, now)


def _ordinal(text: str, now: date) -> Range | None:
    """第52周, 第8个月, 八月的第一个周二; 前七个月, 最后五天."""
    m = _NTH.fullmatch(text)
    if m:
        year, month, n = _year_of(m, now), number(m["m"]) if m["m"] else None, number(m["n"]) or 0
        if year is None or not 1 <= year <= 9998 or (month is not None and not 1 <= month <= 12):
            return None
        first = date(year, month or 1, 1)
        if m["u"] == "月":
            return calendar.month(year, n) if month is None else None
        if m["u"] == "天":
            return _one(calendar.shift_days(first, n - 1))
        if m["w"]:
            weekday = "一二三四五六日".index(m["w"].replace("天", "日"))
            return _one(calendar.shift_days(first, (weekday - first.weekday()) % 7 + 7 * (n - 1)))
        return calendar.week(year, first, n)
    m = _HEAD.fullmatch(text)
    if not m:
        return None
    year, n = _year_of(m, now), number(m["n"]) or 0
    if year is None or not 1 <= year <= 9998:
        return None
    if m["u"] == "月":
        if m["m"] or m["mr"]:
            return None
        return calendar.months(year, 1, n) if m["e"] == "前" else calendar.months(year, 13 - n, 12)
    span = calendar.months(year, 1, 12)
    if m["m"]:
        span = calendar.month(year, number(m["m"]) or 0)
    elif m["mr"]:
        base = calendar.shift_months(now.replace(day=1), -1 if m["mr"] == "上月" else 0)
        span = calendar.month(base.year, base.month) if base else None
    if span is None:
        return None
    if m["e"] == "前":
        return span[0], calendar.shift_days(span[0], n - 1)
    return calendar.shift_days(span[1], 1 - n), span[1]


def _lunar(text: str, now: date) -> Range | None:
    m = _NEW_YEAR.fullmatch(text)
    if m:
        return calendar.lunar_day(now.year, 1, False, number(m["d"]))
    m = _LUNAR.fullmatch(text)
    if not m:
        return None
    # 八月十五 without 日 is a lunar day; 8月 is not a lunar month unless it is called so
    said = m["a"] or m["b"] or m["leap"] or m["m"] in "正腊冬" or (m["d"] and not m["t"])
    year = _year_of(m, now)
    if not said or year is None:
        return None
    month = {"正": 1, "冬": 11, "腊": 12}.get(m["m"]) or number(m["m"]) or 0
    wanted = number(m["d"].removeprefix("初")) if m["d"] else None
    return calendar.lunar_day(year, month, bool(m["leap"]), wanted)


def _fraction(text: str, now: date) -> Range | None:
    """半小时前, 60小时内: hours and less, at day level, counted from the middle of the day."""
    m = _FRACTION.fullmatch(text)
    if not m or not (m["lead"] or m["tail"]):
        return None
    seconds = (0.5 if m["n"] == "半" else float(number(m["n"]) or 0)) * _SECONDS[next(u for u in m.captures("u"))]
    ahead = m["lead"] in ("未来", "再过") or (m["lead"] is None and not (m["tail"] or "").endswith("前"))
    there = calendar.shift_days(now, int(seconds / 86400 + 0.5) * (1 if ahead else -1))
    if there is None:
        return None
    tail = (m["tail"] or "").removeprefix("半")
    if m["lead"] == "再过" or tail == "以后":
        return there, None
    if tail == "以前":
        return None, there
    if tail in ("前", "后"):
        return there, there
    return (now, there) if there >= now else (there, now)
