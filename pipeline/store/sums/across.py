"""Which figures of several articles count the same thing: again, newer, of a longer time or of a larger place.

All are of one measure in one unit. Claims of the same subject, place, item and time are one *spot*; of each spot one
figure counts (or several, where one article gives several), and between spots the one that holds the other does.
Whatever order claims come in, the relations are the same: all that is compared is compared by what claims say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from pipeline.store.sums.figures import ENDLESS, OPEN, Figure, digits
from pipeline.store.sums.inside import Relation, holds

_LONG = 27  # days: shorter times hold no other claim's but for the very same days
_KNOWN = 3  # digits that make a figure the same one whoever is said to have done it
_TELLING = 2  # digits that make a figure without a time recognisable


def relations(figures: Iterable[Figure], stock: bool) -> list[Relation]:
    """Relations between figures of different articles, and of different times in one.

    Args:
        figures: without those that are left out for what they are, that reprints repeat, or that are parts of the same
            owner's total.
        stock: whether they say what there is at a day, and not what was done in a time.
    """
    found: list[Relation] = []
    by_subject: defaultdict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in sorted(figures, key=lambda f: f.id):
        by_subject[(figure.subject, "" if figure.subject else figure.place)].append(figure)
    counted: list[Figure] = []
    for subject in sorted(by_subject):
        of_one = by_subject[subject]
        undated = [figure for figure in of_one if not figure.dated]
        dated = [figure for figure in of_one if figure.dated]
        if stock:
            counted += _stocks(of_one, found)
            continue
        left = _spots(dated, found)
        _held(left, found)
        _without_time(undated, left, found)
        counted += left
    _whoever(counted, found)
    _places(counted, stock, found)
    unique: dict[tuple[str, str], Relation] = {}
    for relation in found:  # the first reason found is the nearest: a spot's, then its subject's, then its place's
        unique.setdefault((relation.claim, relation.reason), relation)
    return [unique[key] for key in sorted(unique)]


def _age(figure: Figure) -> tuple[str, str]:
    """Earlier reports first; those without a day before all others."""
    return (figure.published, figure.id)


def _spots(figures: Sequence[Figure], found: list[Relation]) -> list[Figure]:
    """The figures that count of each spot."""

    def spot(figure: Figure) -> tuple[str, str, str, str]:
        return (figure.since or "", figure.until or "", figure.code or figure.place, figure.narrow)

    counted: list[Figure] = []
    for _, same in groupby(sorted(figures, key=lambda f: (spot(f), _age(f))), key=spot):
        counted += _latest(list(same), found)
    return counted


def _latest(figures: Sequence[Figure], found: list[Relation]) -> list[Figure]:
    """Of one spot, report by report: what a later one repeats stays, what it gives another figure for goes."""
    reports: dict[str, list[Figure]] = {}
    for figure in figures:
        reports.setdefault(figure.article, []).append(figure)
    current: list[Figure] = []
    for report in reports.values():
        again: dict[str, Figure] = {}
        fresh: list[Figure] = []
        for figure in sorted(report, key=lambda f: f.start):
            old = next((f for f in current if f.id not in again and f.agrees(figure)), None)
            if old is None or not current:
                fresh.append(figure)
            else:
                again[old.id] = figure
        if not current:
            current = fresh
            continue
        kept: list[Figure] = []
        for old in current:
            if (new := again.get(old.id)) is not None:
                # the exact one counts; of two alike the earlier
                better, worse = (new, old) if new.exact and not old.exact else (old, new)
                found.append(Relation(worse.id, "repeated", better.id))
                kept.append(better)
            elif fresh:
                found.append(Relation(old.id, "update", fresh[0].id))
            else:
                kept.append(old)
        current = kept + fresh
    return current


def _held(figures: Sequence[Figure], found: list[Relation]) -> None:
    """Of one subject: times that lie in longer ones, and times that overlap."""
    active: list[Figure] = []
    best: dict[tuple[str, str], tuple[Figure, Relation]] = {}
    for figure in sorted(figures, key=lambda f: (f.since or "", _reversed(f.until or ""), f.id)):
        active = [other for other in active if (other.until or "") >= (figure.since or "")]
        for one, other in ((a, figure) for a in active):
            for part, whole in ((one, other), (other, one)):
                if reason := _reason(part, whole):
                    # of several that hold it the one of the shortest time: the others hold that one in turn
                    known = best.get((part.id, reason))
                    if known is None or _length(whole) < _length(known[0]):
                        best[part.id, reason] = whole, Relation(part.id, reason, whole.id)
                    break
        active.append(figure)
    found += [relation for _, relation in best.values()]


def _calendar(figure: Figure) -> bool:
    """Whether its time is a quarter, half a year or whole years, and not a stretch that a later report prolongs."""
    since, until = figure.since or "", figure.until or ""
    first, last = since[5:], until[5:]
    if first == "01-01" and last in ("03-31", "06-30", "12-31"):
        return since != OPEN and until != ENDLESS
    return since[:4] == until[:4] and (first, last) in (("04-01", "06-30"), ("07-01", "09-30"), ("07-01", "12-31"),
                                                        ("10-01", "12-31"))  # fmt: skip


def _reversed(day: str) -> str:
    return "".join(chr(0x7F - ord(c)) for c in day)


def _reason(part: Figure, whole: Figure) -> str | None:
    """Why the whole counts and not the part; None where both may."""
    if not (whole.holds_place(part) and whole.holds_item(part)):
        return None
    if whole.sentence == part.sentence and whole.narrow != part.narrow:
        return None  # 职工书屋20家、省级职工书屋3家: side by side, neither holds the other
    same_thing = part.holds_place(whole) and part.holds_item(whole)
    if whole.covers(part):
        same_time = part.covers(whole)
        if same_thing and not same_time:
            if part.since == whole.since and not _calendar(whole):
                return "update"
            return "within" if part.value <= whole.value else None
        return "part" if not same_thing and part.value <= whole.value else None
    if part.covers(whole) or not same_thing or part.article == whole.article:
        return None
    # times that overlap and go on: the later one tells more
    return "update" if (part.until or "") < (whole.until or "") else None


def _length(figure: Figure) -> tuple[int, str, str]:
    return (_days(figure), _reversed(figure.published), figure.id)


def _days(figure: Figure) -> int:
    if not figure.since or not figure.until or figure.until == ENDLESS or figure.since == OPEN:
        return 1_000_000
    return (date.fromisoformat(figure.until) - date.fromisoformat(figure.since)).days


def _without_time(undated: Sequence[Figure], dated: Sequence[Figure], found: list[Relation]) -> None:
    """A figure without a time is the same as one of the same value: the one with a time counts, else the earliest."""
    known: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in sorted(dated, key=_age):
        known[(figure.value, figure.high)].append(figure)
    for figure in sorted(undated, key=_age):
        if digits(figure.value) < _TELLING:
            continue
        fits = [
            f for f in known[(figure.value, figure.high)]
            if f.article != figure.article and (f.holds_place(figure) or figure.holds_place(f))
        ]  # fmt: skip
        if fits:
            found.append(Relation(figure.id, "repeated", fits[0].id))
        else:
            known[(figure.value, figure.high)].append(figure)


def _stocks(figures: Sequence[Figure], found: list[Relation]) -> list[Figure]:
    """What there is at a day, of one subject: each figure gives way to the next later one."""

    def thing(figure: Figure) -> tuple[str, str]:
        return (figure.code or figure.place, figure.narrow)

    counted: list[Figure] = []
    for _, same in groupby(sorted(figures, key=lambda f: (thing(f), _moment(f), _age(f))), key=thing):
        before: Figure | None = None
        for figure in same:
            if before is not None:
                if _moment(before) == _moment(figure) and before.article == figure.article:
                    counted.append(figure)  # one article gives several: they are not each other's update
                    continue
                if before.agrees(figure) and (_moment(before) == _moment(figure) or not before.dated):
                    better, worse = (before, figure) if before.exact or not figure.exact else (figure, before)
                    found.append(Relation(worse.id, "repeated", better.id))
                    before = better
                    continue
                found.append(Relation(before.id, "update", figure.id))
                counted.append(before)
            before = figure
        if before is not None:
            counted.append(before)
    return counted


def _whoever(figures: Sequence[Figure], found: list[Relation]) -> None:
    """A figure of many digits in two reports is one, whoever is said to have done it (市府 and 劳工局: 921件)."""
    known: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in sorted(figures, key=_age):
        if digits(figure.value) < _KNOWN:
            continue
        same = known[(figure.value, figure.high)]
        fits = [
            f for f in same
            if f.article != figure.article and f.subject != figure.subject and f.touches(figure)
            and (f.holds_place(figure) or figure.holds_place(f)) and f.narrow == figure.narrow
        ]  # fmt: skip
        if fits:
            found.append(Relation(figure.id, "repeated", fits[0].id))
        same.append(figure)


def _moment(figure: Figure) -> str:
    """The day of a stock: the end of its time, else the day of its report."""
    if figure.until and figure.until != ENDLESS:
        return figure.until
    return figure.since or figure.published


def _places(figures: Sequence[Figure], stock: bool, found: list[Relation]) -> None:
    """A figure of a place is part of that of a larger place, or of all unions of it, for a time that holds its own."""
    shelves: defaultdict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.code is not None and figure.dated:
            shelves[(figure.code, _shelf(figure, stock))].append(figure)
    for shelf in shelves.values():
        shelf.sort(key=lambda f: (_days(f), f.id))
    for figure in figures:
        if figure.code is None or not figure.dated:
            continue
        for code in _above(figure.code):
            wholes = (
                whole for key in _shelves(figure, stock) for whole in shelves.get((code, key), ())
                if whole.value >= figure.value and holds(whole, figure) and (stock or whole.covers(figure))
            )  # fmt: skip
            if whole := next(wholes, None):
                found.append(Relation(figure.id, "part", whole.id))
                break


def _above(code: str) -> Iterator[str]:
    """The code itself and those of the places that it lies in, the nearest first."""
    yield code
    while code:
        code = code[:-2] if len(code) % 2 == 0 else code[:-3]
        yield code


def _shelf(figure: Figure, stock: bool) -> str:
    """Where figures lie that may hold another's: by year, the many short times by their first day."""
    if stock:
        return _moment(figure)[:4]
    since, until = figure.since or "", figure.until or ""
    if _days(figure) < _LONG:
        return since
    return since[:4] if since[:4] == until[:4] else "long"


def _shelves(figure: Figure, stock: bool) -> tuple[str, ...]:
    if stock:
        return (_moment(figure)[:4],)
    since = figure.since or ""
    return (since, since[:4], "long") if since else ("long",)


__all__ = ["relations"]
