"""What people ask of claims: the filters, each as a condition on a claim and as a way to find the claims that meet it.

A condition is SQL over the columns of ``v_claims`` that can be asked of one row alone, a corrected one too. A way
(``found``) is SQL that gives the rowids of claims from an index: all that meet the condition, perhaps others.
"""

from __future__ import annotations

import json
import re
import sqlite3
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import gazetteers
from gazetteers.places import index
from pipeline.errors import StoreError
from pipeline.store import bulk, indicators, search, tallies, union_scope
from pipeline.store.places import codes_named
from pipeline.store.term import Term

_ENDS = ("市", "县", "区", "镇", "乡", "街道")
_STRETCH = re.compile(r"(\d{4})(?:年|[-年](\d{1,2})月?)?", re.A)
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which claims to show; all that are given must hold. Names may be in traditional characters.

    Attributes:
        text: words (between spaces) that the sentence, the resolved fields or the headline contain; what stands in
            double quotes is one phrase.
        subject: part of the subject (a union's name).
        union: a union and everything below it: 福建省总工会 has the federations of all its cities, counties and towns,
            and the unions of departments, enterprises, streets and schools there; see
            :mod:`pipeline.store.union_scope`.
        place: name or code of a place; a place with a known code takes in all places within it (福建省: 福州市 too).
        kind: money, people, ...
        indicator: id of what is measured, exact (members_new); "none" for claims that have none.
        unit: base unit, exact (元, 人次).
        min_value, max_value: the claim surely is at least, at most that much. Hedges count: 超10万 is at least 100000
            but not at most 100000; 近20万 is at most 200000 but not at least 200000. Claims without a figure (数十)
            never satisfy either.
        since, until: first and last day (date or ISO text; 2024 and 2024-03 are their first or last day); the claim's
            period must touch the stretch between them.
            What is said 以来 without an end lasts to the day of publication, a state 截至 a day holds on that day.
            Claims without any period do not.
        published_since, published_until: first and last day of publication; articles without a date do not count.
        outlet: part of the name of the outlet credited.
        document: id, first characters of the id, name or path of a document.
        speaker: part of the name of who said it.
        min_confidence, max_confidence: 0 to 1.
        review: the last review's decision (accepted, corrected, rejected), "none", "any", or "stale" (the claim reads
            otherwise now than when it was reviewed).
        reviewed: claims as people left them: corrected fields in the place of what the machine read (filters and
            orders go by them, TEXT does not), rejected claims left out unless ``review`` asks for them. A rejection
            or correction stands for all reports of the same figure unless ``all_reports``.
        rejected: with ``reviewed``: rejected claims too.
        order: one of :data:`pipeline.store.plans.ORDERS`; a leading ``-`` is descending.
        limit: at most so many rows; None for all.
        all_reports: each report of a fact that reprints repeat; else only the earliest of those that fit the other
            filters. Another figure for the same fact is never left out.
    """

    text: str | None = None
    subject: str | None = None
    place: str | None = None
    kind: str | None = None
    indicator: str | None = None
    unit: str | None = None
    min_value: Decimal | float | None = None
    max_value: Decimal | float | None = None
    since: str | date | None = None
    until: str | date | None = None
    outlet: str | None = None
    document: str | None = None
    min_confidence: float | None = None
    review: str | None = None
    reviewed: bool = False
    rejected: bool = False
    order: str = "document"
    limit: int | None = None
    all_reports: bool = False
    union: str | None = None
    speaker: str | None = None
    published_since: str | date | None = None
    published_until: str | date | None = None
    max_confidence: float | None = None


def filters_of(filters: Filters | None, given: Mapping[str, Any], cannot: str) -> Filters:
    """``filters`` as they are, or those that ``given`` names by their fields.

    Raises:
        StoreError: if there is no such field; ``cannot`` says what was asked for ("cannot query").
    """
    if filters is not None:
        return filters
    try:
        return Filters(**given)
    except TypeError as error:
        fields = ", ".join(Filters.__dataclass_fields__)
        raise StoreError(cannot, str(error).partition(") ")[2], f"use {fields}") from error


def terms(db: sqlite3.Connection, filters: Filters, document: Callable[[sqlite3.Connection, str], Any]) -> list[Term]:
    """The filters in SQL. ``document`` looks one up by what people call it.

    Raises:
        StoreError: if a date is none, or the document or the indicator is not there.
    """
    return [term for make in _MAKERS for term in make(db, filters)] + list(_document(db, filters, document))


def _text(db: sqlite3.Connection, filters: Filters) -> Iterator[Term]:
    if filters.text is None:
        return
    if match := search.match_of(filters.text):
        yield Term(_SAYS, (match,), *_saying(match), among=_AMONG)
    else:
        yield Term("instr(sentence, ?)", (filters.text.strip(),))


_OF_CLAIM = (
    "(SELECT id AS claim_, sentence AS sentence_ FROM claims)"
    " CROSS JOIN (SELECT id AS of_, number AS number_ FROM sentences) ON of_ = sentence_"
)
_SAYS = (
    f"EXISTS (SELECT 1 FROM {_OF_CLAIM} CROSS JOIN search_index ON search_index.rowid = number_"
    " WHERE claim_ = id AND search_index MATCH ?)"
)
"""That the sentence of a claim matches, asked of one claim."""
_AMONG = (
    f"(SELECT number_ FROM {_OF_CLAIM} WHERE claim_ = id) IN"
    " (SELECT rowid FROM search_index WHERE search_index MATCH ?)"
)
"""The same of many claims: all sentences that match are listed once."""


def _saying(match: str) -> tuple[str, tuple[str], str]:
    within = "search_index WHERE search_index MATCH ?"
    sql = (
        f"SELECT c.rowid FROM (SELECT rowid AS number_ FROM {within}) CROSS JOIN sentences s ON s.number = number_"
        " CROSS JOIN claims c ON c.sentence = s.id"
    )
    return sql, (match,), within


def _named(db: sqlite3.Connection, filters: Filters) -> Iterator[Term]:
    """Parts of names of who acts and who speaks: such a name stands in the sentence or in what it was resolved to."""
    for column, name in (("subject", filters.subject), ("speaker", filters.speaker)):
        if name is not None:
            named = _as_named(name)
            phrases = " OR ".join(f'"{search.tokens(form)}"' for form in named)
            match = "{sentence resolved} : (" + phrases + ")" if all(map(_HAN.fullmatch, named)) else ""
            condition = " OR ".join([f"instr({column}, ?)"] * len(named))
            yield Term(f"({condition})", named, *(_saying(match) if match else ()))


def _as_named(name: str) -> tuple[str, ...]:
    """The forms of a name. A surname that folding would make another one stands: 於 is not 于."""
    as_it_stands, *folded = search.forms(name)
    if any(row["surface"] == as_it_stands[: len(row["surface"])] for row in gazetteers.rows("surnames")):
        folded = [form for form in folded if form[:1] == as_it_stands[:1]]
    return (as_it_stands, *folded)


def _union(db: sqlite3.Connection, filters: Filters) -> Iterator[Term]:
    if filters.union is None:
        return
    for form in search.forms(filters.union.strip()):
        scope = union_scope.scope_of(db, form)
        below = union_scope.subjects(db, scope)
        if below or scope.codes:
            break
    names = union_scope.listed(below)
    condition, values = "subject IN (SELECT value FROM json_each(?))", [names]
    # the indexes by subject and place have the unit too: what a union paid is listed without all that it did
    units = _units(db, filters)
    within, those = ("", []) if units is None else (" AND unit IN (SELECT value FROM json_each(?))", [units])
    found, given = f"SELECT rowid FROM claims WHERE {condition}{within}", [names, *those]
    for code in scope.codes:
        firms = union_scope.listed(sorted({*union_scope.enterprises(db, scope, code)} - {*below}))
        there = "place_code >= ? AND place_code < ? AND subject IN (SELECT value FROM json_each(?))"
        condition += f" OR {there}"
        found += f" UNION ALL SELECT rowid FROM claims {bulk.indexed(db, 'claims_place')} WHERE {there}{within}"
        values += [code, code + ":", firms]
        given += [code, code + ":", firms, *those]
    yield Term(f"({condition})", tuple(values), found, tuple(given), told=True)


def _place(db: sqlite3.Connection, filters: Filters) -> Iterator[Term]:
    """A place and all within it: administrative codes nest (35 Fujian, 3501 Fuzhou, 350102 Gulou).

    A claim with a code goes by it; of the others those count whose place begins with the name or has it in full.
    """
    if filters.place is None:
        return
    place = filters.place.strip()
    names: set[str] = set()
    if place.isascii() and place.isdigit():
        codes = {place}
    else:
        # as the tables have it too where texts do not: 濛江乡 is read as 蒙江乡
        spelled = list(dict.fromkeys((place, *search.forms(place))))
        names.update(spelled)
        codes = set().union(*(_told(db, [form]) or codes_named(form) for form in spelled))
        if all(len(union_scope.prefix(code)) > 4 for code in codes):
            # for short, but no 海南区 for the province 海南
            codes |= _told(db, [form + end for form in spelled for end in _ENDS])
    for known in filter(None, map(index().by_code, codes)):
        names |= {known.name, known.short} if len(codes) == 1 else set()
    conditions, values = [], []
    found, given = [], []
    # the index by place has unit and indicator too: what a province says of one thing is listed without all it says
    more, those, by_place = "", [], bulk.indexed(db, "claims_place")
    if filters.indicator not in (None, "none"):
        more, those = " AND indicator = ?", [indicators.known_id(db, filters.indicator)]
    if (units := _units(db, filters)) is not None:
        more, those = more + " AND unit IN (SELECT value FROM json_each(?))", [*those, units]
    for code in sorted(union_scope.prefix(code) for code in codes):
        conditions.append("(place_code >= ? AND place_code < ?)")
        values += [code, code + ":"]  # ":" follows "9"
        found.append(f"SELECT rowid FROM claims {by_place} WHERE place_code >= ? AND place_code < ?{more}")
        given += [code, code + ":", *those]
    for name in sorted(filter(None, names)):
        in_full = f"instr(place, ?) {'> 0' if len(name) > 2 else '= 1'}"
        conditions.append(f"(place_code IS NULL AND place > '' AND {in_full})")
        values.append(name)
        # with more conditions SQLite would go by another index, which has far more claims than are unplaced
        found.append(f"SELECT rowid FROM claims WHERE place_code IS NULL AND place > '' AND {in_full}")
        given.append(name)
    condition = f"({' OR '.join(conditions)})"
    yield Term(condition, tuple(values), " UNION ".join(found), tuple(given), told=True)


def _told(db: sqlite3.Connection, names: list[str]) -> set[str]:
    """Codes that documents gave places of these names."""
    sql = (
        "SELECT DISTINCT code FROM entities WHERE canonical IN (SELECT value FROM json_each(?)) AND label = 'PLACE'"
        " AND code > ''"
    )
    return {row[0] for row in db.execute(sql, (json.dumps(names, ensure_ascii=False),))}


def _figure(db: sqlite3.Connection, filters: Filters) -> Iterator[Term]:
    """Unit, kind and value, all of which one index knows: no figure is surely more than it says, or less."""
    bounds: list[tuple[str, float]] = []
    if filters.min_value is not None:
        least = float(filters.min_value)
        yield Term("least >= ?", (least,))
        bounds += [("value_real >= ?", least)] if least > 0 else []  # 近 of a negative figure is more than it
    if filters.max_value is not None:
        most = float(filters.max_value)
        yield Term("most <= ?", (most,))
        bounds += [("value_real <= ?", most)] if most >= 0 else []
    if filters.kind is not None:
        yield Term("kind = ?", (filters.kind,))
    if filters.unit is not None:
        yield Term("unit = ?", (filters.unit,))
    if (units := _units(db, filters)) is None:
        return
    sql = "SELECT rowid FROM claims WHERE unit IN (SELECT value FROM json_each(?))"
    for condition, _ in bounds:
        sql += f" AND {condition}"
    yield Term("1", (), sql, (units, *(value for _, value in bounds)))


def _units(db: sqlite3.Connection, filters: Filters) -> str | None:
    """The units that unit and kind leave, as a JSON array; None for any."""
    if filters.unit is None and filters.kind is None:
        return None
    units = [filters.unit] if filters.unit is not None else tallies.units_of(db, filters.kind)
    return json.dumps(units, ensure_ascii=False)


def _indicator(db: sqlite3.Connection, filters: Filters) -> Iterator[Term]:
    if filters.indicator == "none":
        yield Term("indicator IS NULL", (), "SELECT rowid FROM claims WHERE indicator IS NULL")
    elif filters.indicator is not None:
        id = indicators.known_id(db, filters.indicator)
        yield Term("indicator = ?", (id,), "SELECT rowid FROM claims WHERE indicator = ?", (id,), told=True)


def _period(db: sqlite3.Connection, filters: Filters) -> Iterator[Term]:
    if filters.since is not None:
        day = _day(filters.since)
        # 2020年以来 without an end lasts until it was printed; what is planned from a day on has no end
        open_end = (
            "period_end IS NULL AND period_start IS NOT NULL AND (period_kind = 'planned' OR period_kind = 'since'"
            " AND (published IS NULL OR published >= ?))"
        )
        yield Term(f"(coalesce(period_end, period_start) >= ? OR {open_end})", (day, day))
    if filters.until is not None:
        yield Term("coalesce(period_start, period_end) <= ?", (_day(filters.until, last=True),))


def _article(db: sqlite3.Connection, filters: Filters) -> Iterator[Term]:
    """Outlet and days of publication: both are of the article."""
    conditions: list[str] = []
    values: list[Any] = []
    if filters.outlet is not None:
        parts = search.forms(filters.outlet)
        yield Term(f"({' OR '.join(['instr(outlet, ?)'] * len(parts))})", parts)
        conditions.append("outlet IN (SELECT value FROM json_each(?))")
        fitting = [name for name in _outlets(db) if any(part in name for part in parts)]
        values.append(json.dumps(fitting, ensure_ascii=False))
    for given, sign in ((filters.published_since, ">="), (filters.published_until, "<=")):
        if given is not None:
            day = _day(given, last=sign == "<=")
            yield Term(f"published {sign} ?", (day,))
            conditions.append(f"date {sign} ?")
            values.append(day)
    if conditions:
        # the outlets' index has the dates too; without an outlet the index of dates alone
        within = f"articles WHERE {' AND '.join(conditions)}"
        sql = f"SELECT c.rowid FROM (SELECT id AS of_ FROM {within}) CROSS JOIN claims c ON c.article = of_"
        yield Term("1", (), sql, tuple(values), within)


def _outlets(db: sqlite3.Connection) -> list[str]:
    """All outlets; the index is skipped through from one to the next, whatever the number of articles."""
    sql = (
        "WITH RECURSIVE each (name) AS (SELECT min(outlet) FROM articles UNION ALL"
        " SELECT (SELECT min(outlet) FROM articles WHERE outlet > name) FROM each WHERE name IS NOT NULL)"
        " SELECT name FROM each WHERE name IS NOT NULL"
    )
    return [row[0] for row in db.execute(sql)]


def _document(
    db: sqlite3.Connection, filters: Filters, document: Callable[[sqlite3.Connection, str], Any]
) -> Iterator[Term]:
    if filters.document is not None:
        id = document(db, filters.document)["id"]
        yield Term("document = ?", (id,), "SELECT rowid FROM claims WHERE document = ?", (id,))


def _trust(db: sqlite3.Connection, filters: Filters) -> Iterator[Term]:
    """Confidence and reviews."""
    if filters.min_confidence is not None:
        yield Term("confidence >= ?", (filters.min_confidence,))
    if filters.max_confidence is not None:
        yield Term("confidence <= ?", (filters.max_confidence,))
    if filters.review == "none":
        yield Term("review IS NULL")
    elif filters.review is not None:
        told = {"any": "review IS NOT NULL", "stale": "review_stale"}.get(filters.review)
        condition, values = (told, ()) if told else ("review = ?", (filters.review,))
        found = "SELECT rowid FROM claims WHERE id IN (SELECT claim FROM reviews)"
        yield Term(condition, values, found)


def _day(day: str | date, last: bool = False) -> str:
    """A day as ISO text; of a year or a month the first or the last day."""
    if isinstance(day, date):
        return day.isoformat()
    try:
        if (stretch := _STRETCH.fullmatch(day.strip())) is not None:
            year, month = int(stretch[1]), int(stretch[2] or (12 if last else 1))
            return date(year, month, monthrange(year, month)[1] if last else 1).isoformat()
        return date.fromisoformat(day).isoformat()
    except ValueError as error:  # of monthrange too
        raise StoreError(
            f"cannot read the date {day!r}", "it is no date", "write it as 2024, 2024-03 or 2024-03-04"
        ) from error


_MAKERS: tuple[Callable[[sqlite3.Connection, Filters], Iterator[Term]], ...] = (
    _text, _named, _union, _place, _figure, _indicator, _period, _article, _trust,
)  # fmt: skip

__all__ = ["Filters", "Term", "terms"]
