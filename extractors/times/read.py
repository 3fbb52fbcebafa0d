"""Reading one time expression: from a place in the text to a closed range of days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import regex

from extractors.model import Period, PeriodKind, Span
from extractors.times import calendar, grammar, lists
from extractors.times.calendar import Range
from extractors.times.grammar import number
from extractors.times.points import Anchor, InvalidDateError, Point, Points

_BETWEEN_END = regex.compile("之?间|止")
_CLAUSE = regex.compile(r"[，。；：！？\n]")
_STATES = regex.compile("[为是仅有]|只有|共")
_STOP = regex.compile(r"[。！？\n]")
_NUMERAL_NEXT = regex.compile(r"(?:底|末)?的[\d一二三四五六七八九十两]")


_REVIEWED = 3  # up to March 过去的一年 is the year that is over, which reports look back on
_SOME = ("数", "几", "十几", "数十", "几十", "多")


class Reader(Points):
    """Reads time expressions of one text in order, remembering the date that was named last."""

    def __init__(self, text: str, published: date | None, lenient: bool = False) -> None:
        super().__init__(text, published, lenient)
        self.anchor = Anchor()
        self.last: Period | None = None
        self.found: list[Period] = []

    def new_paragraph(self) -> None:
        """Bare months and days count from the date named in their own paragraph; 当年 reaches further back."""
        self.anchor = replace(self.anchor, fresh=False)

    def at(self, pos: int, floor: int = 0) -> Period | int | None:
        """The expression whose core starts at ``pos``; its opener may reach back to ``floor``.

        Returns:
            The period; or an offset to go on from, where something stands here that is no time (2月30日, 3天内);
            or None where nothing starts here.
        """
        try:
            return (
                self._word(pos) or self._plan(pos) or self._short_years(pos) or self._dated(pos, floor)
                or self._counted(pos) or self._length(pos) or self._rest(pos)
            )  # fmt: skip
        except InvalidDateError as skip:
            return int(str(skip))

    # -- fixed words, plans, decades ------------------------------------------------------------------------------

    def _word(self, pos: int) -> Period | None:
        m = grammar.WORD.match(self.text, pos) if self.text[pos : pos + 1] in grammar.WORD_STARTS else None
        if m is None:
            return None
        row = grammar.WORDS[m[0]]
        kind: PeriodKind = row["kind"]  # type: ignore[assignment]
        return Period(Span(*m.span()), self._day(row["start"]), self._day(row["end"]), kind)

    def _day(self, rule: str) -> date | None:
        if rule.startswith("P"):
            return calendar.shift_days(self.published, int(rule[1:] or 0)) if self.published else None
        return date.fromisoformat(rule) if rule else None

    def _plan(self, pos: int) -> Period | None:
        m = grammar.PLAN.match(self.text, pos) if self.text[pos : pos + 1] in grammar.PLAN_STARTS else None
        if m is None:
            return None
        start, end = calendar.plans()[m["name"]]
        if m["tail"] == "以来":
            return self._since(Span(*m.span()), start)
        if m["tail"] in ("末", "期末"):
            return Period(Span(*m.span()), None, end, "until")
        if m["tail"] in ("初期", "初", "开局之年"):
            end = date(start.year, 12, 31)
        elif m["tail"] == "收官之年":
            start = date(end.year, 1, 1)
        return self._range(Span(*m.span()), start, end)

    def _rest(self, pos: int) -> Period | None:
        m = grammar.DECADE.match(self.text, pos)
        if m is not None and (m["c"] or self.lenient or m["d"] > "7"):
            first = number(m["d"]) or 0
            century = 2000 if m["c"] == "本" or (not m["c"] and first < 30) else 1900
            if m["c"] and m["c"] not in "上本":
                century = 100 * (number(m["c"]) or 20) - 100
            start, end = century + first, century + first + 9
            if m["part"]:
                start, end = {"初": (start, start + 2), "前": (start, start + 2), "中": (start + 3, start + 6)}.get(
                    m["part"][0], (start + 7, end)
                )
            return Period(Span(*m.span()), date(start, 1, 1), date(end, 12, 31))
        m = grammar.SINCE_EVENT.match(self.text, pos)
        if m is not None:
            last = self.last
            if last and last.start and pos - last.span.end <= 30 and not _CLAUSE.search(self.text, last.span.end, pos):
                # 2022年3月建立基地以来: since the date that stands in the same clause
                return self._since(Span(last.span.start, m.end()), last.start)
            return Period(Span(*m.span()), None, None, "vague")
        return None

    # -- points and what stands around them -----------------------------------------------------------------------

    def _dated(self, pos: int, floor: int) -> Period | int | None:
        got = self.point(pos, self.anchor)
        if got is None:
            return None
        point, end = got
        start, text = pos, self.text
        link = grammar.LINK.match(text, end) or grammar.BETWEEN.match(text, end)
        if link is not None:
            second = self.point(link.end(), point.anchor, after=point.start)
            if second is not None:
                other, end = second
                if point.start and other.end and other.end < point.start:
                    raise InvalidDateError(end)
                point = replace(other, start=point.start, bound=False)
                self._remember(other)
                between = _BETWEEN_END.match(text, end) or grammar.SPELLED.match(text, end)
                end = between.end() if between else end
                return self._range(Span(self._from(start, floor), end), point.start, point.end)
        opener = self._opener(start, floor)
        listed = self._listed(pos, point, end) if opener is None or opener[0] in "和与同跟从" else None
        if listed is not None:
            return listed
        previous = self.anchor
        self._remember(point)
        close = grammar.CLOSER.match(text, end)
        tail = close.lastgroup if close else ""
        name = opener.lastgroup if opener else ""
        if opener is not None and (name in ("until", "since") or (name == "from" and tail == "since")):
            start = opener.start()
        if name == "until" and opener is not None:
            joined = self._joined(point, opener, end)
            if joined is not None:
                return joined
            past = self.published and point.end and point.end < self.published
            if opener[0] == "到" and point.whole and (past or _NUMERAL_NEXT.match(text, end)):
                name = ""  # 到2011年，该市筹集…, 增加到2023年的90万元: the figure of that year
        if point.linked and not tail:
            spelled = grammar.SPELLED.match(text, end)
            span = Span(self._from(start, floor), spelled.end() if spelled else end)
            return self._range(span, point.start, point.end)
        if grammar.MULTIPLE.match(text, end) and not tail:
            self.anchor = previous
            return Period(Span(start, end), point.start, point.end, "compared")
        if tail == "same" and close is not None and name != "than" and _STATES.match(text, close.end()):
            return self._same_time(point, Span(start, close.end()))
        if tail in ("vs", "same") or name == "than":
            if name == "than" and _NUMERAL_NEXT.match(text, end):
                return self._range(Span(start, end), point.start, point.end)
            if name == "than" and opener is not None:
                if tail not in ("vs", "same") and opener[0] not in ("比", "较"):
                    return self._closed(point, start, end, close, tail)
                start = opener.start()
            end = close.end() if close and tail in ("vs", "same") else end
            self.anchor = previous
            return Period(Span(start, end), point.start, point.end, "compared")
        if name == "until" and tail not in ("since", "before", "after"):
            end = close.end() if close and tail in ("stop", "within") else end
            planned = bool(self.published and point.end and point.end > self.published)
            return Period(Span(start, end), None, point.end, "planned" if planned else "until")
        if name == "since" and tail in ("", "stop"):
            return self._since(Span(start, end), point.start)
        return self._closed(point, start, end, close, tail or "")

    def _closed(self, point: Point, start: int, end: int, close: regex.Match[str] | None, tail: str | None) -> Period:
        """A point and what closes it (以来, 前, 后, 期间)."""
        if close is None or not tail:
            event = grammar.EVENT_AFTER.match(self.text, end) if point.start != point.end and not point.bound else None
            if event is not None and point.start and self.published and point.start < self.published:
                return Period(Span(start, event.end()), point.start, None, "since")
            if point.bound:
                planned = bool(self.published and point.end and point.end > self.published)
                return Period(Span(start, end), None, point.end, "planned" if planned else "until")
            return self._range(Span(start, end), point.start, point.end)
        span = Span(start, close.end())
        if tail == "since":
            return self._since(span, point.end if point.bound else point.start)
        if tail == "upto":
            return Period(span, None, point.end, "until")
        if tail == "onward":
            return self._since(span, point.start)
        if tail == "before":
            if self.published and point.end and point.end >= self.published:
                return Period(span, self.published, point.end, "planned")
            last = point.end if point.bound else calendar.shift_days(point.start, -1) if point.start else None
            return Period(span, None, last, "until")
        if tail == "after":
            if point.start and point.end and self.published and point.end < self.published:
                return Period(span, calendar.shift_days(point.end, 1), self.published, "since")
            future = calendar.shift_days(point.end, 1) if point.end and self.published else None
            return Period(span, future, None, "planned" if future else "vague")
        return self._range(span, point.start, point.end)

    def _same_time(self, point: Point, span: Span) -> Period:
        """去年同期为250件: the stretch that the sentence named before, a year earlier."""
        last = self.last
        if last and last.start and last.end and point.start and not _STOP.search(self.text, last.span.end, span.start):
            back = 12 * (point.start.year - last.start.year)
            start, end = calendar.shift_months(last.start, back), calendar.shift_months(last.end, back)
            if start and end:
                whole = calendar.month(last.end.year, last.end.month)
                month = calendar.month(end.year, end.month)
                return self._range(span, start, month[1] if whole and month and last.end == whole[1] else end)
        return self._range(span, point.start, point.end)

    def _remember(self, point: Point) -> None:
        """Keep the date named last, and beside a mere month or year the day named last (for 当天)."""
        day = point.start if point.start and point.start == point.end else self.anchor.seen
        self.anchor = replace(point.anchor, seen=day) if point.start else replace(self.anchor, seen=day)

    def _from(self, start: int, floor: int) -> int:
        """Where a range begins with its 从 or 自 or 在."""
        return start - 1 if start > floor and self.text[start - 1] in "从自" else start

    def _joined(self, point: Point, opener: regex.Match[str], end: int) -> Period | None:
        """自2006年开展活动算起，到2012年: one range, where the opening period stands shortly before in the sentence."""
        last = self.last
        if last is None or last.kind != "since" or not last.start or not point.end or point.end < last.start:
            return None
        between = self.text[last.span.end : opener.start()]
        if len(between) > 12 or _STOP.search(between):
            return None
        return self._range(Span(last.span.start, end), last.start, point.end)

    def _opener(self, pos: int, floor: int) -> regex.Match[str] | None:
        for width in (3, 2, 1):
            if pos - width >= floor:
                m = grammar.OPENER.fullmatch(self.text, pos - width, pos)
                if m is not None:
                    return m
        return None

    def _range(self, span: Span, start: date | None, end: date | None) -> Period:
        planned = bool(self.published and start and start > self.published)
        return Period(span, start, end, "planned" if planned else "range")

    def _since(self, span: Span, start: date | None) -> Period:
        if start and self.published and start > self.published:
            return Period(span, start, None, "planned")
        return Period(span, start, self.published if start else None, "since")

    # -- times side by side ---------------------------------------------------------------------------------------

    def _listed(self, pos: int, point: Point, end: int) -> Period | None:
        """2020年和2021年, 上半年和下半年: one stretch, where the figure behind is of all of them."""
        if self.last and lists.AND.fullmatch(self.text, self.last.span.end, pos):
            return None  # within a list that was taken apart
        last, count, gap = point, 1, False
        while (sign := lists.AND.match(self.text, end)) is not None:
            got = self.point(sign.end(), last.anchor)
            if got is None or got[0].bound or not (last.start and last.end and got[0].start and got[0].end):
                return None
            if not lists.following(last.start, last.end, got[0].start, got[0].end):
                gap = True
            (last, end), count = got, count + 1
        if count == 1:
            return None
        if gap:  # 2018年、2020年共…: no stretch of days is both
            return Period(Span(pos, end), None, None, "vague") if lists.together(self.text, end) else None
        said = lists.SAID.match(self.text, end)
        return self._together(pos, point, last, said.end() if said else end, count)

    def _together(self, pos: int, first: Point, last: Point, end: int, count: int) -> Period | None:
        close = grammar.CLOSER.match(self.text, end)
        if close is not None and not close["within"]:
            return None
        end = close.end() if close else end
        if not lists.one_stretch(self.text, end, count):
            return None
        self._remember(last)
        span = Span(pos, end)
        if self.published and last.start and last.start > self.published:
            return Period(span, first.start, last.end, "planned")
        return self._range(span, first.start, last.end)

    def _short_years(self, pos: int) -> Period | None:
        """2016、2017年, 2016、2017两年: the first of them, or the stretch of all."""
        m = lists.YEARS.match(self.text, pos) if self.text[pos : pos + 2] in ("19", "20") else None
        if m is None:
            return None
        years = [int(year) for year in m.captures("y")]
        first, last = (Point(date(y, 1, 1), date(y, 12, 31), Anchor(y), whole=True) for y in (years[0], years[-1]))
        inside = self.last is not None and lists.AND.fullmatch(self.text, self.last.span.end, pos)
        if not inside and years == list(range(years[0], years[-1] + 1)):
            said = lists.SAID.match(self.text, m.end())
            end = said.end() if said else m.end()
            if (together := self._together(pos, first, last, end, len(years))) is not None:
                return together
        self._remember(first)
        return self._range(Span(pos, pos + 4), first.start, first.end)

    def _counted(self, pos: int) -> Period | None:
        """2018年…，2019年…，两年共…: the times that the sentence named; else no time that can be told."""
        m = lists.COUNTED.match(self.text, pos)
        if m is None:
            return None
        days = lists.named_before(self.found, self.text, pos, number(m["n"]) or 0, m["u"])
        span = Span(*m.span())
        return Period(span, days[0], days[1], "range") if days else Period(span, None, None, "vague")

    # -- lengths of time ------------------------------------------------------------------------------------------

    def _length(self, pos: int) -> Period | int | None:
        m = grammar.LENGTH.match(self.text, pos)
        if m is None:
            return None
        lead, tail = m["lead"] or "", m["tail"] or ""
        span, unit = Span(*m.span()), m["u"]
        if not lead and not tail:
            return None
        forward = lead.startswith(("未来", "今后", "接下来"))
        # 3天里, 5日内 measure; they do not date
        if (
            not lead
            and unit in ("天", "日", "周", "星期")
            and tail in ("里", "间", "内", "之内", "以内")
            and not self.lenient
        ):
            return None
        if lead == "这" and not tail:
            return None
        # 十天后他拿到了钱: ten days after what was told, not from today
        told = not lead and tail.endswith("后") and not self.lenient
        count = number(m["n"]) if m["n"] != "半" else 0
        rough = bool(m["more"]) or "多" in (m["more2"], m["half"]) or count is None or m["n"] in _SOME
        if unit == "月" and "个" not in m[0] and not lead and m["n"] != "半":
            return None
        if rough or count is None or self.published is None or told:
            return Period(span, None, None, "vague")
        if lead.startswith("过去") and (unit, count, tail) == ("年", 1, "") and self.published.month <= _REVIEWED:
            before = self.published.year - 1
            return Period(span, date(before, 1, 1), date(before, 12, 31), "range")
        ends = self._shifted(count, unit, bool(m["half"] or m["more2"] or m["n"] == "半"), tail, forward, bool(lead))
        if ends is None or (ends[0] is None and ends[1] is None):
            return Period(span, None, None, "vague")
        start, end = ends
        if (end or start or self.published) > self.published:
            return Period(span, start, end, "planned")
        if start is None:
            return Period(span, None, end, "until")
        return Period(span, start, end, "range")

    def _shifted(self, count: int, unit: str, half: bool, tail: str, forward: bool, past: bool) -> Range | None:
        now = self.published
        assert now is not None
        inside = tail in ("内", "之内", "以内")
        sign = 1 if forward or (inside and not past) or tail.endswith("后") else -1
        if unit in ("年", "月", "季度"):
            length = count * {"年": 12, "月": 1, "季度": 3}[unit] + (6 if half and unit == "年" else 0)
            there = calendar.shift_months(now, sign * length)
            if half and unit == "月" and there:
                there = calendar.shift_days(there, sign * 15)
        else:
            there = calendar.shift_days(now, sign * count * (7 if unit in ("周", "星期") else 1))
        if there is None:
            return None
        if tail in ("以前", "之前"):
            last = date(there.year, 12, 31) if unit == "年" and not half else there
            return None, last
        if tail in ("以后", "之后") and not forward:
            return there, None
        if tail.endswith("前") or (tail.endswith("后") and not forward):
            if unit == "年" and not half:
                return date(there.year, 1, 1), date(there.year, 12, 31)
            if unit in ("年", "月", "季度"):
                return calendar.month(there.year, there.month)
            return there, there
        return (there, now) if sign < 0 else (now, there)
