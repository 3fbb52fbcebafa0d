"""Claims that contradict each other: the same thing at the same time in two reports, with figures that cannot both be.

Nothing of it is stored but the topic of each claim (:mod:`pipeline.store.topics`): which claims contradict each other
is worked out when it is asked, so it is right at once after a run or a review. Claims are taken as people left them:
a corrected figure counts as corrected, a rejected one does not count. Which of two is right is not decided here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cached_property
from itertools import chain, islice
from typing import Any

from extractors import indicators
from pipeline.store import bulk, reviewed, topics, views
from pipeline.store.allowed import apart
from pipeline.store.filters import Filters
from pipeline.store.queries import claim_row
from pipeline.store.sameness import Figure
from pipeline.store.wanted import Wanted, wanted

Row = dict[str, Any]

SIDE = (
    "claim", "quote", "value", "high", "modifier", "subject", "action", "item", "period_text", "place", "speaker",
    "confidence", "review", "corrected", "reports", "title", "outlet", "published", "document", "name", "sentence",
    "mark_start", "mark_end",
)  # fmt: skip
"""Columns of one side of a contradiction."""

_COMPARED = (
    "id", "article", "document", "published", "value", "high", "unit", "kind", "modifier", "per", "indicator",
    "subject", "action", "item", "speaker", "place", "place_code", "period_text", "period_start", "period_end",
    "period_kind", "baseline_text", "baseline_start", "baseline_end", "sentence", "mark_start", "mark_end", "review",
    "reading", "repeated",
)  # fmt: skip
"""Columns that comparing figures needs: of a topic many are compared, and few contradict each other."""
_MORE = (
    "coalesce((SELECT z.original FROM reprints z WHERE z.article = c.article), c.article) AS story, c.topic AS topic"
)
_SEVERAL = "min(article) < max(article) AND (min(value) < max(value) OR max(high) IS NOT NULL)"
"""That claims of a topic may contradict each other at all; their index tells it."""

_FIRST, _TOGETHER = 64, 256  # claims that topics which are looked at together have, at first and later
_MANY = 1000  # figures of one topic that are looked at: those with the first ids; so one question stays a short one


def contradictions(db: sqlite3.Connection, filters: Filters, limit: int | None = None) -> Iterator[Row]:
    """Pairs of claims that contradict each other and of which at least one satisfies the filters, each pair once.

    Columns: ``unit``, ``kind``, ``indicator``, ``period_start``, ``period_end``, ``reprint`` (1 where one article is a
    reprint of the other), ``difference`` (of the stated values, exact text), ``times`` (the larger by the smaller, None
    where that says nothing), and those of :data:`SIDE` twice, ``one_…`` for the side published first and ``other_…``;
    ``one_favoured`` and ``other_favoured`` say what speaks for a side: reviewed, reports, later, confidence, precise.

    Claims come one topic after another; memory does not grow with their number. Filters that order, limit or leave out
    repeated reports are passed over: a figure that reprints repeat is one report.

    Raises:
        StoreError: as :func:`pipeline.store.queries.query`.
    """
    look = _Look(db)
    return islice(_all(look, wanted(db, filters)), limit)


def contradictions_of(db: sqlite3.Connection, claim: str) -> list[Row]:
    """What contradicts one claim, by its id or the id's first characters (6 or more).

    Returns:
        Rows as of :func:`contradictions` in which the claim, or the report that it repeats, is ``one``; those that are
        reprints first, then by date. Empty for a claim that the last review rejected.
    """
    look = _Look(db)
    row = look.as_left(dict(claim_row(db, claim)))
    if row is None:
        return []
    found = [_pair(one, other, reprint=True, ordered=False) for one, other in look.changed_of(row)]
    if row["repeated"]:
        first = db.execute("SELECT * FROM v_claims WHERE id = ?", (row["reading"],)).fetchone()
        if (row := look.as_left(dict(first))) is None:
            return found
    if (topic := look.topic_of(row)) is None:
        return found
    figures = look.figures([topic], row)[topic]
    by_article = _by_article(figures)
    for mine in (figure for figure in figures if figure.row["id"] == row["id"]):
        against = _against(mine, figures, by_article)
        found += [_pair(*look.whole(mine, other), reprint=False, ordered=False) for other in against]
    return sorted(found, key=lambda p: (-p["reprint"], p["other_published"] or "9", p["other_claim"]))


def _all(look: _Look, wanted: Wanted) -> Iterator[Row]:
    """Pairs of which a side fits. Which figures fit is asked once for some topics, and where none does none is
    compared."""
    for topics_ in _together(look.topics(wanted)):
        found = look.figures(look.at_odds(topics_))
        fitting = wanted.of(chain.from_iterable(found.values()))
        for figures in found.values():
            if not fitting.isdisjoint(figure.row["id"] for figure in figures):
                for one, other in _contradicting(figures, fitting):
                    yield _pair(*look.whole(one, other), reprint=False)
    for readings in look.changed(wanted):
        if fitting := wanted.of(readings):
            first, *others = readings
            for other in others:
                if not fitting.isdisjoint((first.row["id"], other.row["id"])) and not first.range.meets(other.range):
                    yield _pair(*look.whole(first, other), reprint=True)


def _together(topics: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Topics, given with how many claims they have, as many together as have :data:`_TOGETHER` claims, a larger one
    alone; fewer at first, so that the first rows come soon."""
    some: list[int] = []
    claims, most = 0, _FIRST
    for topic, count in topics:
        if some and claims + count > most:
            yield some
            some, claims, most = [], 0, min(2 * most, _TOGETHER)
        some.append(topic)
        claims += count
    if some:
        yield some


def _contradicting(figures: list[Figure], fitting: Set[str]) -> Iterator[tuple[Figure, Figure]]:
    """Of the figures of one topic all pairs that contradict each other and of which one is among ``fitting``."""
    by_article = _by_article(figures)
    for n, one in enumerate(figures):
        others = figures[n + 1 :]
        if one.row["id"] not in fitting:
            others = [other for other in others if other.row["id"] in fitting]
        for other in _against(one, others, by_article):
            yield one, other


def _by_article(figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.row["article"], []).append(figure)
    return found


def _against(one: Figure, others: Iterable[Figure], by_article: Mapping[str, list[Figure]]) -> Iterator[Figure]:
    """Those of the other figures that contradict one.

    An article that gives several figures for what another gives one for tells of parts or rows, not of this one thing;
    and where any of them agrees with it, nothing is contradicted.
    """

    def settled(figure: Figure, article: str) -> bool:
        its = [other for other in by_article[article] if figure.same(other)]
        its = [other for other in its if other.row["item"] == figure.row["item"]] or its
        return any(figure.range.meets(other.range) for other in its) or any(
            not its[0].range.meets(other.range) for other in its[1:]
        )

    for other in others:
        if one.range.meets(other.range) or not one.same(other):
            continue
        if not settled(one, other.row["article"]) and not settled(other, one.row["article"]):
            yield other


def _pair(one: Figure, other: Figure, *, reprint: bool, ordered: bool = True) -> Row:
    def rank(figure: Figure) -> tuple[bool, str, str]:
        day = figure.row["published"]
        return (day is None, day or "", figure.row["id"])

    if ordered and rank(other) < rank(one):
        one, other = other, one
    a, b = one.row, other.row
    difference, times = apart(a, b)
    shared = {name: a[name] for name in ("unit", "kind", "indicator", "period_start", "period_end")}
    pair: Row = {**shared, "reprint": int(reprint), "difference": difference, "times": times}
    for name, row, against in (("one", a, b), ("other", b, a)):
        pair |= {f"{name}_{column}": row["id" if column == "claim" else column] for column in SIDE}
        pair[f"{name}_favoured"] = " ".join(_favoured(row, against))
    return pair


def _favoured(row: Mapping[str, Any], against: Mapping[str, Any]) -> Iterator[str]:
    """What speaks for a figure against another, in words of :func:`contradictions`."""
    if row["review"] in ("accepted", "corrected") and against["review"] not in ("accepted", "corrected"):
        yield "reviewed"
    if row["reports"] > against["reports"]:
        yield "reports"
    if row["published"] and against["published"] and row["published"] > against["published"]:
        yield "later"
    if row["confidence"] > against["confidence"]:
        yield "confidence"
    if row["modifier"] == "exact" != against["modifier"]:
        yield "precise"


class _Look:
    """What one question needs of a fact base: figures of topics, as people left them."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    @cached_property
    def _corrected(self) -> dict[str, Row]:
        """Corrected claims by id."""
        found = {}
        for row in reviewed.corrected(self._db):
            fields = {name: row[name] for name in ("kind", "unit", "per", "subject", "action", "item")}
            words = indicators.around(row["sentence"], row["mark_start"], row["mark_end"])
            found[row["id"]] = {**row, "indicator": indicators.indicator(**fields, words=words)}
        return found

    @cached_property
    def _moved(self) -> dict[int, list[Row]]:
        """Corrected claims by the topic that they have as corrected."""
        found: dict[int, list[Row]] = {}
        for row in self._corrected.values():
            if (topic := topics.topic_of_corrected(self._db, row)) is not None:
                found.setdefault(topic, []).append(row)
        return found

    @cached_property
    def _settled(self) -> frozenset[str]:
        """Readings of which one report was rejected or corrected, which stands for all of them."""
        return frozenset(row[0] for row in self._db.execute(reviewed.SETTLED))

    def as_left(self, row: Row) -> Row | None:
        """A row of ``v_claims`` as people left it; None if they rejected it, or another report of the same figure."""
        if row["review"] == "corrected":
            return self._corrected[row["id"]]
        if row["review"] == "rejected" or (row["review"] is None and row["reading"] in self._settled):
            return None
        return {**row, "corrected": ""}

    def topic_of(self, row: Row) -> int | None:
        """The topic of a claim as people left it."""
        if row["corrected"]:
            return topics.topic_of_corrected(self._db, row)
        found: int | None = self._db.execute("SELECT topic FROM claims WHERE id = ?", (row["id"],)).fetchone()[0]
        return found

    def topics(self, wanted: Wanted) -> Iterator[tuple[int, int]]:
        """Topics for which several articles give several figures and of which a claim may fit, and all that corrected
        claims have; each with how many claims it has."""
        moved = self._moved
        for some in self._topics(wanted):
            sql = f"SELECT topic, count(*) FROM claims WHERE {some[0]} GROUP BY topic HAVING {_SEVERAL} ORDER BY topic"
            for topic, count in self._db.execute(sql, some[1]):
                if topic not in moved:
                    yield topic, count
        for topic in sorted(moved):
            yield topic, _MANY  # alone: it has these claims beside those that it is read with

    def _topics(self, wanted: Wanted) -> Iterator[tuple[str, list[Any]]]:
        """Conditions on claims, one after the other, that leave the topics that may be wanted in their order."""
        if wanted.ways:
            found = {row[0] for sql, values in wanted.ways for row in self._db.execute(sql, values)} - {None}
            # those of a large union are thousands; the first rows need not wait for all of them
            topics = sorted(found)
            for n in range(0, len(topics), _MANY):
                yield "topic IN (SELECT value FROM json_each(?))", [json.dumps(topics[n : n + _MANY])]
        else:
            yield "topic IS NOT NULL", []

    def at_odds(self, topics: Sequence[int]) -> list[int]:
        """Those of some topics for which articles that speak of the same place, or of none, give several figures: a
        look at few columns, which spares the others in half of the topics."""
        source = f"claims {bulk.indexed(self._db, 'claims_topic')} WHERE topic IN ({', '.join('?' * len(topics))})"
        cursor = self._db.cursor()
        cursor.row_factory = None
        found: set[int] = set()
        said: dict[tuple[int, str], set[tuple[str, str]]] = {}
        sql = f"SELECT topic, article, value, high, place, place_code FROM {source}"
        for topic, article, value, high, place, code in cursor.execute(sql, topics):
            if high is not None or not place:
                found.add(topic)
            for where in {place, code or place}:
                said.setdefault((topic, where), set()).add((article, value))
        for (topic, _), some in said.items():
            if len(some) > 1 and len({article for article, _ in some}) > 1 and len({value for _, value in some}) > 1:
                found.add(topic)
        found.update(self._moved)
        return [topic for topic in topics if topic in found]

    def figures(self, topics: Sequence[int], surely: Row | None = None) -> dict[int, list[Figure]]:
        """The figures of topics, one for each that reprints repeat, in the order of their ids; ``surely`` is of the
        first. Several topics together have no more than :data:`_TOGETHER` claims."""
        source = views.select(_COMPARED, f"claims c {bulk.indexed(self._db, 'claims_topic')}", more=_MORE)
        # told one by one: with a list of them SQLite asks that once for each
        sql = (
            f"SELECT * FROM ({source} WHERE c.topic IN ({', '.join('?' * len(topics))})) WHERE NOT repeated"
            " AND review IS NOT 'corrected' AND review IS NOT 'rejected' ORDER BY id LIMIT ?"
        )
        if not topics:
            return {}
        rows: dict[int, dict[str, Row]] = {topic: {} for topic in topics}
        cursor = self._db.cursor()
        cursor.row_factory = None
        names = [column[0] for column in cursor.execute(sql, (*topics, _MANY)).description]
        for row in (dict(zip(names, row, strict=True)) for row in cursor):
            if (left := self.as_left(row)) is not None:
                rows[row["topic"]][row["id"]] = left
        for topic in topics:
            rows[topic] |= {row["id"]: row for row in self._moved.get(topic, ())}
        if surely is not None:
            rows[topics[0]][surely["id"]] = surely
        return {topic: self._figures(its.values()) for topic, its in rows.items()}

    def _figures(self, rows: Iterable[Row]) -> list[Figure]:
        found = []
        for row in sorted(rows, key=lambda row: str(row["id"])):
            if (story := row.get("story")) is None:
                sql = "SELECT original FROM reprints WHERE article = ?"
                story = (self._db.execute(sql, (row["article"],)).fetchone() or [row["article"]])[0]
            if (figure := Figure.of(row, story)) is not None:
                found.append(figure)
        return found

    def whole(self, *figures: Figure) -> Iterator[Figure]:
        """Figures with all columns of their rows, those that are not compared too."""
        for figure in figures:
            if "name" in figure.row:
                yield figure
            else:
                row = self._db.execute("SELECT * FROM v_claims WHERE id = ?", (figure.row["id"],)).fetchone()
                yield replace(figure, row={**dict(row), **figure.row})

    def changed(self, wanted: Wanted) -> Iterator[list[Figure]]:
        """Facts for which reprints give several figures, one of which may fit: these figures, the first one first."""
        facts, values = "SELECT DISTINCT fact FROM reports WHERE fact <> reading", []
        if wanted.few is not None:
            within = (
                "SELECT w.fact FROM json_each(?) few CROSS JOIN claims c ON c.rowid = few.value"
                " CROSS JOIN reports w ON w.claim = c.id"
            )
            # corrected claims may fit by what they were corrected to
            facts += f" AND fact IN ({within} UNION SELECT w.fact FROM reviews r JOIN reports w ON w.claim = r.claim)"
            values = [json.dumps(sorted(wanted.few))]
        for (fact,) in self._db.execute(f"{facts} ORDER BY fact", values):
            if len(readings := self._readings(fact)) > 1:
                yield readings

    def changed_of(self, row: Row) -> Iterator[tuple[Figure, Figure]]:
        """The same for one claim: its figure with each other one."""
        if row["fact"] is None:
            return
        readings = self._readings(row["fact"])
        for mine in self._figures([row]):
            for other in readings:
                if other.row["reading"] != row["reading"] and not mine.range.meets(other.range):
                    yield mine, other

    def _readings(self, fact: str) -> list[Figure]:
        """The figures that are given for a fact, the first report's first."""
        sql = "SELECT * FROM v_claims WHERE id IN (SELECT reading FROM reports WHERE fact = ?)"
        rows = [self.as_left(dict(row)) for row in self._db.execute(sql, (fact,))]
        figures = self._figures([row for row in rows if row is not None])
        return sorted(figures, key=lambda figure: (figure.row["reading"] != fact, str(figure.row["id"])))


__all__ = ["SIDE", "contradictions", "contradictions_of"]
