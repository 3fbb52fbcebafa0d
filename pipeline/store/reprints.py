"""Reprints: one article under several mastheads, whole or cut, perhaps with a figure changed.

:func:`link` is called at the end of a run and looks only at articles that are new or whose fellows changed; what it
leaves depends on the articles that are stored and on nothing else: not on their order, nor on how many runs brought
them. Articles are reprints of each other where they say the same in the same words (:func:`_same_story`), and a
cluster is all that hangs together so. Triggers dissolve a cluster as soon as one of its articles goes, so that no row
ever tells of an article that is no more; the next call puts the rest together again.
"""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.store import reports
from pipeline.store.connection import transaction
from pipeline.store.likeness import Keys, worded_alike

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TABLES = """
CREATE TABLE signatures (
    article TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    letters INTEGER NOT NULL, keys BLOB NOT NULL, sketch BLOB NOT NULL
) STRICT;
CREATE TABLE uncompared (
    article TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE common_keys (key INTEGER PRIMARY KEY) STRICT;
CREATE TABLE reprints (
    article TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE, original TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reprints_original ON reprints (original);
CREATE TABLE reports (
    claim TEXT PRIMARY KEY REFERENCES claims (id) ON DELETE CASCADE, fact TEXT NOT NULL, reading TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reports_fact ON reports (fact);
CREATE INDEX reports_reading ON reports (reading);
CREATE TRIGGER reprints_dissolve AFTER DELETE ON reprints BEGIN
    DELETE FROM reports WHERE claim IN (SELECT id FROM claims WHERE article IN
        (SELECT OLD.article UNION ALL SELECT article FROM reprints WHERE original = OLD.original));
    INSERT OR IGNORE INTO uncompared SELECT article FROM reprints WHERE original = OLD.original;
    DELETE FROM reprints WHERE original = OLD.original;
END;
CREATE TRIGGER reports_dissolve AFTER DELETE ON reports BEGIN
    DELETE FROM reports WHERE fact = OLD.fact;
END;
"""

NAMED = 0.5
"""Of the names in the article that has fewer, reprints share at least this part; two cities' reports share few."""
_NAMELESS = 0.8  # where no names tell, nearly all of the wording must be the same
_CHANGED = 2  # so many changed figures may be most of an article's figures; more are another year's report
_APART = 60  # days between two articles that give no figure alike


class _Article(NamedTuple):
    id: str
    day: str | None
    letters: int


def add(db: sqlite3.Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    """Store signatures ``(article, letters, keys, sketch)``; they wait for the next :func:`link`."""
    rows = list(rows)
    db.executemany("INSERT INTO signatures (article, letters, keys, sketch) VALUES (?, ?, ?, ?)", rows)
    db.executemany("INSERT OR IGNORE INTO uncompared VALUES (?)", [(row[0],) for row in rows])


def link(db: sqlite3.Connection) -> int:
    """Compare the articles that were not compared yet, and put clusters and facts in order, in one transaction.

    While it works it takes some hundred MiB, and about a kilobyte for each article.

    Returns:
        How many articles were compared.
    """
    if not db.execute("SELECT EXISTS (SELECT 1 FROM uncompared)").fetchone()[0]:
        return 0
    with transaction(db):
        return _link(db)


def _link(db: sqlite3.Connection) -> int:
    import numpy as np

    numbers, letters, counts, flat = array("q"), array("q"), array("q"), bytearray()
    for number, length, key in db.execute("SELECT rowid, letters, keys FROM signatures ORDER BY rowid"):
        numbers.append(number)
        letters.append(length)
        counts.append(len(key) // 4)
        flat += key
    keys = Keys.of(flat, np.array(counts))
    _forget_what_turned(db, keys, numbers)
    new = np.zeros(len(numbers), dtype=np.bool_)
    sql = "SELECT s.rowid FROM uncompared u JOIN signatures s ON s.article = u.article"
    waiting = [bisect_left(numbers, row[0]) for row in db.execute(sql)]
    new[waiting] = True

    clusters = _Clusters(len(numbers))
    stored: dict[str, int] = {}
    sql = "SELECT s.rowid, r.original FROM reprints r JOIN signatures s ON s.article = r.article"
    for number, original in db.execute(sql):
        place = bisect_left(numbers, number)
        clusters.join(stored.setdefault(original, place), place)
    look = _Look(db)
    lengths = np.array(letters)
    for pairs in keys.pairs(new):
        for one, other, share in worded_alike(pairs, lengths, lambda some: look.sketches(numbers, some)):
            if clusters.of(one) != clusters.of(other) and _same_story(look, numbers[one], numbers[other], share):
                clusters.join(one, other)
    for cluster in clusters.touching(waiting):
        _store(db, look, [numbers[n] for n in cluster])
    db.execute("DELETE FROM uncompared")
    return len(waiting)


def _forget_what_turned(db: sqlite3.Connection, keys: Keys, numbers: Sequence[int]) -> None:
    """Where a key became common, or is no more, all that have it are compared anew: no link hangs on when they came."""
    common = keys.common()
    before = {row[0] for row in db.execute("SELECT key FROM common_keys")}
    turned = [(numbers[n],) for n in keys.having(common ^ before)]
    db.executemany("INSERT OR IGNORE INTO uncompared SELECT article FROM signatures WHERE rowid = ?", turned)
    db.execute("DELETE FROM reprints WHERE article IN (SELECT article FROM uncompared)")
    db.executemany("DELETE FROM common_keys WHERE key = ?", [(key,) for key in sorted(before - common)])
    db.executemany("INSERT INTO common_keys VALUES (?)", [(key,) for key in sorted(common - before)])


class _Clusters:
    """Which articles hang together (union-find)."""

    def __init__(self, articles: int) -> None:
        self._above = array("q", range(articles))

    def of(self, article: int) -> int:
        above = self._above
        while above[article] != article:
            above[article] = above[above[article]]
            article = above[article]
        return article

    def join(self, one: int, other: int) -> None:
        one, other = sorted((self.of(one), self.of(other)))
        self._above[other] = one

    def touching(self, some: Iterable[int]) -> Iterable[list[int]]:
        """Those of two and more articles that any of these is in."""
        touched = {self.of(article) for article in some}
        members: defaultdict[int, list[int]] = defaultdict(list)
        for article in range(len(self._above)):
            if (home := self.of(article)) != article and home in touched:
                members[home].append(article)
        return ([home, *others] for home, others in members.items())


class _Look:
    """What is stored of articles, by the number of their signature; the last few thousand are kept."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.article = lru_cache(4096)(self._article)
        self.names = lru_cache(4096)(self._names)
        self.figures = lru_cache(4096)(self._figures)

    def sketches(self, numbers: Sequence[int], articles: NDArray[np.int64]) -> list[bytes]:
        """The sketches of some of the articles whose signatures have these numbers."""
        get = "SELECT sketch FROM signatures WHERE rowid = ?"
        return [self._db.execute(get, (numbers[n],)).fetchone()[0] for n in articles.tolist()]

    def _article(self, number: int) -> _Article:
        sql = "SELECT a.id, a.date, s.letters FROM signatures s JOIN articles a ON a.id = s.article WHERE s.rowid = ?"
        return _Article(*self._db.execute(sql, (number,)).fetchone())

    def _names(self, number: int) -> frozenset[str]:
        sql = "SELECT DISTINCT e.canonical FROM mentions m JOIN entities e ON e.id = m.entity WHERE m.article = ?"
        return frozenset(row[0] for row in self._db.execute(sql, (self.article(number).id,)))

    def _figures(self, number: int) -> tuple[reports.Figure, ...]:
        return reports.figures(self._db, self.article(number).id)


def _same_story(look: _Look, one: int, other: int, share: float) -> bool:
    """Whether of two articles that are alike in words one is a reprint of the other: in whom it names and in most of
    its figures it is the same. ``share`` is how much of the shorter stands in the longer."""
    few, many = sorted((look.names(one), look.names(other)), key=len)
    if few:
        if len(few & many) < NAMED * len(few):
            return False
    elif many or share < _NAMELESS:
        return False
    if look.article(other).id < look.article(one).id:
        one, other = other, one  # what is told must not hang on which was stored first
    common, changed = reports.agreement(look.figures(one), look.figures(other))
    if changed < common:
        return changed <= _CHANGED or 2 * changed <= common
    return changed < _CHANGED and not (changed and _far_apart(look.article(one).day, look.article(other).day))


def _far_apart(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return False
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) > _APART


def _store(db: sqlite3.Connection, look: _Look, cluster: list[int]) -> None:
    """Write one cluster anew. The original is the earliest dated article, of several the longest."""

    def rank(number: int) -> tuple[Any, ...]:
        article = look.article(number)
        return (article.day is None, article.day or "", -article.letters, article.id)

    ordered = sorted(cluster, key=rank)
    ids = [look.article(number).id for number in ordered]
    # two clusters that became one: their rows go, with those of their facts
    db.executemany("DELETE FROM reprints WHERE article = ?", [(id,) for id in ids])
    in_cluster = "SELECT id FROM claims WHERE article = ?"
    db.executemany(f"DELETE FROM reports WHERE claim IN ({in_cluster})", [(id,) for id in ids])
    db.executemany("INSERT INTO reprints VALUES (?, ?)", [(id, ids[0]) for id in ids])
    rows = []
    for fact in reports.facts([look.figures(number) for number in ordered]):
        if len(fact.reports) > 1:
            first = fact.reports[0].claim
            rows += [(claim, first, claims[0]) for claims in fact.readings.values() for claim in claims]
    db.executemany("INSERT INTO reports VALUES (?, ?, ?)", rows)


__all__ = ["NAMED", "TABLES", "add", "link"]
