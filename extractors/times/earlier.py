"""What a time stands for that a figure is compared with: 上年, 去年同期 and 同比 count from the figure's own time."""

from __future__ import annotations

from datetime import date

import regex

from extractors.model import Period
from extractors.times import calendar
from extractors.times.calendar import Range

_NOWHERE: Range = (None, None)
_SAME = regex.compile("同期|同月|同季|同日|同一?时期|同一时间|这个?时候|此时")
_YEAR_BEFORE = regex.compile("上一?年")
# 启动当年, 成立那年: the year of what happened, whichever that was
_EVENT = regex.compile(r"(?<=[\u4e00-\u9fff])(?:当年|那一?年)")
_YEAR_START = regex.compile("^(?:今年|当年|本年)?(?:年初|岁初)")
# the state at the end of a stretch, not the stretch: 2020年底, 上月末
_BOUND = regex.compile("[年月季岁]度?[底末]|年终")


def year_before(own: Period | None, years: int = 1) -> Range:
    """The same stretch ``years`` years earlier (同比); an end that is unknown stays None."""
    if own is None:
        return _NOWHERE
    return _back(own.start, years), _back(own.end, years)


def stretch_before(own: Period | None) -> Range:
    """The stretch of the same length right before (环比): the month before a month, the day before a day.

    Both ends are None where the figure's own time has no beginning or no end.
    """
    if own is None or own.start is None or own.end is None:
        return _NOWHERE
    last = calendar.shift_days(own.start, -1)
    following = calendar.shift_days(own.end, 1)
    if last is None or following is None:
        return _NOWHERE
    if own.start.day == 1 and following.day == 1:
        months = 12 * (following.year - own.start.year) + following.month - own.start.month
        return calendar.shift_months(own.start, -months), last
    return calendar.shift_days(own.start, (own.start - following).days), last


def compared_with(words: str, named: Period, own: Period | None) -> Range:
    """First and last day of the time that a figure is compared with.

    Args:
        words: what it is compared with, as the text has it (去年同期, 上年末, 2015年).
        named: the time expression in these words, as read against the day of publication.
        own: when the figure itself holds, or None.
    """
    if own is not None and own.span == named.span:
        own = None  # the figure's own time was taken from these very words
    if _EVENT.search(words):
        return _NOWHERE
    year = _year_of(own)
    if _SAME.search(words):
        if own is None or named.start is None:
            return _NOWHERE
        last = own.end or own.start
        if last is None:
            return _NOWHERE
        if _YEAR_BEFORE.search(words):
            return year_before(own)
        back = last.year - named.start.year
        return year_before(own, back) if back > 0 else _NOWHERE
    start, end = (None if _BOUND.search(words) else named.start), named.end
    if _YEAR_BEFORE.search(words):
        if year is None or named.end is None:
            return _NOWHERE
        back = named.end.year - (year - 1)
        return _back(start, back), _back(end, back)
    if year is not None and _YEAR_START.match(words):
        return date(year, 1, 1), None
    if own is not None and (named.start, named.end) == (own.start, own.end):
        return _NOWHERE  # nothing is compared with itself: one of the two times was misread
    return start, end


def _year_of(own: Period | None) -> int | None:
    """The calendar year that a time lies in, None where it is unknown or there are two."""
    if own is None or own.end is None or own.kind == "vague":
        return None
    if own.start is not None and own.start.year != own.end.year:
        return None
    return own.end.year


def _back(day: date | None, years: int) -> date | None:
    """The day so many years earlier; the last of a month stays the last of it."""
    if day is None:
        return None
    then = calendar.shift_months(day, -12 * years)
    whole, before = calendar.month(day.year, day.month), calendar.month(then.year, then.month) if then else None
    return before[1] if then and whole and before and day == whole[1] else then
