"""When: time expressions of Chinese news, and which of them governs a figure.

A time is read against the day of publication (去年, 9月) or against the date that the text named last (当年, 次年,
22日); news looks back, so 9月 in an article of March is last September. What cannot be dated (近日, 近年来) is a
vague period with both ends None; what a figure is compared with (比上年, 去年同期) is a compared period. Clock times,
ages and lengths of work (24小时, 党龄10年) are no times.

Example:
    >>> from datetime import date
    >>> [p.start.isoformat() for p in find("去年7月，他们转移群众10人。", date(2024, 3, 4)) if p.start]
    ['2023-07-01']
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from extractors.model import Period, Span
from extractors.times import grammar, loose
from extractors.times.govern import governing, of_report, of_year_reported, report_sections
from extractors.times.points import Anchor
from extractors.times.read import Reader

__all__ = ["find", "governing", "of_report", "of_year_reported", "report_sections", "resolve"]


def find(text: str, published: date | None) -> tuple[Period, ...]:
    """All time expressions of a text, in order, not overlapping, each as long as it goes.

    Args:
        text: width-folded simplified text (full-width punctuation, ASCII digits); a line is a paragraph.
        published: day of publication, or None: relative expressions then have no ends.
    """
    reader = Reader(text, published)
    found = reader.found
    pos, seen = 0, 0
    for start in grammar.starts(text):
        if start < pos:
            continue
        if text.find("\n", seen, start) >= 0:
            reader.new_paragraph()
        seen = start
        got = reader.at(start, found[-1].span.end if found else 0)
        if isinstance(got, Period):
            if found and got.span.start < found[-1].span.end:
                found.pop()
            found.append(got)
            reader.last = got
            pos = got.span.end
        else:
            pos = got if isinstance(got, int) else start + 1
    return tuple(found)


def resolve(surface: str, published: date | None) -> Period | None:
    """What one time expression stands for, or None where the whole surface is not one (2月30日, 2000元).

    Forms that running text leaves ambiguous (十一, 周三, 90年) are read as times here. Never raises.
    """
    surface_ = surface.strip().replace("－", "-")
    found = _exactly(surface_, published)
    if found is None:
        days = loose.read(surface_, published)
        if days is not None:
            found = Period(Span(0, 0), *days)
    if found is None:
        rest = loose.spelled_out(surface_, published)
        if rest is None:
            rest = loose.without_clock(surface_)
        if rest == "" and published is not None:
            found = Period(Span(0, 0), published, published)
        elif rest:
            found = resolve(rest, published)
    return replace(found, span=Span(0, len(surface))) if found else None


def _exactly(surface: str, published: date | None) -> Period | None:
    reader = Reader(surface, published, lenient=True)
    if published is not None:
        reader.anchor = Anchor(published.year, published.month, published.day, fresh=False, seen=published)
    for start in range(min(4, len(surface))):
        got = reader.at(start)
        if isinstance(got, Period) and got.span == (0, len(surface)):
            return got
    return None
