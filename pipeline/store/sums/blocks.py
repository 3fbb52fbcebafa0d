"""From stored claims to the relations of one block: all claims of one measure in one unit, as reviews left them."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

import gazetteers
from extractors import indicators
from extractors.roles import Role, role
from pipeline.store import bulk, reviewed
from pipeline.store.sums import across, inside
from pipeline.store.sums.figures import ENDLESS, OPEN, Figure, adds, narrowed, within_code
from pipeline.store.sums.inside import Relation
from pipeline.store.views import FREE
from pipeline.text.signature import letters_of

MEASURE = f"coalesce(indicator, {FREE})"
"""In SQL over claims: what a claim measures."""

_COLUMNS = (
    "id, article, start, value, high, unit, kind, modifier, per, subject, action, item, period_start, period_end,"
    " period_kind, place, place_code, least, most, baseline_text, baseline_value, indicator"
)
_LEVEL = re.compile(r"[到至为达成](?:.{0,2}|(?:\d{4}|[今去本前])年[^，。；\d]{0,5}的.?)$")
# right before a figure: what it has become (增加到90万元, 增加到2023年的90万元), not by how much it changed
_STOPS = re.compile("[，,；;。！!？?：:]")


class Block(NamedTuple):
    """One measure in one unit."""

    measure: str
    unit: str

    @property
    def where(self) -> str:
        """In SQL over claims, with the measure as ?1: that a claim is of this block, but for its unit."""
        return "indicator = ?1" if self.measure in _indicators() else f"indicator IS NULL AND {FREE} = ?1"

    def source(self, db: sqlite3.Connection) -> str:
        """In SQL: claims by the index that has this block together. Left to itself SQLite takes the one by indicator
        and unit, in which all claims without an indicator lie together.
        """
        return "claims" if self.measure in _indicators() else f"claims {bulk.indexed(db, 'claims_free')}"


class Decided(NamedTuple):
    """What people decided on claims.

    Attributes:
        corrected: claims as corrected, by id, as :func:`pipeline.store.reviewed.corrected` gives them.
        rejected: claims rejected, and reports that say the same.
    """

    corrected: Mapping[str, Mapping[str, Any]]
    rejected: frozenset[str]


def decided(db: sqlite3.Connection) -> Decided:
    """What people decided so far."""
    return Decided({row["id"]: row for row in reviewed.corrected(db)}, _rejected(db))


def relations(db: sqlite3.Connection, block: Block, known: Decided) -> Iterator[Relation]:
    """All relations of a block, in no order that means anything."""
    corrected, rejected = known
    reprinted = dict(_reprinted(db, block, corrected))
    kept: dict[str | None, list[Figure]] = {}
    ways: dict[str | None, str] = {}
    for _, rows in groupby(_rows(db, block, corrected), key=lambda row: str(row["article"])):
        per_of: dict[str | None, list[Figure]] = {}
        baselines: list[tuple[str, Decimal, str]] = []
        of_article = list(rows)
        for row in of_article:
            if row["baseline_value"]:
                baselines.append((row["sentence"], Decimal(row["baseline_value"]), row["id"]))
        for row in of_article:
            id, per = row["id"], row["per"]
            ways[per] = adds(row["indicator"], row["kind"], per)
            if id in rejected:
                yield Relation(id, "rejected", None)
                continue
            if row["value"] is None:
                yield Relation(id, "figureless", None)
                continue
            figure = _figure(row, alone=len(of_article) == 1)
            if reason := _itself(row, figure, ways[per] == "no"):
                yield Relation(id, reason, None)
                continue
            stands = next((b[2] for b in baselines if b[:2] == (row["sentence"], figure.value) and b[2] != id), None)
            if stands is not None:
                yield Relation(id, "baseline", stands)
            elif id in reprinted:
                yield Relation(id, "reprint", reprinted[id])
            else:
                per_of.setdefault(per, []).append(figure)
        for per, figures in per_of.items():
            figures = _in_order(figures)
            out = inside.relations(figures, ways[per] != "no") if len(figures) > 1 else []
            yield from out
            owners = {figure.id: figure.owner for figure in figures}
            gone = {
                r.claim for r in out
                if r.stands is None or r.reason == "repeated" or owners[r.claim] == owners[r.stands]
            }  # fmt: skip
            kept.setdefault(per, []).extend(_lighter(f) for f in figures if f.id not in gone)
    for per, figures in kept.items():
        if ways[per] == "no":
            continue
        yield from across.relations(figures, ways[per] == "stock")


def _rows(
    db: sqlite3.Connection, block: Block, corrected: Mapping[str, Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """Claims of a block with what is known of their sentences, article by article, in the order of the text."""
    source = (
        'SELECT c.*, s.text, c.mark_start, c.mark_end, s.id AS sentence, a.start AS body, a."end" AS body_end,'
        " a.date AS published, a.title, a.kicker, a.subtitle FROM ({claims}) c JOIN sentences s ON s.id = c.of_sentence"
        " JOIN articles a ON a.id = c.article ORDER BY c.article, c.start, c.id"
    )
    named = f"{_COLUMNS}, mark_start, mark_end, sentence AS of_sentence"
    where = block.where
    if not corrected:
        claims = f"SELECT {named} FROM {block.source(db)} WHERE {where} AND unit = ?2"
        yield from db.execute(source.format(claims=claims), tuple(block))
        return
    # few claims are corrected: they are laid over what was read, and belong to the block that they belong to now
    ids = json.dumps([id for id, row in corrected.items() if block_of(row) == block])
    claims = (
        f"SELECT {named} FROM {block.source(db)} WHERE {where} AND unit = ?2"
        f" UNION SELECT {named} FROM claims WHERE id IN (SELECT value FROM json_each(?3))"
    )
    for row in db.execute(source.format(claims=claims), (*block, ids)):
        if (now := corrected.get(row["id"])) is None:
            yield row
        elif block_of(now) == block:
            yield {**dict(row), **{name: now[name] for name in _CORRECTED}}


_CORRECTED = ("value", "high", "unit", "kind", "modifier", "per", "subject", "action", "item", "period_start",
           "period_end", "period_kind", "place", "place_code", "least", "most")  # fmt: skip


def block_of(row: Mapping[str, Any]) -> Block:
    """The block of a row of claims."""
    return Block(row["indicator"] or f"{row['action']} {row['item']}".strip(), row["unit"])


@cache
def _indicators() -> frozenset[str]:
    return frozenset(indicator.id for indicator in indicators.known())


def _figure(row: Mapping[str, Any], alone: bool) -> Figure:
    """The figure of a row; ``alone`` in its article, it has none to be told from by the words of its clause."""
    text, begin, end = row["text"], row["mark_start"], row["mark_end"]
    since, until = row["period_start"], row["period_end"]
    dated = since is not None or until is not None
    value = Decimal(row["value"])
    high = None if row["high"] is None else Decimal(row["high"])
    clause = ""
    if not alone:
        left, right = _STOPS.split(text[:begin])[-1], _STOPS.split(text[end:], maxsplit=1)[0]
        clause = letters_of(left + right)
    return Figure(
        id=row["id"], article=row["article"], start=row["start"],
        head=not row["body"] <= row["start"] < max(row["body_end"], row["body"] + 1) or _is_head(row),
        sentence=row["sentence"], begin=begin, end=end, clause=clause,
        value=value, high=high,
        least=float(value) if row["least"] is None else row["least"],
        most=float(value if high is None else high) if row["most"] is None else row["most"],
        exact=row["modifier"] == "exact" and high is None,
        subject=row["subject"], place=row["place"], code=within_code(row["place"], row["place_code"]),
        narrow=narrowed(row["item"], row["indicator"]),
        since=(since or OPEN) if dated else None, until=(until or ENDLESS) if dated else None,
        published=row["published"] or "",
        baseline=None if row["baseline_value"] is None else Decimal(row["baseline_value"]),
        role=role(text, begin, end, row["action"]),
    )  # fmt: skip


def _in_order(figures: Sequence[Figure]) -> list[Figure]:
    """In the order of the text: on a page in columns the source has another."""
    first: dict[str, int] = {}
    for figure in figures:
        first[figure.sentence] = min(figure.start, first.get(figure.sentence, figure.start))
    return sorted(figures, key=lambda f: (first[f.sentence], f.sentence, f.begin))


def _lighter(figure: Figure) -> Figure:
    """Without the words around it, which only its own article needs: of a large block many are held at once."""
    figure.clause, figure.role = "", _NO_ROLE
    return figure


def _is_head(row: Mapping[str, Any]) -> bool:
    text = "".join(row["text"].split())
    names = (row[name] for name in ("title", "kicker", "subtitle"))
    return bool(text) and any(len(text) <= len(name) and text in "".join(name.split()) for name in names)


_NO_ROLE = Role()


def _itself(row: Mapping[str, Any], figure: Figure, averaged: bool) -> str | None:
    """Why a claim never counts, whatever else there is."""
    if row["period_kind"] == "planned" or figure.role.plan:
        return "plan"
    if averaged:
        return None
    if row["period_kind"] == "compared" or (row["baseline_text"] and _differs(row)):
        return "baseline"
    return "limit" if figure.role.limit else None


def _differs(row: Mapping[str, Any]) -> bool:
    """Whether a figure that is compared with something is the difference: 比上年增加12万元, not 增加到90万元."""
    before = row["text"][: row["mark_start"]]
    if _LEVEL.search(before):
        return False
    clause = _STOPS.split(before)[-1]
    return any(word in clause for word in _changes())


@cache
def _changes() -> tuple[str, ...]:
    roles = ("change", "amount", "restated")
    return tuple({row["word"] for row in gazetteers.rows("comparison_words") if row["role"] in roles})


def _rejected(db: sqlite3.Connection) -> frozenset[str]:
    """Claims that a person rejected, and what reprints say the same."""
    found = f"SELECT r.claim FROM reviews r WHERE r.decision = 'rejected' AND {reviewed.LAST}"
    others = (
        "SELECT o.claim FROM reports o JOIN reports w ON w.reading = o.reading"
        f" WHERE w.claim IN ({found}) AND o.claim NOT IN (SELECT claim FROM reviews)"
    )
    return frozenset(row[0] for row in db.execute(f"{found} UNION {others}"))


def _reprinted(db: sqlite3.Connection, block: Block, corrected: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Of the reports of one fact each but the first, with the one before it, so that the next stands where it is not
    asked for. A corrected report is the one that counts."""
    rows = db.execute(
        "SELECT w.fact, w.claim FROM reports w JOIN claims c ON c.id = w.claim JOIN articles a ON a.id = c.article"
        f" WHERE w.fact IN (SELECT x.fact FROM {block.source(db)} CROSS JOIN reports x ON x.claim = claims.id"
        f" WHERE {block.where} AND unit = ?2) ORDER BY w.fact, a.date IS NULL, a.date, w.claim <> w.fact, w.claim",
        tuple(block),
    )
    people = set(corrected)
    for _, group in groupby(rows, key=lambda row: str(row[0])):
        claims = [row[1] for row in group]
        claims.sort(key=lambda claim: claim not in people)
        yield from zip(claims[1:], claims, strict=False)


__all__ = ["FREE", "MEASURE", "Block", "block_of", "relations"]
