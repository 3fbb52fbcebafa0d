"""Adding up: claims that fit filters, in groups, one block (measure, unit) after the other."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from itertools import chain, groupby, islice
from statistics import median
from typing import Any

from extractors import indicators
from pipeline.errors import StoreError
from pipeline.store import plans, reviewed, views
from pipeline.store.filters import Filters
from pipeline.store.queries import asked
from pipeline.store.sums import kept, settle, standing
from pipeline.store.sums.blocks import FREE, MEASURE, Block, block_of
from pipeline.store.sums.figures import Adds, adds
from pipeline.store.sums.groups import Grouper, Label
from pipeline.store.sums.model import DIMENSIONS, REASONS, SumRow, Sums
from pipeline.store.sums.standing import Place

_DIRECT = frozenset({"indicator", "unit", "union", "kind", "subject", "place", "min_value", "max_value", "until"})
"""Filters whose columns the table of claims has; the others are asked of ``v_claims``."""
_NO_FILTERS = frozenset({"min_confidence", "order", "limit", "all_reports", "reviewed", "rejected"})
"""What is no filter here: doubtful and rejected claims are among those left out, with their reason."""

_READ = (
    "id", "kind", "per", "value", "high", "least", "most", "subject", "place", "place_code", "period_start",
    "period_end", "confidence",
)  # fmt: skip


_FEW = 5_000
"""Of so many claims of a block the relations are looked up claim by claim; those of more are read with the block's."""
_TOGETHER = 500  # rows that are read at a time
_ORDER = f"CASE WHEN indicator IS NULL THEN {FREE} END, unit"


@dataclass(slots=True)
class Fact:
    """A claim in a sum: what is added of it, its group (None where it does not say one), and why it is left out."""

    id: str
    value: Decimal | None
    least: Decimal
    most: Decimal
    labels: tuple[Label, ...] | None
    reason: str = ""
    stands: str | None = None


@dataclass(slots=True)
class Added:
    """Facts of one measure, unit and denominator, and what is known of their relations."""

    indicator: str | None
    block: Block
    per: str | None
    adds: Adds
    facts: list[Fact] = field(default_factory=list)
    known: dict[str, list[standing.Link]] = field(default_factory=dict)


def sums(db: sqlite3.Connection, by: Sequence[str], filters: Filters) -> Sums:
    """Sums of the claims that fit, by groups; see :class:`~pipeline.store.sums.model.Sums`.

    Raises:
        StoreError: if a dimension is unknown or given twice, or a filter is.
    """
    grouper = _grouper(db, by)
    waiting = settle.waiting(db)
    if (known := kept.kept(db, grouper.by, filters)) is not None:
        return replace(known, waiting=waiting)
    rows: list[SumRow] = []
    totals: list[SumRow] = []
    untotalled: dict[tuple[str, str], str] = {}
    names = {indicator.id: indicator for indicator in indicators.known()}
    for added in _added(db, grouper, filters):
        given = names.get(added.indicator or "")
        called = (given.name_zh, given.name_en) if given else ("", "")
        groups: defaultdict[tuple[Label, ...] | None, list[Fact]] = defaultdict(list)
        for fact in added.facts:
            groups[fact.labels].append(fact)
        mine = [_row(added, labels or (), facts, called) for labels, facts in groups.items() if labels is not None]
        if grouper.by and None in groups:
            mine.append(_row(added, None, groups[None], called, len(grouper.by)))
        rows += [row for row, _ in sorted(((row, _order(row, grouper)) for row in mine), key=lambda pair: pair[1])]
        if grouper.by and added.adds != "no" and sum(row.facts > 0 for row in mine) > 1:
            if why := _overlap(added, grouper):
                untotalled[added.block] = why
            else:
                totals.append(_row(added, (), [f for f in added.facts if f.labels is not None], called))
    return Sums(grouper.by, tuple(_by_measure(rows)), tuple(totals), untotalled, waiting)


def facts(db: sqlite3.Connection, by: Sequence[str], filters: Filters, left_out: bool) -> Iterator[dict[str, Any]]:
    """The facts behind :func:`sums`, as rows of ``v_claims`` with the names of the dimensions before them.

    Args:
        db, by, filters: as for :func:`sums`.
        left_out: those that were left out, with ``reason``, ``why_zh``, ``why_en``, and ``stands`` (the claim that
            counts in their place, with its ``stands_quote``, as people read it, and ``stands_name``; None for those
            left out for what they are); else those counted.
    """
    grouper = _grouper(db, by)
    for added in _added(db, grouper, filters):
        chosen = [fact for fact in added.facts if bool(fact.reason) == left_out]
        chosen.sort(key=lambda f: (_sortable(f.labels), f.id))
        for n in range(0, len(chosen), _TOGETHER):
            some = chosen[n : n + _TOGETHER]
            rows = _whole(db, [fact.id for fact in some])
            standing_ = _told(db, [fact.stands for fact in some if fact.stands is not None]) if left_out else {}
            for fact in some:
                texts = [label.text for label in fact.labels] if fact.labels else [""] * len(grouper.by)
                shown: dict[str, Any] = {**dict(zip(grouper.by, texts, strict=True)), "measure": added.block.measure}
                if left_out:
                    quote, name = standing_.get(fact.stands, (None, None))
                    why = {"reason": fact.reason, **dict(zip(("why_zh", "why_en"), REASONS[fact.reason], strict=True))}
                    shown |= {**why, "stands": fact.stands, "stands_quote": quote, "stands_name": name}
                yield {**shown, **rows[fact.id], **shown}  # the labels first, and theirs where a column has their name


def _whole(db: sqlite3.Connection, claims: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Rows of ``v_claims`` by id."""
    source = "json_each(?) few CROSS JOIN claims c ON c.id = few.value"
    cursor = db.cursor()
    cursor.row_factory = None
    cursor.execute(views.select(None, source), (json.dumps(claims),))
    names = [column[0] for column in cursor.description]
    at = names.index("id")
    return {row[at]: dict(zip(names, row, strict=True)) for row in cursor}


def _told(db: sqlite3.Connection, claims: Sequence[str]) -> dict[str | None, tuple[str, str]]:
    """What claims say as people read it, without tags of the source, and the names of their documents."""
    sql = (
        "SELECT c.id, substr(s.text, c.mark_start + 1, c.mark_end - c.mark_start), c.quote, d.name"
        " FROM json_each(?) few CROSS JOIN claims c ON c.id = few.value"
        " JOIN sentences s ON s.id = c.sentence JOIN documents d ON d.id = c.document"
    )
    return {row[0]: (row[1] or row[2], row[3]) for row in db.execute(sql, (json.dumps(claims),))}


def _grouper(db: sqlite3.Connection, by: Sequence[str]) -> Grouper:
    for name in by:
        if name not in DIMENSIONS:
            raise StoreError(f"cannot sum by {name!r}", "there is no such dimension", f"use {', '.join(DIMENSIONS)}")
    if len(set(by)) < len(by):
        raise StoreError(f"cannot sum by {', '.join(by)}", "a dimension is given twice", "give it once")
    return Grouper(db, tuple(by))


def _added(db: sqlite3.Connection, grouper: Grouper, filters: Filters) -> Iterator[Added]:
    """The claims that fit, block by block, each with why it is left out."""
    narrow = replace(filters, indicator=None, unit=None, kind=None, order="document", limit=None) != Filters()
    for block, rows in groupby(_candidates(db, grouper, filters), key=lambda row: row[0]):
        fitting = list(islice(rows, _FEW + 1)) if narrow else []
        if narrow and len(fitting) <= _FEW:
            known, itself = standing.relations_of(db, block, [row[0] for _, row in fitting])
        else:
            known, itself = standing.relations(db, block)
        sets: dict[tuple[str | None, Adds], Added] = {}
        places: dict[str, Place] = {}
        homes: dict[tuple[Label, ...], Place] = {}
        for _, row in chain(fitting, rows):
            (
                id,
                kind,
                per,
                value,
                high,
                least,
                most,
                subject,
                place,
                code,
                since,
                until,
                confidence,
                indicator,
                outlet,
            ) = row
            way = adds(indicator, kind, per)
            added = sets.setdefault((per, way), Added(indicator, block, per, way, known=known))
            labels = grouper.labels(way, since, until, place, code, subject, indicator, outlet)
            amount = None if value is None else Decimal(value)
            fact = Fact(id, amount, *_bounds(amount, high, least, most), labels)
            fact.reason, fact.stands = itself.get(id, ("", None))
            if not fact.reason and filters.min_confidence is not None and confidence < filters.min_confidence:
                fact.reason = "doubt"
            if not fact.reason and labels is None:
                fact.reason = "vague"
            added.facts.append(fact)
            if not fact.reason:
                home = homes.get(labels or ())
                if home is None:
                    home = homes.setdefault(labels or (), _place(labels or (), grouper))
                places[id] = home
        for claim, (reason, stands) in standing.left_out(places, known, grouper.by_owner).items():
            itself[claim] = (reason, stands)
        for added in sets.values():
            for fact in added.facts:
                if not fact.reason and fact.id in places:
                    fact.reason, fact.stands = itself.get(fact.id, ("", None))
                elif fact.reason == "vague" and (again := standing.again(fact.id, places, known)):
                    fact.reason, fact.stands = again  # a headline needs no year where the body has it
            yield added


def _place(labels: tuple[Label, ...], grouper: Grouper) -> Place:
    return Place(labels, tuple(labels[n] for n in grouper.times), tuple(labels[n] for n in grouper.things))


def _bounds(
    value: Decimal | None, high: str | None, least: float | None, most: float | None
) -> tuple[Decimal, Decimal]:
    """Least and most, exact where they are the figure itself."""
    if value is None:
        return Decimal(0), Decimal(0)
    if high is None and least == most:
        return value, value  # without a hedge both are the figure
    top = value if high is None else Decimal(high)
    low = value if least is None or least == float(value) else _plain(least)
    return low, top if most is None or most == float(top) else _plain(most)


def _plain(number: float) -> Decimal:
    return Decimal(int(number)) if number.is_integer() else Decimal(repr(number))


def _candidates(
    db: sqlite3.Connection, grouper: Grouper, filters: Filters
) -> Iterator[tuple[Block, tuple[Any, ...]]]:  # fmt: skip
    """Claims that fit, with their block, block by block; corrected ones as people left them."""
    defaults = Filters()
    given = {f.name for f in fields(Filters) if getattr(filters, f.name) != getattr(defaults, f.name)}
    direct = replace(defaults, **{name: getattr(filters, name) for name in given & _DIRECT})
    others = replace(filters, **{name: getattr(defaults, name) for name in _DIRECT | _NO_FILTERS})
    by_columns, by_view = asked(db, direct), asked(db, others)
    near, far = ([term for term in some if term.condition != "1"] for some in (by_columns, by_view))
    # the indexes by place and subject have unit or indicator too; left to itself SQLite reads all of an indicator
    few = plans.candidates(db, [*by_columns, *by_view]) if {"place", "union"} & given else None
    where, values = [term.condition for term in near], [value for term in near for value in term.values]
    more, more_values = [term.condition for term in far], [value for term in far for value in term.values]
    changed = {row["id"]: row for row in reviewed.corrected(db)}
    corrected = _corrected(db, list(changed.values()), [*where, *more], [*values, *more_values], grouper)
    if changed:
        where.append("id NOT IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(changed)))
    for term in by_view if few is None else ():
        if term.found:
            where.append(f"rowid IN ({term.found})")
            values += term.given
    if more:
        where.append(f"EXISTS (SELECT 1 FROM v_claims v WHERE v.id = claims.id AND {' AND '.join(more)})")
        values += more_values
    outlet = "(SELECT outlet FROM articles a WHERE a.id = article)" if "outlet" in grouper.by else "NULL"
    columns = f"{', '.join(_READ)}, indicator, {outlet}"
    source = "claims"
    if few is not None:
        source = "(SELECT value AS few FROM json_each(?)) CROSS JOIN claims ON claims.rowid = few"
        values.insert(0, json.dumps(sorted(few)))
    sql = (
        f"SELECT {MEASURE}, unit, {columns} FROM {source} WHERE {' AND '.join(where) or '1'}"
        f" ORDER BY indicator, {_ORDER if filters.indicator in (None, 'none') else 'unit'}"
    )
    before: Block | None = None
    cursor = db.cursor()
    cursor.row_factory = None
    for row in cursor.execute(sql, values):
        block = before if before and before.measure == row[0] and before.unit == row[1] else Block(row[0], row[1])
        if block is not before:
            if before is not None:
                yield from corrected.pop(before, ())
            before = block
        yield block, row[2:]
    if before is not None:
        yield from corrected.pop(before, ())
    for rest in corrected.values():
        yield from rest


def _corrected(
    db: sqlite3.Connection, changed: list[dict[str, Any]], where: list[str], values: list[Any], grouper: Grouper
) -> dict[Block, list[tuple[Block, tuple[Any, ...]]]]:
    """Those of the corrected claims that fit as they are now, by block."""
    if not changed:
        return {}
    columns = ", ".join(f"""json_extract(value, '$."{name}"') AS "{name}\"""" for name in changed[0])
    source = f"SELECT {columns} FROM json_each(?)"
    rows = db.execute(
        f"SELECT * FROM ({source}) WHERE {' AND '.join(where) or '1'}",
        (json.dumps(changed, ensure_ascii=False), *values),
    )
    found: defaultdict[Block, list[tuple[Block, tuple[Any, ...]]]] = defaultdict(list)
    for row in map(dict, rows):
        block = block_of(row)
        found[block].append((block, (*(row[name] for name in _READ), row["indicator"], row["outlet"])))
    return dict(found)


def _row(
    added: Added, labels: tuple[Label, ...] | None, facts: Sequence[Fact], called: tuple[str, str], width: int = 0
) -> SumRow:  # fmt: skip
    counted = [fact for fact in facts if not fact.reason and fact.value is not None]
    figures = [fact.value for fact in counted if fact.value is not None]
    total = added.adds != "no" and bool(counted)
    texts = ("",) * width if labels is None else tuple(label.text for label in labels)
    return SumRow(
        texts, ("",) * width if labels is None else tuple(label.code for label in labels),
        added.indicator, added.block.measure, added.block.unit, added.per, added.adds != "no",
        sum(figures, Decimal(0)) if total else None,
        sum((fact.least for fact in counted), Decimal(0)) if total else None,
        sum((fact.most for fact in counted), Decimal(0)) if total else None,
        min(figures, default=None), median(figures) if figures else None, max(figures, default=None),
        len(counted), dict(sorted(Counter(fact.reason for fact in facts if fact.reason).items())), *called,
    )  # fmt: skip


def _overlap(added: Added, grouper: Grouper) -> str:
    """Why groups make up no honest total; "" where they do."""
    times = {tuple(fact.labels[n] for n in grouper.times) for fact in added.facts if fact.labels and not fact.reason}
    if added.adds == "stock" and len(times) > 1:
        return "stock"
    whole = Place((), (), ())
    reasons = {fact.id: fact.reason for fact in added.facts if fact.labels is not None and fact.reason not in _ITSELF}
    # a total that gave way to its parts, told apart by whose they are, does so without groups too
    places = {claim: whole for claim, reason in reasons.items() if reason != "total"}
    out = standing.left_out(places, added.known, False)
    return "overlap" if any((claim in out) != bool(reasons[claim]) for claim in places) else ""


_ITSELF = frozenset({"plan", "limit", "baseline", "rejected", "doubt", "vague", "figureless"})


def _order(row: SumRow, grouper: Grouper) -> tuple[Any, ...]:
    """Times by their day, other groups by the largest sum; facts that say no group at the end."""
    key: list[Any] = [not any(row.group)]
    for n, name in enumerate(grouper.by):
        if n in grouper.times:
            key.append((row.codes[n], row.group[n].startswith("–"), "–" in row.group[n], row.group[n]))
        elif name == "indicator":
            key.append(row.group[n])
    size = row.value if row.value is not None else Decimal(row.facts)
    return (*key, -size, row.group)


def _by_measure(rows: list[SumRow]) -> list[SumRow]:
    """Measures with most facts first, the rows of each in their order; those without an indicator behind."""
    most: Counter[tuple[str, str]] = Counter()
    for row in rows:
        most[(row.measure, row.unit)] += row.facts
    return sorted(rows, key=lambda r: (r.indicator is None, -most[(r.measure, r.unit)], r.measure, r.unit, r.per or ""))


def _sortable(labels: tuple[Label, ...] | None) -> tuple[str, ...]:
    return tuple(label.text for label in labels or ())


def counted_by_reason(result: Sums) -> Mapping[str, int]:
    """How many facts were left out of all rows, by reason."""
    total: Counter[str] = Counter()
    for row in result.rows:
        total.update(row.left_out)
    return {reason: total[reason] for reason in REASONS if total[reason]}


__all__ = ["Added", "Fact", "counted_by_reason", "facts", "sums"]
