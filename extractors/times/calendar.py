"""Days, months, years: arithmetic on closed ranges of days, holidays and plans. Knows no text."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

import gazetteers

Range = tuple[date | None, date | None]
DAY = timedelta(days=1)
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


def day(year: int, month: int, number: int) -> date | None:
    """The day, or None where the calendar has no such day (30 February, month 13)."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def month(year: int, number: int) -> tuple[date, date] | None:
    """First and last day of a month, or None where there is no such month."""
    if not (1 <= number <= 12 and 1 <= year <= 9999):
        return None
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def months(year: int, first: int, last: int) -> tuple[date, date] | None:
    """First day of one month to the last day of another in the same year, or None where there are none such."""
    a, b = month(year, first), month(year, last)
    return (a[0], b[1]) if a and b and first <= last else None


def shift_months(when: date, count: int) -> date | None:
    """The same day ``count`` months later (earlier where negative), clipped to the month's end; None out of range."""
    index = when.year * 12 + when.month - 1 + count
    year, number = divmod(index, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, number + 1, min(when.day, monthrange(year, number + 1)[1]))


def shift_days(when: date, count: int) -> date | None:
    """The day ``count`` days later, or None out of range."""
    try:
        return when + timedelta(days=count)
    except OverflowError:
        return None


def week(year: int, first: date, ordinal: int) -> tuple[date, date] | None:
    """The ``ordinal``-th Monday week from ``first`` on; a week belongs to the year or month that it starts in."""
    start = shift_days(first, (-first.weekday()) % 7 + 7 * (ordinal - 1))
    end = shift_days(start, 6) if start else None
    return (start, end) if start and end else None


@cache
def holiday_forms() -> dict[str, tuple[str, int, bool]]:
    """Each way of writing a holiday, with its rule, its length in days and whether it needs quotes or a 期间."""
    table: dict[str, tuple[str, int, bool]] = {}
    for row in gazetteers.rows("holidays"):
        for form in row["forms"].split(" "):
            # 三八妇女节 is no plain number: only forms without a 节 need support
            table[form] = (row["rule"], int(row["days"]), row["quoted"] == "yes" and "节" not in form)
    return table


@cache
def _lunar() -> dict[int, dict[str, str]]:
    return {int(row["year"]): dict(row) for row in gazetteers.rows("lunar_new_year")}


def lunar_day(year: int, number: int, leap: bool, day_: int | None) -> tuple[date, date] | None:
    """A day of the lunar calendar, or with ``day_`` None the whole lunar month; None where there is no such day."""
    row = _lunar().get(year)
    if row is None or not 1 <= number <= 12 or (leap and int(row["leap"]) != number):
        return None
    index = number - 1 + (leap or 0 < int(row["leap"]) < number)
    lengths = [29 + int(bit) for bit in row["months"]]
    first = date.fromisoformat(row["spring"]) + timedelta(days=sum(lengths[:index]))
    if day_ is None:
        return first, first + timedelta(days=lengths[index] - 1)
    if not 1 <= day_ <= lengths[index]:
        return None
    return (first + timedelta(days=day_ - 1),) * 2


def holiday(form: str, year: int) -> date | None:
    """The (first) day of a holiday in a year, or None where it is unknown (lunar ones outside 1990 to 2035)."""
    rule = holiday_forms()[form][0]
    if rule.startswith("lunar:"):
        column, minus, _ = rule[6:].partition("-")
        # New Year's Eve of a year is the evening that ends it, in the next Gregorian year
        row = _lunar().get(year)
        return date.fromisoformat(row[column]) - (DAY if minus else timedelta()) if row else None
    number, _, rest = rule.partition("-")
    if rest.isdigit():
        return day(year, int(number), int(rest))
    first = day(year, int(number), 1)
    if first is None:
        return None
    return first + timedelta(days=(WEEKDAYS.index(rest[:3]) - first.weekday()) % 7 + 7 * (int(rest[3:]) - 1))


@cache
def plans() -> dict[str, tuple[date, date]]:
    """Five-year plans: name to first and last day."""
    return {
        row["name"]: (date.fromisoformat(row["start"]), date.fromisoformat(row["end"]))
        for row in gazetteers.rows("five_year_plans")
    }
