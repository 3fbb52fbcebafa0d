"""What claims measure, in the fact base: the gazetteer's indicators as a table, and their claims counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from extractors import indicators
from pipeline.errors import StoreError
from pipeline.store import tallies, views


def fill(db: sqlite3.Connection) -> None:
    """Write the indicators of the gazetteers into the file, within the caller's transaction."""
    db.execute("DELETE FROM indicators")
    db.executemany("INSERT INTO indicators VALUES (?, ?, ?, ?, ?)", [row[:5] for row in indicators.known()])


def give(db: sqlite3.Connection, documents: Iterable[str] | None = None) -> None:
    """Give stored claims the indicator that their fields and sentences tell, within the caller's transaction.

    Args:
        db: the fact base.
        documents: ids; None for all documents.
    """
    db.create_function("indicator_of", 9, _of, deterministic=True)
    # no look into the sentence twice: what is told stands in rows of its own before it is held against the old
    told = (
        "SELECT c.id, indicator_of(kind, unit, per, subject, action, item, text, mark_start, mark_end) AS indicator"
        " FROM claims c JOIN sentences s ON s.id = c.sentence"
    )
    update = (
        "WITH told AS MATERIALIZED ({}) UPDATE claims SET indicator = told.indicator FROM told"
        " WHERE claims.id = told.id AND claims.indicator IS NOT told.indicator"
    )
    if documents is None:
        db.execute(update.format(told))
    else:
        db.executemany(update.format(f"{told} WHERE c.document = ?"), [(id,) for id in documents])


def _of(
    kind: str, unit: str, per: str | None, subject: str, action: str, item: str, sentence: str, start: int, end: int
) -> str | None:
    return indicators.indicator(kind, unit, per, subject, action, item, indicators.around(sentence, start, end))


def counted(db: sqlite3.Connection, all: bool = False) -> Iterator[dict[str, Any]]:
    """Rows of ``v_indicators``, the most frequent first; those without claims only if ``all`` are wanted."""
    where = "" if all else " WHERE claims > 0"
    return (dict(row) for row in db.execute(f"SELECT * FROM ({views.indicators(tallies.now(db))}){where}"))


def known_id(db: sqlite3.Connection, name: str) -> str:
    """The id of an indicator by its id or one of its names, whole (members_new, 新发展会员).

    Raises:
        StoreError: if the fact base has none of it; the message has those whose names contain it, or the nearest.
    """
    known = [tuple(row) for row in db.execute("SELECT id, name_zh, name_en FROM indicators ORDER BY id")]
    for row in known:
        if name in row:
            return str(row[0])
    like = [f"{id} {zh}" for id, zh, en in known if name and (name in zh or name in en)]
    if not like:
        near = get_close_matches(name, [id for id, _, _ in known], 1, 0.4)
        like = [f"{id} {zh}" for id, zh, _ in known if id in near]
    hint = ", ".join([*like[:6], "or see `unionfacts indicators`"] if like else ["see `unionfacts indicators`"])
    raise StoreError(f"cannot find the indicator {name}", "there is none of that id or name", hint)
