"""Times named side by side (2020年和2021年, 上半年和下半年): one stretch that a figure is of, or one for each figure.

「2020年和2021年，共投入300万元」 is one figure of two years; 「2020年和2021年，分别投入100万元、200万元」 are two of
one each. What stands between the times and the figures tells which.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import regex

from extractors.model import Period
from extractors.times import calendar

_LONG = 27  # days: shorter times (5月3日、4日) are left as they are
AND = regex.compile("、|以?及|[和与]")
"""What stands between two times of a list."""
SAID = regex.compile(
    r"这?(?:两|[二三四五六七八九2-9]|二十?|十)(?:年|个?月|个季度)(?![多余前后以之底末初度级])(?:间|来|里)?"
)
"""How many they are, said once more (2016年、2017年两年)."""
YEARS = regex.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d\d)(?:(?:[、和与]|以?及)(?P<y>(?:19|20)\d\d)){1,4}(?=年(?!代)|[两二三四五]年)年?"
)
"""Years that share one 年 (2016、2017年; 2016、2017两年)."""
COUNTED = regex.compile(
    r"(?<![\d第每满近逾超这过去])(?P<n>[两二三四五六七八九十2-9])(?P<u>年|个月|个季度)(?=一?共(?![同享建创产事])|累计|总[共计]|合[共计])"
)
"""A stretch of the times named before it (2018年…，2019年…，两年共…)."""
_UNTIL_FIGURE = regex.compile(r"[^。！？；\n\d]{0,30}")
_APART = regex.compile(
    "分别|分头|依次|逐[年月季]|每[年月季人户家个]|(?<!共)同比|相比|比较|对比"
    "|各(?![级地类种项县区市界行大省族方镇乡州旗个]|[^，]{0,6}(?:工会|单位|部门|企业))"
)
_TOGETHER = regex.compile("一?共(?![同享建创产])|累计|总[共计]|合[共计]")
_NUMBER = r"\d[\d,.]*[多余]?[万亿千百]*[多余]?"
_FIGURE = regex.compile(rf"(?<![\d.第]){_NUMBER}(?!\d|年|月|日|[、和](?:19|20)\d\d年)")
_ROW = regex.compile(rf"{_NUMBER}(?P<u>[^\d，。；、和与及]{{1,4}})(?:(?:、|和|与|及){_NUMBER}(?P=u))+")
_STOP = regex.compile(r"[。！？\n]")
_SENTENCE = regex.compile(r"[^。！？；\n]*")


def one_stretch(text: str, end: int, times: int) -> bool:
    """Whether a figure behind a list of times that ends at ``end`` is of all of them together.

    Args:
        text: as for :func:`extractors.times.find`.
        end: of the list.
        times: how many it names.
    """
    between = _UNTIL_FIGURE.match(text, end)
    words = between[0] if between else ""
    together = _TOGETHER.search(words)
    if _APART.search(words[: together.start()] if together else words):
        return False
    row = _ROW.match(text, end + len(words))
    return together is not None or row is None or len(_FIGURE.findall(row[0])) != times


def together(text: str, end: int) -> bool:
    """Whether the words behind a list of times say that the figure is of all of them (共, 累计)."""
    words = _UNTIL_FIGURE.match(text, end)
    return words is not None and _TOGETHER.search(words[0]) is not None and not _APART.search(words[0])


def share(text: str, end: int, at: int, times: int) -> int | None:
    """Which of so many times, named in a list that ends at ``end``, the figure at ``at`` is of; None if unclear.

    The first figure is of the first time and so on; a second row of as many begins anew.
    """
    words = _UNTIL_FIGURE.match(text, end)
    if words is None or (not _APART.search(words[0]) and not _ROW.match(text, words.end())):
        return None
    rest = _SENTENCE.match(text, end)
    figures = [m.start() for m in _FIGURE.finditer(text, end, rest.end() if rest else end)]
    if at not in figures or len(figures) % times:
        return None
    return figures.index(at) % times


def following(first: date, before: date, start: date, end: date) -> bool:
    """Whether a time ``start`` to ``end`` goes on where one from ``first`` to ``before`` ends, both a month or more."""
    return start == calendar.shift_days(before, 1) and min((before - first).days, (end - start).days) >= _LONG


def named_before(periods: list[Period], text: str, at: int, count: int, unit: str) -> tuple[date, date] | None:
    """First and last day of the ``count`` years, quarters or months that the sentence named last before ``at``.

    None where they are not that many, or not without a gap.
    """
    if not periods:
        return None
    days = {"年": (365, 366), "个季度": (90, 92), "个月": (28, 31)}[unit]
    found: list[tuple[date, date]] = []
    for period in reversed(periods):
        if _STOP.search(text, period.span.end, at):
            break
        if period.kind != "range" or not period.start or not period.end:
            continue
        ends = (period.start, period.end)
        if days[0] <= (ends[1] - ends[0]).days + 1 <= days[1] and ends not in found:
            found.append(ends)
    found = sorted(found[:count])
    if len(found) < count or any(b[0] != calendar.shift_days(a[1], 1) for a, b in pairwise(found)):
        return None
    return found[0][0], found[-1][1]


__all__ = ["AND", "COUNTED", "SAID", "YEARS", "following", "named_before", "one_stretch", "share", "together"]
