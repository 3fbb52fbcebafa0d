"""Reading one point in time (2021年7月, 去年9月底, 22日, 春节): from a match to a closed range of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import regex

from extractors.quantity_durations import days_measure
from extractors.times import calendar, grammar
from extractors.times.grammar import number

_FUTURE = regex.compile(r"(?:将|拟|计划|预计|定于|力争|争取|确保|有望)[^，。；！？]{0,6}$")
_COMING = regex.compile(  # what the rest of a sentence says of a time that lies ahead
    r"[^。！？\n]{0,60}?(?:(?<!即)将(?!军|士|来|近|功|才|领|心|帅|其)|即将|拟(?!定)|报名|截止|预约|敬请|限领|限购|申领|可凭|预计|届时)"
)
_SOON = 45  # days
_HOLIDAY_TAIL = regex.compile(r"”?(?:期间|前夕|前后|假期|长假|小长假|当天|当日|来临|到来|到|以来|至|前|后)")
_AHEAD = 60  # a holiday without a year lies at most so many days ahead, else it was last year's
_BY = regex.compile("(?:之|以)?前")
_TAIWAN = regex.compile("民国|[台臺][湾北南中东]|新[台臺]币|高雄|新北市")


class InvalidDateError(Exception):
    """The expression names a day that does not exist (2月30日): it is skipped as a whole."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The date that the text named last, from which 当年, 次年, 9月 or 22日 count. None: not said.

    ``fresh``: named in this paragraph. Bare months and days count from a fresh anchor only; 当年 and 全年 from any.
    ``seen``: the day that was named last, for 当天 and 次日.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    fresh: bool = True
    seen: date | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A resolved point in time: a closed range of days.

    ``bound`` marks 底 and 末, which are read like 截至; ``whole`` a year and nothing more; ``linked`` an inner range
    (2023~2027年, 1—9月).
    """

    start: date | None
    end: date | None
    anchor: Anchor = Anchor()
    bound: bool = False
    whole: bool = False
    linked: bool = False


class Points:
    """Reads points in time of one text.

    Args:
        text: width-folded simplified text.
        published: day of publication, or None: relative expressions then have no ends.
        lenient: whether the text is one time expression and nothing else, so that forms that are ambiguous in running
            text (十一, 90年, 周三) are read as times.
    """

    def __init__(self, text: str, published: date | None, lenient: bool = False) -> None:
        self.text, self.published, self.lenient = text, published, lenient
        self.taiwan = _TAIWAN.search(text) is not None

    def point(self, pos: int, anchor: Anchor, after: date | None = None) -> tuple[Point, int] | None:
        """The point at ``pos`` and where it ends; ``after`` is the start of the range that it ends."""
        iso = grammar.ISO.match(self.text, pos) if self.text[pos : pos + 2] in ("19", "20") else None
        if iso is not None:
            when = calendar.day(int(iso["y"]), int(iso["m"]), int(iso["d"]))
            if when is None:
                raise InvalidDateError(iso.end())
            return Point(when, when, Anchor(when.year, when.month, when.day)), iso.end()
        m = grammar.POINT.match(self.text, pos)
        if m is None or m.end() == pos:
            only = grammar.DAY_ONLY.match(self.text, pos) if after and anchor.year and anchor.month else None
            if only is None:
                return None
            when = calendar.day(anchor.year or 0, anchor.month or 0, number(only["d"]) or 0)
            return (Point(when, when, Anchor(when.year, when.month, when.day)), only.end()) if when else None
        year, known = self._year(m, anchor)
        if m["roc2"] and not self.taiwan and not (self.lenient and m["roc2"][0] == "1"):
            return None
        point = self._within(m, year, known, anchor, after)
        if point is None:
            return None
        end = m.end() - m[0].endswith("的")
        if m["d"] or m["od"] or m["dr"] or m["da"]:
            hours = grammar.TIME_OF_DAY.match(self.text, end)
            end = hours.end() if hours is not None else end
        return point, end

    def _year(self, m: regex.Match[str], anchor: Anchor) -> tuple[int | None, bool]:
        """The year that is named, and whether one is named at all (it may be unresolved without a publication date)."""
        if m["y"] or m["school"]:
            return int(m["y"] or m["school"]), True
        if m["yc"]:
            return number(m["yc"]), True
        if m["roc"] or m["roc2"]:
            return 1911 + (number(m["roc"] or m["roc2"][: len(m["roc2"])]) or 0), True
        if m["yy"] or m["yyc"]:
            short = number(m["yy"] or m["yyc"]) or 0
            return (2000 if short <= 49 else 1900) + short, True
        if m["yr"] in grammar.YEARS_BEFORE and (year := self._year_spoken_of(m.start())) is not None:
            return year + grammar.YEARS[m["yr"]], True
        if m["yr"]:
            return (self.published.year + grammar.YEARS[m["yr"]] if self.published else None), True
        if m["ya"]:
            word = m["ya"].removeprefix("到").removeprefix("了")
            base = anchor.year or (self.published.year if self.published and word in ("当年", "该年") else None)
            return (base + grammar.ANCHORED_YEARS[word] if base else None), True
        return None, False

    def _year_spoken_of(self, pos: int) -> int | None:
        """The whole year that the sentence named last before an offset, or None."""
        start = max(self.text.rfind(stop, 0, pos) for stop in "。！？\n") + 1
        named = list(grammar.YEAR_NAMED.finditer(self.text, start, pos))
        if not named:
            return None
        if named[-1]["y"]:
            return int(named[-1]["y"])
        return self.published.year + grammar.YEARS[named[-1]["yr"]] if self.published else None

    def _within(
        self, m: regex.Match[str], year: int | None, known: bool, anchor: Anchor, after: date | None
    ) -> Point | None:
        if m["m"] or m["mr"] or m["ma"]:
            return self._month(m, year, known, anchor, after)
        if m["od"]:
            return self._bare_day(m, anchor, known)
        if m["wk"]:
            return None if known else self._week(m, anchor)
        if m["dr"]:
            if known or not self.published:
                return None if known else Point(None, None, anchor)
            when = calendar.shift_days(self.published, grammar.DAYS[m["dr"]])
            return Point(when, when, Anchor(when.year, when.month, when.day) if when else anchor)
        if m["da"]:
            if known or anchor.seen is None:
                return None if known else Point(None, None, anchor)
            when = calendar.shift_days(anchor.seen, grammar.ANCHORED_DAYS[m["da"]])
            return Point(when, when, Anchor(when.year, when.month, when.day) if when else anchor)
        if m["hol"] or m["two"]:
            return self._holiday(m, year, known, anchor)
        rest = m["q"] or m["h"] or m["fm"] or m["yt"] or m["s"]
        if rest and not known:
            if m["yt"] in ("底", "末", "初", "内") or (m["s"] and not self.lenient):
                return None
            now = self.published.year if self.published else None
            said = anchor.year if anchor.fresh or m["yt"] == "全年" else None
            year = now or said if m["yt"] in ("年内", "年初", "岁初", "伊始") else said or now
        if not rest and not known:
            return None
        if year is None:
            return Point(None, None, anchor)
        if not 1 <= year <= 9998:
            raise InvalidDateError(m.end())
        if m["school"]:
            return Point(date(year, 9, 1), date(year + 1, 8, 31), Anchor(year))
        first, last = self._part(m, year)
        if m["y1"] and not rest:
            if int(m["y1"]) > year:
                raise InvalidDateError(m.end())
            first = date(int(m["y1"]), 1, 1)
        bound = m["yt"] in ("底", "末", "年底", "年末", "岁末", "年终") or m["qt"] == "末"
        return Point(first, last, Anchor(year), bound=bound, whole=not rest and not m["y1"], linked=bool(m["y1"]))

    def _part(self, m: regex.Match[str], year: int) -> tuple[date, date | None]:
        """The part of a year that is named: quarter, half, season, first months, beginning, or all of it."""
        first, last = 1, 12
        if m["q"]:
            word = m["q"]
            if "前" in word or regex.match("首[二两三23]", word):
                last = 3 * (number(word[1]) or 1)
            elif word.startswith(("上", "本")):
                now = ((self.published.month - 1) // 3 if self.published else 0) - (word[0] == "上")
                year, now = (year, now) if now >= 0 else (year - 1, 3)
                first, last = 3 * now + 1, 3 * now + 3
            else:
                quarter = number(word.strip("第个季度Q")) or 1
                first, last = 3 * quarter - 2, 3 * quarter
        elif m["h"]:
            first, last = (1, 6) if m["h"][0] in "上前" else (7, 12)
        elif m["fm"]:
            last = number(m["fm"]) or 12
        elif m["s"]:
            first, last = grammar.SEASONS[m["s"][0]]
            if m["s"][0] == "冬":
                return date(year - 1, 12, 1), calendar.months(year, 1, 2)[1]  # type: ignore[index]
        elif m["yt"] in ("年初", "初", "岁初", "伊始"):
            return date(year, 1, 1), date(year, 1, 31) if m["y"] else None
        elif m["yt"] in ("第一天", "最后一天"):
            when = date(year, 1, 1) if m["yt"] == "第一天" else date(year, 12, 31)
            return when, when
        span = calendar.months(year, first, last)
        if span is None:
            raise InvalidDateError(m.end())
        return span

    def _month(
        self, m: regex.Match[str], year: int | None, known: bool, anchor: Anchor, after: date | None
    ) -> Point | None:
        month = number(m["m"]) if m["m"] else None
        if m["mr"]:
            base = (
                calendar.shift_months(self.published.replace(day=1), grammar.MONTHS[m["mr"]])
                if self.published
                else None
            )
            if base is None:
                return Point(None, None, anchor)
            year, month = (year or base.year if known else base.year), base.month
        elif m["ma"]:
            if anchor.year is None or anchor.month is None:
                return Point(None, None, anchor)
            base = calendar.shift_months(date(anchor.year, anchor.month, 1), grammar.ANCHORED_MONTHS[m["ma"]])
            year, month = (base.year, base.month) if base else (None, None)
        if month is None or not 1 <= month <= 12:
            raise InvalidDateError(m.end())
        if m["d"] and not 1 <= (number(m["d"]) or 0) <= 31:
            raise InvalidDateError(m.end())
        if known and year is None:
            return Point(None, None, anchor)
        if year is None:
            year = self._guess_year(m, month, number(m["d"]) if m["d"] else 1, anchor, after)
        if year is None:
            return Point(None, None, anchor)
        if m["d"]:
            return self._day_of(m, year, month)
        span = calendar.month(year, month)
        if span is None:
            raise InvalidDateError(m.end())
        first, last = span
        if m["m1"]:
            opening = calendar.month(year, number(m["m1"]) or 0)
            if opening is None or opening[0] > last:
                raise InvalidDateError(m.end())
            first = opening[0]
        part = m["mt"]
        if m["mw"]:
            weeks = calendar.week(year, first, number(m["mw"].strip("的第个周星期")) or 1)
            first, last = weeks or (first, last)
        elif part and part not in ("底", "末"):
            low, high = {"中旬": (11, 20), "下旬": (21, last.day)}.get(part, (1, 10))
            first, last = first.replace(day=low), first.replace(day=high)
        return Point(first, last, Anchor(year, month), bound=part in ("底", "末"), linked=bool(m["m1"]))

    def _day_of(self, m: regex.Match[str], year: int, month: int) -> Point:
        last = calendar.day(year, month, number(m["d"]) or 0)
        first = calendar.day(year, month, int(m["d1"])) if m["d1"] else last
        if last is None or first is None or first > last:
            raise InvalidDateError(m.end())
        return Point(first, last, Anchor(year, month, first.day))

    def _bare_day(self, m: regex.Match[str], anchor: Anchor, known: bool) -> Point | None:
        wanted = number(m["od"]) or 0
        if known or not 1 <= wanted <= 31 or (not self.lenient and days_measure(self.text, m.start())):
            return None
        if not m["od"].isdigit() and len(m["od"]) < 2 and not self.lenient:
            return None
        when = None
        if anchor.year and anchor.month and anchor.fresh:
            when = calendar.day(anchor.year, anchor.month, wanted)
        elif self.published:
            for back in range(3):
                base = calendar.shift_months(self.published.replace(day=1), -back)
                when = calendar.day(base.year, base.month, wanted) if base else None
                if when is not None and when <= self.published:
                    break
                when = None
        if when is None:
            return Point(None, None, anchor)
        first = calendar.day(when.year, when.month, int(m["od1"])) if m["od1"] else when
        if first is None or first > when:
            raise InvalidDateError(m.end())
        return Point(first, when, Anchor(when.year, when.month, when.day))

    def _week(self, m: regex.Match[str], anchor: Anchor) -> Point:
        """上周, 本周六: weeks begin on Monday."""
        if self.published is None:
            return Point(None, None, anchor)
        word = m["wk"].rstrip("周星期礼拜个一")
        count = {"上上": -2, "上": -1, "下": 1, "下下": 2}.get(word, 0)
        monday = calendar.shift_days(self.published, 7 * count - self.published.weekday())
        if monday is None:
            return Point(None, None, anchor)
        if m["wd"]:
            when = calendar.shift_days(monday, "一二三四五六日天".index(m["wd"][-1]) - (m["wd"][-1] == "天"))
            return Point(when, when, Anchor(when.year, when.month, when.day) if when else anchor)
        return Point(monday, calendar.shift_days(monday, 6), Anchor(monday.year, monday.month))

    def _guess_year(
        self, m: regex.Match[str], month: int, number_: int | None, anchor: Anchor, after: date | None
    ) -> int | None:
        """The year of a bare month: of the range it ends, of the date named last, else the most recent such month."""
        if after is not None:
            return after.year if month >= after.month else after.year + 1
        if anchor.year is not None and anchor.fresh:
            return anchor.year
        if self.published is None:
            return None
        if (month, number_) == (2, 29):
            years = range(self.published.year, self.published.year - 9, -1)
            return next((y for y in years if self._leap_day(y)), self.published.year)
        ahead = self._ahead(m, month, number_ or 1)
        if ahead is not None:
            return ahead
        if (month, number_ or 1) <= (self.published.month, self.published.day):
            return self.published.year
        planned = _FUTURE.search(self.text, max(0, m.start() - 12), m.start()) is not None
        planned |= m["mt"] is not None and _BY.match(self.text, m.end()) is not None  # 9月底前完成
        return self.published.year if planned else self.published.year - 1

    def _ahead(self, m: regex.Match[str], month: int, number_: int) -> int | None:
        """The year of a day that lies at most some weeks ahead, where the text says so or a range starts with it.

        A range that is about to begin (9月28日至10月31日 in late September) is news of the day; so is a single day
        where the sentence speaks of what will be. In January and February reports look back on the year that ended.
        """
        if self.published is None or not m["d"]:
            return None
        for year in (self.published.year, self.published.year + 1):
            when = calendar.day(year, month, number_)
            if when is None or not 0 < (when - self.published).days <= _SOON:
                continue
            coming = _COMING.match(self.text, m.end()) is not None
            opens = m["d1"] is not None or grammar.LINK.match(self.text, m.end()) is not None
            if coming or (opens and self.published.month > 2 and year == self.published.year):
                return year
        return None

    def _leap_day(self, year: int) -> bool:
        when = calendar.day(year, 2, 29)
        return when is not None and self.published is not None and when <= self.published

    def _holiday(self, m: regex.Match[str], year: int | None, known: bool, anchor: Anchor) -> Point | None:
        if m["two"]:
            form, other = "元旦", "春节"
        else:
            form, other = m["hol"], m["hol2"]
            follows = _HOLIDAY_TAIL.match(self.text, m.end())
            needs = calendar.holiday_forms()[form][2]
            if not self.lenient and not follows and (needs or not (known or other)):
                return None
        if m["two"] and not known and not self.lenient and not _HOLIDAY_TAIL.match(self.text, m.end()):
            return None
        if year is None:
            year = (
                None
                if known
                else (anchor.year if anchor.fresh else None) or (self.published.year if self.published else None)
            )
        if year is None:
            return Point(None, None, anchor)
        first = calendar.holiday(form, year)
        if first and self.published and not known and (first - self.published).days > _AHEAD:
            year, first = year - 1, calendar.holiday(form, year - 1)
        last = calendar.holiday(other, year) if other else first
        if first is None or last is None:
            return Point(None, None, anchor)
        first, last = min(first, last), max(first, last)
        if not other and self.text.startswith(("期间", "假期", "长假", "小长假", "”期间"), m.end()):
            last = calendar.shift_days(first, calendar.holiday_forms()[form][1] - 1) or last
        return Point(first, last, Anchor(year, first.month))
